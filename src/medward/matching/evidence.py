"""Whether a row shows one term of a name, and how well.

Rules:

1. A term is shown by one of its forms as a run of words; a misspelt brand word, initials, a long abbreviation, and a
   model number whose letters were left out count less.
2. A code of one character or a small number is believed only right behind the word before it in the name.
3. Two neighbouring terms written as one word are both shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from medward.matching.makers import known_makers
from medward.matching.patterns import Pattern
from medward.matching.rows import Row
from medward.matching.terms import Term
from medward.matching.words import Kind, kind_of

SHOWN, BY_INITIALS, REPAIRED, BARE_NUMBER, ABSENT = 1.0, 0.9, 0.85, 0.8, 0.0
_SPECIFIC_LENGTH = 4
_VERSION_LIKE = re.compile(r"^v?\d+(?:\.\d+)+[a-z]?$|^v\d+$|^(?:19|20)\d\d$")


def qualities(pattern: Pattern, row: Row) -> list[float]:
    """Return for each term of ``pattern`` how well ``row`` shows it: one of the constants of this module, 0–1."""
    terms = pattern.terms
    found = [_quality(term, row) for term in terms]
    for place in range(len(terms) - 1):
        if (found[place] < SHOWN or found[place + 1] < SHOWN) and any(
            left + right in row.runs for left in terms[place].forms for right in terms[place + 1].forms
        ):
            found[place] = found[place + 1] = SHOWN
    shown = [
        term.text for term, quality in zip(terms, found, strict=True) if quality == SHOWN and term.kind is Kind.BRAND
    ]
    for place, term in enumerate(terms):
        if found[place] == ABSENT and term.kind is Kind.BRAND and any(term.text in other for other in shown):
            found[place] = SHOWN
    for entry in pattern.initials:
        covered = range(entry.first, entry.last + 1)
        if entry.letters in row.runs and any(found[place] == ABSENT for place in covered):
            for place in covered:
                found[place] = max(found[place], BY_INITIALS)
    return found


def _quality(term: Term, row: Row) -> float:
    if term.forms & row.denied:
        return ABSENT
    for form in term.forms:
        if form in row.runs and (not _needs_neighbour(form, term) or term.near + form in row.runs):
            return SHOWN
    if any(span.holds(word) for span in term.spans for word in row.runs):
        return SHOWN
    if term.kind is Kind.DESIGNATOR:
        return _number(term, row)
    for form in term.forms:
        if _abbreviated(form, term, row):
            return BY_INITIALS
        if term.kind is Kind.BRAND and _extended(form, row):
            return REPAIRED
        if _misspelt(form, row):
            return REPAIRED
    return ABSENT


def _needs_neighbour(form: str, term: Term) -> bool:
    return bool(term.near) and (len(form) == 1 or (form.isdigit() and len(form) <= 2))


def _number(term: Term, row: Row) -> float:
    """Find a model number with letters left out (``2400`` for ``EM2400``) or added (``2090W`` for ``2090``)."""
    for form in term.forms:
        digits = re.sub(r"^[a-z]+", "", form)
        if len(digits) >= 3 and digits[0].isdigit() and digits != form and term.near and term.near + digits in row.runs:
            return BARE_NUMBER
        if len(digits) >= 3 and digits[0].isdigit() and digits != form and digits in row.model_runs:
            return ABSENT if _other_letters(form, digits, row) else BARE_NUMBER
        if len(form) >= _SPECIFIC_LENGTH and any(_with_suffix(form, word) for word in row.words):
            return BARE_NUMBER
        if form.isdigit() and len(form) >= 3 and any(_with_prefix(form, word) for word in row.words):
            return BARE_NUMBER
    return ABSENT


def _other_letters(form: str, digits: str, row: Row) -> bool:
    """Whether the model column has other letters right before the digits (``CM-100`` is no ``MX100``)."""
    letters = form.removesuffix(digits)
    return any(
        run.endswith(digits) and (before := run.removesuffix(digits)).isalpha() and before[0] != letters[0]
        and kind_of(before) is Kind.DESIGNATOR
        for run in row.model_runs
        if len(run) > len(digits)
    )  # fmt: skip


@lru_cache(maxsize=65536)
def _with_suffix(form: str, word: str) -> bool:
    return word.startswith(form) and word[len(form) :].isalpha() and len(word) - len(form) <= 2 and form[-1].isdigit()


@lru_cache(maxsize=65536)
def _with_prefix(form: str, word: str) -> bool:
    return word.endswith(form) and word[: -len(form)].isalpha()


def _abbreviated(form: str, term: Term, row: Row) -> bool:
    """Whether the row breaks the word off (``Collab`` for ``Collaboration``); a brand needs more of its letters."""
    least = 4 if term.kind is Kind.DEVICE_WORD else 5
    return (
        len(form) >= least + 2
        and form.isalpha()
        and any(
            len(word) >= least
            and word != form
            and form.startswith(word)
            and (term.kind is Kind.DEVICE_WORD or kind_of(word) is Kind.BRAND)
            for word in row.own_words
        )
    )


def _extended(form: str, row: Row) -> bool:
    """Whether the row counts the brand (``SpaceCom2``), or a maker's name begins with it (``Sante`` of Santesoft)."""
    if len(form) < 5:
        return False
    return any(
        word.startswith(form) and 0 < len(word) - len(form) <= 2 and word[len(form) :].isdigit() for word in row.words
    ) or any(
        word.startswith(form) and word != form and word in known_makers().aliases for word in row.words - row.own_words
    )


def _misspelt(form: str, row: Row) -> bool:
    if len(form) < 5 or not form.isalpha():
        return False
    candidates = {word for less in (form, *_shortened(form)) for word in row.fuzzy.get(less, ())}
    return any(kind_of(word) is not Kind.DEVICE_WORD and near(word, form) for word in candidates)


def near(word: str, form: str) -> bool:
    """Whether ``word`` may be a misspelling of ``form``: same first letter, one edit away, two in long words."""
    allowed = 1 if len(form) < 8 else 2
    return word[:1] == form[:1] and DamerauLevenshtein.distance(word, form, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=65536)
def _shortened(form: str) -> tuple[str, ...]:
    return tuple(form[:place] + form[place + 1 :] for place in range(len(form)))


def shows_model_number(row: Row) -> bool:
    """Whether the model or description holds a code with digits that is no version and no year."""
    return any(
        len(word) > 1
        and any(character.isdigit() for character in word)
        and kind_of(word) is Kind.DESIGNATOR
        and not _VERSION_LIKE.match(word)
        for word in row.own_words
    )


def names_another(pattern: Pattern, row: Row) -> bool:
    """Whether the model column holds a brand word that the pattern lacks: then its model is known, and another."""
    return bool(foreign_brands(pattern, row, row.model_runs & row.own_words))


def foreign_brands(pattern: Pattern, row: Row, words: frozenset[str]) -> frozenset[str]:
    """Return the brand words among ``words`` that are no part of the pattern, however spelt, and no maker's name."""
    ours = forms_of(pattern)
    joined = [form for form in ours if form in row.runs]
    return frozenset(
        word
        for word in words
        if kind_of(word) is Kind.BRAND
        and word not in ours
        and (word not in known_makers().aliases or word in known_makers().lines)
        and not any(word in form for form in joined)
        and not any(near(word, form) or form.startswith(word) for form in ours if len(form) >= 5)
    )


def forms_of(pattern: Pattern) -> frozenset[str]:
    """Return every word by which a row may show something of ``pattern``."""
    return frozenset().union(
        pattern.numbers, (entry.letters for entry in pattern.initials), *(term.forms for term in pattern.terms)
    )
