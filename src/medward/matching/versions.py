"""A version as somebody wrote it, and the order of versions.

A version is read into a key of atoms that Python compares directly. Rules, with their reasons in
``docs/adr/0021-version-expressions.md``:

1. Numbers compare as numbers and trailing zeros say nothing: ``1.9 < 1.10``, ``12.1.0 = 12.1``.
2. A word before the number that only announces it (``Version``, ``SW``, ``Rev``, ``R``) is dropped. Any other word is a
   label; two different labels are two numberings, which do not compare.
3. Letters glued before a whole number (``U61``, ``BT05``), a revision letter (``B.06.18``, ``K``) and ``VB30A`` each
   are a *series*; versions of different series do not compare.
4. B. Braun numbers its software by hardware (three digits), market letter and a level of six digits that all its
   hardware shares; its devices show letter and level only: ``U61`` is ``012U000061``. Levels compare across hardware.
5. What follows the numbers refines them: ``1.8.4 < 1.8.4 SP01``. Known steps have an order among themselves
   (hot fix, patch, update, service pack, feature pack, release); other different words do not compare.
6. A build, a level (``R4.1L1``) or a commit is a *detail* of the same release, which the release's plain name covers.
7. ``3.x`` means every 3.

Left to others: what a set of versions is (``ranges``), and which of a device's fields holds its version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from medward.matching.version_keys import (
    COMMIT,
    DETAILS_END,
    END,
    INFINITE,
    LONGEST,
    NUMBER,
    STEPS,
    Atom,
    Body,
    Key,
    letter_number,
    ordered,
)

_ABSENT = frozenset(
    ("unk", "unknown", "na", "n.a", "n/a", "none", "nil", "no", "not", "see", "tbd", "tbc", "x", "xx", "?", "-", "--",
     ".", "label", "device", "various", "multiple", "latest", "current")
)  # fmt: skip
_NOISE = re.compile(
    r"(?:(?:software|firmware|version|versions|vers|ver|revision|rev|release|rel|sw|s/w|fw|f/w|number|nr|no)"
    r"(?![a-z])[\s.:#=_-]*)+",
    re.IGNORECASE,
)
_GLUED_NOISE = re.compile(r"(?:sw|fw|ver|rev|rel|[vr])[.\s_]?(?=\d)", re.IGNORECASE)
_REV_LETTER = re.compile(r"rev(?=[a-z](?![a-z]))", re.IGNORECASE)
_BRAUN = re.compile(r"(\d{3})([A-Z])(\d{6})(?!\w)")
_EDITION = re.compile(r"(\d{1,3})(?:st|nd|rd|th)\s+ed(?:ition)?\b", re.IGNORECASE)
_REVISION = re.compile(r"([A-Z]{1,2}(?=$|\.\d)|[A-Z](?=[.\s,;)]))(?:\.(?=[\dx]))?")
_SPACED = re.compile(r"[A-Z] \d+$")
_V_LETTER = re.compile(r"V([A-Z])(?=\d)")
_LABELLED = re.compile(r"([A-Za-z]{1,12})([-_ ]?)(?:(?<=[-_ ])v)?(?=\d)", re.IGNORECASE)
_START = re.compile(r"(?:[vV]\.?\s?\d|[rR]?\d+[._]|[A-Z]\.\d|V[A-Z]\d|\d)")
_MARKED = re.compile(r"(?!v\.?\d|r\d)([A-Z][\w/ .-]{0,60}?)(?:[\s_-]v\.?\s?(?=\d+\.)|\sv(?=\d))", re.IGNORECASE)
_SYSTEMS = re.compile(r"(?:win|windows|win7|win10|linux|android|ios|macos)$", re.IGNORECASE)
# With these words before it a number is no version that the text states.
_RELATES = re.compile(
    r"\b(?:except|not|no|fixed|unaffected|resolved|repaired|patched|see|least|minimum|min|max|maximum|through|bis|ab|up|"
    r"until|till|than|below|above|before|after|prior|pending|planned|target|(?:up(?:dat|grad)ed?) to)\b|"
    r"[<>=]",
    re.I,
)
_DECIMAL = re.compile(r"\d+\.0\d+")
_LOWER_REVISION = re.compile(r"(rev(?:ision)?[\W_]{0,3})([a-z])", re.IGNORECASE)
_LOWER_CODE = re.compile(r"(?<!\S)(?![0-9a-f]{7})[a-z]{1,3}(?=\.?\d)")
_DECIMAL_COMMA = re.compile(r"v?\d{1,3},\d{1,3}", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{1,2}[-/.]){1,2}(?:19|20)\d\d|(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})")
_NOT_VERSION = re.compile(r"(?:p/n|s/n|part|serial|model|ref|art)\b", re.IGNORECASE)
# What a hospital plans, guesses or measures, or the version of something else, is not the device's version.
_UNSURE = re.compile(
    r"^\s*[<>≤≥]|\?\s*$|\b(?:pending|planned|target|scheduled|prior to|or older|or newer)\b|\d\s+or\s+v?\d|"
    r"^(?:h/?w|hardware|bios|java|ip|dicom|usb|bluetooth|hl7)\s*:?\s*v?\d[\w.]*$|^\d+\s?(?:v|w|a|hz)$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*;\s*|\s*[/,]\s+|\s+/\s*|(?<=\d)/(?=v?\d+\.)|\s+(?=(?:sw|fw|hw|s/w|f/w|h/w)[\s:])", re.IGNORECASE
)
_SOFTWARE = re.compile(r"s/?w|soft", re.IGNORECASE)
_HARDWARE = re.compile(r"h/?w|hard", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be compared. Two are equal when they mean the same, however written.

    ``text`` is as written, trimmed. ``series`` is empty for plain numbers (rule 3). ``low`` and ``high`` are the keys
    between which it lies; they differ only for a family such as ``3.x``. ``top`` is the last key that its words cover
    when an advisory uses it, ``spelt`` the key without its end but with the zeros that were written: all finer versions
    begin with it. ``coarse`` is true of one single number or letter, which may stand for all that begin
    with it. ``vague`` is true of ``3.x.17``: nothing within it can be decided. ``also`` holds further versions that the
    same words gave (``FW 3.5 / SW 2.1``). ``decimal`` is true of two numbers of which the second has a zero in front.
    """

    text: str = field(compare=False)
    series: str
    low: Key
    high: Key
    top: Key = field(compare=False, default=())
    spelt: Key = field(compare=False, default=())
    label: str = ""
    part: str = ""
    coarse: bool = False
    vague: bool = False
    stepped: bool = field(compare=False, default=False)
    decimal: bool = field(compare=False, default=False)
    also: tuple[Version, ...] = field(compare=False, default=())

    def __str__(self) -> str:
        return self.text


