"""Sets of versions, and whether a version is in one.

A set is a union of alternatives, an alternative is a conjunction of bounds (``>= 4.01`` and ``<= 4.34``). Rules:

1. There are three answers. *Unknown* is given when the version is missing, of another numbering, or coarser than the
   bound: a 7 may or may not be below 7.4.
2. Numbers that were left out count as zero when that puts the version inside (``4.1`` is in ``<= 4.1.3``), and never
   put it outside (``4.1`` may be the ``4.1.3`` that is asked for).
3. A bound of one number or letter, and a lone exact version, names its family: ``8`` covers 8.4, ``<= N`` covers N.01.
   In a list of which one version refines another (``4.20 | 4.20 SR1``) each is only itself.
4. A version belongs to its own series: alternatives of another series (``<= U61 | <= L81``) do not decide it when one
   of its own series does.
5. ``str()`` of a set that was read is read back as the same set by ``read_expression``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from medward.matching.version_keys import DETAILS_END, NUMBER, STEP, Atom, Key, ordered
from medward.matching.versions import Version, comparable


class Membership(StrEnum):
    """Whether a version is in a set."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


_FIRST_YEAR, _LAST_YEAR, _SMALL = (NUMBER, 1990), (NUMBER, 2040), (NUMBER, 100)
INSIDE, OUTSIDE, UNKNOWN = Membership.INSIDE, Membership.OUTSIDE, Membership.UNKNOWN


def _written_apart(a: Version, b: Version) -> bool:
    """Tell whether one is a decimal (``2.01``) and the other has three numbers (``2.0.3``): they may not compare."""
    plain = b if a.decimal else a
    same_start = a.low[:1] == b.low[:1]
    return a.decimal != b.decimal and same_start and len(plain.low) > 3 and plain.low[1] == (NUMBER, 0)


def _same_decimal(a: Key, b: Key) -> bool:
    """Tell whether two versions of two numbers would be equal as decimals: ``2.2`` and ``2.20``."""
    if not len(a) == len(b) == 3 or a[0] != b[0] or a[1][0] != NUMBER or b[1][0] != NUMBER:
        return False
    small, large = sorted((int(a[1][1]), int(b[1][1])))
    return small > 0 and large in {small * 10, small * 100}


@dataclass(frozen=True, slots=True)
class Bound:
    """One condition on a version: ``relation`` is ``<``, ``<=``, ``>``, ``>=``, ``=`` or ``!=``.

    ``strict`` is true of an exact version that stands beside a refinement of itself (rule 3).
    """

    relation: str
    version: Version
    strict: bool = False

    def holds(self, device: Version) -> Membership:
        """Whether the bound holds for ``device``."""
        bound = self.version
        if not comparable(device, bound):
            return self._foreign(device, bound)
        if device.coarse and _LAST_YEAR >= device.low[0] >= _FIRST_YEAR and bound.low[0] < _SMALL:
            return UNKNOWN  # A year alone in the column of versions tells little about a 9.5.
        other = bound.part and device.part and bound.part != device.part
        if other and device.low == bound.low and self.relation in {"=", "!="}:
            return UNKNOWN  # The same level on other hardware is another software.
        if (bound.decimal or device.decimal) and _written_apart(device, bound):
            return UNKNOWN
        if device.stepped and bound.stepped and not ordered(device.low, bound.low):
            return UNKNOWN
        if bound.vague and device.high >= bound.low and device.low <= bound.high:
            return UNKNOWN
        answer = self._place(device, bound)
        length = len(device.low) - 1
        if len(bound.low) > length + 1 and bound.low[:length] == device.low[:length]:
            return self._finer(device, bound, bound.low[length], answer)
        if device.coarse and self.relation == ">" and device.low == bound.low and not bound.coarse:
            return UNKNOWN  # An 8 may be an 8.4, which is after 8.0.
        return answer

    @staticmethod
    def _finer(device: Version, bound: Version, following: Atom, answer: Membership) -> Membership:
        """Correct the answer when the bound goes on where the device's version ends: 4.1.3, SP1 or build 7 for 4.1."""
        if following[0] == NUMBER:
            written = bound.low[: len(device.spelt)] == device.spelt and len(bound.low) > len(device.spelt) + 1
            return UNKNOWN if written and (device.coarse or answer is OUTSIDE) else answer
        if following[0] == STEP and following < DETAILS_END and following[2] != "level":
            return UNKNOWN
        return UNKNOWN if device.coarse and answer is OUTSIDE else answer

    def _foreign(self, device: Version, bound: Version) -> Membership:
        """Another numbering has no order, but a release that is called 4.0 is not the one called B.02."""
        names = {device.series, bound.series} == {"", "letters"} and not device.coarse and not bound.coarse
        if names and self.relation in {"=", "!="}:
            return OUTSIDE if self.relation == "=" else INSIDE
        return UNKNOWN

    def _place(self, device: Version, bound: Version) -> Membership:
        relation = self.relation
        if relation == "<":
            return INSIDE if device.high < bound.low else OUTSIDE if device.low >= bound.low else UNKNOWN
        if relation == "<=":
            return INSIDE if device.high <= bound.top else OUTSIDE if device.low > bound.top else UNKNOWN
        if relation == ">=":
            return INSIDE if device.low >= bound.low else OUTSIDE if device.high < bound.low else UNKNOWN
        if relation == ">":
            return INSIDE if device.low > bound.top else OUTSIDE if device.high <= bound.top else UNKNOWN
        answer = self._equals(device, bound)
        if relation == "!=" and answer is not UNKNOWN:
            return OUTSIDE if answer is INSIDE else INSIDE
        return answer

    def _equals(self, device: Version, bound: Version) -> Membership:
        if self.strict:
            return INSIDE if device.low == bound.low and device.high == bound.high else OUTSIDE
        if bound.low <= device.low and device.high <= bound.top:
            return INSIDE
        if device.low > bound.top or device.high < bound.low:
            # A finer version than the one named ("1.6.1" for "1.6") may be meant or not, and so may "2.20" for "2.2".
            finer = device.low[: len(bound.spelt)] == bound.spelt
            return UNKNOWN if finer or _same_decimal(device.low, bound.low) else OUTSIDE
        return UNKNOWN

    def __str__(self) -> str:
        return f"{'≠' if self.relation == '!=' else self.relation} {self.version}"


