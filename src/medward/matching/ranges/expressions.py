"""Reads the words of a product tree's version leaf as a set of versions with conditions.

The steps, each on the text that the former left:

1. Spelling: ``_`` for blanks, ``≤``, ``=<``, dashes, the ``vers:`` prefix.
2. What stands in parentheses or after *with, when, only if, on, …* becomes conditions.
3. *All versions*, *Version* and the like announce and are dropped; *and prior*, *prior to*, *through* become operators.
4. What remains is items separated by ``|``, commas, *and*; an item is an operator with a version, a range, or a version.
5. A lower bound directly followed by an upper one is an interval; all else is a union.
6. Words that are no versions are models when the leaf is a ``product_version``, and unread otherwise: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from medward.matching.ranges.conditions import Condition, class_condition, read_dates
from medward.matching.ranges.dates import DATE, iso_date
from medward.matching.ranges.sets import ANY, NOTHING, UNKNOWN, Bound, Membership, VersionSet, make_set
from medward.matching.versions import Version, compare, parse, read_named

_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    ``kind`` is ``all``, ``exact``, ``list``, ``bound``, ``interval``, ``union``, ``date`` or ``models`` (both: any
    version, the conditions decide), ``none`` (no version), or ``unread``; then ``versions`` is None and ``unread``
    holds the words that were not understood. ``versions`` holds only where all ``conditions`` hold.
    """

    text: str
    kind: str
    versions: VersionSet | None
    conditions: tuple[Condition, ...] = ()
    unread: str = ""

    def contains(self, version: Version | None) -> Membership:
        """Whether the version is in the set, whatever the conditions; unknown when the expression is unread."""
        return UNKNOWN if self.versions is None else self.versions.contains(version)

    def __str__(self) -> str:
        words = str(self.versions) if self.versions is not None else f"unread: {self.unread}"
        return " ; ".join([words, *(f"{one.kind}: {one.value or one.text}" for one in self.conditions)])


class _Unread(Exception):
    """Some words were not understood; the message holds them."""


_VERS = re.compile(r"vers:\s*[\w.+-]+/", re.IGNORECASE)
_ALL = re.compile(
    r"(?:\*|all|any|all (?:\w+ ){0,2}(?:versions?|releases?|deployments)|any (?:\w+ )?versions?|versions?: ?all|-)\.?",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:no|none|no (?:affected )?versions?|no version)\.?", re.IGNORECASE)
_ANNOUNCE = re.compile(
    r"(?:all|any|the)?\s*((?:bios|firmware|software|os|u-boot|app|gateway|driver)\s+)?\b(?:versions?|releases?|revisions)\b"
    r"[:,]?\s*(?!letter)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?:only\b|if\b|when\b|where\b|with\b|w/|without\b|running\b|on\b|installed\b|in connection\b|in [\w-]+ configuration"
    r"|for\b|using\b|based\b|utilizes\b|packaged\b|affected\b|model\b|controlling\b|(?<!to and )including\b|of\b|that\b|has\b"
    r"|are\b|is\b|and [a-z][a-z ]{2,60}[<>])",
    re.IGNORECASE,
)
_OPERATOR = re.compile(r"(<=|>=|!=|<|>|=)")
_TWICE = re.compile(r"\s*\|\s*(?=(?:sp|fp|hf|update|upd|hotfix|service pack)\s*\d)", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:\||;|,\s*(?:and|or)\s|,(?=\s|[<>=])|(?<=\w),(?=[A-Za-z])|\s/\s|\s(?:and|or|&|as well as)\s(?!\s*$))\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:through|thru|to|until|till|-)\s+", re.IGNORECASE)
_WORDS = re.compile(r"\s+")