def _make(text: str, series: str, head: tuple[Atom, ...], body: Body, label: str = "") -> Version:
    low = (*head, *body.low)
    high = (*head, *body.high) if body.high is not None else low
    coarse = not body.stepped and body.high is None and body.numbers + len(head) == 1
    if body.high is not None:
        top = high
    elif coarse or (series == "letters" and not body.stepped):
        top = (*low[:-1], INFINITE)
    else:
        top = (*low[:-1], DETAILS_END)
    decimal = body.numbers == 2 and bool(_DECIMAL.fullmatch(text.lstrip("vVrR")))
    return Version(
        text,
        series,
        low,
        high,
        top,
        spelt=(*head, *body.atoms),
        label=label.upper(),
        coarse=coarse,
        vague=body.vague,
        stepped=body.stepped,
        decimal=decimal,
    )


def _whole(text: str, series: str, number: str, part: str = "") -> Version:
    """Build a version that is one whole number of a series."""
    key: Key = ((NUMBER, int(number)), END)
    return Version(text, series, key, key, (key[0], INFINITE), key[:-1], part=part, coarse=True)


def parse(text: str, at: int = 0) -> tuple[Version, int] | None:
    """Read one version that begins at ``at``, and where it ends; None when no version begins there."""
    if COMMIT.match(text, at):
        return None  # A commit alone has no order.
    noise = _NOISE.match(text, at)
    start = noise.end() if noise else at
    if letter := _REV_LETTER.match(text, start):
        start = letter.end()
    if braun := _BRAUN.match(text, start):
        return _whole(braun[0], braun[2], braun[3], part=braun[1]), braun.end()
    if edition := _EDITION.match(text, start):
        return _whole(edition[0], "EDITION", edition[1]), edition.end()
    glued = _GLUED_NOISE.match(text, start)
    number = glued.end() if glued else start
    if text[number : number + 1].isdecimal():
        body = Body(text, number)
        return (_make(text[start : body.end], "", (), body), body.end) if body.numbers else None
    if (revision := _REVISION.match(text, start)) and not _SPACED.match(text, start):
        dotted = revision[0].endswith(".")
        body = Body(text if dotted else text[: revision.end()], revision.end())
        return _make(text[start : body.end], "letters", (letter_number(revision[1]),), body), body.end
    if healthineers := _V_LETTER.match(text, start):
        body = Body(text, healthineers.end())
        return _make(text[start : body.end], "V", (letter_number(healthineers[1]),), body), body.end
    if not (labelled := _LABELLED.match(text, start)):
        return None
    body = Body(text, labelled.end())
    if not body.numbers:
        return None
    word, between = labelled[1], labelled[2]
    named = between == "-" or (between == " " and (len(word) > 3 or not word.isupper()))
    several = body.numbers > 1 or body.high is not None
    is_label = len(word) > 1 and word.lower() not in STEPS and (named or several)
    series, label = ("", word) if is_label else (word.upper(), "")
    return _make(text[start : body.end], series, (), body, label), body.end


