"""Opens compressed streams and archives from strangers, one member at a time, and lets none of them blow up.

Rules:

1. What a stream is, its first bytes say: zip, gzip, xz, bzip2, a tar inside one of these three or bare, or none of
   these, in which case it is its own only member. What is named as a zip or tar and begins otherwise is a broken one.
2. Nothing is written anywhere and no archive inside an archive is opened: a member is its name and its bytes.
3. ``Limits`` bound the number of members, the size of one and of all, and the ratio of unpacked to packed bytes; they
   hold while unpacking, whatever the headers promise.
4. A member that is a link, a device, encrypted, too large, or whose name leads out of the archive is ``BadInput`` in
   its place, and reading goes on. Where nothing can be read after it (damage, truncation, a limit on the whole), the
   ``BadInput`` is the last member: an archive that breaks off is never taken for a whole one.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from medward.errors import BadInput

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MIB = 1024 * 1024
_CHUNK = 64 * 1024
_BLOCK = 512  # of a tar
_RATIO_FREE = 8 * _MIB  # Below this many unpacked bytes the ratio says nothing.
_XZ_MEMORY = 96 * _MIB  # xz -9 needs 65 MiB; a header may ask for 4 GiB.
_TAR_HEADER = _MIB  # Extended headers are read at once, so their size is bounded too.
_TAR_NAMES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_ZIP_DIRECTORY = 16 * _MIB
_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (OSError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, RecursionError)
_ZIP_DAMAGE = (*_DAMAGE, NotImplementedError, RuntimeError, struct.error)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is unpacked: bytes of a member and of all, number of members, unpacked by packed bytes."""

    members: int = 100_000
    member_bytes: int = 64 * _MIB
    total_bytes: int = 4096 * _MIB
    ratio: int = 250


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its name, its bytes or why it is refused, and how many packed bytes had been read after it."""

    name: str
    content: bytes | BadInput
    consumed: int


DEFAULT_LIMITS = Limits()


def unpacked(stream: BinaryIO, name: str, limits: Limits = DEFAULT_LIMITS) -> io.BufferedReader:
    """Return what is inside a gzip, xz or bzip2 stream, or the bytes of any other stream, bounded by ``limits``.

    ``stream`` must be seekable; it is read from its present position. Reading raises ``BadInput``:
    ``archive-truncated``, ``archive-damaged``, ``archive-ratio`` or ``archive-large``, each naming ``name``.
    """
    return io.BufferedReader(_Unpacked(stream, name, limits), _CHUNK)


def archive_members(stream: BinaryIO, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the members of the archive in the seekable ``stream``, lazily and in its order; never raises.

    ``name`` is the archive's; a stream that is no archive is yielded as one member of that name, without its ``.gz``,
    ``.xz`` or ``.bz2``. Refusals are members whose content is ``BadInput`` with a code of the family ``archive-…``.
    """
    if _head(stream)[:4] in (b"PK\x03\x04", b"PK\x05\x06") or name.lower().endswith(".zip"):
        yield from _zip_members(stream, name, limits)
        return
    inside = unpacked(stream, name, limits)
    try:
        head = inside.peek(_BLOCK)[:_BLOCK]
        if head[257:262] == b"ustar" or name.lower().endswith(_TAR_NAMES):
            yield from _tar_members(inside, stream, name, limits)
        else:
            data = read_at_most(inside, limits.member_bytes + 1)
            only = name[: name.rindex(".")] if name.lower().endswith((".gz", ".xz", ".bz2")) else name
            too_large = BadInput("archive-large", f"more than {limits.member_bytes} bytes", where=name)
            yield Member(only, data if len(data) <= limits.member_bytes else too_large, stream.tell())
    except BadInput as error:
        yield Member(name, error, stream.tell())


