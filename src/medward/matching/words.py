"""What a word of a name is: a designator, a brand, a device word, or nothing.

Rules:

1. The kind of a word depends on the word and the content vocabulary alone, never on how often it occurs.
2. A word on no list is a brand word; a token with a digit is a designator; a short word that is no device word is a
   code and counts as a designator too (``GH`` of ``Alaris GH``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from medward.content.load import load
from medward.matching.text import squash


class Kind(StrEnum):
    """What a term does in a name."""

    DESIGNATOR = "designator"
    BRAND = "brand"
    DEVICE_WORD = "device word"
    QUALITY = "quality"
    FILLER = "filler"


WEIGHTS = {Kind.DESIGNATOR: 1.0, Kind.BRAND: 1.0, Kind.DEVICE_WORD: 0.25, Kind.QUALITY: 0.08, Kind.FILLER: 0.0}
_CODE_WEIGHT = 0.6
_CODE_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The content lists of words, each a set of single tokens; ``same`` maps a token to its other spellings."""

    kinds: frozenset[str]
    qualities: frozenset[str]
    fillers: frozenset[str]
    separating: frozenset[str]
    variants: frozenset[str]
    same: dict[str, frozenset[str]]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of device names from ``content/vocabulary``."""
    content = load("vocabulary", "words")
    same: dict[str, set[str]] = {}
    for group in content["synonyms"]:
        words = {squash(word) for word in group}
        for word in words:
            same.setdefault(word, set()).update(words - {word})
    for short, full in content["abbreviations"].items():
        for word in full:
            same.setdefault(squash(word), set()).add(squash(short))
    return Vocabulary(
        frozenset(content["kinds"]),
        frozenset(content["qualities"]),
        frozenset(content["fillers"]),
        frozenset(content["separating"]),
        frozenset(content["variants"]),
        {word: frozenset(others) for word, others in same.items()},
    )


@lru_cache(maxsize=16384)
def kind_of(token: str) -> Kind:
    """Return what ``token``, in the form that ``text.tokens`` gives, does in a name."""
    words = vocabulary()
    if any(character.isdigit() for character in token):
        return Kind.QUALITY if token in words.qualities else Kind.DESIGNATOR
    if token in words.fillers:
        return Kind.FILLER
    if token in words.kinds:
        return Kind.DEVICE_WORD
    if token in words.qualities:
        return Kind.QUALITY
    if len(token) <= _CODE_LENGTH or token in words.variants:
        return Kind.DESIGNATOR
    return Kind.BRAND


def weight_of(token: str) -> float:
    """Return how much finding ``token`` says; a code or variant word says less than a number."""
    kind = kind_of(token)
    if kind is Kind.DESIGNATOR and not any(character.isdigit() for character in token):
        return _CODE_WEIGHT
    return WEIGHTS[kind]


def other_spellings(word: str) -> frozenset[str]:
    """Return the synonyms and abbreviations of ``word``, squashed."""
    return vocabulary().same.get(word, frozenset())
