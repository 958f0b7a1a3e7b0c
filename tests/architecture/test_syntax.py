"""What import contracts cannot see: no ambient clock, chance, environment or files, and no overgrown modules."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import (
    MEDWARD,
    ROOT,
    dotted,
    is_table,
    library_modules,
    module_name,
    place,
    project_files,
    tree,
)

AMBIENT = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "date.today", "datetime.date.today", "uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4",
    "os.environ", "os.getenv", "os.urandom", "environ", "getenv", "urandom",
}  # fmt: skip
AMBIENT_MODULES = {"secrets", "random", "time"}

FILE_MODULES = {"os", "pathlib", "glob", "shutil", "fileinput", "tempfile", "mmap"}
FILE_NAMES = {"open", "io.open", "io.FileIO", "codecs.open"}
FILE_METHODS = {"read_text", "read_bytes", "write_text", "write_bytes"}
"""A ``.open`` of a tar or zip archive reads from a stream that was handed in, so that alone is not a file."""

PROCESSES = {"os.fork", "os.system", "os.popen", "os.spawnv", "os.execv", "os.kill"}
PARALLEL_MODULES = {"threading", "_thread", "multiprocessing", "concurrent", "subprocess", "asyncio", "urllib.request"}

MOST_LINES = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "service", "base", "shared"}


def opens_files(path: Path) -> bool:
    """Say whether a module is one of the two doors through which files come in."""
    name = module_name(path)
    return name == "medward.content.load" or name == "medward.cli" or name.startswith("medward.cli.")


def imports(module: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every import as its full dotted name: ``from os import environ`` is ``os.environ``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def ambient(module: ast.Module) -> Iterator[ast.AST]:
    """Yield uses of the clock, of chance, of the environment and of the salted ``hash``."""
    own_hash = {
        id(inner)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name == "__hash__"
        for inner in ast.walk(node)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node) in AMBIENT:
            yield node
        # Python salts the hash of text in every process, so that no result may rest on it.
        if isinstance(node, ast.Call) and dotted(node.func) == "hash" and id(node) not in own_hash:
            yield node
    yield from (node for node, name in imports(module) if within(name, AMBIENT_MODULES) or name in AMBIENT)


def files(module: ast.Module) -> Iterator[ast.AST]:
    """Yield what opens a file or leads there; pure paths, which only compute with names, are free."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and dotted(node) in FILE_NAMES:
            yield node
        if isinstance(node, ast.Attribute) and node.attr in FILE_METHODS:
            yield node
    for node, name in imports(module):
        if within(name, FILE_MODULES) and not name.startswith("pathlib.Pure"):
            yield node


def parallel(module: ast.Module) -> Iterator[ast.AST]:
    """Yield what starts threads, processes or connections."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and dotted(node) in PROCESSES:
            yield node
    yield from (node for node, name in imports(module) if within(name, PARALLEL_MODULES))


def found(rule: Callable[[ast.Module], Iterator[ast.AST]], paths: Iterator[Path]) -> list[str]:
    return [place(path, node) for path in paths for node in rule(tree(path))]


def test_only_the_day_on_the_command_line_comes_from_the_clock_nothing_from_chance_or_the_environment() -> None:
    broken = found(ambient, (path for path in library_modules() if module_name(path) != "medward.cli.clock"))
    assert not broken, "\n".join(broken)


def test_only_the_command_line_and_the_content_loader_open_files() -> None:
    broken = found(files, (path for path in library_modules() if not opens_files(path)))
    assert not broken, "\n".join(broken)


def test_the_library_starts_no_threads_processes_or_connections() -> None:
    broken = found(parallel, iter(library_modules()))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ambient, "from datetime import datetime\nx = datetime.now()"),
        (ambient, "import datetime\nx = datetime.date.today()"),
        (ambient, "import os\nx = os.environ['HOME']"),
        (ambient, "from os import environ"),
        (ambient, "import secrets"),
        (ambient, "from uuid import uuid4"),
        (ambient, "x = hash('text')"),
        (files, "x = open('devices.csv')"),
        (files, "from pathlib import Path"),
        (files, "def f(path):\n    return path.read_bytes()"),
        (parallel, "from concurrent.futures import ProcessPoolExecutor"),
        (parallel, "def f():\n    import threading"),
        (parallel, "import urllib.request"),
    ],
)
def test_the_rules_see_what_they_are_for(rule: Callable[[ast.Module], Iterator[ast.AST]], text: str) -> None:
    assert list(rule(ast.parse(text)))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ambient, "class A:\n    def __hash__(self):\n        return hash(self.a)"),
        (ambient, "def due(now, days):\n    return now + days"),
        (files, "import zipfile\ndef f(stream):\n    return zipfile.ZipFile(stream).open('a')"),
        (files, "from pathlib import PurePosixPath"),
        (files, "class Case:\n    open: bool = True"),
        (parallel, "from urllib.parse import urlsplit"),
    ],
)
def test_the_rules_leave_the_rest_in_peace(rule: Callable[[ast.Module], Iterator[ast.AST]], text: str) -> None:
    assert not list(rule(ast.parse(text)))


def test_no_module_is_longer_than_a_reader_can_hold_unless_it_is_a_table() -> None:
    long = [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in project_files()
        if path.suffix == ".py"
        if (lines := len(path.read_bytes().splitlines())) > MOST_LINES and not is_table(path)
    ]
    assert not long, "split by noun, not by size: " + ", ".join(long)


def test_names_say_what_is_inside() -> None:
    vague = [str(path) for path in library_modules() if VAGUE & set(path.relative_to(MEDWARD).with_suffix("").parts)]
    assert not vague, "\n".join(vague)
