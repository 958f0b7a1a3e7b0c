"""A hospital's answers and decisions as a report that one person reads in five minutes.

Rules:

1. Every number and name is computed from what is handed in; there is no prepared sentence about a device.
2. A device counts once, by the gravest decision that is certain to concern it; devices that only a version decides are
   counted apart.
3. One task is one advisory and one decision, with all devices that share them: that is how work is planned.
4. The report ends with what nobody knows; silence is no reassurance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from medward.cli.accounts import counted
from medward.cli.answers import Answers, count_devices
from medward.cli.decision_forms import device_name, due, place_name
from medward.cli.decisions import Decided, Decisions, device_facts
from medward.cli.screen import one_line, table, wrapped
from medward.cli.story import asks_whom, heading
from medward.inventory.records import Device, Inventory
from medward.matching.records import Step, Verdict
from medward.risk.care import read_care_role, read_ward
from medward.risk.factors import Input, Status
from medward.risk.provenance import count_inputs
from medward.risk.ssvc import published_table
from medward.risk.tables import CareTable

_TASKS, _LINES, _TAGS = 10, 6, 4
_LONGEST_ADVICE = 200
_LIFE_SUPPORT = "life_support"

_PATIENT = {
    "marginal": "misused, it may injure a patient",
    "critical": "misused, it may cost a life",
    "catastrophic": "misused, it may cost several lives",
}


@dataclass(frozen=True, slots=True)
class Task:
    """Decisions about devices that share an advisory and an outcome; the gravest stands first."""

    decided: tuple[Decided, ...]

    @property
    def worst(self) -> Decided:
        """The decision that gives the task its place."""
        return self.decided[0]

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices concerned, each once, in the order of their decisions."""
        return tuple({id(one.answer.device): one.answer.device for one in self.decided}.values())

    @property
    def vulnerabilities(self) -> tuple[str, ...]:
        """The vulnerabilities, each once, the gravest first."""
        return tuple(dict.fromkeys(one.answer.match.key for one in self.decided))


def tasks_of(decisions: Iterable[Decided]) -> list[Task]:
    """Return the tasks that ranked decisions make, the gravest first.

    A device belongs to the task of its gravest decision about an advisory, with its other decisions about it.
    """
    jobs: dict[tuple[int, str], list[Decided]] = {}
    for one in decisions:
        jobs.setdefault((id(one.answer.device), one.advisory.advisory_id), []).append(one)
    tasks: dict[tuple[str, str, bool], list[list[Decided]]] = {}
    for job in jobs.values():
        worst = job[0].decision
        tasks.setdefault((job[0].advisory.advisory_id, worst.outcome, worst.conditional), []).append(job)
    return [Task(tuple(one for job in found for one in job)) for found in tasks.values()]


def overview(inventory: Inventory, answers: Answers, decisions: Decisions, care: CareTable) -> Iterator[str]:
    """Yield how many devices are concerned, by decision and by care area."""
    affected, open_ones = answers.of(Verdict.AFFECTED), answers.of(Verdict.NEEDS_VERSION)
    sure = {id(answer.device) for answer in affected}
    undecided = {id(answer.device) for answer in open_ones} - sure
    told = f"{count_devices(affected):,} of {counted(len(inventory.devices), 'device')} are affected"
    told += f"; for {len(undecided):,} more the version or a circumstance must be looked up"
    yield wrapped(f"{told}; of the others no advisory read here speaks, or it says that they are not affected.")
    outcomes = tuple(reversed(published_table("deployer").outcome.values))
    counts: dict[str, Counter[str]] = {}
    for device, outcome in _gravest(decisions.ranked).values():
        counts.setdefault(care_area(device, care), Counter())[outcome] += 1
    order = [area for area in care.wards if area in counts]
    rows = [(_words(area), *(counts[area][outcome] or "–" for outcome in (*outcomes, _OPEN))) for area in order]
    total = sum(counts.values(), Counter[str]())
    rows.append(("all", *(total[outcome] or "–" for outcome in (*outcomes, _OPEN))))
    yield table(("care area", *outcomes, _OPEN), rows, right=range(1, len(outcomes) + 2))


_OPEN = "version needed"


