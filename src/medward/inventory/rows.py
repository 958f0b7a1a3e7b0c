"""Turns rows of texts into devices, given what the headers mean.

Rules:

1. Nothing is thrown away silently: a cell that cannot be read is a warning with row, column and the cell's words.
2. Totals, repeated headers and blank rows are no data rows; the first two are listed.
3. A merged cell that has no separator goes whole to the first field that is not the maker, and is listed.

What only whole columns show is left to ``evidence``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from medward.content.load import load
from medward.errors import BadInput
from medward.inventory.cells import is_placeholder, looks_damaged, plain, read_ip, read_mac, text
from medward.inventory.columns import Layout, Source, cut_merged
from medward.inventory.dates import read_date
from medward.inventory.evidence import Evidence, WrittenDate
from medward.inventory.origins import RowOrigins
from medward.inventory.records import Device, Harm, LifeCycle, Network, Udi, YesNo
from medward.inventory.report import Report
from medward.inventory.states import read_state
from medward.inventory.tables import Number
from medward.inventory.udi import read_udi

DATE_FIELDS = frozenset({"in_service_on", "manufactured_on", "end_of_support_on", "last_risk_assessment_on"})
_STATE_FIELDS: Mapping[str, Any] = {
    "life_cycle": LifeCycle, "harm": Harm, "network": Network, "holds_patient_data": YesNo,
}  # fmt: skip
_SHARED_FIELDS = (
    "manufacturer", "model", "description", "software_version", "site", "ward", "location", "care_role", "owner",
)  # fmt: skip
_IDENTIFIERS = frozenset({"asset_tag", "serial_number"})
_MAX_SHARED = 50_000
_NUMBERS = re.compile(r"(?<![\w-])[\d.,/%]+(?![\w-])")


class RowReader:
    """Reads the data rows of one table, one after the other, into ``devices``; ``rows`` counts them.

    ``even`` says that all rows should have the same length, as in a text file; a sheet's rows end where they are empty.
    """

    def __init__(self, layout: Layout, report: Report, *, even: bool) -> None:
        self.devices: list[Device] = []
        self.rows = 0
        self.evidence = Evidence()
        self._even = even
        self._layout = layout
        self._report = report
        self._width = len(layout.columns)
        self._headers = [column.header for column in layout.columns]
        self._plain_headers = [plain(header) for header in self._headers]
        self._origin_columns = {name: self._headers[found[0].position] for name, found in layout.sources.items()}
        self._shared: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._placeholders: Counter[tuple[str, str]] = Counter()
        self._totals = frozenset(plain(word) for word in load("columns", "words")["totals"])
        self._special: dict[str, Callable[[str], Any]] = {"udi": read_udi, "ip": read_ip, "mac": read_mac}
        self._special |= dict.fromkeys(DATE_FIELDS, read_date)
        self._special |= {name: partial(read_state, kind=kind) for name, kind in _STATE_FIELDS.items()}

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row; a row that is no device is listed in the report, blank rows aside."""
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if not filled or self._is_furniture(row, cells, filled):
            return
        self.rows += 1
        self._check_width(row, cells)
        values: dict[str, Any] = {}
        dates: list[WrittenDate] = []
        columns: Mapping[str, str] = self._origin_columns
        length = len(cells)
        for name, sources in self._layout.sources.items():
            for index, source in enumerate(sources):
                if source.position >= length or not cells[source.position]:
                    continue
                cell = cells[source.position]
                value = self._value(name, source, row, cell)
                if value:
                    values[name] = value
                    if index:
                        columns = {**columns, name: self._headers[source.position]}
                    if name in DATE_FIELDS:
                        dates.append(WrittenDate(name, source.position, text(cell)))
                    break
        device = self._device(row, values, columns, filled)
        if device is not None:
            self.evidence.see(len(self.devices), device, dates)
            self.devices.append(device)

    def finish(self) -> None:
        """Settle what whole columns decide, and list once for each column and placeholder how often it stands there."""
        self.evidence.settle(self.devices, self._headers, self._report)
        for (column, placeholder), count in sorted(self._placeholders.items()):
            why = f"read as unknown in {count} {'row' if count == 1 else 'rows'}"
            self._report.warn("placeholder", why, column=column, value=placeholder)

    def _device(
        self, row: int, values: dict[str, Any], columns: Mapping[str, str], filled: Sequence[str]
    ) -> Device | None:
        udi: Udi | None = values.get("udi")
        serial = values.get("serial_number", "") or (udi.serial_number if udi else "")
        tag = values.pop("asset_tag", "") or (f"serial:{serial}" if serial else "")
        if not tag:
            why = "neither an asset tag nor a serial number; the row cannot be told from others and was not read"
            self._report.error("no-identity", why, row=row, value=" | ".join(text(cell) for cell in filled))
            return None
        first = self._seen.setdefault(tag, row)
        if first != row:
            why = f"row {first} has the same asset tag; both were read"
            self._report.warn("duplicate-asset-tag", why, row=row, column=columns.get("asset_tag", ""), value=tag)
        for name in _SHARED_FIELDS:
            if name in values and len(self._shared) < _MAX_SHARED:
                values[name] = self._shared.setdefault(values[name], values[name])
        values["serial_number"] = serial
        origins = RowOrigins(self._report.file, self._report.sheet, row, columns)
        return Device(asset_tag=tag, origins=origins, **values)

    def _value(self, name: str, source: Source, row: int, cell: str) -> Any:
        value = text(cell)
        if value and source.part is not None:
            value = self._part(name, value, source, row)
        if not value:
            return ""
        special = self._special.get(name)
        if special is None:
            if is_placeholder(value):
                self._placeholder(source, value)
                return ""
            if name in _IDENTIFIERS and looks_damaged(value):
                why = "a spreadsheet has rounded this number; export the column as text"
                self._warn("identifier-rounded", why, row, source, value)
            if name == "software_version" and isinstance(cell, Number):
                why = "kept as a number, which loses zeros at the end (1.10 becomes 1.1); check it"
                self._warn("version-is-number", why, row, source, value)
            return value
        try:
            found = special(value)
        except BadInput as error:
            if is_placeholder(value):
                self._placeholder(source, value)
            else:
                self._warn(error.code, error.why, row, source, value)
            return ""
        if found is None:
            self._placeholder(source, value)
        return found

    def _part(self, name: str, value: str, source: Source, row: int) -> str:
        """Return the part of a merged cell that belongs to a field."""
        parts = cut_merged(value, source.cut)
        if parts is not None:
            return parts[source.part or 0]
        fields = self._layout.columns[source.position].fields
        home = next((other for other in fields if other != "manufacturer"), fields[0])
        if name != home:
            return ""
        if not is_placeholder(value):
            why = f"holds one value where {' and '.join(fields)} were expected; read as {home}"
            self._warn("merged-not-cut", why, row, source, value)
        return value

    def _warn(self, code: str, why: str, row: int, source: Source, value: str) -> None:
        self._report.warn(code, why, row=row, column=self._headers[source.position], value=value)

    def _placeholder(self, source: Source, value: str) -> None:
        self._placeholders[self._headers[source.position], value[:40]] += 1

    def _is_furniture(self, row: int, cells: Sequence[str], filled: Sequence[str]) -> bool:
        """Tell whether a row is a total or a repeated header, and list it."""
        if len(filled) <= min(3, self._width - 1) and self._is_total(filled):
            self._report.warn("totals-row", "a totals row, not a device", row=row, value=" | ".join(filled))
            return True
        if len(filled) > 1 and len(cells) == self._width and all(map(self._is_header, cells, self._plain_headers)):
            self._report.warn("repeated-header", "the headers once more, not a device", row=row)
            return True
        return False

    @staticmethod
    def _is_header(cell: str, header: str) -> bool:
        return plain(cell) == header

    def _is_total(self, filled: Sequence[str]) -> bool:
        """Tell whether cells are words such as "Total records: 449" and else numbers, which no device's cells are."""
        words = _NUMBERS.sub(" ", filled[0][:100].split(":")[0])
        return plain(words) in self._totals and not any(_NUMBERS.sub("", cell).strip() for cell in filled[1:])

    def _check_width(self, row: int, cells: Sequence[str]) -> None:
        if len(cells) == self._width:
            return
        extra = [cell for cell in cells[self._width :] if cell.strip()]
        if extra:
            why = f"{len(cells)} cells under {self._width} headers; values may stand in the wrong column"
            self._report.warn("row-too-long", why, row=row, value=" | ".join(extra))
        elif self._even and len(cells) < self._width:
            self._report.warn("row-too-short", f"{len(cells)} cells under {self._width} headers", row=row)
