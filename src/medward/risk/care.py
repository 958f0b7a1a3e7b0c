"""The inputs that come from the patient's side: what a device is for, where it stands, how it may hurt.

It knows how a device's own texts are read as a care role and a ward, and how role, harm, state and ward become the
safety and mission impact, by the hospital's care table (``content/care_roles``).

Rules:

1. What the hospital states of a device wins; a care role stated by its name is published, one read from words inferred.
2. What is unknown keeps all its values: the impact is taken for each of them, and the factor shows them all.
3. The value a decision assumes for an unknown is the worst plausible one, written in the care table with its reason:
   - care role: with a text of unlisted words, what treats a patient; without any text, what keeps one alive;
   - harm: the worst that a device of the role plausibly does;
   - ward: the most critical one in which devices of the role usually stand;
   - state: in use, on the network.
4. Requested, ordered, retired and disposed devices are out of service; received, accepted and spare ones and those in
   repair are spare; loaned ones are in use, by someone. In use without a network is off the network.

It leaves to others: reading the export (``medward.inventory``) and what follows (``decide``). The parameters are the
words of ``medward.inventory.records`` as plain texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from medward.content.load import read_content
from medward.errors import BadInput
from medward.risk.factors import Factor, Input, Status, stated
from medward.risk.tables import HARMS, STATES, CareTable, care_table, plain

_OUT_OF_SERVICE = ("requested", "ordered", "retired", "disposed")
_SPARE = ("received", "accepted", "spare", "in_repair")
_IN_USE = ("in_use", "loaned")


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact about a device: what it may be, what is assumed, by which right. As ``Factor``, but not yet an input."""

    values: frozenset[str]
    working: str
    status: Status
    source: str
    why: str


@lru_cache(maxsize=65_536)
def read_care_role(given: str, text: str, table: CareTable, *, panel: str = "", source: str = "inventory") -> Reading:
    """Read a device's care role.

    ``given`` is the hospital's own word for it (may be empty), ``text`` its description, model and maker's words,
    ``panel`` the two letters of the FDA's review panel of its product code, where known. The answer is one of the
    table's roles; see rules 1 to 3.
    """
    name = plain(given).strip().replace(" ", "_")
    if name in table.roles:
        return Reading(frozenset({name}), name, Status.PUBLISHED, source, f"stated as {given.strip()!r}")
    for words, what in ((given, "care role"), (text, "text")):
        found = table.role_words.find(words)
        if found:
            why = f"the {what} {words.strip()[:60]!r} names {found[1]!r}"
            return Reading(frozenset({found[0]}), found[0], Status.INFERRED, source, why)
    for role in table.roles.values():
        if panel.upper() in role.panels:
            why = f"the FDA's review panel {panel.upper()} of its product code"
            return Reading(frozenset({role.name}), role.name, Status.INFERRED, "FDA product code", why)
    empty = not plain(f"{given} {text}").strip()
    working = table.assumed_without_text if empty else table.assumed_with_text
    why = "nothing says what it is for" if empty else f"no known word in {text.strip()[:60]!r}"
    return Reading(frozenset(table.roles), working, Status.UNKNOWN, "no source", f"{why}; {working} is assumed")


@lru_cache(maxsize=65_536)
def read_ward(text: str, role: str, table: CareTable, *, source: str = "inventory") -> Reading:
    """Read what kind of ward a place's name means; ``role`` decides what is assumed when it says nothing."""
    name = plain(text).strip().replace(" ", "_")
    if name in table.wards:
        return Reading(frozenset({name}), name, Status.PUBLISHED, source, f"stated as {text.strip()!r}")
    found = table.ward_words.find(text)
    if found:
        why = f"the place {text.strip()[:60]!r} names {found[1]!r}"
        return Reading(frozenset({found[0]}), found[0], Status.INFERRED, source, why)
    working = table.roles[role].ward
    said = f"no known word in {text.strip()[:60]!r}" if plain(text).strip() else "no place is given"
    why = f"{said}; {working} is assumed, where devices of the role {role} are most critical"
    return Reading(frozenset(table.wards), working, Status.UNKNOWN, "no source", why)


