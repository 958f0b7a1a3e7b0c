"""From answers to decisions: copies what documents and rows say into the facts that a decision needs.

Rules:

1. Every fact is copied as it stands and says where it is from; what nobody says stays unknown.
2. Where sources speak of the same they are added up, and the worse counts (ADR 10): the advisory's vectors and the CVE
   record's, the catalogue's entry and CISA's container.
3. A vector that cannot be read is left out and told; it never ends the work and never becomes a low score.
4. A decision that rests on an input without telling it is not shown: that would be a defect of ours.

How a case is decided is left to ``medward.risk``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from medward.advisories.cve_records import CveRecord
from medward.advisories.records import Advisory, Vulnerability
from medward.cli.answers import Answer
from medward.cli.catalogues import Catalogues
from medward.cli.inputs import Library
from medward.cli.screen import progress
from medward.errors import BadInput, Fault
from medward.inventory.records import Device
from medward.risk.cvss import score_vector
from medward.risk.decide import decide
from medward.risk.facts import DeviceFacts, VulnerabilityFacts, case_of
from medward.risk.provenance import silent_defaults
from medward.risk.records import Case, Decision, Verdict
from medward.risk.tables import Tables

PUBLISHED = "published"
"""For ``known_since``: the day of each advisory's first release."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer with its decision and the advisory it is from."""

    answer: Answer
    advisory: Advisory
    decision: Decision


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions, the gravest first, and what had to be left out of their evidence."""

    ranked: tuple[Decided, ...]
    left_out: tuple[str, ...]


class Decider:
    """Decides answers from one library, with the same catalogues, tables and day."""

    def __init__(
        self, library: Library, catalogues: Catalogues, tables: Tables, on: date, known_since: date | str | None
    ) -> None:
        self.tables, self.on = tables, on
        self.left_out: dict[str, None] = {}
        self.catalogues = catalogues
        self._known_since = known_since
        self._advisories = {advisory.advisory_id: advisory for advisory in library.advisories}
        self._vulnerabilities = {
            (advisory.advisory_id, vulnerability.key): vulnerability
            for advisory in library.advisories
            # Of several parts about one vulnerability the first counts.
            for vulnerability in reversed(advisory.vulnerabilities)
        }
        self._facts: dict[tuple[str, str, str], VulnerabilityFacts] = {}

    def case(self, answer: Answer) -> Case:
        """Return the case that an answer makes with everything that is known; raises ``BadInput`` as ``case_of``."""
        match = answer.match
        advisory = self._advisories[match.advisory_id]
        named = match.advisory_id, match.key, match.product_id
        if named not in self._facts:
            vulnerability = self._vulnerabilities[named[:2]]
            self._facts[named] = self._vulnerability_facts(advisory, vulnerability, match.product_id)
        return case_of(
            device_facts(answer.device),
            self._facts[named],
            verdict=Verdict(match.verdict.value),
            confidence=match.confidence,
            known_on=self._known_on(advisory),
            tables=self.tables,
            on=self.on,
        )

    def decide(self, answer: Answer) -> Decided | None:
        """Return the decision about an answer, None when the device is not affected.

        Raises ``Fault`` with code ``decision-silent`` by rule 4.
        """
        decision = decide(self.case(answer), self.tables, self.on)
        if decision is None:
            return None
        silent = silent_defaults(decision)
        if silent:
            why = f"the decision rests on {', '.join(silent)} without saying so"
            raise Fault("decision-silent", why, where=f"{answer.device.asset_tag} {answer.match.key}")
        return Decided(answer, self._advisories[answer.match.advisory_id], decision)

    def _known_on(self, advisory: Advisory) -> date | None:
        if isinstance(self._known_since, date):
            return self._known_since
        released = advisory.initial_release_at if self._known_since == PUBLISHED else None
        # What was released after the day that is asked for cannot have been known by it.
        return released.date() if released and released.date() <= self.on else None

    def _vulnerability_facts(
        self, advisory: Advisory, vulnerability: Vulnerability, product_id: str
    ) -> VulnerabilityFacts:
        catalogues, cve = self.catalogues, vulnerability.cve
        record = (catalogues.records or {}).get(cve)
        points = record.latest_points if record else None
        kev, epss = catalogues.kev, catalogues.epss
        entry = kev.entries.get(cve) if kev else None
        in_kev = True if entry else False if kev and kev.complete else None
        kev_source = f"KEV {kev.version}".strip() if kev else "KEV"
        if record and record.known_exploited and not in_kev:
            in_kev, kev_source = True, f"CISA's container in the CVE record of {cve}"
        predicted = epss.scores.get(cve) if epss else None
        own = [score for score in vulnerability.scores if product_id in score.product_ids] or vulnerability.scores
        others = record.scores if record else ()
        vectors = tuple(dict.fromkeys(score.vector for score in (*own, *others) if score.vector))
        published = [score.base_score for score in (*own, *others) if score.base_score is not None]
        sources = [name for name, scores in ((advisory.advisory_id, own), ("CVE record", others)) if scores]
        return VulnerabilityFacts(
            kev=in_kev,
            ransomware=entry.ransomware if entry else "",
            kev_due_on=entry.due_on if entry else None,
            exploitation=points.exploitation if points else "",
            automatable=points.automatable if points else "",
            technical_impact=points.technical_impact if points else "",
            exploit_references=_exploit_references(record),
            vectors=tuple(vector for vector in vectors if self._readable(vector, advisory.advisory_id, cve)),
            base_score=max(published, default=None),
            epss=predicted.probability if predicted else None,
            epss_percentile=predicted.percentile if predicted else None,
            epss_model_on=epss.scored_at.date() if epss else None,
            kev_source=kev_source,
            adp_source=f"{points.source}'s points in the CVE record" if points else "CISA's container",
            score_source=" and ".join(sources) or "advisory",
            epss_source=f"EPSS {epss.model_version}" if epss else "EPSS",
        )

    def _readable(self, vector: str, advisory_id: str, cve: str) -> bool:
        try:
            score_vector(vector)
        except BadInput as error:
            self.left_out[f"{advisory_id} {cve}: {error}"] = None
            return False
        return True


def decide_all(answers: Iterable[Answer], decider: Decider) -> Decisions:
    """Decide answers; the gravest come first, equal ones in the order of tag, advisory and vulnerability."""
    told = list(answers)
    decided: list[Decided] = []
    with progress("Deciding") as show:
        for number, answer in enumerate(told, 1):
            one = decider.decide(answer)
            if one is not None:
                decided.append(one)
            show(number / len(told))
    decided.sort(
        key=lambda one: (
            -one.decision.rank,
            # Of equal ranks what is affected goes before what may be, the surer before the less sure.
            one.decision.conditional,
            -one.decision.confidence,
            one.answer.device.asset_tag,
            one.answer.match.advisory_id,
            one.answer.match.key,
        )
    )
    return Decisions(tuple(decided), tuple(decider.left_out))


def device_facts(device: Device) -> DeviceFacts:
    """Return what a row says of its device; the source names the row, and a place that names a ward is read as one."""
    origin = device.origins.get("asset_tag") or next(iter(device.origins.values()), None)
    return DeviceFacts(
        text=" ".join(filter(None, (device.description, device.model, device.manufacturer))),
        care_role=device.care_role,
        ward=device.ward or device.location,
        life_cycle=device.life_cycle.value,
        harm=device.harm.value,
        network=device.network.value,
        address=device.ip,
        source=f"{origin.file} row {origin.row}" if origin else "inventory",
    )


def _exploit_references(record: CveRecord | None) -> tuple[str, ...]:
    return (
        tuple(reference.url for reference in record.references if "exploit" in map(str.lower, reference.tags))
        if record
        else ()
    )
