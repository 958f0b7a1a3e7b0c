"""How far a row shows what a name demands.

Rules:

1. Every term found adds its weight; the score is the share of the weight found, between 0 and 1.
2. A model number that the name demands and the row does not show ends the matter, unless the row shows no model number at
   all: then the model is *unknown*.
3. A word that makes another product of a name (``server``, ``cable``) and is the row's alone speaks against it.
4. A name of device words only must be shown whole.
5. Each finding keeps the row's words, so that a reason can quote them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from medward.matching.patterns import Pattern, Term
from medward.matching.rows import NO_RADIO, Row
from medward.matching.words import Kind, kind_of, vocabulary

_REPAIRED, _BY_INITIALS, _BARE_NUMBER = 0.85, 0.9, 0.8
_SPECIFIC_LENGTH = 4
_BY_NUMBER, _CODE_MISSING, _MOST_OF_THE_NAME = 0.75, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How a row meets a pattern.

    ``score`` is the share of the pattern's weight that was found; ``naming`` the same among the naming terms alone;
    ``specific`` counts what was found exactly, for choosing among names of one advisory. ``doubts`` names, in words,
    what keeps the match from being plain.
    """

    pattern: Pattern
    score: float
    naming: float
    specific: float
    found: tuple[str, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    model_unknown: bool = False


def compare(pattern: Pattern, row: Row) -> NameMatch | None:
    """Return how ``row`` meets ``pattern``, or None where it plainly names something else."""
    number = next((number for number in pattern.numbers if number in row.runs), "")
    qualities = _qualities(pattern, row)
    if _denied_radio(pattern, row):
        return None
    if number:
        qualities = [max(quality, _BY_INITIALS) for quality in qualities]
    model_unknown = False
    for term, quality in zip(pattern.terms, qualities, strict=True):
        if quality == 0 and term.hard:
            if _shows_model_number(row) or _names_another(pattern, row):
                return None
            model_unknown = True
    if _soft_number_contradicted(pattern, qualities, row):
        return None
    pairs = list(zip(pattern.terms, qualities, strict=True))
    found_number = _specific_number(pattern, qualities)
    naming_weight = sum(term.weight for term, _ in pairs if _names(term))
    named = sum(term.weight * quality for term, quality in pairs if _names(term))
    kinds = [quality for term, quality in pairs if term.kind is Kind.DEVICE_WORD]
    doubts = []
    if not naming_weight:
        naming = score = sum(kinds) / len(kinds) if kinds else 0.0
    else:
        naming = named / naming_weight
        if found_number:
            naming = max(naming, _BY_NUMBER + (1 - _BY_NUMBER) * naming)
        elif any(quality == 0 and _is_code(term) for term, quality in pairs):
            naming *= _CODE_MISSING
        score = naming * (0.94 + 0.06 * sum(kinds) / len(kinds) if kinds else 1.0)
        if kinds and not any(kinds) and not number and not found_number:
            if _other_device_words(row, pattern):
                score *= 0.6
                doubts.append("other device words")
            elif len(kinds) > 1:
                score *= 0.65
                doubts.append("no device words")
    separating = sorted(_separating(row, pattern))
    if separating and not number:
        score *= 0.6 if not found_number else 0.9
        doubts.append("another part: " + ", ".join(separating))
    repaired = any(quality == _REPAIRED for quality in qualities)
    if repaired:
        doubts.append("spelling repaired")
    if not number and any(quality == _BY_INITIALS for quality in qualities):
        doubts.append("by initials")
    if any(quality == _BARE_NUMBER for quality in qualities):
        doubts.append("number without its letters")
    if model_unknown:
        score *= 0.6 if naming < _MOST_OF_THE_NAME else 0.9
        doubts.append("model not given")
    return NameMatch(
        pattern,
        min(score, 1.0),
        naming,
        named + 0.2 * sum(kinds) - 0.01 * len(pattern.terms),
        tuple(term.text for term, quality in zip(pattern.terms, qualities, strict=True) if quality),
        tuple(term.text for term, quality in zip(pattern.terms, qualities, strict=True) if not quality),
        tuple(doubts),
        model_unknown and naming < _MOST_OF_THE_NAME,
    )


def _denied_radio(pattern: Pattern, row: Row) -> bool:
    """Whether the name demands a radio that the row says it has not."""
    return any("wifi" in term.forms for term in pattern.terms) and bool(NO_RADIO.search(row.text))


def _is_code(term: Term) -> bool:
    """Whether a term is a code or variant word, which sets products of one brand apart (``ES``, ``Plus``)."""
    return term.kind is Kind.DESIGNATOR and not term.hard and not term.text.isdigit()


def _names(term: Term) -> bool:
    return term.kind in (Kind.BRAND, Kind.DESIGNATOR)


def _qualities(pattern: Pattern, row: Row) -> list[float]:
    terms = pattern.terms
    qualities = [_quality(term, row) for term in terms]
    for place in range(len(terms) - 1):
        if (qualities[place] < 1 or qualities[place + 1] < 1) and any(
            left + right in row.runs for left in terms[place].forms for right in terms[place + 1].forms
        ):
            qualities[place] = qualities[place + 1] = 1.0
    for entry in pattern.initials:
        covered = range(entry.first, entry.last + 1)
        if entry.letters in row.runs and any(qualities[place] == 0 for place in covered):
            for place in covered:
                qualities[place] = max(qualities[place], _BY_INITIALS)
    return qualities


def _quality(term: Term, row: Row) -> float:
    short = [form for form in term.forms if len(form) <= 2 and term.near]
    for form in term.forms:
        if form in short and not (term.near + form in row.runs or _stands_alone(form, row)):
            continue
        if form in row.runs:
            return 1.0
    if any(span.holds(word) for span in term.spans for word in row.runs):
        return 1.0
    if term.kind is Kind.DESIGNATOR:
        return _number_quality(term, row)
    for form in term.forms:
        if _misspelt(form, row):
            return _REPAIRED
    return 0.0


def _stands_alone(form: str, row: Row) -> bool:
    """A code of two letters or a letter and a digit is believed by itself; a bare small number or letter is not."""
    return len(form) == 2 and not form.isdigit()


def _number_quality(term: Term, row: Row) -> float:
    """Find a model number whose letters the row left out (``2400`` for ``EM2400``) or added to (``2090W`` for ``2090``)."""
    for form in term.forms:
        digits = re.sub(r"^[a-z]+", "", form)
        if len(digits) >= 3 and digits[0].isdigit() and digits != form and digits in row.model_runs:
            return _BARE_NUMBER
        if len(form) >= _SPECIFIC_LENGTH and any(_with_suffix(form, word) for word in row.words):
            return _BARE_NUMBER
        if form.isdigit() and len(form) >= 3 and any(_with_prefix(form, word) for word in row.words):
            return _BARE_NUMBER
    return 0.0


@lru_cache(maxsize=65536)
def _with_suffix(form: str, word: str) -> bool:
    return word.startswith(form) and word[len(form) :].isalpha() and len(word) - len(form) <= 1 and form[-1].isdigit()


@lru_cache(maxsize=65536)
def _with_prefix(form: str, word: str) -> bool:
    return word.endswith(form) and word[: -len(form)].isalpha()


def _misspelt(form: str, row: Row) -> bool:
    if len(form) < 5 or not form.isalpha():
        return False
    allowed = 1 if len(form) < 8 else 2
    candidates = {word for less in (form, *_shortened(form)) for word in row.fuzzy.get(less, ())}
    return any(
        kind_of(word) is not Kind.DEVICE_WORD
        and word[0] == form[0]
        and DamerauLevenshtein.distance(word, form) <= allowed
        for word in candidates
    )


@lru_cache(maxsize=65536)
def _shortened(form: str) -> tuple[str, ...]:
    return tuple(form[:place] + form[place + 1 :] for place in range(len(form)))


def _shows_model_number(row: Row) -> bool:
    return any(
        len(word) > 1 and kind_of(word) is Kind.DESIGNATOR and any(c.isdigit() for c in word) for word in row.own_words
    )


def _names_another(pattern: Pattern, row: Row) -> bool:
    """Whether the model column holds a brand word that the pattern lacks: then its model is known, and another."""
    ours = frozenset().union(*(term.forms for term in pattern.terms)) | frozenset(
        entry.letters for entry in pattern.initials
    )
    return any(kind_of(word) is Kind.BRAND and word not in ours for word in row.model_runs & row.own_words)


def _soft_number_contradicted(pattern: Pattern, qualities: list[float], row: Row) -> bool:
    """A leading order number that the row lacks while it shows another such number means another product."""
    for term, quality in zip(pattern.terms, qualities, strict=True):
        if quality == 0 and term.kind is Kind.DESIGNATOR and not term.hard and term.text.isdigit():
            return any(word.isdigit() and len(word) >= _SPECIFIC_LENGTH for word in row.words)
    return False


def _specific_number(pattern: Pattern, qualities: list[float]) -> bool:
    return any(
        quality > 0
        and term.hard
        and max((len(form) for form in term.forms), default=_SPECIFIC_LENGTH) >= _SPECIFIC_LENGTH
        for term, quality in zip(pattern.terms, qualities, strict=True)
    )


def _other_device_words(row: Row, pattern: Pattern) -> bool:
    ours = frozenset().union(*(term.forms for term in pattern.terms))
    return any(kind_of(word) is Kind.DEVICE_WORD and word not in ours for word in row.own_words)


def _separating(row: Row, pattern: Pattern) -> frozenset[str]:
    """Return the words that stand right behind the name in the row and make another product of it."""
    ours = frozenset().union(*(term.forms for term in pattern.terms))
    behind = [form for term in pattern.terms if _names(term) for form in term.forms if form in row.runs]
    return frozenset(
        word
        for word in row.own_words & vocabulary().separating - ours
        if any(form + word in row.runs for form in behind)
    )