# Prose becomes operators, in this order. Every pattern is a short literal with bounded gaps.
_NOUNS = r"(?:\s+(?:versions?|releases?|builds?|revisions?))?"
_PROSE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\bup to and including\b", " <= "),
        (r"\b(?:less|lower|earlier|older) than or equal to\b", " <= "),
        (r"\b(?:greater|later|newer|higher) than or equal to\b", " >= "),
        (rf"\b(?:prior|previous|older|earlier|lower|less)(?: versions?)? (?:to|than){_NOUNS}\b", " < "),
        (rf"\b(?:greater|later|newer|higher) than{_NOUNS}\b", " > "),
        (rf"\b(?:before|below|up to but not including){_NOUNS}(?=\s+\S)", " < "),
        (r"\bup to\b", " <= "),
        (r"\b(?:starting (?:with|from)|since|from)(?: version)?(?=\s+v?\d)", " >= "),
    )
)
_AND_PRIOR = re.compile(
    r",?\s*\b(?:and|or|&)\s+(?:possibly\s+|all\s+)?"
    r"(?:prior|earlier|below|older|lower|previous|before|under|less|<)(?:\s+(?:all\s+)?(?:versions?|releases?))?",
    re.IGNORECASE,
)
_AND_LATER = re.compile(
    r"(?:,?\s*\b(?:and|or|&)\s+(?:all\s+)?(?:later|newer|above|higher|greater|after|onwards?|up|upwards?|subsequent|>)"
    r"(?:\s+(?:versions?|releases?))?|\s+onwards?|(?<=\d)\+)",
    re.IGNORECASE,
)
_INCLUDING = re.compile(
    r"(?:between\s+)?(\S.{0,60}?)\s*\((including|excluding)\)\s*(?:and|to|through|-|,|until)\s*(\S.{0,60}?)\s*"
    r"\((including|excluding)\)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"(?:rev\w*\.?\s*)?([A-Z])\s?-\s?([A-Z])", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:hardware\s+|hw\s+)?version\s+([A-Z])\s*,\s*(firmware\s+[^,]{1,40})(.*)", re.IGNORECASE | re.DOTALL
)
_MISPRINTED_LIST = re.compile(r"([A-Z]\.\d+)\.([A-Z]\.\d+)")
_GLUED_RANGE = re.compile(r"(v?\d+(?:\.\d+)+[a-z]?)\s?-\s?(v?\d+(?:\.\d+)+[a-z]?)", re.IGNORECASE)
_DOTTED = re.compile(r"v?\d+(?:\.[\dx]+)+", re.IGNORECASE)
_NUMBER_RANGE = re.compile(r"(v?)(\d{2,9})\s?-\s?(v?)(\d{2,9})", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"\d[A-Z]{2,3}\d{4,}(?!\.)|\d?[A-Z]{2,3}\d{4,}-|(?!(?:19|20)\d\d-\d)\d{4,}-\d+(?:-\d+)*$")
_STEP_NUMBER = re.compile(r"(?:SR|SP|MP|HF|FP|FW|CU)\s?\d{1,4}")
_SERIAL = re.compile(r"serial\s+(?:number|no)|digits of", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"(?:excluding|except)\s+(?:versions?\s+)?(v?\d[\w.]*(?:\s?(?:,|and|or)\s?v?\d[\w.]*){0,20})", re.IGNORECASE
)
_SAME = re.compile(r"v?\d+(?:\.\d+)+|(?:19|20)\d\d(?: R\d)?", re.IGNORECASE)
_DATE_COMMA = re.compile(r"(?<=[a-z] \d)(\d?),(?= (?:19|20)\d\d)", re.IGNORECASE)
_BUILD = re.compile(r"(?<=[\d)]) \((\d{1,6})\)")
_CODE = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[\w./()+…-]+")
_SAYS_VERSION = re.compile(
    r"\b(?:versions?|v|ver|firmware|software|releases?|rev(?:ision)?s?|builds?|fw|sw)\b[\s.:]*$", re.IGNORECASE
)


def _spelling(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:_LONGEST])
    if "_" in text and " " not in text.strip():
        text = re.sub(r"(?<!\d)_|_(?!\d)", " ", text)
    for wrong, right in (("≤", "<="), ("≥", ">="), ("≠", "!="), ("=<", "<="), ("=>", ">="), ("—", " - "), ("–", "-"),
                         ("‑", "-"), ("“", ""), ("”", ""), ('"', ""), ("< =", "<="), ("> =", ">=")):  # fmt: skip
        text = text.replace(wrong, right)
    text = re.sub(r"([<>=])(?=\w)", r"\1 ", text)
    text = re.sub(r"(?:-\s*)?\bbut not including\b", " < ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=\.)(\d+) \*$", r"\1.*", text)  # "1.2 *" is 1.2 in all its revisions.
    text = _BUILD.sub(r" Build \1", _DATE_COMMA.sub(r"\1", text))
    return _WORDS.sub(" ", text).strip().rstrip(",.;").strip()


