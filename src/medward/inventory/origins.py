"""Remembers where the values of a row came from at the cost of a few bytes a row.

Rules:

1. An ``Origin`` is made when it is asked for: a million devices of twenty fields would be twenty million records, of
   which a person looks at a dozen.
2. Every field that has a column has an origin, also where the cell was empty or said nothing that could be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medward.inventory.records import Origin


class RowOrigins(Mapping[str, Origin]):
    """The origins of one row's values; ``columns`` maps a field to the header of its column and is shared by rows."""

    __slots__ = ("_columns", "_file", "_sheet", "row")

    def __init__(self, file: str, sheet: str, row: int, columns: Mapping[str, str]) -> None:
        self._file, self._sheet, self._columns = file, sheet, columns
        self.row = row

    def __getitem__(self, name: str) -> Origin:
        return Origin(self._file, self._sheet, self.row, self._columns[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return repr(dict(self))

    def exchanged(self, first: str, second: str) -> RowOrigins:
        """Return the same origins with those of two fields exchanged."""
        columns = {**self._columns, first: self._columns[second], second: self._columns[first]}
        return RowOrigins(self._file, self._sheet, self.row, columns)
