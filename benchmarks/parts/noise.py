"""How exports of maintenance systems spoil names and versions, drawn from a seeded generator.

Rules:

1. Every choice comes from the ``Random`` that the caller gives, so that one seed makes one fleet.
2. Texts are spoilt as people and systems spoil them: legal forms lost or added, words broken off or without vowels, one
   letter wrong, all capitals, columns swapped or merged, versions missing or with a word before them.
"""

from __future__ import annotations

import re
from random import Random

from medward.matching.rows import RowKey

_LEGAL_FORM = re.compile(r"[\s,]+(?:inc|ltd|llc|gmbh|ag|co|corp|corporation|company|s\.?a|n\.?v|b\.?v|plc)\b\.?", re.I)
_LEGAL_FORMS = ("Inc", "Inc.", "Ltd", "GmbH", "AG", "Corp", "USA", "Healthcare", "Systems")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_BEFORE_VERSION = ("", "", "", "v", "V", "Ver. ", "SW ", "FW ", "Rev ", "version ")
_NO_VERSION = ("", "", "", "UNK", "-", "see label", "N/A")
_DEVICE_WORDS = ("", "", "", "MONITOR", "controller", "GATEWAY", "server", "PUMP", "workstation", "network device")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SYLLABLES = ("ba", "cor", "del", "fi", "gan", "hu", "ix", "jo", "kel", "lum", "mar", "no", "per", "qui", "ras", "tov")


def product_row(maker: str, name: str, version: str, random: Random) -> RowKey:
    """Return a row as an export might show the product of an advisory; ``version`` is the advisory's expression."""
    maker, name, shown = spoilt_maker(maker, random), spoilt_name(name, random), version_near(version, random)
    word = random.choice(_DEVICE_WORDS)
    layout = random.random()
    if layout < 0.55:
        return RowKey(maker, name, word, shown)
    if layout < 0.75:
        numbers = [part for part in name.split() if any(map(str.isdigit, part))]
        return RowKey(maker, numbers[0] if numbers else "", name, shown)
    if layout < 0.87:
        words = name.split()
        return RowKey(maker, " ".join(words[: (len(words) + 1) // 2]), " ".join(words[(len(words) + 1) // 2 :]), shown)
    if layout < 0.94:
        return RowKey(name, maker, word, shown)
    return RowKey("", f"{maker} {name}", word, shown)


def catalogue_row(maker: str, brand: str, number: str, description: str, random: Random) -> RowKey:
    """Return a row as an export might show a product of a device catalogue, which gives no software version."""
    number, brand = spoilt_name(number, random), spoilt_name(brand, random)
    model, rest = (number, f"{brand} {description}") if random.random() < 0.5 else (f"{brand} {number}", description)
    version = _any_version(random) if random.random() < 0.5 else random.choice(_NO_VERSION)
    return RowKey(spoilt_maker(maker, random), model, rest[:80], version)


def nonsense_row(random: Random) -> RowKey:
    """Return a row of invented words that look like a maker, a model and a version."""

    def invented(least: int, most: int) -> str:
        return "".join(random.choice(_SYLLABLES) for _ in range(random.randint(least, most)))

    model = f"{invented(1, 2)[:5].upper()}-{random.randint(10, 9999)}"
    description = f"{invented(2, 3)} {random.choice(_DEVICE_WORDS)}"
    return RowKey(invented(2, 4).title(), model, description, _any_version(random))


def spoilt_maker(maker: str, random: Random) -> str:
    """Return a maker's name with its legal form lost or changed, a typing error, or other case."""
    if random.random() < 0.4:
        maker = _LEGAL_FORM.sub("", maker)
    elif random.random() < 0.2:
        maker = f"{maker} {random.choice(_LEGAL_FORMS)}"
    return _cased(_mistyped(maker, random, share=0.06), random)


def spoilt_name(name: str, random: Random) -> str:
    """Return a product's name with words abbreviated or left out, a typing error, or other case."""
    words = name.split()
    if len(words) > 2 and random.random() < 0.25:
        del words[random.randrange(1, len(words))]
    if words and random.random() < 0.2:
        place = random.randrange(len(words))
        words[place] = _abbreviated(words[place], random)
    return _cased(_mistyped(" ".join(words), random, share=0.08), random)


def version_near(expression: str, random: Random) -> str:
    """Return a device's version at or near a number of ``expression``, or nothing; in one of the styles of exports."""
    numbers = _NUMBER.findall(expression)
    if not numbers or random.random() < 0.15:
        return random.choice(_NO_VERSION) if random.random() < 0.6 else _any_version(random)
    parts = random.choice(numbers).split(".")
    place = random.randrange(len(parts))
    parts[place] = str(max(0, int(parts[place][:9]) + random.randint(-2, 2)))
    return random.choice(_BEFORE_VERSION) + ".".join(parts)


def _any_version(random: Random) -> str:
    numbers = [str(random.randint(0, 12)) for _ in range(random.randint(1, 4))]
    return random.choice(_BEFORE_VERSION) + ".".join(numbers)


def _abbreviated(word: str, random: Random) -> str:
    if len(word) < 6 or not word.isalpha():
        return word
    if random.random() < 0.5:
        return word[: random.randint(3, 5)]
    return word[0] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou")


def _mistyped(text: str, random: Random, *, share: float) -> str:
    if len(text) < 5 or random.random() >= share:
        return text
    place = random.randrange(1, len(text) - 1)
    match random.randrange(4):
        case 0:
            return text[:place] + text[place + 1 :]
        case 1:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        case 2:
            return text[:place] + random.choice(_ALPHABET) + text[place:]
    return text[:place] + random.choice(_ALPHABET) + text[place + 1 :]


def _cased(text: str, random: Random) -> str:
    drawn = random.random()
    return text.upper() if drawn < 0.2 else text.lower() if drawn < 0.3 else text
