"""Makers: every spelling has one owner or says that it has several, and corporate history makes sense."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medward.content.load import load, names

MAKERS: dict[str, dict[str, Any]] = {
    maker["key"]: maker for name in names("vendors") for maker in load("vendors", name)["makers"]
}
DISTRIBUTORS_AND_CONTRACTORS = ("Crothall", "TriMedx", "Agiliti", "Universal Hospital Services", "Henry Schein")
WRITTEN = date(2026, 12, 31)


def squash(text: str) -> str:
    """Letters and digits alone, without case and accents; a text of none keeps its marks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"\W+", " ", plain).strip() or plain


def spellings(maker: dict[str, Any]) -> Iterator[str]:
    yield maker["name"]
    for written in maker.get("aliases", {}).values():
        yield from written


def owners() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, maker in MAKERS.items():
        for text in (*spellings(maker), *maker.get("ambiguous", ())):
            found[squash(text)].add(key)
    return found


def relations() -> Iterator[tuple[str, dict[str, Any]]]:
    for key, maker in MAKERS.items():
        for relation in maker.get("includes", ()):
            yield key, relation


def day(text: str, *, last: bool = False) -> date:
    year, month, rest = [*(int(part) for part in text.split("-")), 0, 0][:3]
    return date(year, month or (12 if last else 1), rest or (28 if last else 1))


def test_there_are_enough_makers_for_a_hospital() -> None:
    medical = [maker for maker in MAKERS.values() if "medical" in maker["field"]]
    assert len(medical) >= 250


def test_every_key_is_used_once_and_stands_in_the_file_of_its_first_letter() -> None:
    for name in names("vendors"):
        keys = [maker["key"] for maker in load("vendors", name)["makers"]]
        assert keys == sorted(set(keys)), name
        assert all((key[0] if key[0].isalpha() else "0-9") == name for key in keys), name
    assert len(MAKERS) == sum(len(load("vendors", name)["makers"]) for name in names("vendors"))


def test_a_spelling_belongs_to_one_maker_or_every_owner_calls_it_ambiguous() -> None:
    for spelling, keys in owners().items():
        declared = {key for key in keys if spelling in map(squash, MAKERS[key].get("ambiguous", ()))}
        assert len(keys) == 1 or declared == keys, f"{spelling}: {sorted(keys)}"


def test_an_ambiguous_spelling_has_at_least_two_owners() -> None:
    found = owners()
    for key, maker in MAKERS.items():
        for spelling in maker.get("ambiguous", ()):
            assert len(found[squash(spelling)]) > 1, f"{key}: {spelling}"


def test_no_maker_lists_a_spelling_twice() -> None:
    for key, maker in MAKERS.items():
        written = [squash(text) for text in spellings(maker)]
        assert len(written) == len(set(written)), key


def test_every_relation_and_every_false_friend_names_a_known_maker() -> None:
    assert {relation["maker"] for _, relation in relations()} <= MAKERS.keys()
    for key, maker in MAKERS.items():
        for other in maker.get("distinct_from", ()):
            assert other in MAKERS
            assert other != key
            assert key in MAKERS[other]["distinct_from"], f"{key} and {other} must disown each other"


def test_no_maker_includes_itself_by_any_way() -> None:
    parts = defaultdict(set)
    for owner, relation in relations():
        parts[owner].add(relation["maker"])
    for start in MAKERS:
        reached, waiting = set(), list(parts[start])
        while waiting:
            maker = waiting.pop()
            assert maker != start
            if maker not in reached:
                reached.add(maker)
                waiting.extend(parts[maker])


def test_relations_have_sane_dates_and_a_named_source() -> None:
    for owner, relation in relations():
        since = day(relation["since"])
        assert date(1930, 1, 1) <= since <= WRITTEN, owner
        if "until" in relation:
            assert since < day(relation["until"], last=True) <= WRITTEN, owner
        assert len(relation["source"]) > 8, owner


def test_a_maker_has_one_owner_at_a_time_for_what_is_not_a_line_alone() -> None:
    held: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for owner, relation in relations():
        if "lines" not in relation and relation["what"] not in ("partner", "merged"):
            end = day(relation["until"], last=True) if "until" in relation else WRITTEN
            held[relation["maker"]].append((day(relation["since"]), end, owner))
    for maker, spans in held.items():
        for (_, end, owner), (start, _, next_owner) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert start.toordinal() >= end.toordinal() - 366, f"{maker}: {owner} and {next_owner}"


def test_a_brand_word_belongs_to_one_maker() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for key, maker in MAKERS.items():
        for line in maker.get("product_lines", ()):
            for text in (line["name"], *line.get("also", ())):
                found[squash(text)].add(key)
    assert {text: keys for text, keys in found.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("company", DISTRIBUTORS_AND_CONTRACTORS)
def test_who_only_sells_or_maintains_is_no_maker(company: str) -> None:
    assert squash(company) not in owners()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("PHILIPS MED SYS", "philips"),
        ("Koninklijke Philips N.V.", "philips"),
        ("Philips Lighting", "signify"),
        ("GE MED SYS INFO TECH", "ge-healthcare"),
        ("GE Digital", "ge-digital"),
        ("Siemens Med Sol USA", "siemens-healthineers"),
        ("Siemens Building Technologies", "siemens"),
        ("Drägerwerk AG & Co KGaA", "draeger"),
        ("Draeger Safety", "draeger-safety"),
        ("St Jude Medical", "st-jude-medical"),
        ("Smiths Detection", "smiths-detection"),
        ("Smith and Nephew", "smith-and-nephew"),
        ("Merit Medical", "merit"),
        ("Merge Healthcare", "merge"),
        ("B BRAUN MED", "b-braun"),
        ("Braun ThermoScan", "braun-consumer"),
        ("Bayer Radiology", "bayer"),
        ("Toshiba Medical Systems", "canon-medical"),
        ("Fuji Electric", "fuji-electric"),
        ("Rockwell Medical", "rockwell-medical"),
        ("Hamilton Robotics", "hamilton-company"),
    ],
)
def test_false_friends_are_kept_apart(written: str, key: str) -> None:
    assert owners()[squash(written)] == {key}


@pytest.mark.parametrize(
    ("owner", "part"),
    [
        ("bd", "carefusion"),
        ("carefusion", "alaris-medical"),
        ("baxter", "hillrom"),
        ("hillrom", "welch-allyn"),
        ("medtronic", "covidien"),
        ("abbott", "st-jude-medical"),
        ("icu-medical", "smiths-medical"),
        ("stryker", "physio-control"),
        ("philips", "respironics"),
    ],
)
def test_known_takeovers_are_there(owner: str, part: str) -> None:
    assert part in {relation["maker"] for relation in MAKERS[owner]["includes"]}


def test_bmc_and_3b_are_partners_and_not_one_company() -> None:
    assert "bmc-medical" in MAKERS["3b-medical"]["distinct_from"]
    assert {r["what"] for r in MAKERS["3b-medical"]["includes"] if r["maker"] == "bmc-medical"} == {"partner"}


def test_every_vendor_of_the_medical_advisories_is_known(shared: Path) -> None:
    known = owners()
    missing = set()
    for path in sorted((shared / "data/csaf/icsma").rglob("*.json")):
        if not path.name.startswith("icsma-"):
            continue
        document = json.loads(path.read_bytes())
        for branch in document.get("product_tree", {}).get("branches", ()):
            if branch.get("category") == "vendor" and squash(branch["name"]) not in known:
                missing.add(branch["name"])
    assert missing == set()
