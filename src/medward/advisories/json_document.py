"""Takes JSON from strangers: bytes to values, then values to typed fields, each refusal with its place.

Rules:

1. UTF-8 with or without a byte order mark, UTF-16 and UTF-32 are read (RFC 8259, 8.1 is stricter than the field is).
2. Refused whole: more than ``MAX_BYTES``, nesting beyond ``MAX_DEPTH``, a key that stands twice in one object (two
   parsers would see two documents), NaN, infinities and numbers beyond a double, half surrogate pairs, and text that is
   so dense with values that it would need more memory than the house allows.
3. A field of a wrong type is refused with its RFC 6901 pointer. A missing field, or ``null``, is empty; the caller says
   whether it deserves a ``Tolerance``.
4. What the values mean is left to the readers of each format.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from medward.advisories.records import Tolerance
from medward.errors import BadInput

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
MAX_WARNINGS = 1000

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_TYPE_WORDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    type(None): "null",
    int: "a number",
}

Node = Mapping[str, Any]


def read_json(data: bytes, name: str) -> Any:
    """Parse one JSON document of at most ``MAX_BYTES``; ``name`` stands in errors.

    Raises ``BadInput`` with a code of the family ``json-…``: ``json-large``, ``json-encoding``, ``json-dense``,
    ``json-syntax``, ``json-number``, ``json-deep``, ``json-repeated-key`` or ``json-surrogate``.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("json-large", f"{len(data)} bytes; at most {MAX_BYTES} are read", where=name)
    text = decoded(data, name)
    _check_density(text, len(data), name)
    repeated: list[tuple[dict[str, Any], str]] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        node = dict(pairs)
        if len(node) != len(pairs):
            last = {key: place for place, (key, _) in enumerate(pairs)}
            repeated.append((node, next(key for place, (key, _) in enumerate(pairs) if last[key] != place)))
        return node

    def finite(digits: str) -> float:
        number = float(digits)
        if not math.isfinite(number):
            raise BadInput("json-number", f"the number {digits[:40]} is beyond a double", where=name)
        return number

    def constant(word: str) -> Any:
        raise BadInput("json-number", f"{word} is no JSON number", where=name)

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_float=finite, parse_constant=constant)
    except json.JSONDecodeError as error:
        place = f"{name} line {error.lineno} column {error.colno}"
        raise BadInput("json-syntax", f"not readable as JSON: {error.msg}", where=place) from error
    except ValueError as error:  # An integer of more digits than Python converts.
        raise BadInput("json-number", "an integer of more than 4,300 digits", where=name) from error
    except RecursionError as error:
        raise BadInput("json-deep", f"nested deeper than {MAX_DEPTH}", where=name) from error
    _check_depth(value, name)
    for node, key in repeated[:1]:
        place = _pointer_of(value, node)
        raise BadInput("json-repeated-key", f"the key {key[:80]!r} stands twice in one object", where=f"{name} {place}")
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value, name)
    return value


def pointer(path: str, key: str) -> str:
    """Append ``key`` to the RFC 6901 pointer ``path``, escaped."""
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"


