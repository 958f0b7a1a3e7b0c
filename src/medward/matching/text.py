"""How free text is made comparable: letters, tokens, and runs of tokens without blanks.

Rules:

1. Case, accents, trade-mark signs and hyphens carry no meaning in a name; ``+``, ``@`` and ``&`` are read as words,
   because ``XR656+`` is another device than ``XR656``.
2. A decimal number stays one token (``1.5T``), and ``3.0T`` is ``3T``.
3. Text that was decoded twice (``YhtymÃ¤``) is repaired for comparing only; records keep what was written.

Which words matter is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = str.maketrans(
    {
        "®": " ",
        "™": " ",
        "©": " ",
        "℠": " ",
        "'": "",
        "\u2019": "",
        "`": "",
        "\u00b4": "",
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
    }
)
_WORD_SIGNS = re.compile(r"(?<=[0-9a-z])\+(?![0-9])|[@&]")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)+[a-z]*|[a-z0-9]+")
_ZERO_DECIMALS = re.compile(r"^([0-9]+)(?:\.0+)+([a-z]*)$")
_LONGEST_RUN = 4


def normalise(text: str) -> str:
    """Return ``text`` in lower-case letters without accents, marks and apostrophes; signs that are words spelt out."""
    if "Ã" in text or "Â" in text:
        text = _decoded_once(text)
    plain = unicodedata.normalize("NFKD", text.translate(_MARKS)).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character)).translate(_MARKS)
    return _WORD_SIGNS.sub(lambda found: {"+": " plus ", "@": " at ", "&": " and "}[found[0]], plain)


@lru_cache(maxsize=16384)
def tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of ``text`` in order: words, numbers and codes in lower case."""
    return tuple(_shortened(token) for token in _TOKEN.findall(normalise(text)))


def squash(text: str) -> str:
    """Return the tokens of ``text`` as one word, the form in which names are compared."""
    return "".join(tokens(text))


def runs(words: tuple[str, ...]) -> dict[str, int]:
    """Return every run of one to four neighbouring tokens as one word, with the position of its first token."""
    found: dict[str, int] = {}
    for start in range(len(words)):
        run = ""
        for word in words[start : start + _LONGEST_RUN]:
            run += word
            found.setdefault(run, start)
    return found


def one_letter_less(word: str) -> tuple[str, ...]:
    """Return ``word`` and each spelling of it with one letter left out; two words one edit apart share one of them."""
    return (word, *dict.fromkeys(word[:place] + word[place + 1 :] for place in range(len(word))))


def _shortened(token: str) -> str:
    decimals = _ZERO_DECIMALS.match(token)
    return decimals[1] + decimals[2] if decimals else token


def _decoded_once(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
