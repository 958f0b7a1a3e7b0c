"""The terms of a name: words, model numbers, and the lists and spans in which publishers write them.

Rules:

1. A list (``FM20/FM30``), a span (``MX400-MX850``) and a carried-on number (``M8001A/2A/3A``) are one term with
   alternatives; so are neighbouring numbers of one shape (``TC10 TC20``) and device words joined by *and*.
2. A code and a number behind it (``EC 40``), and a hyphened number (``PWS-01-BT``), are one model number.
3. A number that leads a name or stands behind *Model* helps, but a row without it may still mean the product.

Names as a whole are read by ``patterns``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from medward.matching.text import squash, tokens
from medward.matching.words import WEIGHTS, Kind, kind_of, other_spellings, weight_of

_BRACKETED = re.compile(r"\(+[^()]*\)*")
SPAN = re.compile(
    r"\b([A-Za-z]+)[ -]?(\d{1,5})([A-Za-z]*)\s*(?:-|–|to|through)\s*([A-Za-z]*)[ -]?(\d{1,5})([A-Za-z]*)\b"
)
CHAIN = re.compile(r"[A-Za-z0-9.+]+(?:\s?/\s?[A-Za-z0-9.+]+)+")
_PAIR_CHAIN = re.compile(r"\b[A-Za-z]+ ?\d+[A-Za-z]*(?:\s?/\s?[A-Za-z]+ ?\d+[A-Za-z]*)+")
ORDER_NUMBER = re.compile(r"^(?=.*\d)[a-z0-9]{5,}$")
_LEADING_NUMBER = re.compile(r"^[0-9]{4,}[a-z]?$")
_LEADING_NUMBER_WEIGHT = 0.3
MODEL_WEIGHT, SAID_MODEL_WEIGHT = 0.4, 0.35
_LETTERS_BEFORE = re.compile(r"^[a-z]+(\d\w{2,})$")
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
_COMPOUND = re.compile(r"^(?:[A-Za-z]{1,2}[-'\u2019][A-Za-z]{2,}|[A-Za-z]{3}-[A-Za-z])$")


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
    is_number: bool = field(init=False, compare=False, repr=False)
    """Whether this is a model number rather than a code or variant word."""
    names: bool = field(init=False, compare=False, repr=False)
    """Whether this tells products apart: a brand or a designator."""
    behind: frozenset[str] = field(init=False, compare=False, repr=False)
    """The numbers of the forms without their letters, right behind ``near`` (``exactamix2400`` for ``EM2400``)."""

    def __post_init__(self) -> None:
        bare = (_LETTERS_BEFORE.match(form) for form in self.forms) if self.near else ()
        object.__setattr__(self, "behind", frozenset(self.near + found[1] for found in bare if found))
        number = self.kind is Kind.DESIGNATOR and (bool(self.spans) or any(map(str.isdigit, self.text)))
        object.__setattr__(self, "is_number", number)
        object.__setattr__(self, "names", self.kind in (Kind.BRAND, Kind.DESIGNATOR))

    @property
    def has_digit(self) -> bool:
        """Whether one of the forms holds a digit."""
        return any(character.isdigit() for form in self.forms for character in form)

    @property
    def hard(self) -> bool:
        """Whether a row without this term names another product: so it is with model numbers."""
        return self.kind is Kind.DESIGNATOR and self.weight in (WEIGHTS[Kind.DESIGNATOR], MODEL_WEIGHT)


def strengthened(terms: tuple[Term, ...]) -> tuple[Term, ...]:
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


def read_terms(name: str) -> tuple[Term, ...]:
    """Return the terms of ``name`` in order: lists and spans first taken out, then single words."""
    found: list[tuple[int, Term]] = []
    rest = name

    def take(expression: re.Pattern[str], reader: Callable[[str], Term | None]) -> None:
        nonlocal rest
        for match in list(expression.finditer(rest)):
            term = reader(match[0])
            if term is not None:
                found.append((match.start(), term))
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]

    take(_CODE_AND_NUMBER, _code_and_number)
    take(_SERIES, _series_term)
    take(SPAN, list_term)
    take(_PAIR_CHAIN, list_term)
    take(CHAIN, list_term)
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
    return tuple(replace(term, near=word_of(unique[place - 1]) if place else "") for place, term in enumerate(unique))


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


def word_of(term: Term) -> str:
    """Return the text of ``term`` as one word."""
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


def list_term(text: str) -> Term | None:
    """Return a list, span or joined technique (``PET/CT``) as one term, None where ``text`` is none of them."""
    spans = tuple(span for match in SPAN.finditer(text) if (span := _span(match)) is not None)
    rest = SPAN.sub(" ", text) if spans else text
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


def model_term(models: tuple[str, ...]) -> Term:
    """Return the models of a version slot as one term, of which a row should show one."""
    models = tuple(without_labels(model) for model in models)
    forms = {squash(_BRACKETED.sub(" ", model)) for model in models}
    forms.update(word for model in models for word in model_numbers(model))
    return Term(" | ".join(models), Kind.DESIGNATOR, MODEL_WEIGHT, frozenset(forms - {""}))


def without_labels(model: str) -> str:
    """Return a model number without words such as ``Product ID/Reorder number`` in front of it."""
    return _LABELS.sub("", model)


def model_numbers(text: str) -> tuple[str, ...]:
    """Return the model or order numbers in ``text``: codes with digits of five characters or more, or four digits."""
    words = tokens(text)
    pairs = [left + right for left, right in pairwise(words) if left.isalpha() and right[0].isdigit()]
    return tuple(word for word in (*words, *pairs) if ORDER_NUMBER.match(word) or (len(word) == 4 and word.isdigit()))


def listed_numbers(text: str) -> tuple[frozenset[str], tuple[Span, ...]]:
    """Return all model numbers that ``text`` lists, written out, and the spans it gives (``MX100, MX400-MX550``)."""
    spans = tuple(span for match in SPAN.finditer(text) if (span := _span(match)) is not None)
    forms: set[str] = set()
    for match in (*_PAIR_CHAIN.finditer(text), *CHAIN.finditer(text)):
        term = list_term(match[0])
        forms |= term.forms if term is not None else frozenset()
    return frozenset(forms) | frozenset(tokens(text)), spans
