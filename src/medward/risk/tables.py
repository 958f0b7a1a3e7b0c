"""The tables that a decision is read from: the published ones, and those that a hospital may make its own.

It knows care roles and wards with their words, how role, harm and state become SSVC's safety impact, how role and ward
become its mission impact, and how many days each outcome leaves.

Rules:

1. The published SSVC and BOD 26-04 tables cannot be edited; the care table and the deadlines can, and every result
   names the edition it rests on.
2. An edited table is checked whole when it is read: shape (``schema.json`` of its folder), every combination answered,
   a worse harm, state or outcome never answered more mildly, and every situation under ``cases`` answered as it says.
   What fails is ``BadInput`` with code ``content-invalid`` that names the place.
3. Words are compared in lower case, without accents, whole, and with an optional plural s. Of the phrases that a text
   names, the longest decides; of equally long ones, the role or ward that stands first in the table.

It leaves to others: what is assumed when a text, a harm or a state is unknown (``care``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from medward.content.load import load, read_content
from medward.errors import BadInput
from medward.risk.ssvc import DecisionTable, published_table

HARMS = ("negligible", "minor", "serious", "critical", "catastrophic")
"""ISO 14971's five levels of harm, mildest first."""

STATES = ("out_of_service", "spare", "off_network", "in_use")
"""What a device can be in, in rising order of what a patient is exposed to."""


class Vocabulary:
    """Phrases and what they mean; finds the deciding phrase of a text by rule 3."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._meaning: dict[str, str] = {}
        for meaning, phrases in words.items():
            for phrase in phrases:
                self._meaning.setdefault(phrase, meaning)
        phrases = sorted(self._meaning, key=lambda phrase: (-len(phrase), phrase))
        # Blanks in a lookahead let phrases overlap, so that the longest one wins wherever it starts.
        self._pattern = re.compile(rf"(?<![a-z0-9])(?=({'|'.join(map(re.escape, phrases))})s?(?![a-z0-9]))")
        self._order = {meaning: place for place, meaning in enumerate(words)}

    def find(self, text: str) -> tuple[str, str] | None:
        """Return meaning and phrase that decide a text, or None when it names no phrase."""
        found = set(self._pattern.findall(plain(text)))
        if not found:
            return None
        phrase = min(found, key=lambda phrase: (-len(phrase), self._order[self._meaning[phrase]], phrase))
        return self._meaning[phrase], phrase


@dataclass(frozen=True, slots=True)
class Role:
    """A care role: ``harm`` and ``ward`` are the worst plausible ones when a device's own are unknown."""

    name: str
    panels: frozenset[str]
    harm: str
    ward: str
    safety: Mapping[str, str]
    mission: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class CareTable:
    """Care roles, wards and states; see ``content/care_roles/standard.yaml`` for the reasons of each answer."""

    edition: str
    roles: Mapping[str, Role]
    wards: tuple[str, ...]
    states: Mapping[str, Mapping[str, str]]
    role_words: Vocabulary
    ward_words: Vocabulary
    assumed_with_text: str
    assumed_without_text: str
    cases: tuple[Mapping[str, str], ...]

    def safety_impact(self, role: str, harm: str, state: str) -> str:
        """Return SSVC's safety impact of a role, a harm of ``HARMS`` and a state of ``STATES``."""
        return self.states[state][self.roles[role].safety[harm]]

    def mission_impact(self, role: str, ward: str, state: str) -> str:
        """Return SSVC's mission impact; what is out of service supports no mission."""
        return "degraded" if state == "out_of_service" else self.roles[role].mission[ward]


@dataclass(frozen=True, eq=False)
class Deadlines:
    """Calendar days per outcome of the deployer's table and of BOD 26-04; None is no limit but the next upgrade."""

    edition: str
    deployer: Mapping[str, int | None]
    bod_26_04: Mapping[str, int | None]
    epss_stale_after_days: int


@dataclass(frozen=True, eq=False)
class Tables:
    """All that a decision is read from."""

    deployer: DecisionTable
    human_impact: DecisionTable
    bod_26_04: DecisionTable
    care: CareTable
    deadlines: Deadlines


