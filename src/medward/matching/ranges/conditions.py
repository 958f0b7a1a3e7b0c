"""What a version expression says besides versions, and decides too: dates, operating systems, models, options.

Rules:

1. A condition keeps the publisher's words; ``value`` is what could be read out of them, in one form per kind.
2. A date's value is a comparison with an ISO 8601 date (``<2018-04-01``, ``>=2017-06-26|<=2018-08-07``).
3. A remark (``end-of-life 2011``, a former name) decides nothing. Everything else does: a set of versions holds only
   where all conditions of its reading hold.

Left to others: whether a device fulfils a condition (the engine asks the inventory).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.matching.ranges.dates import DATE, iso_date


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: ``kind`` is one of ``KINDS``, ``text`` the publisher's words, ``value`` what was read in them."""

    kind: str
    text: str
    value: str = ""

    @property
    def decides(self) -> bool:
        """Whether the verdict depends on it."""
        return self.kind != "remark"


#: kind → what it says. ``component`` is another part with its own version; ``other`` could not be classed.
KINDS = {
    "date": "made, released, shipped, distributed or in service before or after a date",
    "cve": "only these vulnerabilities concern the version",
    "serial": "a range of serial numbers",
    "model": "a model, part or order number, or a named variant of the product",
    "os": "an operating system",
    "hardware": "a hardware revision or function state",
    "region": "a market",
    "component": "another part, with its own version",
    "option": "an option, module, setting or use",
    "excluded": "versions that are named as not concerned",
    "remark": "says something, decides nothing",
    "other": "words that could not be classed",
}

_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("cve", r"\bCVE-\d"),
        ("remark", r"end[- ]of[- ](?:life|support|sale)|\beol\b|formerly|replaced by|also known|integrated into|"
                   r"\bpart of\b|\baka\b|including (?:former|hotfixes)|gold build|may also be affected|series\)?$|"
                   r"supersed"),
        ("excluded", r"\bexclud(?:ing|es)|\bexcept\b|not affected"),
        ("serial", r"serial"),
        ("model", r"\bmodels?\b|\bpart\s*(?:#|no|num)|\bp/n\b|\bmlfb\b|\border(?:ing)? n|\beditions?\b|\bjace\b|"
                  r"\bfor rev\b"),
        ("os", r"\bwindows\b|\blinux\b|\bandroid\b|operating system|\bdebian\b|\bmacos\b|\bwin ?(?:xp|7|8|10)\b"),
        ("hardware", r"\bhardware\b|\bhw\b|revision index|function state|\bFS\b|\brev\b|\bboard\b"),
        ("region", r"\bu\.?s\.?(?:a\.?)?\b|\bglobal\b|\bregions?\b|\binternational\b|outside of|worldwide|\bmalaysia"),
        ("component", r"\bfirmware\b|\bsoftware\b|\bversions?\b|\bbios\b|\bbsp\b|[<>]|\bV?\d+\.\d|\bSP\d|"
                      r"\bwincc\b"),
        ("option", r"\boptions?\b|\benabled?\b|\bwireless\b|\bmodules?\b|\binstalled\b|\busing\b|\bused?\b|\bif\b|"
                   r"\bwhen\b|\bwith(?:out)?\b|\bwhere\b|\bonly\b|\brunning\b|\bin connection\b|\bin default\b|"
                   r"\bconfigur|\bfor\b"),
    )
)  # fmt: skip
_DATE_WORDS = re.compile(
    r"manufactur|releas|ship|distribut|\bsold\b|\bbuilt\b|\bproduc|purchas|\bdated\b|in service|deliver|\bbefore\b|"
    r"\bbetween\b|\bprior\b|\bafter\b|[<>]|\buntil\b|earlier",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.-])((?:19|20)\d\d)(?![\w.]|-\d)")


def read_dates(text: str) -> str:
    """Read the comparison that the words make with one or two dates (rule 2); empty when there is none."""
    dates = [(match.start(), iso_date(match)) for match in DATE.finditer(text)]
    years = [(match.start(), match[1]) for match in _YEAR.finditer(text)]
    taken = [(match.start(), match.end()) for match in DATE.finditer(text)]
    years = [(at, year) for at, year in years if not any(start <= at < end for start, end in taken)]
    found = sorted(pair for pair in (*dates, *years) if pair[1])
    if not found:
        return ""
    lower = text.lower()
    if len(found) > 1 and re.search(r"between|through|\bto\b|from", lower):
        return f">={found[0][1]}|<={found[1][1]}"
    date = found[0][1]
    if re.search(r"<=|up to and including|or (?:before|earlier)|and (?:prior|earlier|before)", lower):
        return f"<={date}"
    if re.search(r"<|before|prior to|earlier than|until", lower):
        return f"<{date}"
    if re.search(r">=|since|from|or later|and later", lower):
        return f">={date}"
    return f">{date}" if re.search(r">|after|later than", lower) else f"={date}"


def class_condition(text: str) -> Condition:
    """Class the words of one condition; ``other`` when no class fits."""
    words = " ".join(text.split()).strip(" ,;()")
    if (DATE.search(words) or _YEAR.search(words)) and _DATE_WORDS.search(words):
        is_remark = re.search(r"end[- ]of|\beol\b|not affected", words, re.IGNORECASE)
        if not is_remark and (value := read_dates(words)):
            return Condition("date", words, value)
    for kind, pattern in _CLASSES:
        if pattern.search(words):
            return Condition(kind, words, words)
    return Condition("other", words, words)