def first_tasks(tasks: Sequence[Task], care: CareTable) -> Iterator[str]:
    """Yield the tasks that come first, with their reasons in words."""
    yield heading(f"What comes first: {min(_TASKS, len(tasks))} of {counted(len(tasks), 'task')}")
    for number, task in enumerate(tasks[:_TASKS], 1):
        decision = task.worst.decision
        condition = " if its version is affected" if decision.conditional else ""
        names = [name for name, _ in Counter(device_name(device) for device in task.devices).most_common(2)]
        more = "" if len({device_name(device) for device in task.devices}) <= len(names) else ", …"
        title = f"{counted(len(task.devices), 'device')}: {', '.join(names)}{more}"
        yield wrapped(title, first=f"{number:>2}. ")
        yield wrapped(f"{decision.outcome}{condition}, due {due(decision)}", first="    ")
        yield wrapped(_tags(task.devices), first="    ")
        others = (
            f" and {counted(len(task.vulnerabilities) - 1, 'more', 'more')}" if len(task.vulnerabilities) > 1 else ""
        )
        yield wrapped(f"{task.vulnerabilities[0]}{others}, {task.worst.advisory.advisory_id}", first="    ")
        yield wrapped("; ".join(why_first(task.worst, care)), first="    why: ", then="         ")
        advice = advice_of(task.worst)
        if advice:
            yield wrapped(one_line(advice, _LONGEST_ADVICE), first="    advice: ", then="            ")


def why_first(one: Decided, care: CareTable) -> list[str]:
    """Return in words what gives a decision its place: the attacker, the patient, the network, the version."""
    parts = {part.factor: part for part in one.decision.contributions}
    reasons = []
    known = parts[Input.IN_KEV]
    if known.value == "yes" and known.status is not Status.UNKNOWN:
        ransomware = parts[Input.RANSOMWARE]
        also = ", also by ransomware" if ransomware.value == "known" and ransomware.status is Status.PUBLISHED else ""
        reasons.append(f"attackers are known to use it{also}")
    elif parts[Input.EXPLOITATION].value == "public poc" and parts[Input.EXPLOITATION].status is not Status.UNKNOWN:
        reasons.append("a public exploit exists")
    if parts[Input.AUTOMATABLE].value == "yes":
        assumed = " (assumed)" if parts[Input.AUTOMATABLE].status is Status.UNKNOWN else ""
        reasons.append(f"the attack can run by itself over the network{assumed}")
    role = _words(care_role(one.answer.device, care))
    safety = parts[Input.SAFETY_IMPACT]
    harm = _PATIENT.get(safety.value, "misused, it hardly hurts a patient")
    reasons.append(f"{role}: {harm}{' (assumed)' if safety.status is Status.UNKNOWN else ''}")
    version = next((reason for reason in one.answer.match.reasons if reason.step is Step.VERSION), None)
    if one.decision.conditional:
        reasons.append(f"its version decides, and the row says {one.answer.device.software_version or 'nothing'} of it")
    elif version:
        reasons.append(version.says)
    reasons.append(f"CVSS {parts[Input.CVSS].value}")
    return reasons


def advice_of(one: Decided) -> str:
    """Return what the advisory advises for the product, a repair before a mitigation; empty when it says nothing."""
    match = one.answer.match
    found = [
        remediation
        for vulnerability in one.advisory.vulnerabilities
        if vulnerability.key == match.key
        for remediation in vulnerability.remediations
        if match.product_id in remediation.product_ids
    ]
    order = ("vendor_fix", "workaround", "mitigation")
    found.sort(
        key=lambda remediation: order.index(remediation.category) if remediation.category in order else len(order)
    )
    return found[0].details if found else ""


def known_exploited(decisions: Decisions) -> Iterator[str]:
    """Yield the vulnerabilities that attackers are known to use, and our devices that have or may have them."""
    used: dict[str, list[Decided]] = {}
    for one in decisions.ranked:
        part = next(part for part in one.decision.contributions if part.factor == Input.IN_KEV)
        if part.value == "yes" and part.status is Status.PUBLISHED:
            used.setdefault(one.answer.match.key, []).append(one)
    devices = {id(one.answer.device) for found in used.values() for one in found}
    yield heading(f"Known to be exploited: {counted(len(used), 'vulnerability', 'vulnerabilities')}")
    if not used:
        return
    yield wrapped(f"{counted(len(devices), 'device')} have one of them or may have it:")
    rows = []
    for key, found in sorted(used.items(), key=lambda item: (-len(item[1]), item[0])):
        by_ransomware = any(
            part.factor == Input.RANSOMWARE and part.value == "known" for part in found[0].decision.contributions
        )
        names = Counter(device_name(one.answer.device) for one in found)
        rows.append(
            (
                key,
                len({id(one.answer.device) for one in found}),
                "yes" if by_ransomware else "not known",
                ", ".join(name for name, _ in names.most_common(2)) + (", …" if len(names) > 2 else ""),
            )
        )
    yield table(("vulnerability", "devices", "ransomware", "such as"), rows, right=(1,))