def _parentheses(text: str) -> tuple[str, list[str]]:
    """Take the remarks in parentheses out; those that belong to a version or an interval stay."""
    kept: list[str] = []
    taken: list[str] = []
    at = 0
    while (opening := text.find("(", at)) >= 0:
        depth, closing = 1, opening + 1
        while closing < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[closing], 0)
            closing += 1
        inside = text[opening + 1 : closing - (0 if depth else 1)].strip()
        lower = inside.lower()
        belongs = (
            lower in {"including", "excluding"}
            or lower.startswith(("build", "and possibly", "and prior", "and earlier", "and later"))
            or (
                inside.isalnum()
                and len(inside) < 5
                and inside[0].isdecimal()
                and text[opening - 1 : opening].isdecimal()
            )
        )
        kept.append(text[at:closing] if belongs else text[at:opening] + " ")
        if not belongs and inside:
            taken.append(inside)
        at = closing
    kept.append(text[at:])
    return _WORDS.sub(" ", "".join(kept)).strip(), taken


def _prose_to_operators(text: str) -> str:
    for pattern, operator in _PROSE:
        text = pattern.sub(operator, text)
    return _WORDS.sub(" ", text).strip()


Part = tuple[str, bool, str]  # relation ("" for none), whether an upper bound follows in the same item, the words


