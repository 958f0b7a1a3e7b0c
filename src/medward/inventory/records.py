"""What a hospital knows of a device, as values that remember where each was written.

Rules:

1. A value that nobody gave is *unknown*, as its own member of the enumeration or an empty text, never a default.
2. ``origins`` maps a field's name to the cell it came from, so that every answer can point back to the export.
3. Records are frozen; a reader makes them, everybody else only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LifeCycle(StrEnum):
    """Where a device stands between purchase and disposal."""

    REQUESTED = "requested"
    ORDERED = "ordered"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_USE = "in_use"
    SPARE = "spare"
    LOANED = "loaned"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"
    DISPOSED = "disposed"
    UNKNOWN = "unknown"


class Harm(StrEnum):
    """The worst harm a failure of the device may do: the five qualitative levels of ISO 14971's practice."""

    NEGLIGIBLE = "negligible"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"
    CATASTROPHIC = "catastrophic"
    UNKNOWN = "unknown"


class Network(StrEnum):
    """Whether the device can be reached over a network."""

    WIRED = "wired"
    WIRELESS = "wireless"
    CONNECTED = "connected"
    NONE = "none"
    UNKNOWN = "unknown"


class YesNo(StrEnum):
    """A fact that may be unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date of which month and day may be unknown (0), as exports give them."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)])


@dataclass(frozen=True, slots=True)
class Origin:
    """The cell a value came from: file, sheet (empty for CSV), row counted from 1 with the header, column's header."""

    file: str
    sheet: str
    row: int
    column: str

    def __str__(self) -> str:
        sheet = f" sheet {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet} row {self.row} column {self.column}"


@dataclass(frozen=True, slots=True)
class Udi:
    """A unique device identifier taken apart (GS1, HIBCC or ICCBBA); parts that it does not carry are empty."""

    issuer: str
    device_identifier: str
    lot: str = ""
    serial_number: str = ""
    manufactured_on: PartialDate | None = None
    expires_on: PartialDate | None = None
    software_version: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """One row of an inventory. Texts are as written but trimmed; empty means the export gave nothing.

    ``care_role`` and ``ward`` are free text here; ``medward.risk`` reads them by content tables. ``origins`` maps the
    field names of this class to their cells.
    """

    asset_tag: str
    manufacturer: str = ""
    model: str = ""
    description: str = ""
    software_version: str = ""
    serial_number: str = ""
    udi: Udi | None = None
    site: str = ""
    ward: str = ""
    location: str = ""
    ip: str = ""
    mac: str = ""
    in_service_on: PartialDate | None = None
    manufactured_on: PartialDate | None = None
    end_of_support_on: PartialDate | None = None
    last_risk_assessment_on: PartialDate | None = None
    life_cycle: LifeCycle = LifeCycle.UNKNOWN
    care_role: str = ""
    harm: Harm = Harm.UNKNOWN
    holds_patient_data: YesNo = YesNo.UNKNOWN
    network: Network = Network.UNKNOWN
    owner: str = ""
    origins: Mapping[str, Origin] = field(default_factory=dict)


class Severity(StrEnum):
    """How much a problem matters: an error costs the row, a warning costs at most one value."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an export that a person should know; ``origin.row`` is 0 and its column empty for a whole file.

    ``code`` is stable, ``why`` is a sentence, ``value`` holds what the cell said (cut to 200 characters).
    """

    origin: Origin
    severity: Severity
    code: str
    why: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """How one header was understood.

    ``position`` counts from 1. ``fields`` names the fields of ``Device`` that the column fills: none when it was left
    aside, two when it holds merged values. ``how`` is ``mapping``, ``alias``, ``merged``, ``fallback`` (read only
    where a better column is empty) or ``unused``; ``note`` explains it in words and records the order of dates.
    """

    header: str
    position: int
    fields: tuple[str, ...]
    how: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """An export as read: every data row is either among ``devices`` or listed in ``problems`` as an error.

    ``rows`` counts the data rows (neither blank nor totals nor a repeated header). ``encoding`` and ``delimiter``
    describe a text file and are empty for a workbook, of which ``sheet`` names the sheet that was read.
    """

    devices: tuple[Device, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...]
    rows: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
