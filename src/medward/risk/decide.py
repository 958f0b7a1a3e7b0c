"""From the inputs to a decision: what to do, by when, in which order, and every reason for it.

It knows how CERT/CC's deployer table, its human impact table and CISA's BOD 26-04 table are walked with inputs that may
be unknown, how their outcomes become a due date, and how decisions are ordered. ``docs/adr/0010-decision.md`` explains
each rule.

Rules:

1. Every input is a ``Factor`` or ``Measure`` with a status, a source and a reason; a case cannot be made without one.
   Each appears once among the contributions.
2. The decision is read from the tables for the working values, and its range from every combination of possible ones.
   It lies within the range, and so does whatever is decided once an unknown is known.
3. Every outcome rises, or stays, with each input (the tables are proved monotone when loaded), and so does the rank:
   worse known evidence never lowers a decision or a rank.
4. The due date is the earlier of the two that the deployer's outcome and BOD 26-04's leave, counted in calendar days
   from the day since which the hospital knows; days that differ from BOD 26-04's own are told, stricter and laxer.
5. The rank is a number with one place per contribution, the most important first, and no weights: two decisions are
   ordered by their outcome; if equal by BOD 26-04's; then by human impact, safety impact, ransomware use, an entry in
   the KEV, exploitation, exposure, automation, technical impact, mission impact, public exposure, EPSS in thousandths,
   CVSS in tenths. The points of the contributions add up to it exactly.
6. The confidence of the match is carried beside the decision and changes neither decision nor rank. A device whose
   version must be looked up gets a decision that is marked conditional; one that is not affected gets none.

It leaves to others: the inputs (``factors``, ``care``) and the join of device and advisory (``medward.matching``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from math import prod

from medward.errors import BadInput
from medward.risk.factors import Factor, Input, Measure, Status, scale_of
from medward.risk.ssvc import published_table
from medward.risk.tables import Tables


class Verdict(StrEnum):
    """What the match says of device and vulnerability."""

    AFFECTED = "affected"
    NEEDS_VERSION = "needs_version"
    NOT_AFFECTED = "not_affected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One device and one vulnerability, as inputs; it names neither, so that equal cases are decided once.

    ``confidence`` is that of the match, 0 to 1. ``known_on`` is the day since which the hospital could know of it, None
    if nobody says. ``kev_due_on`` is the catalogue's own due date. Raises ``BadInput`` ``case-invalid`` when an input
    stands in another's place or the confidence is out of bounds.
    """

    verdict: Verdict
    confidence: float
    exploitation: Factor
    automatable: Factor
    technical_impact: Factor
    in_kev: Factor
    ransomware: Factor
    exposure: Factor
    publicly_exposed: Factor
    safety_impact: Factor
    mission_impact: Factor
    epss: Measure
    cvss: Measure
    known_on: date | None
    kev_due_on: date | None

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise BadInput("case-invalid", f"{self.confidence} is no confidence from 0 to 1", where="confidence")
        for given, name in zip(self.inputs, _ORDER, strict=True):
            if given.name is not name:
                raise BadInput("case-invalid", f"{given.name} was given as {name}", where=str(name))

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The inputs with published values, in the order of the rank."""
        return (
            self.safety_impact,
            self.ransomware,
            self.in_kev,
            self.exploitation,
            self.exposure,
            self.automatable,
            self.technical_impact,
            self.mission_impact,
            self.publicly_exposed,
        )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The inputs that are numbers, in the order of the rank."""
        return (self.epss, self.cvss)

    @property
    def inputs(self) -> tuple[Factor | Measure, ...]:
        """All inputs, in the order of the rank."""
        return (*self.factors, *self.measures)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of a decision: what it says, by which right, why, and what it does; ``points`` is its share of the rank.

    ``factor`` is the name of an ``Input`` or of a step (``decision``, ``bod 26-04``, ``human impact``, the deadlines,
    ``match``). ``status`` of a step is ``inferred`` or, when its range has more than one outcome, ``unknown``.
    """

    factor: str
    value: str
    status: Status
    source: str
    why: str
    effect: str
    points: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one vulnerability of one device.

    ``outcome`` is CERT/CC's word (defer, scheduled, out-of-cycle, immediate), ``outcome_range`` the least and the most
    urgent it can become; ``bod_outcome`` and ``bod_range`` likewise for BOD 26-04. ``forensics`` says that BOD 26-04
    also demands an examination for an intrusion. ``due_on`` is None when there is no limit but the next upgrade.
    ``rank`` orders decisions, higher is worse, within ``rank_range``. ``conditional`` means: if its version turns out
    to be affected. ``unknowns`` names the inputs nobody knows.
    """

    outcome: str
    outcome_range: tuple[str, str]
    bod_outcome: str
    bod_range: tuple[str, str]
    forensics: bool
    human_impact: str
    due_on: date | None
    days: int | None
    rank: int
    rank_range: tuple[int, int]
    conditional: bool
    confidence: float
    contributions: tuple[Contribution, ...]
    unknowns: tuple[Input, ...]


