"""How far a row shows what a name demands.

Rules:

1. The naming share is the weight of the brands and designators that the row shows over the weight of all of them;
   device words behind the brand (``IntelliSpace PACS``) confirm it or, if the row has others, deny it.
2. A model number that the name demands and the row does not show ends the matter, unless the row shows no model
   number and no other name at all: then the model is *unknown*.
3. A model number with letters names by itself; a bare number, or one without its letters, needs another word of the
   name.
4. A word that makes another product of the name (``server``, ``cable``) speaks against it, right behind it or instead
   of another such word (a ``transmitter`` is no ``server``).
5. A name of device words only must be shown whole; the maker column alone never names a product.
6. Each finding keeps the row's words, so that a reason can quote them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.matching.evidence import (
    ABSENT,
    BARE_NUMBER,
    BY_INITIALS,
    REPAIRED,
    SHOWN,
    foreign_brands,
    names_another,
    qualities,
    shows_model_number,
)
from medward.matching.makers import known_makers
from medward.matching.patterns import Pattern
from medward.matching.rows import Row
from medward.matching.terms import MODEL_WEIGHT, SAID_MODEL_WEIGHT, Term
from medward.matching.text import squash
from medward.matching.words import Kind, kind_of, vocabulary

_WHOLE_NUMBER = re.compile(r"^\d{4}[a-z]{0,2}$")
LEAST_SCORE = 0.5  # A name of which less is shown is none.
_BY_NUMBER = 0.75  # What a model number with letters is worth without the brand.
_CODE_MISSING = 0.8  # A missing code or variant word (``ES``, ``Plus``) often means a sister product.
_OTHER_WORDS, _NO_WORDS = 0.6, 0.65  # Device words behind the brand are denied, or all left out.
_ANOTHER_PART, _ANOTHER_MODEL, _ACCESSORY = 0.6, 0.6, 0.6
_OF_ITS_MAKER, _IN_THE_MODEL, _WHOLE_NAME, _WORD_MISSING = 0.5, 0.3, 0.2, 0.5
_WELL_NAMED = 2
_MODEL_UNKNOWN, _REST_OF_THE_NAME = 0.8, 0.85
_MOST_OF_THE_NAME = 0.7
_SPECIFIC_LENGTH = 4
_BEGINNING = 5


# An abbreviation of the name (``PRM``) says nothing of the model where the model column is another number.
_ONLY_A_NUMBER = re.compile(r"\d{3,5}[A-Z]{0,2}")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How a row meets a pattern.

    ``score`` is between 0 and 1; ``naming`` is the same for the naming terms alone. ``specific`` orders the names of
    one advisory, greater is more specific. ``doubts`` says in words what keeps the match from being plain.
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
    if row.without_radio and "wifi" in pattern.forms:
        return None
    number = next((number for number in sorted(pattern.numbers) if number in row.runs), "")
    shown = qualities(pattern, row)
    if number:
        other = number.isalpha() and bool(_ONLY_A_NUMBER.fullmatch(row.key.model.strip()))
        shown = [
            max(quality, BY_INITIALS) if not (other and term.is_number) else quality
            for term, quality in zip(pattern.terms, shown, strict=True)
        ]
    pairs = list(zip(pattern.terms, shown, strict=True))
    absent = [term for term, quality in pairs if quality == ABSENT and term.is_number]
    if absent and (shows_model_number(row) or names_another(pattern, row)):
        return None
    naming_weight = pattern.naming_weight
    if not naming_weight:
        return _by_device_words(pattern, pairs, row)
    behind = _device_words_behind_brand(pairs)
    few = not behind or sum(behind) < len(behind) / 2
    if not number and not _in_own_words(pairs, row) and (few or names_another(pattern, row)):
        return None
    if all(quality in (ABSENT, BARE_NUMBER) for term, quality in pairs if term.kind is not Kind.QUALITY):
        return None
    named = sum(term.weight * quality for term, quality in pairs if term.names)
    naming, doubts = named / naming_weight, _doubts(pairs, number)
    found_number = _names_by_number(pairs)
    if found_number:
        naming = max(naming, _BY_NUMBER + (1 - _BY_NUMBER) * naming)
    elif any(quality == ABSENT and _is_code(term) for term, quality in pairs):
        naming *= _CODE_MISSING
    elif _own_brand_missing(pairs) and not number:
        naming *= _CODE_MISSING
        doubts.append("other words than its own brand")
    score = naming
    if behind and not number:
        score *= 0.94 + 0.06 * sum(behind) / len(behind)
        single = sum(1 for term, quality in pairs if quality and term.names) < _WELL_NAMED
        denied = not any(behind) or (pattern.family and sum(behind) < len(behind) / 2)
        if denied and single and not found_number:
            if _other_words(row, pattern):
                score *= _OTHER_WORDS
                doubts.append("other words behind the brand")
            elif len(behind) > 1:
                score *= _NO_WORDS
                doubts.append("no device words")
    if pattern.family and any(behind) and not number and not found_number and _another_of_family(pattern, row):
        score *= _OTHER_WORDS
        doubts.append("other words right behind the brand")
    weak = pattern.family and behind and not all(behind)
    if (
        weak
        and not number
        and not found_number
        and (_model_is_another(pairs, pattern, row) or any(map(_WHOLE_NUMBER.match, row.own_words - pattern.forms)))
    ):
        score *= _ANOTHER_MODEL
        doubts.append("the model column names something else")
    parts = sorted(_other_part(row, pairs, pattern)) if not number and not (behind and all(behind)) else []
    if parts:
        score *= _ANOTHER_PART
        doubts.append("another part: " + ", ".join(parts))
    if row.accessory:
        score *= _ACCESSORY
        doubts.append("an accessory for it")
    unknown = bool(absent) and (naming < _MOST_OF_THE_NAME or any(term.weight == SAID_MODEL_WEIGHT for term in absent))
    if absent:
        doubts.append("model not given")
    if unknown:
        rest = sum(term.weight for term, _ in pairs if term.names and term not in absent)
        share = named / rest if rest else 0.0
        if share < _REST_OF_THE_NAME or (behind and not any(behind)):
            return None
        naming, score = share, _MODEL_UNKNOWN * (score / naming if naming else 0.0)
    return NameMatch(
        pattern,
        min(score, SHOWN),
        naming,
        _specific(pattern, pairs, behind, row) - (_WORD_MISSING if unknown or parts else 0.0)
        if score >= LEAST_SCORE
        else 0.0,
        tuple(term.text for term, quality in pairs if quality),
        tuple(term.text for term, quality in pairs if not quality),
        tuple(doubts),
        unknown,
    )


def _by_device_words(pattern: Pattern, pairs: list[tuple[Term, float]], row: Row) -> NameMatch:
    """Match a name without brand or number by the share of its device words, every one of which counts."""
    # A maker's name may hold a word of its product's (``MicroDicom`` makes a DICOM viewer).
    makers = row.words if row.swapped else row.words - row.own_words
    words = [
        quality
        or (SHOWN if any(term.text in maker for maker in makers) or term.text in squash(row.makers.words) else ABSENT)
        for term, quality in pairs
        if term.kind is Kind.DEVICE_WORD
    ]
    share = sum(words) / len(words) if words else 0.0
    return NameMatch(
        pattern,
        share,
        share,
        0.2 * sum(words) + (_OF_ITS_MAKER if pattern.led_by and pattern.led_by in row.runs else 0.0),
        tuple(term.text for term, quality in pairs if quality),
        tuple(term.text for term, quality in pairs if not quality),
        tuple(_doubts(pairs, "")),
    )


def _doubts(pairs: list[tuple[Term, float]], number: str) -> list[str]:
    doubts = []
    if number:
        return [f"by its number {number}"]
    if any(quality == REPAIRED for _, quality in pairs):
        doubts.append("spelling repaired")
    if any(quality == BY_INITIALS and term.names for term, quality in pairs):
        doubts.append("by initials")
    if any(quality == BARE_NUMBER for _, quality in pairs):
        doubts.append("number without its letters")
    return doubts


def _is_code(term: Term) -> bool:
    """Whether a term is a code or variant word, which sets products of one brand apart (``ES``, ``Plus``)."""
    return term.kind is Kind.DESIGNATOR and not term.is_number


def _in_own_words(pairs: list[tuple[Term, float]], row: Row) -> bool:
    """Whether a naming term stands in model or description; after a swap of columns the maker column counts as well."""
    if row.swapped or not row.model_runs:
        return True
    return any(
        quality in (REPAIRED, BARE_NUMBER, BY_INITIALS)
        or any(form in row.own_runs for form in term.forms)
        or bool(term.spans)
        or any(term.text in run for run in row.own_runs if len(run) > len(term.text) > 2)
        for term, quality in pairs
        if quality and term.names
    )


def _device_words_behind_brand(pairs: list[tuple[Term, float]]) -> list[float]:
    behind: list[float] = []
    seen = False
    for term, quality in pairs:
        seen = seen or term.names
        if seen and term.kind is Kind.DEVICE_WORD:
            behind.append(quality)
    return behind


def _own_brand_missing(pairs: list[tuple[Term, float]]) -> bool:
    """Whether a family's name and a number were shown, but not the brand that tells the product (``Pyxis … 4000``)."""
    brands = [(term, quality) for term, quality in pairs if term.kind is Kind.BRAND]
    own = [quality for term, quality in brands if not known_makers().is_family(term.text)]
    return len(own) < len(brands) and bool(own) and not any(own)


