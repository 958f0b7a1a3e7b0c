"""Reads delimited text: CSV with any delimiter, quoting as it comes.

Rules:

1. The delimiter is the one that lets most headers be understood, then the one that cuts most rows to the same width;
   Excel's ``sep=;`` line decides at once.
2. Quotes may hold delimiters and line ends. A quote that is never closed costs no row: the lines that it would have
   swallowed are read one by one, and that is listed.
3. Zero bytes and characters that cannot be decoded are listed, not fatal. A line beyond the limit is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from medward.errors import BadInput
from medward.inventory.encodings import find_encoding
from medward.inventory.report import Report
from medward.inventory.tables import MAX_COLUMNS, MAX_ROWS, HeaderScore, Row, Table

DELIMITERS = ",;\t|"
MAX_LINE = 1_000_000
_MAX_RECORD_LINES = 200
_SAMPLE_CHARACTERS = 1 << 17
_SAMPLE_ROWS = 200
_HEADER_ROWS = 50
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|:^~\t])"?\s*', re.IGNORECASE)


def read_delimited(data: bytes, name: str, header_score: HeaderScore, report: Report) -> Table:
    """Return the table of a CSV file; ``header_score`` tells how many cells of a row are understood headers.

    Raises ``BadInput``: ``empty``, ``not-a-table``, ``line-too-long``, ``too-many-rows``, ``too-many-columns``.
    """
    encoding = find_encoding(data, name)
    if not encoding.certain:
        report.warn("encoding-guessed", f"the encoding is not certain and was taken for {encoding.codec}")
    if encoding.broken:
        report.warn("encoding-broken", f"{encoding.broken} characters cannot be read as {encoding.codec}")
    sample = _Lines(data, encoding.codec, name).sample()
    delimiter, width = _find_delimiter(sample, header_score)

    def rows(listener: Report | None) -> Iterator[Row]:
        return _rows(_Lines(data, encoding.codec, name), delimiter, width, listener)

    return Table(rows, encoding.codec, delimiter)


class _Runaway(Exception):
    """A record takes more lines than any cell's text would; its quote was never closed."""


class _Lines:
    """The lines of a file, remembering those that belong to the record being read."""

    def __init__(self, data: bytes, codec: str, name: str) -> None:
        self._stream = io.TextIOWrapper(io.BytesIO(data), codec, errors="replace", newline="")
        self._name = name
        self._number = 0
        self.taken: list[str] = []
        self.zeros = 0

    def sample(self) -> list[str]:
        """Return the first lines, enough to recognise the delimiter."""
        lines: list[str] = []
        size = 0
        for line in self:
            lines.append(line)
            size += len(line)
            self.taken.clear()
            if size > _SAMPLE_CHARACTERS or len(lines) >= _SAMPLE_ROWS:
                break
        return lines

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_RECORD_LINES:
            raise _Runaway
        try:
            line = self._stream.readline(MAX_LINE)
        except UnicodeError as error:
            raise BadInput("not-a-table", f"not readable as text: {error}", where=self._name) from error
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) >= MAX_LINE:
            why = f"the line has more than {MAX_LINE} characters; this is not a table of devices"
            raise BadInput("line-too-long", why, where=f"{self._name} line {self._number}")
        if "\0" in line:
            self.zeros += line.count("\0")
            line = line.replace("\0", "")
        self.taken.append(line)
        return line

    def where(self) -> str:
        """Return the place of the line read last, for errors."""
        return f"{self._name} line {self._number}"


def _rows(lines: _Lines, delimiter: str, width: int, report: Report | None) -> Iterator[Row]:
    for number, (cells, swallowed) in enumerate(_records(lines, delimiter, width), start=1):
        if number > MAX_ROWS:
            raise BadInput("too-many-rows", f"more than {MAX_ROWS} rows; split the file", where=lines.where())
        if len(cells) > MAX_COLUMNS:
            raise BadInput("too-many-columns", f"more than {MAX_COLUMNS} columns in one row", where=lines.where())
        if swallowed and report is not None:
            why = "a quote is opened and not closed; the row was read without regard to quotes"
            report.warn("unclosed-quote", why, row=number, value=delimiter.join(cells))
        yield number, cells
    if lines.zeros and report is not None:
        report.warn("zero-bytes", f"{lines.zeros} zero bytes were left out")


def _records(lines: _Lines, delimiter: str, width: int) -> Iterator[tuple[Sequence[str], bool]]:
    """Yield the cells of each record and whether an unclosed quote had to be ignored for it."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway):
            cells = None
        if cells is None or (len(lines.taken) > 1 and _has_swallowed(cells, delimiter, width)):
            for line in tuple(lines.taken):
                yield _line_alone(line, delimiter)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        else:
            yield cells, False


def _has_swallowed(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Tell whether a cell of several lines holds what must have been rows of their own."""
    enough = max(1, width - 1) if len(cells) == width else 1
    return any(line.count(delimiter) >= enough for cell in cells for line in cell.splitlines()[1:])


def _line_alone(line: str, delimiter: str) -> tuple[Sequence[str], bool]:
    """Cut one line into cells: by its own quotes if they close (doubled or not), else without regard to quotes."""
    for strict in (True, False) if line.count('"') % 2 == 0 else (True,):
        try:
            return next(csv.reader([line], delimiter=delimiter, strict=strict), []), False
        except csv.Error:
            continue
    return line.rstrip("\r\n").split(delimiter), True


def _find_delimiter(sample: Sequence[str], header_score: HeaderScore) -> tuple[str, int]:
    """Return the delimiter and the number of columns that most rows of the sample have with it."""
    named = _SEPARATOR_LINE.fullmatch(sample[0]) if sample else None
    if named:
        return named[1], _judge(sample[1:], named[1], header_score)[2]
    best = max(DELIMITERS, key=lambda delimiter: _judge(sample, delimiter, header_score)[:2])
    return best, _judge(sample, best, header_score)[2]


def _judge(sample: Sequence[str], delimiter: str, header_score: HeaderScore) -> tuple[int, float, int]:
    """Return how many headers a delimiter lets be understood, how even its rows are, and their usual width."""
    rows = [cells for cells in (_line_alone(line, delimiter)[0] for line in sample) if any(cells)]
    understood = max((header_score(cells) for cells in rows[:_HEADER_ROWS]), default=0)
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not widths:
        return understood, 0.0, 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return understood, count / len(rows) * min(width, 12), width
