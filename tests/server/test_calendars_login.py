"""Calendars behind a login at a provider, in the web app: a real provider, a real calendar server behind it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.calendars.oauth.authority import CLIENT, SCOPE, SECRET, Authority, agreed, authority
from tests.calendars.stores.servers import Server, radicale
from tests.calendars.sync.bodies import event
from tests.server.conftest import LIFE

from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.server.connecting import connections_of, unsealed
from equipoise.server.jobs import calendars as jobs
from equipoise.server.models import Errand, Life
from equipoise.server.store import create


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def provider(server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """Return a provider in Google's place, at which this server's client is registered."""
    settings.CALENDAR_NETWORKS = ("127.0.0.0/8",)
    monkeypatch.delenv("EQUIPOISE_KEY", raising=False)
    with authority(server) as found:
        found.redirects = ["http://testserver/calendars/google/back"]
        asked = found.provider
        settings.CALENDAR_LOGINS = {
            "google": {
                "title": "Google",
                "client": CLIENT,
                "secret": SECRET,
                "scope": SCOPE,
                "authorize": asked.authorize,
                "token": asked.token,
                "address": f"{found.url}/?of={{user}}",
            },
            "other": {"title": "", "client": ""},
        }
        yield found


@pytest.fixture
def name(server: Server) -> Iterator[str]:
    path = server.new_calendar()
    with server.client() as client:
        store = CalDavStore.open(client, server.url + path)
        store.write(store.href_for("a"), event("a", "Dentist"), match="")
    yield path.rstrip("/").rpartition("/")[2]
    server.drop(path)


def work(life: Life) -> Errand:
    errand = life.errands.first()
    assert errand is not None
    jobs.do.func(str(errand.pk))
    errand.refresh_from_db()
    return errand


def way(browser: Client, **given: str) -> str:
    """Ask for a login; returns the address at the provider to which the page leads."""
    asked = browser.post("/calendars/google/login", given or {"name": "mine", "user": "ada@example.org"})
    assert asked.status_code == 302, asked.content
    page = browser.get(asked["Location"]).content.decode()
    found = re.search(r'href="([^"]*/authorize[^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def come_back(browser: Client, address: str) -> Any:
    """Come back from the provider, and go on as the page's button does."""
    path = path_of(address)
    page = browser.get(path)
    assert page.status_code == 200, page.content
    found = re.search(r'name="answer" value="([^"]*)"', page.content.decode())
    assert found
    return browser.post(path, {"answer": html.unescape(found[1])})


def connected(browser: Client, life: Life, name: str) -> Errand:
    gone_on = come_back(browser, agreed(way(browser)))
    assert gone_on.status_code == 302, gone_on.content
    tried = work(life)
    assert tried.state == Errand.State.DONE, tried.problems
    chosen = next(one["name"] for one in tried.result["found"] if name in one["url"])
    wanted = {"collection": [chosen], "plan": chosen, "area": "life", "role": ""}
    assert browser.post(f"/calendars/connect/{tried.pk}/choose", wanted).status_code == 302
    return work(life)


def test_what_is_not_set_is_not_offered(life: Life, browser: Client) -> None:
    assert "Google" not in browser.get("/calendars").content.decode()
    assert browser.post("/calendars/google/login", {"name": "mine", "user": "a@b.org"}).status_code == 404


def test_a_login_brings_the_calendars_and_no_secret_is_to_be_read(
    life: Life, browser: Client, provider: Authority, name: str, folder: Path
) -> None:
    assert "log in at Google" in browser.get("/calendars").content.decode()
    done = connected(browser, life, name)
    assert done.state == Errand.State.DONE, done.problems
    assert done.result["entries"] == 1
    assert not life.errands.exclude(sealed="").exists()
    secrets = [SECRET, *provider.access, *provider.refresh]
    files = [one.read_bytes() for one in folder.rglob("*") if one.is_file()]
    assert not [secret for secret in secrets for data in files if secret.encode() in data]
    page = browser.get("/calendars").content.decode()
    told = page + str([(one.options, one.result, one.problems) for one in life.errands.all()])
    assert not [secret for secret in secrets if secret in told]
    assert "Log in at Google again" in page
    provider.end_access()
    browser.post("/calendars/refresh")
    assert work(life).state == Errand.State.DONE
    assert provider.asked.count("token") == 2


