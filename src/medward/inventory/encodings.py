"""Finds out in which encoding a text file was written.

Rules:

1. A byte order mark decides. Without one, zero bytes at every other place are UTF-16.
2. What decodes as UTF-8 is UTF-8; a few broken bytes among many good ones do not change that.
3. Western text is Windows-1252 (Latin-1 where a byte is undefined there). Only what does not look like it goes to
   ``charset-normalizer``, which is slow and therefore sees a bounded sample of the lines that matter.
4. A guess is a guess: ``Encoding.certain`` says so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from medward.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 18
_SAMPLE = 1 << 16
_GUESSED_FROM = 4_096
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
# Windows-1252 keeps quotes, dashes and signs from 0x80 to 0x9f. Inside a word these bytes are letters of another
# encoding (Mac Roman, DOS), but for the apostrophe and the letters that Windows-1252 itself has there.
_FOREIGN = re.compile(rb"[A-Za-z][\x80-\x89\x8b\x8d\x8f\x90\x93-\x98\x9b\x9d][A-Za-z]|[\x81\x8d\x8f\x90\x9d]")
_KINDS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF; export the list as CSV or XLSX instead"),
    (b"\x89PNG", "a picture"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"<", "HTML or XML; save it as CSV or XLSX instead"),
    (b"{\\rtf", "RTF text; save it as CSV or XLSX instead"),
    (b"{", "JSON; export the list as CSV or XLSX instead"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, whether it is certain, and how many characters could not be decoded."""

    codec: str
    certain: bool = True
    broken: int = 0


def find_encoding(data: bytes, name: str) -> Encoding:
    """Return the encoding of a text file.

    Raises ``BadInput`` with code ``empty`` for no data and ``not-a-table`` for binary and markup files; ``name`` is
    the file's name for the error.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise BadInput("empty", "the file has no content", where=name)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Encoding(codec)
    for start, kind in _KINDS:
        if data[:256].lstrip().startswith(start):
            raise BadInput("not-a-table", f"this is {kind}", where=name)
    wide = _utf_16(data[:_SAMPLE])
    if wide:
        return Encoding(wide)
    if _share_of_controls(data[:_SAMPLE]) > 0.05:
        raise BadInput("not-a-table", "this is a binary file, not CSV or XLSX", where=name)
    return _utf_8(data) or _single_byte(data)


def _utf_16(sample: bytes) -> str:
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    low_zeros, high_zeros = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if high_zeros > 0.6 * pairs and low_zeros < 0.1 * pairs:
        return "utf-16-le"
    if low_zeros > 0.6 * pairs and high_zeros < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _share_of_controls(sample: bytes) -> float:
    kept = sample.translate(None, bytes(set(range(1, 32)) - {9, 10, 11, 12, 13, 29}))
    return 1 - len(kept) / len(sample)


def _utf_8(data: bytes) -> Encoding | None:
    if data.isascii():
        return Encoding("utf-8")
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = broken = 0
    for start in range(0, len(data), _CHUNK):
        decoded = decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
        if decoded.isascii():
            continue
        lost = decoded.count("\ufffd")
        good += len(decoded) - len(decoded.encode("ascii", "ignore")) - lost
        broken += lost
    if broken and good < 10 * broken:
        return None
    return Encoding("utf-8", broken=broken)


def _single_byte(data: bytes) -> Encoding:
    lines = b"\n".join(line[:512] for line in data[: 16 * _SAMPLE].splitlines() if not line.isascii())[:_GUESSED_FROM]
    high = len(lines) - len(lines.decode("ascii", "ignore"))
    western = not _FOREIGN.search(lines) and len(b"".join(_HIGH_RUN.findall(lines))) <= 0.2 * high
    if western:
        return Encoding("cp1252")
    # Imported here, since few files need it and it costs start-up time.
    from charset_normalizer import from_bytes

    best = from_bytes(lines).best()
    codec = best.encoding if best is not None else "latin-1"
    # Unicode was ruled out above; what a guess from a sample takes for it would break in the middle of the file.
    return Encoding("latin-1" if codec.startswith(("ascii", "utf")) else codec, certain=False)
