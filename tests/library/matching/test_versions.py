"""How versions are read and compared."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.matching.versions import Version, compare, parse, read_version

_numbers = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_steps = st.sampled_from(["", " SP1", " SP2", " SP2 HF3", " Update 1", " Upd 12", " HF2", " R2", " R2 SP1"])
_plain = st.builds(lambda numbers, step: numbers + step, _numbers, _steps)
_letters = st.builds(
    lambda letter, numbers: f"{letter}.{numbers}", st.sampled_from("ABCJN"), _numbers.filter(lambda text: "." in text)
)
_spelling = st.sampled_from(["{}", "v{}", "V{}", "Ver. {}", "SW {}", "S/W {}", "Version {}", "sw v{}", "Rev {}", "R{}"])
_written = st.one_of(_plain, _letters, st.sampled_from(["K", "U61", "L81", "BT05", "VB30A", "3.x", "1.7.15b", "2.7A"]))


def version(text: str) -> Version:
    """Read a version that must be one."""
    found = read_version(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("1.9", "1.10"),
        ("1.8.4", "1.8.4 SP01"),
        ("1.8.4 SP01", "1.8.5"),
        ("1.8.4 Service Pack 01", "1.8.4 SP2"),
        ("V5.1 SP1", "V5.1 SP1 HF2"),
        ("V5.1 SP1 HF2", "V5.1 SP2"),
        ("V7.4 Update 3", "V7.4 SP1"),
        ("2016", "2016 SP1"),
        ("2016 SP1", "2016 R2"),
        ("2016 R2", "2017"),
        ("1.5 SP3", "1.5 SP3 Update 2"),
        ("2.0.5", "2.0.14.0"),
        ("1.5.0 Beta 4", "1.5.0"),
        ("1.0-rc1", "1.0"),
        ("2.6A", "2.6B"),
        ("1.7.15", "1.7.15b"),
        ("1.3.0 Build 14", "1.3.0 Build 15"),
        ("7.00-20140128", "7.00-20140730"),
        ("15.2(4)EA6", "15.2(4)EA7"),
        ("2.4.2-r28", "2.4.2-r29"),
        ("B.05.29", "B.06.18"),
        ("B.06.18", "C.00"),
        ("Rev J.10", "Rev K"),
        ("VA48A", "VB30A"),
        ("VB30A", "VB30B"),
        ("U39", "012U000040"),
        ("BT03", "BT11"),
        ("R4.1L1", "R4.1L2"),
        ("999999999999999999999999999998", "999999999999999999999999999999"),
    ],
)
def test_an_earlier_version_comes_before_a_later_one(earlier: str, later: str) -> None:
    assert compare(version(earlier), version(later)) == -1
    assert compare(version(later), version(earlier)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12.1.0", "12.1"),
        ("12.1.0.0", "12.1"),
        ("Ver. 1.14", "1.14"),
        ("S/W 8.2.1", "v8.2.1"),
        ("1.03.07", "1.3.7"),
        ("1.8.4 Service Pack 01", "1.8.4 SP1"),
        ("V15.1 Update 4", "V15.1 Upd4"),
        ("4.7 Hotfix 1", "4.7 HF1"),
        ("1.01.01 (build 2149)", "1.01.01 Build 2149"),
        ("HD 16", "HD16"),
        ("Rev. B", "RevB"),
        ("rev.j", "REV J"),
        ("b.06.18", "B.06.18"),
        ("sw p.01", "SW P.01"),
        ("vb30a", "VB30A"),
        ("u61", "U61"),
        ("3.x", "3.X"),
        ("1,2", "1.2"),
    ],
)
def test_two_spellings_of_one_version_are_equal(one: str, other: str) -> None:
    assert compare(version(one), version(other)) == 0
    assert version(one) == version(other)
    assert hash(version(one)) == hash(version(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B.02", "4.0"),
        ("U61", "L81"),
        ("BT05", "5"),
        ("VB30A", "3.0"),
        ("012U000061", "028U000061"),
        ("GEH-1.1", "AP 1.1"),
        ("8.5 GMA 3", "8.5 SP1"),
        ("3.x", "3.5"),
        ("1.3.1 Build 13", "1.3.1 SP1"),
    ],
)
def test_versions_of_different_numberings_do_not_compare(one: str, other: str) -> None:
    assert compare(version(one), version(other)) is None
    assert compare(version(other), version(one)) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "-", "N/A", "n.a.", "UNK", "unknown (see screen)", "see label", "not known", "None listed", "sw",
     "tbd", "Version: see label", "INFUSION PUMP", "Win 10", "Windows 7", "Win10 LTSC", "version eight", "WIRELESS",
     "07/2019", "2019-07-03", "P/N 1234 Rev C", "S/N 12345", "d78dda6"],
)  # fmt: skip
def test_a_text_that_names_no_version_gives_none(text: str) -> None:
    assert read_version(text) is None


def test_a_device_that_shows_the_short_number_runs_the_long_one() -> None:
    assert compare(version("U61"), version("012U000061")) == 0
    assert version("012U000061").part == "012"


def test_the_text_of_a_version_is_what_was_written() -> None:
    assert str(version(" Ver. 1.14 ")) == "Ver. 1.14"


def test_software_stands_before_firmware_and_hardware_is_left_out() -> None:
    both = version("FW 3.5 / SW 2.1")
    assert compare(both, version("2.1")) == 0
    assert [str(other) for other in both.also] == ["FW 3.5"]
    assert version("HW 1.2 SW 3.4").also == ()
    assert compare(version("HW 1.2 SW 3.4"), version("3.4")) == 0


def test_a_remark_after_the_version_is_not_part_of_it() -> None:
    assert compare(version("2.0 (Win7)"), version("2.0")) == 0
    assert compare(version("5.2.1 - updated 3/2021"), version("5.2.1")) == 0


def test_a_name_before_the_version_is_a_label_that_only_another_label_contradicts() -> None:
    assert compare(version("AP 3.0"), version("3.0")) == 0
    assert compare(version("CPCI85 V05.11"), version("V05.11")) == 0
    assert compare(version("PIC iX C.03"), version("C.03")) == 0


def test_one_number_or_letter_is_coarse() -> None:
    assert version("7").coarse
    assert version("K").coarse
    assert not version("7.0").coarse
    assert not version("7 SP1").coarse
    assert not version("3.x").coarse


def test_parse_says_where_a_version_ends() -> None:
    found = parse("version 4.20 SR1 and 4.30", 8)
    assert found is not None
    assert found[1] == len("version 4.20 SR1")


@given(_written, _written)
def test_comparing_the_other_way_round_turns_the_answer_round(one: str, other: str) -> None:
    forth, back = compare(version(one), version(other)), compare(version(other), version(one))
    assert (forth is None) == (back is None)
    assert forth is None or back == -forth


@given(_plain, _plain, _plain)
def test_plain_versions_with_known_steps_are_in_one_total_order(one: str, two: str, three: str) -> None:
    a, b, c = version(one), version(two), version(three)
    orders = [compare(a, b), compare(b, c), compare(a, c)]
    assert None not in orders
    if orders[0] in {-1, 0} and orders[1] in {-1, 0}:
        assert orders[2] == min(orders[0] or 0, orders[1] or 0)


@given(_written, _written, _written)
def test_whatever_compares_compares_consistently(one: str, two: str, three: str) -> None:
    a, b, c = version(one), version(two), version(three)
    if compare(a, b) == -1 and compare(b, c) == -1:
        assert compare(a, c) == -1


@given(_numbers.filter(lambda text: "." in text), st.integers(1, 3))
def test_zeros_at_the_end_say_nothing(numbers: str, zeros: int) -> None:
    assert compare(version(numbers), version(numbers + ".0" * zeros)) == 0


@given(_numbers.filter(lambda text: "." in text), _spelling)
def test_a_word_that_only_announces_changes_nothing(numbers: str, spelling: str) -> None:
    assert version(spelling.format(numbers)) == version(numbers)


@given(_written)
def test_a_version_equals_itself(text: str) -> None:
    assert compare(version(text), version(text)) == 0


@given(st.text(max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    found = read_version(text)
    assert found is None or compare(found, found) in {0, None}


@pytest.mark.slow
@pytest.mark.parametrize("alphabet", ["0123456789.-_ vVxXRrSPspbuild()/,;", "ABCJLNU.0123456789 revREV-"])
def test_a_hundred_thousand_texts_are_read(alphabet: str) -> None:
    state = 12345  # A small generator of our own, so that every run tries the same texts.
    for _ in range(100_000):
        letters = []
        for _ in range(state % 23):
            state = (state * 1103515245 + 12345) % 2**31
            letters.append(alphabet[(state >> 8) % len(alphabet)])
        state = (state * 1103515245 + 12345) % 2**31
        read_version("".join(letters))


def test_published_comparisons_of_plain_numbers_agree(shared: Path) -> None:
    schemes = {"apk", "maven", "conan", "nuget", "alpm", "openssl"}  # Gentoo orders 5 before 5.0 and is left out.
    compared = 0
    for file in sorted((shared / "data/vectors/vers").glob("*.json")):
        for case in json.loads(file.read_text())["tests"]:
            if case["test_type"] != "comparison" or case["input"]["input_scheme"] not in schemes:
                continue
            first, second = case["expected_output"]
            if first != second and all(re.fullmatch(r"\d+(\.\d+)*", text) for text in (first, second)):
                low, high = parse(first), parse(second)
                assert low is not None
                assert high is not None
                assert compare(low[0], high[0]) == -1, (first, second)
                compared += 1
    assert compared > 350
