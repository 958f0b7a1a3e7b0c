"""A product's name, read into the terms that a device's row must show.

Rules:

1. Words in brackets are read by what they are: an abbreviation of the name, further model or order numbers, or a
   remark.
2. ``not including X`` excludes; what follows ``with``, ``used with`` or ``running`` is a condition, not a name.
3. A run of words may be met by its initials (``Clinical Information Center`` by ``CIC``).
4. A maker's name in front is no part of the name, as long as something is left that names.

Terms are read by ``terms``; which words are strong is said by ``words``; comparing with a row is done by ``compare``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from medward.matching.terms import (
    CHAIN,
    ORDER_NUMBER,
    SPAN,
    Term,
    list_term,
    model_term,
    read_terms,
    strengthened,
    word_of,
)
from medward.matching.text import squash, tokens
from medward.matching.words import Kind, kind_of

_BRACKETS = re.compile(r"\(+([^()]*)\)*")
_EXCLUSION = re.compile(r",?\s*\b(?:not including|excluding|except(?: for)?|other than)\b(.*)$", re.I)
_CONDITION = re.compile(
    r"\s+(?:used with|with(?: the)? installed|with(?: the)?|running(?: on)?|based on|when|"
    r"shipped with|integrated (?:with|into)|on)\s+.*$",
    re.I,
)
_INCLUDING = re.compile(r"^\s*(?:including|incl\.?|models?|model numbers?|part numbers?|p/n)\s*", re.I)
_INITIALS = range(3, 7)
_LONGEST_ABBREVIATION, _LONGEST_MAKER = 2, 5
_RADIO_WORDS = frozenset({"wlan", "wireless", "wifi"})


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
    forms: frozenset[str] = field(init=False, compare=False, repr=False)
    """Every word by which a row may show something of the name."""
    joined: tuple[tuple[str, ...], ...] = field(init=False, compare=False, repr=False)
    """For each pair of neighbouring terms the words that they make when written as one."""
    naming_weight: float = field(init=False, compare=False, repr=False)
    """The weight of the terms that name: brands and designators. A pattern without any is weak."""

    def __post_init__(self) -> None:
        letters = (entry.letters for entry in self.initials)
        forms = self.numbers.union(letters, *(term.forms for term in self.terms))
        object.__setattr__(self, "forms", forms)
        pairs = zip(self.terms, self.terms[1:], strict=False)
        joined = tuple(tuple(left + right for left in first.forms for right in second.forms) for first, second in pairs)
        object.__setattr__(self, "joined", joined)
        object.__setattr__(self, "naming_weight", sum(term.weight for term in self.terms if term.names))

    @property
    def weight(self) -> float:
        """The weight of all terms together."""
        return sum(term.weight for term in self.terms)


def read_pattern(
    name: str, *, without: frozenset[str] = frozenset(), models: tuple[str, ...] = ()
) -> tuple[Pattern, ...]:
    """Read a product's name into its alternative patterns; a name that holds nothing yields none.

    ``without`` are makers' names (squashed) that do not count as part of the name; ``models`` are
    model numbers given elsewhere, of which a row must show one.
    """
    name, exclusions = _cut(_EXCLUSION, name)
    alternatives = []
    for part in _whole_alternatives(name):
        pattern = _one_pattern(part, without, models)
        if pattern.terms:
            alternatives.append(replace(pattern, exclusions=exclusions))
    return tuple(dict.fromkeys(alternatives))


def _one_pattern(name: str, without: frozenset[str], models: tuple[str, ...]) -> Pattern:
    numbers: set[str] = set()
    listed: list[Term] = []
    conditions: list[str] = []

    def open_bracket(found: re.Match[str]) -> str:
        content = found[1].strip()
        words = tokens(content)
        if not words:
            return " "
        if _INCLUDING.match(content) or SPAN.search(content) or "/" in content:
            term = list_term(_INCLUDING.sub("", content))
            if term is not None:
                listed.extend([term] if term.hard and (term.spans or term.has_digit) else [])
                return " "
        if any(ORDER_NUMBER.match(word) for word in words):
            numbers.update(word for word in words if ORDER_NUMBER.match(word))
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
    terms = read_terms(bare)
    terms, further = _with_listed(terms, listed)
    numbers |= further
    if models:
        terms = (*terms, model_term(models))
    terms = strengthened(terms)
    return Pattern(name.strip(), terms, _initials(terms), frozenset(numbers), tuple(conditions), led_by=led_by)


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
            word = word_of(term)
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

    A name that repeats its brand (``Alaris Gateway Workstation Alaris GS``) names a part of a larger thing: the part
    counts.
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
    for chain in CHAIN.finditer(name):
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


def _without_makers(name: str, without: frozenset[str]) -> str:
    """Return ``name`` without the makers' names in it, the longest first, as long as the rest still names."""
    words = list(re.finditer(r"\S+", name))
    squashed = [squash(word[0]) for word in words]
    found = [
        (start, end)
        for start in range(len(words))
        for end in range(start, min(start + _LONGEST_MAKER, len(words)))
        if "".join(squashed[start : end + 1]) in without and len(words) > end - start + 1
    ]
    for start, end in sorted(found, key=lambda place: place[0] - place[1]):
        rest = f"{name[: words[start].start()]} {name[words[end].end() :]}"
        if _still_names(rest):
            return _without_makers(rest, without)
    return name


def _still_names(rest: str) -> bool:
    """Whether a name without its maker still names: by a brand, a lettered number, or device words alone."""
    words = tokens(rest)
    if any(kind_of(word) is Kind.BRAND or re.match(r"(?=.*[a-z])(?=.*\d)", word) for word in words):
        return True
    return any(kind_of(word) is Kind.DEVICE_WORD for word in words) and not any(word.isdigit() for word in words)


def _cut(expression: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...]]:
    match = expression.search(text)
    return (text[: match.start()], (match[0].strip(" ,"),)) if match else (text, ())
