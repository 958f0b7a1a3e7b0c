"""Who made it: spellings of makers, and which makers are one house.

Rules:

1. A maker is found by a whole alias, then by an alias inside the text, then by a spelling one or two letters away.
2. Two makers are related when one became part of the other, when both held the same third, or when one owner holds
   both; corporate history is content (``content/vendors``) with dates and sources.
3. A relation that moved a product line only holds where the product's name contains that line.
4. A maker that content does not know is compared by its spelling; nothing is concluded from its being unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz.distance import DamerauLevenshtein

from medward.content.load import load, names
from medward.matching.text import one_letter_less, squash, tokens
from medward.matching.words import Kind, kind_of

_LEGAL_FORMS = frozenset(
    {
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "deutschland",
        "gmbh",
        "inc",
        "incorporated",
        "international",
        "intl",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "lp",
        "ltd",
        "na",
        "nv",
        "oy",
        "oyj",
        "plc",
        "pty",
        "sa",
        "sas",
        "se",
        "spa",
        "srl",
        "the",
        "uk",
        "us",
        "usa",
    }
)
_SHORTEST_FUZZY, _LONGEST_FUZZY = 5, 40
_SHORTEST_FAMILY, _LINES_OF_A_FAMILY = 3, 3


class Relation(StrEnum):
    """How the maker a row names stands to the maker an advisory names."""

    SAME = "same"
    RELATED = "related"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """Makers found in a text: their keys, the words that named them, and whether the spelling had to be repaired."""

    keys: frozenset[str]
    words: str
    repaired: bool = False


_NOTHING = Found(frozenset(), "")


@dataclass(frozen=True, slots=True)
class Makers:
    """All known makers; build it once with ``known_makers``."""

    names: Mapping[str, str]
    aliases: Mapping[str, frozenset[str]]
    misspellings: Mapping[str, frozenset[str]]
    lines: Mapping[str, frozenset[str]]
    parts: Mapping[str, frozenset[tuple[str, tuple[str, ...]]]]
    spellings: Mapping[str, frozenset[str]]
    families: frozenset[str]
    held_by: Mapping[str, frozenset[str]]

    def find(self, text: str) -> Found:
        """Return the makers that ``text`` names; none, if it names none that content knows."""
        words = tuple(word for word in tokens(text))
        significant = tuple(word for word in words if word not in _LEGAL_FORMS)
        for candidate in ("".join(words), "".join(significant)):
            if candidate in self.aliases:
                return Found(self.aliases[candidate], text.strip())
        inside = self._inside(words)
        if inside.keys:
            return inside
        return self._repaired(significant)

    def _inside(self, words: tuple[str, ...]) -> Found:
        keys: set[str] = set()
        spelt: list[str] = []
        place = 0
        while place < len(words):
            for length in range(min(6, len(words) - place), 0, -1):
                run = "".join(words[place : place + length])
                if run in self.aliases and (len(run) > 1 or len(words) == 1):
                    keys |= self.aliases[run]
                    spelt.append(" ".join(words[place : place + length]))
                    place += length
                    break
            else:
                place += 1
        return Found(frozenset(keys), ", ".join(spelt))

    def _repaired(self, words: tuple[str, ...]) -> Found:
        for length in range(min(4, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                run = "".join(words[start : start + length])
                if not _SHORTEST_FUZZY <= len(run) <= _LONGEST_FUZZY or kind_of(run) is not Kind.BRAND:
                    continue
                near = {alias for less in one_letter_less(run) for alias in self.misspellings.get(less, ())}
                close = [alias for alias in near if _one_edit(run, alias)]
                if close:
                    keys = frozenset().union(*(self.aliases[alias] for alias in close))
                    return Found(keys, " ".join(words[start : start + length]), repaired=True)
        return _NOTHING

    def relation(self, row: frozenset[str], advisory: frozenset[str], product: str) -> Relation:
        """Return how the makers of a row stand to those of an advisory's product named ``product``."""
        if not row or not advisory:
            return Relation.UNKNOWN
        if row & advisory:
            return Relation.SAME
        name = squash(product)
        ours = [self.house(key, name) for key in row]
        theirs = [self.house(key, name) for key in advisory]
        if any(own & other for own in ours for other in theirs):
            return Relation.RELATED
        if any(_parents(self, own, name) & _parents(self, other, name) for own in row for other in advisory):
            return Relation.RELATED
        return Relation.OTHER

    def house(self, key: str, product: str | None = None) -> frozenset[str]:
        """Return ``key`` with all makers it took over, as far as they concern ``product`` (squashed; None: any)."""
        reached: set[str] = set()
        waiting = [key]
        while waiting:
            maker = waiting.pop()
            if maker not in reached:
                reached.add(maker)
                waiting.extend(
                    part for part, lines in self.parts.get(maker, ()) if product is None or _concerns(lines, product)
                )
        return frozenset(reached)

    def is_family(self, brand: str) -> bool:
        """Tell whether ``brand`` (squashed) is a family of product lines, which other words must tell apart."""
        return brand in self.families

    def owners(self, key: str) -> frozenset[str]:
        """Return the makers that took ``key`` over, wholly or with a product line."""
        return self.held_by.get(key, frozenset())

    def aliases_of(self, keys: frozenset[str]) -> frozenset[str]:
        """Return all spellings, squashed, of the makers ``keys``."""
        return frozenset().union(*(self.spellings.get(key, frozenset()) for key in keys))


