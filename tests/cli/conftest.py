"""A small life that is planned in a moment, and two ways to run the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from equipoise.cli.main import cli

NOW = "2026-11-23T07:30"
PERSON = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'
LIFE = (
    PERSON
    + """
[rhythm]
dial = 0.3
pattern = "A"

[[calendar]]
path = "work.ics"

[[task]]
id = "memo"
title = "Memo for the board"
estimate = "2h"
due = 2026-11-25
priority = "high"

[[task]]
id = "slides"
title = "Slides"
estimate = "1h"
after = ["memo"]
split = false

[[routine]]
id = "run"
title = "Run"
length = "40 min"
per_week = 2
windows = ["daily 17:00-20:00"]
"""
)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:u1\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20261124T100000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:Review\r\n"
    "ATTENDEE:mailto:bob@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
OVERFULL = LIFE + (
    '\n[[task]]\nid = "thesis"\ntitle = "Thesis"\nestimate = "60h"\n'
    "deadline = 2026-11-27T17:00:00\nmax_chunk = '2h'\n"
)
CONFLICT = (
    PERSON
    + """
[[non_negotiable]]
title = "Swimming"
windows = ["Tue 07:00-09:00"]
length = "90 min"
per_week = 1

[[non_negotiable]]
title = "School run"
windows = ["daily 07:30-08:30"]

[[non_negotiable]]
title = "Choir"
windows = ["Wed 19:00-21:00"]
"""
)

Run = Callable[..., Result]
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A life file of two tasks, a routine and one calendar."""
    (tmp_path / "work.ics").write_text(ICS, encoding="utf-8")
    path = tmp_path / "life.toml"
    path.write_text(LIFE, encoding="utf-8")
    return path


@pytest.fixture
def overfull(life: Path) -> Path:
    """The same with a task that cannot fit."""
    life.write_text(OVERFULL, encoding="utf-8")
    return life


@pytest.fixture
def contradicting(tmp_path: Path) -> Path:
    """A life whose non-negotiables contradict each other."""
    path = tmp_path / "conflict.toml"
    path.write_text(CONFLICT, encoding="utf-8")
    return path


@pytest.fixture
def run() -> Run:
    """Run a command line in this process; anything but an exit is a failure of the test."""

    def invoke(*args: object, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Result:
        before = signal.getsignal(signal.SIGINT)
        try:
            found = CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin, env=dict(env or {}))
        finally:
            signal.signal(signal.SIGINT, before)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert "Traceback" not in found.output
        return found

    return invoke


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run a command line in a process of its own."""

    def invoke(*args: object, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "equipoise.cli", *map(str, args)],
            cwd=tmp_path,
            env=os.environ | dict(env or {}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return invoke
