"""The rank: one place after the other, so that no sum of lesser things outvotes a greater one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from medward.risk.factors import scale_of
from medward.risk.rank import STEPS, points_of_measures, points_of_values
from medward.risk.records import RANK_ORDER
from medward.risk.ssvc import published_table

SCALES = [published_table(name).outcome.values for name in ("deployer", "bod_26_04", "human_impact")]
SCALES += [scale_of(name).values for name in RANK_ORDER[:-2]]

_digits = st.tuples(*(st.integers(0, len(scale) - 1) for scale in SCALES), st.integers(0, 1000), st.integers(0, 100))


def _points(digits: tuple[int, ...]) -> tuple[int, ...]:
    values = [scale[digit] for scale, digit in zip(SCALES, digits, strict=False)]
    measures = points_of_measures([digits[-2] / 1000, digits[-1] / 10])
    return (*points_of_values(values[: len(STEPS)], values[len(STEPS) :]), *measures)


@settings(deadline=None)
@given(_digits, _digits)
def test_two_ranks_are_ordered_by_the_first_place_in_which_they_differ(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    assert (sum(_points(one)) < sum(_points(other))) == (one < other)


def test_the_rank_has_a_place_for_every_step_and_input_and_fits_every_format() -> None:
    highest = _points((*(len(scale) - 1 for scale in SCALES), 1000, 100))
    assert len(highest) == len(STEPS) + len(RANK_ORDER) == 14
    assert sum(highest) < 2**53
    assert sum(_points((0,) * 14)) == 0
