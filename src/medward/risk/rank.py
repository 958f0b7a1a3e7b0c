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


def points_of_values(outcomes: Sequence[str], factors: Sequence[str]) -> tuple[int, ...]:
    """Return the share of the rank of each step, in the order of ``STEPS``, and of each input that has a scale.

    Raises ``BadInput`` ``ssvc-value`` when a value is not on its scale.
    """
    scales = (*_outcome_scales(), *(scale_of(name) for name in RANK_ORDER if name not in _HIGHEST_DIGIT))
    places = (scale.place(value) for scale, value in zip(scales, (*outcomes, *factors), strict=True))
    return tuple(place * worth for place, worth in zip(places, _place_values(), strict=False))


def points_of_measures(measures: Sequence[float]) -> tuple[int, ...]:
    """Return the share of the rank of EPSS (0 to 1) and of CVSS (0 to 10), which stand in its last two places."""
    places = (round(value * _DIGITS_OF_ONE[name]) for name, value in zip(_HIGHEST_DIGIT, measures, strict=True))
    return tuple(place * worth for place, worth in zip(places, _place_values()[-len(_HIGHEST_DIGIT) :], strict=True))


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
