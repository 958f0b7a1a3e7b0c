"""The published decision tables: every row, and that no worse value is ever answered less urgently."""

import csv
import importlib.util
import json
from itertools import product
from pathlib import Path

import pytest

from medward.content.load import load
from medward.errors import BadInput
from medward.risk.ssvc import falls, published_table, read_table

TABLES = {
    "deployer": ("ssvc/deployer_patch_application_priority_1_0_0", 72),
    "human_impact": ("ssvc/human_impact_1_0_0", 16),
    "bod_26_04": ("cisa/cisa_bod_26_04_1_0_0", 16),
    "cisa_coordinator": ("cisa/cisa_coordinator_2_0_3", 36),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_equals_the_published_csv(name: str, shared: Path) -> None:
    file, count = TABLES[name]
    table = published_table(name)
    with (shared / "data/ssvc/data/csv" / f"{file}.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    assert len(rows) == count == len(table.rows)
    for _, *given, outcome in rows:
        assert table.decide(*given) == outcome


@pytest.mark.parametrize("name", TABLES)
def test_every_row_equals_the_published_json_by_key(name: str, shared: Path) -> None:
    published = json.loads((shared / "data/ssvc/data/json/decision_tables" / f"{TABLES[name][0]}.json").read_text())
    table = published_table(name)
    assert len(published["mapping"]) == len(table.rows)
    for row in published["mapping"]:
        given = [point.values[point.keys.index(row[point.identifier])] for point in table.points]
        assert table.outcome.keys[table.outcome.place(table.decide(*given))] == row[published["outcome"]]


@pytest.mark.parametrize("name", TABLES)
def test_the_encoder_writes_exactly_what_is_committed(name: str, shared: Path, root: Path) -> None:
    spec = importlib.util.spec_from_file_location("encode_ssvc", root / "tools/encode_ssvc.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    path = tool.TABLES[name]
    data = (shared / "data/ssvc/data/json" / path).read_bytes()
    committed = (root / "src/medward/content/decision" / f"{name}.yaml").read_text()
    commit = load("decision", name)["source"].rpartition(" ")[2]
    assert tool.encode(data, path, commit) == committed
    assert load("decision", name)["sha256"] in (root / "NOTICE").read_text()


def test_the_deployer_table_is_the_latest_edition_there(shared: Path) -> None:
    editions = sorted((shared / "data/ssvc/data/json/decision_tables/ssvc").glob("deployer_*.json"))
    assert [file.stem for file in editions] == ["deployer_patch_application_priority_1_0_0"]


@pytest.mark.parametrize("name", TABLES)
def test_a_worse_value_is_never_answered_less_urgently(name: str) -> None:
    assert falls(published_table(name)) == []


def test_bod_26_04_states_its_own_days() -> None:
    table = published_table("bod_26_04")
    assert dict(table.days) == {"60 days": 60, "14 days": 14, "3 days": 3, "3 days & forensic investigation": 3}
    assert table.forensics == {"3 days & forensic investigation"}
    assert "fix on system upgrade" not in table.days


def test_an_unknown_point_is_walked_for_each_of_its_values() -> None:
    table = published_table("deployer")
    exploitation, exposure, automatable, human = table.points
    walked = table.walk(exploitation.values, ["open"], ["yes"], ["very high"])
    assert walked == {"out-of-cycle", "immediate"}
    everything = table.walk(exploitation.values, exposure.values, automatable.values, human.values)
    assert everything == set(table.outcome.values)


def test_a_word_that_is_no_value_is_named() -> None:
    with pytest.raises(BadInput, match="'maybe' is no value of automatable"):
        published_table("deployer").decide("active", "open", "maybe", "high")


def _small(rows: list[list[str]]) -> dict[str, object]:
    scale = [{"key": "L", "name": "low"}, {"key": "H", "name": "high"}]
    point = {"id": "x:A:1", "name": "a", "values": scale}
    return {"id": "x:T:1", "name": "t", "source": "", "points": [point], "outcome": point, "rows": rows}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["low", "low"]], "no row for high"),
        ([["low", "low"], ["low", "high"], ["high", "high"]], "stands twice"),
        ([["low", "high"], ["high", "low"]], "high is answered less urgently than low"),
        ([["low", "low"], ["high"]], "needs 1 values and an outcome"),
        ([["low", "low"], ["high", "odd"]], "no value of a"),
    ],
)
def test_a_table_with_gaps_doubles_or_falls_is_refused(rows: list[list[str]], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_table(_small(rows), "small.yaml")


def test_every_table_answers_every_combination() -> None:
    for name in TABLES:
        table = published_table(name)
        assert set(table.rows) == set(product(*(point.values for point in table.points)))