def _tidy(text: str) -> str:
    return text.strip().strip(",;\"'").strip()


def read_named(text: str) -> Version | None:
    """Read a version that may stand after a name: ``AP 3.0``, ``CPCI85 V05.11``, ``S4 A.07.107``; else None.

    What stands after the version is not looked at: the caller compares ``text`` with what it gave.
    """
    text = _tidy(text[:LONGEST])
    if (marked := _MARKED.match(text)) and not _NOISE.fullmatch(marked[1] + " "):
        # "CPCI85 V05.11": the marked number is the version, what stands before is its name.
        later = parse(text, marked.end())
        return _named(later[0], marked[1], text) if later else None
    found = parse(text)
    words = text.split()
    if len(words) > 1 and (not found or (found[0].series and _START.match(text[found[1] :].strip()))):
        at = 0
        for position, word in enumerate(words[:6]):
            at = text.find(word, at)
            if position and _START.match(word) and (later := parse(text, at)):
                label = " ".join(words[:position])
                if _SYSTEMS.search(label) or _RELATES.search(label):
                    return None
                return _named(later[0], "" if _NOISE.fullmatch(label + " ") else label, text)
            at += len(word)
    return found[0] if found and not _RELATES.search(found[0].label) else None


def _named(version: Version, label: str, text: str) -> Version:
    """Put the label before it; the text then runs from the label's beginning to the version's end."""
    start = text.find(label) if label else text.find(version.text)
    end = text.find(version.text, start) + len(version.text)
    return replace(version, text=text[start:end], label=" ".join(label.upper().split()))


def read_version(text: str) -> Version | None:
    """Read the version of a device as a hospital writes it; None when the text names none (``see label``, ``UNK``).

    ``FW 3.5 / SW 2.1`` gives both: the software's first, the other under ``also``; a hardware's version beside them is
    left out. A date alone is no version. Never raises; only the first 200 characters are looked at.
    """
    text = _tidy(text[:LONGEST])
    if not text or text.lower().strip(".?- ") in _ABSENT or text.lower().split()[0] in _ABSENT:
        return None
    if _DATE.fullmatch(text) or _NOT_VERSION.match(text) or _UNSURE.search(text):
        return None
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) > 1:
        return _of_parts(text, [part for part in parts[:4] if not _HARDWARE.match(part)] or parts[:1])
    # Exports without capitals write "rev j" and "b.06.18".
    capital = _LOWER_REVISION.sub(lambda match: match[1] + match[2].upper(), text) if len(text) < 12 else text
    capital = _LOWER_CODE.sub(lambda match: match[0].upper(), capital)
    version = None if _SYSTEMS.match(text.split()[0]) else read_named(capital)
    if version is None or (version.series == "letters" and version.coarse and not _lone_letter(capital)):
        return None
    return replace(version, text=text)


def _of_parts(text: str, parts: list[str]) -> Version | None:
    """Read several versions in one text: the software's first, else in their order."""
    read = [(part, version) for part in parts if (version := read_version(part))]
    read.sort(key=lambda pair: not _SOFTWARE.match(pair[0]))
    if not read:
        return None
    first = read[0][1]
    return replace(first, text=text, also=tuple(version for _, version in read[1:] if version != first))


def _lone_letter(text: str) -> bool:
    """Tell whether the text is a revision letter and nothing else: the first word of a sentence is none."""
    noise = _NOISE.match(text)
    return len(text[noise.end() if noise else 0 :].removeprefix("Rev").strip(" .-")) <= 2


def comparable(a: Version, b: Version) -> bool:
    """Tell whether the two are of one numbering, so that their order means something."""
    return a.series == b.series and (not a.label or not b.label or a.label == b.label)


def compare(a: Version, b: Version) -> int | None:
    """Return -1, 0 or 1 as ``a`` is before, the same as or after ``b``; None when they do not compare.

    Within one series and its known steps this is a total order.
    """
    if not comparable(a, b) or a.vague or b.vague:
        return None
    if a.low == b.low and a.high == b.high:
        # The digits in front (``028U…``, ``054U…``) say for which hardware: one level on two is not one software.
        return 0 if not a.part or not b.part or a.part == b.part else None
    if a.stepped and b.stepped and not ordered(a.low, b.low):
        return None
    if a.high < b.low:
        return -1
    return 1 if a.low > b.high else None
