"""Tells a decision in words: what to do, by when, every contribution, and what would change it.

Rules:

1. Every contribution is told, in the order of the decision, with its status, source and reason.
2. What an unknown could change is computed by deciding the same case with each value that it may take.
3. Unknowns that change neither outcome nor due date are named as such, so that nobody chases them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from medward.cli.decision_forms import due
from medward.cli.screen import wrapped
from medward.cli.story import entry, heading
from medward.risk.decide import decide
from medward.risk.factors import Factor, Input, scale_of, stated
from medward.risk.records import Case, Decision
from medward.risk.tables import Tables

WHO_KNOWS = {
    Input.EXPLOITATION: "CISA's catalogue (--kev) and the CVE record (--cve) say it",
    Input.AUTOMATABLE: "the CVE record with CISA's decision points says it (--cve)",
    Input.TECHNICAL_IMPACT: "the CVE record with CISA's decision points says it (--cve)",
    Input.IN_KEV: "CISA's catalogue says it (--kev)",
    Input.RANSOMWARE: "CISA's catalogue says it (--kev)",
    Input.EXPOSURE: "whoever runs the network knows the segment; an address or 'no network' in the inventory says more",
    Input.PUBLICLY_EXPOSED: "whoever runs the network knows whether the internet reaches it",
    Input.SAFETY_IMPACT: "biomedical engineering and the ward know: harm, care role and life cycle in the inventory",
    Input.MISSION_IMPACT: "the ward knows: care role and ward in the inventory",
    Input.EPSS: "FIRST's file of the day says it (--epss)",
    Input.CVSS: "the CVE record may give a vector (--cve)",
}
"""For each input: who can turn an unknown into a fact."""


_FIELDS = {
    Input.EXPLOITATION: "exploitation",
    Input.AUTOMATABLE: "automatable",
    Input.TECHNICAL_IMPACT: "technical_impact",
    Input.IN_KEV: "in_kev",
    Input.RANSOMWARE: "ransomware",
    Input.EXPOSURE: "exposure",
    Input.PUBLICLY_EXPOSED: "publicly_exposed",
    Input.SAFETY_IMPACT: "safety_impact",
    Input.MISSION_IMPACT: "mission_impact",
}
"""The field of a case that holds an input; a case itself refuses an input in another's place."""


def decision_sentence(decision: Decision) -> str:
    """Return what to do in one sentence."""
    condition = "If so: " if decision.conditional else "What to do: "
    return f"{condition}{decision.outcome}, due {due(decision)}."


def decision_story(decision: Decision, on: date) -> Iterator[str]:
    """Yield what to do and by when, and every contribution to it."""
    told = f"What to do: {decision.outcome}"
    yield heading(told + (", if the version turns out to be affected" if decision.conditional else ""))
    low, high = decision.outcome_range
    certain = "whatever the unknowns are" if low == high else f"between {low} and {high}, depending on the unknowns"
    yield entry("decision", f"{decision.outcome}; {certain}")
    late = f", overdue by {(on - decision.due_on).days} days" if decision.due_on and decision.due_on < on else ""
    yield entry("due", f"{due(decision)}{late}   (decided as of {on})")
    yield entry("BOD 26-04", decision.bod_outcome + ("; look for an intrusion too" if decision.forensics else ""))
    yield entry(
        "rank", f"{decision.rank:,}; it may lie between {decision.rank_range[0]:,} and {decision.rank_range[1]:,}"
    )
    yield ""
    yield wrapped("What contributed, by which right, and why:", first="  ")
    for part in decision.contributions:
        yield wrapped(f"{part.factor} = {part.value}   [{part.status}: {part.source}]", first="  • ", then="      ")
        # What other values would change is told further down, computed for outcome and due date together.
        effect = part.effect.partition("; if ")[0]
        yield wrapped(part.why + (f" → {effect}" if effect else ""), first="      ")


def open_inputs_story(case: Case, decision: Decision, tables: Tables, on: date) -> Iterator[str]:
    """Yield, for every input that is not certain, what each value it may take would change, and who knows it."""
    idle = []
    for given in case.factors:
        if len(given.values) == 1:
            continue
        changes = []
        for value in scale_of(given.name).values:
            if value in given.values and value != given.working:
                other = decide(_with(case, stated(given.name, value, "a question", "what if")), tables, on)
                if other and (other.outcome, other.due_on) != (decision.outcome, decision.due_on):
                    changes.append(f"{value} would make it {other.outcome}, due {due(other)}")
        if changes:
            yield entry(
                given.name, f"{given.working} is assumed; {'; '.join(changes)}. {_capital(WHO_KNOWS[given.name])}."
            )
        else:
            idle.append(str(given.name))
    idle += [str(measure.name) for measure in case.measures if measure.value is None]
    if idle:
        yield entry("no matter", f"{', '.join(idle)}: not certain, and alone they change neither decision nor due date")


def _with(case: Case, factor: Factor) -> Case:
    """Return a case in which one input is another."""
    changed: Mapping[str, Any] = {_FIELDS[factor.name]: factor}
    return replace(case, **changed)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
