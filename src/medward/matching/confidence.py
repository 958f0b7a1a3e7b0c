"""How sure an answer is: the share of answers with like evidence that labelled rows proved right."""

from __future__ import annotations

from medward.matching.compare import NameMatch
from medward.matching.groups import Group
from medward.matching.makers import Relation
from medward.matching.ranges import Membership

_MAKER = {Relation.SAME: 1.0, Relation.RELATED: 0.97, Relation.UNKNOWN: 0.8, Relation.ABSENT: 0.75, Relation.OTHER: 0.0}


def confidence(name: NameMatch, relation: Relation, group: Group, state: Membership, *, changed: bool) -> float:
    """Return the confidence, 0–1."""
    score = min(1.0, 0.55 + 0.45 * name.score) * _MAKER[relation] * 0.9 ** len(name.doubts)
    return round(score, 3)
