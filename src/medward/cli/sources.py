"""Opens what a user names, a file, a folder or an archive, and hands each document in it to the readers.

Rules:

1. A folder is read recursively and in the order of its names; an archive in its own order; a file is its own source.
2. A link that leads out of the folder is not followed, what is no regular file is not opened, an archive inside a
   folder is named and left closed; a compressed ``.json.gz`` is a document.
3. No single document stops the rest: each source becomes a record, a ``Stranger`` or ``BadInput``.
4. ``done`` is the share of the whole input that has been read, for a progress bar.

``read_advisories`` and ``read_cve_records`` yield readings; ``open_kev`` and ``open_epss`` read the one file of each;
``open_whole`` gives the bytes of a single file.
Parsing is left to ``medward.advisories``; showing progress and errors to the commands.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from medward.advisories.archives import archive_members, read_at_most, unpacked
from medward.advisories.cve import read_cve_lines, read_cve_record
from medward.advisories.cve_records import CveRecord, EpssScores, KevCatalogue
from medward.advisories.documents import read_document, stranger_by_name
from medward.advisories.epss import read_epss
from medward.advisories.json_document import MAX_BYTES
from medward.advisories.kev import read_kev
from medward.advisories.records import Advisory, Stranger
from medward.errors import BadInput

Record = TypeVar("Record")

_COMPRESSED_JSON = (".json.gz", ".json.xz", ".json.bz2")
_JSON_LINES = (".jsonl", ".jsonl.gz", ".jsonl.xz", ".jsonl.bz2", ".ndjson", ".ndjson.gz")


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
    return (_reading(source, read_document) for source in advisory_sources(path))


def read_cve_records(path: Path, *, only: Container[str] | None = None) -> Iterator[Reading[CveRecord]]:
    """Read every CVE record in the folder, archive or file ``path``, lazily; raises as ``advisory_sources`` does.

    A file named ``.jsonl``, compressed or not, holds a record a line; with ``only``, records of other CVEs are passed
    over, and fast where they stand on lines.
    """
    _check_present(path)
    return _cve_readings(path, only)


def open_kev(path: Path) -> KevCatalogue:
    """Read CISA's catalogue from its JSON or CSV, plain or compressed; raises ``BadInput`` as ``read_kev`` does."""
    _check_present(path)
    name = _shown(path.name)
    with _opened(path, name) as stream:
        return read_kev(read_at_most(unpacked(stream, name), MAX_BYTES + 1), name)


def open_epss(path: Path) -> EpssScores:
    """Read a day's EPSS file, plain or compressed; raises ``BadInput`` as ``read_epss`` does."""
    _check_present(path)
    name = _shown(path.name)
    with _opened(path, name) as stream:
        return read_epss(stream, name)


def open_whole(path: Path, at_most: int) -> bytes:
    """Return the bytes of a regular file, cut off behind ``at_most`` and one more, which tells that there is more.

    Raises ``BadInput`` with code ``source-missing``, ``source-special`` or ``source-unreadable``.
    """
    _check_present(path)
    with _opened(path, _shown(path.name)) as stream:
        return stream.read(at_most + 1)


def advisory_sources(path: Path) -> Iterator[Source]:
    """Yield the documents of the folder, archive or file ``path``, lazily.

    Names are relative to ``path``, with ``/``; that of a single file is its own. Raises ``BadInput`` with code
    ``source-missing`` when there is nothing at ``path``; every other trouble is the content of a source.
    """
    _check_present(path)
    if not path.is_dir():
        return _file_sources(path)
    files = list(_files_below(path))
    return (replace(_folder_source(path, file), done=index / len(files)) for index, file in enumerate(files, 1))


def _check_present(path: Path) -> None:
    try:
        present = path.exists()
    except OSError as error:
        raise _unreadable(error, _shown(str(path))) from error
    if not present:
        raise BadInput("source-missing", "there is no such file or folder", where=_shown(str(path)))


def _reading(source: Source, read: Callable[[bytes, str], Record | Stranger]) -> Reading[Record]:
    """Parse one source, its errors becoming its result."""
    result: Record | Stranger | BadInput
    if isinstance(source.content, bytes):
        try:
            result = read(source.content, source.name)
        except BadInput as error:
            result = error
    else:
        result = source.content
    return Reading(source.name, result, source.done)


