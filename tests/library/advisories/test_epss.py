"""A day's exploit predictions are read with their model and day, and a row that makes no sense is listed."""

import bz2
import gzip
import io
import lzma
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories import epss
from medward.advisories.cve_records import EpssScore, EpssScores
from medward.errors import BadInput
from tests.library.advisories.made import EPSS

HEAD = b"".join(EPSS.splitlines(keepends=True)[:2])
shares = st.floats(0, 1)


def read(data: bytes) -> EpssScores:
    return epss.read_epss(io.BytesIO(data), "epss.csv")


def refused(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(data)
    return caught.value


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_scores_carry_the_model_and_the_day(pack: Any) -> None:
    found = read(pack(EPSS))
    assert found.model_version == "v2026.01.01"
    assert found.scored_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert found.scores == {
        "CVE-2031-0001": EpssScore(0.97512, 0.99991),
        "CVE-2031-0002": EpssScore(0.00004, 0.00312),
    }
    assert (found.bad_rows, found.problems) == (0, ())


@given(st.dictionaries(st.integers(0, 9999).map("CVE-2031-{:04}".format), st.tuples(shares, shares), min_size=1))
def test_every_score_that_is_written_is_read(written: dict[str, tuple[float, float]]) -> None:
    rows = "".join(f"{cve},{score!r},{percentile!r}\r\n" for cve, (score, percentile) in written.items())
    found = read(HEAD + rows.encode())
    assert {cve: (one.probability, one.percentile) for cve, one in found.scores.items()} == written
    assert found.bad_rows == 0


def test_columns_may_stand_in_any_order() -> None:
    head = HEAD.replace(b"cve,epss,percentile", b"percentile,more,cve,epss")
    assert read(head + b"0.5,x,CVE-2031-0001,0.1\n").scores == {"CVE-2031-0001": EpssScore(0.1, 0.5)}


@pytest.mark.parametrize(
    "row",
    [
        b"CVE-2031-0001,1.2,0.5",
        b"CVE-2031-0001,0.2,1.0001",
        b"CVE-2031-0001,-0.1,0.5",
        b"CVE-2031-0001,nan,0.5",
        b"CVE-2031-0001,inf,0.5",
        b"CVE-2031-0001,0_1,0.5",
        b"CVE-2031-0001,,0.5",
        b"CVE-2031-0001,0.5",
        b"CVE-2031-0001,0.5,0.5,0.5",
        b"CVE-31-1,0.5,0.5",
        b"cve,epss,percentile",
        b"\xff\xfe\x00",
        b"x" * 5000,
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_listed_with_its_line(row: bytes) -> None:
    found = read(HEAD + b"CVE-2031-0009,0.5,0.5\n" + row + b"\nCVE-2031-0010,0.5,0.5")
    assert set(found.scores) == {"CVE-2031-0009", "CVE-2031-0010"}
    assert found.bad_rows == 1
    assert [one.path for one in found.problems] == ["line 4"]


def test_the_first_of_two_rows_of_a_cve_holds() -> None:
    found = read(EPSS + b"CVE-2031-0001,0.1,0.1\n")
    assert found.scores["CVE-2031-0001"].probability == 0.97512
    assert [one.path for one in found.problems] == ["line 5"]


def test_a_flood_of_bad_rows_is_counted_and_its_beginning_listed() -> None:
    found = read(EPSS + b"x\n" * (epss.MAX_LISTED + 7))
    assert found.bad_rows == epss.MAX_LISTED + 7
    assert len(found.problems) == epss.MAX_LISTED


@pytest.mark.parametrize(
    "first", [b"", b"cve,epss,percentile", b"#model_version:v1", b"#model_version:v1,score_date:2026-13-45T00:00:00Z"]
)
def test_without_model_and_day_there_are_no_scores(first: bytes) -> None:
    error = refused(first + b"\n" + EPSS.split(b"\n", 1)[1])
    assert (error.code, error.where) == ("epss-model", "epss.csv line 1")


def test_without_the_columns_there_are_no_scores() -> None:
    assert refused(EPSS.replace(b"percentile", b"rank")).code == "epss-columns"


def test_a_file_without_one_good_row_is_refused() -> None:
    assert refused(HEAD).code == "epss-empty"
    assert refused(HEAD + b"x\n").code == "epss-empty"


def test_half_a_day_s_scores_are_refused() -> None:
    assert refused(gzip.compress(EPSS)[:-4]).code == "archive-truncated"


def test_a_file_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epss, "MAX_ROWS", 3)
    assert refused(EPSS).code == "epss-large"
