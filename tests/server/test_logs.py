"""What the log of a server says after a journey, and what it must not say."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.server.processes import Processes
from tests.server.visitor import PASSWORD, Browser, begin, logged_in

from equipoise.server.logs import Discreet, Numbered
from equipoise.server.models import Life

CANARY = "Zanzibarquartz"
ICS = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:{CANARY}-1
DTSTAMP:20260101T000000Z
DTSTART:20261123T090000Z
DTEND:20261123T100000Z
RRULE:FREQ=WEEKLY
SUMMARY:{CANARY} diagnosis
DESCRIPTION:{CANARY}
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_the_log_of_a_journey_tells_no_secret_and_nothing_of_a_calendar(processes: Processes) -> None:
    server, port = begin(processes, "ada")
    browser = logged_in(port, "ada")
    secrets = [CANARY.lower(), PASSWORD, *[cookie.value or "" for cookie in browser.jar]]
    assert browser.post("/tasks/add", on="/tasks", text=f"{CANARY} letter 1h")[0] == 200
    assert browser.post("/tasks/change", on="/tasks", act=f"nonsense|{CANARY}")[0] == 422
    assert (
        browser.upload("/calendars/upload", on="/calendars", name=f"{CANARY}.ics", body=ICS.encode())[0]
        == 200
    )
    assert browser.ask(f"/tasks/edit/{CANARY}-nothing")[0] in {404, 422}
    assert browser.post("/settings/file", on="/settings/file", text=f'[person]\nname = "{CANARY}')[0] == 422
    made = browser.post("/settings/access/tokens", on="/settings/access", name=CANARY, scope="read")[1]
    feed = browser.post("/settings/access/feeds", on="/settings/access", name=CANARY, kind="plan")[1]
    secrets += re.findall(r"eq_\w{20,}", made)
    address = re.search(r"/feeds/([\w-]{20,})\.ics", feed)
    assert address, feed[:3000]
    secrets.append(address[1])
    assert browser.ask(f"/feeds/{address[1]}x.ics")[0] == 404
    assert browser.ask(f"/account/password/reset/key/1-{CANARY}/")[0] == 200
    assert browser.ask(f"/{CANARY}")[0] == 404
    assert Browser(port).ask("/api/v1/life", Authorization=f"Bearer {CANARY}")[0] == 401
    assert browser.ask("/tasks/add", {"text": CANARY})[0] == 403, "without the page's secret"
    status, told = browser.post("/week/plan", fresh="yes")
    assert status == 202, told
    server.terminate()
    assert server.wait(60) == 0
    log = (processes.folder / "log").read_text()
    for said in ("logged in: 'ada'", "Not Found: /feeds/<str:secret>.ics", "Forbidden"):
        assert said in log, "the log is there, and says what it should"
    for secret in secrets:
        assert secret.lower() not in log.lower()
    assert "Traceback" not in log


def test_each_request_has_a_number_that_its_answer_and_its_lines_name(
    ada: User, life: Life, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        try:
            int(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error

    monkeypatch.setattr("equipoise.server.pages.access.own_life", fail)
    caplog.handler.addFilter(Numbered())
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    given = {"X-Request-ID": "forged"}
    first, second = (client.get("/week", headers=given) for _ in range(2))
    numbers = [answer.headers["X-Request-ID"] for answer in (first, second)]
    assert len(set(numbers)) == 2
    assert all(re.fullmatch("[0-9a-f]{12}", number) for number in numbers)
    assert numbers[0] in first.content.decode()
    lines = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.number for record in lines] == numbers  # type: ignore[attr-defined]
    written = Discreet("{number} {message}", style="{").format(lines[0])
    assert "Internal Server Error: /week" in written
    assert "KeyError at:" in written
    assert "ValueError at:" in written
    assert "in fail" in written
    assert CANARY not in written


@pytest.mark.parametrize(
    ("error", "told"), [(OSError(28, "No space left on device"), True), (RuntimeError(CANARY), False)]
)
def test_errors_of_the_machine_keep_their_words(error: Exception, told: bool) -> None:
    written = Discreet().formatException((type(error), error, None))
    assert (str(error) in written) is told


def test_what_is_delivered_logs_this_way() -> None:
    from equipoise.server import settings

    logging_: Any = json.loads(json.dumps(settings.LOGGING))
    assert logging_["formatters"]["plain"]["()"] == "equipoise.server.logs.Discreet"
    assert logging_["handlers"]["console"] == {
        "class": "logging.StreamHandler",
        "formatter": "plain",
        "filters": ["numbered"],
    }
    assert settings.MIDDLEWARE[0] == "equipoise.server.logs.Numbers"


def test_times_of_the_log_are_utc() -> None:
    line = logging.LogRecord("x", logging.INFO, "", 0, "words", (), None)
    line.created, line.msecs = 0.0, 0.0
    assert Discreet("{asctime}", style="{").format(line) == "1970-01-01T00:00:00.000Z"
