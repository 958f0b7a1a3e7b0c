"""Decision points and decision tables of SSVC, as published.

It knows four tables, re-encoded from CERT/CC's repository by ``tools/encode_ssvc.py`` into ``content/decision``:
the deployer's (``ssvc:DT_DP:1.0.0``, the only and therefore latest edition there), human impact (``ssvc:DT_HI:1.0.0``),
CISA's BOD 26-04 (``cisa:DT_BOD2604:1.0.0``) and CISA's coordinator table (``cisa:DT_CO:2.0.3``).

Rules:

1. A table is a total function: one outcome for every combination of values, no row twice. Any other is refused.
2. Values are called by their published names in lower case; their published order, rising in urgency, is the only
   order. Texts are never compared by alphabet.
3. A point that may take several values is walked for each of them: the answer is then several outcomes.
4. A table is used only when it is monotone, that is when a worse value at one point never lowers the outcome; all four
   are, and loading proves it anew. ``medward.risk.decide`` builds on it.

It leaves to others: which value a point takes (``factors``, ``care``) and what an outcome demands (``tables``).
Source: github.com/CERTCC/SSVC, data/json/decision_tables; editions and digests stand in NOTICE.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

from medward.content.load import load
from medward.errors import BadInput


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """A question with its possible answers in rising order of urgency; ``identifier`` is namespace:key:version."""

    identifier: str
    name: str
    values: tuple[str, ...]
    keys: tuple[str, ...]

    def place(self, value: str) -> int:
        """Return the place of a value, 0 for the least urgent; ``BadInput`` ``ssvc-value`` when it is not one."""
        try:
            return self.values.index(value)
        except ValueError:
            why = f"{value[:80]!r} is no value of {self.name} ({', '.join(self.values)})"
            raise BadInput("ssvc-value", why, where=self.identifier) from None

    def worst(self, values: Collection[str]) -> str:
        """Return the most urgent of some values (at least one)."""
        return max(values, key=self.place)

    def least(self, values: Collection[str]) -> str:
        """Return the least urgent of some values (at least one)."""
        return min(values, key=self.place)


@dataclass(frozen=True, eq=False)
class DecisionTable:
    """A published table: ``rows`` maps one value per point, in the order of ``points``, to a value of ``outcome``.

    ``days`` gives, for outcomes that are themselves a time limit (BOD 26-04), the published number of calendar days;
    an outcome without a limit is absent. ``forensics`` names the outcomes that also demand a forensic triage.
    """

    identifier: str
    name: str
    source: str
    points: tuple[DecisionPoint, ...]
    outcome: DecisionPoint
    rows: Mapping[tuple[str, ...], str]
    days: Mapping[str, int]
    forensics: frozenset[str]

    def decide(self, *values: str) -> str:
        """Return the outcome for one value per point; ``BadInput`` ``ssvc-value`` when a value is not a point's."""
        try:
            return self.rows[values]
        except KeyError:
            for point, value in zip(self.points, values, strict=True):
                point.place(value)
            raise

    def walk(self, *values: Collection[str]) -> frozenset[str]:
        """Return every outcome that some combination of the values, a non-empty collection per point, leads to."""
        return frozenset(self.decide(*combination) for combination in product(*values))


@cache
def published_table(name: str) -> DecisionTable:
    """Return the table ``deployer``, ``human_impact``, ``bod_26_04`` or ``cisa_coordinator`` as published.

    Raises ``BadInput`` with code ``ssvc-table`` when the content is not a total and monotone table.
    """
    return read_table(load("decision", name), f"decision/{name}.yaml")


def read_table(content: Mapping[str, Any], name: str) -> DecisionTable:
    """Build a table from parsed content that satisfies ``content/decision/schema.json``; errors as above."""
    points = tuple(_point(point) for point in content["points"])
    outcome = _point(content["outcome"])
    limits = content["outcome"]["values"]
    rows: dict[tuple[str, ...], str] = {}
    for number, row in enumerate(content["rows"]):
        *given, result = row
        where = f"{name} $.rows[{number}]"
        if len(given) != len(points):
            raise BadInput("ssvc-table", f"a row needs {len(points)} values and an outcome", where=where)
        for point, value in zip((*points, outcome), row, strict=True):
            point.place(value)
        if tuple(given) in rows:
            raise BadInput("ssvc-table", "the same combination stands twice", where=where)
        rows[tuple(given)] = result
    table = DecisionTable(
        identifier=content["id"],
        name=content["name"],
        source=content["source"],
        points=points,
        outcome=outcome,
        rows=MappingProxyType(rows),
        days={value["name"]: value["days"] for value in limits if "days" in value},
        forensics=frozenset(value["name"] for value in limits if value.get("forensics")),
    )
    for combination in product(*(point.values for point in points)):
        if combination not in rows:
            raise BadInput("ssvc-table", f"no row for {', '.join(combination)}", where=name)
    for lower, higher in falls(table):
        why = f"{', '.join(higher)} is answered less urgently than {', '.join(lower)}"
        raise BadInput("ssvc-table", why, where=name)
    return table


def falls(table: DecisionTable) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """List each pair of neighbouring combinations whose worse one has the less urgent outcome; empty if monotone."""
    found = []
    for combination, result in table.rows.items():
        for index, point in enumerate(table.points):
            place = point.place(combination[index])
            if place + 1 < len(point.values):
                worse = (*combination[:index], point.values[place + 1], *combination[index + 1 :])
                if table.outcome.place(table.rows[worse]) < table.outcome.place(result):
                    found.append((combination, worse))
    return found


def _point(content: Mapping[str, Any]) -> DecisionPoint:
    return DecisionPoint(
        identifier=content["id"],
        name=content["name"],
        values=tuple(value["name"] for value in content["values"]),
        keys=tuple(value["key"] for value in content["values"]),
    )
