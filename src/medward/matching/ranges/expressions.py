"""Reads the words of a product tree's version leaf as a set of versions with conditions.

The steps, each on the text that the former left:

1. One spelling for signs and blanks (``spelling``).
2. What stands in parentheses or after *with, when, only if, on, …* becomes conditions (``conditions``).
3. *All versions*, *Version* and the like announce and are dropped; *and prior*, *prior to*, *through* become operators.
4. What remains is items separated by ``|``, commas, *and*: an operator with a version, a range, or a version.
5. A lower bound directly followed by an upper one is an interval; all else is a union.
6. Words that are no versions are models (``models``), or the expression is unread: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.matching.ranges.conditions import Condition, class_condition, read_dates
from medward.matching.ranges.dates import DATE, iso_date
from medward.matching.ranges.garbled import is_garbled, rejoined, with_lost_zero
from medward.matching.ranges.models import LETTER_RANGE, is_announced, is_model, is_range
from medward.matching.ranges.sets import ANY, NOTHING, UNKNOWN, Alternative, Bound, Membership, VersionSet, make_list
from medward.matching.ranges.spelling import joined, take_parentheses, tidy, to_operators
from medward.matching.versions import Version, compare, read_named


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    ``kind`` is ``all``, ``exact``, ``list``, ``bound``, ``interval``, ``union``, ``date`` or ``models`` (both: any
    version, the conditions decide), ``none`` (no version), or ``unread``; then ``versions`` is None and ``unread``
    holds the words that were not understood. ``versions`` holds only where all ``conditions`` hold; of several models
    one is enough.
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


@dataclass(frozen=True, slots=True)
class _Part:
    """An operator (or none) with its words; ``opens`` when an upper bound follows in the same item."""

    relation: str
    words: str
    opens: bool = False


_ALL = re.compile(
    r"(?:\*|all|any|all (?:\w+ ){0,2}(?:versions?|releases?|deployments)|any (?:\w+ )?versions?|versions?: ?all|-)\.?",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:no|none|no (?:affected )?versions?)\.?", re.IGNORECASE)
# Words that fill the place of a version and say nothing of it.
_UNSAID = re.compile(
    r"(?:unknown|unspecified|n/?a|tbd|tbc|latest|current|various|see (?:vendor|note|text|advisory)\w*)\.?",
    re.IGNORECASE,
)
_ANNOUNCE = re.compile(
    r"(?:\b(?:all|any|the) ?)?(\b(?:bios|firmware|software|os|u-boot|app|gateway|driver) )?"
    r"\b(?:versions?|releases?|revisions)\b[:,]? ?(?!letter)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?:only\b|if\b|when\b|where\b|with\b|w/|without\b|running\b|on\b|installed\b|in connection\b|for\b|using\b"
    r"|in [\w-]+ configuration|based\b|utilizes\b|packaged\b|affected\b|model\b|controlling\b|(?<!to and )including\b"
    r"|of\b|that\b|has\b|are\b|is\b|and [a-z][a-z ]{2,60}[<>])",
    re.IGNORECASE,
)
_OPERATOR = re.compile(r"(<=|>=|!=|<|>|=)")
_SPLIT = re.compile(
    r"\s*(?:\||;|,\s*(?:and|or)\s|,(?=\s|[<>=])|(?<=\w),(?=[A-Za-z])|\s/\s|\s(?:and|or|&|as well as)\s(?!\s*$))\s*",
    re.IGNORECASE,
)
_CANONICAL = re.compile(r"(\S.*?) (<=?) v (<=?) (\S.*)")
_BETWEEN = re.compile(r" (?:through|thru|to|until|till|-) ", re.IGNORECASE)
_INCLUDING = re.compile(
    r"(?:between )?(\S.{0,60}?) ?\((including|excluding)\) ?(?:and|to|through|-|,|until) ?(\S.{0,60}?) ?"
    r"\((including|excluding)\)",
    re.IGNORECASE,
)
_BUILT_IN = re.compile(r"(?:hardware |hw )?version ([A-Z]) ?, ?(firmware [^,]{1,40})(.*)", re.IGNORECASE | re.DOTALL)
_MISPRINTED_LIST = re.compile(r"([A-Z]\.\d+)\.([A-Z]\.\d+)")
_GLUED_RANGE = re.compile(r"(v?\d+(?:\.\d+)+[a-z]?) ?- ?(v?\d+(?:\.\d+)+[a-z]?)", re.IGNORECASE)
_DOTTED = re.compile(r"v?\d+(?:\.[\dx]+)+", re.IGNORECASE)
_SERIAL = re.compile(r"serial (?:number|no)|digits of", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"(?:excluding|except) (?:versions? )?(v?\d[\w.]*(?:(?: ?, ?| and | or )v?\d[\w.]*){0,20})", re.IGNORECASE
)
_SAME = re.compile(r"v?\d+(?:\.\d+)+|(?:19|20)\d\d(?: R\d)?", re.IGNORECASE)
_LABEL = re.compile(r"(?!(?:bt|sp|mp|fw)\d)[a-z]{2,}\d*", re.IGNORECASE)


class _Reader:
    """Reads one expression: collects alternatives, conditions and models."""

    def __init__(self, category: str, full_name: str) -> None:
        self.category = category
        self.full_name = full_name
        self.conditions: list[Condition] = []
        self.models: list[str] = []
        self.dates = False
        self.listed = False
        self.announced = False  # The whole name says that a list is one of versions.
        self.excluded: list[Version] = []

    def condition(self, kind: str, words: str, value: str = "") -> None:
        """Keep a condition whose kind is known."""
        self.conditions.append(Condition(kind, words, value or words))

    def is_model(self, item: str) -> bool:
        """Whether the item names a model in this leaf."""
        return is_model(item, self.category, self.full_name, announced=self.announced)

    def version(self, text: str) -> Version:
        """Read the version that is all of ``text``, or whose rest is a harmless remark; else unread."""
        text = with_lost_zero(text.strip(" ,.:;"), self.full_name)
        version = read_named(text)
        if version is None:
            raise _Unread(text)
        rest = text[text.find(version.text) + len(version.text) :].strip(" .,-)")
        if version.stepped and _SAME.fullmatch(rest) and rest.count(".") > 1:
            self.condition("remark", rest)  # The same version in another numbering.
        elif re.search(r"\d", rest) or len(rest) > 60:
            raise _Unread(text)
        elif rest:
            self.conditions.append(class_condition(rest))
        return version

    def exact(self, words: str) -> Alternative:
        """Build an alternative of one exact version."""
        return (Bound("=", self.version(words)),)

    def interval(self, low: str, high: str) -> Alternative:
        """Build an alternative that reaches from one version to another, both included."""
        return (Bound(">=", self.version(low)), Bound("<=", self.version(high)))

    def bare(self, item: str) -> list[Alternative]:
        """One item without operator: everything, a range, a version, several, a date, or a model."""
        if item == "*":
            return [()]
        if match := LETTER_RANGE.fullmatch(item):
            return [self.interval(match[1].upper(), match[2].upper())]
        if is_range(item, self.category):
            return [self.interval(*re.split(r" ?- ?", item))]
        glued = _GLUED_RANGE.fullmatch(item)
        if glued and compare(self.version(glued[1]), self.version(glued[2])) == -1:
            return [self.interval(glued[1], glued[2])]
        if self.is_model(item):
            self.models.append(item)
            return []
        sides = _BETWEEN.split(item)
        if len(sides) == 2:
            return [self.interval(*sides)]
        words = item.split()
        if len(words) > 1 and all(_DOTTED.fullmatch(word) for word in words):
            return [self.exact(word) for word in words]
        if re.fullmatch(r"CVE-\d{4}-\d{4,}", item):
            self.condition("cve", item)
            return []
        if DATE.fullmatch(item):
            self.date(item, "=")
            return []
        if match := _MISPRINTED_LIST.fullmatch(item):
            return [self.exact(match[1]), self.exact(match[2])]
        return [self.exact(item)]

    def date(self, words: str, relation: str) -> None:
        """Keep a date that stands where a version should."""
        match = DATE.search(words)
        self.condition("date", words, f"{relation}{iso_date(match) if match else ''}")
        self.dates = True

    def cut(self, item: str) -> list[_Part]:
        """Cut one item at its operators."""
        if between := _CANONICAL.fullmatch(item):
            return [_Part(between[2].replace("<", ">"), between[1]), _Part(between[3], between[4])]
        pieces = [piece.strip() for piece in _OPERATOR.split(item)]
        opens = len(pieces) > 1 and pieces[1] in {"<", "<="}
        first = [_Part("", pieces[0], opens)] if pieces[0] else []
        return first + [_Part(relation, words) for relation, words in zip(pieces[1::2], pieces[2::2], strict=True)]

    def lower_end(self, parts: list[_Part], position: int) -> Bound | None:
        """Read the lower bound that a bare version before an upper one is (``0 < 8.0.1``); None for a mere name."""
        words = parts[position].words
        if _LABEL.fullmatch(words) or (re.fullmatch(r"[a-z ]+", words, re.IGNORECASE) and not read_named(words)):
            condition = class_condition(words)
            self.conditions.append(Condition("component", words, words) if condition.kind == "other" else condition)
            return None
        low = self.version(words)
        return Bound(">=", low) if len(low.low) > 1 else None

    def alternatives(self, parts: list[_Part]) -> list[Alternative]:
        """Join the parts into alternatives (step 5)."""
        bare = [part.words for part in parts if not part.relation]
        self.announced = bool(bare) and is_announced(bare[0], self.full_name)
        if len(bare) == len(parts) and any(map(self.is_model, bare)) and not any(map(_DOTTED.match, bare)):
            # The members of one list are of one kind: "620 | 650 | 650c" are models, the last one too.
            self.models.extend(bare)
            return []
        found: list[Alternative] = []
        waiting: Bound | None = None  # A lower bound that may find its upper one.
        for position, part in enumerate(parts):
            relation, words = part.relation, part.words
            if not words:
                raise _Unread(relation)
            last_two = position + 2 == len(parts) and parts[-1].relation in {"<", "<="}
            if last_two and not relation and f"{words} and {parts[-1].words}" in self.full_name:
                # "A10 < A11" where the publisher's own name says "A10 and A11".
                return [*found, self.exact(words), self.exact(parts[-1].words)]
            opens = not relation and (part.opens or (last_two and len(parts) == 2)) and not self.is_model(words)
            if waiting and relation not in {"<", "<=", "!="}:
                found.append((waiting,))
                waiting = None
            if opens:
                waiting = self.lower_end(parts, position)
            elif not relation:
                found.extend(self.bare(words))
            elif DATE.fullmatch(words.strip(" .")):
                self.date(words, relation)
            elif relation == "!=":
                self.excluded.append(self.version(words))
            elif relation in {">", ">="}:
                waiting = Bound(relation, self.version(words))
            else:
                bound = Bound(relation, self.version(words))
                apart = waiting is not None and compare(waiting.version, bound.version) == 1
                found.extend(
                    [(waiting,), (bound,)] if waiting and apart else [(waiting, bound) if waiting else (bound,)]
                )
                waiting = None
        found.extend([(waiting,)] if waiting else [])
        if self.listed and is_garbled(found, self.full_name):
            raise _Unread(" or ".join(" and ".join(map(str, bounds)) for bounds in found))
        return found

    def remark(self, words: str) -> None:
        """Class the words of a pair of parentheses."""
        if excluded := _EXCLUDED.fullmatch(words):
            self.excluded.extend(self.version(version) for version in _SPLIT.split(excluded[1]))
        elif re.fullmatch(r"[A-Z]{1,5}", words) or (_SAME.fullmatch(words) and read_named(words)):
            self.condition("remark", words)  # An abbreviation, or another numbering: "V2.1 SP3 (2.1.670)".
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
        condition = class_condition(tail)
        if not head and condition.kind == "other":
            raise _Unread(tail)
        self.conditions.append(condition)
        return head or "*"

    def special(self, text: str) -> bool:
        """Take the expressions that name no version but a condition; they concern every version."""
        if match := _BUILT_IN.fullmatch(text):
            # A built-in part with its own hardware and firmware version: the device's own version says nothing.
            self.condition("hardware", f"Version {match[1]}", match[1])
            self.condition("component", match[2].strip())
            if match[3].strip(" ,"):
                self.conditions.append(class_condition(match[3].strip(" ,")))
        elif _SERIAL.search(text):
            self.condition("serial", text)
        elif re.match(r"(?:hardware|hw)\b", text, re.IGNORECASE):
            self.condition("hardware", text)
        elif re.match(r"windows\b|based on\b", text, re.IGNORECASE):
            self.conditions.extend(class_condition(part) for part in text.split(", ") if part)
        else:
            return False
        return True

    def read(self, text: str) -> list[Alternative]:
        """Read the alternatives of the whole text; ``()`` among them is every version."""
        if match := _INCLUDING.fullmatch(_ANNOUNCE.sub("", joined(text), count=1).strip()):
            low = Bound(">=" if match[2].lower() == "including" else ">", self.version(match[1]))
            return [(low, Bound("<=" if match[4].lower() == "including" else "<", self.version(match[3])))]
        if _BUILT_IN.fullmatch(text) and self.special(text):
            return [()]
        text, remarks = take_parentheses(text)
        if remarks and text in {"", "<", "<=", ">", ">="}:
            text, remarks = f"{text} {remarks[0]}".strip(), remarks[1:]
        for remark in remarks:
            self.remark(remark)
        if self.special(text):
            return [()]
        text = self.clauses(text)
        if _ALL.fullmatch(text):
            return [()]
        if announced := _ANNOUNCE.match(text):
            if announced[1]:
                self.condition("component", announced[1].strip())
            text = text[announced.end() :].strip(" :")
            if not text and self.conditions:
                return [()]
        text = to_operators(joined(text))
        if DATE.search(text) and not re.search(r"\d|\|", DATE.sub("", text, count=1)):
            self.condition("date", text, read_dates(text))
            self.dates = True
            return []
        self.listed = "|" in text or " / " in text
        text = rejoined(text, self.full_name)
        items = (" ".join(_ANNOUNCE.sub(" ", item).split()) for item in _SPLIT.split(text))
        return self.alternatives([part for item in items if item for part in self.cut(item)])

    def all_conditions(self, words: str, *, only_models: bool) -> tuple[Condition, ...]:
        """Collect the conditions found, models last, after what only the whole expression can tell."""
        conditions, models = self.conditions, self.models
        if sum(one.kind == "region" for one in conditions) > 1:
            # "053L… (global) / 054U… (U.S.)": each market has its own numbers, so the numbers decide already.
            conditions = [
                Condition("remark", one.text, one.value) if one.kind == "region" else one for one in conditions
            ]
        if only_models and any(one.kind in {"other", "remark"} for one in conditions):
            # Unclassed words beside a model's name belong to the name: "MMT-522(K)", "ZXP425 (10-Pack)".
            conditions = [one for one in conditions if one.kind not in {"other", "remark"}]
            models = [item for item in _SPLIT.split(words) if item]
        return (*conditions, *(Condition("model", model, model) for model in models))


def _kind(versions: VersionSet) -> str:
    relations = [tuple(bound.relation for bound in bounds) for bounds in versions.alternatives]
    if () in relations:
        return "all"
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
    words = tidy(text)
    if _NONE.fullmatch(words):
        return Reading(text, "none", NOTHING)
    if _UNSAID.fullmatch(words):
        return Reading(text, "unread", None, (), words)
    reader = _Reader(category, full_name)
    try:
        found = reader.read(words)
    except _Unread as unread:
        return Reading(text, "unread", None, tuple(reader.conditions), str(unread) or words)
    excluded = tuple(Bound("!=", version) for version in reader.excluded)
    versions = make_list((*bounds, *excluded) for bounds in found)
    undecided = reader.models or reader.dates
    if bool(versions.alternatives) == bool(undecided):
        # Nothing was found, or "this version or that model", which no set with conditions can say.
        return Reading(text, "unread", None, tuple(reader.conditions), words)
    conditions = reader.all_conditions(words, only_models=bool(reader.models))
    if undecided:
        return Reading(text, "date" if reader.dates else "models", ANY, conditions)
    return Reading(text, _kind(versions), versions, conditions)