@cache
def standard_tables() -> Tables:
    """Return the tables as they ship."""
    return tables_with()


def tables_with(care: CareTable | None = None, deadlines: Deadlines | None = None) -> Tables:
    """Return the published tables with a hospital's own care table or deadlines, else the ones that ship."""
    return Tables(
        deployer=published_table("deployer"),
        human_impact=published_table("human_impact"),
        bod_26_04=published_table("bod_26_04"),
        care=care or care_table(load("care_roles", "standard"), "care_roles/standard.yaml"),
        deadlines=deadlines or _deadlines(load("deadlines", "standard"), "deadlines/standard.yaml"),
    )


def read_deadlines(data: bytes, name: str) -> Deadlines:
    """Read a hospital's own deadlines (YAML as ``content/deadlines``); ``name`` is used in errors. See rule 2."""
    return _deadlines(read_content(data, name, "deadlines"), name)


def plain(text: str) -> str:
    """Return a text in lower case, without accents, with one blank for whatever is neither letter nor digit."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def care_table(content: Mapping[str, Any], name: str) -> CareTable:
    """Build a care table from parsed content that satisfies the schema; checked as in rule 2.

    ``care.read_care_table`` also checks the cases of an edited one, which needs the rules for what is unknown.
    """
    wards = tuple(content["wards"])
    roles = {
        role: Role(role, frozenset(given["panels"]), given["harm"], given["ward"], given["safety"], given["mission"])
        for role, given in content["roles"].items()
    }
    table = CareTable(
        edition=content["edition"],
        roles=roles,
        wards=wards,
        states={state: given["becomes"] for state, given in content["states"].items()},
        role_words=Vocabulary({role: given["words"] for role, given in content["roles"].items()}),
        ward_words=Vocabulary({ward: given["words"] for ward, given in content["wards"].items()}),
        assumed_with_text=content["unrecognised"]["with_text"],
        assumed_without_text=content["unrecognised"]["without_text"],
        cases=tuple(content["cases"]),
    )
    for assumed in (table.assumed_with_text, table.assumed_without_text):
        if assumed not in roles:
            raise BadInput("content-invalid", f"{assumed!r} is no care role here", where=f"{name} $.unrecognised")
    scale = published_table("human_impact").points[0]
    for role in roles.values():
        where = f"{name} $.roles.{role.name}"
        if set(role.mission) != set(wards) or role.ward not in wards:
            raise BadInput("content-invalid", f"needs one answer for each ward: {', '.join(wards)}", where=where)
        _rising([scale.place(role.safety[harm]) for harm in HARMS], "a worse harm is answered more mildly", where)
    for state in STATES:
        places = [scale.place(table.states[state][value]) for value in scale.values]
        _rising(places, "a worse safety impact becomes a milder one", f"{name} $.states.{state}")
    for value in scale.values:
        places = [scale.place(table.states[state][value]) for state in STATES]
        _rising(places, f"{value} falls from {' to '.join(STATES)}", f"{name} $.states")
    return table


def _deadlines(content: Mapping[str, Any], name: str) -> Deadlines:
    for key, table in (("deployer", published_table("deployer")), ("bod_26_04", published_table("bod_26_04"))):
        limits = [content[key][outcome]["days"] for outcome in reversed(table.outcome.values)]
        endless = [float("inf") if days is None else days for days in limits]
        _rising(endless, "a more urgent outcome leaves more days than a less urgent one", f"{name} $.{key}")
    return Deadlines(
        edition=content["edition"],
        deployer={outcome: limit["days"] for outcome, limit in content["deployer"].items()},
        bod_26_04={outcome: limit["days"] for outcome, limit in content["bod_26_04"].items()},
        epss_stale_after_days=content["epss_stale_after_days"],
    )


def _rising(places: Sequence[float], why: str, where: str) -> None:
    if any(before > after for before, after in pairwise(places)):
        raise BadInput("content-invalid", why, where=where)
