"""Reads an export of a maintenance system, CSV or XLSX, into devices.

Rules:

1. No row is lost: it becomes a device, or an error names its row and says why.
2. A device is read although one of its optional cells is bad; the cell is listed with row, column and what it said.
3. A device without asset tag gets ``serial:`` and its serial number as a stable tag; one with neither is an error.
4. What a placeholder says ("see label") is unknown: the field stays empty, ``origins`` still points to the cell, and
   one warning a column and placeholder counts them.
5. The rows are read once, as a stream; what only whole columns show is settled at the end.

The syntax of files is left to ``delimited`` and ``workbook``, headers to ``columns``, cells to ``rows``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from medward.errors import BadInput
from medward.inventory.columns import IDENTITY_FIELDS, Layout, header_score, understand, with_note
from medward.inventory.delimited import read_delimited
from medward.inventory.evidence import Evidence
from medward.inventory.records import Column, Inventory
from medward.inventory.report import Report
from medward.inventory.rows import RowReader
from medward.inventory.tables import Table
from medward.inventory.workbook import is_workbook, read_workbook

_HEADER_ROWS = 50
MAX_BYTES = 256 * 1024 * 1024


def read_inventory(data: bytes, name: str, *, mapping: Mapping[str, str] | None = None) -> Inventory:
    """Read an inventory export.

    ``data`` is the whole file, CSV in any encoding and with any delimiter or XLSX; ``name`` is used in origins and
    errors. ``mapping`` maps a header (or ``#3`` for the third column) to a field of ``Device``, see
    ``columns.understand``. Returns the devices in the order of the file, all problems, and how each header was
    understood. Raises ``BadInput`` when the file as a whole cannot be read: ``empty``, ``too-large``, ``not-a-table``,
    ``workbook-…``, ``no-header``, ``no-identity-column``, ``mapping-…`` and the limits of ``delimited``.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("too-large", f"larger than {MAX_BYTES >> 20} MB; split the file", where=name)
    given = dict(mapping or {})

    def score(cells: Sequence[str]) -> int:
        return header_score(cells, given)

    report = Report(name)
    table = read_workbook(data, name, score, report) if is_workbook(data) else read_delimited(data, name, score, report)
    report.sheet = table.sheet
    header_row, headers = _header(table, given, name)
    layout = understand(headers, given, name)
    if not IDENTITY_FIELDS & layout.sources.keys():
        why = "no column holds an asset tag, a serial number or a UDI; say which one does with --map 'HEADER=asset_tag'"
        raise BadInput("no-identity-column", why, where=name)
    reader = RowReader(layout, report, even=bool(table.delimiter))
    for number, cells in table.rows(report):
        if number > header_row:
            reader.read(number, cells)
    reader.finish()
    columns = _with_decisions(layout, reader.evidence)
    for column in columns:
        if column.how == "fallback" and column.fields:
            report.warn("header-unclear", f"read as {', '.join(column.fields)}: {column.note}", column=column.header)
    return Inventory(
        tuple(reader.devices), report.problems(), columns, reader.rows, table.encoding, table.delimiter, table.sheet
    )


def _header(table: Table, mapping: Mapping[str, str], name: str) -> tuple[int, Sequence[str]]:
    """Return the row of the headers and the headers, or row 0 when the mapping names columns by number alone."""
    best_row, best_score, headers = 0, 0, list[str]()
    widest = 0
    for number, cells in islice(table.rows(None), _HEADER_ROWS):
        score = header_score(cells, mapping)
        filled = sum(1 for cell in cells if cell.strip())
        widest = max(widest, len(cells))
        # Cells of data may by chance be words that also are headers, but hardly four of them or a third of a row.
        if score > best_score and (score >= 4 or 3 * score >= filled):
            best_row, best_score, headers = number, score, list(cells)
    if best_row:
        return best_row, headers
    if mapping and all(key.startswith("#") for key in mapping):
        return 0, [f"#{position}" for position in range(1, widest + 1)]
    why = (
        f"no row among the first {_HEADER_ROWS} holds headers that are understood; name the columns with --map "
        "'HEADER=asset_tag', or by number with --map '#1=asset_tag' where the file has no headers"
    )
    raise BadInput("no-header", why, where=name)


def _with_decisions(layout: Layout, evidence: Evidence) -> tuple[Column, ...]:
    """Add to each column of dates which order of day and month was found."""
    columns = list(layout.columns)
    for position, found in evidence.dates.items():
        if found.day_first or found.month_first or found.ambiguous:
            columns[position] = with_note(columns[position], f"numeric dates: {found}")
    return tuple(columns)
