"""Every error code that the source can raise is explained in docs/errors.md, and nothing else is."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT, calls, library_modules, place, tree

FAMILIES = {"BadInput": ("BadInput", 0), "Refusal": ("Refusal", 0), "Fault": ("Fault", 0), "Problem": ("Problem", 2)}
"""Each family with the position of the code; a ``Problem`` is not raised but listed beside the result."""

ROW = re.compile(
    r"^\| `(?P<code>[^`]+)` \| (?P<family>\w+) \| (?P<meaning>[^|]+) \| (?P<advice>[^|]+) \|$", re.MULTILINE
)
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")

Makers = dict[tuple[Path | None, str], tuple[str, int]]
"""By module and name what makes errors: its family and the position of the code; a public name has no module."""


def key(path: Path, name: str) -> tuple[Path | None, str]:
    """Return what a name means in a module: a private one is the module's own."""
    return (path if name.startswith("_") else None, name)


def called(path: Path, call: ast.Call) -> tuple[Path | None, str]:
    """Return what is called, by its last name: ``refusal`` for ``self.fields.refusal(…)``."""
    return key(path, getattr(call.func, "attr", getattr(call.func, "id", "")))


def handed_on(path: Path, function: ast.FunctionDef, known: Makers) -> tuple[str, int] | None:
    """Return the family that a function makes with its own parameter ``code``, and the position of that parameter."""
    parameters = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    for call in ast.walk(function):
        if "code" in parameters and isinstance(call, ast.Call) and called(path, call) in known:
            family, position = known[called(path, call)]
            if len(call.args) > position and ast.unparse(call.args[position]) == "code":
                return family, parameters.index("code")
    return None


def makers() -> Makers:
    """Return what makes errors: the families, functions that hand a code on to them, and so on upwards."""
    functions = [
        (path, node) for path in library_modules() for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)
    ]
    known: Makers = {(None, family): made for family, made in FAMILIES.items()}
    while found := {
        key(path, function.name): made
        for path, function in functions
        if key(path, function.name) not in known and (made := handed_on(path, function, known))
    }:
        known |= found
    return known


@cache
def used() -> dict[str, set[str]]:
    """Return the families of each code; a code is a text written out where the error is made."""
    found = defaultdict(set)
    known = makers()
    for path in library_modules():
        for call in calls(path):
            if called(path, call) in known:
                family, position = known[called(path, call)]
                assert len(call.args) > position, f"{place(path, call)}: give the code by position"
                code = call.args[position]
                if isinstance(code, ast.Constant):
                    found[str(code.value)].add(family)
                else:
                    # A code may be handed on, its own or that of an error that was caught.
                    assert ast.unparse(code).split(".")[-1] == "code", f"{place(path, call)}: write the code out here"
    return dict(found)


def listed() -> list[tuple[str, str]]:
    return [(row["code"], row["family"]) for row in ROW.finditer((ROOT / "docs" / "errors.md").read_text())]


def test_every_code_that_is_used_is_explained() -> None:
    differing = sorted(used().keys() - dict(listed()).keys())
    assert not differing, ", ".join(differing)


def test_every_code_that_is_explained_is_used() -> None:
    differing = sorted(dict(listed()).keys() - used().keys())
    assert not differing, ", ".join(differing)


def test_a_code_belongs_to_one_family_and_is_listed_under_it() -> None:
    explained = dict(listed())
    assert {code: families for code, families in used().items() if families != {explained.get(code)}} == {}


def test_codes_are_written_alike() -> None:
    assert [code for code in used() if not CODE.fullmatch(code)] == []


def test_codes_are_listed_once_and_in_order_within_a_table() -> None:
    for raised in (True, False):
        codes = [code for code, family in listed() if (family != "Problem") is raised]
        assert codes == sorted(set(codes))
