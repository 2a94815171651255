"""A host that dies in the middle of a sync: a process that is killed, again and again, at any instruction."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.calendars.sync.bodies import event

from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import State

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.state import State
root = Path(sys.argv[1])
print("ready", flush=True)
sync(FolderStore(root / "here"), FolderStore(root / "there"), State(root / "state", "pair"), run=sys.argv[2],
     now=datetime(2026, 11, 22, 9, tzinfo=UTC))
"""


def killed(root: Path, run: int, seconds: float) -> None:
    """Sync in a process of its own and kill it after some time."""
    command = [sys.executable, "-c", SCRIPT, str(root), str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.kill()


@pytest.mark.skipif(
    not hasattr(signal, "SIGKILL") or os.name != "posix", reason="this system kills otherwise"
)
def test_radicale_1573_a_crash_of_the_host_loses_nothing(tmp_path: Path) -> None:
    """Kozea/Radicale#1573: the host crashed, and all users' data was gone."""
    here, there = FolderStore(tmp_path / "here"), FolderStore(tmp_path / "there")
    for number in range(150):
        side = here if number % 2 else there
        side.write(f"u{number}.ics", event(f"u{number}", f"T{number}"), match="")
    wanted = {f"u{number}": f"T{number}" for number in range(150)}
    chance = random.Random(1)
    for run in range(8):
        edited = f"u{run}"
        wanted[edited] = f"Edited {run}"
        side = here if run % 2 else there
        before = side.listing().etags.get(f"{edited}.ics")
        if before is not None:
            side.write(f"{edited}.ics", event(edited, wanted[edited]), match=before)
        else:
            wanted[edited] = f"T{run}"
        killed(tmp_path, run, chance.uniform(0.0, 0.15))
        for folder in (here.folder, there.folder):
            for path in folder.glob("*.ics"):
                assert uid_of(parse(path.read_bytes())) == path.stem, "a file is torn"
    with State(tmp_path / "state", "pair") as state:
        for name in ("a", "b", "c"):
            outcome = sync(here, there, state, run=name, now=NOW)
        assert outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE) == 0
    for folder in (here.folder, there.folder):
        found = {
            path.stem: parse(path.read_bytes()).children[0].value("SUMMARY") for path in folder.glob("*.ics")
        }
        assert found == wanted