def _names_by_number(pairs: list[tuple[Term, float]]) -> bool:
    for term, quality in pairs:
        if (
            not quality
            or not term.is_number
            or term.weight == MODEL_WEIGHT
            or max((len(form) for form in term.forms), default=_SPECIFIC_LENGTH) < _SPECIFIC_LENGTH
        ):
            continue
        lettered = bool(term.spans) or any(not form.isdigit() or len(form) > _SPECIFIC_LENGTH for form in term.forms)
        own = [other for word, other in pairs if word.kind is Kind.BRAND and not known_makers().is_family(word.text)]
        company = (
            any(own)
            if own
            else any(other and term is not word and word.kind is not Kind.QUALITY for word, other in pairs)
        )
        if (lettered and quality == SHOWN) or company:
            return True
    return False


def _specific(pattern: Pattern, pairs: list[tuple[Term, float]], behind: list[float], row: Row) -> float:
    """Return how much of the row the name explains, for choosing among the names of one document."""
    named = sum(term.weight * quality for term, quality in pairs if term.names)
    in_model = any(quality and term.names and term.forms & row.model_runs for term, quality in pairs)
    missing = sum(1 for quality in behind if not quality) if pattern.family else 0
    return (
        named
        + 0.2 * sum(behind)
        - _WORD_MISSING * missing / max(len(behind), 1)
        + _number_length(pairs, row)
        + (_IN_THE_MODEL if in_model else 0.0)
        + (_WHOLE_NAME if all(quality or term.kind is Kind.QUALITY for term, quality in pairs) else 0.0)
        - 0.01 * len(pattern.terms)
    )