class Fields:
    """Typed access to the fields of one document, with what was tolerated on the way.

    Each method takes the object, the key, and the pointer of the object; it raises ``BadInput`` with code ``json-type``
    when the value is of another type.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._tolerated: list[Tolerance] = []
        self._unlisted = 0

    @property
    def warnings(self) -> tuple[Tolerance, ...]:
        """Everything that was tolerated, in order; beyond ``MAX_WARNINGS`` the last one counts the rest."""
        if not self._unlisted:
            return tuple(self._tolerated)
        return (*self._tolerated, Tolerance("", f"and {self._unlisted} more, not listed"))

    def tolerate(self, path: str, why: str) -> None:
        """Remember that something at ``path`` was tolerated."""
        if len(self._tolerated) < MAX_WARNINGS:
            self._tolerated.append(Tolerance(path, why))
        else:
            self._unlisted += 1

    def refusal(self, code: str, path: str, why: str) -> BadInput:
        """Return the error that names the document and the place in it; the caller raises it."""
        return BadInput(code, why, where=f"{self.name} {path}".rstrip())

    def text(self, node: Node, key: str, path: str) -> str:
        """Return a text, empty when missing."""
        value = node.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(value, "a text", pointer(path, key))
        return value

    def needed_text(self, node: Node, key: str, path: str) -> str:
        """Return a text that the format demands; its absence is tolerated and noted."""
        value = self.text(node, key, path)
        if not value:
            self.tolerate(path, f"{key} is missing")
        return value

    def texts(self, node: Node, key: str, path: str) -> tuple[str, ...]:
        """Return a list of texts, empty when missing."""
        values = self._list(node, key, path)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self._wrong(value, "a text", f"{pointer(path, key)}/{index}")
        return tuple(values)

    def number(self, node: Node, key: str, path: str) -> float | None:
        """Return a finite number, None when missing."""
        value = node.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._wrong(value, "a number", pointer(path, key))
        try:
            return float(value)
        except OverflowError as error:
            raise self.refusal("json-number", pointer(path, key), "the number is beyond a double") from error

    def base_score(self, cvss: Node, path: str) -> float | None:
        """Return the base score of a CVSS object; one beyond 0 to 10 is noted and left out."""
        score = self.number(cvss, "baseScore", path)
        if score is not None and not 0 <= score <= 10:
            self.tolerate(f"{path}/baseScore", f"a score of {score:g} is beyond 0 to 10 and left out")
            return None
        return score

    def flag(self, node: Node, key: str, path: str) -> bool:
        """Return a truth value, False when missing."""
        value = node.get(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(value, "a truth value", pointer(path, key))
        return bool(value)

    def object(self, node: Node, key: str, path: str) -> Node:
        """Return an object, empty when missing."""
        value = node.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._wrong(value, "an object", pointer(path, key))
        return value

    def objects(self, node: Node, key: str, path: str) -> Iterator[tuple[Node, str]]:
        """Yield the objects of a list, each with its pointer, and take them out of it; none when missing.

        A list can be read once: the parsed document shrinks as the records grow, which halves the memory needed.
        """
        values = self._list(node, key, path)
        for index, value in enumerate(values):
            place = f"{path}/{key}/{index}"
            if not isinstance(value, dict):
                raise self._wrong(value, "an object", place)
            values[index] = None
            yield value, place

    def moment(self, node: Node, key: str, path: str, *, zone_wanted: bool = True) -> datetime | None:
        """Return an ISO 8601 time as an aware time in UTC; None when missing or, with a note, when not readable.

        A time without a zone is taken for UTC; that is noted when ``zone_wanted``.
        """
        written = self.text(node, key, path)
        if not written:
            return None
        try:
            moment = datetime.fromisoformat(written)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.tolerate(pointer(path, key), f"no readable time: {written[:40]!r}")
            return None
        if zone_wanted:
            self.tolerate(pointer(path, key), "the time has no zone and is taken for UTC")
        return moment.replace(tzinfo=UTC)

    def day(self, node: Node, key: str, path: str) -> date | None:
        """Return a date written as ``YYYY-MM-DD``; None when missing or, with a note, when not readable."""
        written = self.text(node, key, path).strip()
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            self.tolerate(pointer(path, key), f"no readable date: {written[:40]!r}")
            return None

    def _list(self, node: Node, key: str, path: str) -> list[Any]:
        value = node.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(value, "a list", pointer(path, key))
        return value

    def _wrong(self, value: Any, wanted: str, path: str) -> BadInput:
        return self.refusal("json-type", path, f"{wanted} belongs here, not {_TYPE_WORDS.get(type(value), 'a number')}")


def decoded(data: bytes, name: str) -> str:
    """Return the text of ``data`` in whichever UTF it is, without its mark; else ``BadInput`` ``json-encoding``."""
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        why = f"not readable as {error.encoding.upper()} from byte {error.start} on"
        raise BadInput("json-encoding", why, where=name) from error
    return text.removeprefix("\ufeff")


def _check_density(text: str, size: int, name: str) -> None:
    """Refuse text whose values would need more than 10 times its size + 50 MB, of which 30 MB are the interpreter's.

    The weights are bytes, measured with CPython 3.11: an object with its record, a list, any further value.
    """
    needed = 2 * size + 300 * text.count("{") + 72 * text.count("[") + 48 * text.count(",")
    if needed > 10 * size + 20_000_000:
        raise BadInput("json-dense", "more values than a document of this size may hold", where=name)


def _check_depth(value: Any, name: str) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise BadInput("json-deep", f"nested deeper than {MAX_DEPTH}", where=name)


def _check_surrogates(value: Any, name: str) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadInput("json-surrogate", "a text holds half of a surrogate pair", where=name) from error


def _pointer_of(root: Any, wanted: dict[str, Any]) -> str:
    """Return the pointer of the object ``wanted``, found by identity, inside ``root``."""
    waiting: list[tuple[Any, str]] = [(root, "")]
    while waiting:
        node, path = waiting.pop()
        if node is wanted:
            return path
        if isinstance(node, dict):
            waiting.extend((child, pointer(path, key)) for key, child in node.items())
        elif isinstance(node, list):
            waiting.extend((child, f"{path}/{index}") for index, child in enumerate(node))
    return ""
