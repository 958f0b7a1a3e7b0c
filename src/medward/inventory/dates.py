"""Reads dates as exports write them, mixed forms in one column included.

Rules:

1. A part that the text does not give stays unknown: "2016" has no month, "03/2017" no day.
2. Whether "03/04/2017" is in March or April is decided by the whole column: a first number above 12 anywhere says
   day first, a second number above 12 says month first, the majority wins. Without any such evidence only the year
   of an ambiguous date is taken, since that much is certain.
3. Dots ("03.04.2017") always mean day first; that form is written only where the day comes first.
4. Two-digit years 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999. There is no clock here.
5. The null dates of databases and spreadsheets (1900-01-01, 0000-00-00, 9999-12-31 …) are no date.
6. A whole number from 20000 to 60000 is a spreadsheet's day count (1954 to 2064), by the calendar of 1900.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from medward.errors import BadInput
from medward.inventory.cells import is_placeholder, plain
from medward.inventory.records import PartialDate

_TIME = re.compile(
    r"[T ]\s*\d{1,2}[:.]\d{2}([:.]\d{2})?([.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?$"
)
_NUMBERS = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|er)?[\s\-/]*(?:de\s+)?)?"
    r"([^\W\d]{3,12})\.?[\s\-/,]*(?:de\s+|del\s+)?(\d{4}|'?\d{2})"
)
_NAMED_US = re.compile(r"([^\W\d]{3,12})\.?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4}|'?\d{2})")
_NAMED_ISO = re.compile(r"(\d{4})[\s\-/]+([^\W\d]{3,12})\.?(?:[\s\-/]+(\d{1,2}))?")
_SERIAL = re.compile(r"([2-5]\d{4}|60000)([.,]\d+)?")
_NULL_DATES = frozenset(
    {(1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 1, 1), (1904, 1, 1), (1970, 1, 1)}
    | {(9999, 12, 31), (2999, 12, 31)}
)
_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1930, 2150

# English, German, French, Spanish and Italian; written without accents and compared by the first letters.
_MONTHS = {
    1: "january januar janner janvier enero gennaio jan ene gen",
    2: "february februar feber fevrier febrero febbraio feb fev",
    3: "march marz maerz mars marzo mar mrz",
    4: "april avril abril aprile apr avr abr",
    5: "may mai mayo maggio mag",
    6: "june juni juin junio giugno jun giu",
    7: "july juli juillet julio luglio jul juil lug",
    8: "august aout agosto aug ago",
    9: "september septembre septiembre setiembre settembre sept sep set",
    10: "october oktober octobre octubre ottobre oct okt ott",
    11: "november novembre noviembre nov",
    12: "december dezember decembre diciembre dicembre dec dez dic",
}
_MONTH_NUMBERS = {word: number for number, words in _MONTHS.items() for word in words.split()}


class DayOrder(StrEnum):
    """Which of day and month comes first in the numeric dates of a column."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNDECIDED = "undecided"


@dataclass(slots=True)
class DateEvidence:
    """Counts, over the values of a column, what speaks for each order of day and month."""

    day_first: int = 0
    month_first: int = 0
    ambiguous: int = 0

    def see(self, value: str) -> None:
        """Count one cell; cells that are not numeric dates with the year last count nothing."""
        numbers = _year_last(value[:_LONGEST])
        if numbers is None:
            return
        first, separator, second = numbers
        if separator == ".":
            return
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second:
            self.ambiguous += 1

    @property
    def order(self) -> DayOrder:
        """The order that most of the deciding values show, or ``UNDECIDED`` on none or a tie."""
        if self.day_first == self.month_first:
            return DayOrder.UNDECIDED
        return DayOrder.DAY_FIRST if self.day_first > self.month_first else DayOrder.MONTH_FIRST

    def __str__(self) -> str:
        return (
            f"{self.order} ({self.day_first} cells say day first, {self.month_first} month first, "
            f"{self.ambiguous} could be either)"
        )


def day_order(values: Iterable[str]) -> DayOrder:
    """Return the order of day and month that a whole column of texts shows."""
    evidence = DateEvidence()
    for value in values:
        evidence.see(value)
    return evidence.order


