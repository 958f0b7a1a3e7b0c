"""Writes a result whole or not at all.

Rules:

1. A file is written beside its place, forced to the disk, and renamed: whoever looks sees the old file or the new one,
   never a half, even when the machine stops in between.
2. ``-`` is standard output.
3. What cannot be written is ``BadInput`` when the place is wrong, ``Fault`` when the disk is.
4. A result never takes the place of what it was made from.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from medward.advisories.documents import stranger_by_name
from medward.errors import BadInput, Fault

STANDARD_OUTPUT = "-"

_WRONG_PLACE = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG)


def check_place(output: str, *inputs: Path | None) -> None:
    """Raise ``BadInput`` when nothing may be written there; work is not begun in vain.

    The code is ``output-place`` when nothing can be written, and ``output-is-input`` when the place is one of
    ``inputs``, by whatever links, or a file in a folder among them that is read as a document.
    """
    path = Path(output)
    if output == STANDARD_OUTPUT:
        return
    for given in inputs:
        if given is not None and _is_read(path, given):
            why = f"this is an input of the command, read through {given}; name another file for the result"
            raise BadInput("output-is-input", why, where=output)
    if path.is_dir():
        raise BadInput("output-place", "this is a folder; name a file in it", where=output)
    if not path.parent.is_dir():
        raise BadInput("output-place", f"the folder {path.parent} is not there; make it first", where=output)
    if not os.access(path.parent, os.W_OK):
        raise BadInput("output-place", f"nothing may be written in the folder {path.parent}", where=output)


def write_whole(output: str, pieces: Iterable[bytes]) -> None:
    """Write ``pieces``, one behind the other, to the file ``output``, or to standard output for ``-``.

    Raises ``BadInput`` with code ``output-place`` when there is no such folder or no permission, and ``Fault`` with
    code ``output-failed`` when writing fails, on a full disk for instance; the old file then stays as it was.
    """
    if output == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    place = Path(output)
    # A link is followed, so that the file it names is replaced and the link stays.
    place = Path(os.path.realpath(place)) if place.is_symlink() else place
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        if place.exists() and not place.is_file():
            with place.open("wb") as stream:  # A device such as /dev/null cannot be replaced.
                stream.writelines(pieces)
            return
        try:
            draft.unlink(missing_ok=True)
            with draft.open("xb") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
            if place.exists():
                shutil.copymode(place, draft)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _WRONG_PLACE:
            raise BadInput("output-place", f"cannot be written: {error.strerror}", where=output) from error
        raise Fault("output-failed", f"writing broke off: {error.strerror}", where=output) from error


def _is_read(output: Path, given: Path) -> bool:
    """Tell whether ``output`` is the file ``given``, or a document in the folder ``given``."""
    if not output.is_file() or not given.exists():
        return False
    if not given.is_dir():
        return output.samefile(given)
    real = Path(os.path.realpath(output))
    # What is no document by its name, an earlier result in CSV for instance, is not read.
    return real.is_relative_to(os.path.realpath(given)) and stranger_by_name(real.name) is None
