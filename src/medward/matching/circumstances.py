"""Whether a device fulfils what an advisory demands besides a version: a date, an operating system, a radio, a part.

Rules:

1. The row must say it; what it does not say is unknown, never assumed.
2. A limit on the date of making or selling is met by a device that was in service before it. A device put into service
   later may have been made earlier, so only a date of making decides then.
3. Options of use (single sign-on, a service switched on) are a site's settings and do not appear in an inventory:
   they are no ground to doubt a verdict. Radios, operating systems and parts are.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from medward.inventory.records import PartialDate
from medward.matching.ranges import Condition, Membership, VersionSet, read_expression
from medward.matching.rows import NO_RADIO, Row
from medward.matching.text import normalise, squash
from medward.matching.versions import Version, read_version
from medward.matching.words import Kind, kind_of

INSIDE, OUTSIDE, UNKNOWN = Membership.INSIDE, Membership.OUTSIDE, Membership.UNKNOWN

_MADE = re.compile(
    r"\b(?:mfg|mfd|mfr|manufactured|made|dom|built|production)\b\.?\s*(?:date|on|in)?\s*:?\s*(\d{1,4}(?:[-/.]\d{1,4}){0,2})",
    re.I,
)
_RADIO = re.compile(r"\b(?:wlan|wireless|wi-?\s?fi|802\.11)\b", re.I)
_WINDOWS = re.compile(
    r"\bwin(?:dows|dow|\.)?\s*-?(?:server|srv|svr)?\s*(xp|vista|7|8\.1|8|10|11|2000|nt|2003|2008(?:\s*r2)?|2012(?:\s*r2)?|2016|2019|2022)\b|\bw(7|10|xp|2k)\b|\b(android|ios)\b|\b(?<=\()?(xp)\b",
    re.I,
)
_DATE_VERSION = re.compile(r"^(?:(20\d\d)-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(20\d\d))$")
_MONTHS = 12
_AN_OPTION = re.compile(r"\boptions?\b", re.I)
_LIMIT = re.compile(r"(<=|>=|<|>)(\d{4})?(?:-{1,2}(\d{2}))?(?:-(\d{2}))?")
_PART_NAME = re.compile(r"\b(?:wlan|wireless|wi-?\s?fi|wbm|battery)\b", re.I)
_RADIO_PARTS = frozenset({"WBM"})
_PART_VERSION = re.compile(r"[<>=]|\bv?\d|\b[A-Z]\.\d|^[A-Z]$", re.I)
_CODE = re.compile(
    r"\b[A-Z]\.\d\d(?:\.\d+)*\b|\bv?\d{2}[A-Z]\d{2}\b|\b[A-Z]{0,2}\d*\.?\d+(?:\.\d+)+\b|\bv\d+\b|\b[A-Z]\b", re.I
)
_REVISION = re.compile(r"\b(?:ver(?:sion)?|rev(?:ision)?|hw|hardware)\.?\s*([A-Z])\b(?!\.\d)", re.I)


def fulfilled(condition: Condition, row: Row, *, published: date | None = None) -> tuple[Membership, str]:
    """Return whether ``row`` fulfils ``condition``, and the row's words that say so.

    ``published`` is the advisory's first release; it gives the year to a limit that has none.
    """
    match condition.kind:
        case "date":
            return _date(condition.value or condition.text, row, published)
        case "os":
            return _windows(condition.text, row)
        case "option":
            return _option(condition.text, row)
        case "model":
            return _model(condition.text, row)
        case "component":
            return _part(condition.text, row)
        case "hardware":
            return _revision(condition.value or condition.text, row)
        case "excluded":
            return (OUTSIDE, condition.text) if squash(condition.text) in row.runs else (INSIDE, "")
        case "serial" | "other":
            return UNKNOWN, ""
    return INSIDE, ""


def _date(value: str, row: Row, published: date | None) -> tuple[Membership, str]:
    limits = [limit for found in _LIMIT.finditer(value) if (limit := _limit(found, published)) is not None]
    if not limits:
        return UNKNOWN, ""
    shown = _version_date(row.key.software_version)
    made, words = (shown, row.key.software_version) if shown is not None else _made(row)
    if made is not None:
        states = [_held(sign, made, day) for sign, day in limits]
        return (OUTSIDE if OUTSIDE in states else UNKNOWN if UNKNOWN in states else INSIDE), words
    served = row.key.in_service_on
    if served is None:
        return UNKNOWN, ""
    words = f"in service {served}"
    upper = [(sign, day) for sign, day in limits if sign in ("<", "<=")]
    lower = [(sign, day) for sign, day in limits if sign in (">", ">=")]
    if any(_held(sign, served, day) is OUTSIDE for sign, day in lower):
        return OUTSIDE, words
    if upper and all(_held(sign, served, day) is INSIDE for sign, day in upper):
        return INSIDE, words
    return UNKNOWN, words


def _version_date(text: str) -> PartialDate | None:
    """Return the date that stands as a version (``8/30/2024``): some software is versioned by its day."""
    found = _DATE_VERSION.match(text.strip())
    if found is None:
        return None
    if found[1]:
        return PartialDate(int(found[1]), int(found[2]), int(found[3]))
    first, second = int(found[4]), int(found[5])
    month, day = (first, second) if first <= _MONTHS else (second, first)
    if first != second and max(first, second) <= _MONTHS:
        return PartialDate(int(found[6]))
    return PartialDate(int(found[6]), month, day)


def _limit(found: re.Match[str], published: date | None) -> tuple[str, tuple[int, int, int]] | None:
    year = int(found[2]) if found[2] else published.year if published else 0
    return (found[1], (year, int(found[3] or 0), int(found[4] or 0))) if year else None


def _held(sign: str, day: PartialDate, limit: tuple[int, int, int]) -> Membership:
    """Compare a date whose month or day may be unknown with a limit; unknown where the missing part decides."""
    earliest = (day.year, day.month or 1, day.day or 1)
    latest = (day.year, day.month or 12, day.day or 31)
    first = (limit[0], limit[1] or 1, limit[2] or 1)
    last = (limit[0], limit[1] or 12, limit[2] or 31)
    before, after = latest < first, earliest > last
    if sign in ("<", "<="):
        inside = before or (sign == "<=" and latest <= last)
        outside = after or (sign == "<" and earliest >= first)
    else:
        inside = after or (sign == ">=" and earliest >= first)
        outside = before or (sign == ">" and latest <= last)
    return INSIDE if inside else OUTSIDE if outside else UNKNOWN


def _made(row: Row) -> tuple[PartialDate | None, str]:
    if row.key.manufactured_on is not None:
        return row.key.manufactured_on, f"made {row.key.manufactured_on}"
    found = _MADE.search(row.text)
    parts = [int(part) for part in re.split(r"[-/.]", found[1])] if found else []
    years = [part for part in parts if part > 1900]
    if found is None or not years:
        return None, ""
    others = [part for part in parts if part != years[0]]
    months = {part for part in others if 1 <= part <= 12}
    # Which of 03/12/2017 is the month, only the writer knows; a year in front is followed by its month.
    month = others[0] if others and parts[0] == years[0] else months.pop() if len(months) == 1 else 0
    return PartialDate(years[0], month), found[0]


def _windows(demand: str, row: Row) -> tuple[Membership, str]:
    wanted = {_release(found) for found in _WINDOWS.finditer(demand)}
    shown = {_release(found): found[0] for found in _WINDOWS.finditer(f"{row.text} | {row.key.software_version}")}
    if not wanted:
        return INSIDE, ""
    if not shown:
        return UNKNOWN, ""
    both = wanted & shown.keys()
    return (INSIDE, shown[both.pop()]) if both else (OUTSIDE, ", ".join(shown.values()))


def _release(found: re.Match[str]) -> str:
    return squash(next((part for part in found.groups() if part), ""))


def _option(demand: str, row: Row) -> tuple[Membership, str]:
    """Judge a radio or option: denied, shown, or not told. What a site switches on is no option of the device."""
    text = f"{row.text} | {row.key.software_version}"
    if _RADIO.search(demand):
        if (found := NO_RADIO.search(text)) is not None:
            return OUTSIDE, found[0]
        found = _RADIO.search(text)
        return (INSIDE, found[0]) if found else (UNKNOWN, "")
    words = [word for word in re.findall(r"[A-Za-z][\w-]+", demand) if kind_of(squash(word)) is Kind.BRAND]
    for word in words:
        denied = re.search(rf"\b(?:no|non|without|w/o)[\s-]+{re.escape(word)}\b", text, re.I)
        if denied is not None:
            return OUTSIDE, denied[0]
        if squash(word) in row.runs:
            return INSIDE, word
    return (UNKNOWN, "") if _AN_OPTION.search(demand) else (INSIDE, "")


def _model(demand: str, row: Row) -> tuple[Membership, str]:
    """Judge a model named beside a version: another number of the same beginning contradicts it."""
    numbers = [word for word in re.findall(r"[a-z0-9]+", normalise(demand)) if len(word) >= 5 and word[0].isdigit()]
    for number in numbers:
        stem = re.match(r"\d+[a-z]+", number)
        for word in row.words:
            if word == number:
                return INSIDE, word
            if stem and word.startswith(stem[0][:6]) and word != number and len(word) >= 5:
                return OUTSIDE, word
    return INSIDE, ""


def _part(demand: str, row: Row) -> tuple[Membership, str]:
    """Judge a part with its own version: the row must name the part and its version; else a person must look."""
    wanted = _part_versions(demand)
    place = _PART_NAME.search(row.text)
    if wanted is None or place is None:
        return UNKNOWN, ""
    said = row.text[place.start() :]
    states = [wanted.contains(read_version(code)) for code in _CODE.findall(said)]
    if INSIDE in states:
        return INSIDE, said
    return (OUTSIDE, said) if states and all(state is OUTSIDE for state in states) else (UNKNOWN, said)


def _revision(letter: str, row: Row) -> tuple[Membership, str]:
    """Judge a hardware revision: compared with the letter that the row calls so behind the part's name."""
    place = _PART_NAME.search(row.text)
    shown = _REVISION.search(row.text, place.end()) if place else None
    if shown is None or len(letter) != 1:
        return UNKNOWN, ""
    return (INSIDE if shown[1].casefold() == letter.casefold() else OUTSIDE), shown[0]


def part_version(part: str, row: Row) -> Version | None:
    """Return the version that ``row`` gives for a part it names by its abbreviation (``WBM 16D38``), None if none."""
    place = re.search(rf"\b{re.escape(part)}\b", row.text, re.I) or (
        _PART_NAME.search(row.text) if part in _RADIO_PARTS else None
    )
    code = _CODE.search(row.text, place.end()) if place else None
    return read_version(code[0]) if code else None


@lru_cache(maxsize=4096)
def _part_versions(demand: str) -> VersionSet | None:
    start = _PART_VERSION.search(demand)
    return read_expression(demand[start.start() :].strip("() ")).versions if start else None
