"""A product's name, read into the terms that a device's row must show.

Rules:

1. A list (``FM20/FM30``), a span (``MX400-MX850``) and a carried-on number (``M8001A/2A/3A``) are one term with
   alternatives.
2. Words in brackets are read by what they are: an abbreviation of the name, further model or order numbers, or a remark.
3. ``not including X`` excludes; what follows ``with``, ``used with`` or ``running`` is a condition, not a name.
4. A run of words may be met by its initials (``Clinical Information Center`` by ``CIC``).

Which words are strong is said by ``words``; comparing with a row is done by ``compare``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from medward.matching.text import squash, tokens
from medward.matching.words import WEIGHTS, Kind, kind_of, other_spellings, weight_of

_BRACKETS = re.compile(r"\(+([^()]*)\)*")
_EXCLUSION = re.compile(r",?\s*\b(?:not including|excluding|except(?: for)?|other than)\b(.*)$", re.I)
_CONDITION = re.compile(
    r"\s+(?:used with|with(?: the)? installed|with(?: the)?|running(?: on)?|based on|when|shipped with|integrated (?:with|into)|on)\s+.*$",
    re.I,
)
_INCLUDING = re.compile(r"^\s*(?:including|incl\.?|models?|model numbers?|part numbers?|p/n)\s*", re.I)
_SPAN = re.compile(
    r"\b([A-Za-z]+)[ -]?(\d{1,5})([A-Za-z]*)\s*(?:-|–|to|through)\s*([A-Za-z]*)[ -]?(\d{1,5})([A-Za-z]*)\b"
)
_CHAIN = re.compile(r"[A-Za-z0-9.+]+(?:\s?/\s?[A-Za-z0-9.+]+)+")
_PAIR_CHAIN = re.compile(r"\b[A-Za-z]+ ?\d+[A-Za-z]*(?:\s?/\s?[A-Za-z]+ ?\d+[A-Za-z]*)+")
_INITIALS = range(3, 7)
_ORDER_NUMBER = re.compile(r"^(?=.*\d)[a-z0-9]{5,}$")
_LEADING_NUMBER = re.compile(r"^[0-9]{4,}[a-z]?$")
_LEADING_NUMBER_WEIGHT = 0.3
_LONGEST_ABBREVIATION = 2
MODEL_WEIGHT, SAID_MODEL_WEIGHT = 0.4, 0.35
_RADIO_WORDS = frozenset({"wlan", "wireless", "wifi"})
_LABELS = re.compile(
    r"^(?:\s*(?:udi|models?|ndc|product id|reorder|order|part|catalog(?:ue)?|ref|numbers?|nos?\.?|#|and|[/:,])\s*)+",
    re.I,
)
_MODALITIES = frozenset({"ct", "mr", "mri"})
_WILDCARD = re.compile(r"^\d+x\d+$")
_HYPHENED_NUMBER = re.compile(r"^(?=.*\d)[A-Za-z]{1,4}\d*(?:-[A-Za-z0-9]+)+$")
_CODE_AND_NUMBER = re.compile(r"\b([A-Z]{1,3})\s(\d{1,4}[A-Za-z]?)(?![\w./-])")
_SAID_MODEL = re.compile(r"\bmodel\s+(\d{3,}\w*)\b", re.I)
_SERIES = re.compile(r"\b([A-Za-z]{1,3})\s+(?:series|family)\b", re.I)
_COMPOUND = re.compile(r"^(?:[A-Za-z]{1,2}[-'’][A-Za-z]{2,}|[A-Za-z]{3}-[A-Za-z])$")


@dataclass(frozen=True, slots=True)
class Span:
    """A span of model numbers with one prefix, both ends included."""

    prefix: str
    low: int
    high: int

    def holds(self, word: str) -> bool:
        """Tell whether ``word`` (squashed) is a model number of the span, further letters behind it allowed."""
        if not word.startswith(self.prefix):
            return False
        digits = re.match(r"\d+", word[len(self.prefix) :])
        return bool(digits) and self.low <= int(digits[0]) <= self.high  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a row must show: any of ``forms`` (squashed words) or a model number of one of ``spans``.

    ``near`` is the squashed word before it in the name; a designator of one or two characters is only believed there.
    """

    text: str
    kind: Kind
    weight: float
    forms: frozenset[str]
    spans: tuple[Span, ...] = ()
    near: str = ""

    @property
    def is_number(self) -> bool:
        """Whether this is a model number rather than a code or variant word."""
        return self.kind is Kind.DESIGNATOR and (bool(self.spans) or any(map(str.isdigit, self.text)))

    @property
    def hard(self) -> bool:
        """Whether a row without this term names another product: so it is with model numbers."""
        return self.kind is Kind.DESIGNATOR and self.weight in (WEIGHTS[Kind.DESIGNATOR], MODEL_WEIGHT)


