"""What matching answers: a verdict with its confidence and the words it rests on.

Rules:

1. There are three verdicts; what cannot be read is ``needs_version``, never ``not_affected``.
2. A reason quotes words and points to where they stand in the document; the row's own words point nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an advisory says about a device and one vulnerability."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    NEEDS_VERSION = "needs_version"


class Step(StrEnum):
    """What a reason speaks of, in the order in which a person would ask."""

    NAME = "name"
    MAKER = "maker"
    VERSION = "version"
    CONDITION = "condition"
    TEXT = "text"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a verdict: what it says, the words it rests on, and the JSON pointer where they stand.

    ``path`` is empty where the words are the row's own.
    """

    step: Step
    says: str
    words: str
    path: str = ""

    def __str__(self) -> str:
        place = f" at {self.path}" if self.path else ""
        return f"{self.step}: {self.says} [“{self.words}”{place}]" if self.words else f"{self.step}: {self.says}"


@dataclass(frozen=True, slots=True)
class Match:
    """One verdict: ``key`` names the vulnerability (its CVE where it has one); ``confidence`` is 0–1.

    The confidence says how often answers with like evidence were right about whether the device is concerned at all.
    """

    advisory_id: str
    key: str
    product_id: str
    verdict: Verdict
    confidence: float
    reasons: tuple[Reason, ...]