@cache
def known_makers() -> Makers:
    """Return the makers of ``content/vendors``."""
    spelt: dict[str, str] = {}
    aliases: dict[str, set[str]] = {}
    lines: dict[str, set[str]] = {}
    parts: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
    for name in names("vendors"):
        for maker in load("vendors", name)["makers"]:
            key = maker["key"]
            spelt[key] = maker["name"]
            written = [maker["name"], *maker.get("ambiguous", ())]
            for group in maker.get("aliases", {}).values():
                written.extend(group)
            for text in written:
                words = tokens(text)
                short = "".join(word for word in words if word not in _LEGAL_FORMS)
                for form in {"".join(words), short} - {""}:
                    aliases.setdefault(form, set()).add(key)
            for line in maker.get("product_lines", ()):
                for text in (line["name"], *line.get("also", ())):
                    lines.setdefault(squash(text), set()).add(key)
            for part in maker.get("includes", ()):
                concerned = tuple(squash(line) for line in part.get("lines", ()))
                parts.setdefault(key, set()).add((part["maker"], concerned))
    misspellings: dict[str, set[str]] = {}
    for alias in aliases:
        if len(alias) >= _SHORTEST_FUZZY:
            for less in one_letter_less(alias):
                misspellings.setdefault(less, set()).add(alias)
    spellings: dict[str, set[str]] = {}
    for alias, keys in aliases.items():
        for key in keys:
            spellings.setdefault(key, set()).add(alias)
    return Makers(
        spelt,
        _frozen(aliases),
        _frozen(misspellings),
        _frozen(lines),
        {key: frozenset(value) for key, value in parts.items()},
        _frozen(spellings),
        _families(lines),
        _frozen(_held_by(parts)),
    )


def _held_by(parts: Mapping[str, set[tuple[str, tuple[str, ...]]]]) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for owner, entries in parts.items():
        for part, _ in entries:
            held.setdefault(part, set()).add(owner)
    return held


def _families(lines: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the product lines that stand in front of at least three longer ones (``Alaris``, ``Alaris GH``, …)."""
    ordered = sorted(lines)
    found = set()
    for place, line in enumerate(ordered):
        longer = ordered[place + 1 : place + 1 + _LINES_OF_A_FAMILY]
        if (
            len(line) >= _SHORTEST_FAMILY
            and len(longer) == _LINES_OF_A_FAMILY
            and all(other.startswith(line) for other in longer)
        ):
            found.add(line)
    return frozenset(found)


def _parents(makers: Makers, key: str, product: str) -> frozenset[str]:
    """Return the makers that took ``key`` over, as far as it concerns ``product``."""
    return frozenset(
        owner
        for owner in makers.owners(key)
        if any(part == key and _concerns(lines, product) for part, lines in makers.parts[owner])
    )


def _concerns(lines: tuple[str, ...], product: str) -> bool:
    return not lines or any(line in product for line in lines)


def spelt_alike(one: str, other: str) -> bool:
    """Tell whether two makers' names are the same but for legal forms; an empty name is like none."""
    first, second = ([word for word in tokens(text) if word not in _LEGAL_FORMS] for text in (one, other))
    return bool(first) and first == second


def _one_edit(word: str, alias: str) -> bool:
    allowed = 1 if len(alias) < 2 * _SHORTEST_FUZZY else 2
    return word[:1] == alias[:1] and DamerauLevenshtein.distance(word, alias, score_cutoff=allowed) <= allowed


def _frozen(values: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in values.items()}
