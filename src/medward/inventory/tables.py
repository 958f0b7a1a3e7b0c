"""A table of texts, as both CSV files and worksheets are once their own syntax is behind us.

Rules:

1. Rows are numbered from 1 as a spreadsheet shows them: blank lines and lines above the header count.
2. Rows are read as a stream and may be read again from the first; a table never holds them all.
3. Limits are stated here; a file beyond them is refused with ``BadInput``, not read in part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from medward.inventory.report import Report

MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000


class Number(str):
    """The text of a cell that a spreadsheet holds as a number, and whose zeros at the end may therefore be lost."""

    __slots__ = ()


Row = tuple[int, Sequence[str]]
HeaderScore = Callable[[Sequence[str]], int]
"""Tells how many cells of a row are headers that are understood."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where the rows are; ``rows(report)`` starts reading them, and ``report`` may be None on a second reading."""

    rows: Callable[[Report | None], Iterator[Row]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
