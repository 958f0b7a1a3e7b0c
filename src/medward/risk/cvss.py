"""Scores of the Common Vulnerability Scoring System, recomputed from their vectors.

It knows versions 2.0, 3.0, 3.1 and 4.0 (FIRST, www.first.org/cvss) through the ``cvss`` library, and the words for
severity: FIRST's five for 3.x and 4.0, the NVD's three for 2.0, whose own document gives none.

Rules:

1. A score is computed from the vector alone; a published number is only ever compared with it, never used instead.
2. ``base`` rests on the base metrics alone, in every version. Version 4.0 has one score for the whole vector; here it
   is ``environmental``, and ``base`` and ``threat`` are the scores of the vector cut down to those groups.
3. A metric that the vector does not give stays absent from ``metrics``: no value is filled in for the reader.
4. A vector that cannot be read is ``BadInput`` with code ``cvss-invalid``; nothing becomes "no score".
5. The safety values of 4.0 (``S``, ``MSI:S``, ``MSA:S``) stay visible, for they speak of the patient.

It leaves to others: where a vector was found (advisories) and what follows from it (``factors``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]  # The library ships no types.
from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

from medward.errors import BadInput

# The longest valid vector, 4.0 with every metric, has 222 characters; anything far beyond is no vector.
_LONGEST = 500
_BASE_4 = ("AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA")


@dataclass(frozen=True, slots=True)
class CvssScore:
    """What one vector says; scores are 0.0 to 10.0 in steps of 0.1.

    ``version`` is 2.0, 3.0, 3.1 or 4.0. ``threat`` is the temporal score of 2.0 and 3.x, the threat score of 4.0;
    it and ``environmental`` are None where 2.0 leaves them undefined. ``severity`` is the word for ``base`` in upper
    case, as the published JSON schemas write it. ``metrics`` holds the metrics that the vector gives, in its order.
    """

    version: str
    vector: str
    base: float
    threat: float | None
    environmental: float | None
    severity: str
    metrics: Mapping[str, str] = field(hash=False)

    @property
    def overall(self) -> float:
        """The score of the whole vector: with every metric group that it gives."""
        return next(score for score in (self.environmental, self.threat, self.base) if score is not None)

    @property
    def safety(self) -> tuple[str, ...]:
        """The metrics of 4.0 that speak of human safety, as written (``S:P``, ``MSI:S``, ``MSA:S``); may be empty."""
        if self.version != "4.0":
            return ()
        speaking = ("S:N", "S:P", "MSI:S", "MSA:S")
        given = (f"{metric}:{value}" for metric, value in self.metrics.items())
        return tuple(field for field in given if field in speaking)


@lru_cache(maxsize=65_536)
def score_vector(vector: str) -> CvssScore:
    """Compute the scores of a CVSS vector of version 2.0 (no prefix), 3.0, 3.1 or 4.0.

    Blanks around the vector are ignored. Raises ``BadInput`` with code ``cvss-invalid`` and the reason when the vector
    is broken: unknown version, metric or value, a metric twice, or a mandatory one missing.
    Source: FIRST, specification documents of CVSS v2, v3.0, v3.1 and v4.0.
    """
    text = vector.strip()
    if len(text) > _LONGEST:
        raise _broken(text, f"a vector has at most {_LONGEST} characters, this has {len(text)}")
    try:
        if text.startswith("CVSS:4"):
            return _score_4(text)
        if text.startswith("CVSS:"):
            return _score_3(text)
        return _score_2(text)
    except CVSSError as error:
        raise _broken(text, str(error)) from error


def compare_published(vector: str, base_score: float | None, severity: str) -> tuple[str, ...]:
    """Say, one sentence each, where a published base score or severity differs from its vector; empty when equal.

    ``base_score`` None and ``severity`` "" were not published and are not compared; case does not matter.
    Raises ``BadInput`` as ``score_vector`` does.
    """
    score = score_vector(vector)
    differences = []
    if base_score is not None and base_score != score.base:
        differences.append(f"published base score {base_score}, the vector gives {score.base}")
    if severity and severity.upper() != score.severity:
        differences.append(f"published severity {severity.upper()}, the vector gives {score.severity}")
    return tuple(differences)


def _score_2(text: str) -> CvssScore:
    parsed = CVSS2(text)
    base, temporal, environmental = parsed.scores()
    return _result("2.0", text, base, temporal, environmental, parsed.severities()[0])


def _score_3(text: str) -> CvssScore:
    parsed = CVSS3(text)
    base, temporal, environmental = parsed.scores()
    return _result(text[5:8], text, base, temporal, environmental, parsed.severities()[0])


def _score_4(text: str) -> CvssScore:
    whole = CVSS4(text)
    given = _metrics(text)
    base = CVSS4("CVSS:4.0/" + "/".join(f"{metric}:{given[metric]}" for metric in _BASE_4))
    threat = CVSS4(f"{base.vector}/E:{given['E']}") if "E" in given else base
    return _result("4.0", text, base.base_score, threat.base_score, whole.base_score, base.severity)


def _result(
    version: str, text: str, base: float, threat: float | None, environmental: float | None, severity: str
) -> CvssScore:
    # The version 2 arithmetic yields a negative zero for a vector without impact; adding zero makes it a plain one.
    return CvssScore(version, text, base + 0.0, threat, environmental, severity.upper(), _metrics(text))


def _metrics(text: str) -> Mapping[str, str]:
    fields = (field.partition(":") for field in text.split("/") if not field.startswith("CVSS:"))
    return MappingProxyType({metric: value for metric, _, value in fields})


def _broken(text: str, why: str) -> BadInput:
    return BadInput("cvss-invalid", f"not a CVSS vector: {why}"[:300], where=text[:120])
