"""Attacks that were tried on programs like this one: each is sent, and nothing comes of it."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.server.databases import once
from tests.server.processes import Processes, free_port, until
from tests.server.visitor import Browser

from equipoise.intake import tasks_csv
from equipoise.server.models import Life, Task

HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
EVENT = b"BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\n%s\r\nEND:VEVENT\r\n"
TAIL = b"END:VCALENDAR\r\n"
SECONDS = 8
"""That an answer may take at most, on a machine that is busy."""


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()


def login(client: Client, name: str, **more: Any) -> bytes:
    form = {"login": name, "password": "wrong"}
    return bytes(client.post("/account/login/", form, **more).content)


def upload(browser: Client, body: bytes, name: str = "work.ics") -> Any:
    return browser.post("/calendars/upload", {"file": SimpleUploadedFile(name, body)})


# who asks


def test_without_a_proxy_nobody_says_where_they_come_from(ada: User, settings: Any) -> None:
    settings.PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for number in range(20):
        login(Client(), f"name{number}", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert b"Too many failed" in login(Client(), "other", headers={"X-Forwarded-For": "198.51.100.7"})


def test_behind_a_proxy_each_visitor_is_counted_and_only_the_proxys_word_counts(settings: Any) -> None:
    settings.PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):  # whatever the visitor writes in front, the proxy adds where it comes from
        said = f"203.0.113.{number}, 192.0.2.1"
        login(Client(), f"name{number}", headers={"X-Forwarded-For": said})
    same = {"X-Forwarded-For": "198.51.100.99, 192.0.2.1"}
    assert b"Too many failed" in login(Client(), "other", headers=same)
    assert b"Too many failed" not in login(Client(), "other", headers={"X-Forwarded-For": "192.0.2.2"})


@once
def test_a_server_without_proxies_throws_their_headers_away(processes: Processes) -> None:
    port = free_port()
    processes.env["EQUIPOISE_PROXIES"] = "0"
    processes.run("user", "add", "ada", "--password-stdin", given="correct horse battery")
    processes.start("serve", "--no-worker", "--port", str(port))
    until(lambda: _well(port))
    forged = {
        "X-Forwarded-For": "198.51.100.7",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
    }
    browser = Browser(port)
    secret = browser.secret("/account/login/")
    form = {"csrfmiddlewaretoken": secret, "login": "nobody", "password": "wrong"}
    status, page = browser.ask("/account/login/", form, **forged)
    assert status == 200
    assert "evil.example" not in page
    said = (processes.folder / "log").read_text()
    assert "login failed: 'nobody' from 127.0.0.1" in said
    assert browser.ask("/account/login/", Host="evil.example")[0] == 400


def _well(port: int) -> bool:
    try:
        return Browser(port).ask("/health")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize(
    "forged",
    [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Origin": "https://evil.example"}],
)
def test_a_link_of_a_forgotten_password_never_leads_elsewhere(ada: User, forged: dict[str, str]) -> None:
    form = {"email": "ada@example.com"}
    answer = Client().post("/account/password/reset/", form, headers=forged)
    sent = "".join(str(one.body) for one in mail.outbox)
    assert "evil" not in sent
    if "Host" in forged:
        assert answer.status_code == 400
        assert not sent
    else:
        assert "http://testserver/account/password/reset/key/" in sent


# what is sent


@once
@pytest.mark.parametrize("trick", ["zip", "gzip"])
def test_an_archive_is_no_calendar_and_is_never_unpacked(
    browser: Client, life: Life, trick: str, folder: Path
) -> None:
    bomb = HEAD + b"X" * 50_000_000
    packed = io.BytesIO()
    if trick == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../../work.ics", bomb)
    else:
        packed.write(gzip.compress(bomb))
    begun = time.monotonic()
    assert upload(browser, packed.getvalue(), f"work.ics.{trick}").status_code == 422
    assert time.monotonic() - begun < SECONDS
    assert not list(folder.rglob("*.ics"))


BOMBS = {
    "every second": EVENT % (b"a", b"19700101T000000Z", b"RRULE:FREQ=SECONDLY"),
    "every second of nothing": EVENT
    % (b"a", b"19700101T000000Z", b"RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "every minute for ever": EVENT % (b"a", b"19700101T000000Z", b"RRULE:FREQ=MINUTELY"),
    "no step": EVENT % (b"a", b"20260101T000000Z", b"RRULE:FREQ=DAILY;INTERVAL=0"),
    "nested": b"BEGIN:VEVENT\r\n" * 20_000,
    "one long line": b"X-LONG:" + b"x" * 4_000_000 + b"\r\n",
    "folded to pieces": b"X-LONG:" + b"x\r\n " * 500_000 + b"\r\n",
    "long": EVENT % (b"a", b"20260101T000000Z", b"DURATION:P999999999W"),
}


@once
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_calendar_made_to_hang_a_reader_is_answered_in_time(browser: Client, life: Life, bomb: str) -> None:
    good = EVENT % (b"good", b"20260105T090000Z", b"DURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Standup")
    begun = time.monotonic()
    answer = upload(browser, HEAD + BOMBS[bomb] + good + TAIL)
    assert answer.status_code in {200, 302, 422}, answer.status_code
    assert browser.get("/calendars").status_code == 200
    assert time.monotonic() - begun < SECONDS


@once
@pytest.mark.parametrize(
    "line",
    [
        "1h" * 1000,
        "every " * 330,
        "!" * 2000,
        "#" * 2000,
        "2h-" * 600 + "x",
        "1" * 2000,
        "1:" * 1000,
        " \t" * 1000,
        "by 1.1." * 280,
        "after " * 330 + "x",
        "in " * 660,
        "(" * 2000,
        "9" * 900 + "h" + "9" * 900 + "min",
        "ä" * 2000,
        "x" * 2_000_000,
    ],
)
def test_no_line_makes_quick_entry_hang(browser: Client, life: Life, line: str) -> None:
    begun = time.monotonic()
    if len(line) <= 2000:
        assert browser.get("/tasks/preview", {"text": line}).status_code in {200, 422}
    assert browser.post("/tasks/add", {"text": line}).status_code in {302, 400, 413, 422}
    assert time.monotonic() - begun < SECONDS


# what is given out


@once
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " ="])
def test_no_cell_of_exported_tasks_is_a_formula(life: Life, browser: Client, start: str) -> None:
    bad = f"{start}cmd|' /C calc'!A0"
    table = tasks_csv([{"id": "x", "title": bad, "notes": bad}])
    import csv

    for row in list(csv.reader(io.StringIO(table, newline="")))[1:]:
        for cell in row:
            assert not cell.strip().startswith(("=", "+", "-", "@")), cell


MARKUP = "<script>alert(1)</script><svg onload=alert(1)><a href=javascript:alert(1)>x</a>"


def test_markup_in_an_uploaded_calendar_is_text_on_every_page(browser: Client, life: Life) -> None:
    event = EVENT % (
        b"m",
        b"20260105T090000Z",
        f"DURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:{MARKUP}\r\nDESCRIPTION:{MARKUP}\r\nX-ALT-DESC;FMTTYPE=text/html:{MARKUP}".encode(),
    )
    name = "<img src=x onerror=alert(1)>.ics"
    assert upload(browser, HEAD + event + TAIL, name).status_code == 302
    browser.post("/tasks/add", {"text": f"{MARKUP} 1h"})
    assert Task.objects.filter(title__contains="<script>").exists(), "it is kept as it was written"
    for path in ("/calendars", "/week", "/tasks", "/today", "/settings/history", "/settings/file"):
        answer = browser.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        for piece in ("<script>alert", "<svg onload", "<img src=x", "<a href=javascript"):
            assert piece not in page, path
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_no_page_may_be_framed(browser: Client, life: Life) -> None:
    for path in ("/week", "/account/logout/", "/settings/account", "/nothing", "/api/v1/openapi.json"):
        answer = browser.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_session_given_by_somebody_else_is_not_taken(ada: User) -> None:
    attacker = Client()
    attacker.get("/account/login/")
    for planted in ("planted0planted0planted0planted0", attacker.session.session_key or "x" * 32):
        victim = Client()
        victim.cookies["session"] = planted
        form = {"login": "ada", "password": "correct horse battery"}
        assert victim.post("/account/login/", form).status_code == 302
        assert victim.cookies["session"].value != planted
        thief = Client()
        thief.cookies["session"] = planted
        assert thief.get("/week").status_code == 302
        assert thief.get("/week").headers["Location"].startswith("/account/login/")
