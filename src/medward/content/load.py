"""Opens the knowledge that ships as data.

Rules:

1. A content file is YAML, read by the safe loader, and must satisfy the JSON Schema ``schema.json`` of its folder.
2. A file that does not is ``BadInput`` that names file, place and reason: a hospital may edit these files.
3. Every file is read once in a process; what is returned must be treated as read-only.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from medward.errors import BadInput

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
        value = yaml.load(data, Loader=_loader)  # noqa: S506 (both loaders are safe ones)
    except yaml.YAMLError as error:
        raise BadInput("content-invalid", f"not readable as YAML: {error}", where=name) from error
    schema = json.loads((_root() / folder / "schema.json").read_bytes())
    worst = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if worst is not None:
        raise BadInput("content-invalid", worst.message, where=f"{name} {worst.json_path}")
    return value


def _root() -> Any:
    return resources.files("medward.content")
