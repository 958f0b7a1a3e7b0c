"""The answers seen from the advisories: which of our devices each one concerns.

Rules:

1. Only advisories that concern a device are listed, those with affected devices first, then by number and by id.
2. A device stands under an advisory with its worst verdict there: affected, version needed, not affected.
"""

from __future__ import annotations

from collections.abc import Iterator

from medward.cli.accounts import SAID, counted
from medward.cli.answers import Answers
from medward.cli.inputs import Library
from medward.cli.screen import one_line, wrapped
from medward.inventory.records import Device
from medward.matching.records import Verdict

_WORST_FIRST = (Verdict.AFFECTED, Verdict.NEEDS_VERSION, Verdict.NOT_AFFECTED)


def by_advisory(library: Library, answers: Answers) -> Iterator[str]:
    """Yield, line by line, each advisory with the devices that it concerns."""
    titles = {advisory.advisory_id: advisory.title for advisory in library.advisories}
    worst: dict[str, dict[int, tuple[Device, Verdict]]] = {}
    for answer in answers.listed:
        devices = worst.setdefault(answer.match.advisory_id, {})
        known = devices.get(id(answer.device))
        if known is None or _WORST_FIRST.index(answer.match.verdict) < _WORST_FIRST.index(known[1]):
            devices[id(answer.device)] = answer.device, answer.match.verdict
    tags = {
        advisory_id: {
            verdict: [device.asset_tag for device, found in devices.values() if found is verdict]
            for verdict in _WORST_FIRST
        }
        for advisory_id, devices in worst.items()
    }
    order = sorted(tags, key=lambda one: (*(-len(tags[one][verdict]) for verdict in _WORST_FIRST), one))
    for advisory_id in order:
        yield ""
        yield one_line(f"{advisory_id} — {titles.get(advisory_id, '')}")
        for verdict, found in tags[advisory_id].items():
            if found:
                yield wrapped(
                    ", ".join(found), first=f"  {SAID[verdict]:<15}{counted(len(found), 'device')}: ", then=" " * 17
                )
