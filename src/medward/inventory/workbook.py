"""Opens an XLSX workbook safely and picks the sheet that is an inventory.

Rules:

1. Before anything is unpacked the archive is judged by its directory: number of parts, total size, and how many times
   larger it would become. A bomb is refused by name.
2. The sheet whose headers are understood best is read; of equals the first. Hidden sheets come last.
3. Links to other files are never followed; that values come from there is listed.
4. Old ``.xls``, encrypted and binary workbooks are refused with the advice to save as XLSX or CSV.

Cells are left to ``sheets``.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from medward.errors import BadInput
from medward.inventory.report import Report
from medward.inventory.sheets import (
    Cells,
    Elements,
    Formats,
    Merged,
    Strings,
    built_in_format,
    format_of,
    merged_downwards,
    parse,
)
from medward.inventory.tables import HeaderScore, Row, Table

MAX_PARTS = 2_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 60
_SMALL = 8 << 20
_MAX_STRINGS = 20 << 20
_MAX_SHEETS = 100
_MAX_MERGED = 100_000
_HEADER_ROWS = 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError, ValueError)
_ADVICE = "open it in a spreadsheet program and save it as XLSX or CSV"


def is_workbook(data: bytes) -> bool:
    """Tell whether the data begin like a workbook, readable or not, rather than like text."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, name: str, header_score: HeaderScore, report: Report) -> Table:
    """Return the table of a workbook's best sheet.

    Raises ``BadInput``: ``workbook-old-or-encrypted``, ``workbook-unreadable``, ``workbook-bomb``, ``workbook-unsafe``,
    and the limits of ``sheets``.
    """
    if data.startswith(_OLE):
        raise BadInput("workbook-old-or-encrypted", f"an old .xls or an encrypted workbook; {_ADVICE}", where=name)
    return _Workbook(data, name).table(header_score, report)


