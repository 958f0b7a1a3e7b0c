"""A version as somebody wrote it, and the order of versions.

A version is read into a key of atoms that Python compares directly. Rules, with their reasons in
``docs/adr/0021-version-expressions.md``:

1. Numbers compare as numbers and trailing zeros say nothing: ``1.9 < 1.10``, ``12.1.0 = 12.1``.
2. A word before the number that only announces it (``Version``, ``SW``, ``Rev``, ``R``) is dropped. Any other word is a
   label; two different labels are two numberings, which do not compare.
3. Letters glued before a whole number (``U61``, ``BT05``), a revision letter (``B.06.18``, ``K``) and ``VB30A`` each
   are a *series*; versions of different series do not compare.
4. B. Braun numbers its software by product (three digits), market letter and six running digits, and its devices show
   letter and running number only: ``U61`` is ``012U000061``. Two full numbers of different products do not compare.
5. What follows the numbers refines them: ``1.8.4 < 1.8.4 SP01``. Known steps have an order among themselves
   (hot fix, patch, update, service pack, feature pack, release); other different words do not compare.
6. A build, a level (``R4.1L1``) or a commit is a *detail* of the same release, which the release's plain name covers.
7. ``3.x`` means every 3.

Left to others: what a set of versions is (``ranges``), and which of a device's fields holds its version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

Atom = tuple[int, ...] | tuple[int, int, str, int]
Key = tuple[Atom, ...]

# The first number of an atom gives its class: before the plain release, the plain release itself, a step after it
# (class, rank, word, number), a further number, and more than anything that may follow.
_BEFORE, _PLAIN, _STEP, _NUMBER = 0, 1, 2, 3
END: Atom = (_PLAIN,)
INFINITE: Atom = (9,)
_DETAILS_END: Atom = (_STEP, 9)
_LADDER = range(20, 80)
_LETTER_RANK, _OTHER_RANK = 10, 90

#: Words after the numbers: their one name and their rank. Ranks below 9 are details, those in ``_LADDER`` are ordered.
_STEPS: dict[str, tuple[str, int]] = {
    "build": ("build", 1), "bld": ("build", 1), "buildnr": ("build", 1), "l": ("level", 2),
    "hf": ("hf", 20), "hotfix": ("hf", 20), "hotfixrev": ("hf", 20),
    "p": ("patch", 30), "patch": ("patch", 30),
    "u": ("update", 40), "upd": ("update", 40), "update": ("update", 40),
    "cu": ("cu", 40), "ru": ("ru", 40), "qu": ("qu", 40),
    "sp": ("sp", 50), "servicepack": ("sp", 50), "sr": ("sr", 50), "mr": ("mr", 50), "mp": ("mp", 50),
    "fp": ("fp", 60), "featurepack": ("fp", 60),
    "r": ("r", 70), "release": ("r", 70), "rel": ("r", 70), "rev": ("r", 70),
}  # fmt: skip
_BEFORE_RELEASE = {"alpha": 1, "beta": 2, "pre": 3, "preview": 3, "rc": 4}

_ABSENT = frozenset(
    "unk unknown na n.a n/a none nil no not see tbd tbc x xx ? - -- . label device various multiple latest current".split()
)
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
_V_LETTER = re.compile(r"V([A-Z])(?=\d)")
_LABELLED = re.compile(r"([A-Za-z]{1,12})([-_ ]?)(?:(?<=[-_ ])v)?(?=\d)", re.IGNORECASE)
#: Two words that are one step: "Service Pack 01", "Hot Fix 2", "Build Nr. 7".
_PAIRS = {
    ("service", "pack"): "sp", ("feature", "pack"): "fp", ("hot", "fix"): "hf", ("security", "patch"): "patch",
    ("cumulative", "update"): "cu", ("build", "nr"): "build", ("build", "number"): "build",
}  # fmt: skip
_START = re.compile(r"(?:[vV]\.?\s?\d|[rR]?\d+[._]|[A-Z]\.\d|\d)")
_MARKED = re.compile(r"(?!v\.?\d|r\d)([A-Z][\w/ .-]{0,60}?)(?:[\s_-]v\.?\s?(?=\d+\.)|\sv(?=\d))", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[A-Za-z]+|\s+|.", re.DOTALL)
_COMMIT = re.compile(r"(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}(?![0-9A-Za-z])")
_SYSTEMS = re.compile(r"(?:win|windows|win7|win10|linux|android|ios|macos)$", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.0\d+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be compared. Two are equal when they mean the same, however written.

    ``text`` is as written, trimmed. ``series`` is empty for plain numbers (rule 3). ``low`` and ``high`` are the keys
    between which it lies; they differ only for a family such as ``3.x``. ``top`` is the last key that its words cover
    when an advisory uses it. ``coarse`` is true of one single number or letter, which may stand for all that begin
    with it. ``vague`` is true of ``3.x.17``: nothing within it can be decided. ``also`` holds further versions that the
    same words gave (``FW 3.5 / SW 2.1``). ``decimal`` is true of two numbers of which the second is written with a zero in front.
    """

    text: str = field(compare=False)
    series: str
    low: Key
    high: Key
    top: Key = field(compare=False, default=())
    label: str = ""
    part: str = ""
    coarse: bool = False
    vague: bool = False
    stepped: bool = field(compare=False, default=False)
    decimal: bool = field(compare=False, default=False)
    also: tuple[Version, ...] = field(compare=False, default=())

    @property
    def stem(self) -> Key:
        """The key without its end: what all finer versions begin with."""
        return self.low[:-1]

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class _Body:
    """The atoms that ``_read_body`` found and where it stopped."""

    atoms: list[Atom] = field(default_factory=list)
    numbers: int = 0
    low: Key = ()
    high: Key | None = None
    vague: bool = False
    stepped: bool = False
    end: int = 0


