"""Files are written whole or not at all; Ctrl-C keeps the best plan so far."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from equipoise.cli.writing import write_all
from equipoise.domain.errors import StorageError


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def test_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write_all({path: b"one"})
    path.chmod(0o640)
    write_all({path: b"two"})
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert not parts(path.parent)


@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_a_failure_leaves_what_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def broken(*_args: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(call, broken)
    with pytest.raises(StorageError, match="No space left"):
        write_all({path: b"new", tmp_path / "b.txt": b"new"})
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_kill_in_the_middle_leaves_what_stood(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    code = (
        "import os, pathlib\nfrom equipoise.cli import writing\n"
        "os.fsync = lambda number: os.kill(os.getpid(), 9)\n"
        f"writing.write_all({{pathlib.Path({str(path)!r}): b'new' * 100000}})"
    )
    found = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert found.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"


def test_ctrl_c_gives_the_best_plan_so_far(overfull: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    command = [sys.executable, "-c", _SLOW, "plan", str(overfull), "--now", "2026-11-23T07:30"]
    process = subprocess.Popen(
        [*command, "--seconds", "100", "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline().strip() == "searching"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        told, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 3
    assert "Stopped by you" in error
    assert "Memo for the board" in told
    assert any("Stopped by you" in note for note in json.loads(out.read_text(encoding="utf-8"))["notes"])


_SLOW = """
import sys
from dataclasses import replace
from equipoise.planning import engine
found = engine.search
def endless(problem, effort, **more):
    shown = []
    def progress(sign):
        if not shown:
            shown.append(1)
            print("searching", file=sys.stderr, flush=True)
    return found(problem, replace(effort, gap=-1.0, patience=10**9), **more | {"on_progress": progress})
engine.search = endless
from equipoise.cli.main import main
main()
"""


def test_ctrl_c_before_planning_writes_nothing(life: Path, tmp_path: Path) -> None:
    code = (
        "import equipoise.loading as l\n"
        "def stop(*a, **k):\n    raise KeyboardInterrupt\n"
        "import equipoise.api as api\napi.load = stop\n"
        "from equipoise.cli.main import main\nmain()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "plan", str(life), "-o", str(tmp_path / "p.ics")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert found.returncode == 130
    assert "nothing was written" in found.stderr
    assert not (tmp_path / "p.ics").exists()


def test_a_closed_pipe_is_no_error(life: Path) -> None:
    command = f"{sys.executable} -m equipoise.cli rules {life} | head -1"
    found = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in found.stderr
    assert found.stdout.count("\n") == 1


def test_a_closed_pipe_is_quiet(life: Path) -> None:
    command = f"{sys.executable} -m equipoise.cli rules {life} | true; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")


_DRAWN = """
import os, signal
from equipoise import showing
drawn = showing.Shown.bytes_for
def interrupted(self, path):
    for _ in range(3):
        os.kill(os.getpid(), signal.SIGINT)
    return drawn(self, path)
showing.Shown.bytes_for = interrupted
from equipoise.cli.main import main
main()
"""


def test_ctrl_c_while_drawing_keeps_the_plan(life: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    command = [sys.executable, "-c", _DRAWN, "plan", str(life), "--now", "2026-11-23T07:30", "-o", str(out)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 0
    assert found.stderr.count("The plan is made") == 1
    assert "Memo for the board" in found.stdout
    assert json.loads(out.read_text(encoding="utf-8"))["blocks"]
