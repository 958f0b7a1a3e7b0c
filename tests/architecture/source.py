"""The project's own files, listed once for all tests of this folder."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEDWARD = ROOT / "src" / "medward"


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file of the project, committed or about to be, without what git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout  # git as found on PATH
    return tuple(sorted(path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()))


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_bytes(), filename=str(path))


def library_modules() -> tuple[Path, ...]:
    """Return every module of ``medward``."""
    return tuple(path for path in project_files() if path.suffix == ".py" and path.is_relative_to(MEDWARD))


def module_name(path: Path) -> str:
    """Return the dotted name of a module of ``medward``: ``medward.content.load``."""
    parts = path.relative_to(MEDWARD.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_table(path: Path) -> bool:
    """Say whether a module is a table of facts: it is named so, and nothing in it runs."""
    return "tables" in path.stem and not any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree(path)))


def place(path: Path, node: ast.AST) -> str:
    """Return file and line of a node, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.expr) -> str:
    """Return a name with its attributes as written, such as ``datetime.now``; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{owner}.{node.attr}" if (owner := dotted(node.value)) else ""
    return ""


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a module."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
