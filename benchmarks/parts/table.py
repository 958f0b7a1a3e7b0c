"""A table on the terminal: columns as wide as their widest cell, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print ``rows`` under ``headers``; the first column is set to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [headers, *rows]) for column in range(len(headers))]
    for row in [headers, ["-" * width for width in widths], *rows]:
        first = row[0].ljust(widths[0])
        print("  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]))
    print()


def seconds(value: float) -> str:
    """Return a duration with three figures: ``12.3 s``, ``45.6 ms``, ``7.89 h``."""
    if value >= 7200:
        return f"{value / 3600:,.1f} h"
    if value >= 1:
        return f"{value:,.1f} s"
    return f"{value * 1000:,.3g} ms" if value >= 1e-3 else f"{value * 1e6:,.3g} µs"
