"""Understands the headers of an export: which column fills which field of a device.

Rules:

1. An explicit mapping wins over everything; a mapping that names what is not there is refused, not ignored.
2. A header is compared with ``content/columns/aliases.yaml`` without case, accents, spaces and punctuation; also
   without what stands in parentheses, before a dot (``asset.serial_number``) or as a known prefix (``u_asset_tag``).
3. Two columns that mean one field are both kept: the better alias is read, the other where the first is empty.
4. A header that may mean several things ("Name", "ID") is taken only if no better column claims the field, and every
   such reading is explained in the column's note.
5. A column of two values ("Make & Model") fills both; how a cell is cut is in ``cut_merged``.

Cells are left to ``cells``, ``dates`` and ``states``; swapped values to ``rows``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from medward.content.load import load
from medward.errors import BadInput
from medward.inventory.cells import plain, text
from medward.inventory.records import Column

IDENTITY_FIELDS = frozenset({"asset_tag", "serial_number", "udi"})
IGNORED = "-"
"""In a mapping: leave this column aside."""

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_JOINED = re.compile(r"\s*[/&+|]\s*|\s+[-–]\s+")
_LONGEST_HEADER = 120
_LONGEST_MERGED = 500
_GENERIC_ENDS = frozenset({"name", "displayname", "value", "label"})
_SEPARATORS = (re.compile(r"\s*[|;\n]\s*"), re.compile(r"\s+[-–/]\s+|\s*,\s+"), re.compile(r"/"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field is read: the column counted from 0, and for a merged column which part (0 or 1) and which cut."""

    position: int
    part: int | None = None
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """All headers as understood, and for each field its sources in the order in which they are tried."""

    columns: tuple[Column, ...]
    sources: Mapping[str, tuple[Source, ...]]


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a header may mean; the lowest ``rank`` wins a field."""

    fields: tuple[str, ...]
    how: str
    rank: int
    cut: str = ""


def known_fields() -> tuple[str, ...]:
    """Return the names of the fields of a device that a column may fill."""
    return tuple(load("columns", "aliases")["fields"])


def header_score(cells: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Return how many different fields the cells of a row, taken as headers, would fill."""
    mapped = {plain(header) for header in mapping if not header.startswith("#")}
    found: set[str] = set()
    for cell in cells:
        if not cell or len(cell) > _LONGEST_HEADER:
            continue
        if plain(cell) in mapped:
            found.add(cell)
        found.update(field for claim in _claims(cell) if claim.how != "fallback" for field in claim.fields)
    return len(found)


def understand(headers: Sequence[str], mapping: Mapping[str, str], name: str) -> Layout:
    """Return which field each column fills.

    ``mapping`` maps a header, or ``#3`` for the third column, to a field of ``Device`` (two joined by ``+`` for a
    merged column, ``-`` to leave the column aside). Raises ``BadInput`` with code ``mapping-field`` or
    ``mapping-header``.
    """
    explicit = _explicit(headers, mapping, name)
    offers = [(position, explicit.get(position, _claims(text(header)))) for position, header in enumerate(headers)]
    flat = [(claim, position) for position, claims in offers for claim in claims]
    taken: dict[str, list[tuple[_Claim, int]]] = {}
    used: set[int] = set()
    for claim, position in sorted(flat, key=lambda offer: (offer[0].rank, offer[1])):
        weak = claim.how == "fallback"
        if weak and (position in used or any(field in taken for field in claim.fields)):
            continue
        used.add(position)
        for field in claim.fields:
            taken.setdefault(field, []).append((claim, position))
    sources = {
        field: tuple(
            Source(position, claim.fields.index(field) if len(claim.fields) > 1 else None, claim.cut)
            for claim, position in claims
        )
        for field, claims in taken.items()
    }
    columns = tuple(_explain(header, position, taken, explicit) for position, header in enumerate(headers))
    return Layout(columns, sources)


def with_note(column: Column, note: str) -> Column:
    """Return the column with one more sentence in its note."""
    return replace(column, note="; ".join(filter(None, (column.note, note))))


def cut_merged(value: str, cut: str) -> tuple[str, str] | None:
    """Cut a merged cell in two at its clearest separator, or return None when it has none.

    Bars, semicolons and line ends cut before dashes, slashes and commas that stand apart, these before a bare slash.
    ``cut`` says whether the ``first`` or the ``last`` such separator counts.
    """
    if len(value) > _LONGEST_MERGED:
        return None
    for separator in _SEPARATORS:
        found = list(separator.finditer(value))
        if found:
            at = found[0] if cut == "first" else found[-1]
            left, right = value[: at.start()].strip(), value[at.end() :].strip()
            if left and right:
                return left, right
    return None


