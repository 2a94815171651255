"""Lets the tests of this folder import the plans beside them: tests are no package of their own."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
