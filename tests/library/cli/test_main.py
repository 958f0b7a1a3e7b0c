"""The main command finds its sub-commands, starts them late, and turns errors into words and exit codes."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from medward import cli
from medward.errors import BadInput, Fault, MedwardError, Refusal

COMMAND = '''"""Greets a ward.

More, that the overview does not show.
"""
import typer

app = typer.Typer()


@app.command()
def greet(ward: str, loud: bool = False) -> None:
    print(ward.upper() if loud else ward)
'''


def declared(module: str, name: str = "greet") -> EntryPoint:
    return EntryPoint(name, f"{module}:app", cli.GROUP)


@pytest.fixture
def greeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EntryPoint:
    (tmp_path / "greeting_for_test.py").write_text(COMMAND)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "greeting_for_test", raising=False)
    return declared("greeting_for_test")


def run(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_overview_describes_a_command_without_importing_it(greeting: EntryPoint) -> None:
    code, output = run(cli.build([greeting]), "--help")
    assert code == 0
    assert "greet" in output
    assert "Greets a ward." in output
    assert "More, that" not in output
    assert "greeting_for_test" not in sys.modules


def test_a_command_receives_its_arguments_and_options(greeting: EntryPoint) -> None:
    assert run(cli.build([greeting]), "greet", "icu", "--loud") == (0, "ICU\n")


def test_a_command_explains_itself(greeting: EntryPoint) -> None:
    code, output = run(cli.build([greeting]), "greet", "--help")
    assert code == 0
    assert "--loud" in output


def test_a_wrong_option_is_bad_input(greeting: EntryPoint) -> None:
    assert run(cli.build([greeting]), "greet", "icu", "--softly")[0] == 2


def test_an_unknown_command_is_bad_input(greeting: EntryPoint) -> None:
    assert run(cli.build([greeting]), "great")[0] == 2


def test_a_command_without_its_module_is_not_offered_and_says_what_is_missing() -> None:
    app = cli.build([declared("no_such_module.at_all", "ghost")])
    assert "ghost" not in run(app, "--help")[1]
    with pytest.raises(Fault, match="no_such_module") as caught:
        run(app, "ghost")
    assert caught.value.code == "command-broken"


def test_a_command_that_is_no_app_says_so() -> None:
    app = cli.build([EntryPoint("odd", "medward.errors:Fault", cli.GROUP)])
    with pytest.raises(Fault, match="no typer app"):
        run(app, "odd")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("test-code", "the third column is empty", where="devices.csv row 7"), 2),
        (Refusal("test-code", "the ward has to agree", where="plan 12"), 3),
        (Fault("test-code", "the disk is full", where="var"), 4),
    ],
)
def test_each_family_of_errors_has_its_exit_code_and_says_where_why_and_what_to_do(
    error: MedwardError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(prog_name: str) -> None:
        raise error

    monkeypatch.setattr(cli, "build", lambda entry_points: failing)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    output, message = capsys.readouterr()
    assert output == ""
    assert error.where in message
    assert error.why in message
    assert "[test-code]" in message
    assert len(message.splitlines()) == 2


def test_a_defect_is_a_fault_that_can_be_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def defective(prog_name: str) -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(cli, "build", lambda entry_points: defective)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 4
    message = capsys.readouterr().err
    assert "nobody thought of this" in message
    assert "report it" in message.splitlines()[-1]


def test_an_interrupted_command_ends_as_the_shell_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(prog_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", lambda entry_points: interrupted)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 130


def test_the_installed_command_tells_its_version() -> None:
    command = Path(sys.executable).with_name("medward")
    result = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("medward 0.")
