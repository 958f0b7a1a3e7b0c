"""What is shared or remembered between rows and documents never changes an answer."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.advisories.records import Advisory, Note, Product, Remediation, Vulnerability
from medward.cli.sources import read_advisories
from medward.inventory.records import PartialDate
from medward.matching.engine import Index, build_index, match_batch, match_row
from medward.matching.records import Match, Verdict
from medward.matching.rows import RowKey

MODELS = ("Infusa 300", "Infusa 300 Plus", "Infusa Gateway", "CardioView MX400", "CardioView MX500")
VERSIONS = ("vers:all/*", "<V2.0", ">= 1.0 | <= 1.4", "2.1", "")


def advisory(number: int, maker: str, products: tuple[tuple[str, str], ...], text: str, repair: str) -> Advisory:
    """Return a made document on ``products``, each a name and a version expression, with one vulnerability."""
    category = {"vers:all/*": "product_version_range", "2.1": "product_version"}
    leaves = tuple(
        Product(
            f"P{place}",
            maker,
            name,
            version,
            category.get(version, "product_version_range" if version else ""),
            f"{maker} {name} {version}",
            f"/product_tree/branches/0/branches/{place}/product",
        )
        for place, (name, version) in enumerate(products)
    )
    ids = tuple(leaf.product_id for leaf in leaves)
    path = "/vulnerabilities/0"
    vulnerability = Vulnerability(
        f"CVE-2024-{number:04d}",
        "",
        "CWE-79",
        path,
        notes=(Note("summary", "", text, f"{path}/notes/0"),),
        status={"known_affected": ids},
        status_paths={"known_affected": f"{path}/product_status/known_affected"},
        remediations=(Remediation("vendor_fix", repair, ids, "", "", f"{path}/remediations/0"),),
    )
    released = datetime(2024, 1, 1, tzinfo=UTC)
    return Advisory(
        f"TEST-{number:03d}",
        f"{maker} {products[0][0]}",
        "csaf_security_advisory",
        "2.0",
        "A publisher",
        "coordinator",
        "1",
        "final",
        "WHITE",
        released,
        released,
        f"test-{number}.json",
        "",
        products=leaves,
        vulnerabilities=(vulnerability,),
    )


def documents() -> list[Advisory]:
    return [
        advisory(1, "Baxter", ((MODELS[0], "<V2.0"), (MODELS[2], "2.1")), "Infusa 300 before 2.0 is concerned.", ""),
        advisory(2, "Baxter", ((MODELS[1], "vers:all/*"),), "The pump trusts every caller.", "Update to version 3.0."),
        advisory(3, "Philips", ((MODELS[3], ">= 1.0 | <= 1.4"),), "A password is fixed.", "Version 1.5 fixes this."),
        advisory(4, "Philips", ((MODELS[4], ""), (MODELS[3], "2.1")), "CardioView MX400 is not affected.", ""),
        advisory(5, "Philips", ((MODELS[3], "< august 28, 2019"),), "The CardioView MX500 keeps it.", ""),
    ]


ROWS = st.builds(
    RowKey,
    st.sampled_from(("Baxter", "BAXTER INC", "Philips", "philips healthcare", "Nobody", "")),
    st.sampled_from((*MODELS, "MX400", "infusa", "Baxter Infusa 300", "")),
    st.sampled_from(("", "INFUSION PUMP", "Infusa 300", "CardioViev MX500 monitor")),
    st.sampled_from(("", "1.2", "v2.0", "SW 2.1", "3.0", "unknown")),
    st.sampled_from((None, PartialDate(2017), PartialDate(2021, 5))),
)


def remembered() -> list[Callable[[], None]]:
    """Return what empties the memory of every function of the engine that remembers results by its arguments."""
    functions = [
        value
        for name, module in sys.modules.items()
        if name.startswith("medward.matching")
        for value in vars(module).values()
        if hasattr(value, "cache_clear") and value.__wrapped__.__code__.co_argcount
    ]
    return [function.cache_clear for function in functions]


def uncached(rows: list[RowKey], index: Index) -> list[tuple[Match, ...]]:
    """Return the answers for each row by itself, the engine having forgotten all the others."""
    answers, forget = [], remembered()
    for row in rows:
        for empty in forget:
            empty()
        answers.append(match_row(row, index))
    return answers


def test_the_made_documents_give_every_verdict() -> None:
    """Otherwise the tests below would compare nothing."""
    rows = [RowKey("Baxter", "Infusa 300", "", version) for version in ("1.2", "", "2.0")]
    verdicts = {match.verdict for answers in match_batch(rows, build_index(documents())) for match in answers}
    assert verdicts == set(Verdict)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, max_size=12))
def test_a_batch_answers_as_each_row_by_itself(rows: list[RowKey]) -> None:
    index = build_index(documents())
    assert list(match_batch(rows, index)) == uncached(rows, index)


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, max_size=12), st.integers(0, 12))
def test_a_batch_may_be_cut_anywhere(rows: list[RowKey], cut: int) -> None:
    index = build_index(documents())
    whole = list(match_batch(rows, index))
    assert whole == [*match_batch(rows[:cut], index), *match_batch(rows[cut:], index)]


def test_equal_rows_share_one_result() -> None:
    row = RowKey("Baxter", "Infusa 300", "", "1.2")
    first, second = match_batch([row, RowKey("Baxter", "Infusa 300", "", "1.2")], build_index(documents()))
    assert first is second
    assert first


@settings(max_examples=25, deadline=None)
@given(ROWS, st.permutations(documents()))
def test_the_order_of_documents_does_not_matter(row: RowKey, order: list[Advisory]) -> None:
    assert match_row(row, build_index(order)) == match_row(row, build_index(documents()))


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_document_is_judged_by_itself(row: RowKey) -> None:
    alone = [match for document in documents() for match in match_row(row, build_index([document]))]
    assert match_row(row, build_index(documents())) == tuple(alone)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.sampled_from(documents()))
def test_a_document_taken_out_and_in_again_leaves_no_trace(row: RowKey, document: Advisory) -> None:
    index = build_index(documents())
    before = match_row(row, index)
    index.remove(document.advisory_id)
    assert match_row(row, index) == tuple(match for match in before if match.advisory_id != document.advisory_id)
    index.add(document)
    assert match_row(row, index) == before


PROGRAM = """
from medward.matching.engine import build_index, match_row
from medward.matching.rows import RowKey
from tests.library.matching.test_batch import MODELS, documents
index = build_index(documents())
for model in MODELS:
    for maker in ("Baxter", "Philips"):
        print(match_row(RowKey(maker, model, "Infusa CardioViev 300 MX400", "1.2"), index))
"""


def test_answers_do_not_hang_on_the_order_in_which_sets_are_walked(root: Path) -> None:
    outputs = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.slow
def test_real_rows_and_documents_are_answered_alike(shared: Path) -> None:
    readings = read_advisories(shared / "data/csaf/icsma")
    found = [reading.result for reading in readings if isinstance(reading.result, Advisory)]
    index = build_index(found)
    products = [product for document in found for product in document.products if product.name]
    rows = [RowKey(product.vendor, product.name, "", version) for product in products for version in ("", "1.0")]
    assert list(match_batch(rows, index)) == uncached(rows, index)
    assert sum(map(bool, match_batch(rows, index))) > len(rows) // 2
