"""What a user names is opened: a folder, an archive or a file, and every document in it is accounted for."""

import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from medward.advisories.cve_records import CveRecord
from medward.advisories.json_document import MAX_BYTES
from medward.advisories.records import Advisory, Stranger
from medward.cli.sources import advisory_sources, open_epss, open_kev, read_advisories, read_cve_records
from medward.errors import BadInput
from tests.library.advisories.made import EPSS, as_bytes, csaf, cve_record, kev_catalogue, kev_entry

ADVISORY = as_bytes(csaf())


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Return a folder with two advisories, one of them packed, one that is broken, and three strangers."""
    (tmp_path / "feed" / "2031").mkdir(parents=True)
    for name, data in {
        "2031/ex-1.json": ADVISORY,
        "2031/ex-1.json.sha256": b"00  ex-1.json",
        "2031/ex-2.json.gz": gzip.compress(ADVISORY),
        "2031/ex-3.json": ADVISORY[:-9],
        "older.tar.xz": b"whatever",
        "SOURCE.txt": b"From there.",
    }.items():
        (tmp_path / "feed" / name).write_bytes(data)
    return tmp_path / "feed"


def found(path: Path) -> dict[str, str]:
    """Return what became of each source: the name of its kind, or the code of its refusal."""
    return {
        one.name: one.result.code if isinstance(one.result, BadInput) else type(one.result).__name__
        for one in read_advisories(path)
    }


def test_every_file_of_a_folder_is_an_advisory_a_stranger_or_an_error(feed: Path) -> None:
    assert found(feed) == {
        "SOURCE.txt": "Stranger",
        "older.tar.xz": "Stranger",
        "2031/ex-1.json": "Advisory",
        "2031/ex-1.json.sha256": "Stranger",
        "2031/ex-2.json": "Advisory",
        "2031/ex-3.json": "json-syntax",
    }


def test_a_folder_is_read_in_the_same_order_every_time(feed: Path) -> None:
    names = [one.name for one in advisory_sources(feed)]
    assert names == [one.name for one in advisory_sources(feed)]
    inside = [name for name in names if name.startswith("2031/")]
    assert inside == sorted(inside)


def test_an_archive_gives_what_the_folder_gives(feed: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "feed.tar.gz", "w:gz") as archive:
        archive.add(feed, ".")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as zipped:
        for file in sorted(feed.rglob("*.json")):
            zipped.write(file, file.relative_to(feed))
    assert sorted(found(tmp_path / "feed.tar.gz").values()) == [
        # What is compressed inside an archive is not opened.
        "Advisory",
        "Stranger",
        "Stranger",
        "Stranger",
        "Stranger",
        "json-syntax",
    ]
    assert found(tmp_path / "feed.zip") == {"2031/ex-1.json": "Advisory", "2031/ex-3.json": "json-syntax"}


@pytest.mark.parametrize(("name", "data"), [("a.json", ADVISORY), ("a.json.xz", lzma.compress(ADVISORY))])
def test_a_single_file_is_its_own_source(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (only,) = read_advisories(tmp_path / name)
    assert isinstance(only.result, Advisory)
    assert (only.name, only.result.source, only.done) == ("a.json", "a.json", 1.0)


def test_progress_never_falls_and_ends_at_one(feed: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "feed.tar", "w") as archive:
        archive.add(feed, "feed")
    for path in (feed, tmp_path / "feed.tar"):
        done = [one.done for one in read_advisories(path)]
        assert done == sorted(done)
        assert 0 < done[0] <= done[-1] <= 1.0
    assert [one.done for one in advisory_sources(feed)][-1] == 1.0


def test_an_archive_that_breaks_off_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "feed.tar", "w") as archive:
        for number in range(3):
            entry = tarfile.TarInfo(f"ex-{number}.json")
            entry.size = len(ADVISORY)
            archive.addfile(entry, io.BytesIO(ADVISORY))
    whole = (tmp_path / "feed.tar").read_bytes()
    (tmp_path / "feed.tar").write_bytes(whole[: 2 * (512 + -(-len(ADVISORY) // 512) * 512) + 700])
    assert list(found(tmp_path / "feed.tar").items()) == [
        ("ex-0.json", "Advisory"),
        ("ex-1.json", "Advisory"),
        ("ex-2.json", "archive-truncated"),
    ]


def test_links_that_lead_out_of_the_folder_are_named_and_not_followed(feed: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(ADVISORY)
    (feed / "file.json").symlink_to(outside / "secret.json")
    (feed / "folder").symlink_to(outside)
    (feed / "loop").symlink_to(feed)
    (feed / "itself.json").symlink_to(feed / "itself.json")
    (feed / "same.json").symlink_to(feed / "2031" / "ex-1.json")
    results = found(feed)
    assert (results["file.json"], results["folder"]) == ("source-link", "source-link")
    assert results["same.json"] == "Advisory"
    assert results["itself.json"] in ("source-special", "source-unreadable")
    assert len(results) == 10


def test_a_folder_that_cannot_be_opened_is_named_and_the_rest_is_read(
    feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(path: str) -> object:
        if str(path).endswith("2031"):
            raise PermissionError(13, "Permission denied", str(path))
        return real_scan(path)

    real_scan = os.scandir
    monkeypatch.setattr(os, "scandir", scan)
    assert found(feed) == {"SOURCE.txt": "Stranger", "older.tar.xz": "Stranger", "2031": "source-unreadable"}


def test_a_pipe_is_named_and_not_opened(feed: Path) -> None:
    os.mkfifo(feed / "pipe.json")
    assert found(feed)["pipe.json"] == "source-special"
    assert found(feed / "pipe.json") == {"pipe.json": "source-special"}


def test_a_file_beyond_all_measure_is_refused_and_the_rest_is_read(feed: Path) -> None:
    with (feed / "huge.json").open("wb") as stream:
        stream.truncate(2 * MAX_BYTES)
    results = found(feed)
    assert results["huge.json"] == "json-large"
    assert results["2031/ex-1.json"] == "Advisory"


def test_a_name_that_is_no_text_is_shown_with_replacements(feed: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(feed) + b"/\xff\x1b.json")).write_bytes(ADVISORY)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert found(feed)["\ufffd\ufffd.json"] == "Advisory"


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == {}


def test_what_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    for opened in (advisory_sources, read_advisories, read_cve_records, open_kev, open_epss):
        with pytest.raises(BadInput) as caught:
            opened(tmp_path / "nothing")
        assert caught.value.code == "source-missing"
        assert caught.value.where.endswith("nothing")


def test_cve_records_come_from_files_lines_folders_and_archives(tmp_path: Path) -> None:
    one, two = as_bytes(cve_record("CVE-2031-0001")), as_bytes(cve_record("CVE-2031-0002"))
    (tmp_path / "a.json").write_bytes(one)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(one + b"\n" + two))
    (tmp_path / "delta.json").write_bytes(b'{"fetchTime": "now"}')
    readings = list(read_cve_records(tmp_path))
    assert [type(reading.result) for reading in readings] == [CveRecord, CveRecord, CveRecord, Stranger]
    assert [reading.name for reading in readings][1:3] == ["b.jsonl.gz line 1", "b.jsonl.gz line 2"]
    assert readings[-1].done == 1.0
    wanted = [reading.result for reading in read_cve_records(tmp_path, only={"CVE-2031-0002"})]
    assert [record.cve for record in wanted if isinstance(record, CveRecord)] == ["CVE-2031-0002"]
    with zipfile.ZipFile(tmp_path / "cves.zip", "w") as archive:
        archive.writestr("2031/a.json", one)
    (only,) = read_cve_records(tmp_path / "cves.zip")
    assert isinstance(only.result, CveRecord)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_kev_and_epss_are_read_from_plain_and_compressed_files(tmp_path: Path, pack: type[bytes]) -> None:
    (tmp_path / "kev").write_bytes(pack(as_bytes(kev_catalogue(kev_entry()))))
    (tmp_path / "epss").write_bytes(pack(EPSS))
    assert set(open_kev(tmp_path / "kev").entries) == {"CVE-2031-0001"}
    assert set(open_epss(tmp_path / "epss").scores) == {"CVE-2031-0001", "CVE-2031-0002"}


def test_the_medical_advisories_are_144_documents_and_one_note(shared: Path) -> None:
    results = list(read_advisories(shared / "data/csaf/icsma"))
    strangers = [one.name for one in results if isinstance(one.result, Stranger)]
    advisories = [one.result for one in results if isinstance(one.result, Advisory)]
    assert (len(results), len(advisories), strangers) == (145, 144, ["SOURCE.txt"])


def test_of_the_archive_of_cisa_no_document_is_lost_and_no_status_is_left_unresolved(shared: Path) -> None:
    kinds: Counter[str] = Counter()
    strangers, related, undefined = [], 0, 0
    for reading in read_advisories(shared / "data/csaf/cisa_ot_it.tar.xz"):
        kinds[type(reading.result).__name__] += 1
        if isinstance(reading.result, Stranger):
            strangers.append(reading.name)
        if not isinstance(reading.result, Advisory):
            continue
        known = {product.product_id: product for product in reading.result.products}
        for vulnerability in reading.result.vulnerabilities:
            named = [one for products in vulnerability.status.values() for one in products]
            undefined += len([one for one in named if one not in known])
            related += len([one for one in named if one in known and known[one].relationship and known[one].vendor])
    assert kinds == {"Advisory": 2383, "Stranger": 2}
    assert strangers == ["OT/white/cisa-csaf-ot-feed-tlp-white.json", "IT/white/cisa-csaf-it-feed-tlp-white.json"]
    assert (related, undefined) == (1316, 0)
