"""Reads words for the states of a device in several languages: life cycle, harm, network, yes or no.

Rules:

1. The words are content (``content/columns/words.yaml``) and may be extended without code.
2. A word that is not listed is *unknown*, and ``is_known`` lets the reader say so; nothing is guessed.
3. Codes in front of or behind a word ("02 - In Use", "In Use (active)") do not hide it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from medward.content.load import load
from medward.errors import BadInput
from medward.inventory.cells import plain
from medward.inventory.records import Harm, LifeCycle, Network, YesNo

State = TypeVar("State", LifeCycle, Harm, Network, YesNo)

_SECTIONS: dict[type[StrEnum], str] = {LifeCycle: "life_cycle", Harm: "harm", Network: "network", YesNo: "yes_no"}
_LONGEST_WORD = 80
_CODE = re.compile(r"^\s*[A-Z]?\d{1,3}\s*[-–:=.)]\s*(?=\D)|\s*\([^()]*\)\s*$")


def read_state(word: str, kind: type[State], name: str = "") -> State:
    """Return the member of ``kind`` (``LifeCycle``, ``Harm``, ``Network`` or ``YesNo``) that ``word`` stands for.

    Raises ``BadInput`` with code ``word-unknown`` that lists the accepted values when the word is not in the content;
    ``name`` is the place named in the error.
    """
    member = _member(word, kind) if len(word) <= _LONGEST_WORD else None
    if member is None:
        raise BadInput("word-unknown", f"this word is not known; accepted are {_accepted(kind)}", where=name)
    return kind(member)


@lru_cache(maxsize=4096)
def _member(word: str, kind: type[StrEnum]) -> str | None:
    known = _vocabulary(kind)
    for form in (word, _CODE.sub("", word)):
        found = known.get(plain(form))
        if found is not None:
            return found
    return None


@cache
def _vocabulary(kind: type[StrEnum]) -> dict[str, str]:
    words: dict[str, list[str]] = load("columns", "words")[_SECTIONS[kind]]
    vocabulary = {plain(word): member for member, listed in words.items() for word in listed}
    return vocabulary | {plain(member): str(member) for member in kind}


@cache
def _accepted(kind: type[StrEnum]) -> str:
    return ", ".join(str(member) for member in kind if str(member) != "unknown")
