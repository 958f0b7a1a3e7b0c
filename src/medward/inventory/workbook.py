"""stub"""
from __future__ import annotations
from medward.errors import BadInput
from medward.inventory.report import Report
from medward.inventory.tables import HeaderScore, Table


def is_workbook(data: bytes) -> bool:
    """Tell whether the data begin like a workbook."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, name: str, header_score: HeaderScore, report: Report) -> Table:
    """Stub."""
    raise BadInput("workbook-unreadable", "not yet read", where=name)