def is_ambiguous(value: str) -> bool:
    """Tell whether the date can be read in two ways when its column does not decide."""
    numbers = _year_last(value[:_LONGEST])
    return numbers is not None and numbers[1] != "." and numbers[0] != numbers[2] and max(numbers[0], numbers[2]) <= 12


def read_date(value: str, order: DayOrder = DayOrder.UNDECIDED, name: str = "") -> PartialDate | None:
    """Return the date that a trimmed cell gives, as far as it gives one; None for placeholders and null dates.

    ``order`` is the column's decision (``day_order``). Raises ``BadInput`` with code ``date-unreadable`` when the text
    is no date of the calendar; ``name`` is the place named in the error.
    """
    if is_placeholder(value):
        return None
    year, month, day = _parts(value, order) if len(value) <= _LONGEST else (-1, 0, 0)
    if (year, month, day) in _NULL_DATES or year == 0:
        return None
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and _in_calendar(year, month, day)):
        raise BadInput("date-unreadable", "not a date that can be read; the safest form is 2024-03-31", where=name)
    return PartialDate(year, month, day)


@lru_cache(maxsize=16_384)
def _parts(written: str, order: DayOrder) -> tuple[int, int, int]:
    """Take a date apart into year, month and day, 0 for what it does not give; (-1, 0, 0) for what is no date."""
    value = _TIME.sub("", written)
    found = _numeric_parts(value, order)
    if found is not None:
        return found
    if match := _NAMED.fullmatch(value):
        return _year(match[3]), _month(match[2]), int(match[1] or 0)
    if match := _NAMED_US.fullmatch(value):
        return _year(match[3]), _month(match[1]), int(match[2])
    if match := _NAMED_ISO.fullmatch(value):
        return int(match[1]), _month(match[2]), int(match[3] or 0)
    return -1, 0, 0


def _numeric_parts(value: str, order: DayOrder) -> tuple[int, int, int] | None:
    if match := _NUMBERS.fullmatch(value):
        if len(match[1]) == 4:
            return int(match[1]), int(match[3]), int(match[4])
        return _year_last_parts(value, order)
    if match := _COMPACT.fullmatch(value):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _SERIAL.fullmatch(value):
        return _from_day_count(int(match[1]))
    if match := _YEAR_MONTH.fullmatch(value):
        return (int(match[1]), int(match[2]), 0) if match[1] else (int(match[4]), int(match[3]), 0)
    return (int(value), 0, 0) if re.fullmatch(r"\d{4}", value) else None


def _year_last_parts(value: str, order: DayOrder) -> tuple[int, int, int]:
    numbers = _year_last(value)
    match = _NUMBERS.fullmatch(value)
    if numbers is None or match is None:
        return -1, 0, 0
    first, separator, second = numbers
    year = _year(match[4])
    if separator == "." or first > 12:
        return year, second, first
    if second > 12 or order is DayOrder.MONTH_FIRST or first == second:
        return year, first, second
    return (year, second, first) if order is DayOrder.DAY_FIRST else (year, 0, 0)


@lru_cache(maxsize=16_384)
def _year_last(value: str) -> tuple[int, str, int] | None:
    """Return first number, separator and second number of a numeric date that ends with its year, else None."""
    match = _NUMBERS.fullmatch(_TIME.sub("", value))
    if match is None or len(match[1]) > 2 or len(match[4]) not in {2, 4}:
        return None
    return int(match[1]), match[2], int(match[3])


def _year(digits: str) -> int:
    number = int(digits.lstrip("'"))
    if len(digits.lstrip("'")) == 4:
        return number
    return number + (2000 if number < 50 else 1900)


def _month(word: str) -> int:
    return _MONTH_NUMBERS.get(plain(word), 13)


def _from_day_count(days: int) -> tuple[int, int, int]:
    # Day 60 of the spreadsheets' calendar is a 29 February 1900 that never was; after it, day 0 is 1899-12-30.
    day = datetime.date(1899, 12, 30) + datetime.timedelta(days=days)
    return day.year, day.month, day.day


def _in_calendar(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return False
    return bool(month) or not day
