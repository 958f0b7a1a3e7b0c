"""The command ``medward``: a thin face over the library; here and in ``content.load`` alone files are opened.

Rules:

1. Every sub-command, our own as well, comes through the entry-point group ``medward.commands``: a name and a
   ``typer.Typer`` app. A package adds its own by declaring them; nothing is registered here by hand.
2. A sub-command's module is imported when it is run, not before: ``medward --help`` takes each description from the
   first line of the module's docstring, which is read without importing the module.
3. An error says on standard error where, why and what to do. The exit code tells the family: 2 bad input (or a wrong
   command line), 3 refusal, 4 fault, 130 interrupted; 0 is success and 1 is a check that ran and found differences.

What the sub-commands do stands in the modules beside this one.
"""

from __future__ import annotations

import ast
import sys
import traceback
from collections.abc import Callable, Iterable
from importlib import metadata, util
from pathlib import Path
from typing import Annotated

import typer

from medward.errors import BadInput, Fault, MedwardError, Refusal

GROUP = "medward.commands"

INTERRUPTED = 130
_EXIT_CODES: dict[type[MedwardError], int] = {BadInput: 2, Refusal: 3, Fault: 4}
_WHAT_TO_DO: dict[type[MedwardError], str] = {
    BadInput: "Mend the input at the place named, or choose another, and run the command again.",
    Refusal: "Nothing was changed. Whoever is named above can change the rule.",
    Fault: "Your input is not to blame. Try again; if it stays, report it with the code in brackets.",
}


def main() -> None:
    """Run the command line of this process and exit with a code of rule 3."""
    try:
        build(metadata.entry_points(group=GROUP))(prog_name="medward")
    except MedwardError as error:
        family = next(family for family in _EXIT_CODES if isinstance(error, family))
        # The words may be a document's own; what is printed must not be able to steer the terminal.
        said = "".join(
            letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in str(error)
        )
        typer.echo(f"medward: {said}\n{_WHAT_TO_DO[family]}", err=True)
        sys.exit(_EXIT_CODES[family])
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception:
        traceback.print_exc()
        typer.echo("medward: this is a defect of Medward. Please report it with the lines above.", err=True)
        sys.exit(_EXIT_CODES[Fault])


def build(entry_points: Iterable[metadata.EntryPoint]) -> typer.Typer:
    """Return the app with one sub-command for each entry point whose module is there, sorted by name.

    A sub-command whose module is absent is hidden from the help and raises ``Fault`` with code ``command-broken`` when
    it is called, as does one whose module cannot be imported or holds no ``typer.Typer``.
    """
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Which of our medical devices are affected, how bad is it for the patient, what first.",
    )
    app.callback()(_options)
    for entry_point in sorted(entry_points, key=lambda entry: entry.name):
        description = _description(entry_point.module)
        app.command(
            entry_point.name,
            help=description,
            hidden=description is None,
            add_help_option=False,
            # Every argument, --help too, is left to the sub-command's own app.
            context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        )(_deferred(entry_point))
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"medward {metadata.version('medward')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Hold the options of ``medward`` itself; each acts in its callback."""


def _deferred(entry_point: metadata.EntryPoint) -> Callable[[typer.Context], None]:
    def run(context: typer.Context) -> None:
        try:
            app = entry_point.load()
        except (ImportError, AttributeError) as error:
            raise _broken(entry_point, str(error)) from error
        if not isinstance(app, typer.Typer):
            raise _broken(entry_point, f"{entry_point.value} is no typer app")
        app(args=context.args, prog_name=context.command_path)

    return run


def _broken(entry_point: metadata.EntryPoint, reason: str) -> Fault:
    why = f"the command {entry_point.name!r} cannot be started: {reason}. Run ./run --setup or install Medward again."
    return Fault("command-broken", why, where=entry_point.value)


def _description(module: str) -> str | None:
    """Return the first line of a module's docstring, empty without one, or None when there is no such module."""
    try:
        spec = util.find_spec(module)
    except ImportError:
        return None
    if spec is None or spec.origin is None:
        return None
    docstring = ast.get_docstring(ast.parse(Path(spec.origin).read_bytes()))
    return docstring.splitlines()[0] if docstring else ""
