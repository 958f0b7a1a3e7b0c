"""A device's row, made ready for comparing with names.

Rules:

1. Maker, model and description are all searched, because exports swap and merge these columns; where a run of words
   stood is kept, because a model number in the model column says more than one in a remark.
2. Abbreviations that exports use are written out beside the original (``MedStn`` also reads ``MedStation``).
3. Order and model numbers that content knows (``M8007A``) are written out as the names for which they stand.
4. Rows that read alike are one row: everything here depends on the texts only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from medward.content.load import load
from medward.inventory.records import Device, PartialDate
from medward.matching.makers import Found, known_makers
from medward.matching.text import one_letter_less, runs, squash, tokens
from medward.matching.versions import Version, parse, read_version
from medward.matching.words import Kind, kind_of, vocabulary

# Signs in front of look-up words that no word of a name begins with.
MISSPELT, BEGINNING = "~", "^"
_SHORTEST_FUZZY, _LONGEST_FUZZY = 5, 40
NO_RADIO = re.compile(
    r"\b(?:non|no|not|w/o|without|ohne|sans)\b[-\s]*(?:i\w+\s)?(?:wlan|wireless|wi-?\s?fi|radio)|\bwired only\b|"
    r"\b(?:wlan|wireless|wi-?fi)\s*(?::\s*)?(?:no|none|off)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:no|non|without|w/o|ohne|sans)[\s-]+([\w-]+)", re.I)
_LETTER_FOR_ZERO = re.compile(r"^[a-np-z]{2,}(?=[\do]*\d)(?=[\do]*o)[\do]+$")
_SAID_EDITION = re.compile(r"\b(\d(?:st|nd|rd|th))\s+ed(?:ition|n)?\b", re.I)
_SAID_VERSION = re.compile(
    r"\b(?:ver(?:sion)?|sw|s/w|fw|f/w|firmware|software|release|rev(?:ision)?)\.?\s*:?\s*([A-Z]{0,2}\.?\d[\w.]*)"
    r"|\b([RV]\.?\d+(?:\.[\dx]+)+\w*|\d+\.x|V\d{1,2})\b",
    re.I,
)
_MEASURE = r"(?:t|tesla|[kmg]?hz|mm|cm|ml|dl|l|kg|g|mg|kw|w|kv|v|ma|mah|ah|m|in|inch|fr|mp|tb|gb|mb|ghz|%|\")"
_DOTTED = re.compile(
    rf"(?<![\w./:-])(?:v\.?\s?|[a-z]{{2,3}}(?=\d+\.\d))?\d{{1,4}}(?:\.\d+)+(?!\s?{_MEASURE}(?!\w))(?!\s?[x/]\s?\d)\w*",
    re.I,
)

_ACCESSORY_NOUN = (
    r"(?:stand|mount|cable|bag|case|adapter|charger|cart|tray|holder|bracket|cuff|sensor|transformer|clamp|pole|"
    r"power supply|power cord|cord|battery|batterie|module|dock|docking station|tubing|cover|kit|filter|probe|"
    r"printer|paper|hose|set|disposable|accessor(?:y|ie))s?"
)
_ACCESSORY = re.compile(
    rf"\b{_ACCESSORY_NOUN}\s+(?:for|f/|für|pour|para)(?!\w)|\|\s*{_ACCESSORY_NOUN}\s*,",
    re.I,
)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What of a device decides its matches; devices that share it share their results."""

    manufacturer: str
    model: str
    description: str
    software_version: str
    in_service_on: PartialDate | None = None
    manufactured_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as words.

    ``own_words`` leave the maker column out; ``runs`` are runs of neighbouring tokens without blanks, ``own_runs`` and
    ``model_runs`` those without the maker column and of the model column; after ``swapped``, makers stand elsewhere.
    ``misspellable`` are the words long enough to be known with a wrong letter; ``makers`` are those that the maker
    column names, or else the whole row. ``denied`` are words that the row says it is without (``NO SPACECOM``).
    ``without_radio`` is true of a row that says it has no radio, ``accessory`` of one that names what it belongs to.
    ``sought`` are the words by which names are looked up for it: its runs, what these hold, the letters before numbers
    (behind ``BEGINNING``) and long words with one letter less (behind ``MISSPELT``).
    ``partly`` remembers what was found of the words that the row does not show whole.
    """

    key: RowKey
    words: frozenset[str]
    own_words: frozenset[str]
    own_runs: frozenset[str]
    swapped: bool
    runs: frozenset[str]
    model_runs: frozenset[str]
    misspellable: tuple[str, ...]
    makers: Found
    text: str
    denied: frozenset[str] = frozenset()
    without_radio: bool = False
    accessory: bool = False
    sought: frozenset[str] = frozenset()
    partly: dict[tuple[Kind, frozenset[str]], float] = field(default_factory=dict, compare=False, repr=False)


def key_of(device: Device) -> RowKey:
    """Return the part of ``device`` that decides its matches."""
    return RowKey(
        device.manufacturer,
        device.model,
        device.description,
        device.software_version,
        device.in_service_on,
        device.manufactured_on,
    )


@lru_cache(maxsize=256)
def read_row(key: RowKey) -> Row:
    """Return the row of ``key`` made ready."""
    makers = _makers(key)
    model, description, maker = tokens(key.model), tokens(key.description), tokens(key.manufacturer)
    model, description = (*model, *_names_of(model, makers)), (*description, *_names_of(description, makers))
    model_runs = _with_full_words(model)
    own_runs = model_runs | _with_full_words(description)
    every = own_runs | frozenset(runs(maker))
    words = frozenset(model) | frozenset(description) | frozenset(maker)
    text = " | ".join(part for part in (key.manufacturer, key.model, key.description) if part.strip())
    return Row(
        key,
        words,
        frozenset(model) | frozenset(description),
        own_runs,
        _swapped(key),
        every,
        model_runs,
        misspellable(words),
        makers,
        text,
        frozenset(
            word
            for text in (key.model, key.description)
            for found in _DENIED.finditer(text)
            for word in tokens(found[1])
        ),
        bool(NO_RADIO.search(text)),
        bool(_ACCESSORY.search(text)),
        _sought(every, words),
    )


def _sought(every: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    found = set(every)
    for word in every:
        found.update(_inner_words(word))
    for word in misspellable(words):
        found.update(MISSPELT + less for less in one_letter_less(word))
    return frozenset(found)


@lru_cache(maxsize=16384)
def _inner_words(word: str) -> tuple[str, ...]:
    """Return what a run holds: ``8015LS`` the number ``8015``, ``CT640`` ``640``, ``SpaceCom2`` the brand."""
    behind = re.match(r"(.*\d)[a-z]{1,2}$", word)
    before = re.match(r"[a-z]{1,4}(\d{3,})$", word)
    counted = re.match(r"([a-z]{5,})\d{1,2}$", word)
    letters = re.match(r"([a-z]+)\d+[a-z]*$", word)
    held = tuple(found[1] for found in (behind, before, counted) if found)
    return (*held, BEGINNING + letters[1]) if letters else held


def _names_of(words: tuple[str, ...], makers: Found) -> tuple[str, ...]:
    """Return the words of the products for which order or model numbers among ``words`` stand."""
    return tuple(
        name for word in runs(words) if word in _numbers() for maker, names in _numbers()[word]
        if maker in makers.keys or not makers.keys for name in names if name not in words
    )  # fmt: skip


@cache
def _numbers() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return by number (squashed) the makers that use it and the words of the name it stands for."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for entry in load("products", "names")["numbers"]:
        for number, name in entry["of"].items():
            found.setdefault(squash(number), []).append((entry["maker"], tokens(name)))
    return found


def misspellable(words: frozenset[str]) -> tuple[str, ...]:
    """Return the words that are long enough to be told apart from others when a letter is wrong."""
    return tuple(word for word in words if _SHORTEST_FUZZY <= len(word) <= _LONGEST_FUZZY and word.isalpha())


def _with_full_words(words: tuple[str, ...]) -> frozenset[str]:
    found = set(runs(words))
    for word in words:
        found.update(_full_words(word))
        if _LETTER_FOR_ZERO.match(word):
            found.add(word.replace("o", "0"))
    return frozenset(found)


@lru_cache(maxsize=16384)
def _full_words(word: str) -> tuple[str, ...]:
    """Return ``word`` with an abbreviation at its end written out: ``medstn`` is also ``medstation``."""
    if kind_of(word) is not Kind.BRAND:
        return ()
    full = []
    for long, others in vocabulary().same.items():
        for short in others:
            if len(short) < len(long) and len(short) >= 2 and word.endswith(short) and len(word) - len(short) >= 2:
                full.append(word[: -len(short)] + long)
    return tuple(full)


def _swapped(key: RowKey) -> bool:
    """Tell whether the maker stands in another column than the maker's."""
    makers = known_makers()
    if not key.manufacturer.strip():
        return False
    own = makers.find(key.manufacturer)
    if own.keys and own.words == key.manufacturer.strip():
        return False
    columns = [(makers.find(text), text.strip()) for text in (key.model, key.description)]
    return any(found.keys and (found.words == text or (found.repaired and not own.keys)) for found, text in columns)


def _makers(key: RowKey) -> Found:
    makers = known_makers()
    found = makers.find(key.manufacturer)
    if key.manufacturer.strip() and not _swapped(key):
        return found
    for text in (key.model, key.description):
        other = makers.find(text)
        if other.keys and (not other.repaired or not found.keys):
            return other
    return found


def row_version(row: Row) -> Version | None:
    """Return the version the row gives: its own column, else one that its description names as a version."""
    version = read_version(row.key.software_version)
    if version is not None:
        return version
    said = f"{row.key.model} | {row.key.description}"
    if (edition := _SAID_EDITION.search(said)) is not None:
        return read_version(f"{edition[1]} Edition")
    found = _SAID_VERSION.search(said)
    if found is not None:
        return read_version(next(part for part in found.groups() if part))
    return _only_number(said)


def _only_number(said: str) -> Version | None:
    """Return the one dotted number of ``said`` that is no measure; of several none, for they may be of parts."""
    found = list(_DOTTED.finditer(said))
    read = parse(said, found[0].start()) if len(found) == 1 else None
    return read[0] if read else None
