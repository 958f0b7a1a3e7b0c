"""Opens the knowledge that ships as data.

Rules:

1. A content file is YAML, read by the safe loader, and must satisfy the JSON Schema ``schema.json`` of its folder.
2. A file that does not is ``BadInput`` that names file, place and reason: a hospital may edit these files.
3. A file nests at most ``MOST_LEVELS`` deep and has no aliases and no tags: libyaml overruns the stack on deep nesting,
   a few lines of aliases stand for more values than any memory holds, and a tag on a wrong value breaks the loader.
4. Every file is read once in a process; what is returned must be treated as read-only.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from medward.errors import BadInput

MOST_LEVELS = 32

_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(folder: str, name: str) -> Any:
    """Return the parsed and checked content of ``content/<folder>/<name>.yaml``.

    Raises ``BadInput`` with code ``content-invalid`` when the file is no YAML or breaks its folder's schema.
    """
    return read_content((_root() / folder / f"{name}.yaml").read_bytes(), f"{folder}/{name}.yaml", folder)


@cache
def names(folder: str) -> tuple[str, ...]:
    """Return the names, without ending and sorted, of the content files in ``content/<folder>``."""
    return tuple(sorted(entry.name[:-5] for entry in (_root() / folder).iterdir() if entry.name.endswith(".yaml")))


def content_bytes(folder: str, file_name: str) -> bytes:
    """Return the bytes of a content file that is not YAML, such as a sample inventory."""
    data: bytes = (_root() / folder / file_name).read_bytes()
    return data


def read_content(data: bytes, name: str, folder: str) -> Any:
    """Parse content a user edited and check it against the schema of ``folder``; errors as in ``load``."""
    try:
        _check_shape(data, name)
        value = yaml.load(data, Loader=_loader)  # noqa: S506 (both loaders are safe ones)
    except (yaml.YAMLError, ValueError) as error:  # A ValueError is a date or number that there is not.
        raise BadInput("content-invalid", f"not readable as YAML: {error}", where=name) from error
    schema = json.loads((_root() / folder / "schema.json").read_bytes())
    worst = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if worst is not None:
        raise BadInput("content-invalid", worst.message, where=f"{name} {worst.json_path}")
    return value


def _check_shape(data: bytes, name: str) -> None:
    level = 0
    for event in yaml.parse(data, Loader=_loader):
        place = f"{name} line {event.start_mark.line + 1}" if event.start_mark else name
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            raise BadInput("content-invalid", "an alias or a tag stands here; write the plain value", where=place)
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        if level > MOST_LEVELS:
            raise BadInput("content-invalid", f"nested deeper than {MOST_LEVELS} levels", where=place)


def _root() -> Any:
    return resources.files("medward.content")
