"""Dates inside version expressions: read, and written as ISO 8601 limits.

Rules:

1. A date keeps the precision it was given: ``2018-04``, ``2018-04-01``, ``--08-28`` when the year is missing.
2. ``8/30/2024`` is month first, as the American publishers of these advisories write; a first number above 12 turns it
   round.
3. A four-digit number alone is no date here: it may be a version.
"""

from __future__ import annotations

import re

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_NUMBERS = {name: number for number, full in enumerate(_MONTHS, 1) for name in (full, full[:3])} | {"sept": 9}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SEPARATOR = r"[\s/.,_-]{1,3}"

DATE = re.compile(
    rf"(?<![\w.])(?:(?P<year1>\d{{4}})-(?P<month1>\d{{1,2}})-(?P<day1>\d{{1,2}})(?!\d)"
    rf"|(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<year2>\d{{4}})(?!\d)"
    rf"|(?P<name1>{_MONTH})\.?{_SEPARATOR}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:{_SEPARATOR}(?P<year3>\d{{4}}))?(?![\w])"
    rf"|(?P<name2>{_MONTH})\.?{_SEPARATOR}(?P<year4>(?:19|20)\d\d)(?!\w)"
    rf"|(?P<day3>\d{{1,2}}){_SEPARATOR}(?P<name3>{_MONTH})\.?{_SEPARATOR}(?P<year5>\d{{4}})(?!\w))",
    re.IGNORECASE,
)


def iso_date(match: re.Match[str]) -> str:
    """Write the date that ``DATE`` matched in ISO 8601 with the precision it was given; empty when it cannot be one."""
    part = match.groupdict()
    if part["first"]:
        month, day = int(part["first"]), int(part["second"])
        month, day = (day, month) if month > 12 else (month, day)
    else:
        name = part["name1"] or part["name2"] or part["name3"]
        month = _NUMBERS[name.lower()] if name else int(part["month1"])
        day = int(part["day1"] or part["day2"] or part["day3"] or 0)
    year = next((part[key] for key in ("year1", "year2", "year3", "year4", "year5") if part[key]), "-")
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")
