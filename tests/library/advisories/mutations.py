"""Damage done to documents, by chance but the same in every run: what transport, editors and enemies do to them."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

TOKENS = (
    b"null", b"[]", b"{}", b'""', b"0", b"-1", b"true", b"1e999", b"NaN", b'"\\ud800"', b"[[[[", b'{"a":', b"\xff\xfe",
    b"\0", b",", b'"', b"}", b"]", b"\n", b"9" * 30, b"CVE-2031-0001",
)  # fmt: skip
VALUES = (
    "null", "[]", "{}", '""', "0", "-1", "1.5", "true", '"x"', "[{}]", "[[]]", "[null]", '["x"]', '{"a": 1}',
    "9" * 400, '"CVE-2031-0001"', '"PUMP-OLD"', '"2031-13-45"', '"0001-01-01T00:00:00+14:00"', '"2031-01-01T00:00:00"',
    '"/~"', '"\\ufeff"',
)  # fmt: skip


def mutations(originals: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield ``count`` damaged copies of ``originals``: half with fields changed, half with bytes changed."""
    chance = Random(seed)  # noqa: S311 (the same damage in every run is wanted)
    for _ in range(count):
        original = chance.choice(originals)
        yield _with_fields_changed(original, chance) if chance.random() < 0.5 else _with_bytes_changed(original, chance)


def _with_fields_changed(original: bytes, chance: Random) -> bytes:
    try:
        document = json.loads(original)
    except ValueError:
        return _with_bytes_changed(original, chance)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(document))
        if not places:
            break
        holder, key = chance.choice(places)
        what = chance.random()
        if what < 0.3:
            del holder[key]
        elif what < 0.6:
            other, other_key = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[other_key]))
        else:
            holder[key] = json.loads(chance.choice(VALUES))
    return json.dumps(document).encode()


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict | list):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from _places(node[key])


def _with_bytes_changed(original: bytes, chance: Random) -> bytes:
    data = bytearray(original)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(data) + 1)
        what = chance.random()
        if what < 0.15:
            del data[place:]
        elif what < 0.4:
            del data[place : place + chance.randint(1, 20)]
        elif what < 0.6:
            data[place:place] = chance.choice(TOKENS)
        elif what < 0.8:
            data[place : place + 1] = bytes([chance.randrange(256)])
        else:
            data[place:place] = data[: chance.randint(0, 50)]
    return bytes(data)
