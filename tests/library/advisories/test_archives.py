"""An archive from a stranger gives its members one by one, or says which of them it refuses and why."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.archives import Limits, Member, archive_members, lines
from medward.errors import BadInput

PACKERS = {"plain": bytes, "gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}
MEMBERS = {"a.json": b"{}", "folder/ä.json": b'{"b": 1}' * 300, "empty.txt": b""}


def tar(members: dict[str, bytes], *extra: tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in extra:
            archive.addfile(entry)
    return stream.getvalue()


def zipped(members: dict[str, bytes], *extra: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        for entry, data in extra:
            archive.writestr(entry, data)
    return stream.getvalue()


def members(data: bytes, name: str = "feed", limits: Limits | None = None) -> list[Member]:
    return list(archive_members(io.BytesIO(data), name, limits or Limits()))


def contents(found: Iterable[Member]) -> dict[str, bytes | str]:
    """Return the bytes of each member, or the code of its refusal."""
    return {one.name: one.content.code if isinstance(one.content, BadInput) else one.content for one in found}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_of_any_kind_gives_its_members_in_order(packer: str, form: int) -> None:
    found = members(PACKERS[packer](tar(MEMBERS, form=form)))
    assert contents(found) == MEMBERS
    assert [one.name for one in found] == list(MEMBERS)


def test_a_zip_gives_its_members_in_order() -> None:
    assert contents(members(zipped(MEMBERS))) == MEMBERS


@pytest.mark.parametrize("name", ["feed.zip", "feed.tar", "feed.tar.xz", "feed.tgz"])
@pytest.mark.parametrize("data", [b"", b"whatever" * 200])
def test_what_is_named_as_an_archive_and_is_none_is_a_broken_one(name: str, data: bytes) -> None:
    (only,) = members(data, name)
    assert isinstance(only.content, BadInput)
    assert only.content.where == name


def test_folders_are_no_members() -> None:
    folder = tarfile.TarInfo("folder")
    folder.type = tarfile.DIRTYPE
    assert contents(members(tar({"a": b"1"}, folder))) == {"a": b"1"}
    assert contents(members(zipped({"folder/": b"", "a": b"1"}))) == {"a": b"1"}


@pytest.mark.parametrize("packer", ["gz", "xz", "bz2"])
def test_a_compressed_document_is_its_own_only_member(packer: str) -> None:
    assert contents(members(PACKERS[packer](b'{"a": 1}'), f"a.json.{packer}")) == {"a.json": b'{"a": 1}'}


def test_what_is_no_archive_is_its_own_only_member() -> None:
    assert contents(members(b'{"a": 1}', "a.json")) == {"a.json": b'{"a": 1}'}
    assert contents(members(b"", "a.json")) == {"a.json": b""}


def test_streams_written_one_after_the_other_are_read_as_one() -> None:
    for packer in ("gz", "xz", "bz2"):
        data = PACKERS[packer](b"[1,") + PACKERS[packer](b"2]")
        assert contents(members(data, f"a.{packer}")) == {"a": b"[1,2]"}


@pytest.mark.parametrize("packer", PACKERS)
@given(share=st.floats(0, 0.99))
def test_a_tar_that_breaks_off_ends_in_bad_input(packer: str, share: float) -> None:
    whole = PACKERS[packer](tar(MEMBERS))
    # The last bytes of a plain tar are zeros that only fill the block of 10,240 bytes; nothing is lost with them.
    end = len(tar(MEMBERS).rstrip(b"\0")) if packer == "plain" else len(whole)
    found = members(whole[: int(end * share)], "feed.tar")
    assert isinstance(found[-1].content, BadInput)
    assert found[-1].content.where.startswith("feed.tar")


@given(st.floats(0, 0.99))
def test_a_zip_that_breaks_off_is_bad_input(share: float) -> None:
    whole = zipped(MEMBERS)
    data = whole[: max(4, int(len(whole) * share))]
    assert contents(members(data, "feed.zip")) == {"feed.zip": "archive-truncated"}


def test_a_damaged_member_of_a_zip_does_not_hide_the_others() -> None:
    entry = zipfile.ZipInfo("stored.json")
    whole = zipped({"a.json": b"1"}, (entry, b"unmistakable"), (zipfile.ZipInfo("z.json"), b"2"))
    found = contents(members(whole.replace(b"unmistakable", b"Unmistakable", 1)))
    assert found == {"a.json": b"1", "stored.json": "archive-damaged", "z.json": b"2"}


@pytest.mark.parametrize(
    "name", ["../a.json", "/etc/a.json", "x/../../a.json", "..\\a.json", "C:\\a.json", "C:/a.json"]
)
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(name: str) -> None:
    assert contents(members(tar({name: b"1", "b.json": b"2"}))) == {name: "archive-name", "b.json": b"2"}
    assert contents(members(zipped({name: b"1", "b.json": b"2"}))) == {name: "archive-name", "b.json": b"2"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_device_is_refused_and_the_rest_is_read(kind: bytes) -> None:
    entry = tarfile.TarInfo("link.json")
    entry.type, entry.linkname = kind, "a.json"
    assert contents(members(tar({"a.json": b"1"}, entry))) == {"a.json": b"1", "link.json": "archive-link"}


def test_a_link_in_a_zip_is_refused() -> None:
    entry = zipfile.ZipInfo("link.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert contents(members(zipped({"a": b"1"}, (entry, b"a")))) == {"a": b"1", "link.json": "archive-link"}


def test_an_encrypted_member_is_refused_by_name() -> None:
    whole = bytearray(zipped({"a.json": b"1"}))
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    assert contents(members(bytes(whole))) == {"a.json": "archive-encrypted"}


def test_a_method_of_compression_that_few_know_is_refused_by_name() -> None:
    entry = zipfile.ZipInfo("a.json")
    entry.compress_type = zipfile.ZIP_LZMA
    assert contents(members(zipped({}, (entry, b"1")))) == {"a.json": "archive-method"}


def test_a_name_with_terminal_commands_is_shown_without_them() -> None:
    (found,) = members(tar({"\x1b[2Ja\n.json": b"1"}))
    assert found.name == "\ufffd[2Ja\ufffd.json"


def test_a_member_that_is_too_large_is_refused_and_the_rest_is_read() -> None:
    limits = Limits(member_bytes=100)
    for data in (tar({"big": bytes(101), "b": b"2"}), zipped({"big": bytes(101), "b": b"2"})):
        assert contents(members(data, limits=limits)) == {"big": "archive-large", "b": b"2"}
    assert contents(members(gzip.compress(bytes(101)), "big.gz", limits)) == {"big": "archive-large"}


def test_more_members_than_the_limit_end_the_reading_by_name() -> None:
    many = {str(number): b"" for number in range(4)}
    assert contents(members(tar(many), limits=Limits(members=3)))["3"] == "archive-members"
    assert contents(members(zipped(many), limits=Limits(members=3))) == {"feed": "archive-members"}


def test_more_bytes_than_the_limit_end_the_reading_by_name() -> None:
    many = {str(number): bytes(20_000) for number in range(20)}
    limits = Limits(total_bytes=100_000)
    for data in (tar(many), zipped(many), gzip.compress(tar(many))):
        last = members(data, limits=limits)[-1].content
        assert isinstance(last, BadInput)
        assert last.code == "archive-large"


@pytest.mark.parametrize("packer", ["gz", "xz", "bz2"])
def test_a_bomb_is_refused_before_it_fills_the_memory(packer: str) -> None:
    bomb = PACKERS[packer](bytes(100_000_000))
    tracemalloc.start()
    try:
        found = contents(members(bomb, f"a.json.{packer}"))
        assert found == {f"a.json.{packer}": "archive-ratio"}
        assert tracemalloc.get_traced_memory()[1] < 10 * len(bomb) + 50_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_inside_a_zip_is_refused_by_its_ratio() -> None:
    assert contents(members(zipped({"a": bytes(60_000_000), "b": b"2"}))) == {"a": "archive-ratio", "b": b"2"}


def test_a_header_that_asks_for_all_the_memory_is_refused() -> None:
    entry = tarfile.TarInfo("x")
    entry.type, entry.size = tarfile.XHDTYPE, 2**33
    found = members(entry.tobuf() + bytes(2048), "feed.tar")
    assert contents(found) == {"feed.tar": "archive-damaged"}


def test_a_dictionary_that_asks_for_all_the_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": 1 << 28}]
    data = lzma.compress(b"{}", filters=filters)
    assert contents(members(data, "a.json.xz")) == {"a.json.xz": "archive-damaged"}


def test_an_archive_inside_an_archive_is_handed_on_unopened() -> None:
    inner = tar({"a.json": b"1"})
    assert contents(members(tar({"inner.tar": inner}))) == {"inner.tar": inner}


def test_reading_is_lazy_and_tells_how_far_it_is() -> None:
    stream = io.BytesIO(tar({str(number): bytes(200_000) for number in range(5)}))
    first = next(archive_members(stream, "feed.tar"))
    assert first.consumed < len(stream.getvalue()) / 2


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 25))
def test_lines_are_numbered_and_too_long_ones_are_none(written: list[bytes], limit: int) -> None:
    written = [line or b"-" for line in written]
    stream = io.BufferedReader(io.BytesIO(b"\n".join(written)))
    found = list(lines(stream, limit))
    assert [number for number, _ in found] == list(range(1, len(written) + 1))
    assert [line.rstrip(b"\n") if line else None for _, line in found] == [
        line if len(line) <= limit else None for line in written
    ]