def _strip_zeros(atoms: list[Atom]) -> list[Atom]:
    """Drop the zeros at the end, which say nothing (rule 1)."""
    end = len(atoms)
    while end and atoms[end - 1] == (_NUMBER, 0):
        end -= 1
    return atoms[:end]


def _read_body(text: str, start: int) -> _Body:  # noqa: C901 - one loop over tokens, each branch one kind of token
    """Read numbers and what refines them from ``start`` on, up to the first word that is no part of a version."""
    body = _Body(end=start)
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(text, start, start + _LONGEST)]
    atoms = body.atoms
    index, depth = 0, 0
    while index < len(tokens):
        token, at = tokens[index]
        after, later = (tokens[index + step][0] if index + step < len(tokens) else "" for step in (1, 2))
        before = tokens[index - 1][0] if index else ""
        if token.isdecimal() and token.isascii():
            commit = _COMMIT.match(text, at) if before in {"-", "+", "_"} and body.numbers else None
            if commit:
                atoms[:] = [*_strip_zeros(atoms), (_STEP, 3, commit.group(), 0)]
                body.stepped, body.end = True, commit.end()
                break
            if before.isspace() and body.numbers:
                break
            atoms.append((_NUMBER, int(token[:18])))
            body.numbers += 1
            body.end = at + len(token)
            index += 1
            continue
        word = token.lower()
        if word == "v" and before in {" ", "_"}:
            break  # Another version begins.
        if (
            (word in {"x", "xx", "xxx"} and before in {".", "-"} and body.numbers)
            or (token == "x" and before.isdecimal())
            or (token in {"*", "X"} and before == ".")
        ):
            if before not in {".", "-"}:  # One digit is open: "C.0x" is C.00 to C.09.
                last = atoms[-1][1]
                open_digits: Atom = (_NUMBER, int(last) * 10 + 9 if last else 9)
                body.high = (*atoms[:-1], open_digits, INFINITE)
            else:
                body.high = (*atoms, INFINITE)
            body.end = at + len(token)
            index += 1
            while index + 1 < len(tokens) and tokens[index][0] in {".", "-"}:
                following = tokens[index + 1][0]
                body.vague |= following.isdecimal()
                if not (following.isdecimal() or following.lower().strip("x") in {"", "*"}):
                    break
                body.end = tokens[index + 1][1] + len(following)
                index += 2
            break
        if token.isalpha() and token.isascii():
            if after.isspace() and (pair := _PAIRS.get((word, later.lower()))):
                index, word = index + 2, pair
                after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
            # A number belongs to the word before it, over a few separators: "SP 3", "Build Nr. 7".
            step = 1
            while step < 4 and index + step < len(tokens) and tokens[index + step][0] in {" ", "-", "_", ".", ":"}:
                step += 1
            number = tokens[index + step][0] if index + step < len(tokens) else ""
            number, step = (number, step + 1) if number.isdecimal() else ("", 1)
            glued = before.isdecimal() or before == ")"
            name, rank = _STEPS.get(word, ("", 0))
            if word in {"and", "or", "to", "with", "for", "on", "in"}:
                break
            if word in _BEFORE_RELEASE:
                atom: Atom = (_BEFORE, _BEFORE_RELEASE[word], word, int(number[:18] or 0))
            elif name and (number or (len(word) > 1 and (glued or word == "mr"))):
                atom = (_STEP, rank, name, int(number[:18] or 0))
            elif len(word) == 1 and (glued or (before == " " and not after and body.numbers > 1)) and not number:
                atom = (_STEP, _LETTER_RANK, word, 0)
            elif (glued or before in {".", "-", "_"}) and len(word) <= 4:
                atom = (_STEP, _OTHER_RANK, word, int(number[:18] or 0))
            elif number and len(word) <= 4 and after != "." and (token.isupper() or after.isdecimal()):
                atom = (_STEP, _OTHER_RANK, word, int(number[:18] or 0))
            else:
                break
            atoms[:] = [*_strip_zeros(atoms), atom]
            body.stepped = True
            index += step
            last_token, last_at = tokens[index - 1]
            body.end = last_at + len(last_token)
            continue
        if token == "(":
            inside = text[at + 1 : text.find(")", at) if ")" in text[at : at + 60] else at + 1].strip().lower()
            if not (inside[:5] == "build" or (inside.isalnum() and inside[:1].isdecimal() and before.isdecimal())):
                break
            depth += 1
        elif token == ")":
            if not depth:
                break
            depth -= 1
            body.end = at + 1
        elif not (token in {".", "-", "_", "+", "{", "}"} or token.isspace()):
            break
        index += 1
    stripped = _strip_zeros(atoms)
    body.low = (*stripped, END)
    return body


