"""The order of decisions as one number, without weights.

It knows how the outcomes and inputs of a decision become the places of a number, the most important first, so that two
decisions are ordered by the first place in which they differ.

Rules:

1. The places are those of ``STEPS``, then those of ``records.RANK_ORDER``; each takes as many digits as its scale has
   values, and a worse value is a higher digit. So the rank rises, or stays, with each of them.
2. EPSS goes in thousandths, CVSS in tenths, rounded.
3. The rank is the sum of the points, one share for each place; it fits a 53-bit integer, which every format carries.

It leaves to others: which values stand in the places (``decide``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import prod

from medward.risk.factors import Input, scale_of
from medward.risk.records import RANK_ORDER
from medward.risk.ssvc import DecisionPoint, published_table

STEPS = ("decision", "bod 26-04", "human impact")
"""The outcomes that stand before all inputs: of the deployer's table, of BOD 26-04, and of human impact."""

_DIGITS_OF_ONE = {Input.EPSS: 1000, Input.CVSS: 10}
_HIGHEST_DIGIT = {Input.EPSS: 1000, Input.CVSS: 100}


def points_of(outcomes: Sequence[str], factors: Sequence[str], measures: Sequence[float]) -> tuple[int, ...]:
    """Return the share of the rank of each step, in the order of ``STEPS``, and input, in that of ``RANK_ORDER``.

    ``factors`` are the values of the inputs that have a scale, ``measures`` EPSS (0 to 1) and CVSS (0 to 10). Raises
    ``BadInput`` ``ssvc-value`` when a value is not on its scale.
    """
    places = [scale.place(outcome) for scale, outcome in zip(_outcome_scales(), outcomes, strict=True)]
    names = iter(RANK_ORDER)
    places += [scale_of(next(names)).place(value) for value in factors]
    places += [round(value * _DIGITS_OF_ONE[next(names)]) for value in measures]
    return tuple(place * weight for place, weight in zip(places, _place_values(), strict=True))


@cache
def _outcome_scales() -> tuple[DecisionPoint, ...]:
    return tuple(published_table(name).outcome for name in ("deployer", "bod_26_04", "human_impact"))


@cache
def _place_values() -> tuple[int, ...]:
    """Return what a digit of each place is worth: how many numbers the places after it can make."""
    sizes = [len(scale.values) for scale in _outcome_scales()]
    for name in RANK_ORDER:
        sizes.append(_HIGHEST_DIGIT[name] + 1 if name in _HIGHEST_DIGIT else len(scale_of(name).values))
    return tuple(prod(sizes[place + 1 :]) for place in range(len(sizes)))
