"""Whether the planner is compiled is told of these sources where they lie, and of no others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numba

import equipoise
from equipoise.api import hour_prices, load, replan, solve
from equipoise.compiling import loaded

READY = "from equipoise.compiling import kernels_ready; print(kernels_ready())"
COMPILE = """
import contextlib
from equipoise import compiling
compiling._bound_beside, compiling._walk_tiny, compiling._tried = contextlib.nullcontext, print, print
compiling.compiled()
"""
"""The mark is set, and nothing is compiled: that takes minutes."""
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def _folder() -> Path:
    return Path(str(numba.config.CACHE_DIR))  # type: ignore[attr-defined]


def _told(sources: Path, cache: Path, words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(sources), "EQUIPOISE_CACHE": str(cache)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_another_folder_of_the_same_sources_is_compiled_for_itself(tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(
        Path(equipoise.__file__).parent, here / "equipoise", ignore=shutil.ignore_patterns("server", "*.pyc")
    )
    there = tmp_path / "there"
    shutil.copytree(here, there)
    assert _told(here, tmp_path, READY) == "False"
    _told(here, tmp_path, COMPILE)
    assert _told(here, tmp_path, READY) == "True"
    assert _told(there, tmp_path, READY) == "False"


def test_sources_of_another_time_are_compiled_anew(tmp_path: Path) -> None:
    shutil.copytree(
        Path(equipoise.__file__).parent,
        tmp_path / "equipoise",
        ignore=shutil.ignore_patterns("server", "*.pyc"),
    )
    _told(tmp_path, tmp_path / "cache", COMPILE)
    assert _told(tmp_path, tmp_path / "cache", READY) == "True"
    os.utime(tmp_path / "equipoise" / "planning" / "kernel" / "jit.py", (0, 0))
    assert _told(tmp_path, tmp_path / "cache", READY) == "False"


def test_no_loop_is_compiled_twice() -> None:
    loaded()
    folder = _folder()
    first = list(folder.rglob("*.1.nbc"))
    assert len(first) > 50
    assert not list(folder.rglob("*.2.nbc")), "a constant or a narrow number makes a version of its own"


def test_a_real_week_needs_no_loop_that_the_tiny_one_does_not(examples: Path) -> None:
    loaded()
    folder = _folder()
    before = set(folder.rglob("*.nbc"))
    week = load(examples / "staff-engineer" / "life.toml", now=MONDAY)
    solution = solve(week, now=MONDAY, seconds=0.3)
    hour_prices(solution)
    replan(week, solution.plan, now=solution.plan.now, missed=True)
    assert solution.plan.blocks
    assert set(folder.rglob("*.nbc")) == before
