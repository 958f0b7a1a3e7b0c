"""Brings several exports of the same hospital together: which rows name one device, and what holds where they differ.

Rules:

1. Two rows name the same device if they agree in asset tag; or in serial number and maker; or in device identifier and
   serial number of the UDI; or in MAC address. Two rows of one export are never taken for one device.
2. Rows that agree in one of these but contradict each other in serial number are kept apart, and that is listed: tags
   are reused, network cards change hosts.
3. Of differing values the one of the earlier source wins, an empty or unknown one never. The sources' order is the
   caller's, the most trusted first, else the newer file first.
4. Both values and both cells stay listed. Nothing is lost: every row goes into exactly one device.

The functions are pure; reading the exports is left to ``read``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from medward.inventory.cells import plain
from medward.inventory.records import Device, Origin

_COMPARED = tuple(name.name for name in dataclasses.fields(Device) if name.name != "origins")
_DERIVED_TAG = "serial:"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field in which two exports differ on one device; ``kept`` won over ``other``, each with its cell."""

    asset_tag: str
    field: str
    kept: Any
    kept_from: Origin | None
    other: Any
    other_from: Origin | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows that share an identifier (``by``) and are two devices all the same, since their serials differ."""

    by: str
    value: str
    first: Device
    second: Device


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One device for each thing that the exports name, in the order in which they first name it.

    ``members`` holds, for each of ``devices``, the rows it was made of, the most trusted first.
    """

    devices: tuple[Device, ...]
    members: tuple[tuple[Device, ...], ...]
    disagreements: tuple[Disagreement, ...]
    conflicts: tuple[Conflict, ...]


def reconcile(sources: Sequence[Sequence[Device]]) -> Reconciled:
    """Bring the devices of several exports together; ``sources`` are in order of trust, the most trusted first."""
    groups: list[list[Device]] = []
    known: dict[tuple[str, str], int] = {}
    conflicts: list[Conflict] = []
    for devices in sources:
        before = len(groups)
        joined: set[int] = set()
        for device in devices:
            group = _find_group(device, groups, known, before, joined, conflicts)
            if group is None:
                group = len(groups)
                groups.append([])
            joined.add(group)
            groups[group].append(device)
            for key in _keys(device):
                known.setdefault(key, group)
    merged = [_merge(group) for group in groups]
    disagreements = tuple(one for _, found in merged for one in found)
    return Reconciled(tuple(device for device, _ in merged), tuple(map(tuple, groups)), disagreements, tuple(conflicts))


def newest_first(sources: Mapping[str, Sequence[Device]], newest: Sequence[str]) -> list[Sequence[Device]]:
    """Return the sources in the order of ``newest``, their names from the newest to the oldest; the others follow."""
    named = [sources[name] for name in newest if name in sources]
    return named + [devices for name, devices in sources.items() if name not in newest]


def _find_group(
    device: Device,
    groups: Sequence[Sequence[Device]],
    known: Mapping[tuple[str, str], int],
    before: int,
    joined: set[int],
    conflicts: list[Conflict],
) -> int | None:
    """Return the group of an earlier export that names the same device, and list look-alikes that are another."""
    for key in _keys(device):
        group = known.get(key)
        if group is None or group >= before or group in joined:
            continue
        contrary = next((other for other in groups[group] if _contradict(other, device)), None)
        if contrary is None:
            return group
        conflicts.append(Conflict(key[0], key[1], contrary, device))
    return None


def _contradict(first: Device, second: Device) -> bool:
    serials = _serial(first), _serial(second)
    return all(serials) and serials[0] != serials[1]


def _keys(device: Device) -> Iterator[tuple[str, str]]:
    """Yield what identifies a device, the surest first."""
    serial = _serial(device)
    if not device.asset_tag.startswith(_DERIVED_TAG):
        yield "asset tag", plain(device.asset_tag)
    if serial and device.manufacturer:
        yield "serial number and maker", f"{serial} {plain(device.manufacturer)}"
    if device.udi and device.udi.serial_number:
        yield "UDI", f"{device.udi.device_identifier} {plain(device.udi.serial_number)}"
    if device.mac:
        yield "MAC address", device.mac


def _serial(device: Device) -> str:
    """Return the serial number as it is compared: without a leading "SN" and without zeros in front."""
    bare = plain(re.sub(r"^\s*(s/?n|serial|ser)\b[\s.:#]*(no\b\.?)?", "", device.serial_number, flags=re.IGNORECASE))
    return bare.lstrip("0") or bare


def _merge(group: Sequence[Device]) -> tuple[Device, list[Disagreement]]:
    """Return the device that the rows of a group make together, and where they differ."""
    base = group[0]
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = dict(base.origins)
    disagreements: list[Disagreement] = []
    tag = next((row.asset_tag for row in group if not row.asset_tag.startswith(_DERIVED_TAG)), base.asset_tag)
    for field in _COMPARED:
        kept_by = next((row for row in group if _says_something(row, field)), base)
        kept = getattr(kept_by, field)
        values[field] = kept
        if field in kept_by.origins:
            origins[field] = kept_by.origins[field]
        for row in group:
            other = getattr(row, field)
            if row is not kept_by and _says_something(row, field) and not _same(field, kept, other):
                disagreements.append(
                    Disagreement(tag, field, kept, kept_by.origins.get(field), other, row.origins.get(field))
                )
    if len(group) == 1:
        return base, []
    return Device(**values, origins=origins), disagreements


def _says_something(device: Device, field: str) -> bool:
    value = getattr(device, field)
    if field == "asset_tag":
        return not value.startswith(_DERIVED_TAG)
    return bool(value) and not (isinstance(value, StrEnum) and value == "unknown")


def _same(field: str, kept: Any, other: Any) -> bool:
    """Tell whether two values say the same; versions and addresses to the letter, words without case and spacing."""
    if field in {"software_version", "ip", "mac"} or not isinstance(kept, str):
        return bool(kept == other)
    return plain(kept) == plain(other)