class _Reader:
    """Reads one expression: collects alternatives and conditions."""

    def __init__(self, category: str, full_name: str) -> None:
        self.category = category
        self.full_name = full_name
        self.conditions: list[Condition] = []
        self.models: list[str] = []
        self.dates = False
        self.excluded: list[Version] = []

    def version(self, text: str) -> Version:
        """The version that is all of ``text``, or whose rest is a harmless remark; else unread."""
        text = text.strip(" ,.:;")
        if text[:1].lower() == "v" and text[1:2] == ".":
            text = text[2:]
        text = self.restored(text)
        version = read_named(text)
        if version is None:
            raise _Unread(text)
        used = text.find(version.text)
        rest = text[used + len(version.text) :].strip(" .,-)") if used >= 0 else ""
        if rest:
            if version.stepped and _SAME.fullmatch(rest) and rest.count(".") > 1:
                self.conditions.append(Condition("remark", rest, rest))  # The same version in another numbering.
            elif re.search(r"\d", rest) or len(rest) > 60:
                raise _Unread(text)
            else:
                self.conditions.append(class_condition(rest))
        return version

    def restored(self, text: str) -> str:
        """The number with the zero that a spreadsheet took from it: ``2.2`` where the publisher's name says ``2.20``."""
        if not self.full_name or not re.fullmatch(r"v?\d+\.\d+", text, re.IGNORECASE):
            return text
        if re.search(rf"(?<![\d.]){re.escape(text)}(?![\d])", self.full_name, re.IGNORECASE):
            return text
        longer = re.search(rf"(?<![\d.]){re.escape(text)}0+(?!\.?\d)", self.full_name, re.IGNORECASE)
        return longer[0] if longer else text

    def bare(self, item: str) -> list[tuple[Bound, ...]]:
        """One item without operator: a range, a version, or a model."""
        if match := _LETTERS.fullmatch(item):
            return [self.interval(match[1].upper(), match[2].upper())]
        if self.is_range(item):
            return [self.interval(*re.split(r"\s?-\s?", item))]
        if match := _GLUED_RANGE.fullmatch(item):
            low, high = self.version(match[1]), self.version(match[2])
            if compare(low, high) == -1:
                return [(Bound(">=", low), Bound("<=", high))]
        sides = _BETWEEN.split(item)
        if len(sides) == 2 and not self.is_model(item):
            return [self.interval(*sides)]
        if self.is_model(item):
            self.models.append(item)
            return []
        words = item.split()
        if len(words) > 1 and all(_DOTTED.fullmatch(word) for word in words):
            return [(Bound("=", self.version(word)),) for word in words]
        if re.fullmatch(r"CVE-\d{4}-\d{4,}", item):
            self.conditions.append(Condition("cve", item, item))
            return []
        if DATE.fullmatch(item):
            self.date(item, "=")
            return []
        if match := _MISPRINTED_LIST.fullmatch(item):
            return [(Bound("=", self.version(match[1])),), (Bound("=", self.version(match[2])),)]
        return [(Bound("=", self.version(item)),)]

    def interval(self, low: str, high: str) -> tuple[Bound, ...]:
        return (Bound(">=", self.version(low)), Bound("<=", self.version(high)))

    def date(self, words: str, relation: str) -> None:
        match = DATE.search(words)
        value = iso_date(match) if match else ""
        self.conditions.append(Condition("date", words, f"{relation}{value}"))
        self.dates = True

    def is_model(self, item: str) -> bool:
        """Whether an item without operator names a model and not a version (ADR 0021, "models")."""
        words = item.split()
        if _ORDER_NUMBER.match(item) or re.fullmatch(r"\d{4,}[A-Za-z]|\d(?:st|nd|rd|th) edition", item, re.IGNORECASE):
            return True
        if self.category == "product_version_range":
            return bool(re.fullmatch(r"[A-Z]+-?[A-Z]*\d{4,}\w*|[A-Z]{2,}-[A-Z]{2,}\d{3,}\w*", item))
        if not words:
            return False
        first = words[0]
        at = self.full_name.rfind(item)
        if at > 0 and _SAYS_VERSION.search(self.full_name[:at]):
            return False
        version = read_named(item)
        if version is None:
            return True
        if re.match(r"v?\d+\.[\dx*]", first, re.IGNORECASE):
            return False
        if _LETTERS.fullmatch(item) or self.is_range(item) or _STEP_NUMBER.fullmatch(item):
            return False
        if re.search(r"\b(?:release|version|firmware|revision)\s+\S*\d", item, re.IGNORECASE):
            return False
        if re.fullmatch(r"\d{3,}[A-Za-z]", first):
            return True
        if first.isdecimal():
            if len(first) < 3:
                return len(words) > 1 and not version.stepped
            year = len(first) == 4 and 1990 <= int(first) <= 2040
            return not year
        if version.label and not re.search(r"\d\.[\dx]", item):
            return True
        if version.series in {"", "letters", "EDITION"}:
            return len(words) > 3 or (bool(_CODE.fullmatch(first)) and len(first) > 8 and "." not in first)
        braun = bool(version.part)
        return not braun and (
            bool(re.search(r"\d{3,}|\d[A-Za-z]+\d|^[A-Za-z]{3,}\d", first))
            or (bool(self.full_name) and version.series == "V")
        )

    def is_range(self, item: str) -> bool:
        """Whether two whole numbers with a dash are a range and not an article number ("750-831")."""
        match = _NUMBER_RANGE.fullmatch(item)
        if not match or int(match[2]) >= int(match[4]):
            return False
        years = all(1990 <= int(match[group]) <= 2040 for group in (2, 4))
        short = max(len(match[2]), len(match[4])) < 3
        marked = bool(match[1] and match[3]) or " " in item
        return years or short or marked or self.category == "product_version_range"

    def all_conditions(self, words: str, *, only_models: bool) -> tuple[Condition, ...]:
        """The conditions found, models last, after what only the whole expression can tell."""
        conditions = self.conditions
        if sum(one.kind == "region" for one in conditions) > 1:
            # "053L… (global) / 054U… (U.S.)": each market has its own numbers, so the numbers decide already.
            conditions = [
                Condition("remark", one.text, one.value) if one.kind == "region" else one for one in conditions
            ]
        models = self.models
        if only_models and any(one.kind == "other" for one in conditions):
            # Unclassed words beside a model's name belong to the name: "MMT-522(K)", "ZXP425 (10-Pack)".
            conditions = [one for one in conditions if one.kind != "other"]
            models = [item for item in _SPLIT.split(words) if item]
        return (*conditions, *(Condition("model", model, model) for model in models))

    def item(self, item: str) -> list[Part]:
        """Cut one item at its operators."""
        pieces = [piece.strip() for piece in _OPERATOR.split(item)]
        parts: list[Part] = []
        if pieces[0]:
            parts.append(("", len(pieces) > 1 and pieces[1] in {"<", "<="}, pieces[0]))
        for relation, words in zip(pieces[1::2], pieces[2::2], strict=False):
            parts.append((relation, False, words))
        return parts

    def parts(self, parts: list[Part]) -> list[tuple[Bound, ...]]:
        """Join the parts into alternatives (step 5)."""
        bare = [words for relation, _, words in parts if not relation]
        if (
            len(bare) == len(parts)
            and any(map(self.is_model, bare))
            and not any(_DOTTED.match(words) for words in bare)
        ):
            # The members of one list are of one kind: "620 | 650 | 650c" are models, the last one too.
            self.models.extend(bare)
            return []
        alternatives: list[tuple[Bound, ...]] = []
        waiting: Bound | None = None  # A lower bound that may find its upper one.
        for position, (relation, starts, words) in enumerate(parts):
            following = parts[position + 1][0] if position + 1 < len(parts) else ""
            if relation in {"<", "<=", ">", ">="} and DATE.fullmatch(words.strip(" .")):
                self.date(words, relation)
                continue
            if not words:
                raise _Unread(relation)
            if not relation:
                upper = following in {"<", "<="} and position + 2 == len(parts)
                if upper and f"{words} and {parts[-1][2]}" in self.full_name:
                    # "A10 < A11" where the publisher's own name says "A10 and A11".
                    return [
                        *alternatives,
                        (Bound("=", self.version(words)),),
                        (Bound("=", self.version(parts[-1][2])),),
                    ]
                if (starts or (upper and len(parts) == 2)) and not self.is_model(words):
                    if re.fullmatch(r"[a-z ]+", words, re.IGNORECASE) and not read_named(words):
                        self.conditions.append(class_condition(words))
                        continue
                    if re.match(r"[A-Za-z]{2,}\d*$", words) and not re.match(
                        r"(?:bt|sp|mp|fw)\d", words, re.IGNORECASE
                    ):
                        self.conditions.append(Condition("component", words, words))
                        continue
                    low = self.version(words)
                    waiting = Bound(">=", low) if low.stem else None
                    continue
                if waiting:
                    alternatives.append((waiting,))
                    waiting = None
                alternatives.extend([()] if words == "*" else self.bare(words))
                continue
            bound = Bound(relation, self.version(words))
            if relation in {">", ">="}:
                if waiting:
                    alternatives.append((waiting,))
                waiting = bound
            elif relation in {"<", "<="} and waiting:
                if compare(waiting.version, bound.version) == 1:
                    alternatives.extend([(waiting,), (bound,)])
                else:
                    alternatives.append((waiting, bound))
                waiting = None
            else:
                alternatives.append((bound,))
        if waiting:
            alternatives.append((waiting,))
        return alternatives

    def remark(self, words: str) -> None:
        """Class the words of a pair of parentheses."""
        if excluded := _EXCLUDED.fullmatch(words):
            self.excluded.extend(self.version(version) for version in _SPLIT.split(excluded[1]))
        elif re.fullmatch(r"[A-Z]{1,5}", words) or (_SAME.fullmatch(words) and read_named(words)):
            # An abbreviation, or the same version in another numbering: "V2.1 SP3 (2.1.670)".
            self.conditions.append(Condition("remark", words, words))
        else:
            self.conditions.append(class_condition(words))

    def clauses(self, text: str) -> str:
        """Move a trailing clause (*only if …, with …, on Windows*) to the conditions."""
        match = _CLAUSE.search(f" {text}")
        if not match:
            return text
        head, tail = f" {text}"[: match.start()].strip(), f" {text}"[match.start() :].strip()
        if head in {"<", "<="}:
            tail, head = f"{head} {tail}", "*"
        self.conditions.append(class_condition(tail))
        return head

    def read(self, text: str) -> list[tuple[Bound, ...]] | None:
        """The alternatives of the whole text; None when it names every version."""
        if match := _PARTS.fullmatch(text):
            # A built-in part with its own hardware and firmware version: the device's own version says nothing.
            self.conditions.append(Condition("hardware", f"Version {match[1]}", match[1]))
            self.conditions.append(Condition("component", match[2].strip(), match[2].strip()))
            if match[3].strip(" ,"):
                self.conditions.append(class_condition(match[3].strip(" ,")))
            return None
        if match := _INCLUDING.fullmatch(_ANNOUNCE.sub("", _TWICE.sub(" ", text), count=1).strip()):
            low = Bound(">=" if match[2].lower() == "including" else ">", self.version(match[1]))
            high = Bound("<=" if match[4].lower() == "including" else "<", self.version(match[3]))
            return [(low, high)]
        text, remarks = _parentheses(text)
        text = re.sub(r"\((and [^)]*)\)", r" \1", text)
        if remarks and text in {"", "<", "<=", ">", ">="}:
            text, remarks = f"{text} {remarks[0]}".strip(), remarks[1:]
        for remark in remarks:
            self.remark(remark)
        if _SERIAL.search(text):
            self.conditions.append(Condition("serial", text, text))
            return None
        if re.match(r"windows\b|based on\b", text, re.IGNORECASE):
            self.conditions.extend(class_condition(part) for part in text.split(", ") if part)
            return None
        text = self.clauses(text)
        if _ALL.fullmatch(text):
            return None
        if not text:
            return None
        if re.match(r"(?:hardware|hw)\b", text, re.IGNORECASE):
            self.conditions.append(Condition("hardware", text, text))
            return None
        announced = _ANNOUNCE.match(text)
        if announced:
            if announced[1]:
                self.conditions.append(Condition("component", announced[1].strip(), announced[1].strip()))
            text = text[announced.end() :].strip(" :")
            if not text:
                return None
        text = _prose_to_operators(_TWICE.sub(" ", text))
        if DATE.search(text) and not re.search(r"\d|\|", DATE.sub("", text, count=1)):
            self.conditions.append(Condition("date", text, read_dates(text)))
            self.dates = True
            return None
        parts: list[Part] = []
        if match := re.fullmatch(r"(.{1,80}?)" + _AND_PRIOR.pattern, text, re.IGNORECASE):
            text = _upto(match[1], "<=")
        elif match := re.fullmatch(r"(.{1,80}?)" + _AND_LATER.pattern, text, re.IGNORECASE):
            text = _upto(match[1], ">=")
        text = re.sub(r"^(?:and|or)\s+|\s+(?:and|or)$", "", text)
        for item in _SPLIT.split(text):
            if item := _ANNOUNCE.sub(" ", item).strip():
                parts.extend(self.item(item))
        return self.parts(parts)


