"""What every test may ask for: the project's root and the shared folder of real documents."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Return where the real documents are said to be: ``MEDWARD_SHARED``, or beside the repository."""
    return (ROOT / os.environ.get("MEDWARD_SHARED", "../shared")).resolve()


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents, read in place; without it the test is skipped and says why."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip("no shared data: set MEDWARD_SHARED, or put the folder beside the repository as ../shared")
    return folder


def pytest_report_header() -> str:
    """Say at the top of every run whether tests on real documents take part."""
    folder = shared_folder()
    return f"shared data: {folder}" if folder.is_dir() else "shared data: absent, tests that need it are skipped"
