"""How the work of matching grows: with the length of a row and the number of products, and no faster.

Work is counted in function calls, which do not depend on the machine or on what else runs there.
"""

import sys
from collections.abc import Callable
from itertools import product
from types import FrameType

import pytest

from medward.advisories.records import Advisory
from medward.matching.engine import build_index, match_row
from medward.matching.rows import RowKey, read_row
from tests.library.matching.advisory import Flaw, Leaf, advisory

_LONG = 10_000
_SYLLABLES = tuple("".join(pair) for pair in product("bdfgklmnprtv", "aiou"))
_LINEAR = 2.6  # What twice as much may cost; quadratic growth would cost four times as much.


def words(many: int, first: str = "") -> list[str]:
    """Return ``many`` words that no list knows, all different, beginning with ``first``."""
    return [first + "".join(parts) for parts, _ in zip(product(_SYLLABLES, repeat=3), range(many), strict=False)]


def calls(work: Callable[[], object]) -> int:
    """Return how many functions ``work`` calls."""
    count = 0

    def counting(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def large(many: int, first: str) -> Advisory:
    leaves = [Leaf(f"{word} gateway", "< 2.0", "Philips") for word in words(many, first)]
    return advisory(*leaves, flaws=[Flaw(summary="A password is kept in clear.")], title="Several products")


_INDEX = build_index([advisory(Leaf("Medfusion 3500", "< 1.5"), Leaf("IntelliVue MX400-MX850", vendor="Philips"))])
_UNITS = {
    "one word": "abcdefghij",
    "words": "pump ",
    "brands": "zephyron quorivex ",
    "digits": "7",
    "dots": "1.",
    "letters for zeros": "MX8OO ",
    "slashes": "A1/",
    "brackets": "(",
    "hyphens": "a-",
    "versions": "1.2.3 ",
    "denials": "no ",
    "accents": "é",
    "twice decoded": "Ã¤",
    "dates": "made 2016 ",
    "systems": "win ",
    "plus": "a+",
    "lists": "A1 and B2, ",
    "bounds": "< 1.0 | ",
}


@pytest.mark.parametrize("column", ["manufacturer", "model", "description", "software_version"])
@pytest.mark.parametrize("unit", _UNITS.values(), ids=_UNITS)
def test_a_cell_twice_as_long_costs_twice_as_much(unit: str, column: str) -> None:
    columns = {"manufacturer": "Philips", "model": "MX500", "description": "", "software_version": "1.0"}

    def cost(length: int) -> int:
        key = RowKey(**(columns | {column: (unit * length)[:length]}))
        return calls(lambda: match_row(key, _INDEX, 0.0))

    cost(10)  # What is read but once, such as content, is read here.
    assert cost(2000) <= max(_LINEAR * cost(1000), 2000)


@pytest.mark.parametrize("unit", ["abcdefghij", "a+", "MX8OO "])
def test_a_row_of_ten_thousand_characters_in_each_column_has_an_answer(unit: str) -> None:
    cell = (unit * _LONG)[:_LONG]
    assert match_row(RowKey(cell, cell, cell, cell), _INDEX, 0.0) == ()
    assert match_row(RowKey("Smiths Medical", "Medfusion 3500", cell, cell), _INDEX, 0.0)


def test_a_long_text_has_no_more_than_four_runs_a_word() -> None:
    row = read_row(RowKey("", " ".join(words(2000)), "", ""))
    assert len(row.runs) <= 4 * 2000


def test_what_is_kept_of_a_long_word_does_not_grow_with_its_square() -> None:
    row = read_row(RowKey("", "abcdefghij" * 300, "", ""))
    assert row.misspellable == ()


def test_a_document_of_two_thousand_products_is_indexed_and_finds_each_of_them() -> None:
    index = build_index([large(2000, "tw")])
    for word in words(2000, "tw")[::100]:
        (candidate,) = index.candidates(read_row(RowKey("Philips", f"{word} gateway", "", "3.0")))["A-1"]
        assert candidate.group.name == f"{word} gateway"


def test_indexing_eight_times_as_many_products_costs_far_less_than_their_square() -> None:
    build_index([large(3, "pe")])
    small, large_one = large(50, "zo"), large(400, "qu")
    assert calls(lambda: build_index([large_one])) <= 20 * calls(lambda: build_index([small]))


def test_reading_the_text_of_twice_as_many_products_costs_twice_as_much() -> None:
    build_index([large(3, "pa")]).text("A-1")
    small, double = build_index([large(100, "zi")]), build_index([large(200, "qa")])
    assert calls(lambda: double.text("A-1")) <= _LINEAR * calls(lambda: small.text("A-1"))


def test_a_row_costs_no_more_where_more_documents_are_loaded() -> None:
    key = RowKey("Smiths Medical", "Medfusion 3500", "syringe pump", "1.4")

    def loaded(many: int) -> int:
        others = [advisory(Leaf(f"{word} 12"), advisory_id=word) for word in words(many, "na")]
        index = build_index([advisory(Leaf("Medfusion 3500", "< 1.5")), *others])
        match_row(key, index)
        return calls(lambda: match_row(key, index))

    assert loaded(60) == loaded(6)