@dataclass(frozen=True, slots=True)
class Initials:
    """The initials of the terms ``first`` to ``last`` (both included) of a pattern."""

    letters: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A product's name as terms, with what else identifies or excludes it.

    ``numbers`` are order numbers, each of which stands for the whole name. ``conditions`` and ``exclusions`` are the
    words behind ``with`` and ``not including`` as the publisher wrote them. ``family`` says that other products of the
    document share the brand, so that the device words behind it decide; ``led_by`` is a maker's name left out in front.
    """

    text: str
    terms: tuple[Term, ...]
    initials: tuple[Initials, ...] = ()
    numbers: frozenset[str] = frozenset()
    conditions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    family: bool = False
    led_by: str = ""

    @property
    def weight(self) -> float:
        """The weight of all terms together."""
        return sum(term.weight for term in self.terms)

    @property
    def naming_weight(self) -> float:
        """The weight of the terms that name: brands and designators. A pattern without any is weak."""
        return sum(term.weight for term in self.terms if term.kind in (Kind.BRAND, Kind.DESIGNATOR))


def read_pattern(name: str, *, without: tuple[str, ...] = (), models: tuple[str, ...] = ()) -> tuple[Pattern, ...]:
    """Read a product's name into its alternative patterns; a name that holds nothing yields none.

    ``without`` are makers' names (as tokens joined by blanks) that do not count as part of the name; ``models`` are
    model numbers given elsewhere, of which a row must show one.
    """
    name, exclusions = _cut(_EXCLUSION, name)
    alternatives = []
    for part in _whole_alternatives(name):
        pattern = _one_pattern(part, without, models)
        if pattern.terms:
            alternatives.append(replace(pattern, exclusions=exclusions))
    return tuple(dict.fromkeys(alternatives))


def _one_pattern(name: str, without: tuple[str, ...], models: tuple[str, ...]) -> Pattern:
    numbers: set[str] = set()
    listed: list[Term] = []
    conditions: list[str] = []

    def open_bracket(found: re.Match[str]) -> str:
        content = found[1].strip()
        words = tokens(content)
        if not words:
            return " "
        if _INCLUDING.match(content) or _SPAN.search(content) or "/" in content:
            term = _list_term(_INCLUDING.sub("", content))
            if term is not None:
                listed.extend([term] if term.hard and (term.spans or _has_digit(term)) else [])
                return " "
        if any(_ORDER_NUMBER.match(word) for word in words):
            numbers.update(word for word in words if _ORDER_NUMBER.match(word))
            return " "
        short = _abbreviation(squash(content), name) if len(words) <= _LONGEST_ABBREVIATION else set()
        numbers.update(short)
        if not short and (len(words) > 1 or words[0] in _RADIO_WORDS):
            conditions.append(content)
        return " "

    outside = _BRACKETS.sub(open_bracket, name)
    outside, behind = _cut(_CONDITION, outside)
    conditions.extend(behind)
    bare = _without_makers(outside, without)
    led_by = squash(outside.removesuffix(bare.strip())) if bare != outside else ""
    terms = _terms(bare)
    terms, further = _with_listed(terms, listed)
    numbers |= further
    if models:
        terms = (*terms, _model_term(models))
    terms = _strengthened(terms)
    return Pattern(name.strip(), terms, _initials(terms), frozenset(numbers), tuple(conditions), led_by=led_by)


def _strengthened(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Let weak words name where there is nothing stronger: ``Current`` alone is a brand, ``Ultrasound CX`` a series."""
    if terms and all(term.kind is Kind.QUALITY for term in terms):
        return tuple(replace(term, kind=Kind.BRAND, weight=WEIGHTS[Kind.BRAND]) for term in terms)
    naming = [term for term in terms if term.kind in (Kind.BRAND, Kind.DESIGNATOR)]
    if (
        len(naming) == 1
        and len(terms) > 1
        and naming[0].text.isalpha()
        and naming[0].kind is Kind.DESIGNATOR
        and not naming[0].hard
    ):
        code = replace(naming[0], spans=(Span(naming[0].text, 0, 99999),), weight=WEIGHTS[Kind.DESIGNATOR])
        return tuple(code if term is naming[0] else term for term in terms)
    return terms


