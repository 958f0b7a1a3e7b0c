"""By when a decision is to be carried out.

Rules:

1. The due date is the earlier of the two that the outcomes of the deployer's table and of BOD 26-04 leave by the
   hospital's deadlines, in calendar days from the day since which the hospital knows; if nobody says since when, from
   the day of the decision, and that is told.
2. Days that differ from those that BOD 26-04 publishes are told, stricter and laxer, for its own outcome and for the
   due date.
3. The due date of the KEV's entry binds US federal agencies; it is shown and not used.

It leaves to others: the outcomes (``decide``) and what a day off means to a maintenance plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from medward.errors import BadInput
from medward.risk.factors import Status
from medward.risk.records import Case, Contribution
from medward.risk.tables import Tables


@dataclass(frozen=True, slots=True)
class Deadline:
    """Calendar days and the due date, None when there is no limit but the next upgrade, with what is told of them."""

    days: int | None
    due_on: date | None
    contributions: tuple[Contribution, ...]


def deadline_of(case: Case, decision: str, bod: str, tables: Tables, on: date) -> Deadline:
    """Return by when a case with these outcomes of the deployer's table and of BOD 26-04 is to be settled.

    Raises ``BadInput`` ``case-invalid`` when the case is known only after the day ``on`` of the decision.
    """
    if case.known_on is not None and case.known_on > on:
        raise BadInput("case-invalid", f"known since {case.known_on}, decided on {on}", where="known_on")
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
    return Deadline(days, due_on, tuple(told))


def _days(days: int | None) -> str:
    return "no limit but the next upgrade" if days is None else f"{days} days"


def _against(days: int | None, published: int | None) -> str:
    """Compare a limit with BOD 26-04's own."""
    if days == published:
        return f"as BOD 26-04 publishes: {_days(published)}"
    stricter = published is None or (days is not None and days < published)
    return f"{'stricter' if stricter else 'laxer'} than BOD 26-04, which leaves {_days(published)}"
