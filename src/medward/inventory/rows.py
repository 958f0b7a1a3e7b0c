"""Turns a row of texts into a device, given what the headers mean and what the whole columns show.

Rules:

1. Nothing is thrown away silently: a cell that cannot be read is a warning with row, column and the cell's words.
2. Maker and model are put right where they are swapped only if it is certain: the model cell holds a maker that other
   rows name, and the maker cell holds what no other row has as a maker and what looks like a model.
3. Totals, repeated headers and blank rows are no data rows; the first two are listed.
4. A merged cell that has no separator goes whole to the first field that is not the maker, and is listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from medward.content.load import load
from medward.errors import BadInput
from medward.inventory.cells import is_placeholder, looks_damaged, plain, read_ip, read_mac, text
from medward.inventory.columns import Layout, Source, cut_merged
from medward.inventory.dates import DateEvidence, DayOrder, is_ambiguous, read_date
from medward.inventory.records import Device, Harm, LifeCycle, Network, Origin, PartialDate, Udi, YesNo
from medward.inventory.report import Report
from medward.inventory.states import read_state
from medward.inventory.tables import Number, Row
from medward.inventory.udi import read_udi

DATE_FIELDS = frozenset({"in_service_on", "manufactured_on", "end_of_support_on", "last_risk_assessment_on"})
_STATE_FIELDS: Mapping[str, Any] = {
    "life_cycle": LifeCycle, "harm": Harm, "network": Network, "holds_patient_data": YesNo,
}  # fmt: skip
_SHARED_FIELDS = (
    "manufacturer", "model", "description", "software_version", "site", "ward", "location", "care_role", "owner",
)  # fmt: skip
_MAX_SHARED = 50_000
_MAKERS_NAMED = 2


class RowOrigins(Mapping[str, Origin]):
    """The origins of one row: an ``Origin`` is made when asked for, since most rows are never asked."""

    __slots__ = ("_columns", "_file", "_row", "_sheet")

    def __init__(self, file: str, sheet: str, row: int, columns: Mapping[str, str]) -> None:
        self._file, self._sheet, self._row, self._columns = file, sheet, row, columns

    def __getitem__(self, name: str) -> Origin:
        return Origin(self._file, self._sheet, self._row, self._columns[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(slots=True)
class Survey:
    """What whole columns show: the order of day and month by column position, and how often each maker is named."""

    dates: dict[int, DateEvidence] = field(default_factory=dict)
    makers: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, layout: Layout, rows: Iterable[Row]) -> Survey:
        """Survey all data rows once."""
        survey = cls()
        for name in DATE_FIELDS & layout.sources.keys():
            survey.dates.update({source.position: DateEvidence() for source in layout.sources[name]})
        maker = next((s.position for s in layout.sources.get("manufacturer", ()) if s.part is None), None)
        for _, cells in rows:
            for position, evidence in survey.dates.items():
                if position < len(cells):
                    evidence.see(text(cells[position]))
            if maker is not None and maker < len(cells) and len(survey.makers) < _MAX_SHARED:
                survey.makers[plain(cells[maker])] += 1
        return survey

    def order(self, position: int) -> DayOrder:
        """Return the order of day and month in a column: its own, else that of all date columns together."""
        own = self.dates[position].order
        if own is not DayOrder.UNDECIDED:
            return own
        everywhere = DateEvidence()
        for evidence in self.dates.values():
            everywhere.day_first += evidence.day_first
            everywhere.month_first += evidence.month_first
        return everywhere.order


class RowReader:
    """Reads the data rows of one table, one after the other; ``rows`` counts them.

    ``even`` says that all rows should have the same length, as in a text file; a sheet's rows end where they are empty.
    """

    def __init__(self, layout: Layout, survey: Survey, report: Report, *, even: bool) -> None:
        self.rows = 0
        self._even = even
        self._layout = layout
        self._report = report
        self._makers = survey.makers
        self._orders = {position: survey.order(position) for position in survey.dates}
        self._width = len(layout.columns)
        self._headers = [column.header for column in layout.columns]
        self._plain_headers = [plain(header) for header in self._headers]
        self._origin_columns = {name: self._headers[found[0].position] for name, found in layout.sources.items()}
        self._shared: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._placeholders: Counter[tuple[str, str]] = Counter()
        self._totals = frozenset(plain(word) for word in load("columns", "words")["totals"])
        self._readers: dict[str, Callable[[str, int, Source], Any]] = {
            "udi": self._udi, "ip": self._address(read_ip), "mac": self._address(read_mac),
        }  # fmt: skip
        self._readers |= dict.fromkeys(DATE_FIELDS, self._date)
        self._readers |= {name: self._state(kind) for name, kind in _STATE_FIELDS.items()}

    def read(self, row: int, cells: Sequence[str]) -> Device | None:
        """Return the device of a row, or None for a row that is no device; the report says which and why."""
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if not filled or self._is_furniture(row, cells, filled):
            return None
        self.rows += 1
        self._check_width(row, cells)
        values: dict[str, Any] = {}
        columns = self._origin_columns
        for name, sources in self._layout.sources.items():
            for index, source in enumerate(sources):
                value = self._value(name, source, row, cells)
                if value:
                    values[name] = value
                    if index:
                        columns = {**columns, name: self._headers[source.position]}
                    break
        if self._swap_back(row, values):
            columns = {**columns, "manufacturer": columns["model"], "model": columns["manufacturer"]}
        return self._device(row, values, columns, filled)

    def finish(self) -> None:
        """List, once for each column and placeholder, how often the export said that nothing is known."""
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

    def _value(self, name: str, source: Source, row: int, cells: Sequence[str]) -> Any:
        if source.position >= len(cells):
            return ""
        cell = cells[source.position]
        value = text(cell)
        if value and source.part is not None:
            value = self._part(name, value, source, row)
        if not value:
            return ""
        special = self._readers.get(name)
        if special is None:
            if is_placeholder(value):
                self._placeholder(source, value)
                return ""
            if name in {"asset_tag", "serial_number"} and looks_damaged(value):
                why = "a spreadsheet has rounded this number; export the column as text"
                self._warn("identifier-rounded", why, row, source, value)
            if name == "software_version" and isinstance(cell, Number):
                why = "kept as a number, which loses zeros at the end (1.10 becomes 1.1); check it"
                self._warn("version-is-number", why, row, source, value)
            return value
        try:
            return special(value, row, source)
        except BadInput as error:
            if is_placeholder(value):
                self._placeholder(source, value)
            else:
                self._warn(error.code, error.why, row, source, value)
            return ""

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

    def _date(self, value: str, row: int, source: Source) -> PartialDate | None:
        order = self._orders[source.position]
        date = read_date(value, order)
        if date is None:
            self._placeholder(source, value)
        elif order is DayOrder.UNDECIDED and is_ambiguous(value):
            why = "day and month cannot be told apart and no other cell of the column decides; only the year was read"
            self._warn("date-ambiguous", why, row, source, value)
        return date

    def _udi(self, value: str, row: int, source: Source) -> Udi | None:
        return read_udi(value)

    def _address(self, read: Callable[[str], str]) -> Callable[[str, int, Source], str]:
        return lambda value, row, source: read(value)

    def _state(self, kind: Any) -> Callable[[str, int, Source], Any]:
        return lambda value, row, source: read_state(value, kind)

    def _warn(self, code: str, why: str, row: int, source: Source, value: str) -> None:
        self._report.warn(code, why, row=row, column=self._headers[source.position], value=value)

    def _placeholder(self, source: Source, value: str) -> None:
        self._placeholders[self._headers[source.position], value[:40]] += 1

    def _swap_back(self, row: int, values: dict[str, Any]) -> bool:
        """Put maker and model right if it is certain that they are swapped, list it, and tell whether it was done."""
        maker, model = values.get("manufacturer", ""), values.get("model", "")
        if not maker or not model or not re.search(r"\d", maker):
            return False
        if self._makers[plain(model)] < _MAKERS_NAMED or self._makers[plain(maker)] > 1:
            return False
        values["manufacturer"], values["model"] = model, maker
        why = "maker and model stood in each other's column and were put right"
        self._report.warn("columns-swapped", why, row=row, value=f"{maker} | {model}")
        return True

    def _is_furniture(self, row: int, cells: Sequence[str], filled: Sequence[str]) -> bool:
        """Tell whether a row is a total or a repeated header, and list it."""
        if len(filled) <= 3 < self._width and plain(filled[0].split(":")[0].rstrip("0123456789 ")) in self._totals:
            self._report.warn("totals-row", "a totals row, not a device", row=row, value=" | ".join(filled))
            return True
        if len(filled) > 1 and [plain(cell) for cell in cells] == self._plain_headers:
            self._report.warn("repeated-header", "the headers once more, not a device", row=row)
            return True
        return False

    def _check_width(self, row: int, cells: Sequence[str]) -> None:
        if len(cells) == self._width:
            return
        extra = [cell for cell in cells[self._width :] if cell.strip()]
        if extra:
            why = f"{len(cells)} cells under {self._width} headers; values may stand in the wrong column"
            self._report.warn("row-too-long", why, row=row, value=" | ".join(extra))
        elif self._even and len(cells) < self._width:
            self._report.warn("row-too-short", f"{len(cells)} cells under {self._width} headers", row=row)
