"""A result is written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from medward.cli import written
from medward.cli.written import check_place, write_whole
from medward.errors import BadInput, Fault


def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "a.csv"), [b"new"])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.csv", b"new")]


def test_an_older_file_is_replaced_and_keeps_who_may_read_it(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_bytes(b"old")
    place.chmod(0o640)
    write_whole(str(place), [b"new"])
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_link_stays_and_what_it_names_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_whole(str(tmp_path / "link.csv"), [b"new"])
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_a_result_never_takes_the_place_of_an_input(tmp_path: Path) -> None:
    (folder := tmp_path / "advisories").mkdir()
    for place in (inventory := tmp_path / "devices.csv", document := folder / "a.json", folder / "earlier.csv"):
        place.write_bytes(b"old")
    (link := tmp_path / "link.csv").symlink_to(inventory)
    (inside := tmp_path / "inside.csv").symlink_to(document)
    for output in (inventory, link, document, inside, folder / ".." / "devices.csv"):
        with pytest.raises(BadInput) as caught:
            check_place(str(output), None, inventory, folder)
        assert caught.value.code == "output-is-input"
    with pytest.raises(BadInput):
        check_place(str(inventory), link)
    for output in (tmp_path / "new.csv", folder / "new.json", folder / "earlier.csv"):
        check_place(str(output), inventory, folder)


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_whole(os.devnull, [b"gone"])
    assert not Path(os.devnull).is_file()


def test_a_full_disk_is_a_fault_and_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.csv"
    place.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(written.os, "fsync", full)
    with pytest.raises(Fault, match="No space left") as caught:
        write_whole(str(place), [b"new"])
    assert caught.value.code == "output-failed"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.csv", b"old")]


@pytest.mark.parametrize("place", [".", "nowhere/a.csv", "file/a.csv"])
def test_a_place_where_nothing_can_be_written_is_bad_input(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput) as caught:
        check_place(str(tmp_path / place))
    assert caught.value.code == "output-place"
    with pytest.raises(BadInput):
        write_whole(str(tmp_path / place), [b""])


def test_a_dash_is_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    check_place("-")
    write_whole("-", [b"a,b\r\n"])
    assert capsysbinary.readouterr().out == b"a,b\r\n"
