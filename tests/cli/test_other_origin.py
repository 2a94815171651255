"""Calendars that lie on another server than the one that was given, as iCloud keeps them: two real ports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.calendars.fetching.local import Local, serving
from tests.calendars.fetching.local import always as answering
from tests.calendars.stores.scripted import listed, one
from tests.calendars.stores.servers import Server, radicale
from tests.cli.conftest import Run

from equipoise.calendars.fetching.places import parse
from equipoise.domain.errors import InputError
from equipoise.syncing.trial import Asked
from equipoise.syncing.trial import start_from as start

LOCAL = ("--allow-network", "127.0.0.0/8", "--password-stdin")


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def calendar(behind: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("EQUIPOISE_KEY", "EQUIPOISE_PASSPHRASE", "EQUIPOISE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    path = behind.new_calendar()
    yield path.rstrip("/").rpartition("/")[2]
    behind.drop(path)


@pytest.fixture
def front(behind: Server) -> Iterator[Local]:
    """The server that is given: it names the other one."""
    home = f"<C:calendar-home-set><D:href>{behind.url}{behind.home}</D:href></C:calendar-home-set>"
    folder = "<D:resourcetype><D:collection/></D:resourcetype>"
    with serving(answering(listed(one("/", folder + home)))) as found:
        yield found


def test_unasked_nothing_is_sent_there(
    run: Run, life: Path, front: Local, behind: Server, calendar: str
) -> None:
    for more in ((), ("--allow-origin", "https://127.0.0.1"), ("--allow-origin", front.url)):
        found = run(
            "calendars", "add", life, "cloud", front.url, "--user", "ann", "--plan", calendar, *LOCAL, *more,
            stdin=f"{behind.password}\n",
        )  # fmt: skip
        assert found.exit_code == 2
        assert f"--allow-origin {behind.url}" in found.stderr
        assert not (life.parent / "calendars.toml").exists()


def test_agreed_the_account_is_that_servers(
    run: Run, life: Path, front: Local, behind: Server, calendar: str
) -> None:
    added = run(
        "calendars", "add", life, "cloud", front.url, "--user", "ann", "--plan", calendar, *LOCAL,
        "--allow-origin", behind.url, stdin=f"{behind.password}\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    text = (life.parent / "calendars.toml").read_text("utf-8")
    assert f'url = "{behind.url}' in text
    assert front.url not in text
    asked = len(front.asked)
    assert run("calendars", "refresh", life).exit_code == 0
    assert len(front.asked) == asked, "the password is bound to the other server alone"


def test_a_ring_of_servers_ends(run: Run, life: Path, behind: Server) -> None:
    folder = "<D:resourcetype><D:collection/></D:resourcetype>"
    pages: dict[str, bytes] = {}
    with (
        serving(lambda connection, _request: connection.sendall(pages["one"])) as first,
        serving(lambda connection, _request: connection.sendall(pages["two"])) as second,
    ):
        for name, to in (("one", second), ("two", first)):
            home = f"<C:calendar-home-set><D:href>{to.url}/</D:href></C:calendar-home-set>"
            pages[name] = listed(one("/", folder + home))
        found = run(
            "calendars", "add", life, "cloud", first.url, "--user", "ann", *LOCAL,
            "--allow-origin", first.url, "--allow-origin", second.url, stdin=f"{behind.password}\n",
        )  # fmt: skip
    assert found.exit_code in {1, 2}
    assert not (life.parent / "calendars.toml").exists()
    assert len(first.asked) + len(second.asked) < 40


def test_a_domain_that_names_a_server_of_its_own_is_followed_and_another_is_asked_for() -> None:
    own, other = parse("https://dav.example.org/cal/"), parse("https://p1.example.com:8443/")
    asked = Asked("cloud", "ann@example.org")
    assert start(asked, lambda _there: False, lambda _domain: own) == "https://dav.example.org/cal/"
    assert (
        start(asked, lambda _there: False, lambda _domain: None) == "https://example.org/.well-known/caldav"
    )
    with pytest.raises(InputError, match="to which nothing was sent") as caught:
        start(asked, lambda _there: False, lambda _domain: other)
    assert caught.value.findings[0].cure.startswith("add --allow-origin https://p1.example.com:8443 ")
    agreed = Asked("cloud", "ann@example.org", origins=("https://p1.example.com:8443",))
    assert start(agreed, lambda _there: False, lambda _domain: other) == "https://p1.example.com:8443/"
    web = Asked("cloud", "https://example.org/dav")
    assert start(web, lambda _there: False, lambda _domain: other) == "https://example.org/dav", (
        "an address is taken at its word"
    )