def _terms(name: str) -> tuple[Term, ...]:
    found: list[tuple[int, Term]] = []
    rest = name

    def take(expression: re.Pattern[str], reader: object) -> None:
        nonlocal rest
        for match in list(expression.finditer(rest)):
            term = reader(match[0])  # type: ignore[operator]
            if term is not None:
                found.append((match.start(), term))
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]

    take(_CODE_AND_NUMBER, _code_and_number)
    take(_SERIES, _series_term)
    take(_SPAN, _list_term)
    take(_PAIR_CHAIN, _list_term)
    take(_CHAIN, _list_term)
    for match in re.finditer(r"\S+", rest):
        if _COMPOUND.match(match[0].strip(",;")):
            found.append((match.start(), _compound_term(squash(match[0]))))
        elif _HYPHENED_NUMBER.match(match[0].strip(",;")):
            found.append((match.start(), _plain_term(squash(match[0]))))
        else:
            found.extend((match.start(), _plain_term(token)) for token in tokens(match[0]))
    found.sort(key=lambda entry: entry[0])
    ordered = [term for _, term in found if term.kind is not Kind.FILLER]
    soft = {squash(match[1]) for match in _SAID_MODEL.finditer(name)}
    ordered = [
        replace(term, weight=SAID_MODEL_WEIGHT) if term.text in soft and len(ordered) > 1 else term for term in ordered
    ]
    if len(ordered) > 1 and _LEADING_NUMBER.match(ordered[0].text):
        ordered[0] = replace(ordered[0], weight=_LEADING_NUMBER_WEIGHT)
    return _merged(ordered)


def _merged(terms: list[Term]) -> tuple[Term, ...]:
    """Join neighbouring model numbers of one shape (``TC10 TC20``) into alternatives and note each term's neighbour."""
    joined: list[Term] = []
    for term in _either(terms):
        listed = len(joined) > 1 and joined[-1].text in ("and", "or")
        if (
            joined
            and term.kind is Kind.DESIGNATOR
            and _shape(term)
            and _shape(term) == _shape(joined[-2 if listed else -1])
        ):
            if listed:
                joined.pop()
            last = joined.pop()
            term = replace(last, text=f"{last.text} {term.text}", forms=last.forms | term.forms)
        joined.append(term)
    unique = list({(term.forms, term.spans): term for term in joined}.values())
    return tuple(replace(term, near=_word(unique[place - 1]) if place else "") for place, term in enumerate(unique))


def _either(terms: list[Term]) -> list[Term]:
    """Read ``ICD and CRT-D`` as one device word with alternatives: a device is one of them."""
    either: list[Term] = []
    for term in terms:
        if len(either) > 1 and either[-1].text == "and" and term.kind is either[-2].kind is Kind.DEVICE_WORD:
            either.pop()
            first = either.pop()
            term = replace(first, text=f"{first.text} or {term.text}", forms=first.forms | term.forms)
        either.append(term)
    return either


def _shape(term: Term) -> str:
    form = next(iter(term.forms), "")
    shape = re.sub(r"\d", "0", form)
    return shape if re.match(r"^(?=.*[a-z])[a-z]*0+[a-z]*$", shape) and len(shape) > 2 else ""


def _word(term: Term) -> str:
    return squash(term.text)


def _plain_term(token: str) -> Term:
    if _WILDCARD.match(token):
        forms = frozenset(token.replace("x", digit) for digit in "0123456789")
        return Term(token, Kind.DESIGNATOR, WEIGHTS[Kind.DESIGNATOR], forms)
    return Term(token, kind_of(token), weight_of(token), frozenset({token}) | other_spellings(token))


def _code_and_number(text: str) -> Term | None:
    """Return ``EC 40`` as the one model number it is; a brand word before a number stays a word."""
    match = _CODE_AND_NUMBER.match(text)
    if match is None or kind_of(match[1].casefold()) is not Kind.DESIGNATOR:
        return None
    return Term(text, Kind.DESIGNATOR, WEIGHTS[Kind.DESIGNATOR], frozenset({squash(text)}))


def _series_term(text: str) -> Term | None:
    """Return ``CM Series`` as all model numbers that begin so."""
    match = _SERIES.match(text)
    if match is None or kind_of(match[1].casefold()) is not Kind.DESIGNATOR:
        return None
    prefix = match[1].casefold()
    return Term(text, Kind.DESIGNATOR, WEIGHTS[Kind.DESIGNATOR], frozenset({prefix}), (Span(prefix, 0, 99999),))


