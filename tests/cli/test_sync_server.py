"""``equipoise sync`` with a server: bookable hours in its inbox, and tasks that the person edits there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.calendars.stores.servers import Server, scheduling
from tests.cli.conftest import NOW, Run

from equipoise import api
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.inbox import Inbox

WHEN = ("--now", NOW)
TODO = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VTODO\r\nUID:letter-1\r\nDTSTAMP:20261101T000000Z\r\n"
    "SUMMARY:Letter to the bank\r\nESTIMATED-DURATION:PT1H\r\nDUE;VALUE=DATE:20261127\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with scheduling(tmp_path_factory.mktemp("scheduling")) as found:
        yield found


@pytest.fixture
def store(
    run: Run, life: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CalDavStore]:
    """A calendar on the server, connected as the plan's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("EQUIPOISE_KEY", "EQUIPOISE_PASSPHRASE", "EQUIPOISE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    path = server.new_calendar()
    name = path.rstrip("/").rpartition("/")[2]
    added = run(
        "calendars", "add", life, "work", server.url, "--user", "ann", "--plan", name, "--collection", name,
        "--allow-network", "127.0.0.0/8", "--password-stdin", stdin=f"{server.password}\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    with server.client() as client:
        yield CalDavStore.open(client, server.url + path)
    server.drop(path)


def planned(run: Run, life: Path, path: Path) -> Path:
    assert run("plan", life, *WHEN, "--seconds", 1, "-o", path).exit_code == 0
    return path


def publish(life: Path, what: str) -> None:
    path = life.parent / "calendars.toml"
    path.write_text(f"publish = {what}\n" + path.read_text("utf-8"), encoding="utf-8")


def test_bookable_hours_reach_the_server_and_come_back_off_it(
    run: Run, life: Path, store: CalDavStore, tmp_path: Path
) -> None:
    plan = planned(run, life, tmp_path / "plan.json")
    inbox = Inbox.find(store.session, store.path)
    assert inbox is not None
    sync = ("sync", life, "--plan", plan, *WHEN)
    assert run(*sync, "--yes").exit_code == 0
    assert inbox.read() == b"", "nothing is published unasked"
    publish(life, '["availability", "freebusy"]')
    dry = run(*sync, "--dry-run")
    assert "+ Your bookable hours (asked for by publish)" in dry.output
    assert "keeps no free/busy entries" in dry.output
    assert inbox.read() == b""
    done = run(*sync, "--yes")
    assert done.exit_code == 0, done.output
    assert b"BEGIN:VAVAILABILITY" in inbox.read()
    assert b"Memo" not in inbox.read()
    again = json.loads(run(*sync, "--yes", "--json").stdout)
    assert again["changes"] == []
    blocks = len(store.listing().etags)
    assert run("sync", life, "--undo").exit_code == 0
    assert inbox.read() == b"", "the last sync wrote the hours alone"
    assert len(store.listing().etags) == blocks > 0
    assert run("sync", life, "--undo").exit_code == 0
    assert not store.listing().etags


def test_tasks_that_are_edited_on_the_server(
    run: Run, life: Path, store: CalDavStore, tmp_path: Path
) -> None:
    life.write_text(
        life.read_text("utf-8").replace('name = "work/', 'tasks = true\nname = "work/'), encoding="utf-8"
    )
    href = store.href_for("letter-1")
    store.write(href, TODO.encode(), match="")

    def edit(*changes: tuple[str, str]) -> None:
        body = store.fetch([href])[href].body.decode()  # type: ignore[union-attr]
        for old, new in changes:
            assert old in body
            body = body.replace(old, new)
        store.write(href, body.encode(), match="*")

    def read() -> tuple[str, int, str, int]:
        assert run("calendars", "refresh", life).exit_code == 0
        (task,) = [one for one in api.load(life, now=NOW).life.tasks if one.id.startswith("letter-1")]
        assert task.due is not None
        return task.title, task.remaining, f"{task.due:%d %H:%MZ}", task.done

    assert read() == ("Letter to the bank", 60, "27 23:00Z", 0)
    plan = planned(run, life, tmp_path / "plan.json")
    assert run("sync", life, "--plan", plan, *WHEN, "--yes").exit_code == 0
    assert read() == ("Letter to the bank", 60, "27 23:00Z", 0), "our own blocks are no tasks"
    edit(("Letter to the bank", "Letter to Ms Weiss"), ("PT1H", "PT2H"), ("20261127", "20261125"))
    assert read() == ("Letter to Ms Weiss", 120, "25 23:00Z", 0)
    edit(("END:VTODO", "PERCENT-COMPLETE:50\r\nSTATUS:IN-PROCESS\r\nEND:VTODO"))
    assert read()[1] == 60
    edit(("PERCENT-COMPLETE:50", "PERCENT-COMPLETE:100"), ("IN-PROCESS", "COMPLETED"))
    assert read()[1] == 0
    fresh = planned(run, life, tmp_path / "fresh.json")
    found = run("sync", life, "--plan", fresh, *WHEN, "--yes")
    assert found.exit_code == 0, found.output
    letters = [line.strip() for line in found.output.splitlines() if "Letter" in line]
    gone = [line for line in letters if line.startswith("-")]
    assert gone
    assert all(line.endswith("(its task is done)") for line in gone), gone
    assert [line for line in letters if line not in gone] == ["~ Letter to Ms Weiss (changed on the server)"]
    assert href in store.listing().etags, "the task itself stays"
