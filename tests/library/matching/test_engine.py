"""The join: which rows are found to be which products, and what an index of documents keeps apart."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medward.advisories.records import Advisory
from medward.matching.engine import DEFAULT_LEAST_CONFIDENCE, Index, build_index, match_batch, match_row
from medward.matching.rows import RowKey, read_row
from tests.library.matching.advisory import (
    AFFECTED,
    FIRST,
    NOT_AFFECTED,
    SECOND,
    Flaw,
    Leaf,
    advisory,
    answers,
    names,
    row,
    verdict,
)

_MX800 = Leaf("IntelliVue MX800", "< N.01", "Philips")
_GATEWAY = Leaf("Alaris Gateway Workstation", "< 1.5", "BD")


@pytest.mark.parametrize(
    "key",
    [
        RowKey("Smiths Medical", "Medfusion 3500", "syringe pump", "1.4"),
        RowKey("Medfusion 3500", "Smiths Medical", "", "1.4"),
        RowKey("", "Smiths Medical Medfusion 3500", "", "1.4"),
        RowKey("", "", "SMITHS MEDICAL MEDFUSION 3500 SYRINGE PUMP", "1.4"),
        RowKey("Smiths Medical Medfusion 3500", "", "", "1.4"),
        RowKey("Smiths Medical", "3500", "Medfusion syringe pump", "1.4"),
        RowKey("SMITHS MEDICAL ASD INC", "MEDFUSION-3500", "", "v1.4"),
    ],
    ids=["plain", "swapped", "merged in model", "merged in description", "merged in maker", "split", "shouted"],
)
def test_a_device_is_found_however_the_columns_hold_it(key: RowKey) -> None:
    assert verdict(advisory(Leaf("Medfusion 3500", "< 1.5")), key) is AFFECTED


@pytest.mark.parametrize(
    ("leaf", "model", "maker"),
    [
        (_MX800, "IntelliVue MX-800", "Philips"),
        (_MX800, "Intellivue MX8OO", "PHILIPS"),
        (_MX800, "Intelivue MX800", "Philips"),
        (_MX800, "MX800", "Philips Healthcare"),
        (Leaf("CARESCAPE Clinical Information Center", vendor="GE Healthcare"), "CARESCAPE CIC", "GE MED SYS"),
        (Leaf("CARESCAPE Central Station (CSCS)", vendor="GE Healthcare"), "CSCS", "GE Healthcare"),
        (Leaf("Medfusion 4000 (35006X)"), "35006X", "Smiths Medical"),
        (Leaf("Pyxis MedStation ES", vendor="BD"), "Pyxis MedStn ES", "BD"),
        (Leaf("Avalon FM20/FM30", vendor="Philips"), "FM30", "Philips"),
        (Leaf("IntelliVue MX400-MX850", vendor="Philips"), "MX550", "Philips"),
        (Leaf("XR656+", vendor="GE Healthcare"), "XR656 Plus", "GE Healthcare"),
        (Leaf("SmartLog Viewer", vendor="Philips"), "Smart Log viewer", "Philips"),
    ],
)
def test_a_name_is_found_as_exports_write_it(leaf: Leaf, model: str, maker: str) -> None:
    assert names(leaf, row(model, maker=maker))


@pytest.mark.parametrize(
    ("leaf", "model", "maker", "description"),
    [
        (Leaf("Medfusion 3500"), "Medfusion 4000", "Smiths Medical", ""),
        (_MX800, "IntelliVue MX700", "Philips", ""),
        (_MX800, "IntelliVue MX80", "Philips", ""),
        (Leaf("IntelliVue MX400-MX850", vendor="Philips"), "MX100", "Philips", ""),
        (Leaf("XR656+", vendor="GE Healthcare"), "XR655", "GE Healthcare", ""),
        (Leaf("SpaceCom", vendor="B. Braun"), "Infusomat Space", "B. Braun", "pump, no SpaceCom"),
        (Leaf("Zephyron WLAN", vendor="Philips"), "Zephyron", "Philips", "non-wireless"),
        (_GATEWAY, "Alaris Gateway Workstation", "Philips", ""),
        (_MX800, "bed 800", "Philips", ""),
        (Leaf("Quorivex", vendor="Philips"), "stretcher", "Philips", "near nothing"),
    ],
)
def test_another_product_is_not_taken_for_it(leaf: Leaf, model: str, maker: str, description: str) -> None:
    assert not names(leaf, row(model, maker=maker, description=description))


def test_a_part_that_the_row_has_makes_it_concerned() -> None:
    leaf = Leaf("SpaceCom", vendor="B. Braun")
    assert names(leaf, row("Infusomat Space", maker="B. Braun", description="pump with SpaceCom"))


@pytest.mark.parametrize(
    "maker", ["BD", "CareFusion", "CareFusion 303 Inc", "Becton Dickinson", "Becton Dickinsen", ""]
)
def test_a_product_keeps_its_advisories_under_the_name_that_its_label_bears(maker: str) -> None:
    assert names(_GATEWAY, row("Alaris Gateway Workstation", maker=maker))


@pytest.mark.parametrize("maker", ["Philips", "Baxter", "Smiths Medical"])
def test_any_vendor_of_a_string_that_names_several_is_the_maker(maker: str) -> None:
    leaf = Leaf("Zephyron 350", vendor="Baxter, Philips and Smiths Medical")
    assert names(leaf, row("Zephyron 350", maker=maker))
    assert not names(leaf, row("Zephyron 350", maker="Medtronic"))


def test_an_unknown_maker_is_allowed_for_an_unmistakable_name_with_less_confidence() -> None:
    document = advisory(_MX800)
    known = answers(document, row("IntelliVue MX800", maker="Philips"))[FIRST]
    unknown = answers(document, row("Quorivex 350", maker="Nobody")).get(FIRST)
    assert unknown is None
    strange = answers(advisory(Leaf("Zephyron 350", vendor="Philips")), row("Zephyron 350", maker="Nobody"))
    assert strange[FIRST].confidence < known.confidence


def test_a_brand_alone_under_an_unknown_maker_names_nothing() -> None:
    assert not names(Leaf("Zephyron", vendor="Philips"), row("Zephyron", maker="Nobody"))


def test_of_one_documents_names_the_most_specific_counts() -> None:
    document = advisory(Leaf("Zephyron", "< 2.0", "Philips"), Leaf("Zephyron 350", "< 1.0", "Philips"))
    match = answers(document, row("Zephyron 350", "1.5", "Philips"))[FIRST]
    assert match.product_id == "P-1"
    assert match.verdict is NOT_AFFECTED


def test_device_words_tell_the_products_of_a_family_apart() -> None:
    document = advisory(
        Leaf("Pyxis Tissue Tracking", "1.0", "BD"),
        Leaf("Pyxis Logistics", "1.0", "BD"),
        Leaf("Pyxis Order Viewer", "1.0", "BD"),
    )
    match = answers(document, row("Pyxis Order Viewer", "1.0", "BD"))[FIRST]
    assert match.product_id == "P-2"


_DOCUMENTS = (
    advisory(Leaf("Medfusion 3500", "< 1.5"), Leaf("Medfusion 4000", "1.1"), advisory_id="A-1"),
    advisory(
        _MX800,
        Leaf("Efficia CM12", "< C.01", "Philips"),
        flaws=[Flaw(FIRST, "The Efficia CM12 keeps it."), Flaw(SECOND)],
        advisory_id="A-2",
    ),
    advisory(Leaf("Medfusion", "All versions"), advisory_id="A-3"),
    advisory(_GATEWAY, Leaf("Alaris GH", "1.0", "BD"), Leaf("Alaris PC Unit 8015", "< 9", "BD"), advisory_id="A-4"),
    advisory(
        Leaf("IntelliVue", "< M.01", "Philips"),
        Leaf("IntelliVue MX400-MX850", "vers:all/*", "Philips"),
        advisory_id="A-5",
    ),
    advisory(Leaf("Infusion Pump", "1.0"), advisory_id="A-6"),
)
_INDEX = build_index(_DOCUMENTS)
_rows = st.builds(
    RowKey,
    st.sampled_from(["Smiths Medical", "Philips", "BD", "CareFusion", "Nobody", ""]),
    st.sampled_from(
        [
            "Medfusion 3500",
            "Medfusion",
            "MX800",
            "IntelliVue MX-800",
            "Efficia CM12",
            "Alaris GH",
            "Alaris",
            "8015 Alaris",
            "Intelivue",
            "Infusion pump",
            "stand for IntelliVue",
            "Gateway workstation",
            "IntelliVue cable",
            "",
        ]
    ),
    st.sampled_from(
        ["", "Medfusion pump", "Philips monitor", "no WLAN", "Alaris system 8015", "beside IntelliVue MX800"]
    ),
    st.sampled_from(["", "1.0", "1.1", "2.0", "M.00", "?"]),
)


@settings(max_examples=40)
@given(_rows, st.sampled_from(_DOCUMENTS), st.sampled_from(["< 9.0", "0.1", "All versions"]))
def test_a_replaced_document_touches_its_own_pairs_only(key: RowKey, document: Advisory, version: str) -> None:
    index = build_index(_DOCUMENTS)
    before = match_row(key, index, 0.0)
    index.add(advisory(Leaf("Medfusion 3500", version), advisory_id=document.advisory_id))
    after = match_row(key, index, 0.0)
    assert [match for match in after if match.advisory_id != document.advisory_id] == [
        match for match in before if match.advisory_id != document.advisory_id
    ]
    index.add(document)
    assert match_row(key, index, 0.0) == before


@settings(max_examples=40)
@given(_rows, st.sets(st.integers(0, len(_DOCUMENTS) - 1)))
def test_a_document_that_was_taken_out_leaves_nothing_behind(key: RowKey, out: set[int]) -> None:
    index = build_index(_DOCUMENTS)
    for place in out:
        index.remove(_DOCUMENTS[place].advisory_id)
    kept = [document for place, document in enumerate(_DOCUMENTS) if place not in out]
    assert match_row(key, index, 0.0) == match_row(key, build_index(kept), 0.0)
    assert set(index.groups) == {document.advisory_id for document in kept}


def test_a_document_added_again_counts_as_it_now_is() -> None:
    index = build_index([advisory(Leaf("Medfusion 3500", "< 1.5"))])
    index.add(advisory(Leaf("Medfusion 4000", "< 1.5")))
    assert match_row(row("Medfusion 3500", "1.4"), index) == ()
    assert [match.verdict for match in match_row(row("Medfusion 4000", "1.4"), index)] == [AFFECTED]
    assert len(index.groups) == 1


def test_a_replaced_documents_sentences_are_read_anew() -> None:
    index = build_index([advisory(_MX800, flaws=[Flaw(FIRST, "IntelliVue MX800 is not affected.")])])
    key = row("IntelliVue MX800", "M.01", "Philips")
    assert [match.verdict for match in match_row(key, index)] == [NOT_AFFECTED]
    index.add(advisory(_MX800))
    assert [match.verdict for match in match_row(key, index)] == [AFFECTED]


def test_taking_out_a_document_that_is_not_there_does_nothing() -> None:
    index = build_index(_DOCUMENTS)
    index.remove("A-99")
    assert len(index.groups) == len(_DOCUMENTS)


_LEASTS = (0.0, 0.3, DEFAULT_LEAST_CONFIDENCE, 0.7, 0.9, 0.97, 1.0)


@given(_rows)
def test_every_confidence_lies_between_nothing_and_one_and_above_what_was_asked(key: RowKey) -> None:
    for least in _LEASTS:
        assert all(least <= match.confidence <= 1.0 for match in match_row(key, _INDEX, least))


@given(_rows)
def test_a_higher_least_confidence_only_hides_answers(key: RowKey) -> None:
    found = [{(match.advisory_id, match.key) for match in match_row(key, _INDEX, least)} for least in _LEASTS]
    assert all(narrower <= wider for wider, narrower in pairwise(found))


@example(RowKey("BD", "Alaris", "", "1.1"))
@given(_rows)
def test_a_higher_least_confidence_never_changes_a_verdict(key: RowKey) -> None:
    wide = {(match.advisory_id, match.key): match.verdict for match in match_row(key, _INDEX, 0.0)}
    for least in _LEASTS:
        assert all(match.verdict is wide[match.advisory_id, match.key] for match in match_row(key, _INDEX, least))


def test_a_doubtful_name_does_not_displace_a_sure_one() -> None:
    index = build_index([advisory(Leaf("Vivid", "< 2.0", "GE Healthcare"), Leaf("Vivid i", vendor="GE Healthcare"))])
    key = row("Vivid E95", "3.0", "GE Healthcare")
    sure, wide = match_row(key, index, 0.9), match_row(key, index, 0.0)
    assert [match.verdict for match in wide] == [match.verdict for match in sure] == [NOT_AFFECTED]


@given(_rows)
def test_answers_are_ordered_by_advisory_and_vulnerability_and_come_once(key: RowKey) -> None:
    pairs = [(match.advisory_id, match.key) for match in match_row(key, _INDEX, 0.0)]
    assert pairs == sorted(set(pairs))


def test_an_empty_row_and_an_empty_index_answer_nothing() -> None:
    assert match_row(RowKey("", "", "", ""), _INDEX) == ()
    assert match_row(row("Medfusion 3500"), Index()) == ()
    assert list(match_batch([], Index())) == []


def test_sentences_are_read_only_when_a_row_shows_a_name_and_then_once() -> None:
    index = build_index(_DOCUMENTS)
    assert index.text("A-1") is index.text("A-1")


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_in_any_column_has_an_answer(maker: str, model: str, description: str, version: str) -> None:
    key = RowKey(maker, model, description, version)
    match_row(key, _INDEX, 0.0)
    match_row(RowKey(maker, f"Medfusion 3500 {model}", description, version), _INDEX, 0.0)


def test_candidates_keep_how_name_and_maker_were_found() -> None:
    index = build_index(_DOCUMENTS)
    (candidate,) = index.candidates(read_row(row("Alaris GH", maker="CareFusion")))["A-4"]
    assert candidate.group.name == "Alaris GH"
    assert str(candidate.relation) == "related"