def _compound_term(word: str) -> Term:
    """Return a hyphened word (``Q-Stress``, ``e-Alert``) as the one brand word it is."""
    kind = Kind.BRAND if kind_of(word) is Kind.BRAND else kind_of(word)
    return Term(word, kind, WEIGHTS[kind], frozenset({word}) | other_spellings(word))


def _list_term(text: str) -> Term | None:
    spans = tuple(span for match in _SPAN.finditer(text) if (span := _span(match)) is not None)
    rest = _SPAN.sub(" ", text) if spans else text
    forms: list[str] = []
    for element in re.split(r"\s*[/|,]\s*|\s+(?:and|or)\s+", rest):
        word = squash(element)
        if word:
            forms.append(_carried(forms[-1] if forms else "", word))
    if not spans and len(forms) < 2:
        return None
    if len(forms) == 2 and len(forms[-1]) == 1 and forms[-1].isalpha():
        return replace(_plain_term("".join(forms)), text=text.strip())
    if forms[-1:] and forms[-1] in _MODALITIES and not spans:
        # A scanner that joins two techniques (``PET/CT``) is neither of them alone.
        return Term(text.strip(), Kind.DEVICE_WORD, WEIGHTS[Kind.DEVICE_WORD], frozenset({"".join(forms)}))
    kinds = [kind_of(form) for form in forms]
    if spans or Kind.DESIGNATOR in kinds:
        kind, weight = Kind.DESIGNATOR, 1.0
    else:
        strongest = max(forms, key=weight_of)
        kind, weight = kind_of(strongest), weight_of(strongest)
    every = frozenset(forms).union(*(other_spellings(form) for form in forms))
    return Term(text.strip(), kind, weight, every, spans)


def _span(match: re.Match[str]) -> Span | None:
    prefix, low, letters, other, high = match[1], match[2], match[3], match[4], match[5]
    same = other.casefold() == prefix.casefold() or (not other and len(low) == len(high))
    if letters or not same or int(low) >= int(high):
        return None
    return Span(prefix.casefold(), int(low), int(high))


def _carried(before: str, word: str) -> str:
    """Return ``word`` with what it takes over from the list element ``before`` it (``MX800/700``, ``M8001A/2A``)."""
    letters = re.match(r"[a-z]+", before)
    if not letters or not word[0].isdigit():
        return before[: -len(word)] + word if before.isdigit() and word.isdigit() and len(word) < len(before) else word
    led = letters[0] + word
    return before[: -len(word)] + word if len(led) < len(before) else led


def _model_term(models: tuple[str, ...]) -> Term:
    models = tuple(without_labels(model) for model in models)
    forms = {squash(_BRACKETS.sub(" ", model)) for model in models}
    forms.update(word for model in models for word in model_numbers(model))
    return Term(" | ".join(models), Kind.DESIGNATOR, MODEL_WEIGHT, frozenset(forms - {""}))


def without_labels(model: str) -> str:
    """Return a model number without words such as ``Product ID/Reorder number`` in front of it."""
    return _LABELS.sub("", model)


def model_numbers(text: str) -> tuple[str, ...]:
    """Return the model or order numbers in ``text``: codes with digits of five characters or more, or four digits."""
    words = tokens(text)
    pairs = [
        left + right for left, right in zip(words, words[1:], strict=False) if left.isalpha() and right[0].isdigit()
    ]
    return tuple(word for word in (*words, *pairs) if _ORDER_NUMBER.match(word) or (len(word) == 4 and word.isdigit()))


def listed_numbers(text: str) -> tuple[frozenset[str], tuple[Span, ...]]:
    """Return all model numbers that ``text`` lists, written out, and the spans it gives (``MX100, MX400-MX550``)."""
    spans = tuple(span for match in _SPAN.finditer(text) if (span := _span(match)) is not None)
    forms: set[str] = set()
    for match in (*_PAIR_CHAIN.finditer(text), *_CHAIN.finditer(text)):
        term = _list_term(match[0])
        forms |= term.forms if term is not None else frozenset()
    return frozenset(forms) | frozenset(tokens(text)), spans


def _has_digit(term: Term) -> bool:
    return any(character.isdigit() for form in term.forms for character in form)