def _number_length(pairs: list[tuple[Term, float]], row: Row) -> float:
    """Weigh model numbers by length: ``GEH-SD-320AN`` is more specific than the ``SD-320AN`` inside it."""
    shown = [
        len(form) for term, quality in pairs if quality and term.is_number for form in term.forms if form in row.runs
    ]
    return 0.15 * max(shown, default=0)


def _other_words(row: Row, pattern: Pattern) -> bool:
    ours = pattern.forms
    return any(kind_of(word) is Kind.DEVICE_WORD and word not in ours for word in row.own_words) or bool(
        foreign_brands(pattern, row, row.own_words)
    )


def _another_of_family(pattern: Pattern, row: Row) -> bool:
    """Whether the row names another product of the family (``IntelliSpace Cardiovascular, PACS``).

    Its word behind the family's brand is a foreign device word then, and none of the name's own stands there.
    """
    ours = pattern.forms
    brands = [form for term in pattern.terms if term.kind is Kind.BRAND for form in term.forms if form in row.runs]
    words = [term.forms for term in pattern.terms if term.kind is Kind.DEVICE_WORD]
    if not all(map(known_makers().is_family, brands)) or any(forms & row.model_runs for forms in words):
        return False
    behind = {
        word for word in row.own_words if _device_word(word) and any(brand + word in row.runs for brand in brands)
    }
    return bool(behind) and not any(word in ours or any(form.startswith(word) for form in ours) for word in behind)


def _device_word(word: str) -> bool:
    """Whether ``word`` is a device word, or the beginning of one (``Cardiovasc``)."""
    if kind_of(word) is Kind.BRAND and len(word) >= _BEGINNING:
        return any(kind.startswith(word) for kind in vocabulary().kinds)
    return kind_of(word) is Kind.DEVICE_WORD


def _model_is_another(pairs: list[tuple[Term, float]], pattern: Pattern, row: Row) -> bool:
    """Whether the model column shows a foreign brand and nothing of the name, which then is a mention only."""
    if any(quality and term.names and (term.forms & row.model_runs or term.spans) for term, quality in pairs):
        return False
    return names_another(pattern, row)


def _other_part(row: Row, pairs: list[tuple[Term, float]], pattern: Pattern) -> frozenset[str]:
    """Return the words of the row that make another product of the name: right behind it, or instead of such a word."""
    ours = pattern.forms
    separating = vocabulary().separating
    words = row.own_words & separating - ours
    if any(not quality and term.kind is Kind.DEVICE_WORD and term.forms & separating for term, quality in pairs):
        return words
    behind = [form for term in pattern.terms if term.names for form in term.forms if form in row.runs]
    return frozenset(word for word in words if any(form + word in row.runs for form in behind))
