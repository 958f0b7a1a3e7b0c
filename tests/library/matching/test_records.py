"""What matching answers: a verdict, and reasons that quote words where they stand."""

import json
from pathlib import Path
from typing import Any

import pytest

from medward.matching.engine import build_index, match_row
from medward.matching.records import Match, Reason, Step, Verdict
from medward.matching.rows import RowKey
from medward.matching.text import squash
from tests.library.matching.advisory import FIRST, SECOND, Flaw, Leaf, csaf, read, row


def at(document: Any, pointer: str) -> str:
    """Return all texts at and below the place that an RFC 6901 pointer names."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return json.dumps(document, ensure_ascii=False)


def stands_there(reason: Reason, document: Any) -> bool:
    return squash(json.dumps(reason.words, ensure_ascii=False)) in squash(at(document, reason.path))


def matches(document: dict[str, Any], key: RowKey) -> list[Match]:
    found = match_row(key, build_index([read(document)]))
    assert found
    return list(found)


_LEAF = Leaf("Medfusion 3500", "< 1.5 running on Windows XP", full_name=f"Medfusion 3500 (impacted by {FIRST})")
_DOCUMENTS = {
    "narrowed": csaf(
        [Leaf("Medfusion 3500", "< 3.0"), Leaf("Medfusion 4000", "< 3.0")],
        [
            Flaw(FIRST, "Medfusion 4000 keeps a password. It has a base score."),
            Flaw(SECOND, "Medfusion 3500 versions prior to 2.0 keep it.", ["Version 1.4 fixes it."]),
        ],
    ),
    "settled": csaf([Leaf("Medfusion 3500", "< 3.0")], [Flaw(status={"fixed": [0]})]),
    "investigated": csaf([Leaf("Medfusion 3500", "< 3.0")], [Flaw(status={"under_investigation": [0]})]),
    "limited": csaf([_LEAF], [Flaw(FIRST), Flaw(SECOND)]),
    "unread": csaf([Leaf("Medfusion 3500", "< banana")]),
    "every version": csaf([Leaf("Medfusion 3500", "All versions")]),
    "open": csaf([Leaf("Medfusion 3500", "< 1.2")], [Flaw(repairs=[f"{FIRST} is still present in version 1.4."])]),
}
_ROWS = [row("Medfusion 3500", version) for version in ("1.4", "2.5", "3.5", "", "striped")]


def quoting(document: dict[str, Any], key: RowKey, step: Step) -> list[Reason]:
    """Return the reasons of one step that point into the document."""
    return [
        reason for match in matches(document, key) for reason in match.reasons if reason.step is step if reason.path
    ]


def test_sentences_are_quoted_where_they_stand() -> None:
    quoted = 0
    for document in _DOCUMENTS.values():
        for key in _ROWS:
            for reason in (*quoting(document, key, Step.TEXT), *quoting(document, key, Step.REPAIR)):
                if not reason.path.endswith("/product_status"):
                    quoted += 1
                    assert stands_there(reason, document), str(reason)
    assert quoted > 10


def test_every_place_that_a_reason_names_is_in_the_document() -> None:
    for document in _DOCUMENTS.values():
        for key in _ROWS:
            for step in Step:
                assert all(at(document, reason.path) for reason in quoting(document, key, step))


def test_the_products_name_is_quoted_where_it_stands() -> None:
    for key in _ROWS:
        for reason in quoting(_DOCUMENTS["narrowed"], key, Step.NAME):
            assert stands_there(reason, _DOCUMENTS["narrowed"]), str(reason)


def test_the_version_is_quoted_where_it_stands() -> None:
    document = csaf([Leaf("Medfusion 3500", "vers:all/*", full_name="Medfusion 3500, every version")])
    (reason,) = quoting(document, row("Medfusion 3500", "1.0"), Step.VERSION)
    assert stands_there(reason, document)


def test_what_the_status_says_is_quoted_where_it_stands() -> None:
    (reason,) = quoting(_DOCUMENTS["settled"], row("Medfusion 3500", "1.4"), Step.TEXT)
    assert stands_there(reason, _DOCUMENTS["settled"])


def test_the_maker_is_quoted_as_the_document_names_it() -> None:
    document = csaf([Leaf("Alaris GH", vendor="BD")])
    (reason,) = quoting(document, row("Alaris GH", maker="CareFusion 303 Inc"), Step.MAKER)
    assert stands_there(reason, document)


def test_the_rows_words_on_a_condition_point_nowhere_in_the_document() -> None:
    document = csaf([Leaf("Medfusion 3500", "< 1.5 running on Windows XP")])
    found = quoting(document, row("Medfusion 3500", "1.4", description="Win 10"), Step.CONDITION)
    assert all(stands_there(reason, document) for reason in found)


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_a_verdict_rests_on_a_name_a_maker_and_one_ground_at_least(name: str) -> None:
    for key in _ROWS:
        for match in matches(_DOCUMENTS[name], key):
            steps = [reason.step for reason in match.reasons]
            assert steps[:2] == [Step.NAME, Step.MAKER]
            assert len(steps) > 2
            assert all(reason.says for reason in match.reasons)


def test_reasons_follow_the_order_in_which_a_person_would_ask() -> None:
    assert list(Step) == [Step.NAME, Step.MAKER, Step.VERSION, Step.CONDITION, Step.TEXT, Step.REPAIR]


def test_a_reason_reads_as_a_sentence_with_its_words_and_place() -> None:
    assert str(Reason(Step.TEXT, "left out", "only the pump", "/a/0")) == "text: left out [“only the pump” at /a/0]"
    assert str(Reason(Step.NAME, "shown", "Zephyron")) == "name: shown [“Zephyron”]"
    assert str(Reason(Step.NAME, "shown", "")) == "name: shown"


def test_verdicts_are_written_as_the_exports_write_them() -> None:
    assert [str(verdict) for verdict in Verdict] == ["affected", "not_affected", "needs_version"]


def test_real_documents_hold_the_words_that_reasons_quote(shared: Path) -> None:
    keys = [
        RowKey("Smiths Medical", "Medfusion 4000", "", "1.1"),
        RowKey("Philips", "IntelliVue MX800", "", "M.01"),
        RowKey("Philips", "Avalon FM20", "", "J.3"),
        RowKey("GE Healthcare", "CARESCAPE B650", "", "1.0"),
        RowKey("BD", "Alaris PCU 8015", "", "9.13"),
        RowKey("Medtronic", "MyCareLink Monitor 24950", "", ""),
    ]
    quoted = 0
    folder = shared / "data" / "csaf" / "icsma"
    documents = {}
    for path in sorted(folder.glob("*/*.json"))[::3]:
        document = json.loads(path.read_bytes())
        documents[document["document"]["tracking"]["id"]] = document
    index = build_index(map(read, documents.values()))
    for key in keys:
        for match in match_row(key, index):
            for reason in match.reasons:
                if reason.path and reason.words and reason.step in (Step.TEXT, Step.REPAIR):
                    quoted += 1
                    assert stands_there(reason, documents[match.advisory_id]), f"{match.advisory_id}: {reason}"
    assert quoted