def _with_listed(terms: tuple[Term, ...], listed: list[Term]) -> tuple[tuple[Term, ...], frozenset[str]]:
    """Add a bracketed list to the terms, or return it as order numbers where the name has a model number already.

    A list that spells out the code before it (``MX (MX400-550)``) replaces that code.
    """
    numbers: frozenset[str] = frozenset()
    for term in listed:
        if term.kind is not Kind.DESIGNATOR:
            continue
        prefixes = {span.prefix for span in term.spans} | {
            letters[0] for form in term.forms if (letters := re.match("[a-z]+", form))
        }
        series = next((kept for kept in terms if kept.spans and kept.forms & prefixes), None)
        terms = tuple(kept for kept in terms if not kept.forms & prefixes)
        if series is not None:
            # ``MP Series (including X2)``: the list names further members of the series.
            term = replace(term, forms=term.forms | series.forms, spans=(*term.spans, *series.spans))
        if any(kept.hard for kept in terms):
            numbers |= term.forms
        else:
            terms = (*terms, term)
    return terms, numbers


def _initials(terms: tuple[Term, ...]) -> tuple[Initials, ...]:
    found = []
    for first in range(len(terms)):
        letters = ""
        for last in range(first, len(terms)):
            term = terms[last]
            word = _word(term)
            if term.spans or len(term.text.split()) > 1 or not word.isalpha():
                break
            letters += word if len(word) <= 2 else word[0]
            if last > first and len(letters) in _INITIALS:
                found.append(Initials(letters, first, last))
    return tuple(entry for entry in found if kind_of(entry.letters) is Kind.BRAND)


def _abbreviation(word: str, name: str) -> set[str]:
    """Return the bracketed ``word`` if it abbreviates the name, so that it can stand for the whole of it."""
    if len(word) < _INITIALS.start or kind_of(word) in (Kind.DEVICE_WORD, Kind.QUALITY):
        return set()
    letters = iter(squash(_BRACKETS.sub(" ", name)))
    return {word} if all(letter in letters for letter in word) else set()


def _whole_alternatives(name: str) -> list[str]:
    """Cut ``A Tools/B Roadmap/C Live`` and ``A (1) and B (2)`` into names of their own.

    A name that repeats its brand (``Alaris Gateway Workstation Alaris GS``) names a part of a larger thing: the part counts.
    """
    parts = re.split(r"\s+/\s+|(?<=\))\s+and\s+", name)
    if len(parts) == 1 and "/" in name and not _BRACKETS.search(name):
        pieces = name.split("/")
        inner = pieces[1:-1] or pieces
        if not any(character.isdigit() for character in name) and all(len(piece.split()) > 1 for piece in inner):
            parts = pieces
    if not all(any(kind_of(word) is Kind.BRAND for word in tokens(part)) for part in parts):
        parts = [name]
    if len(parts) == 1 and (mixed := _mixed_chain(name)) is not None:
        parts = [name[: mixed.start()] + element + name[mixed.end() :] for element in mixed[0].split("/")]
    return [_behind_repeated_brand(part) for part in parts if tokens(part)]


def _mixed_chain(name: str) -> re.Match[str] | None:
    """Find a list that joins a device word and a brand (``Workplaces/Symbia.net``): two names in one."""
    for chain in _CHAIN.finditer(name):
        kinds = {kind_of(squash(element)) for element in chain[0].split("/")}
        if Kind.BRAND in kinds and Kind.DEVICE_WORD in kinds:
            return chain
    return None


def _behind_repeated_brand(name: str) -> str:
    words = list(re.finditer(r"[A-Za-z]+", name))
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        spelt = word[0].casefold()
        if spelt in seen and place - seen[spelt] > 1 and kind_of(spelt) is Kind.BRAND:
            return name[word.start() :]
        seen.setdefault(spelt, place)
    return name


def _without_makers(name: str, without: tuple[str, ...]) -> str:
    words = list(re.finditer(r"\S+", name))
    squashed = [squash(word[0]) for word in words]
    for maker in sorted(without, key=len, reverse=True):
        for start in range(len(words)):
            run = ""
            for end in range(start, min(start + 5, len(words))):
                run += squashed[end]
                if run == maker and len(words) - (end - start + 1) > 0:
                    kept = [name[: words[start].start()], name[words[end].end() :]]
                    rest = " ".join(kept)
                    if _still_names(rest):
                        return _without_makers(rest, without)
    return name


def _still_names(rest: str) -> bool:
    """Whether a name without its maker still names: by a brand, a lettered number, or device words and no bare number."""
    words = tokens(rest)
    if any(kind_of(word) is Kind.BRAND or re.match(r"(?=.*[a-z])(?=.*\d)", word) for word in words):
        return True
    return any(kind_of(word) is Kind.DEVICE_WORD for word in words) and not any(word.isdigit() for word in words)


def _cut(expression: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...]]:
    match = expression.search(text)
    return (text[: match.start()], (match[0].strip(" ,"),)) if match else (text, ())
