"""Takes a unique device identifier apart: GS1, HIBCC or ICCBBA, as printed or as scanned.

Rules:

1. A check digit or check character that is there is verified: GS1 modulo 10 over the trade item number, HIBCC modulo
   43 over the whole text. One that does not fit makes the identifier unreadable; nothing is put right.
2. What is malformed is ``BadInput`` that names the character where reading stopped; the rest is not guessed.
3. Element strings without separators are read as the standard says: a variable field ends at a separator or the end.
4. Two-digit years 00 to 49 are 2000 to 2049, the others 1950 to 1999; the day 00 is an unknown day.
5. A bare device identifier, as a column "UDI-DI" holds, is accepted: a GTIN with its check digit, a HIBCC primary part
   by its form, with or without its check character (GUDID has both).

Source: GS1 General Specifications (application identifiers), ANSI/HIBC 2.6 (supplier labels), ICCBBA's ISBT 128
standard for medical devices, and FDA's overview of the issuing agencies' formats, version 1.3.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from medward.errors import BadInput
from medward.inventory.records import PartialDate, Udi

MAX_LENGTH = 300

# Application identifiers that labels of devices carry: the exact length of their data, or 0 and its largest length.
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2, "7003": 10}
_FIXED |= {str(number): 13 for number in range(410, 418)}
_VARIABLE = {
    "10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "235": 28, "240": 30, "241": 30, "242": 6, "243": 20, "250": 30,
    "251": 30, "253": 30, "254": 20, "400": 30, "401": 30, "403": 30, "420": 20, "8003": 30, "8004": 30, "8007": 34,
    "8008": 12, "8010": 30, "8012": 20, "8013": 25, "8020": 25,
} | {str(number): 20 for number in range(710, 717)} | {str(number): 90 for number in range(91, 100)}  # fmt: skip

_SYMBOLOGY = re.compile(r"\](C1|e0|d2|Q3|J1)")
_SEPARATOR = re.compile(r"\x1d|<GS>|\{GS\}|␝")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
_HIBC_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_HIBC_PRIMARY = re.compile(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]")
# Format digit of a HIBCC secondary part -> the date's length and the order of its parts.
_HIBC_DATES = {"2": (6, "mdy"), "3": (6, "ymd"), "4": (8, "ymdh"), "5": (5, "yj"), "6": (7, "yjh"), "7": (0, "")}
# ICCBBA data identifiers, longest first, with the length of their data and the part of a UDI they hold.
_ISBT = (
    ("&,1", 18, "lot"),
    ("=/", 16, "device_identifier"),
    ("=,", 6, "serial_number"),
    ("=>", 6, "expires_on"),
    ("=}", 6, "manufactured_on"),
    ("=)", 10, "device_identifier"),
    ("&)", 10, "lot"),
    ("=", 15, "donation"),
)


def read_udi(value: str, name: str = "") -> Udi:
    """Return the parts of a unique device identifier.

    ``value`` is a human-readable or scanned text; ``issuer`` of the result is ``GS1``, ``HIBCC`` or ``ICCBBA``, and a
    GS1 ``device_identifier`` always has 14 digits. Raises ``BadInput`` with code ``udi-malformed`` or ``udi-check``,
    whose place is ``name`` with the character counted from 1.
    """
    given = value.strip(" \t\r\n*")
    if not given or len(given) > MAX_LENGTH:
        raise _malformed("empty" if not given else f"longer than {MAX_LENGTH} characters", name, 0)
    if given.startswith("+"):
        return _read_hibc(given, name)
    if given.startswith(("=", "&")):
        return _read_isbt(given, name)
    if given.startswith("("):
        return _gs1(dict(_bracketed(given, name)), name)
    bare = re.sub(r"[\s-]", "", given)
    if re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", bare):
        return Udi("GS1", _checked_gtin(bare.zfill(14), name))
    if _SYMBOLOGY.match(given) or re.match(r"01[0-9]{14}", given):
        return _gs1(dict(_element_string(given, name)), name)
    if _HIBC_PRIMARY.fullmatch(given):
        return Udi("HIBCC", given)
    if _HIBC_PRIMARY.fullmatch(given[:-1]) and given[-1] == _hibc_check(f"+{given[:-1]}"):
        return Udi("HIBCC", given[:-1])
    raise _malformed("begins like none of GS1 '(01)' or '01', HIBCC '+', ICCBBA '=' or '&'", name, 0)


def _malformed(why: str, name: str, at: int) -> BadInput:
    return BadInput("udi-malformed", f"not a UDI: {why}", where=f"{name} character {at + 1}".strip())


# GS1


def _bracketed(given: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the identifiers and data of a text like ``(01)00844588003288(21)A1``; brackets in data are data."""
    marks = [mark for mark in _BRACKETED.finditer(given) if mark[1] in _FIXED or mark[1] in _VARIABLE]
    if not marks or marks[0].start() > 0:
        raise _malformed("an unknown application identifier", name, 0)
    ends = [mark.start() for mark in marks[1:]] + [len(given)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark[1], _checked_length(mark[1], given[mark.end() : end].strip(), name, mark.end())


def _element_string(given: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the identifiers and data of a scanned text, in which variable data ends at a separator."""
    start = _SYMBOLOGY.match(given)
    scanned = _SEPARATOR.sub("\x1d", given[start.end() if start else 0 :])
    at = 0
    while at < len(scanned):
        if scanned[at] == "\x1d":
            at += 1
            continue
        known = (scanned[at : at + size] for size in (2, 3, 4))
        identifier = next((one for one in known if one in _FIXED or one in _VARIABLE), None)
        if identifier is None:
            raise _malformed("an unknown application identifier", name, at)
        at += len(identifier)
        end = at + _FIXED[identifier] if identifier in _FIXED else scanned.find("\x1d", at)
        end = len(scanned) if end < 0 else end
        yield identifier, _checked_length(identifier, scanned[at:end], name, at)
        at = end


def _checked_length(identifier: str, data: str, name: str, at: int) -> str:
    fixed = _FIXED.get(identifier)
    if fixed is not None and (len(data) != fixed or not (data.isascii() and data.isdigit())):
        raise _malformed(f"({identifier}) must have {fixed} digits", name, at)
    if fixed is None and not 0 < len(data) <= _VARIABLE[identifier]:
        raise _malformed(f"({identifier}) must have 1 to {_VARIABLE[identifier]} characters", name, at)
    return data


def _gs1(elements: Mapping[str, str], name: str) -> Udi:
    if "01" not in elements:
        raise _malformed("there is no device identifier (01)", name, 0)
    return Udi(
        "GS1",
        _checked_gtin(elements["01"], name),
        lot=elements.get("10", ""),
        serial_number=elements.get("21", ""),
        manufactured_on=_short_date(elements.get("11", ""), "ymd", name),
        expires_on=_short_date(elements.get("17", ""), "ymd", name),
        software_version=elements.get("8012", ""),
    )


def _checked_gtin(digits: str, name: str) -> str:
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    if weighted % 10:
        why = f"the check digit of {digits} does not fit; a digit was mistyped"
        raise BadInput("udi-check", why, where=name)
    return digits


# HIBCC


def _read_hibc(given: str, name: str) -> Udi:
    text = given.upper()
    stranger = next((at for at, letter in enumerate(text) if letter not in _HIBC_ALPHABET), None)
    if stranger is not None:
        raise _malformed(f"{text[stranger]!r} does not occur in a HIBCC identifier", name, stranger)
    expected = _hibc_check(text[:-1])
    if text[-1] != expected and _hibc_check(text) == " ":
        # The check character is a blank, which whoever trims a cell takes away.
        text, expected = f"{text} ", " "
    if text[-1] != expected:
        why = f"the check character is {text[-1]!r}, but the text before it asks for {expected!r}"
        raise BadInput("udi-check", why, where=name)
    primary, *rest = text[1:-1].split("/")
    if not _HIBC_PRIMARY.fullmatch(primary):
        raise _malformed("no primary part (labeler, product, unit of measure)", name, 1)
    parts: dict[str, str] = {}
    dates: dict[str, PartialDate | None] = {}
    at = len(primary) + 2
    for part in rest:
        if part.startswith("$") or re.match(r"[0-9]{5}", part):
            lot, serial, expires = _hibc_secondary(part, name, at)
            parts |= {key: data for key, data in (("lot", lot), ("serial_number", serial)) if data}
            dates |= {"expires_on": expires} if expires else {}
        elif part.startswith("16D"):
            dates["manufactured_on"] = _long_date(part[3:], name, at)
        elif part.startswith("14D"):
            dates["expires_on"] = _long_date(part[3:], name, at)
        elif part.startswith("S"):
            parts["serial_number"] = part[1:]
        at += len(part) + 1
    return Udi("HIBCC", primary, **parts, **dates)  # type: ignore[arg-type]  # The keys are the fields named above.


def _hibc_check(text: str) -> str:
    return _HIBC_ALPHABET[sum(_HIBC_ALPHABET.index(letter) for letter in text) % 43]


def _hibc_secondary(part: str, name: str, at: int) -> tuple[str, str, PartialDate | None]:
    """Return lot, serial number and expiry date of a secondary part such as ``$$3200131LOT7`` or ``20031LOT7``."""
    if not part.startswith("$"):
        return part[5:], "", _short_date(part[:5], "yj", name, at)
    dated = part.startswith("$$")
    data = part[2 if dated else 1 :]
    is_serial = data.startswith("+")
    data = data[1:] if is_serial else data
    expires = None
    if dated:
        quantity = {"8": 3, "9": 6}.get(data[:1], 0)
        data = data[quantity:]
        size, order = _HIBC_DATES.get(data[:1], (4, "my"))
        data = data if order == "my" else data[1:]
        expires = _short_date(data[:size], order, name, at)
        data = data[size:]
    return ("", data, expires) if is_serial else (data, "", expires)


# ICCBBA


def _read_isbt(given: str, name: str) -> Udi:
    parts: dict[str, str] = {}
    at = 0
    while at < len(given):
        if given[at] == " ":
            at += 1
            continue
        found = next((one for one in _ISBT if given.startswith(one[0], at)), None)
        if found is None:
            raise _malformed("an unknown data identifier", name, at)
        mark, size, part = found
        data = given[at + len(mark) : at + len(mark) + size]
        if len(data) < size or not data.isalnum():
            raise _malformed(f"{mark} must be followed by {size} letters and digits", name, at)
        parts[part] = data
        at += len(mark) + size
    if "device_identifier" not in parts:
        raise _malformed("there is no device identifier (=/ or =))", name, 0)
    return Udi(
        "ICCBBA",
        parts["device_identifier"],
        lot=parts.get("lot", ""),
        serial_number=parts.get("serial_number", ""),
        manufactured_on=_isbt_date(parts.get("manufactured_on", ""), name),
        expires_on=_isbt_date(parts.get("expires_on", ""), name),
    )


# Dates


def _isbt_date(data: str, name: str) -> PartialDate | None:
    """Read YYYJJJ: the year without its first digit, which is 1 for the 900s and else 2, and the day of the year."""
    if not data:
        return None
    if not data.isdigit():
        raise _malformed(f"{data!r} is no date", name, 0)
    return _day_of_year(int(data[:3]) + (1000 if data[0] == "9" else 2000), data[3:], name, 0)


def _short_date(data: str, order: str, name: str, at: int = 0) -> PartialDate | None:
    """Read a date whose parts have two digits (``j``, the day of the year, three) in ``order``; hours are left out."""
    if not data and order in {"", "ymd"}:
        return None
    sizes = [3 if part == "j" else 2 for part in order]
    if len(data) != sum(sizes) or not (data.isascii() and data.isdigit()):
        raise _malformed(f"{data!r} is no date", name, at)
    parts: dict[str, str] = {}
    for part, size in zip(order, sizes, strict=True):
        parts[part], data = data[:size], data[size:]
    year = int(parts["y"]) + (2000 if int(parts["y"]) < 50 else 1900)
    if "j" in parts:
        return _day_of_year(year, parts["j"], name, at)
    return _checked_date(year, int(parts["m"]), int(parts.get("d", "0")), name, at)


def _long_date(data: str, name: str, at: int) -> PartialDate:
    if not re.fullmatch(r"[0-9]{8}", data):
        raise _malformed(f"{data!r} is no date", name, at)
    return _checked_date(int(data[:4]), int(data[4:6]), int(data[6:]), name, at)


def _day_of_year(year: int, digits: str, name: str, at: int) -> PartialDate:
    day = datetime.date(year, 1, 1) + datetime.timedelta(days=int(digits) - 1)
    if day.year != year:
        raise _malformed(f"there is no day {digits} in {year}", name, at)
    return PartialDate(day.year, day.month, day.day)


def _checked_date(year: int, month: int, day: int, name: str, at: int) -> PartialDate:
    try:
        datetime.date(year, month, day or 1)
    except ValueError:
        raise _malformed(f"{year:04d}-{month:02d}-{day:02d} is no date", name, at) from None
    return PartialDate(year, month, day)