def _upto(words: str, relation: str) -> str:
    """``1.1, 1.2`` and prior: the operator belongs to the last of the list."""
    head, separator, last = words.rpartition(", ")
    return f"{head}{separator}{relation} {last}"


def _kind(versions: VersionSet) -> str:
    relations = [tuple(bound.relation for bound in bounds) for bounds in versions.alternatives]
    if all(kind == ("=",) for kind in relations):
        return "exact" if len(relations) == 1 else "list"
    if len(relations) == 1:
        return "bound" if len(relations[0]) == 1 else "interval"
    return "union"


def read_expression(text: str, *, category: str = "", full_name: str = "") -> Reading:
    """Read a version leaf of a product tree (CSAF 2.0, 3.1.2.2.1) or any text that is all version expression.

    ``category`` is ``product_version``, ``product_version_range`` or empty; ``full_name`` the publisher's whole name of
    the product, which only helps to tell models from versions. Never raises; what cannot be read is ``unread``.
    """
    words = _spelling(text)
    if prefix := _VERS.match(words):
        words = unquote(words[prefix.end() :])
    if not words or _NONE.fullmatch(words):
        return Reading(text, "none" if words else "unread", NOTHING if words else None)
    reader = _Reader(category, full_name)
    try:
        alternatives = reader.read(words)
    except _Unread as unread:
        return Reading(text, "unread", None, tuple(reader.conditions), str(unread) or words)
    only_models = bool(reader.models) and not alternatives
    if alternatives and (reader.models or reader.dates):
        # "This version or that model" cannot be said as a set with conditions, which must all hold.
        return Reading(text, "unread", None, tuple(reader.conditions), words)
    conditions = reader.all_conditions(words, only_models=only_models)
    if not alternatives:
        kind = "date" if reader.dates else "models" if reader.models else "all"
        return Reading(text, kind, ANY, conditions)
    excluded = tuple(Bound("!=", version) for version in reader.excluded)
    versions = make_set((*bounds, *excluded) for bounds in alternatives)
    if versions == ANY:
        return Reading(text, "all", ANY, conditions)
    return Reading(text, _kind(versions), versions, conditions)
