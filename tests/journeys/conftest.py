"""What every journey starts from."""

from pathlib import Path

import pytest

from tests.journeys.ward import Ward, new_ward


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    """Return a small hospital in a folder of its own."""
    return new_ward(tmp_path)
