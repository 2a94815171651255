"""What a test needs from outside Python and does not find: told in one line on a person's machine, a failure in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

__all__ = ["lacking"]


def lacking(words: str) -> NoReturn:
    """Skip a test because its machine lacks something that ``scripts/system`` installs; fail it where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"{words} (scripts/system installs it)")
    pytest.skip(words)
