"""The key of a version: atoms that Python compares directly, and how they are read from text.

An atom's first number is its class: ``BEFORE`` the plain release (a beta), ``PLAIN`` (the end of every key), ``STEP``
(class, rank, word, number), ``NUMBER``, and ``INFINITE``, which is after all that may follow. So ``1.8.4`` is before
``1.8.4 SP01``, which is before ``1.8.4.1``, by comparing tuples.

Rules:

1. Zeros at the end of a run of numbers are dropped.
2. A step's rank says what may be compared: details (below ``DETAILS_END``) belong to the release they stand behind,
   those in ``LADDER`` have an order among themselves, all others compare with their own kind only.
3. Text is read up to the first word that is no part of a version, never more than 200 characters, in linear time.
"""

from __future__ import annotations

import re

Atom = tuple[int, ...] | tuple[int, int, str, int]
Key = tuple[Atom, ...]

BEFORE, PLAIN, STEP, NUMBER = 0, 1, 2, 3
END: Atom = (PLAIN,)
INFINITE: Atom = (9,)
DETAILS_END: Atom = (STEP, 9)
LADDER = range(20, 80)
_LETTER_RANK, _OTHER_RANK = 10, 90

#: Words after the numbers: their one name and their rank.
STEPS: dict[str, tuple[str, int]] = {
    "build": ("build", 1), "bld": ("build", 1), "buildnr": ("build", 1), "l": ("level", 2),
    "hf": ("hf", 20), "hotfix": ("hf", 20), "hotfixrev": ("hf", 20),
    "p": ("patch", 30), "patch": ("patch", 30),
    "u": ("update", 40), "upd": ("update", 40), "update": ("update", 40),
    "cu": ("cu", 40), "ru": ("ru", 40), "qu": ("qu", 40),
    "sp": ("sp", 50), "servicepack": ("sp", 50), "sr": ("sr", 50), "mr": ("mr", 50), "mp": ("mp", 50),
    "fp": ("fp", 60), "featurepack": ("fp", 60),
    "r": ("r", 70), "release": ("r", 70), "rel": ("r", 70), "rev": ("r", 70),
}  # fmt: skip
#: Two words that are one step: "Service Pack 01", "Hot Fix 2", "Build Nr. 7".
_PAIRS = {
    ("service", "pack"): "sp", ("feature", "pack"): "fp", ("hot", "fix"): "hf", ("security", "patch"): "patch",
    ("cumulative", "update"): "cu", ("build", "nr"): "build", ("build", "number"): "build",
}  # fmt: skip
_BEFORE_RELEASE = {"alpha": 1, "beta": 2, "pre": 3, "preview": 3, "rc": 4}
_NO_STEPS = frozenset(("and", "or", "to", "with", "for", "on", "in"))
_PIECE = re.compile(r"\d+|[A-Za-z]+|\s+|.", re.DOTALL)
COMMIT = re.compile(r"(?=[0-9a-f]{0,40}?[a-f])(?=[a-f]{0,40}?[0-9])[0-9a-f]{7,40}(?![0-9A-Za-z])")
LONGEST = 200


