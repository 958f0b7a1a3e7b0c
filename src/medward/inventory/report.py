"""Collects what is wrong with an export while it is read.

Rules:

1. Every error is listed. Warnings of one kind in one column are listed up to a number, then counted.
2. The list is in the order of the rows, whole-file problems first.
"""

from __future__ import annotations

from collections import Counter

from medward.inventory.records import Origin, Problem, Severity

WARNINGS_LISTED = 1_000
VALUE_SHOWN = 200


class Report:
    """The problems of one table; ``row`` is 0 for the whole file and ``column`` empty for a whole row."""

    def __init__(self, file: str, sheet: str = "") -> None:
        self.file = file
        self.sheet = sheet
        self._problems: list[Problem] = []
        self._warned: Counter[tuple[str, str]] = Counter()

    def error(self, code: str, why: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        """List an error, which costs a row."""
        self._list(Severity.ERROR, code, why, row, column, value)

    def warn(self, code: str, why: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        """List a warning, which costs at most a value, unless a thousand of its kind are listed for the column."""
        self._warned[code, column] += 1
        if self._warned[code, column] <= WARNINGS_LISTED:
            self._list(Severity.WARNING, code, why, row, column, value)

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems in the order of their rows, with one entry for each kind that was cut."""
        for (code, column), count in sorted(self._warned.items()):
            if count > WARNINGS_LISTED:
                why = f"{count - WARNINGS_LISTED} more warnings of this kind in this column are not listed"
                self._list(Severity.WARNING, code, why, 0, column, "")
        self._warned.clear()
        self._problems.sort(key=lambda problem: problem.origin.row)
        return tuple(self._problems)

    def _list(self, severity: Severity, code: str, why: str, row: int, column: str, value: str) -> None:
        origin = Origin(self.file, self.sheet, row, column)
        self._problems.append(Problem(origin, severity, code, why, value[:VALUE_SHOWN]))
