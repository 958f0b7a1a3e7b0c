"""Tells the models that publishers write where a version belongs from versions.

Rules, for an item without operator (``docs/adr/0021-version-expressions.md``, "models"):

1. An order number (``1SAP520200R0001``, ``2490C``, five digits and more) and an edition are models everywhere.
2. Where the publisher's whole name announces versions (``Versions 1812 1909``), they are.
3. Words without a number are models. A dot between numbers, a range, a step (``SR540``), a number of one or two digits
   and a year are versions.
4. Whole numbers of three digits and more, and letters glued before three digits or more, are models.
5. In a range leaf only an unmistakable code is a model.
"""

from __future__ import annotations

import re

from medward.matching.versions import read_named

LETTER_RANGE = re.compile(r"(?:rev\w{0,8}\.? ?)?([A-Z]) ?- ?([A-Z])", re.IGNORECASE)
_NUMBER_RANGE = re.compile(r"(v?)(\d{2,9}) ?- ?(v?)(\d{2,9})", re.IGNORECASE)
_EVERYWHERE = re.compile(
    r"\d[A-Z]{2,3}\d{4,}(?!\.)|\d?[A-Z]{2,3}\d{4,}-|(?!(?:19|20)\d\d-\d)\d{4,}-\d+(?:-\d+)*$|\d{4,}[A-Za-z]$"
    r"|\d(?:st|nd|rd|th) [Ee]dition$|\d{5,}$"
)
_CODE_IN_RANGE = re.compile(r"[A-Z]+-?[A-Z]*\d{4,}\w*|[A-Z]{2,}-[A-Z]{2,}\d{3,}\w*")
_STEP = re.compile(r"(?:SR|SP|MP|HF|FP|FW|CU)\s?\d{1,4}")
_ANNOUNCED = re.compile(
    r"\b(?:versions?|v|ver|firmware|software|releases?|rev(?:ision)?s?|builds?|fw|sw)\b[\s.:]{0,4}$", re.IGNORECASE
)
_ANNOUNCES = re.compile(r"\b(?:release|version|firmware|revision) \S*\d", re.IGNORECASE)
_LONG_CODE = re.compile(r"(?=[^A-Za-z]*[A-Za-z])(?=[^\d]*\d)[\w/()+…-]{9,}")


def is_range(item: str, category: str) -> bool:
    """Tell whether two whole numbers with a dash are a range of versions and not an article number (``750-831``)."""
    match = _NUMBER_RANGE.fullmatch(item)
    if not match or int(match[2]) >= int(match[4]):
        return False
    years = all(1990 <= int(match[group]) <= 2040 for group in (2, 4))
    short = max(len(match[2]), len(match[4])) < 3
    marked = bool(match[1] and match[3]) or " " in item
    return years or short or marked or category == "product_version_range"


def is_announced(item: str, full_name: str) -> bool:
    """Tell whether the publisher's whole name says *version* before ``item``."""
    at = full_name.rfind(item)
    return at > 0 and bool(_ANNOUNCED.search(full_name[max(0, at - 40) : at]))


def is_model(item: str, category: str, full_name: str, *, announced: bool = False) -> bool:
    """Tell whether ``item`` names a model; ``category`` and ``full_name`` are those of the leaf, or empty.

    ``announced`` when the list that it stands in is one of versions.
    """
    if _EVERYWHERE.match(item):
        return True
    if category == "product_version_range":
        return bool(_CODE_IN_RANGE.fullmatch(item))
    words = item.split()
    if not words or announced or is_announced(item, full_name):
        return False
    if LETTER_RANGE.fullmatch(item) or is_range(item, category):
        return False
    version = read_named(item)
    if version is None:
        return True
    first = words[0]
    is_version = (
        re.match(r"v?\d+\.[\dx*]", first, re.IGNORECASE)
        or _STEP.fullmatch(item)
        or _ANNOUNCES.search(item)
        or version.part
    )
    if is_version:
        return False
    if re.fullmatch(r"\d{3,}[A-Za-z]", first):
        return True
    if first.isdecimal():
        if len(first) < 3:
            return len(words) > 1 and not version.stepped
        return not (len(first) == 4 and 1990 <= int(first) <= 2040)
    if version.label and not re.search(r"\d\.[\dx]", item):
        return True
    if version.series in {"", "letters"}:
        many = len(words) > 3 and not re.search(r"\d\.\d", item)
        return many or bool(_LONG_CODE.fullmatch(first))
    code = re.search(r"\d{3,}|\d[A-Za-z]+\d|^[A-Za-z]{3,}\d", first)
    return bool(code) or (bool(full_name) and version.series == "V")
