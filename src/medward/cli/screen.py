"""Puts words, tables and progress on a person's screen.

Rules:

1. What comes from a document or an export is shown without control characters: it cannot move the cursor, colour or
   rename the window of whoever reads it.
2. Text is wrapped to the width of the terminal, at least 72 and at most 120 columns; without a terminal to 100.
3. Progress goes to standard error, appears after a second, and only when that is a terminal.
4. A letter that the screen's encoding lacks is replaced, never an error.
"""

from __future__ import annotations

import io
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

_NARROWEST, _WIDEST, _WITHOUT_TERMINAL = 72, 120, 100
_SECONDS_OF_PATIENCE = 1.0
_SECONDS_BETWEEN_PICTURES = 0.1


class Show(Protocol):
    """Takes the share that is done, 0 to 1."""

    def __call__(self, done: float) -> None:
        """Show ``done``."""


def width() -> int:
    """Return how many columns a line may have."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WITHOUT_TERMINAL, 24)).columns))


def say(text: str = "", *, err: bool = False) -> None:
    """Print a text of one or more lines on standard output, or on standard error."""
    stream = sys.stderr if err else sys.stdout
    encoding = stream.encoding or "utf-8"
    safe = "\n".join(harmless(line) for line in text.split("\n"))
    print(safe.encode(encoding, "replace").decode(encoding), file=stream)


def harmless(text: str) -> str:
    """Return a text in which every blank is a plain one and every other letter that cannot be printed is replaced."""
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in text)


def one_line(text: str, longest: int = 0) -> str:
    """Return a text on one line, cut to ``longest`` characters with an ellipsis when ``longest`` is not 0."""
    line = " ".join(text.split())
    return line if not longest or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def wrapped(text: str, *, first: str = "", then: str | None = None) -> str:
    """Return a text wrapped to the screen; ``first`` opens its first line, ``then`` or blanks the others."""
    rest = " " * len(first) if then is None else then
    return textwrap.fill(
        one_line(text),
        width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = (), whole: Iterable[int] = ()
) -> str:
    """Return a table as text.

    ``right`` and ``whole`` name columns by their places: neither is ever wrapped, and the former stand at the right.
    """
    aligned, unbroken = set(right), {*right, *whole}
    drawn = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, header in enumerate(headers):
        side: Literal["left", "right"] = "right" if place in aligned else "left"
        drawn.add_column(header, justify=side, no_wrap=place in unbroken, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(str(cell)) for cell in row))
    paper = io.StringIO()
    Console(file=paper, width=width(), color_system=None, legacy_windows=False).print(drawn)
    return "\n".join(line.rstrip() for line in paper.getvalue().splitlines())


@contextmanager
def progress(what: str) -> Iterator[Show]:
    """Give a function that is to be called with the share done, 0 to 1, as the work goes on."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # Without automatic pictures the library starts no thread.
        auto_refresh=False,
    )
    if not bar.console.is_terminal:
        yield _show_nothing
        return
    task = bar.add_task(what, total=1.0)
    started = drawn = bar.get_time()
    showing = False

    def show(done: float) -> None:
        nonlocal drawn, showing
        now = bar.get_time()
        if now - started < _SECONDS_OF_PATIENCE or now - drawn < _SECONDS_BETWEEN_PICTURES:
            return
        drawn = now
        bar.update(task, completed=done)
        if not showing:
            showing = True
            bar.start()
        bar.refresh()

    try:
        yield show
    finally:
        if showing:
            bar.stop()


def _show_nothing(done: float) -> None:
    """Stand in for the bar when nobody looks."""
