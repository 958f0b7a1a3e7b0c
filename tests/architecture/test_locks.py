"""The lock files pin and hash everything, agree with one another, and name no index."""

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

RUNTIME = "requirements.lock"
LOCKS = [RUNTIME, "requirements-build.lock", "requirements-dev.lock"]

REQUIREMENT = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+)(?: ; [^\\\n]+?)?"
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
)


def requirements(lock: str) -> list[re.Match[str]]:
    """Return the requirements of a lock file; whatever is not a pinned and hashed requirement fails here."""
    text = (ROOT / lock).read_text()
    found = list(REQUIREMENT.finditer(text))
    assert "\n".join(match.group() for match in found) == text.rstrip("\n"), f"{lock} holds more than hashed pins"
    return found


def pins(lock: str) -> dict[str, str]:
    """Return name and version of everything that a lock file pins."""
    return {match["name"]: match["version"] for match in requirements(lock)}


def normal(name: str) -> str:
    """Return a package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirement: str) -> str:
    return normal(re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0])


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashed_pins_and_nothing_else(lock: str) -> None:
    assert requirements(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index(lock: str) -> None:
    assert not re.search(r"://|--(?:extra-)?index|--find-links", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_the_locks_can_be_installed_over_one_another(lock: str) -> None:
    assert pins(lock).items() <= pins("requirements-dev.lock").items()


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = project["project"]["dependencies"]
    dev = project["project"]["optional-dependencies"]["dev"]
    build = project["build-system"]["requires"]
    assert {declared(one) for one in needed} <= pins(RUNTIME).keys()
    assert {declared(one) for one in build} <= pins("requirements-build.lock").keys()
    assert {declared(one) for one in [*needed, *dev]} <= pins("requirements-dev.lock").keys()
