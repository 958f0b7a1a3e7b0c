"""Finds the version expressions in a sentence.

Rules:

1. A number counts when something announces it: a word before (``version``, ``release``, ``prior to``), words after
   (``and earlier``), or its own form (``v7.12``, ``8.5.2``, ``B.06.18``, ``8.5 GMA 3``). Lists and ranges go on.
2. Scores, protocols, standards, operating systems, identifiers, addresses, telephone numbers and ports are no versions.
3. A date counts only as a limit (``before December 2019``) and not when it is promised (``will be released before …``).
4. Every find says where it stands, so that a reason can quote it. All patterns look at bounded windows: linear time.

Left to others: which product a find speaks of, and whether the sentence says *affected* or *fixed*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medward.matching.ranges.conditions import read_dates
from medward.matching.ranges.dates import DATE
from medward.matching.ranges.sets import ANY, Bound, VersionSet, make_list, make_set
from medward.matching.versions import Version, compare, parse


@dataclass(frozen=True, slots=True)
class Found:
    """One expression: ``text`` stands at ``start`` to ``end`` of the sentence and means ``set``.

    ``relation`` is ``<``, ``<=``, ``>``, ``>=``, ``=``, ``interval``, ``list``, ``all``, or ``date`` with the
    comparison (``date<2019-12``); a date's set is every version.
    """

    start: int
    end: int
    text: str
    set: VersionSet
    relation: str


_LONGEST = 100_000
_WINDOW = 70
_HIDDEN = re.compile(
    r"https?://\S+|www\.\S+|\b(?:CVE|CWE|ICSMA|ICSA|NCCIC|SSA|RFC|ISO|IEC|IEEE|NIST|ANSI|AAMI)[\s:-]{0,2}"
    r"[\w/.()-]{0,40}?\d[\w/.()-]{0,40}|\bCVSS[\s:]?(?:v|version\s)?\s?\d[\d.]{0,8}(?:/\S{1,200})?"
    r"|\bNIST\s+SP\s+[\d-]{1,12}(?:\s+Rev\.?\s*\d)?|\(?(?:AV|AC|PR|UI|Au):[\w/:]{1,200}\)?"
    r"|(?<!\d)(?:\+?1[-.\s])?\(?\d{3}\)?[-.\s]\d{3}[-.\s]\d{4}(?!\d)|\b510\(?k\)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S{1,64}@\S{1,64}")
_CANDIDATE = re.compile(
    r"(?<![\w.@:#$%-])(?:v\.?\s?\d|r\d|\d|[A-Z]\.\d|[A-Z]{1,4}\d{1,3}(?![\w])|[A-Z](?![\w'.]\w)(?=[\s,.;):-]|$))",
    re.IGNORECASE,
)
_NOUN = r"(?:versions?(?:\(s\))?|releases?|revisions?|revs?|updates?|ver|builds?|sw|fw)"
_BEFORE = re.compile(
    rf"(?:(?<![a-z])(?P<all>all|any|every)\s+)?(?:(?<![a-z])(?:software|firmware|application|previous)\s+)?"
    rf"(?P<noun>(?<![a-z]){_NOUN}\.?(?:\s+(?:(?:number|level)s?|of))?[\s:]*)?"
    r"(?:(?<![a-z])(?P<relation>up to and including|prior to and including|including and prior to|prior to|previous to|"
    r"earlier than|older than|lower than|less than|fewer than|before|below|up to|later than|newer than|greater than|"
    r"higher than|after|above|from|between|since|starting (?:with|from)|through|<=|>=|<|>|≤|≥)\s*)?"
    # "later than T1 Ventilator Version 2.2.3": a name may stand between, but no deed ("prior to installing version 3").
    rf"(?P<noun2>(?:(?<=than )(?:(?!\w*ing\b|to\b|the\b|a\b|of\b)[\w-]{{1,20}}\s+){{1,3}}?)?"
    rf"(?:(?<![a-z])(?:software|firmware)\s+)?(?<![a-z]){_NOUN}\.?[\s:]*)?$"
)
_RELATIONS = {
    "up to and including": "<=", "prior to and including": "<=", "including and prior to": "<=", "up to": "<=",
    "through": "<=", "≤": "<=", "prior to": "<", "previous to": "<", "earlier than": "<", "older than": "<",
    "lower than": "<", "less than": "<", "fewer than": "<", "before": "<", "below": "<", "later than": ">",
    "newer than": ">", "greater than": ">", "higher than": ">", "after": ">", "above": ">", "from": ">=",
    "between": ">=", "since": ">=", "starting with": ">=", "starting from": ">=", "≥": ">=", "<=": "<=", ">=": ">=",
    "<": "<", ">": ">",
}  # fmt: skip
_AND_PRIOR = re.compile(
    r"[\s,(]{0,3}(?:and|or|&)\s+(?:all\s+)?(?:any\s+)?(?:prior|earlier|below|older|lower|previous|before)\b"
    r"(?:\s+(?:software\s+)?(?:versions?|releases?)\b)?",
    re.IGNORECASE,
)
_AND_LATER = re.compile(
    r"[\s,(]{0,3}(?:and|or|&)\s+(?:all\s+)?(?:later|newer|above|higher|greater|after|up|beyond|subsequent|onwards?)\b"
    r"(?:\s+(?:software\s+)?(?:versions?|releases?)\b)?",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    rf"\s*(?:through|thru|to|until|up to|-|–|—)\s*(?:and including\s+)?(?:{_NOUN}\s+)?", re.IGNORECASE
)
_AND = re.compile(rf"\s*(?:,\s*(?:and|or)?|and|or|/|&|\|)\s*(?:{_NOUN}\s+)?", re.IGNORECASE)
_NOT_VERSIONS = re.compile(
    r"(?:cvss|scores?|score of|tls|ssl|ssh|smb|snmp|http|ipv|ports?|section|windows|server|win|ios|android|bluetooth|"
    r"usb|iis|java|\.net|framework|chapter|table|figure|step|page|appendix|mds2|part number|part no|p/n|models?|phone|"
    r"telephone|fax|ext|extension|option|level|dicom|hl7|internet explorer|wpa|linux|ubuntu|debian|guide|manual|"
    r"document)[\s:#.,-]{0,4}(?:version\s{0,2})?$"
)
_FORMED = re.compile(
    r"v\.?\s?\d+\.[\dx]|\d+(?:\.\d+){2,}|\d+(?:\.[\dx]+)+\s(?:SP|SR|HF|GMA|Build|MR|Update)\s?\d"
    r"|[A-Z]\.\d{1,2}(?:\.\d+)*(?!\w)|R\d+\.\d|\d{3}[A-Z]\d{6}|\d+(?:\.\d+)*\.x\b"
)
_DOTTED = re.compile(r"v?\d+(?:\.\d+)+\b", re.IGNORECASE)
_LETTER_RANGE = re.compile(r"\brev(?:ision)?s?\.?\s+([A-Z])\s?(?:-|–|through|to)\s?([A-Z])\b(?!\.)")
_GLUED = re.compile(r"(v?\d+(?:\.\d+)+)-(v?\d+(?:\.\d+)+)")
_PROMISED = re.compile(
    r"\b(?:will|plans?|planned|expected|scheduled|estimated|anticipate\w*|target\w*|intends?)\b", re.IGNORECASE
)
_LIMIT = re.compile(
    r"(?:(?:manufactur|distribut|shipp|releas|sold|built|produc|install|deliver|purchas)\w*\s+)?(?:in\s+)?"
    r"(?:before|prior to|earlier than|after|between|until)\s+",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(r"\s+[A-Z][a-z]+")
_ALTERNATIVE = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*/\s*")
_ALL = re.compile(r"\ball\s+(?:\w+\s+){0,2}versions?\b", re.IGNORECASE)


def _hide(text: str) -> str:
    """Blank out everything that looks like a version and is none, keeping the length."""
    if "@" in text:  # Looking for addresses is slow, and they are rare.
        text = _MAIL.sub(lambda match: " " * len(match[0]), text)
    return _HIDDEN.sub(lambda match: " " * len(match[0]), text)


def _version_at(text: str, at: int) -> tuple[Version, int] | None:
    if not _CANDIDATE.match(text, at):
        return None
    found = parse(text, at)
    if found is None:
        return None
    version, end = found
    while text[end - 1] in " .-_+":
        end -= 1
    tail = re.search(r"\s([A-Z]{1,4}) (\d+)$", version.text)
    if tail and (len(tail[2]) > 2 or tail[1] in {"AND", "OR", "TO", "IN", "OF", "A", "US", "CVE"}):
        return parse(text[: at + len(version.text) - len(tail[0])], at)
    return version, end


class _Scan:
    """One pass over a sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []
        self.last = 0  # Where the last find ends.

    def add(self, start: int, end: int, versions: VersionSet, relation: str) -> None:
        self.found.append(Found(start, end, self.text[start:end], versions, relation))
        self.last = end

    def dates(self) -> str:
        """Take the date limits and blank out every date."""
        text = self.text
        for match in DATE.finditer(text):
            window = text[max(0, match.start() - _WINDOW) : match.start()]
            limit = next((one for one in _LIMIT.finditer(window) if one.end() == len(window)), None)
            if not limit or _PROMISED.search(window):
                continue
            start, end = match.start() - len(window) + limit.start(), match.end()
            if limit[0].lower().rstrip().endswith("between"):
                second = DATE.search(text, end, end + 30)
                end = second.end() if second else end
            if value := read_dates(text[start:end]):
                self.add(start, end, ANY, f"date{value}")
        return DATE.sub(lambda match: " " * len(match[0]), text)

    def versions(self, text: str) -> None:
        """Take the versions, from left to right."""
        at = 0
        while candidate := _CANDIDATE.search(text, at):
            start = candidate.start()
            at = max(self.one(text, start), start + 1)

    def one(self, text: str, start: int) -> int:
        """Read what begins at ``start``; the place to go on from."""
        read = _version_at(text, start)
        if read is None:
            return start + 1
        version, end = read
        window = text[max(0, start - _WINDOW) : start].lower()
        before = _BEFORE.search(window)
        words = before.groupdict() if before else {}
        if _NOT_VERSIONS.search(window[: before.start()] if before and before[0].strip() else window):
            return end
        noun = bool(words.get("noun") or words.get("noun2"))
        related = words.get("relation") or ""
        formed = bool(_FORMED.match(text, start))
        after_low, after_high = _AND_PRIOR.match(text, end), _AND_LATER.match(text, end)
        through = _THROUGH.match(text, end)
        joined = _AND.match(text, end)
        ranged = bool(_DOTTED.match(text, start)) and (
            bool(through and _DOTTED.match(text, through.end())) or bool(joined and _FORMED.match(text, joined.end()))
        )
        dotted = len(version.low) > 2 or "." in version.text or version.stepped
        number_word = version.series in {"", "letters"} and version.coarse
        single_letter = version.series == "letters" and version.coarse
        if single_letter and not noun and not ((after_low or after_high) and text[start].isupper()):
            return end
        if single_letter and (not text[start].isupper() or window.rstrip().endswith("update")):
            return end  # "Update A" is an update of the document.
        if not (noun or formed or ranged or (related and dotted) or ((after_low or after_high) and not number_word)):
            return end
        begin = start - len(before[0].lstrip()) if before and before[0].strip() else start
        if related and not noun and number_word:
            return end
        if related and version.series not in {"", "letters"} and _NAME_AFTER.match(text, end):
            return end  # "later than T1 Ventilator Version 2.2.3" names a T1.
        if after_low and not related:
            self.add(begin, after_low.end(), make_set([(Bound("<=", version),)]), "<=")
            return after_low.end()
        if after_high and not related:
            self.add(begin, after_high.end(), make_set([(Bound(">=", version),)]), ">=")
            return after_high.end()
        if self.found and not noun and not related and _ALTERNATIVE.fullmatch(text, self.last, start):
            # "before 03.06.00 (serial number below 14000) / 04.03.00": the relation holds for both.
            relation = self.found[-1].relation
            if relation in {"<", "<=", ">", ">="}:
                self.add(start, end, make_set([(Bound(relation, version),)]), relation)
                return end
        return self.follow(text, begin, (version, end), related, listing=noun or formed or ranged)

    def follow(self, text: str, begin: int, first: tuple[Version, int], related: str, *, listing: bool) -> int:
        """Read what follows the first version: a range, a list, or nothing."""
        version, end = first
        relation = _RELATIONS.get(related, "=")
        if relation == "=" and (glued := _GLUED.fullmatch(version.text)):
            low, high = parse(glued[1]), parse(glued[2])
            if low and high and compare(low[0], high[0]) == -1:
                self.add(begin, end, make_set([(Bound(">=", low[0]), Bound("<=", high[0]))]), "interval")
                return end
        if relation == "=" and text[end : end + 1] == "/" and (other := _version_at(text, end + 1)):
            prior = _AND_PRIOR.match(text, other[1])
            if prior:  # "L81/U61 and earlier"
                self.add(begin, prior.end(), make_set([(Bound("<=", version),), (Bound("<=", other[0]),)]), "<=")
                return prior.end()
        through = (_AND if related == "between" else _THROUGH).match(text, end)
        if relation in {"=", ">="} and through and (second := _version_at(text, through.end())):
            upper, upper_end = second
            if compare(version, upper) == -1:
                self.add(begin, upper_end, make_set([(Bound(">=", version), Bound("<=", upper))]), "interval")
                return self.more(text, upper_end) if listing else upper_end
        if relation != "=":
            self.add(begin, end, make_set([(Bound(relation, version),)]), relation)
            return end
        versions = [version]
        while listing and (comma := _AND.match(text, end)):
            following = _version_at(text, comma.end())
            if not following or following[0].series != version.series or _AND_PRIOR.match(text, following[1]):
                break
            versions.append(following[0])
            end = following[1]
        self.add(begin, end, make_list((Bound("=", one),) for one in versions), "list" if len(versions) > 1 else "=")
        return self.more(text, end) if listing else end

    def more(self, text: str, end: int) -> int:
        """After a list or range that was announced: one more member with its own relation ("… and 4.0 and earlier")."""
        comma = _AND.match(text, end)
        following = _version_at(text, comma.end()) if comma else None
        if not comma or not following or not ("." in following[0].text or following[0].stepped):
            return end
        prior = _AND_PRIOR.match(text, following[1])
        relation, stop = ("<=", prior.end()) if prior else ("=", following[1])
        self.add(comma.end(), stop, make_set([(Bound(relation, following[0]),)]), relation)
        return stop


def read_prose(text: str) -> tuple[Found, ...]:
    """Every version expression in ``text`` (a summary, a remediation's words), in the order they stand.

    Offsets count characters of ``text``; only the first 100,000 characters are read. Never raises.
    """
    scan = _Scan(text[:_LONGEST])
    hidden = _hide(scan.text)
    scan_dates = _Scan(hidden)
    visible = scan_dates.dates()
    scan.found = [
        Found(one.start, one.end, scan.text[one.start : one.end], one.set, one.relation) for one in scan_dates.found
    ]
    for match in _LETTER_RANGE.finditer(visible.replace("Rev", "rev")):
        low, high = parse(match[1]), parse(match[2])
        if low and high:
            scan.add(*match.span(), make_set([(Bound(">=", low[0]), Bound("<=", high[0]))]), "interval")
    scan.versions(visible)
    for match in _ALL.finditer(visible):
        if not any(one.start <= match.end() + 1 and match.start() < one.end for one in scan.found):
            scan.add(match.start(), match.end(), ANY, "all")
    return tuple(sorted(scan.found, key=lambda one: (one.start, one.end)))