def _cve_readings(path: Path, only: Container[str] | None) -> Iterator[Reading[CveRecord]]:
    files = list(_files_below(path)) if path.is_dir() else [path]
    for index, file in enumerate(files):
        if file.name.lower().endswith(_JSON_LINES) and file.is_file() and not _leaves(file, path):
            readings = _line_readings(file, only)
        elif path.is_dir():
            readings = iter([_reading(_folder_source(path, file), _cve_record)])
        else:
            readings = (_reading(source, _cve_record) for source in _file_sources(file))
        for reading in readings:
            if only is None or not isinstance(reading.result, CveRecord) or reading.result.cve in only:
                yield replace(reading, done=(index + reading.done) / len(files))


def _cve_record(data: bytes, name: str) -> CveRecord | Stranger:
    stranger = stranger_by_name(name)
    if stranger is not None:
        return stranger
    try:
        return read_cve_record(data, name)
    except BadInput as error:
        if error.code != "cve-no-record":
            raise
        return Stranger(name, "JSON that is no CVE record")


def _line_readings(file: Path, only: Container[str] | None) -> Iterator[Reading[CveRecord]]:
    name = _shown(file.name)
    try:
        with _opened(file, name) as stream:
            size = max(1, file.stat().st_size)
            for result in read_cve_lines(stream, name, only=only):
                place = result.where if isinstance(result, BadInput) else result.origin
                yield Reading(place, result, min(1.0, stream.tell() / size))
    except BadInput as error:
        yield Reading(name, error, 1.0)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield what is not a folder, in the order of names, and folders that cannot be read or lead out of ``folder``."""
    unreadable: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders.sort()
        leaving = [name for name in folders if _leaves(Path(parent) / name, folder)]
        for name in sorted(files + leaving):
            yield Path(parent) / name
    for error in unreadable:
        yield Path(error.filename)


def _leaves(file: Path, folder: Path) -> bool:
    """Say whether ``file`` is a link that leads out of ``folder``; the file that the user named never does."""
    if file == folder or not file.is_symlink():
        return False
    # Unlike Path.resolve, os.path.realpath bears a link that leads to itself.
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def _folder_source(folder: Path, file: Path) -> Source:
    name = _shown(file.relative_to(folder).as_posix())
    if _leaves(file, folder):
        refusal = BadInput("source-link", "a link that leads out of the folder, not followed", where=name)
        return Source(name, refusal, 1.0)
    if file.is_dir():
        return Source(name, BadInput("source-unreadable", "the folder cannot be opened", where=name), 1.0)
    compressed = name.lower().endswith(_COMPRESSED_JSON)
    document = name.rpartition(".")[0] if compressed else name
    return Source(document, stranger_by_name(document) or _file_content(file, name), 1.0)


def _file_content(file: Path, name: str) -> bytes | BadInput:
    """Return the bytes of a file in a folder, unpacked, or why they are not read."""
    try:
        with _opened(file, name) as stream:
            # One byte more than is read tells the reader that there is too much.
            return read_at_most(unpacked(stream, name), MAX_BYTES + 1)
    except BadInput as error:
        return error


def _file_sources(path: Path) -> Iterator[Source]:
    name = _shown(path.name)
    try:
        with _opened(path, name) as stream:
            size = max(1, path.stat().st_size)
            for member in archive_members(stream, name):
                yield Source(member.name, member.content, min(1.0, member.consumed / size))
    except BadInput as error:
        yield Source(name, error, 1.0)


@contextmanager
def _opened(file: Path, name: str) -> Iterator[BinaryIO]:
    """Open a regular file; opening anything else, a pipe for instance, might wait for ever."""
    try:
        if not file.is_file():
            raise BadInput("source-special", "not a regular file, not opened", where=name)
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise _unreadable(error, name) from error


def _unreadable(error: OSError, name: str) -> BadInput:
    return BadInput("source-unreadable", f"cannot be read: {error.strerror}", where=name)


def _shown(name: str) -> str:
    """Return a file name as text: one that is not UTF-8, or holds control letters, is shown with replacements."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
