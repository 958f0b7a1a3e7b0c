"""Brings the many spellings of version expressions to one: operators, blanks, parentheses.

Rules:

1. Nothing is decided here: text goes in and simpler text comes out.
2. Every pattern is bounded, so that the time is linear in the text; only the first 4,000 characters are looked at.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_LONGEST = 4000
_VERS = re.compile(r"vers:\s?[\w.+-]{1,40}/", re.IGNORECASE)
_SIGNS = (("≤", "<="), ("≥", ">="), ("≠", "!="), ("=<", "<="), ("=>", ">="), ("—", " - "), ("–", "-"), ("\u2011", "-"),
          ("“", ""), ("”", ""), ('"', ""), ("< =", "<="), ("> =", ">="))  # fmt: skip
_BLANKS = re.compile(r"\s+")
_DATE_COMMA = re.compile(r"(?<=[a-z] \d)(\d?),(?= (?:19|20)\d\d)", re.IGNORECASE)
_BUILD = re.compile(r"(?<=[\d)]) \((\d{1,6})\)")
_BUT_NOT = re.compile(r"(?:- ?)?\bbut not including\b", re.IGNORECASE)
_SAME_VERSION = re.compile(r" ?\| ?(?=(?:sp|fp|hf|update|upd|hotfix|service pack) ?\d)", re.IGNORECASE)
_STAYS = ("build", "and possibly", "and prior", "and earlier", "and later")

_NOUNS = r"(?: (?:versions?|releases?|builds?|revisions?))?"
_PROSE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), operator)
    for pattern, operator in (
        (r"\bup to and including\b", " <= "),
        (r"\b(?:less|lower|earlier|older) than or equal to\b", " <= "),
        (r"\b(?:greater|later|newer|higher) than or equal to\b", " >= "),
        (rf"\b(?:prior|previous|older|earlier|lower|less)(?: versions?)? (?:to|than){_NOUNS}\b", " < "),
        (rf"\b(?:greater|later|newer|higher) than{_NOUNS}\b", " > "),
        (rf"\b(?:before|below|up to but not including){_NOUNS}(?= \S)", " < "),
        (r"\bup to\b", " <= "),
        (r"\b(?:starting (?:with|from)|since|from)(?: version)?(?= v?\d)", " >= "),
    )
)
_VERSIONS = r"(?: (?:all )?(?:versions?|releases?))?"
_AND_PRIOR = re.compile(
    r"(.{1,80}?),? ?\b(?:and|or|&) (?:possibly |all )?(?:prior|earlier|below|older|lower|previous|before|under|less|<)"
    + _VERSIONS,
    re.IGNORECASE,
)
_AND_LATER = re.compile(
    r"(.{1,80}?)(?:,? ?\b(?:and|or|&) (?:all )?"
    r"(?:later|newer|above|higher|greater|after|onwards?|up|upwards?|subsequent|>)"
    + _VERSIONS
    + r"| onwards?|(?<=\d)\+)",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """Give one spelling to signs and blanks; the ``vers:`` prefix, footnotes and a comma within a date go."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST])[:_LONGEST]
    if "_" in text and " " not in text.strip():
        text = re.sub(r"(?<!\d)_|_(?!\d)", " ", text)
    for sign, spelling in _SIGNS:
        text = text.replace(sign, spelling)
    text = _BLANKS.sub(" ", re.sub(r"([<>=])(?=\w)", r"\1 ", text))
    text = re.sub(r"(?<=\.)(\d+) \*$", r"\1.*", _BUT_NOT.sub(" < ", text))  # "1.2 *" is 1.2 in all its revisions.
    text = _BUILD.sub(r" Build \1", _DATE_COMMA.sub(r"\1", text))
    text = _BLANKS.sub(" ", text).strip().rstrip(",.;").strip()
    prefix = _VERS.match(text)
    return unquote(text[prefix.end() :]).strip() if prefix else text


def joined(text: str) -> str:
    """Put a service pack back that a list cut off: ``4.5 | SP6`` is one version."""
    return _SAME_VERSION.sub(" ", text)


def take_parentheses(text: str) -> tuple[str, list[str]]:
    """Take the remarks in parentheses out; what belongs to a version or an interval stays."""
    kept: list[str] = []
    taken: list[str] = []
    at = 0
    while (opening := text.find("(", at)) >= 0:
        depth, closing = 1, opening + 1
        while closing < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[closing], 0)
            closing += 1
        inside = text[opening + 1 : closing - (0 if depth else 1)].strip()
        glued = inside.isalnum() and len(inside) < 5 and inside[0].isdecimal() and text[:opening][-1:].isdecimal()
        lower = inside.lower()
        if glued or lower in {"including", "excluding"} or lower.startswith(_STAYS):
            kept.append(text[at:closing])
        else:
            kept.append(text[at:opening] + " ")
            taken.extend([inside] if inside else [])
        at = closing
    kept.append(text[at:])
    rest = re.sub(r"\((and [^)]*)\)", r" \1", "".join(kept))  # "4.1 (and possibly prior versions)"
    return _BLANKS.sub(" ", rest).strip(), taken


def to_operators(text: str) -> str:
    """Write *prior to*, *up to*, *and later* as operators."""
    for pattern, operator in _PROSE:
        text = pattern.sub(operator, text)
    text = _BLANKS.sub(" ", text).strip()
    if match := _AND_PRIOR.fullmatch(text):
        text = _last_with(match[1], "<=")
    elif match := _AND_LATER.fullmatch(text):
        text = _last_with(match[1], ">=")
    return re.sub(r"^(?:and|or) | (?:and|or)$", "", text)


def _last_with(words: str, operator: str) -> str:
    """``1.1, 1.2`` and prior: the operator belongs to the last of the list."""
    head, separator, last = words.rpartition(", ")
    return f"{head}{separator}{operator} {last}"
