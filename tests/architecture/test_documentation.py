"""What is public explains itself: a docstring and full types, everywhere; a module also says which rules it keeps."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import is_table, library_modules, place, tree

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

NUMBERED_RULE = re.compile(r"^ *1\. ", re.MULTILINE)


def public(path: Path) -> Iterator[Documented]:
    """Yield the public classes and functions of a module and the public methods of those classes."""
    for node in tree(path).body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    inner for inner in node.body if isinstance(inner, Documented) and not inner.name.startswith("_")
                )


def is_overload(node: Documented) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


def untyped(node: Documented) -> list[str]:
    """Return the parameters of a function that carry no type, and ``return`` when the result has none."""
    if isinstance(node, ast.ClassDef):
        return []
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    missing = [one.arg for one in named if one and not one.annotation and one.arg not in ("self", "cls")]
    return missing if node.returns else [*missing, "return"]


def test_everything_public_has_a_docstring() -> None:
    bare = [
        f"{place(path, node)} {node.name}"
        for path in library_modules()
        for node in public(path)
        if not is_overload(node) and not ast.get_docstring(node)
    ]
    assert not bare, "\n".join(bare)


def test_everything_public_has_types() -> None:
    bare = [
        f"{place(path, node)} {node.name}: {', '.join(missing)}"
        for path in library_modules()
        for node in public(path)
        if (missing := untyped(node))
    ]
    assert not bare, "\n".join(bare)


def test_every_module_opens_with_what_it_knows_and_the_rules_it_keeps() -> None:
    bare = [
        place(path, tree(path))
        for path in library_modules()
        if not (words := ast.get_docstring(tree(path)))
        # The door of a package and a table of facts say what they hold; only code has rules to keep.
        or (path.stem != "__init__" and not is_table(path) and not NUMBERED_RULE.search(words))
    ]
    assert not bare, "\n".join(bare)