def _make(text: str, series: str, head: tuple[Atom, ...], body: _Body, label: str = "", part: str = "") -> Version:
    low = (*head, *body.low)
    high = (*head, *body.high) if body.high is not None else low
    coarse = not body.stepped and body.high is None and (body.numbers + len(head)) == 1
    if body.high is not None:
        top = high
    elif coarse or (series == "letters" and not body.stepped):
        top = (*low[:-1], INFINITE)
    else:
        top = (*low[:-1], _DETAILS_END)
    decimal = body.numbers == 2 and bool(_DECIMAL.fullmatch(text.lstrip("vVrR")))
    return Version(text, series, low, high, top, label.upper(), part, coarse, body.vague, body.stepped, decimal)


def _letters(word: str) -> Atom:
    """A revision letter as a number: A is 1, Z is 26, AA is 27, as drawings are revised."""
    value = 0
    for letter in word.upper():
        value = value * 26 + ord(letter) - 64
    return (_NUMBER, value)


def parse(text: str, at: int = 0) -> tuple[Version, int] | None:
    """Read one version that begins at ``at``, and where it ends; None when no version begins there."""
    if _COMMIT.match(text, at):
        return None  # A commit alone has no order.
    noise = _NOISE.match(text, at)
    start = noise.end() if noise else at
    if letter := _REV_LETTER.match(text, start):
        start = letter.end()
    if braun := _BRAUN.match(text, start):
        body = _Body(low=((_NUMBER, int(braun[3])), END), numbers=1, end=braun.end())
        return _make(text[start : body.end], braun[2], (), body, part=braun[1]), body.end
    if edition := _EDITION.match(text, start):
        body = _Body(low=((_NUMBER, int(edition[1])), END), numbers=1, end=edition.end())
        return _make(text[start : body.end], "EDITION", (), body), body.end
    if glued := _GLUED_NOISE.match(text, start):
        start_number = glued.end()
    else:
        start_number = start
    if text[start_number : start_number + 1].isdecimal():
        body = _read_body(text, start_number)
        return (_make(text[start : body.end], "", (), body), body.end) if body.numbers else None
    if revision := _REVISION.match(text, start):
        body = _read_body(text, revision.end())
        if revision[0].endswith("."):
            return _make(text[start : body.end], "letters", (_letters(revision[1]),), body), body.end
        body = _Body(low=(END,), end=revision.end())
        return _make(revision[1], "letters", (_letters(revision[1]),), body), body.end
    if healthineers := _V_LETTER.match(text, start):
        body = _read_body(text, healthineers.end())
        return _make(text[start : body.end], "V", (_letters(healthineers[1]),), body), body.end
    if labelled := _LABELLED.match(text, start):
        body = _read_body(text, labelled.end())
        if not body.numbers:
            return None
        word = labelled[1].upper()
        named = labelled[2] == " " and (len(word) > 3 or not labelled[1].isupper())
        plain = (body.numbers > 1 or labelled[2] == "-" or named) and labelled[1].lower() not in _STEPS
        series, label = ("", word) if plain and len(word) > 1 else (word, "")
        return _make(text[start : body.end], series, (), body, label), body.end
    return None


