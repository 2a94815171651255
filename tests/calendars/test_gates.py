"""The gate for hostile files: two seconds and 200 MB, each in a process of its own; the good event beside survives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bench.calendars.hostile import SURVIVES, hostile_files


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts no process by fork")
def test_every_class_is_read_or_refused_within_the_gate(root: Path) -> None:
    more = Path(os.environ.get("EQUIPOISE_SHARED") or root.parent / "shared") / "corpus" / "hostile" / "ics"
    command = [sys.executable, "-m", "bench.calendars.gate", str(more)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    run = subprocess.run(command, capture_output=True, cwd=root, env=env, timeout=300, check=True)
    found = json.loads(run.stdout)
    assert set(hostile_files()) <= set(found)
    assert len(found) >= len(hostile_files()) + len(list(more.glob("*.ics")))
    for name, row in found.items():
        assert row["seconds"] < 2, name
        assert row["megabytes"] < 200, name
        assert row["events"] or row["findings"] or name not in hostile_files(), name
        assert row["good"] or name not in SURVIVES, name
