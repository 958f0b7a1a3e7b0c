"""From the inputs to a decision: what to do, by when, in which order, and every reason for it.

It knows how CERT/CC's deployer table, its human impact table and CISA's BOD 26-04 table are walked with inputs that may
be unknown, and puts together the decision. ``docs/adr/0010-decision.md`` explains each rule.

Rules:

1. Every input is a ``Factor`` or ``Measure`` with a status, a source and a reason; a case cannot be made without one.
   Each appears once among the contributions.
2. The decision is read from the tables for the working values, and its range from every combination of possible ones.
   It lies within the range, and so does whatever is decided once an unknown is known.
3. Every outcome rises, or stays, with each input (the tables are proved monotone when loaded), and so does the rank:
   worse known evidence never lowers a decision or a rank.
4. The confidence of the match is carried beside the decision and changes neither decision nor rank. A device whose
   version must be looked up gets a decision that is marked conditional; one that is not affected gets none.

It leaves to others: the inputs (``factors``, ``care``, ``facts``), days (``due``), the order (``rank``), and the join
of device and advisory (``medward.matching``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from medward.risk.due import deadline_of
from medward.risk.factors import Factor, Input, Measure, Status, scale_of
from medward.risk.rank import STEPS, points_of_measures, points_of_values
from medward.risk.records import RANK_ORDER, Case, Contribution, Decision, Verdict
from medward.risk.tables import Tables


def decide(case: Case, tables: Tables, on: date) -> Decision | None:
    """Decide a case on a day; None for a device that is not affected.

    The same case, tables and day always give the same decision. Raises ``BadInput`` ``case-invalid`` when the case is
    known only after that day. Sources: SSVC (github.com/CERTCC/SSVC), BOD 26-04's table as published there, and the
    hospital's care table and deadlines.
    """
    if case.verdict is Verdict.NOT_AFFECTED:
        return None
    read = _read(
        tables, tuple(factor.working for factor in case.factors), tuple(factor.values for factor in case.factors)
    )
    outcomes, ranges = read.outcomes, read.ranges
    measured = points_of_measures([measure.working for measure in case.measures])
    unmeasured = points_of_measures([0.0 if measure.value is None else measure.value for measure in case.measures])
    told = (*read.steps, *(_told(given) for given in case.inputs))
    effects = (*read.effects, *(_USES[measure.name] for measure in case.measures))
    points = (*read.points, *measured)
    deadline = deadline_of(case, outcomes[0], outcomes[1], tables, on)
    return Decision(
        outcome=outcomes[0],
        outcome_range=ranges[0],
        bod_outcome=outcomes[1],
        bod_range=ranges[1],
        forensics=outcomes[1] in tables.bod_26_04.forensics,
        human_impact=outcomes[2],
        due_on=deadline.due_on,
        days=deadline.days,
        rank=sum(points),
        rank_range=(read.lowest + sum(unmeasured), read.highest + sum(measured)),
        conditional=case.verdict is Verdict.NEEDS_VERSION,
        confidence=case.confidence,
        contributions=(
            *(Contribution(*part, effect, share) for part, effect, share in zip(told, effects, points, strict=True)),
            *deadline.contributions,
            _match(case),
        ),
        unknowns=tuple(given.name for given in case.inputs if given.status is Status.UNKNOWN),
    )


_Told = tuple[str, str, Status, str, str]

_DEPLOYER = (Input.EXPLOITATION, Input.EXPOSURE, Input.AUTOMATABLE)
_HUMAN = (Input.SAFETY_IMPACT, Input.MISSION_IMPACT)
_BOD = (Input.IN_KEV, Input.PUBLICLY_EXPOSED, Input.AUTOMATABLE, Input.TECHNICAL_IMPACT)
_USES = {
    Input.SAFETY_IMPACT: "enters human impact",
    Input.RANSOMWARE: "orders equal decisions",
    Input.IN_KEV: "enters BOD 26-04",
    Input.EXPLOITATION: "enters the decision",
    Input.EXPOSURE: "enters the decision",
    Input.AUTOMATABLE: "enters the decision and BOD 26-04",
    Input.TECHNICAL_IMPACT: "enters BOD 26-04",
    Input.MISSION_IMPACT: "enters human impact",
    Input.PUBLICLY_EXPOSED: "enters BOD 26-04",
    Input.EPSS: "orders equal decisions",
    Input.CVSS: "orders equal decisions",
}


@dataclass(frozen=True, slots=True)
class _Read:
    """What the tables say of the factors, the measures left aside.

    Outcomes, ranges and what is told of them stand in the order of ``STEPS``; effects and points follow with those of
    the factors. ``lowest`` and ``highest`` are the bounds of the sum of the points.
    """

    outcomes: tuple[str, str, str]
    ranges: tuple[tuple[str, str], ...]
    steps: tuple[_Told, ...]
    effects: tuple[str, ...]
    points: tuple[int, ...]
    lowest: int
    highest: int


@lru_cache(maxsize=65_536)
def _read(tables: Tables, working: tuple[str, ...], values: tuple[frozenset[str], ...]) -> _Read:
    """Walk the tables; working and possible values stand in the order of ``RANK_ORDER``. Many cases share an answer."""
    assumed, possible = dict(zip(RANK_ORDER, working, strict=False)), dict(zip(RANK_ORDER, values, strict=False))
    human = tables.human_impact.walk(*(possible[name] for name in _HUMAN))
    decision = tables.deployer.walk(*(possible[name] for name in _DEPLOYER), human)
    bod = tables.bod_26_04.walk(*(possible[name] for name in _BOD))
    walked = ((tables.deployer, decision), (tables.bod_26_04, bod), (tables.human_impact, human))
    ranges = tuple((table.outcome.least(found), table.outcome.worst(found)) for table, found in walked)
    outcomes = _outcomes(assumed, tables)
    effects = (
        *("certain" if low == high else f"may become {low} to {high}" for low, high in ranges),
        *(_effect(name, possible[name], assumed, tables) for name in possible),
    )
    least = [scale_of(name).least(found) for name, found in possible.items()]
    worst = [scale_of(name).worst(found) for name, found in possible.items()]
    return _Read(
        outcomes,
        ranges,
        tuple(_steps(assumed, outcomes, ranges, tables)),
        effects,
        points_of_values(outcomes, working),
        sum(points_of_values([low for low, _ in ranges], least)),
        sum(points_of_values([high for _, high in ranges], worst)),
    )


def _outcomes(values: Mapping[Input, str], tables: Tables) -> tuple[str, str, str]:
    """Return the outcomes of the three tables, in the order of ``STEPS``, for one value of each input."""
    human = tables.human_impact.decide(*(values[name] for name in _HUMAN))
    decision = tables.deployer.decide(*(values[name] for name in _DEPLOYER), human)
    return decision, tables.bod_26_04.decide(*(values[name] for name in _BOD)), human


def _effect(name: Input, possible: frozenset[str], assumed: Mapping[Input, str], tables: Tables) -> str:
    """Say what an input does and, when it may be another value, what that would change."""
    use = _USES[name]
    if len(possible) == 1 or name is Input.RANSOMWARE:
        return use
    told = []
    for value in scale_of(name).values:
        if value in possible:
            decision, bod, _ = _outcomes({**assumed, name: value}, tables)
            told.append(f"{value}: {decision}, {bod}")
    return f"{use}; if {'; if '.join(told)}"


def _steps(
    working: Mapping[Input, str], outcomes: Sequence[str], ranges: Sequence[tuple[str, str]], tables: Tables
) -> Iterator[_Told]:
    read = (tables.deployer, tables.bod_26_04, tables.human_impact)
    whole = zip(STEPS, outcomes, ranges, (_DEPLOYER, _BOD, _HUMAN), read, strict=True)
    for name, outcome, (low, high), inputs, table in whole:
        why = ", ".join(f"{one} {working[one]}" for one in inputs)
        if table is tables.deployer:
            why += f", human impact {outcomes[2]}"
        yield name, outcome, Status.INFERRED if low == high else Status.UNKNOWN, table.identifier, why


def _told(given: Factor | Measure) -> _Told:
    if isinstance(given, Factor):
        return given.name, given.working, given.status, given.source, given.why
    value = "unknown" if given.value is None else f"{given.value:g}"
    return given.name, value, given.status, given.source, given.why


def _match(case: Case) -> Contribution:
    conditional = case.verdict is Verdict.NEEDS_VERSION
    effect = (
        "conditional: holds if its version turns out to be affected" if conditional else "carried beside the decision"
    )
    why = f"confidence {case.confidence:.2f}, which changes neither decision nor rank"
    return Contribution("match", str(case.verdict), Status.INFERRED, "match", why, effect, 0)