def read_at_most(stream: io.BufferedReader, size: int) -> bytes:
    """Return up to ``size`` bytes, needing memory for those that are there, not for those that are asked for."""
    chunks = []
    while size > 0 and (chunk := stream.read(min(size, _CHUNK))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line of ``stream`` with its number from 1; a line of more than ``limit`` bytes is None."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        whole = len(line) <= limit or line.endswith(b"\n")
        yield number, line if whole else None
        while not whole:
            rest = stream.readline(_CHUNK)
            whole = not rest or rest.endswith(b"\n")


class _Unpacked(io.RawIOBase):
    """A stream's content, with the limits of rule 3 applied to what comes out."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self._stream, self._name, self._limits = stream, name, limits
        self._start = stream.tell()
        self._total = 0
        head = _head(stream)
        self._inside: gzip.GzipFile | bz2.BZ2File | _Xz | None = None
        if head.startswith(b"\x1f\x8b"):
            self._inside = gzip.GzipFile(fileobj=stream)
        elif head.startswith(b"BZh"):
            self._inside = bz2.BZ2File(stream)
        elif head.startswith(b"\xfd7zXZ\x00"):
            self._inside = _Xz(stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        # A large buffer is filled in steps, so that the limits are looked at before the memory is full.
        view = memoryview(buffer).cast("B")[:_CHUNK]
        try:
            data = (self._inside or self._stream).read(len(view)) or b""
        except EOFError as error:
            raise BadInput("archive-truncated", "the compressed data break off", where=self._name) from error
        except _DAMAGE as error:
            raise BadInput("archive-damaged", f"not readable: {error}", where=self._name) from error
        view[: len(data)] = data
        self._total += len(data)
        if self._total > self._limits.total_bytes:
            why = f"unpacks to more than {self._limits.total_bytes} bytes"
            raise BadInput("archive-large", why, where=self._name)
        packed = self._stream.tell() - self._start
        if self._total > _RATIO_FREE and self._total > packed * self._limits.ratio:
            why = f"unpacks to more than {self._limits.ratio} times its size"
            raise BadInput("archive-ratio", why, where=self._name)
        return len(data)


class _Xz(io.RawIOBase):
    """An xz stream read with bounded memory, which ``lzma.LZMAFile`` cannot promise."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def read(self, size: int = -1) -> bytes:
        while True:
            packed = b""
            if self._decoder.eof:
                packed = (self._decoder.unused_data or self._stream.read(_CHUNK)).lstrip(b"\0")
                if not packed and not (packed := self._stream.read(_CHUNK)):
                    return b""
                self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
            elif self._decoder.needs_input and not (packed := self._stream.read(_CHUNK)):
                raise EOFError
            if data := self._decoder.decompress(packed, size):
                return data


class _TarStream:
    """What ``tarfile`` reads its headers from: forward only, each read bounded, the last block remembered."""

    def __init__(self, inside: io.BufferedReader, name: str) -> None:
        self._inside, self._name = inside, name
        self._position = 0
        self.last = b""

    def tell(self) -> int:
        return self._position

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _TAR_HEADER:
            raise BadInput("archive-damaged", f"a header of {size} bytes", where=self._name)
        self.last = self.take(size)
        return self.last

    def take(self, size: int) -> bytes:
        data = read_at_most(self._inside, size)
        self._position += len(data)
        return data

    def seek(self, position: int, whence: int = 0) -> int:
        if whence or position < self._position:
            raise BadInput("archive-damaged", "its parts are not in order", where=self._name)
        while self._position < position and self.take(min(_CHUNK, position - self._position)):
            pass
        return self._position


def _tar_members(inside: io.BufferedReader, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Member]:
    tar_stream = _TarStream(inside, name)
    shown, count = "its beginning", 0
    try:
        archive = tarfile.TarFile(fileobj=tar_stream, errorlevel=0, errors="replace")  # type: ignore[arg-type]
        while (entry := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined] # TarFile would keep every header it has seen.
            count += 1
            shown = _shown(entry.name)
            if count > limits.members:
                raise BadInput("archive-members", f"more than {limits.members} members", where=f"{name} {shown}")
            if entry.isdir():
                continue
            content = _refusal(name, entry.name, entry.size, limits)
            if content is None and (not entry.isreg() or entry.issparse()):
                content = BadInput("archive-link", "a link or special file, not followed", where=f"{name} {shown}")
            if content is not None:
                yield Member(shown, content, stream.tell())
                continue
            tar_stream.seek(entry.offset_data)
            data = tar_stream.take(entry.size)
            if len(data) < entry.size:
                raise BadInput("archive-truncated", "the member breaks off", where=f"{name} {shown}")
            yield Member(shown, data, stream.tell())
        if tar_stream.last != bytes(_BLOCK):
            # tarfile ends in silence at a broken header; only a block of zeros is the end of an archive.
            raise BadInput("archive-truncated", f"breaks off or is damaged after {shown}", where=name)
        while inside.read(_CHUNK):
            pass  # Only at their end do compressed data prove that they are whole.
    except BadInput as error:
        yield Member(shown if count else name, error, stream.tell())
    except _DAMAGE as error:
        why = f"damaged after {shown}: {error}"
        yield Member(shown if count else name, BadInput("archive-damaged", why, where=name), stream.tell())


def _zip_members(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Member]:
    shown = name
    packed = total = 0
    try:
        _check_zip_directory(stream, name)
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            if len(entries) > limits.members:
                raise BadInput("archive-members", f"more than {limits.members} members", where=name)
            for entry in entries:
                shown = _shown(entry.filename)
                packed += entry.compress_size
                if entry.filename.endswith("/"):
                    continue
                content = _refusal(name, entry.filename, entry.file_size, limits) or _zip_refusal(name, entry, limits)
                if content is None:
                    total += entry.file_size
                    if total > limits.total_bytes:
                        why = f"unpacks to more than {limits.total_bytes} bytes"
                        raise BadInput("archive-large", why, where=f"{name} {shown}")
                yield Member(shown, content or _zip_content(archive, entry, name, limits), packed)
    except BadInput as error:
        yield Member(shown, error, packed)
    except (*_ZIP_DAMAGE, EOFError) as error:
        yield Member(shown, BadInput("archive-damaged", f"not readable as zip: {error}", where=name), packed)


def _zip_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits) -> bytes | BadInput:
    where = f"{name} {_shown(entry.filename)}"
    try:
        with archive.open(entry) as member:
            data = member.read(limits.member_bytes)
            if member.read(1):
                return BadInput("archive-large", f"more than {limits.member_bytes} bytes", where=where)
    except EOFError:
        return BadInput("archive-truncated", "the member breaks off", where=where)
    except _ZIP_DAMAGE as error:
        return BadInput("archive-damaged", f"not readable: {error}", where=where)
    return data


