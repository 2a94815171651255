"""Calendars from the command line, against real servers on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from tests.calendars.accounts.feeds import Publisher, feed, published
from tests.calendars.stores.servers import Server, radicale

from equipoise.calendars.stores.base import Fetched
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.cli.calendars import COMMANDS
from equipoise.lifefile import read

Run = Callable[..., Result]
SECRET = "correct horse"
LOCAL = ("--allow-network", "127.0.0.0/8")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with published() as found:
        found.pages["/team.ics"] = feed("Review", "Lunch")
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def calendars(run: Run, life: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``equipoise calendars COMMAND LIFE ...`` with a key of this test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("EQUIPOISE_KEY", "EQUIPOISE_PASSPHRASE", "EQUIPOISE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    def invoke(name: str, *args: object, **settings: object) -> Result:
        return run("calendars", name, life, *args, **settings)

    return invoke


def holds(folder: Path, secret: str) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if secret.encode() in path.read_bytes()]


def test_subscribe_plan_and_leave(calendars: Run, run: Run, life: Path, publisher: Publisher) -> None:
    added = calendars("add", "team", publisher.url + "/team.ics", *LOCAL, "--area", "life")
    assert added.exit_code == 0, added.output
    assert "team: new, 2 entries" in added.stdout
    source = read(life).calendars[-1]
    assert (source.path, source.name, source.area, source.role) == (
        ".equipoise/calendars/team",
        "team",
        "life",
        "",
    )
    publisher.pages.clear()
    asked = len(publisher.asked)
    checked = json.loads(run("check", life, "--now", "2026-11-23T07:30", "--json").stdout)
    assert checked["events"] == 3
    assert len(publisher.asked) == asked
    listed = json.loads(calendars("list", "--json").stdout)["calendars"]
    assert [(one["name"], one["entries"], one["path"]) for one in listed] == [
        ("team", 2, ".equipoise/calendars/team")
    ]
    removed = calendars("remove", "team")
    assert removed.exit_code == 0
    assert "take the [[calendar]]" in removed.stderr
    assert not (life.parent / ".equipoise/calendars/team").exists()
    gone = run("check", life)
    assert gone.exit_code == 2
    assert "equipoise calendars refresh" in gone.stderr


def test_an_account_on_a_server(calendars: Run, life: Path, server: Server, tmp_path: Path) -> None:
    path = server.new_calendar()
    name = path.rstrip("/").rpartition("/")[2]
    added = calendars(
        "add", "work", server.url, "--user", "ann", "--plan", name, "--collection", name, *LOCAL, "--password-stdin",
        stdin=SECRET + "\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    assert "work/test: new, 0 entries" in added.stdout
    found = calendars("check", "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)["calendars"][0]
    assert (told["reachable"], told["readable"], told["writable"], told["sync"], told["plan"]) == (True,) * 5
    assert told["refreshed"]
    assert not holds(tmp_path, SECRET)
    assert "plan = true" in (life.parent / "calendars.toml").read_text(encoding="utf-8")
    words = calendars("check", "work").stdout
    assert words.startswith(
        "work/test (plan): reachable, readable, writable, sync offered; 0 entries; last refresh 2"
    )
    server.drop(path)
    gone = calendars("refresh")
    assert gone.exit_code == 1
    assert "work/test: failed" in gone.stdout


def test_a_plan_on_a_server_and_a_block_dragged_there(
    calendars: Run, run: Run, life: Path, server: Server, tmp_path: Path
) -> None:
    path = server.new_calendar()
    name = path.rstrip("/").rpartition("/")[2]
    account = ("add", "work", server.url, "--user", "ann", "--plan", name, "--collection", name)
    assert calendars(*account, *LOCAL, "--password-stdin", stdin=SECRET + "\n").exit_code == 0
    plan, now = tmp_path / "plan.json", ("--now", "2026-11-23T07:30")
    assert run("plan", life, *now, "--seconds", 1, "-o", plan).exit_code == 0
    sync = ("sync", life, "--plan", plan, *now, "--json", "--yes")
    first = json.loads(run(*sync).stdout)
    assert first["done"]
    assert {change["what"] for change in first["changes"]} == {"add"}
    with server.client() as client:
        store = CalDavStore.open(client, server.url + path)
        there = store.fetch(list(store.listing().etags))
        assert len(there) == len(first["changes"])
        href, body, etag = next(
            (href, one.body, one.etag)
            for href, one in there.items()
            if isinstance(one, Fetched) and b"SUMMARY:Slides" in one.body
        )
        start = re.search(rb"DTSTART;TZID=[^:]*:(\d{8})T", body)
        assert start
        to = b"20261128" if start[1] != b"20261128" else b"20261127"
        store.write(href, body.replace(b":" + start[1] + b"T", b":" + to + b"T"), match=etag)
    second = json.loads(run(*sync).stdout)
    assert [(w["kind"], w["title"]) for w in second["by_hand"]] == [("moved", "Slides")]
    assert json.loads(run(*sync).stdout)["changes"] == []
    told = run("check", life, *now)
    assert "you moved “Slides” in your calendar" in told.output
    undone = run("sync", life, "--undo")
    assert undone.exit_code == 0, undone.output
    assert not holds(tmp_path, SECRET)


def test_a_wrong_password_writes_nothing(calendars: Run, life: Path, server: Server) -> None:
    before = sorted(life.parent.iterdir())
    text = life.read_bytes()
    found = calendars(
        "add", "work", server.url, "--user", "ann", *LOCAL, "--password-stdin", stdin="nonsense-pw\n"
    )
    assert found.exit_code == 1
    assert "user name and password" in found.stderr
    assert "nonsense-pw" not in found.output
    assert sorted(life.parent.iterdir()) == before
    assert life.read_bytes() == text


def test_the_password_from_the_environment_and_anew(
    calendars: Run, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.login = "ada:first-secret"
    monkeypatch.setenv("EQUIPOISE_PASSWORD", "first-secret")
    added = calendars("add", "team", publisher.url + "/team.ics", "--user", "ada", *LOCAL)
    assert added.exit_code == 0, added.output
    publisher.login = "ada:second-secret"
    assert calendars("refresh").exit_code == 1
    monkeypatch.delenv("EQUIPOISE_PASSWORD")
    assert calendars("password", "team", "--password-stdin", stdin="second-secret\n").exit_code == 0
    assert calendars("refresh").exit_code == 0
    key = (tmp_path / "config/equipoise/key").read_text(encoding="ascii")
    assert calendars("password", "--new-key").exit_code == 0
    after = (tmp_path / "config/equipoise/key").read_text(encoding="ascii").split()
    assert after[1:] == key.split()
    assert calendars("refresh").exit_code == 0
    assert not holds(tmp_path, "second-secret")


def test_a_secret_address(calendars: Run, publisher: Publisher, tmp_path: Path) -> None:
    path = "/private-feed0123456789/basic.ics"
    publisher.pages[path] = feed("Review")
    added = calendars(
        "add", "team", "--secret", *LOCAL, "--password-stdin", stdin=publisher.url + path + "\n"
    )
    assert added.exit_code == 0, added.output
    assert "feed0123456789" not in added.output
    assert not holds(tmp_path, "feed0123456789")
    assert "secret address" in calendars("list").stdout


def test_nobody_to_ask_for_a_password(calendars: Run, server: Server) -> None:
    found = calendars("add", "work", server.url, "--user", "ann", *LOCAL)
    assert found.exit_code == 2
    assert "--password-stdin" in found.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["a/b", "https://example.org/a.ics"], "is not a name"),
        (["team"], "one address is needed"),
        (["team", "https://example.org/a.ics", "--secret"], "one address is needed"),
        (["team", "ftp://example.org/a.ics"], "is not a web address"),
        (["team", "https://ada:pw@example.org/a.ics"], "holds a user or a password"),
        (["team", "https://example.org/a.ics", "--plan", "x"], "a subscription can only be read"),
    ],
)
def test_what_is_wrong_is_told_before_anybody_is_asked(calendars: Run, args: list[str], told: str) -> None:
    found = calendars("add", *args)
    assert found.exit_code == 2
    assert told in found.stderr
    assert "1 mistake to cure first" in found.stderr


def test_private_places_need_the_owners_word(calendars: Run, life: Path, publisher: Publisher) -> None:
    found = calendars("add", "team", publisher.url + "/team.ics")
    assert found.exit_code == 1
    assert "allow its network, by --allow-host HOST" in found.stderr
    assert publisher.asked == []
    assert not (life.parent / "calendars.toml").exists()


def test_a_page_is_no_calendar(calendars: Run, publisher: Publisher) -> None:
    publisher.pages["/team.ics"] = b"<!doctype html>"
    found = calendars("add", "team", publisher.url + "/team.ics", *LOCAL)
    assert found.exit_code == 2
    assert "no calendar" in found.stderr


def test_an_unknown_calendar_names_those_that_are_there(calendars: Run, server: Server) -> None:
    path = server.new_calendar()
    found = calendars(
        "add",
        "work",
        server.url,
        "--user",
        "ann",
        "--plan",
        "nowhere",
        *LOCAL,
        "--password-stdin",
        stdin=SECRET + "\n",
    )
    server.drop(path)
    assert found.exit_code == 2
    assert "there is no calendar 'nowhere'; there are: Test" in found.stderr


def test_old_copies_are_told_when_planning(
    calendars: Run, run: Run, life: Path, publisher: Publisher
) -> None:
    calendars("add", "team", publisher.url + "/team.ics", *LOCAL)
    found = run("check", life, "--now", "2099-11-23T07:30", "--json")
    told = [one["message"] for one in json.loads(found.stdout)["findings"]]
    assert any("the copy of team is" in one and "days old" in one for one in told)


def test_a_web_address_as_path_is_told_how_to_connect(run: Run, life: Path) -> None:
    life.write_text(
        life.read_text(encoding="utf-8").replace('"work.ics"', '"https://example.org/a.ics"'),
        encoding="utf-8",
    )
    found = run("check", life)
    assert found.exit_code == 2
    assert "equipoise calendars add" in found.stderr


def test_without_accounts(calendars: Run) -> None:
    for name in ("list", "check", "refresh"):
        found = calendars(name)
        assert found.exit_code == 0
        assert "There are no calendars yet" in found.stdout


def test_mistakes_in_the_file_come_all_at_once(calendars: Run, life: Path) -> None:
    (life.parent / "calendars.toml").write_text(
        '[[account]]\nname = "a"\nkind = "icz"\nuser = 3\n', encoding="utf-8"
    )
    found = calendars("list", "--json")
    assert found.exit_code == 2
    error = json.loads(found.stdout)["error"]
    assert [(one["line"], one["field"]) for one in error["findings"]] == [
        (3, "account.a.kind"),
        (4, "account.a.user"),
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example(run: Run, name: str) -> None:
    found = run("calendars", name, "--help")
    assert found.exit_code == 0
    assert f"equipoise calendars {name}" in found.output.partition("Example")[2]
