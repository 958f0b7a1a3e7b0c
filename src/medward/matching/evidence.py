"""Whether a row shows one term of a name, and how well.

Rules:

1. A term is shown by one of its forms as a run of words; a misspelt brand word, initials, a long abbreviation, and a
   model number whose letters were left out count less.
2. A code of one character or a small number is believed only right behind the word before it in the name.
3. Two neighbouring terms written as one word are both shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from medward.matching.makers import known_makers
from medward.matching.patterns import Pattern
from medward.matching.rows import Row
from medward.matching.terms import Term
from medward.matching.text import one_letter_less
from medward.matching.words import Kind, kind_of

SHOWN, BY_INITIALS, REPAIRED, BARE_NUMBER, ABSENT = 1.0, 0.9, 0.85, 0.8, 0.0
_SPECIFIC_LENGTH = 4
_SHORTEST_NEAR = 5
_VERSION_LIKE = re.compile(r"^v?\d+(?:\.\d+)+[a-z]?$|^v\d+$|^(?:19|20)\d\d$")


def qualities(pattern: Pattern, row: Row) -> list[float]:
    """Return for each term of ``pattern`` how well ``row`` shows it: one of the constants of this module, 0–1."""
    terms = pattern.terms
    found = [_quality(term, row) for term in terms]
    for place in range(len(terms) - 1):
        if (found[place] < SHOWN or found[place + 1] < SHOWN) and not row.runs.isdisjoint(pattern.joined[place]):
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
    if term.behind and not row.runs.isdisjoint(term.behind):
        return BARE_NUMBER
    # The same brand stands in many names: what the row shows of it is found out once.
    key = (term.kind, term.forms)
    if key not in row.partly:
        row.partly[key] = _number(term, row) if term.kind is Kind.DESIGNATOR else _in_part(term, row)
    return row.partly[key]


def _in_part(term: Term, row: Row) -> float:
    """Find a word that the row breaks off, counts or misspells."""
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


@lru_cache(maxsize=16384)
def _with_suffix(form: str, word: str) -> bool:
    return word.startswith(form) and word[len(form) :].isalpha() and len(word) - len(form) <= 2 and form[-1].isdigit()


@lru_cache(maxsize=16384)
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
    return any(word[0] == form[0] and _misspells(word, form) for word in row.misspellable)


@lru_cache(maxsize=16384)
def _misspells(word: str, form: str) -> bool:
    """Whether ``word`` is no device word, shares a spelling with one letter less with ``form``, and is near it."""
    return (
        kind_of(word) is not Kind.DEVICE_WORD
        and near(word, form)
        and not set(one_letter_less(word)).isdisjoint(one_letter_less(form))
    )


def near(word: str, form: str) -> bool:
    """Whether ``word`` may be a misspelling of ``form``: same first letter, one edit away, two in long words."""
    allowed = 1 if len(form) < 8 else 2
    return word[:1] == form[:1] and DamerauLevenshtein.distance(word, form, score_cutoff=allowed) <= allowed


def shows_model_number(row: Row) -> bool:
    """Whether the model or description holds a code with digits that is no version and no year."""
    return any(map(_is_model_number, row.own_words))


@lru_cache(maxsize=16384)
def _is_model_number(word: str) -> bool:
    return (
        len(word) > 1
        and any(character.isdigit() for character in word)
        and kind_of(word) is Kind.DESIGNATOR
        and not _VERSION_LIKE.match(word)
    )


def names_another(pattern: Pattern, row: Row) -> bool:
    """Whether the model column holds a brand word that the pattern lacks: then its model is known, and another."""
    return any(_foreign_brands(pattern, row, row.model_runs & row.own_words))


def foreign_brands(pattern: Pattern, row: Row, words: frozenset[str]) -> frozenset[str]:
    """Return the brand words among ``words`` that are no part of the pattern, however spelt, and no maker's name."""
    return frozenset(_foreign_brands(pattern, row, words))


def _foreign_brands(pattern: Pattern, row: Row, words: frozenset[str]) -> Iterator[str]:
    for word in words:
        if _is_brand(word) and word not in pattern.forms:
            for form in pattern.forms:
                if word in form and form in row.runs:
                    break
                if form[0] == word[0] and len(form) >= _SHORTEST_NEAR and (form.startswith(word) or near(word, form)):
                    break
            else:
                yield word


@lru_cache(maxsize=16384)
def _is_brand(word: str) -> bool:
    """Whether ``word`` is a brand word and no maker's name, unless the maker's product line has the same name."""
    makers = known_makers()
    return kind_of(word) is Kind.BRAND and (word not in makers.aliases or word in makers.lines)