def decide(case: Case, tables: Tables, on: date) -> Decision | None:
    """Decide a case on a day; None for a device that is not affected.

    The same case, tables and day always give the same decision. Raises ``BadInput`` ``case-invalid`` when the case is
    known only after that day. Sources: SSVC (github.com/CERTCC/SSVC), BOD 26-04's table as published there, and the
    hospital's care table and deadlines.
    """
    if case.verdict is Verdict.NOT_AFFECTED:
        return None
    working = tuple(factor.working for factor in case.factors)
    read = _read(tables, working, tuple(factor.values for factor in case.factors))
    outcomes, ranges = read.outcomes, read.ranges
    told = (*_steps(case, outcomes, ranges, tables), *(_told(given) for given in case.inputs))
    effects = (*read.effects, *(_USES[measure.name] for measure in case.measures))
    measured = [measure.working for measure in case.measures]
    points = _points(outcomes, working, measured)
    unmeasured = [0.0 if measure.value is None else measure.value for measure in case.measures]
    lowest = _points([low for low, _ in ranges], [factor.least for factor in case.factors], unmeasured)
    highest = _points([high for _, high in ranges], [factor.worst for factor in case.factors], measured)
    days, due_on, deadline = _deadline(case, outcomes, tables, on)
    return Decision(
        outcome=outcomes[0],
        outcome_range=ranges[0],
        bod_outcome=outcomes[1],
        bod_range=ranges[1],
        forensics=outcomes[1] in tables.bod_26_04.forensics,
        human_impact=outcomes[2],
        due_on=due_on,
        days=days,
        rank=sum(points),
        rank_range=(sum(lowest), sum(highest)),
        conditional=case.verdict is Verdict.NEEDS_VERSION,
        confidence=case.confidence,
        contributions=(
            *(Contribution(*part, effect, share) for part, effect, share in zip(told, effects, points, strict=True)),
            *deadline,
            _match(case),
        ),
        unknowns=tuple(given.name for given in case.inputs if given.status is Status.UNKNOWN),
    )


_Told = tuple[str, str, Status, str, str]

_STEPS = ("decision", "bod 26-04", "human impact")
_ORDER = (
    Input.SAFETY_IMPACT,
    Input.RANSOMWARE,
    Input.IN_KEV,
    Input.EXPLOITATION,
    Input.EXPOSURE,
    Input.AUTOMATABLE,
    Input.TECHNICAL_IMPACT,
    Input.MISSION_IMPACT,
    Input.PUBLICLY_EXPOSED,
    Input.EPSS,
    Input.CVSS,
)
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
# How many steps a number has in the rank: EPSS goes in thousandths of 1, CVSS in tenths of 10.
_STEPS_OF_ONE = {Input.EPSS: 1000, Input.CVSS: 10}
_HIGHEST_STEP = {Input.EPSS: 1000, Input.CVSS: 100}


@dataclass(frozen=True, slots=True)
class _Read:
    """What the tables say: outcomes and their ranges in the order of ``_STEPS``, effects with those of the factors."""

    outcomes: tuple[str, str, str]
    ranges: tuple[tuple[str, str], ...]
    effects: tuple[str, ...]


@lru_cache(maxsize=65_536)
def _read(tables: Tables, working: tuple[str, ...], values: tuple[frozenset[str], ...]) -> _Read:
    """Walk the tables; working and possible values stand in the order of ``_ORDER``. Many cases share an answer."""
    assumed, possible = dict(zip(_ORDER, working, strict=False)), dict(zip(_ORDER, values, strict=False))
    human = tables.human_impact.walk(*(possible[name] for name in _HUMAN))
    decision = tables.deployer.walk(*(possible[name] for name in _DEPLOYER), human)
    bod = tables.bod_26_04.walk(*(possible[name] for name in _BOD))
    walked = ((tables.deployer, decision), (tables.bod_26_04, bod), (tables.human_impact, human))
    ranges = tuple((table.outcome.least(found), table.outcome.worst(found)) for table, found in walked)
    effects = (
        *("certain" if low == high else f"may become {low} to {high}" for low, high in ranges),
        *(_effect(name, possible[name], assumed, tables) for name in possible),
    )
    return _Read(_outcomes(assumed, tables), ranges, effects)