def test_a_login_taken_back_is_told_and_made_anew(
    life: Life, browser: Client, provider: Authority, name: str
) -> None:
    connected(browser, life, name)
    provider.take_back()
    browser.post("/calendars/refresh")
    stale = work(life)
    assert "taken back at the provider" in str(stale.problems)
    assert "log in to mine again, under Calendars" in str(stale.problems)
    assert come_back(browser, agreed(way(browser, again="mine"))).status_code == 302
    assert work(life).state == Errand.State.DONE
    browser.post("/calendars/refresh")
    fresh = work(life)
    assert (fresh.state, fresh.problems) == (Errand.State.DONE, [])
    assert browser.post("/calendars/accounts/mine/password", {"password": "x"}).status_code == 422


def test_only_the_browser_that_asked_brings_the_answer_and_once(
    life: Life, browser: Client, provider: Authority
) -> None:
    eve = User.objects.create_user("eve", "eve@example.com", "correct horse battery")
    create(eve, LIFE)
    hers = Client()
    hers.force_login(eve)
    answer = path_of(agreed(way(browser)))
    eves = path_of(agreed(way(hers)))
    for who, path in ((hers, answer), (browser, eves), (browser, answer.replace("state=", "state=x"))):
        assert who.get(path).status_code == 422
        assert who.post(path.partition("?")[0], {"answer": path}).status_code == 422
    assert not Errand.objects.exists()
    assert come_back(browser, answer).status_code == 302
    assert browser.get(answer).status_code == 422, "it was used"
    assert browser.post(answer, {"answer": answer}).status_code == 422
    assert life.errands.count() == Errand.objects.count() == 1


def test_coming_back_changes_nothing_before_one_goes_on(
    life: Life, browser: Client, provider: Authority
) -> None:
    answer = path_of(agreed(way(browser)))
    before = dict(browser.session)
    for _time in range(2):
        assert browser.get(answer).status_code == 200
    assert dict(browser.session) == before
    assert not life.errands.exists()
    assert "token" not in provider.asked


def test_who_refuses_is_told_so(life: Life, browser: Client, provider: Authority) -> None:
    state = re.search(r"state=([^&]+)", way(browser))
    assert state
    refused = browser.get(f"/calendars/google/back?error=access_denied&state={state[1]}")
    assert refused.status_code == 422
    assert "the login was refused" in refused.content.decode()
    assert not life.errands.exists()


def test_a_worker_that_begins_again_does_not_need_the_code_again(
    life: Life, browser: Client, provider: Authority, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is good once; what it brought is kept with the errand at once."""
    come_back(browser, agreed(way(browser)))
    errand = life.errands.get()
    with monkeypatch.context() as patch:
        patch.setattr("equipoise.server.jobs.connect.found_for", _killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.do.func(str(errand.pk))
    errand.refresh_from_db()
    assert not errand.over
    assert next(iter(provider.refresh)) in unsealed(errand.sealed, str(errand.pk))
    assert work(life).state == Errand.State.DONE
    assert provider.asked.count("token") == 1


def _killed(*_args: Any) -> None:
    raise KeyboardInterrupt


def test_a_stolen_code_is_worth_nothing(life: Life, browser: Client, provider: Authority) -> None:
    """An answer to another's question, with the state of one's own: the proof (PKCE) does not fit."""
    way_of_eve = way(client_of("eve"))
    code = re.search(r"code=([^&]+)", agreed(way_of_eve))
    state = re.search(r"state=([^&]+)", way(browser))
    assert code
    assert state
    come_back(browser, f"http://testserver/calendars/google/back?code={code[1]}&state={state[1]}")
    tried = work(life)
    assert tried.state == Errand.State.FAILED
    assert "does not take the code" in str(tried.problems)
    assert not provider.access
    with connections_of(life) as config:
        assert config.accounts.accounts == ()


def client_of(name: str) -> Client:
    user = User.objects.create_user(name, f"{name}@example.com", "correct horse battery")
    create(user, LIFE)
    found = Client()
    found.force_login(user)
    return found
