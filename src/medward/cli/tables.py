"""Writes tables as CSV that a spreadsheet program may open without harm.

Rules:

1. A cell that a spreadsheet would take for a formula (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break,
   blanks before it aside) gets an apostrophe in front. Plain numbers, negative ones too, and dashes stay as they are.
2. Rows end with CR LF and cells are quoted where needed (RFC 4180); the text is UTF-8 without a byte order mark, which
   programs that read the file would take for a part of the first header.
3. A control letter that could steer a terminal, and a mark that turns the direction of what follows, is replaced by
   what the screen shows for it; tabs and line breaks stay.
4. CSV is never localised: dates are ISO dates, the decimal sign is a point, None is an empty cell.

Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

_DANGEROUS = re.compile(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ROWS_IN_A_PIECE = 2000
_HARMLESS = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-+")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file with ``header`` and ``rows`` whose cells cannot run as formulas.

    Numbers and None are written as such, everything else by ``str``. Raises ``ValueError`` for a row that is not as
    long as the header, which is a mistake of the caller.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row of {len(row)} cells under {len(header)} headers")
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield the same file as ``write_csv`` returns, in pieces, for tables that are better not held in memory whole."""
    yield (first := write_csv(header, ()))
    left = iter(rows)
    while batch := list(islice(left, _ROWS_IN_A_PIECE)):
        yield write_csv(header, batch)[len(first) :]


def safe_cell(value: object) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula and that steers no terminal."""
    if value is None:
        return ""
    text = _STEERING.sub("\ufffd", str(value))
    if isinstance(value, int | float) or not _DANGEROUS.match(text) or _HARMLESS.fullmatch(text):
        return text
    return f"'{text}"
