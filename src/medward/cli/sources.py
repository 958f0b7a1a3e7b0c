"""Opens what a user names, a file, a folder or an archive, and hands each document in it to the readers.

Rules:

1. A folder is read recursively and in the order of its names; an archive in its own order; a file is its own source.
2. A link that leads out of the folder is not followed, what is no regular file is not opened, an archive inside a
   folder is named and left closed; a compressed ``.json.gz`` is a document.
3. No single document stops the rest: each source becomes a record, a ``Stranger`` or ``BadInput``.
4. ``done`` is the share of the whole input that has been read, for a progress bar.

Parsing is left to ``medward.advisories``; showing progress and errors to the commands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from medward.advisories.archives import archive_members
from medward.advisories.documents import read_document, stranger_by_name
from medward.advisories.json_document import MAX_BYTES
from medward.advisories.records import Advisory, Stranger
from medward.errors import BadInput

Record = TypeVar("Record")

_COMPRESSED_JSON = (".json.gz", ".json.xz", ".json.bz2")


@dataclass(frozen=True, slots=True)
class Source:
    """One document before it is parsed: its name, its bytes (or why there are none), and ``done`` from 0 to 1."""

    name: str
    content: bytes | Stranger | BadInput
    done: float


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record]):
    """What became of one source: a record, a stranger or an error; ``done`` from 0 to 1."""

    name: str
    result: Record | Stranger | BadInput
    done: float


def read_advisories(path: Path) -> Iterator[Reading[Advisory]]:
    """Read every advisory in the folder, archive or file ``path``, lazily; raises as ``advisory_sources`` does."""
    for source in advisory_sources(path):
        result: Advisory | Stranger | BadInput
        if isinstance(source.content, bytes):
            try:
                result = read_document(source.content, source.name)
            except BadInput as error:
                result = error
        else:
            result = source.content
        yield Reading(source.name, result, source.done)


def advisory_sources(path: Path) -> Iterator[Source]:
    """Yield the documents of the folder, archive or file ``path``, lazily.

    Names are relative to ``path``, with ``/``; that of a single file is its own. Raises ``BadInput`` with code
    ``source-missing`` when there is nothing at ``path``; every other trouble is the content of a source.
    """
    if path.is_dir():
        return _folder_sources(path)
    if not path.exists():
        raise BadInput("source-missing", "there is no such file or folder", where=_shown(str(path)))
    return _file_sources(path)


def _folder_sources(folder: Path) -> Iterator[Source]:
    files = list(_files_below(folder))
    for index, file in enumerate(files, 1):
        name = _shown(file.relative_to(folder).as_posix())
        yield Source(name, _file_content(folder, file, name), index / len(files))


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield what is not a folder, and the links to folders that lead out of ``folder``, in the order of names."""
    root = folder.resolve()
    for parent, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        leaving = [name for name in links if not (Path(parent) / name).resolve().is_relative_to(root)]
        for name in sorted(files + leaving):
            yield Path(parent) / name


def _file_content(folder: Path, file: Path, name: str) -> bytes | Stranger | BadInput:
    """Return the bytes of a file in a folder, or why they are not read."""
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        return BadInput("source-link", "a link that leads out of the folder, not followed", where=name)
    compressed = name.lower().endswith(_COMPRESSED_JSON)
    stranger = None if compressed else stranger_by_name(name)
    if stranger is not None:
        return stranger
    try:
        if not file.is_file():
            return BadInput("source-special", "not a regular file, not opened", where=name)
        if compressed:
            with file.open("rb") as stream:
                return next(archive_members(stream, name)).content
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return BadInput("source-unreadable", f"cannot be opened: {error.strerror}", where=name)
    return data


def _file_sources(path: Path) -> Iterator[Source]:
    name = _shown(path.name)
    if not path.is_file():
        yield Source(name, BadInput("source-special", "not a regular file, not opened", where=name), 1.0)
        return
    try:
        with path.open("rb") as stream:
            size = max(1, path.stat().st_size)
            for member in archive_members(stream, name):
                yield Source(member.name, member.content, min(1.0, member.consumed / size))
    except OSError as error:
        yield Source(name, BadInput("source-unreadable", f"cannot be opened: {error.strerror}", where=name), 1.0)


def _shown(name: str) -> str:
    """Return a file name as text: one that is not UTF-8, or holds control letters, is shown with replacements."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
