"""What expressions lose on the way into a document, and how to tell.

Rules:

1. What the publisher's whole name still says is put back: a zero (``2.2`` for 2.20), a step (``15.1 | 7`` for
   15.1 Update 7).
2. A list that says the opposite of what was meant is refused: ``<= 8.1 | >= 8.1.10`` was "8.1 versions prior to
   8.1.10", ``>= 1.0 | >= 2.4`` was "1.0 to 2.4", ``< 1.99 | 2.20`` was "prior to 1.99, 2.20", and of
   ``< 1.28.16 | < 1.24.69`` each holds in its own branch only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medward.matching.ranges.sets import Alternative
from medward.matching.versions import compare

_LOST_STEP = re.compile(r"(<=?) ?v?(\d[\d.]*) \| (\d{1,2})", re.IGNORECASE)
_SAYS_PRIOR = re.compile(r"\b(?:and|or) (?:prior|earlier|below|older|previous)\b|<=", re.IGNORECASE)


def with_lost_zero(text: str, full_name: str) -> str:
    """Give a number the zero back that a spreadsheet took: ``2.2`` where the publisher's whole name says ``2.20``."""
    if not full_name or not re.fullmatch(r"v?\d+\.\d+", text, re.IGNORECASE):
        return text
    if re.search(rf"(?<![\d.]){re.escape(text)}(?![\d])", full_name, re.IGNORECASE):
        return text
    longer = re.search(rf"(?<![\d.]){re.escape(text)}0+(?!\.?\d)", full_name, re.IGNORECASE)
    return longer[0] if longer else text


def rejoined(text: str, full_name: str) -> str:
    """Put the word back that a list took: ``< 15.1 | 7`` where the whole name says "15.1 Update 7"."""
    match = _LOST_STEP.fullmatch(text)
    if not match:
        return text
    step = re.search(rf"{re.escape(match[2])} (\w{{1,12}}) {match[3]}\b", full_name, re.IGNORECASE)
    return f"{match[1]} {match[2]} {step[1]} {match[3]}" if step else text


def is_garbled(found: Sequence[Alternative], full_name: str) -> bool:
    """Tell whether the alternatives of a publisher's list are such as only lost words make (rule 2)."""
    single = [bounds[0] for bounds in found if len(bounds) == 1]
    lower = [bound for bound in single if bound.relation in {">", ">="}]
    upper = [bound for bound in single if bound.relation in {"<", "<="}]
    exact = [bound for bound in single if bound.relation == "="]
    says_prior = not full_name or bool(_SAYS_PRIOR.search(full_name))
    return (
        len(lower) > 1
        or bool(lower and upper)
        or len({bound.version.series for bound in upper}) < len(upper)
        or bool(exact and any(bound.relation == "<" for bound in upper))
        or bool(exact and upper and not says_prior)
        or any(compare(bound.version, one.version) == 1 for bound in exact for one in lower)
    )