def life_support(decisions: Decisions, care: CareTable) -> Iterator[str]:
    """Yield the life-supporting devices that are or may be affected."""
    found = [one for one in decisions.ranked if care_role(one.answer.device, care) == _LIFE_SUPPORT]
    tasks = tasks_of(found)
    devices = {id(one.answer.device) for one in found}
    yield heading(f"Life support touched: {counted(len(devices), 'device')}")
    if not tasks:
        return
    yield table(
        ("devices", "such as", "do", "due", "advisory"),
        [
            (
                len(task.devices),
                f"{device_name(task.devices[0])} ({task.devices[0].asset_tag})",
                task.worst.decision.outcome + ("?" if task.worst.decision.conditional else ""),
                due(task.worst.decision),
                task.worst.advisory.advisory_id,
            )
            for task in tasks[:_LINES]
        ],
        right=(0,),
    )
    if len(tasks) > _LINES:
        yield f"and {counted(len(tasks) - _LINES, 'more task')}"


def versions_needed(answers: Answers) -> Iterator[str]:
    """Yield the devices whose version or circumstance must be looked up, and whom to ask."""
    sure = {id(answer.device) for answer in answers.of(Verdict.AFFECTED)}
    open_ones = {
        id(answer.device): answer.device
        for answer in answers.of(Verdict.NEEDS_VERSION)
        if id(answer.device) not in sure
    }
    yield heading(f"Somebody must look: {counted(len(open_ones), 'device')}")
    if not open_ones:
        return
    asked: dict[str, list[Device]] = {}
    for device in open_ones.values():
        asked.setdefault(device.owner or "(nobody is named)", []).append(device)
    rows = []
    for owner, devices in sorted(asked.items(), key=lambda item: (-len(item[1]), item[0])):
        names = Counter(device_name(device) for device in devices).most_common(_LINES)
        rest = len(devices) - sum(number for _, number in names)
        told = ", ".join(f"{number} {name}" for name, number in names) + (f", {rest} others" if rest else "")
        rows.append((owner, len(devices), told))
    yield table(("ask", "devices", "which"), rows, right=(1,))
    first = next(iter(open_ones.values()))
    said = f"its row says {first.software_version or 'nothing'} of the version; ask {asks_whom(first)}."
    yield wrapped(f"For instance {first.asset_tag}, {device_name(first)}: {said}")


def unknowns(inventory: Inventory, answers: Answers, decisions: Decisions) -> Iterator[str]:
    """Yield what is not known, of the inputs and of the devices."""
    yield heading("What nobody knows yet")
    total = len(decisions.ranked)
    unknown = [
        f"{count.name} {count.unknown / total:.0%}"
        for count in sorted(count_inputs(one.decision for one in decisions.ranked), key=lambda count: -count.unknown)
        if count.unknown
    ]
    if unknown:
        share = f"Of {counted(total, 'decision')}, the share whose input is unknown: {', '.join(unknown)}."
        yield wrapped(f"{share} Each of them assumes the worst plausible value and shows how far it could move.")
    gaps = [
        f"{sum(1 for device in inventory.devices if not getattr(device, field))} no {name}"
        for field, name in (("software_version", "software version"), ("owner", "responsible person"), ("ward", "ward"))
    ]
    yield wrapped(f"Of {counted(len(inventory.devices), 'device')}, {', '.join(gaps)}.")
    if answers.below:
        yield wrapped(f"{counted(answers.below, 'answer')} were too unsure to be listed.")


def care_role(device: Device, care: CareTable) -> str:
    """Return the care role that decisions assume for a device."""
    facts = device_facts(device)
    return read_care_role(facts.care_role, facts.text, care, panel=facts.panel).working


def care_area(device: Device, care: CareTable) -> str:
    """Return the kind of ward that decisions assume for a device."""
    return read_ward(device_facts(device).ward, care_role(device, care), care).working


def _gravest(ranked: Sequence[Decided]) -> dict[int, tuple[Device, str]]:
    """Return for each device its gravest certain outcome, or that its version is needed."""
    found: dict[int, tuple[Device, str]] = {}
    for one in ranked:
        known = found.get(id(one.answer.device))
        outcome = _OPEN if one.decision.conditional else one.decision.outcome
        if known is None or (known[1] == _OPEN and outcome != _OPEN):
            found[id(one.answer.device)] = one.answer.device, outcome
    return found


def _tags(devices: Sequence[Device]) -> str:
    tags = ", ".join(device.asset_tag for device in devices[:_TAGS])
    more = f" and {len(devices) - _TAGS} more" if len(devices) > _TAGS else ""
    places = Counter(place_name(device) for device in devices)
    shown = ", ".join(place for place, _ in places.most_common(2)) + (", …" if len(places) > 2 else "")
    return f"{tags}{more}; {shown}"


def _words(name: str) -> str:
    return name.replace("_", " ")
