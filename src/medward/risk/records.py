"""A case to be decided, and the decision with every reason for it.

Rules:

1. A case names neither device nor vulnerability, so that equal cases are decided once, and cannot be made without every
   input.
2. A decision carries what it rests on: each input and each step is one contribution.
3. The inputs stand in the order of ``RANK_ORDER``, which is that of the rank.

It leaves to others: making the inputs (``factors``, ``care``, ``facts``) and deciding (``decide``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medward.errors import BadInput
from medward.risk.factors import Factor, Input, Measure, Status

RANK_ORDER = (
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
"""The inputs in the order in which they tell apart decisions with equal outcomes."""


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
        for given, name in zip(self.inputs, RANK_ORDER, strict=True):
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
