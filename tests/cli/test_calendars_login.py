"""Accounts that are logged in by OAuth, from the command line: a real provider, a real calendar server behind it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from tests.calendars.oauth.authority import CLIENT, SCOPE, SECRET, Authority, agreed, authority
from tests.calendars.stores.servers import Server, radicale
from tests.calendars.sync.bodies import event

from equipoise.calendars.accounts import read_accounts
from equipoise.calendars.stores.caldav import CalDavStore

Run = Callable[..., Result]
LOCAL = ("--allow-network", "127.0.0.0/8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def provider(server: Server) -> Iterator[Authority]:
    with authority(server) as found:
        yield found


@pytest.fixture
def name(server: Server) -> Iterator[str]:
    path = server.new_calendar()
    with server.client() as client:
        store = CalDavStore.open(client, server.url + path)
        store.write(store.href_for("a"), event("a", "Dentist"), match="")
    yield path.rstrip("/").rpartition("/")[2]
    server.drop(path)


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("EQUIPOISE_CLIENT_SECRET", SECRET)
    for variable in ("EQUIPOISE_KEY", "EQUIPOISE_PASSPHRASE", "EQUIPOISE_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)


def arguments(life: Path, provider: Authority, name: str) -> list[str]:
    asked = provider.provider
    return [
        "calendars", "add", str(life), "work", provider.url, "--user", "ada@example.org", "--client-id", CLIENT,
        "--authorize-url", asked.authorize, "--token-url", asked.token, "--scope", SCOPE, "--plan", name,
        "--collection", name, *LOCAL,
    ]  # fmt: skip


@contextmanager
def asking(*command: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command that waits for a browser; yields it with the address that it shows."""
    line = [sys.executable, "-m", "equipoise.cli", *command]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=os.environ) as running:
        assert running.stderr is not None
        try:
            seen = ""
            while not (found := re.search(r"^http\S+/authorize\S+$", seen, re.MULTILINE)):
                part = running.stderr.readline()
                assert part, seen
                seen += part
            yield running, found[0]
        finally:
            running.kill()


def holds(folder: Path, secret: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_a_browser_on_this_machine_is_heard(
    life: Path, run: Run, provider: Authority, name: str, tmp_path: Path
) -> None:
    with asking(*arguments(life, provider, name), "--json") as (running, address):
        back = agreed(address)
        assert re.match(r"http://127\.0\.0\.1:\d+/\?", back)
        assert agreed(back.replace("state=", "state=x")) == "404", "another state is not taken"
        assert agreed(f"{back.partition('?')[0]}favicon.ico?") == "404"
        assert agreed(back) == "200"
        out, problems = running.communicate(timeout=60)
    assert running.returncode == 0, problems
    assert json.loads(out)["calendars"][0]["entries"] == 1
    (account,) = read_accounts(life.parent / "calendars.toml").accounts
    assert (account.login, account.user, account.collections[0].plan) == ("oauth", "ada@example.org", True)
    for secret in (SECRET, *provider.access, *provider.refresh):
        assert not holds(tmp_path, secret)
        assert secret not in out + problems
    provider.end_access()
    fresh = run("calendars", "refresh", life)
    assert fresh.exit_code == 0, fresh.output
    assert "work/test: unchanged, 1 entry" in fresh.stdout
    tokens = provider.asked.count("token")
    assert run("calendars", "refresh", life).exit_code == 0
    assert provider.asked.count("token") == tokens, "the token is kept while it lasts"


def test_a_login_taken_back_says_so_and_is_made_anew_with_the_code_typed(
    life: Path, run: Run, provider: Authority, name: str
) -> None:
    with asking(*arguments(life, provider, name), "--paste") as (running, address):
        out, problems = running.communicate(agreed(address) + "\n", timeout=60)
    assert running.returncode == 0, problems
    assert "work/test: new, 1 entry" in out
    provider.take_back()
    stale = run("calendars", "refresh", life)
    assert stale.exit_code == 1
    assert "taken back at the provider, or has expired" in stale.stderr
    assert "equipoise calendars password LIFE work" in stale.stderr
    with asking("calendars", "password", str(life), "work", "--paste") as (running, address):
        code = re.search(r"code=([^&]+)", agreed(address))
        assert code
        out, problems = running.communicate(code[1] + "\n", timeout=60)
    assert (running.returncode, out) == (0, "work is logged in again\n"), problems
    assert run("calendars", "refresh", life).exit_code == 0


def test_a_wrong_answer_keeps_nothing(life: Path, provider: Authority, name: str) -> None:
    before = life.read_text(encoding="utf-8")
    with asking(*arguments(life, provider, name), "--paste") as (running, address):
        spoilt = agreed(address).replace("state=", "state=x")
        _out, problems = running.communicate(spoilt + "\n", timeout=60)
    assert running.returncode == 2
    assert "does not belong to this login" in problems
    assert life.read_text(encoding="utf-8") == before
    assert not (life.parent / "calendars.toml").exists()


def test_a_secret_of_another_address_is_not_shown(
    life: Path, run: Run, provider: Authority, name: str
) -> None:
    """Whoever writes the file of accounts can neither have a token nor the client's secret."""
    with asking(*arguments(life, provider, name), "--paste") as (running, address):
        running.communicate(agreed(address) + "\n", timeout=60)
    path = life.parent / "calendars.toml"
    text = path.read_text(encoding="utf-8")
    provider.asked.clear()
    for changed in (
        text.replace(provider.url, provider.url.replace("127.0.0.1", "localhost")),
        text.replace('login = "oauth"\n', ""),
    ):
        assert changed != text
        path.write_text(changed, encoding="utf-8")
        refused = run("calendars", "refresh", life)
        assert refused.exit_code == 1
        assert "was given for" in refused.stderr
    assert provider.asked == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--google", "--user", "a@gmail.com"], "a client of your own"),
        (["--google", "--client-id", "x"], "whose calendars"),
        (
            ["https://example.org/", "--google", "--client-id", "x", "--user", "a@gmail.com"],
            "no address of Google's",
        ),
        (
            ["--google", "--client-id", "x", "--user", "a@gmail.com", "--scope", "y"],
            "Google's addresses are known",
        ),
        (
            ["https://example.org", "--client-id", "x", "--token-url", "https://example.org/t"],
            "addresses are missing",
        ),
        (
            [
                "https://example.org",
                "--client-id",
                "x",
                "--token-url",
                "gopher:x",
                "--authorize-url",
                "https://e.org",
            ],
            "no web address",
        ),
    ],
)
def test_what_is_missing_is_told_before_anybody_is_asked(
    life: Path, run: Run, options: list[str], told: str
) -> None:
    began = time.monotonic()
    found = run("calendars", "add", life, "work", *options)
    assert found.exit_code in {1, 2}
    assert told in found.stderr
    assert time.monotonic() - began < 20
