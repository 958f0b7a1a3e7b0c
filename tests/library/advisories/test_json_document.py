"""JSON from strangers is read in every encoding of the field, and refused with its place when it is unfit."""

import json
import tracemalloc
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.advisories.json_document import MAX_BYTES, MAX_WARNINGS, Fields, pointer, read_json
from medward.errors import BadInput

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | finite | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def refused(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_json(data, "a.json")
    return caught.value


@given(values, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
def test_what_was_written_is_read_in_every_unicode_encoding(value: Any, encoding: str) -> None:
    assert read_json(json.dumps([value], ensure_ascii=False).encode(encoding), "a.json") == [value]


@given(values)
def test_no_document_that_breaks_off_is_read(value: Any) -> None:
    whole = json.dumps({"value": value}).encode()
    assert refused(whole[:-1]).code == "json-syntax"


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1" * 5000])
def test_a_number_beyond_a_double_is_refused(word: bytes) -> None:
    assert refused(b'{"baseScore": ' + word + b"}").code == "json-number"


@pytest.mark.parametrize("depth", [201, 900, 20_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_beyond_two_hundred_is_refused(depth: int, opening: bytes, closing: bytes) -> None:
    assert refused(opening * depth + b"0" + closing * depth).code == "json-deep"


def test_nesting_of_two_hundred_is_read() -> None:
    assert read_json(b"[" * 200 + b"]" * 200, "a.json")


def test_a_key_that_stands_twice_is_refused_with_the_place_of_its_object() -> None:
    error = refused(b'{"a/b": [0, {"status": "fixed", "status": "affected"}]}')
    assert error.code == "json-repeated-key"
    assert error.where == "a.json /a~1b/1"
    assert "'status'" in error.why


def test_half_a_surrogate_pair_is_refused_for_nobody_could_write_it_out_again() -> None:
    assert refused(b'{"title": "\\ud83d"}').code == "json-surrogate"
    assert read_json(b'{"title": "\\ud83d\\ude00"}', "a.json") == {"title": "\U0001f600"}


def test_broken_bytes_are_refused_with_the_first_of_them() -> None:
    error = refused(b'{"name": "M\xfcller"}')
    assert error.code == "json-encoding"
    assert "byte 11" in error.why


def test_broken_text_is_refused_with_line_and_column() -> None:
    error = refused(b'{\n  "a": 1,\n  oops\n}')
    assert (error.code, error.where) == ("json-syntax", "a.json line 3 column 3")


def test_what_is_larger_than_any_advisory_is_refused_unread() -> None:
    assert refused(b" " * (MAX_BYTES + 1)).code == "json-large"


def test_text_that_would_need_far_more_memory_than_its_size_is_refused_before_it_does() -> None:
    data = b"[" + b"{}," * 1_000_000 + b"{}]"
    tracemalloc.start()
    try:
        assert refused(data).code == "json-dense"
        assert tracemalloc.get_traced_memory()[1] < 10 * len(data)
    finally:
        tracemalloc.stop()


@given(st.dictionaries(texts, st.integers(), min_size=1, max_size=5))
def test_a_pointer_leads_to_its_key_as_rfc_6901_says(node: dict[str, int]) -> None:
    for key in node:
        step = pointer("", key).removeprefix("/")
        assert step.replace("~1", "/").replace("~0", "~") == key
        assert "/" not in step


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        ("text", 7),
        ("text", ["a"]),
        ("texts", "a"),
        ("texts", ["a", 1]),
        ("texts", [None]),
        ("number", "7"),
        ("number", True),
        ("object", []),
        ("object", "a"),
        ("objects", {}),
        ("objects", [[]]),
        ("flag", "true"),
        ("moment", 2031),
        ("day", {}),
    ],
)
def test_a_field_of_a_wrong_type_is_refused_with_its_pointer(method: str, wrong: Any) -> None:
    fields = Fields("a.json")
    with pytest.raises(BadInput) as caught:
        list(getattr(fields, method)({"id": wrong}, "id", "/document") or ())
    assert caught.value.code == "json-type"
    assert caught.value.where.startswith("a.json /document/id")


@pytest.mark.parametrize("missing", [{}, {"id": None}])
def test_a_missing_field_is_empty(missing: dict[str, None]) -> None:
    fields = Fields("a.json")
    assert fields.text(missing, "id", "") == ""
    assert fields.texts(missing, "id", "") == ()
    assert fields.number(missing, "id", "") is None
    assert fields.object(missing, "id", "") == {}
    assert list(fields.objects(missing, "id", "")) == []
    assert fields.moment(missing, "id", "") is None
    assert fields.warnings == ()


def test_a_missing_field_that_the_format_demands_is_noted() -> None:
    fields = Fields("a.json")
    assert fields.needed_text({}, "title", "/document") == ""
    assert [(one.path, one.why) for one in fields.warnings] == [("/document", "title is missing")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2031-01-01T10:00:00Z", datetime(2031, 1, 1, 10, tzinfo=UTC)),
        ("2031-01-01T10:00:00.1234567+02:00", datetime(2031, 1, 1, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2031-01-01T10:00:00+0000", datetime(2031, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_times_are_turned_into_utc(written: str, meant: datetime) -> None:
    fields = Fields("a.json")
    read = fields.moment({"at": written}, "at", "")
    assert read == meant
    assert read.tzinfo is UTC
    assert fields.warnings == ()


def test_a_time_without_a_zone_is_taken_for_utc_and_noted() -> None:
    fields = Fields("a.json")
    assert fields.moment({"at": "2031-01-01T10:00:00"}, "at", "") == datetime(2031, 1, 1, 10, tzinfo=UTC)
    assert [one.path for one in fields.warnings] == ["/at"]


@pytest.mark.parametrize("written", ["yesterday", "2031-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_cannot_be_read_is_none_and_noted(written: str) -> None:
    fields = Fields("a.json")
    assert fields.moment({"at": written}, "at", "") is None
    assert [one.path for one in fields.warnings] == ["/at"]


def test_a_date_is_a_date_or_none_and_noted() -> None:
    fields = Fields("a.json")
    assert fields.day({"on": "2031-01-03"}, "on", "") == date(2031, 1, 3)
    assert fields.day({"on": "3.1.31"}, "on", "") is None
    assert len(fields.warnings) == 1


def test_a_score_beyond_ten_is_left_out_and_noted() -> None:
    fields = Fields("a.json")
    assert fields.base_score({"baseScore": 10}, "") == 10.0
    assert fields.base_score({"baseScore": 98}, "") is None
    assert [one.path for one in fields.warnings] == ["/baseScore"]


def test_a_flood_of_notes_is_counted_instead_of_listed() -> None:
    fields = Fields("a.json")
    for number in range(MAX_WARNINGS + 5):
        fields.tolerate(f"/{number}", "odd")
    assert len(fields.warnings) == MAX_WARNINGS + 1
    assert fields.warnings[-1].why == "and 5 more, not listed"