def _outcomes(values: Mapping[Input, str], tables: Tables) -> tuple[str, str, str]:
    """Return the outcomes of the three tables, in the order of ``_STEPS``, for one value of each input."""
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


def _steps(case: Case, outcomes: Sequence[str], ranges: Sequence[tuple[str, str]], tables: Tables) -> Iterator[_Told]:
    working = {factor.name: factor.working for factor in case.factors}
    read = (tables.deployer, tables.bod_26_04, tables.human_impact)
    whole = zip(_STEPS, outcomes, ranges, (_DEPLOYER, _BOD, _HUMAN), read, strict=True)
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


@cache
def _weights() -> tuple[int, ...]:
    """Return the weight of each place of the rank: how many ranks all places after it can tell apart."""
    sizes = [len(published_table(name).outcome.values) for name in ("deployer", "bod_26_04", "human_impact")]
    sizes += [len(scale_of(name).values) if name not in _HIGHEST_STEP else _HIGHEST_STEP[name] + 1 for name in _ORDER]
    return tuple(prod(sizes[place + 1 :]) for place in range(len(sizes)))


def _points(outcomes: Sequence[str], factors: Sequence[str], measures: Sequence[float]) -> list[int]:
    """Return the share of the rank of each step and input, in the order of ``_STEPS`` and ``_ORDER``."""
    tables = (published_table("deployer"), published_table("bod_26_04"), published_table("human_impact"))
    places = [table.outcome.place(outcome) for table, outcome in zip(tables, outcomes, strict=True)]
    names = iter(_ORDER)
    places += [scale_of(next(names)).place(value) for value in factors]
    places += [round(value * _STEPS_OF_ONE[next(names)]) for value in measures]
    return [place * weight for place, weight in zip(places, _weights(), strict=True)]


def _deadline(
    case: Case, outcomes: Sequence[str], tables: Tables, on: date
) -> tuple[int | None, date | None, tuple[Contribution, ...]]:
    """Return days, due date and what to tell of them, by rule 4."""
    if case.known_on is not None and case.known_on > on:
        raise BadInput("case-invalid", f"known since {case.known_on}, decided on {on}", where="known_on")
    decision, bod = outcomes[0], outcomes[1]
    limits = tables.deadlines
    own, theirs, published = limits.deployer[decision], limits.bod_26_04[bod], tables.bod_26_04.days.get(bod)
    days = min((limit for limit in (own, theirs) if limit is not None), default=None)
    start = on if case.known_on is None else case.known_on
    due_on = None if days is None else start + timedelta(days=days)
    since = (
        "the day of the decision, for nobody says since when it is known" if case.known_on is None else "known since"
    )
    source, inferred = f"deadlines {limits.edition}", Status.INFERRED
    late = "" if due_on is None or due_on >= on else f"; overdue by {(on - due_on).days} days"
    told = [
        Contribution("deadline of the decision", _days(own), inferred, source, f"for {decision}", "", 0),
        Contribution(
            "deadline of bod 26-04", _days(theirs), inferred, source, f"for {bod}", _against(theirs, published), 0
        ),
        Contribution(
            "due date",
            "with the next upgrade" if due_on is None else due_on.isoformat(),
            Status.UNKNOWN if case.known_on is None else inferred,
            source,
            f"the earlier of both, {_days(days)} from {start.isoformat()} ({since})",
            _against(days, published) + late,
            0,
        ),
    ]
    if case.kev_due_on is not None:
        value, why = case.kev_due_on.isoformat(), "the catalogue's own date, for US federal agencies"
        told.append(Contribution("kev due date", value, Status.PUBLISHED, "KEV", why, "shown, not used", 0))
    return days, due_on, tuple(told)


def _days(days: int | None) -> str:
    return "no limit but the next upgrade" if days is None else f"{days} days"


def _against(days: int | None, published: int | None) -> str:
    """Compare a limit with BOD 26-04's own."""
    if days == published:
        return f"as BOD 26-04 publishes: {_days(published)}"
    stricter = published is None or (days is not None and days < published)
    return f"{'stricter' if stricter else 'laxer'} than BOD 26-04, which leaves {_days(published)}"


def _match(case: Case) -> Contribution:
    conditional = case.verdict is Verdict.NEEDS_VERSION
    effect = (
        "conditional: holds if its version turns out to be affected" if conditional else "carried beside the decision"
    )
    why = f"confidence {case.confidence:.2f}, which changes neither decision nor rank"
    return Contribution("match", str(case.verdict), Status.INFERRED, "match", why, effect, 0)