class Body:
    """The atoms of a version, read from ``start`` on up to the first word that is no part of a version.

    ``low`` is the key, ``high`` the end of a family (None for a single version), ``numbers`` how many numbers were
    written, ``stepped`` whether a step or detail follows them, ``end`` where the version stops in the text.
    """

    def __init__(self, text: str, start: int) -> None:
        self.atoms: list[Atom] = []
        self.high: Key | None = None
        self.numbers = 0
        self.stepped = self.vague = False
        self.end = start
        self._text = text
        self._pieces = [(match[0], match.start()) for match in _PIECE.finditer(text, start, start + LONGEST)]
        self._index = self._open = 0
        while self._index < len(self._pieces) and self._take():
            pass
        self.low: Key = (*strip_zeros(self.atoms), END)

    def _piece(self, step: int = 0) -> str:
        """Return the piece so many steps away; empty beyond the ends."""
        index = self._index + step
        return self._pieces[index][0] if 0 <= index < len(self._pieces) else ""

    def _place(self) -> int:
        """Where the next piece stands in the text."""
        return self._pieces[self._index][1]

    def _advance(self, steps: int) -> bool:
        """Count the next pieces as part of the version."""
        self._index += steps
        piece, at = self._pieces[self._index - 1]
        self.end = at + len(piece)
        return True

    def _take(self) -> bool:
        """Take the next piece; False when the version has ended before it."""
        piece, before = self._piece(), self._piece(-1)
        if before in {"-", "+", "_"} and self.numbers and (commit := COMMIT.match(self._text, self._place())):
            self._step((STEP, 3, commit[0], 0))
            self.end = commit.end()
            return False
        if piece.isdecimal() and piece.isascii():
            return self._number(piece, before)
        if piece in {"x", "X", "*", "xx", "XX", "xxx"} and self.numbers:
            if before in {".", "-"}:
                return self._family((*self.atoms, INFINITE))
            if piece == "x" and before.isdecimal():  # One digit is open: "C.0x" is C.00 to C.09.
                first = int(self.atoms.pop()[1]) * 10
                self.atoms.append((NUMBER, first))
                return self._family((*self.atoms[:-1], (NUMBER, first + 9), INFINITE))
        if piece.isalpha() and piece.isascii():
            return self._word(piece, before)
        return self._sign(piece, before)

    def _number(self, piece: str, before: str) -> bool:
        if before.isspace() and self.numbers:
            return False
        self.atoms.append((NUMBER, int(piece)))
        self.numbers += 1
        return self._advance(1)

    def _family(self, high: Key) -> bool:
        """End with a wildcard and those after it; a number after it (``3.x.17``) leaves the family undecided."""
        self.high = high
        self._advance(1)
        while self._piece() in {".", "-"} and re.fullmatch(r"\d+|[xX]+|\*", self._piece(1)):
            self.vague |= self._piece(1).isdecimal()
            self._advance(2)
        return False

    def _step(self, atom: Atom) -> None:
        self.atoms = [*strip_zeros(self.atoms), atom]
        self.stepped = True

    def _word(self, piece: str, before: str) -> bool:
        word = piece.lower()
        if pair := _PAIRS.get((word, self._piece(2).lower())) if self._piece(1).isspace() else None:
            self._index, word = self._index + 2, pair
        if word in _NO_STEPS or (word == "v" and before in {" ", "_"}):
            return False
        number, steps = self._number_after()
        value = int(number or 0)
        glued = before.isdecimal() or before == ")"
        last = before == " " and not self._piece(1) and self.numbers > 1
        name, rank = STEPS.get(word, ("", 0))
        short = len(word) <= 4
        if word in _BEFORE_RELEASE:
            atom: Atom = (BEFORE, _BEFORE_RELEASE[word], word, value)
        elif name and (number or (len(word) > 1 and (glued or word == "mr"))):
            atom = (STEP, rank, name, value)
        elif len(word) == 1 and (glued or last) and not number:
            atom = (STEP, _LETTER_RANK, word, 0)
        elif short and (
            glued
            or before in {".", "-", "_"}
            or (number and self._piece(1) != "." and (piece.isupper() or self._piece(1).isdecimal()))
        ):
            atom = (STEP, _OTHER_RANK, word, value)
        else:
            return False
        self._step(atom)
        return self._advance(steps)

    def _number_after(self) -> tuple[str, int]:
        """Return the number that belongs to a word (``SP 3``, ``Build Nr. 7``), and how many pieces that takes."""
        steps = 1
        while steps < 4 and self._piece(steps) in {" ", "-", "_", ".", ":"}:
            steps += 1
        number = self._piece(steps)
        return (number, steps + 1) if number.isdecimal() and number.isascii() else ("", 1)

    def _sign(self, piece: str, before: str) -> bool:
        """Pass a separator; a parenthesis belongs to the version around a build or, as with Cisco, one number."""
        if piece == "(":
            at = self._place() + 1
            inside = self._text[at : at + 60].partition(")")[0].strip().lower()
            if not inside.startswith("build") and not (
                inside.isalnum() and inside[0].isdecimal() and before.isdecimal()
            ):
                return False
            self._open += 1
        elif piece == ")":
            if not self._open:
                return False
            self._open -= 1
            return self._advance(1)
        elif not (piece in {".", "-", "_", "+", "{", "}"} or piece.isspace()):
            return False
        self._index += 1
        return True


def strip_zeros(atoms: list[Atom]) -> list[Atom]:
    """Drop the zeros at the end, which say nothing (rule 1)."""
    end = len(atoms)
    while end and atoms[end - 1] == (NUMBER, 0):
        end -= 1
    return atoms[:end]


def letter_number(word: str) -> Atom:
    """Turn a revision letter into a number: A is 1, Z is 26, AA is 27, as drawings are revised."""
    value = 0
    for letter in word.upper():
        value = value * 26 + ord(letter) - 64
    return (NUMBER, value)


def ordered(a: Key, b: Key) -> bool:
    """Whether the first difference of two keys has a known order (rule 5)."""
    for left, right in zip(a, b, strict=False):
        if left != right:
            if left[0] != STEP or right[0] != STEP or len(left) < 4 or len(right) < 4:
                return True
            if left[2] == right[2]:
                return True
            if left[1] == right[1] == _LETTER_RANK:
                return True
            return left[1] != right[1] and left[1] in LADDER and right[1] in LADDER
    return True
