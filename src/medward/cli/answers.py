"""Joins an inventory with a library: every answer with its device.

Rules:

1. The engine's answers are taken as they are; the confidence asked for hides answers and changes none.
2. What is hidden is counted.
3. The order is the inventory's, then that of advisory and vulnerability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medward.cli.inputs import Library
from medward.cli.screen import progress
from medward.inventory.records import Device
from medward.matching.engine import DEFAULT_LEAST_CONFIDENCE, Index, match_batch
from medward.matching.records import Match, Verdict
from medward.matching.rows import key_of

_ROWS_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What an advisory says about a device and one vulnerability."""

    device: Device
    match: Match


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that are sure enough, and how many are not."""

    listed: tuple[Answer, ...]
    below: int

    def of(self, *verdicts: Verdict) -> tuple[Answer, ...]:
        """Return the answers with one of ``verdicts``."""
        return tuple(answer for answer in self.listed if answer.match.verdict in verdicts)


def index_of(library: Library) -> Index:
    """Return the index of a library's advisories."""
    index = Index()
    with progress("Preparing advisories") as show:
        for number, advisory in enumerate(library.advisories, 1):
            index.add(advisory)
            show(number / len(library.advisories))
    return index


def answers_for(devices: tuple[Device, ...], index: Index, least: float) -> Answers:
    """Join devices with an index; ``least`` is the confidence, 0 to 1, of what is listed.

    Less than the engine's own least widens its search; more narrows the list, and what it leaves out is counted.
    """
    listed: list[Answer] = []
    below = 0
    with progress("Comparing devices") as show:
        matched = match_batch([key_of(device) for device in devices], index, min(least, DEFAULT_LEAST_CONFIDENCE))
        for number, (device, matches) in enumerate(zip(devices, matched, strict=True), 1):
            sure = [Answer(device, match) for match in matches if match.confidence >= least]
            below += len(matches) - len(sure)
            listed += sure
            if not number % _ROWS_AT_A_TIME:
                show(number / len(devices))
    return Answers(tuple(listed), below)


def count_verdicts(answers: Iterable[Answer]) -> Counter[Verdict]:
    """Count the answers by verdict."""
    return Counter(answer.match.verdict for answer in answers)


def count_devices(answers: Iterable[Answer]) -> int:
    """Count the devices that answers speak of."""
    return len({id(answer.device) for answer in answers})
