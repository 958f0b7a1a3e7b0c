"""What a single cell of an export says.

Rules:

1. A text is kept as written; only surrounding blanks go, and line breaks inside a cell become one blank. What Excel
   was made to keep as text, ``="12.2.1.5"``, is read without that wrapping.
2. A placeholder ("N/A", "see label", "?") says nothing, in whatever language of ``content/columns/words.yaml``.
3. An address that cannot be one is ``BadInput``, never passed on as if it were.

What a column means is left to ``columns``, dates to ``dates``, words for states to ``states``.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import cache, lru_cache

from medward.content.load import load
from medward.errors import BadInput

_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_MARKS = str.maketrans({"#": " no ", "°": "o", "№": " no ", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"})
_IPV4 = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_AUTOMATIC = frozenset({"dhcp", "dynamic", "auto", "automatic", "dynamisch"})
_AFTER_FIRST = re.compile(r"[\s,;|/]+")
_AFTER_FIRST_MAC = re.compile(r"[,;|/]")
_MAC_MARKS = str.maketrans("", "", ":-. ")
_MAC_DIGITS = re.compile(r"[0-9a-f]{12}")
_DAMAGED = re.compile(r"\d([.,]\d+)?e\+\d{1,2}", re.IGNORECASE)
_REMEMBERED = 80
"""The length up to which the plain form of a text is kept for the next time."""

_DIGIT = re.compile(r"\d")
_BLANK = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2007\u202f\u200b\ufeff"


def text(raw: str) -> str:
    """Return ``raw`` without surrounding blanks (also no-break and zero-width ones) and with its lines joined.

    Excel's way to keep a text from becoming a number, ``="007"``, is taken off.
    """
    cut = raw.strip(_BLANK)
    if cut.startswith('="') and (wrapped := _TEXT_FORMULA.fullmatch(cut)):
        cut = wrapped[1].replace('""', '"').strip(_BLANK)
    if cut.isascii() and cut.isprintable():
        return cut
    return " ".join(line.strip() for line in _BREAKS.split(cut))


def plain(raw: str) -> str:
    """Return the form in which headers and words are compared: lower case letters and digits without accents."""
    return _plain(raw) if len(raw) <= _REMEMBERED else _plain.__wrapped__(raw)


@lru_cache(maxsize=65_536)
def _plain(raw: str) -> str:
    decomposed = unicodedata.normalize("NFKD", raw.translate(_MARKS))
    return "".join(letter for letter in decomposed.casefold() if letter.isalnum())


def is_placeholder(value: str) -> bool:
    """Tell whether a trimmed cell only says that nothing is known, or says nothing."""
    if not value:
        return True
    if len(value) > 40 or value[-1].isdigit() or value[0].isdigit():
        return False
    exact, loose = _placeholders()
    return value.casefold() in exact or (_DIGIT.search(value) is None and plain(value) in loose)


def looks_damaged(value: str) -> bool:
    """Tell whether a spreadsheet has turned an identifier into a rounded number, such as ``7.65E+11``."""
    return "+" in value and _DAMAGED.fullmatch(value) is not None


def read_ip(value: str, name: str = "") -> str:
    """Return an IPv4 or IPv6 address in its shortest form, or ``DHCP`` where the export says only that.

    An address that means no address (0.0.0.0) gives an empty text. Of several addresses the first is taken.
    Raises ``BadInput`` with code ``ip-unreadable``; ``name`` is the place named in the error.
    """
    if _IPV4.fullmatch(value) is None:
        if plain(value) in _AUTOMATIC:
            return "DHCP"
        value = _AFTER_FIRST.split(value, maxsplit=1)[0]
    if _IPV4.fullmatch(value):
        # Some systems pad each number to three digits; ipaddress refuses that, because in other systems it is octal.
        numbers = [int(number) for number in value.split(".")]
        if max(numbers) < 256:
            return "{}.{}.{}.{}".format(*numbers) if any(numbers) else ""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        raise BadInput("ip-unreadable", "not an IP address; expected a form such as 10.20.30.40", where=name) from None
    return "" if address.is_unspecified else str(address)


def read_mac(value: str, name: str = "") -> str:
    """Return an Ethernet address as six pairs in lower case, ``00:1a:2b:3c:4d:5e``; an all-zero one gives "".

    Accepts pairs with ``:``, ``-``, blanks, Cisco's dotted groups, bare digits, and takes the first of several.
    Raises ``BadInput`` with code ``mac-unreadable``; ``name`` is the place named in the error.
    """
    digits = _AFTER_FIRST_MAC.split(value, maxsplit=1)[0].translate(_MAC_MARKS).lower()
    if not _MAC_DIGITS.fullmatch(digits):
        raise BadInput("mac-unreadable", "not a MAC address; expected twelve hexadecimal digits", where=name)
    if digits in {"000000000000", "ffffffffffff"}:
        return ""
    return f"{digits[:2]}:{digits[2:4]}:{digits[4:6]}:{digits[6:8]}:{digits[8:10]}:{digits[10:]}"


@cache
def _placeholders() -> tuple[frozenset[str], frozenset[str]]:
    listed: list[str] = load("columns", "words")["placeholders"]
    loose = frozenset(plain(word) for word in listed if len(plain(word)) >= 4)
    return frozenset(word.casefold() for word in listed), loose