@cache
def read_state(life_cycle: str, network: str, *, source: str = "inventory") -> Reading:
    """Read a device's state from its life cycle and network, by rule 4; ``BadInput`` ``care-word`` for another word."""
    if network not in ("none", "wired", "wireless", "connected", "unknown"):
        raise BadInput("care-word", f"{network[:40]!r} is no word for a network", where="network")
    said = f"life cycle {life_cycle}, network {network}"
    if life_cycle in _OUT_OF_SERVICE:
        return Reading(frozenset({"out_of_service"}), "out_of_service", Status.INFERRED, source, said)
    if life_cycle in _SPARE:
        return Reading(frozenset({"spare"}), "spare", Status.INFERRED, source, said)
    working = "off_network" if network == "none" else "in_use"
    if life_cycle in _IN_USE:
        if network == "unknown":
            values = frozenset({"off_network", "in_use"})
            return Reading(values, working, Status.UNKNOWN, source, f"{said}; on a network is assumed")
        return Reading(frozenset({working}), working, Status.INFERRED, source, said)
    if life_cycle != "unknown":
        raise BadInput("care-word", f"{life_cycle[:40]!r} is no word for a life cycle", where="life cycle")
    values = frozenset(STATES[: STATES.index(working) + 1])
    return Reading(values, working, Status.UNKNOWN, source, f"{said}; in use is assumed")


def safety_impact_from(
    role: Reading, harm: str, state: Reading, table: CareTable, *, given: str = "", source: str = "inventory"
) -> Factor:
    """Return SSVC's safety impact from role, harm (a word of ``HARMS``, or ``unknown``) and state.

    ``given`` is the hospital's own assessment, one of SSVC's words, which wins. ``BadInput`` ``care-word`` for a harm
    that is no level.
    """
    if given:
        return stated(Input.SAFETY_IMPACT, given, source, "assessed by the hospital")
    severity = read_harm(harm, role.working, table, source=source)
    values = {
        table.safety_impact(one_role, one_harm, one_state)
        for one_role in role.values
        for one_harm in severity.values
        for one_state in state.values
    }
    working = table.safety_impact(role.working, severity.working, state.working)
    parts = {"care role": role, "harm": severity, "state": state}
    return _derived(Input.SAFETY_IMPACT, values, working, parts, table)


def read_harm(harm: str, role: str, table: CareTable, *, source: str = "inventory") -> Reading:
    """Read the severity of harm; ``unknown`` keeps all five and assumes the worst plausible one of the role."""
    if harm == "unknown":
        working = table.roles[role].harm
        why = f"not assessed; {working} is assumed, the worst plausible of the role {role}"
        return Reading(frozenset(HARMS), working, Status.UNKNOWN, "no source", why)
    if harm not in HARMS:
        raise BadInput("care-word", f"{harm[:40]!r} is no level of harm ({', '.join(HARMS)})", where="harm")
    return Reading(frozenset({harm}), harm, Status.PUBLISHED, source, f"assessed as {harm}")


def mission_impact_from(
    role: Reading, ward: Reading, state: Reading, table: CareTable, *, given: str = "", source: str = "inventory"
) -> Factor:
    """Return SSVC's mission impact from role, ward and state; ``given`` as above."""
    if given:
        return stated(Input.MISSION_IMPACT, given, source, "assessed by the hospital")
    values = {
        table.mission_impact(one_role, one_ward, one_state)
        for one_role in role.values
        for one_ward in ward.values
        for one_state in state.values
    }
    working = table.mission_impact(role.working, ward.working, state.working)
    return _derived(Input.MISSION_IMPACT, values, working, {"care role": role, "ward": ward, "state": state}, table)


def read_care_table(data: bytes, name: str) -> CareTable:
    """Read a hospital's own care table (YAML as ``content/care_roles``); ``name`` is used in errors.

    Raises ``BadInput`` ``content-invalid`` when its shape, its answers or one of its own cases is wrong.
    """
    table = care_table(read_content(data, name, "care_roles"), name)
    for place, why in failing_cases(table):
        raise BadInput("content-invalid", why, where=f"{name} $.cases[{place}]")
    return table


def failing_cases(table: CareTable) -> list[tuple[int, str]]:
    """List the situations of a table, by their place, that it does not answer as it says itself."""
    found = []
    for place, case in enumerate(table.cases):
        role = read_care_role("", case["text"], table)
        state = read_state(case["life_cycle"], case["network"])
        ward = read_ward(case["ward"], role.working, table)
        answers = {
            "role": role.working,
            "safety": safety_impact_from(role, case["harm"], state, table).working,
            "mission": mission_impact_from(role, ward, state, table).working,
        }
        wrong = [f"{key} is {answer}, not {case[key]}" for key, answer in answers.items() if answer != case[key]]
        if wrong:
            found.append((place, f"{case['situation']}: {'; '.join(wrong)}"))
    return found


def _derived(name: Input, values: Iterable[str], working: str, parts: dict[str, Reading], table: CareTable) -> Factor:
    possible = frozenset(values)
    unknown = [part for part, reading in parts.items() if reading.status is Status.UNKNOWN]
    status = Status.UNKNOWN if unknown and len(possible) > 1 else Status.INFERRED
    told = "; ".join(f"{part} {reading.working} ({reading.status}: {reading.why})" for part, reading in parts.items())
    return Factor(name, possible, working, status, f"care table {table.edition}", told)