class _Workbook:
    """The parts of one workbook, unpacked again whenever they are read."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise BadInput("workbook-unreadable", f"not a readable ZIP archive: {error}", where=name) from error
        self._size = len(data)
        self._refuse_bombs()
        self._parts = {info.filename for info in self._archive.infolist()}
        if "xl/workbook.bin" in self._parts or "mimetype" in self._parts:
            raise BadInput("workbook-unreadable", f"a workbook of another format; {_ADVICE}", where=name)
        self._main = self._find_main()
        self._links = self._relations(self._main)

    def table(self, header_score: HeaderScore, report: Report) -> Table:
        """Return the sheet that fits best as a table that can be read more than once."""
        if any("/externalLinks/" in f"/{part}" for part in self._parts):
            why = "some values come from other workbooks and are taken as they were last saved"
            report.warn("workbook-external-links", why)
        dated_1904, sheets = self._sheets()
        strings = self._strings()
        formats = self._formats(dated_1904)
        best_score, best = -1, ("", "")
        for title, part in sheets[:_MAX_SHEETS]:
            beginning = islice(self._rows(title, part, strings, formats, {}), _HEADER_ROWS)
            score = max((header_score(cells) for _, cells in beginning), default=0)
            if score > best_score:
                best_score, best = score, (title, part)
        title, part = best
        merged = merged_downwards(self._merged(part))
        return Table(lambda _: self._rows(title, part, strings, formats, merged), sheet=title)

    def _refuse_bombs(self) -> None:
        infos = self._archive.infolist()
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > MAX_PARTS:
            raise BadInput("workbook-bomb", f"{len(infos)} parts, more than {MAX_PARTS}", where=self._name)
        if unpacked > MAX_UNPACKED or unpacked > max(_SMALL, MAX_RATIO * self._size):
            why = f"would unpack to {unpacked >> 20} MB, {unpacked // max(1, self._size)} times its size; not opened"
            raise BadInput("workbook-bomb", why, where=self._name)
        if any(info.flag_bits & 1 for info in infos):
            raise BadInput("workbook-old-or-encrypted", f"the archive is encrypted; {_ADVICE}", where=self._name)

    @contextmanager
    def _open(self, part: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(part) as stream:
                yield stream
        except _BROKEN as error:
            raise BadInput("workbook-unreadable", f"part {part} is damaged: {error}", where=self._name) from error

    def _elements(self, part: str, *names: str, inside: str = "") -> list[tuple[str, dict[str, str]]]:
        if part not in self._parts:
            return []
        with self._open(part) as stream:
            return list(parse(stream, Elements(*names, inside=inside), f"{self._name} {part}"))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return, by its id, the kind and the part of everything that a part refers to inside the archive."""
        folder, file = posixpath.split(part)
        found = {}
        for _, link in self._elements(posixpath.join(folder, "_rels", f"{file}.rels"), "Relationship"):
            if link.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
                found[link.get("Id", "")] = (link.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def _find_main(self) -> str:
        main = next((part for kind, part in self._relations("").values() if kind == "officeDocument"), "")
        if main not in self._parts:
            why = f"a ZIP archive, but no XLSX workbook; if it holds a list of devices, {_ADVICE}"
            raise BadInput("workbook-unreadable", why, where=self._name)
        return main

    def _linked(self, kind: str) -> str:
        return next((part for found, part in self._links.values() if found == kind), "")

    def _sheets(self) -> tuple[bool, list[tuple[str, str]]]:
        """Return whether dates count from 1904, and title and part of each worksheet, hidden ones last."""
        dated_1904 = False
        shown: list[tuple[str, str]] = []
        hidden: list[tuple[str, str]] = []
        for tag, attributes in self._elements(self._main, "workbookPr", "sheet"):
            if tag == "workbookPr":
                dated_1904 = attributes.get("date1904", "0").lower() in {"1", "true"}
                continue
            link = next((value for key, value in attributes.items() if key.rsplit(":", 1)[-1] == "id"), "")
            kind, part = self._links.get(link, ("", ""))
            if kind == "worksheet" and part in self._parts:
                found = hidden if attributes.get("state", "visible") != "visible" else shown
                found.append((attributes.get("name", ""), part))
        if not shown and not hidden:
            raise BadInput("workbook-unreadable", "the workbook has no sheet with cells", where=self._name)
        return dated_1904, shown + hidden

    def _strings(self) -> list[str]:
        part = self._linked("sharedStrings")
        if part not in self._parts:
            return []
        strings: list[str] = []
        size = 0
        with self._open(part) as stream:
            for string in parse(stream, Strings(self._name), f"{self._name} {part}"):
                strings.append(string)
                size += len(string) + 50
                if size > _MAX_STRINGS + 8 * self._size:
                    raise BadInput("workbook-bomb", "its texts unpack to many times the file's size", where=self._name)
        return strings

    def _formats(self, dated_1904: bool) -> Formats:
        part = self._linked("styles")
        own = {
            attributes.get("numFmtId", ""): format_of(attributes.get("formatCode", ""))
            for _, attributes in self._elements(part, "numFmt", inside="numFmts")
        }
        used = (attributes.get("numFmtId", "0") for _, attributes in self._elements(part, "xf", inside="cellXfs"))
        styles = (own[number] if number in own else built_in_format(number) for number in used)
        epoch = datetime.date(1904, 1, 1) if dated_1904 else datetime.date(1899, 12, 30)
        return Formats(tuple(styles), epoch)

    def _merged(self, part: str) -> list[str]:
        # Merged ranges follow the cells, so the whole sheet would be parsed for them; most sheets have none.
        with self._open(part) as stream:
            tail = b""
            while chunk := stream.read(1 << 20):
                if b"mergeCell" in tail + chunk:
                    break
                tail = chunk[-16:]
            else:
                return []
        return [attributes.get("ref", "") for _, attributes in self._elements(part, "mergeCell")][:_MAX_MERGED]

    def _rows(self, title: str, part: str, strings: list[str], formats: Formats, merged: Merged) -> Iterator[Row]:
        name = f"{self._name} sheet {title}"
        with self._open(part) as stream:
            yield from parse(stream, Cells(strings, formats, merged, name), name)
