"""Gauges of memory, in MB of 1,000,000 bytes, from what the Linux kernel counts.

Rules:

1. Several processes are measured by their proportional share (PSS), in which a page that they share after a fork counts
   once in all; the resident size would count it once in each.
2. A sum over processes is sampled every half second while they work; a single process is asked for its high-water mark.
"""

from __future__ import annotations

import re
import threading
from pathlib import Path

_PERIOD_SECONDS = 0.5


def share_of(process: int | str = "self") -> float:
    """Return the proportional share of a process in MB, 0 when it has ended."""
    return _kilobytes(Path(f"/proc/{process}/smaps_rollup"), "Pss") * 1.024e-3


def resident() -> float:
    """Return the resident size of this process in MB."""
    return _kilobytes(Path("/proc/self/status"), "VmRSS") * 1.024e-3


def high_water() -> float:
    """Return the largest resident size that this process has had, in MB."""
    return _kilobytes(Path("/proc/self/status"), "VmHWM") * 1.024e-3


class Sampler:
    """While its ``with`` block runs, keeps in ``peak`` the largest sum of the shares of ``processes`` and this one."""

    def __init__(self, processes: list[int]) -> None:
        self.peak = 0.0
        self._processes = processes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self.peak = max(self.peak, share_of() + sum(map(share_of, self._processes)))
            if self._ended.wait(_PERIOD_SECONDS):
                return


def _kilobytes(file: Path, field: str) -> int:
    try:
        found = re.search(rf"^{field}:\s+(\d+) kB", file.read_text(), re.M)
    except OSError:
        return 0
    return int(found[1]) if found else 0
