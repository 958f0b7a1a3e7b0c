"""Version expressions: what an advisory's words about versions mean, as sets of versions.

``read_expression`` reads a leaf of a product tree, ``read_prose`` finds expressions in a sentence, and ``VersionSet``
says whether a device's version is inside, outside or unknown. The order of versions themselves is
``medward.matching.versions``'s. The forms that are read, and why each means what it means, are in
``docs/adr/0021-version-expressions.md``.
"""

from medward.matching.ranges.conditions import KINDS, Condition
from medward.matching.ranges.expressions import Reading, read_expression
from medward.matching.ranges.prose import Found, read_prose
from medward.matching.ranges.sets import (
    ANY,
    NOTHING,
    Bound,
    Interval,
    Membership,
    VersionSet,
    make_list,
    make_set,
    one_bound,
)

__all__ = [
    "ANY",
    "KINDS",
    "NOTHING",
    "Bound",
    "Condition",
    "Found",
    "Interval",
    "Membership",
    "Reading",
    "VersionSet",
    "make_list",
    "make_set",
    "one_bound",
    "read_expression",
    "read_prose",
]
