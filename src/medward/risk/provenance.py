"""Where the inputs of many decisions came from.

It knows how to count, input by input, what was published, inferred and unknown, and how to find an input that was
used silently.

Rules:

1. Every decision counts once for every input.
2. An input that a decision does not tell, tells twice, or tells without source or reason is a silent default; there
   must be none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medward.risk.factors import Input, Status
from medward.risk.records import Decision


@dataclass(frozen=True, slots=True)
class InputCount:
    """In how many decisions an input was published, inferred, or unknown."""

    name: Input
    published: int
    inferred: int
    unknown: int


def count_inputs(decisions: Iterable[Decision]) -> tuple[InputCount, ...]:
    """Count the statuses of every input over decisions, in the order of ``Input``."""
    names = {name.value for name in Input}
    counts = Counter(
        (part.factor, part.status) for decision in decisions for part in decision.contributions if part.factor in names
    )
    return tuple(InputCount(name, *(counts[name.value, status] for status in Status)) for name in Input)


def silent_defaults(decision: Decision) -> tuple[Input, ...]:
    """Name the inputs that a decision rests on without saying so; empty, or the decision must not be shown."""
    told = Counter(part.factor for part in decision.contributions if part.source and part.why)
    return tuple(name for name in Input if told[name.value] != 1)