def _explicit(headers: Sequence[str], mapping: Mapping[str, str], name: str) -> dict[int, tuple[_Claim, ...]]:
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        positions.setdefault(plain(header), position)
    explicit: dict[int, tuple[_Claim, ...]] = {}
    for header, target in mapping.items():
        fields = tuple(part.strip() for part in target.split("+"))
        unknown = [field for field in fields if field not in known_fields() and target != IGNORED]
        if unknown or len(fields) > 2:
            why = f"{target!r} is no field of a device; the fields are {', '.join(known_fields())}"
            raise BadInput("mapping-field", why, where=name)
        number = re.fullmatch(r"#(\d{1,4})", header)
        found = int(number[1]) - 1 if number else positions.get(plain(header), -1)
        if not 0 <= found < len(headers):
            shown = ", ".join(repr(text(cell)[:40]) for cell in headers[:40])
            raise BadInput("mapping-header", f"there is no column {header!r}; the columns are {shown}", where=name)
        cut = "last" if len(fields) > 1 and fields[1] in {"software_version", "serial_number"} else "first"
        explicit[found] = () if target == IGNORED else (_Claim(fields, "mapping", -1, cut),)
    return explicit


def _explain(
    header: str,
    position: int,
    taken: Mapping[str, Sequence[tuple[_Claim, int]]],
    explicit: Mapping[int, tuple[_Claim, ...]],
) -> Column:
    mine = [(field, claim, index) for field, claims in taken.items()
            for index, (claim, at) in enumerate(claims) if at == position]  # fmt: skip
    if not mine:
        note = "left aside by the mapping" if position in explicit else ""
        rivals = sorted({field for claim in _claims(text(header)) for field in claim.fields})
        if rivals and not note:
            note = f"could mean {' or '.join(rivals)}, for which there is a clearer column; use a mapping to read it"
        return Column(text(header), position + 1, (), "unused", note)
    claim = mine[0][1]
    fields = tuple(sorted((field for field, _, _ in mine), key=claim.fields.index))
    if any(index > 0 for _, _, index in mine):
        return Column(text(header), position + 1, fields, "fallback", "read where a clearer column is empty")
    note = "the header is not clear; taken because no other column claims the field" if claim.how == "fallback" else ""
    return Column(text(header), position + 1, fields, claim.how, note)


@lru_cache(maxsize=4096)
def _claims(header: str) -> tuple[_Claim, ...]:
    """Return what a header may mean: one strong claim, or all weak ones."""
    if len(header) > _LONGEST_HEADER:
        return ()
    merged, strong, weak = _vocabulary()
    joined = _joined(header)
    if joined in merged:
        return (merged[joined],)
    path = header.split(".")
    if len(path) > 1 and plain(path[-1]) in _GENERIC_ENDS:
        path.pop()
    forms = [plain(header), plain(_PARENTHESES.sub(" ", header)), plain(path[-1])]
    for prefix in _prefixes():
        forms += [form[len(prefix) :] for form in forms[:3] if form.startswith(prefix) and len(form) > len(prefix) + 1]
    for form in forms:
        if form in strong:
            return (strong[form],)
    for form in forms[:3]:
        if form in weak:
            return weak[form]
    return ()


def _joined(header: str) -> str:
    """Return the plain form in which "A/B" is "A and B" and differs from "A B", which may mean the B of A."""
    return plain(_JOINED.sub(" and ", header))


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(sorted({plain(prefix) for prefix in load("columns", "aliases")["prefixes"]}, key=len, reverse=True))


@cache
def _vocabulary() -> tuple[dict[str, _Claim], dict[str, _Claim], dict[str, tuple[_Claim, ...]]]:
    """Return the merged, the strong and the weak claims by their headers' form; ranks follow the content's order."""
    content: dict[str, Any] = load("columns", "aliases")
    strong: dict[str, _Claim] = {}
    for field, headers in content["fields"].items():
        for rank, header in enumerate([field, *headers]):
            strong.setdefault(plain(header), _Claim((field,), "alias", rank))
    # A column of one value is better than a merged one, which is better than an unclear header.
    merged = {
        _joined(header): _Claim(tuple(rule["fields"]), "merged", 1_000, rule["cut"])
        for rule in content["merged"]
        for header in rule["headers"]
    }
    weak: dict[str, tuple[_Claim, ...]] = {}
    for field, headers in content["weak"].items():
        for rank, header in enumerate(headers):
            claim = _Claim((field,), "fallback", 2_000 + rank)
            weak[plain(header)] = (*weak.get(plain(header), ()), claim)
    return merged, strong, weak
