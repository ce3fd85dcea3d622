"""What the importers' tests share: real data by environment, plain JSON of entries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of development data, where there is one."""
    folder = os.environ.get("CRIBLE_TEST_DATA")  # noqa: TID251 (tests ask themselves)
    if not folder:
        pytest.skip("CRIBLE_TEST_DATA does not name the development data folder")
    return Path(folder)
