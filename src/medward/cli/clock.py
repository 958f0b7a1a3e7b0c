"""The one place of Medward that looks at the clock: on which day a command is run.

Rules:

1. Only ``--on`` takes its default from here; everything below the command line is told the day.
2. A day that decides is printed, so that the same answer can be computed again with ``--on``.
"""

from __future__ import annotations

from datetime import date


def today() -> date:
    """Return the day in this machine's time zone."""
    return date.today()  # noqa: DTZ011 (a hospital's deadlines follow the day on its own wall)