def _zip_refusal(name: str, entry: zipfile.ZipInfo, limits: Limits) -> BadInput | None:
    where = f"{name} {_shown(entry.filename)}"
    if entry.flag_bits & 0x1:
        return BadInput("archive-encrypted", "encrypted; unpack it with its password first", where=where)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not stat.S_ISREG(kind):
        return BadInput("archive-link", "a link or special file, not followed", where=where)
    if entry.compress_type not in _ZIP_METHODS:
        return BadInput("archive-method", "compressed in a way that is not read; use deflate", where=where)
    if entry.file_size > _RATIO_FREE and entry.file_size > entry.compress_size * limits.ratio:
        return BadInput("archive-ratio", f"unpacks to more than {limits.ratio} times its size", where=where)
    return None


def _check_zip_directory(stream: BinaryIO, name: str) -> None:
    """Refuse a directory so large that listing it would cost more memory than the house allows."""
    start = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(start, size - 22 - 0xFFFF))
    tail = stream.read()
    stream.seek(start)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise BadInput("archive-truncated", "the zip has no directory at its end", where=name)
    directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    if directory > _ZIP_DIRECTORY or tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise BadInput("archive-members", "the zip's directory is larger than is read", where=name)


def _refusal(archive: str, name: str, size: int, limits: Limits) -> BadInput | None:
    """Return why a member is refused for its name or declared size, or None."""
    where = f"{archive} {_shown(name)}"
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":") or len(name) > 4096:
        return BadInput("archive-name", "the name leads out of the archive", where=where)
    if size > limits.member_bytes:
        return BadInput("archive-large", f"{size} bytes; at most {limits.member_bytes} are read", where=where)
    return None


def _shown(name: str) -> str:
    """Return a member's name fit to be shown: a name may hold line breaks and terminal commands."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:4096])


def _head(stream: BinaryIO) -> bytes:
    start = stream.tell()
    head = stream.read(6)
    stream.seek(start)
    return head
