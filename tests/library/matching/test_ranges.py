"""What advisories' words about versions mean, and whether a device's version is in them."""

import csv
import json
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medward.matching.ranges import (
    ANY,
    NOTHING,
    Bound,
    Membership,
    VersionSet,
    make_set,
    one_bound,
    read_expression,
    read_prose,
)
from medward.matching.versions import Version, read_version

INSIDE, OUTSIDE, UNKNOWN = Membership.INSIDE, Membership.OUTSIDE, Membership.UNKNOWN
READINGS = list(csv.DictReader((Path(__file__).parent / "readings.csv").open(encoding="utf-8", newline="")))
KINDS = {"all", "exact", "list", "bound", "interval", "union", "date", "models", "none", "unread"}

_numbers = st.lists(st.integers(0, 12), min_size=2, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_steps = st.sampled_from(["", "", " SP1", " SP2 HF3", " Update 1", " R2"])
_texts = st.one_of(
    st.builds(lambda numbers, step: numbers + step, _numbers, _steps),
    st.sampled_from(
        ["8", "12", "K", "N", "B.02", "C.03.06", "U61", "L81", "3.x", "1.7.15b", "2.7A", "R4.1L1", "2016 R2"]
    ),
)
_relations = st.sampled_from(["<", "<=", ">", ">=", "="])
_bounds = st.builds(lambda relation, text: Bound(relation, version(text)), _relations, _texts)
_sets = st.lists(st.lists(_bounds, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3).map(make_set)


def version(text: str) -> Version:
    """Read a version that must be one."""
    found = read_version(text)
    assert found is not None, text
    return found


# What a reading is: two hundred and more, written by hand.


def test_there_are_two_hundred_readings_written_by_hand() -> None:
    assert len(READINGS) >= 200
    assert len({(row["expression"], row["category"]) for row in READINGS}) == len(READINGS)


@pytest.mark.parametrize("row", READINGS, ids=[row["expression"][:60] or "nothing" for row in READINGS])
def test_an_expression_is_read_as_a_person_reads_it(row: dict[str, str]) -> None:
    reading = read_expression(row["expression"], category=row["category"])
    assert reading.kind == row["kind"]
    assert (str(reading.versions) if reading.versions is not None else "") == row["reading"]
    if reading.kind != "unread":
        assert " ~ ".join(f"{one.kind}:{one.value}" for one in reading.conditions) == row["conditions"]
    for membership in Membership:
        for text in filter(None, row[membership].split(" ~ ")):
            assert reading.contains(read_version(text)) is membership, text


def test_a_whole_name_gives_a_number_its_lost_zero_back() -> None:
    reading = read_expression("2.2", category="product_version", full_name="CardioMessenger II-S T-Line T4APP: 2.20")
    assert str(reading.versions) == "= 2.20"
    assert reading.contains(version("V2.20")) is INSIDE


def test_a_whole_name_tells_that_a_number_is_a_version() -> None:
    name = "Manufacturing Operations Management: Versions 1812 1909"
    assert read_expression("1812 | 1909", category="product_version").kind == "models"
    assert read_expression("1812 | 1909", category="product_version", full_name=name).kind == "list"


def test_a_whole_name_tells_that_two_versions_are_a_list() -> None:
    name = "Data module compactPlus: All software Versions A10 and A11"
    assert str(read_expression("A10 < A11", full_name=name).versions) == "= A10 or = A11"
    assert str(read_expression("A10 < A11").versions) == "A10 ≤ v < A11"


def test_a_whole_name_gives_a_list_its_lost_word_back() -> None:
    name = "TIA Portal v15: All versions prior to v15.1 Update 7"
    assert str(read_expression("< 15.1 | 7", full_name=name).versions) == "< 15.1 Update 7"
    assert read_expression("< 15.1 | 7").kind == "unread"


def test_every_vers_scheme_is_read_with_our_own_order() -> None:
    assert str(read_expression("vers:generic/>=1.0|<2.0").versions) == "1.0 ≤ v < 2.0"
    assert str(read_expression("vers:intdot/%3E%3D1.0").versions) == ">= 1.0"


def test_a_remark_decides_nothing_and_every_other_condition_does() -> None:
    remark, cve = (
        read_expression("* (end-of-life 2011)").conditions[0],
        read_expression("* (only affected by CVE-2019-10943)").conditions[0],
    )
    assert not remark.decides
    assert cve.decides


# What a set answers.


def test_a_missing_version_is_unknown_unless_every_version_or_none_is_meant() -> None:
    assert one_bound("<", version("1.0")).contains(None) is UNKNOWN
    assert ANY.contains(None) is INSIDE
    assert NOTHING.contains(None) is OUTSIDE


def test_what_cannot_be_read_is_unknown() -> None:
    assert read_expression("< cesne_r1h07_12.esw").contains(version("1.0")) is UNKNOWN


def test_two_versions_of_one_device_must_agree() -> None:
    below = one_bound("<", version("3.0"))
    assert below.contains(version("FW 2.5 / SW 2.1")) is INSIDE
    assert below.contains(version("FW 3.5 / SW 2.1")) is UNKNOWN


@pytest.mark.parametrize(
    ("device", "expression", "membership"),
    [
        ("7", "< 7.4", UNKNOWN),
        ("7", "< 8", INSIDE),
        ("7", "< 7", OUTSIDE),
        ("4.1", "<= 4.1.3", INSIDE),
        ("4.1", ">= 4.1.3", UNKNOWN),
        ("4.0", ">= 4.1", OUTSIDE),
        ("3.x", "< 3.5", UNKNOWN),
        ("3.x", "< 4", INSIDE),
        ("1.3.1", "<= 1.3.1 Build 13", UNKNOWN),
        ("1.3.1 Build 13", "<= 1.3.1", INSIDE),
        ("1.8.4", "< 1.8.4 SP01", INSIDE),
        ("8", "> 8.0", UNKNOWN),
        ("2017", "<= 9.5", UNKNOWN),
        ("2.0.3", "<= 2.01", UNKNOWN),
        ("2.20", "= 2.2", UNKNOWN),
        ("2.20", "<= 2.2", OUTSIDE),
    ],
)
def test_a_version_coarser_than_the_bound_is_unknown_where_it_matters(
    device: str, expression: str, membership: Membership
) -> None:
    assert read_expression(expression).contains(version(device)) is membership


def test_the_intervals_of_a_set_are_its_alternatives() -> None:
    versions = read_expression(">= 4.01 | < 4.34 | 5.0 | > 6.1").versions
    assert versions is not None
    seen = [(str(one.low), one.includes_low, str(one.high), one.includes_high) for one in versions.intervals]
    assert seen == [("4.01", True, "4.34", False), ("5.0", True, "5.0", True), ("6.1", False, "None", False)]


@given(_texts)
def test_a_bound_holds_or_not_for_its_own_version(text: str) -> None:
    bound = version(text)
    answers = {relation: one_bound(relation, bound).contains(bound) for relation in ("<", "<=", ">", ">=", "=", "!=")}
    assert answers == {"<": OUTSIDE, "<=": INSIDE, ">": OUTSIDE, ">=": INSIDE, "=": INSIDE, "!=": OUTSIDE} or (
        bound.low != bound.high and answers["<="] is INSIDE and answers["="] is INSIDE
    )


@given(_texts, _texts)
def test_below_and_not_below_never_both_hold(one: str, other: str) -> None:
    device, bound = version(one), version(other)
    below, rest = one_bound("<", bound).contains(device), one_bound(">=", bound).contains(device)
    assert (below, rest) not in {(INSIDE, INSIDE), (OUTSIDE, OUTSIDE)}


@given(_sets, _sets, _texts)
def test_a_version_is_in_a_union_when_it_is_in_either(one: VersionSet, other: VersionSet, text: str) -> None:
    device = version(text)
    either = INSIDE in {one.contains(device), other.contains(device)}
    assert (one.union(other).contains(device) is INSIDE) == either
    assert one.union(other).contains(device) is other.union(one).contains(device)


@given(_sets, _sets, _texts)
def test_a_version_is_in_an_intersection_when_it_is_in_both(one: VersionSet, other: VersionSet, text: str) -> None:
    device = version(text)
    both = (one.contains(device), other.contains(device))
    assert (one.intersection(other).contains(device) is INSIDE) == (both == (INSIDE, INSIDE))
    if OUTSIDE in both:
        assert (one & other).contains(device) is OUTSIDE


@given(_sets, _texts)
def test_a_set_with_itself_with_everything_and_with_nothing(one: VersionSet, text: str) -> None:
    device = version(text)
    assert (one | one) == one
    assert (one | ANY) == ANY
    assert (one | NOTHING) == one
    assert (one & ANY) == one
    assert (one & NOTHING) == NOTHING
    assert (one & one).contains(device) is one.contains(device)


@given(_sets)
def test_a_set_that_was_read_is_read_back_from_its_own_words(one: VersionSet) -> None:
    read = read_expression(str(one)).versions
    assert read is not None
    # Advisories write an interval as ``> a | < b``, so open ends on both sides have no words of their own.
    ends = {bounds[0].relation[0] for bounds in read.alternatives if len(bounds) == 1}
    assume(not {"<", ">"} <= ends)
    assert read_expression(str(read)).versions == read


# Prose.


@pytest.mark.parametrize(
    ("sentence", "finds"),
    [
        ("Older software versions (Version 9.5 and prior) store them.", [("Version 9.5 and prior", "<= 9.5", "<=")]),
        ("versions prior to 8.2.2 are", [("versions prior to 8.2.2", "< 8.2.2", "<")]),
        ("software versions less than 9.19 are", [("software versions less than 9.19", "< 9.19", "<")]),
        ("1.1 through 1.6", [("1.1 through 1.6", "1.1 ≤ v ≤ 1.6", "interval")]),
        ("versions 2.0, 2.1 and 3.x", [("versions 2.0, 2.1 and 3.x", "= 2.0 or = 2.1 or = 3.x", "list")]),
        ("Xcelera R4.1L1 and earlier", [("R4.1L1 and earlier", "<= R4.1L1", "<=")]),
        ("units made before December 2019", [("before December 2019", "any version", "date<2019-12")]),
        ("sold between May 2017 and June 2018", [("sold between May 2017 and June 2018", "any version",
                                                 "date>=2017-05|<=2018-06")]),
        ("Update A.3 repairs it", [("Update A.3", "= A.3", "=")]),
        ("Release L.0 or later", [("Release L.0 or later", ">= L.0", ">=")]),
        ("has released NeuroWorks 8.5 GMA 3, which", [("8.5 GMA 3", "= 8.5 GMA 3", "=")]),
        ("in PIC iX C.03.06. It", [("C.03.06", "= C.03.06", "=")]),
        ("Versions C.02 and C.03 receive", [("Versions C.02 and C.03", "= C.02 or = C.03", "list")]),
        ("SpaceCom Version L81/U61 and earlier", [("Version L81/U61 and earlier", "<= L81 or <= U61", "<=")]),
        ("Revisions A.01 to C.0x and 4.0.", [("Revisions A.01 to C.0x", "A.01 ≤ v ≤ C.0x", "interval"),
                                            ("4.0", "= 4.0", "=")]),
        ("between versions 1.1 and 1.6", [("between versions 1.1 and 1.6", "1.1 ≤ v ≤ 1.6", "interval")]),
        ("versions 1.1-1.3.2 may", [("versions 1.1-1.3.2", "1.1 ≤ v ≤ 1.3.2", "interval")]),
        ("upgrade to Version 6.4.0 or newer", [("Version 6.4.0 or newer", ">= 6.4.0", ">=")]),
        ("Workstation 4.0 and 4.0.1 has", [("4.0 and 4.0.1", "= 4.0 or = 4.0.1", "list")]),
        ("all versions of 8.0.x, and 7.0.x", [("all versions of 8.0.x, and 7.0.x", "= 8.0.x or = 7.0.x", "list")]),
        ("all versions before 03.06.00 (serial number below 14000) / 04.03.00 (above)",
         [("all versions before 03.06.00", "< 03.06.00", "<"), ("04.03.00", "< 04.03.00", "<")]),
        ("all current versions are affected", [("all current versions", "any version", "all")]),
        ("v1.8.4 Service Pack 01 (released)", [("v1.8.4 Service Pack 01", "= v1.8.4 Service Pack 01", "=")]),
        ("Versions N and prior", [("Versions N and prior", "<= N", "<=")]),
        ("update to a version later than T1 Ventilator Version 2.2.3 where",
         [("version later than T1 Ventilator Version 2.2.3", "> 2.2.3", ">")]),
        ("Before upgrading to version 3.0, call", [("version 3.0", "= 3.0", "=")]),
        ("Rev B-M only", [("Rev B-M", "B ≤ v ≤ M", "interval")]),
    ],
)  # fmt: skip
def test_a_sentence_gives_its_version_expressions(sentence: str, finds: list[tuple[str, str, str]]) -> None:
    found = read_prose(sentence)
    assert [(one.text, str(one.set), one.relation) for one in found] == finds
    assert all(sentence[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "A CVSS v3 base score of 7.5 has been calculated; the vector is (AV:N/AC:L/PR:N).",
        "CVSS v3.1 reduces the score from 6.7 (Medium) to 3.0 (Low).",
        "CVE-2019-10943 and CWE-287 concern ICSMA-19-255-01.",
        "Call 1-800 387-7516, 1.800.722.9377 or write to someone@example.org.",
        "Close ports 502/TCP and 8080.",
        "See https://www.example.org/v1.2.3/download and www.example.org/4.5.6.",
        "Use TLS 1.2 on Windows 8.1 with IIS 7.5.",
        "NIST SP 800-171 Rev. 2, IEC 62443 and RFC 2616 apply.",
        "A patch will be released before December 2019.",
        "The advisory was published on 2019-09-10.",
        "BD received 510(k) clearance for part number 8713142U.",
        "--------- Begin Update A Part 5 of 7 ---------",
        "User Guide Rev G is available. A user may wait for 3 weeks.",
    ],
)
def test_what_only_looks_like_a_version_is_none(sentence: str) -> None:
    assert read_prose(sentence) == ()


# Any text: no failure, linear time.


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    reading = read_expression(text, category="product_version", full_name=text)
    assert reading.kind in KINDS
    assert reading.text == text
    for found in read_prose(text):
        assert text[found.start : found.end] == found.text


@given(st.text("<>=|. 0123456789vxXABSPspand(),/-_*", max_size=60), _texts)
def test_no_expression_makes_an_answer_fail(text: str, device: str) -> None:
    assert read_expression(text).contains(version(device)) in Membership
    assert (read_expression(text).kind == "unread") == (read_expression(text).versions is None)


HOSTILE = ["1", "1.", "1-", "1 ", " ", "a", "A", "A.", "x.", "(", ")", "((1", "<", "<= 1 | ", "1and", "1 and ", "1, ",
           "v1.2 ", "CVE-", "excluding 1and", "(excluding 1, ", "version ", "all ", "Rev A-", "prior to ", "May 1 ",
           "1.x.", "SP1 ", "0", "_", "1_", "@", "1@", "http://", "and prior ", "9" * 40 + ".", "serial number ", "\n",
           "AV:", "up to and including ", "1 - ", "between 1 (including) and ", "\u00a0", "①", "٣.", "ﬁ"]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_in_linear_time(part: str) -> None:
    text = (part * 10_000)[:10_000]
    started = time.process_time()
    read_version(text)
    read_expression(text, category="product_version", full_name=text)
    read_expression("<= " + text)
    read_prose(text)
    assert time.process_time() - started < 3.0


@pytest.mark.slow
def test_a_hundred_thousand_expressions_are_read() -> None:
    pieces = ["<", "<=", ">= ", "|", " | ", "1.2", "V7.0.3", "B.06", "K", " SP1", "x", "*", "(", ")", " and ", "prior",
              " to ", "May 2018", "all versions", "vers:all/", ", ", "Build 7", "-", "_", "with ", "U61", "2016 R2",
              ]  # fmt: skip
    device = version("1.2.3")
    state = 2024
    for _ in range(100_000):
        words = []
        for _ in range(1 + state % 9):
            state = (state * 1103515245 + 12345) % 2**31
            words.append(pieces[(state >> 8) % len(pieces)])
        assert read_expression("".join(words)).contains(device) in Membership


# Real documents.


def _leaves(branches: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for branch in branches:
        if branch["category"] in {"product_version", "product_version_range"} and "product" in branch:
            yield branch["name"], branch["category"], branch["product"]["name"]
        yield from _leaves(branch.get("branches", []))


@pytest.fixture(scope="module")
def archive(shared: Path) -> list[tuple[str, str, str, str]]:
    """Give every version leaf of the archive: advisory, expression, category, whole name."""
    leaves = []
    with tarfile.open(shared / "data/csaf/cisa_ot_it.tar.xz") as files:
        for member in files:
            stream = files.extractfile(member) if member.name.endswith(".json") else None
            document = json.load(stream) if stream else {}
            if "document" in document:
                number = document["document"]["tracking"]["id"]
                tree = document.get("product_tree", {}).get("branches", [])
                leaves.extend((number, *leaf) for leaf in _leaves(tree))
    return leaves


def test_nine_tenths_of_the_archives_expressions_are_read_as_sets(archive: list[tuple[str, str, str, str]]) -> None:
    distinct = {name: (category, full_name) for _, name, category, full_name in reversed(archive)}
    assert len(archive) >= 15_000
    assert len(distinct) >= 4_400
    unread = [
        name
        for name, (category, full_name) in distinct.items()
        if read_expression(name, category=category, full_name=full_name).versions is None
    ]
    assert len(unread) <= 0.02 * len(distinct)


def test_every_expression_of_the_medical_advisories_is_read(archive: list[tuple[str, str, str, str]]) -> None:
    medical = {leaf[1:] for leaf in archive if leaf[0].startswith("ICSMA")}
    unread = [
        leaf for leaf in medical if read_expression(leaf[0], category=leaf[1], full_name=leaf[2]).versions is None
    ]
    assert unread == []


def test_every_reading_of_the_archive_is_read_back_from_its_own_words(archive: list[tuple[str, str, str, str]]) -> None:
    for name, category, full_name in {leaf[1:] for leaf in archive}:
        versions = read_expression(name, category=category, full_name=full_name).versions
        if versions is not None:
            assert read_expression(str(versions)).versions == versions, name


def test_answers_are_quick(archive: list[tuple[str, str, str, str]]) -> None:
    sets = [found for leaf in archive[:3000] if (found := read_expression(leaf[1]).versions) is not None]
    devices = [version(text) for text in ("1.4.2", "V5.1 SP1", "B.06.18", "3.x", "7", "2016 R2", "U61")]
    started = time.process_time()
    for versions in sets:
        for device in devices:
            versions.contains(device)
    assert (time.process_time() - started) / (len(sets) * len(devices)) < 20e-6
