"""Whether the planner is compiled is told of these sources where they lie, and of no others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import equipoise

READY = "from equipoise.compiling import kernels_ready; print(kernels_ready())"
COMPILE = "from equipoise import compiling; compiling._tried = print; compiling.compiled()"
"""The mark is set, and nothing is compiled: that takes minutes."""


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
