"""Every error code that the source can raise is explained in docs/errors.md, and nothing else is."""

import ast
import re
from collections import defaultdict

from tests.architecture.source import ROOT, calls, library_modules, place, tree

FAMILIES = {"BadInput": ("BadInput", 0), "Refusal": ("Refusal", 0), "Fault": ("Fault", 0)}
ROW = re.compile(
    r"^\| `(?P<code>[^`]+)` \| (?P<family>\w+) \| (?P<meaning>[^|]+) \| (?P<advice>[^|]+) \|$", re.MULTILINE
)
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def called(call: ast.Call) -> str:
    """Return the last name of what is called: ``refusal`` for ``self.fields.refusal(…)``."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def makers() -> dict[str, tuple[str, int]]:
    """Return what makes errors: the families, and functions that hand on their own parameter ``code``.

    Each with the family that it makes and the position of the code among the arguments of a call.
    """
    found = dict(FAMILIES)
    for path in library_modules():
        for function in ast.walk(tree(path)):
            if isinstance(function, ast.FunctionDef):
                parameters = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and called(call) in FAMILIES and call.args:
                        code = call.args[0]
                        if isinstance(code, ast.Name) and code.id == "code" and "code" in parameters:
                            found[function.name] = (called(call), parameters.index("code"))
    return found


def raised() -> dict[str, set[str]]:
    """Return the families of each code; a code is a text written out where the error is made."""
    found = defaultdict(set)
    known = makers()
    for path in library_modules():
        for call in calls(path):
            if called(call) in known:
                family, position = known[called(call)]
                assert len(call.args) > position, f"{place(path, call)}: give the code by position"
                code = call.args[position]
                if isinstance(code, ast.Constant):
                    found[str(code.value)].add(family)
                else:
                    assert getattr(code, "id", "") == "code", f"{place(path, call)}: write the code out here"
    return dict(found)


def explained() -> dict[str, set[str]]:
    return {row["code"]: {row["family"]} for row in ROW.finditer((ROOT / "docs" / "errors.md").read_text())}


def test_every_code_that_can_be_raised_is_explained() -> None:
    assert sorted(raised().keys() - explained().keys()) == []


def test_every_code_that_is_explained_can_be_raised() -> None:
    assert sorted(explained().keys() - raised().keys()) == []


def test_a_code_is_raised_by_one_family_only_and_listed_under_it() -> None:
    assert {code: families for code, families in raised().items() if families != explained().get(code, families)} == {}


def test_codes_are_written_alike() -> None:
    assert [code for code in raised() if not CODE.fullmatch(code)] == []


def test_codes_are_listed_in_order_and_once() -> None:
    listed = [row["code"] for row in ROW.finditer((ROOT / "docs" / "errors.md").read_text())]
    assert listed == sorted(set(listed))
