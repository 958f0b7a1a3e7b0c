"""Every dependency, ours and those of our tools, has a licence that a hospital may use and pass on."""

import re
from importlib import metadata

import pytest

from tests.architecture.test_locks import RUNTIME, pins

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense",
    "Zlib",
}  # fmt: skip

SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "gnu lesser general public license v3 or later (lgplv3+)": "LGPL-3.0-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "lgplv3+": "LGPL-3.0-or-later",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What packages write instead of an SPDX identifier."""

EXCEPTIONS = {
    "cvss": ("LGPL-3.0-or-later", "imported unchanged as a package of its own, which whoever runs Medward may replace"),
}
"""Packages outside the list, each with its licence and why it may stay."""


def stated(package: metadata.PackageMetadata) -> str:
    """Return a package's licence as an SPDX expression, from whichever of the three fields it uses."""
    expression = package.get("License-Expression") or package.get("License")
    if not expression:
        marks = (mark for mark in package.get_all("Classifier") or [] if mark.startswith("License :: "))
        expression = " OR ".join(mark.rsplit(" :: ", 1)[1] for mark in marks)
    return SPELLINGS.get(expression.strip().lower(), expression.strip())


def allowed(expression: str) -> bool:
    """Say whether one side of an OR can be chosen of which every part is on the list."""
    sides = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(all(part in ALLOWED for part in re.split(r"\s+AND\s+", side)) for side in sides)


# What a lock pins for another platform only is not installed here and has no text to read.
INSTALLED = {name for name in pins("requirements-dev.lock") if list(metadata.distributions(name=name))}


@pytest.mark.parametrize("name", sorted(INSTALLED))
def test_a_dependency_has_an_allowed_licence(name: str) -> None:
    expression = stated(metadata.metadata(name))
    if name in EXCEPTIONS:
        assert expression == EXCEPTIONS[name][0], "the licence changed: think again"
    else:
        assert allowed(expression), f"{name} is under {expression!r}"


def test_every_run_time_dependency_was_looked_at() -> None:
    assert pins(RUNTIME).keys() <= INSTALLED | {"colorama"}, "colorama is for Windows and BSD-3-Clause"


def test_an_exception_that_nobody_needs_any_more_is_struck() -> None:
    assert EXCEPTIONS.keys() <= INSTALLED


@pytest.mark.parametrize("expression", ["MIT", "MIT OR Apache-2.0", "GPL-2.0-only OR MIT", "Apache-2.0 AND MIT"])
def test_free_licences_pass(expression: str) -> None:
    assert allowed(expression)


@pytest.mark.parametrize("expression", ["", "GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "Proprietary"])
def test_binding_and_unknown_licences_do_not(expression: str) -> None:
    assert not allowed(expression)
