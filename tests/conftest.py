"""Shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def examples() -> Path:
    """The shipped examples."""
    return ROOT / "examples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora that are not part of the repository; skips where there is none."""
    found = Path(os.environ.get("EQUIPOISE_SHARED") or ROOT.parent / "shared")
    if not found.is_dir():
        pytest.skip("no shared folder; name one with EQUIPOISE_SHARED")
    return found
