"""``equipoise sync`` killed with signal 9 while it writes to a server, and with its memory locked: the next one goes on."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.calendars.stores.proxied import Proxy, proxied
from tests.calendars.stores.servers import opened, radicale
from tests.cli.conftest import NOW, Run, Shell
from tests.views.plans import BERLIN, MONDAY, full_plan, stretch

from equipoise.calendars.stores.base import Fetched
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.plan import Block, Plan
from equipoise.lifefile import plan_to_json

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")


@dataclass
class Home:
    """A life with a plan, connected to a calendar behind a proxy. ``sync``: the command and its arguments."""

    there: CalDavStore
    proxy: Proxy
    memory: Path
    sync: tuple[str, ...]

    def titles(self) -> dict[str, str]:
        out: dict[str, str] = {}
        for found in self.there.fetch(list(self.there.listing().etags)).values():
            assert isinstance(found, Fetched)
            calendar = parse(found.body)
            assert uid_of(calendar) not in out, "an identity lies there twice"
            part = next(part for part in calendar.children if part.name == "VEVENT")
            out[uid_of(calendar)] = part.value("SUMMARY")
        return out

    def kill(self, mode: str, skip: int) -> None:
        """Sync in a process of its own, and kill it while the server is about to be told, or has done it."""
        self.proxy.plan(mode, methods=("PUT",), times=1, skip=skip)
        command = [sys.executable, "-m", "equipoise.cli", *self.sync]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            limit = time.monotonic() + 60
            while not self.proxy.holding() and running.poll() is None and time.monotonic() < limit:
                time.sleep(0.02)
            assert self.proxy.holding(), "it was to be killed in the middle of a write"
            running.kill()
        self.proxy.plan()


def _plan() -> Plan:
    """Return a week with its tasks and its routine, as a plan is that somebody made before."""
    places = (
        ("memo", "Memo for the board", 0, "09:00", "10:00"),
        ("memo", "Memo for the board", 1, "09:00", "10:00"),
        ("slides", "Slides", 2, "09:00", "10:00"),
        ("run", "Run", 1, "17:30", "18:10"),
        ("run", "Run", 3, "17:30", "18:10"),
    )
    blocks: list[Block] = []
    for name, title, day, start, end in places:
        number = 1 + sum(block.commitment == name for block in blocks)
        life = name == "run"
        kind, area = (BlockKind.LIFE, Area.LIFE) if life else (BlockKind.FOCUS, Area.WORK)
        when = stretch(MONDAY + timedelta(days=day), start, end)
        blocks.append(Block(f"{name}/{number}", kind, title, when, name, area))
    return replace(
        full_plan(), blocks=tuple(blocks), misfits=(), now=datetime.fromisoformat(NOW).replace(tzinfo=BERLIN)
    )


@pytest.fixture
def home(run: Run, life: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("EQUIPOISE_KEY", "EQUIPOISE_PASSPHRASE", "EQUIPOISE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan_to_json(_plan())), encoding="utf-8")
    (tmp_path / "server").mkdir()
    with ExitStack() as stack:
        server = stack.enter_context(radicale(tmp_path / "server"))
        proxy = stack.enter_context(proxied(server, tmp_path / "server"))
        there = stack.enter_context(opened(server))
        name = there.path.rstrip("/").rpartition("/")[2]
        added = run(
            "calendars", "add", life, "work", proxy.url, "--user", server.user, "--plan", name, "--collection", name,
            "--allow-network", "127.0.0.0/8", "--password-stdin", stdin=f"{server.password}\n",
        )  # fmt: skip
        assert added.exit_code == 0, added.output
        sync = ("sync", str(life), "--plan", str(path), "--yes", "--json", "--now", NOW)
        yield Home(there, proxy, life.parent / ".equipoise" / "plan" / life.stem / "sync.sqlite", sync)


@pytest.mark.slow
def test_killed_locked_and_run_again(home: Home, run: Run, shell: Shell) -> None:
    """The plan stands there once, whole, and nobody had to help."""
    dry = json.loads(run(*home.sync[:-4], "--dry-run", "--json", "--now", NOW).stdout)
    wanted = sorted(change["title"] for change in dry["changes"])
    home.kill("keep", 1)  # the server has it; nobody noted that
    assert len(home.titles()) >= 2  # those that were put at the same time are there too
    home.kill("hold", 0)
    with closing(sqlite3.connect(home.memory)) as memory:
        assert memory.execute("pragma integrity_check").fetchall() == [("ok",)]
        (doubts,) = memory.execute("select count(*) from done where not settled").fetchone()
        assert doubts >= len(home.titles()), "what nobody noted as done is in doubt"
        memory.execute("begin exclusive")  # a program that looks into the memory, and stays
        locked = shell(*home.sync)
        assert locked.returncode == 1
        assert "database is locked" in locked.stdout
        assert locked.stderr == ""
        memory.execute("rollback")
    before = home.titles()
    done = run(*home.sync)
    assert done.exit_code == 0, done.output
    assert sorted(home.titles().values()) == wanted
    assert before.items() <= home.titles().items()
    again = run(*home.sync)
    assert json.loads(again.stdout)["changes"] == []
