"""Settles, after the last row, what only whole columns show: the order of day and month, and swapped columns.

Rules:

1. An ambiguous date is first read as its year. When all rows are read, its column decides, else all date columns of the
   file together; if nothing decides, the year stays and the cell is listed.
2. Maker and model are put right where they are swapped only if it is certain: the model cell holds a maker that other
   rows name, and the maker cell holds what no other row has as a maker and, by a digit in it, looks like a model.
3. Only what is in doubt is kept until the end, so that the file is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from medward.inventory.cells import plain
from medward.inventory.dates import DateEvidence, DayOrder, is_ambiguous, read_date
from medward.inventory.origins import RowOrigins
from medward.inventory.records import Device
from medward.inventory.report import Report

_MAKERS_NAMED = 2
_MAX_MAKERS = 50_000


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date cell as it was written: the field it fills and its column, counted from 0."""

    field: str
    position: int
    text: str


@dataclass(slots=True)
class Evidence:
    """What the rows have shown so far; ``dates`` holds it by column position."""

    dates: dict[int, DateEvidence] = field(default_factory=dict)
    _makers: Counter[str] = field(default_factory=Counter)
    _ambiguous: list[tuple[int, WrittenDate]] = field(default_factory=list)
    _suspects: list[int] = field(default_factory=list)

    def see(self, index: int, device: Device, dates: Sequence[WrittenDate]) -> None:
        """Take in the device that will stand at ``index`` of the inventory, and its dates as they were written."""
        for date in dates:
            self.dates.setdefault(date.position, DateEvidence()).see(date.text)
            if is_ambiguous(date.text):
                self._ambiguous.append((index, date))
        if device.manufacturer and len(self._makers) < _MAX_MAKERS:
            self._makers[plain(device.manufacturer)] += 1
            if device.model and re.search(r"\d", device.manufacturer):
                self._suspects.append(index)

    def settle(self, devices: list[Device], headers: Sequence[str], report: Report) -> None:
        """Put right, in place, what the whole file decides, and list it."""
        orders = {position: self._order(position) for position in self.dates}
        for index, date in self._ambiguous:
            device = devices[index]
            if orders[date.position] is DayOrder.UNDECIDED:
                why = "day and month cannot be told apart and no other cell decides; only the year was read"
                row = _origins(device).row
                report.warn("date-ambiguous", why, row=row, column=headers[date.position], value=date.text)
            else:
                changed: Mapping[str, Any] = {date.field: read_date(date.text, orders[date.position])}
                devices[index] = replace(device, **changed)
        for index in self._suspects:
            self._put_right(devices, index, report)

    def _order(self, position: int) -> DayOrder:
        own = self.dates[position].order
        if own is not DayOrder.UNDECIDED:
            return own
        everywhere = DateEvidence()
        for evidence in self.dates.values():
            everywhere.day_first += evidence.day_first
            everywhere.month_first += evidence.month_first
        return everywhere.order

    def _put_right(self, devices: list[Device], index: int, report: Report) -> None:
        device = devices[index]
        maker, model = device.manufacturer, device.model
        if self._makers[plain(model)] < _MAKERS_NAMED or self._makers[plain(maker)] > 1:
            return
        origins = _origins(device)
        devices[index] = replace(
            device, manufacturer=model, model=maker, origins=origins.exchanged("manufacturer", "model")
        )
        why = "maker and model stood in each other's column and were put right"
        report.warn("columns-swapped", why, row=origins.row, value=f"{maker} | {model}")


def _origins(device: Device) -> RowOrigins:
    """Return the origins of a device that was just read, which are always of this kind."""
    if not isinstance(device.origins, RowOrigins):
        raise TypeError("a device of another reader")
    return device.origins