def _tidy(text: str) -> str:
    return text.strip().strip(",;\"'").strip()


def read_named(text: str) -> Version | None:
    """Read a version that may stand after a name (``AP 3.0``, ``CPCI85 V05.11``, ``S4 A.07.107``); None when there is none.

    The whole text must be used up but for a remark after the version.
    """
    text = _tidy(text[:_LONGEST])
    if (marked := _MARKED.match(text)) and not _NOISE.fullmatch(marked[1] + " "):
        # "CPCI85 V05.11": the marked number is the version, what stands before is its name.
        later = parse(text, marked.end())
        return _named(later[0], marked[1], text) if later else None
    found = parse(text)
    words = text.split()
    if len(words) > 1 and not (found and (found[1] == len(text) or not found[0].series)):
        at = 0
        for position, word in enumerate(words[:6]):
            at = text.find(word, at)
            if position and _START.match(word) and (later := parse(text, at)):
                label = " ".join(words[:position])
                if _SYSTEMS.search(label):
                    return None
                return _named(later[0], "" if _NOISE.fullmatch(label + " ") else label, text)
            at += len(word)
    return found[0] if found else None


def _named(version: Version, label: str, text: str) -> Version:
    """The version with the label before it; its text runs from the label's beginning to the version's end."""
    start = text.find(label) if label else text.find(version.text)
    end = text.find(version.text, start) + len(version.text)
    return replace(version, text=text[start:end], label=" ".join(label.upper().split()))


def read_version(text: str) -> Version | None:
    """Read the version of a device as a hospital writes it; None when the text names none (``see label``, ``UNK``).

    ``FW 3.5 / SW 2.1`` gives both: the software's first, the other under ``also``.
    """
    text = _tidy(text[:_LONGEST])
    if not text or text.lower().strip(".?- ") in _ABSENT or text.lower().split()[0] in _ABSENT:
        return None
    parts = [part for part in re.split(r"\s*[/;,]\s+|\s+/\s*|\s*;\s*", text) if part]
    if len(parts) > 1:
        read = [(part, version) for part in parts[:4] if (version := read_version(part))]
        read.sort(key=lambda pair: not re.match(r"s/?w|soft", pair[0], re.IGNORECASE))
        if not read:
            return None
        first = read[0][1]
        rest = tuple(version for _, version in read[1:] if version != first)
        return replace(first, text=text, also=rest)
    words = text.split()
    if _SYSTEMS.match(words[0]):
        return None
    version = read_named(text)
    if version is None or (version.series == "letters" and version.coarse and not _lone_letter(text)):
        return None
    return replace(version, text=text)


def _lone_letter(text: str) -> bool:
    """Whether the text is a revision letter and nothing else, so that the first word of a sentence is not taken for one."""
    noise = _NOISE.match(text)
    return len(text[noise.end() if noise else 0 :].removeprefix("Rev").strip(" .")) <= 2


def comparable(a: Version, b: Version) -> bool:
    """Whether the two are of one numbering, so that their order means something."""
    return (
        a.series == b.series
        and (not a.label or not b.label or a.label == b.label)
        and (not a.part or not b.part or a.part == b.part)
    )


def ordered(a: Key, b: Key) -> bool:
    """Whether the first difference of two keys has a known order (rule 5)."""
    for left, right in zip(a, b, strict=False):
        if left != right:
            if left[0] != _STEP or right[0] != _STEP or len(left) < 4 or len(right) < 4:
                return True
            if left[2] == right[2]:
                return True
            if left[1] == right[1] == _LETTER_RANK:
                return True
            return left[1] != right[1] and left[1] in _LADDER and right[1] in _LADDER
    return True


def compare(a: Version, b: Version) -> int | None:
    """-1, 0 or 1 as ``a`` is before, the same as or after ``b``; None when they do not compare.

    Within one series and its known steps this is a total order.
    """
    if not comparable(a, b) or a.vague or b.vague:
        return None
    if a.low == b.low and a.high == b.high:
        return 0
    if a.stepped and b.stepped and not ordered(a.low, b.low):
        return None
    if a.high < b.low:
        return -1
    return 1 if a.low > b.high else None