@dataclass(frozen=True, slots=True)
class Interval:
    """One alternative seen as an interval; an end that is None is open, ``includes_…`` says whether the end belongs."""

    low: Version | None
    high: Version | None
    includes_low: bool
    includes_high: bool


Alternative = tuple[Bound, ...]


def _alternative_text(bounds: Alternative) -> str:
    lower = [bound for bound in bounds if bound.relation in {">", ">="}]
    upper = [bound for bound in bounds if bound.relation in {"<", "<="}]
    others = [bound for bound in bounds if bound.relation in {"=", "!="}]
    if len(lower) == len(upper) == 1:
        left = "<" if lower[0].relation == ">" else "≤"
        right = upper[0].relation.replace("<=", "≤")
        between = f"{lower[0].version} {left} v {right} {upper[0].version}"
        return " and ".join([between, *map(str, others)])
    return " and ".join(str(bound) for bound in bounds)


def _and(bounds: Alternative, device: Version) -> Membership:
    answer = INSIDE
    for bound in bounds:
        held = bound.holds(device)
        if held is OUTSIDE:
            return OUTSIDE
        if held is UNKNOWN:
            answer = UNKNOWN
    return answer


@dataclass(frozen=True, slots=True)
class VersionSet:
    """A set of versions: any of ``alternatives`` holds. An empty alternative is every version; none is no version."""

    alternatives: tuple[Alternative, ...]

    def contains(self, version: Version | None) -> Membership:
        """Whether ``version`` is in the set; a missing version is unknown unless the set is everything or nothing."""
        alternatives = self.alternatives
        if () in alternatives:
            return INSIDE
        if not alternatives:
            return OUTSIDE
        if version is None:
            return UNKNOWN
        answer = self._one(version)
        for other in version.also:
            if self._one(other) is not answer:
                return UNKNOWN
        return answer

    def _one(self, version: Version) -> Membership:
        unknown = False
        foreign = False
        own = False
        for bounds in self.alternatives:
            answer = _and(bounds, version)
            if answer is INSIDE:
                return INSIDE
            if answer is UNKNOWN:
                if any(bound.version.series != version.series for bound in bounds):
                    foreign = True
                else:
                    unknown = True
            else:
                own = True
        return UNKNOWN if unknown or (foreign and not own) else OUTSIDE

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The alternatives as intervals, exclusions (``≠``) left out."""
        return tuple(_interval(bounds) for bounds in self.alternatives)

    def union(self, other: VersionSet) -> VersionSet:
        """Every version that is in either."""
        return make_set((*self.alternatives, *other.alternatives))

    def intersection(self, other: VersionSet) -> VersionSet:
        """Every version that is in both."""
        return make_set((*left, *right) for left in self.alternatives for right in other.alternatives)

    __or__ = union
    __and__ = intersection

    def __str__(self) -> str:
        if () in self.alternatives:
            return "any version"
        if not self.alternatives:
            return "no version"
        return " or ".join(map(_alternative_text, self.alternatives))


def _interval(bounds: Alternative) -> Interval:
    low = high = None
    includes_low = includes_high = False
    for relation, version in ((bound.relation, bound.version) for bound in bounds):
        if relation in {">", ">=", "="}:
            low, includes_low = version, relation != ">"
        if relation in {"<", "<=", "="}:
            high, includes_high = version, relation != "<"
    return Interval(low, high, includes_low, includes_high)


def make_set(alternatives: Iterable[Alternative]) -> VersionSet:
    """Build a set of alternatives, each of which all its bounds make; duplicates are dropped."""
    kept = tuple(dict.fromkeys(tuple(dict.fromkeys(bounds)) for bounds in alternatives))
    return ANY if () in kept else VersionSet(kept)


def make_list(alternatives: Iterable[Alternative]) -> VersionSet:
    """Build the set of one publisher's list: a version beside its own refinement is only itself (rule 3)."""
    listed = make_set(alternatives).alternatives
    exact = [bounds[0].version for bounds in listed if len(bounds) == 1 and bounds[0].relation == "="]
    refined = {version.spelt[:length] for version in exact for length in range(1, len(version.spelt))}
    return make_set(
        (Bound("=", bounds[0].version, strict=True),)
        if len(bounds) == 1 and bounds[0].relation == "=" and bounds[0].version.spelt in refined
        else bounds
        for bounds in listed
    )


def one_bound(relation: str, version: Version) -> VersionSet:
    """Build the set of one bound, for instance everything ``<`` a version."""
    return make_set([(Bound(relation, version),)])


ANY = VersionSet(((),))
NOTHING = VersionSet(())
