"""Notices on real services: a mail server and a push server; few, in time, once, and to nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.server.conftest import MONDAY, ZONE, run
from tests.server.receiving import Receiver, mailbox, receiver

from equipoise.domain.errors import InputError
from equipoise.server.feeds import make_token
from equipoise.server.jobs import notifying
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Channel, Life, Notice
from equipoise.server.outward import apart, channels
from equipoise.server.outward.forms import address
from equipoise.server.outward.moments import MOMENTS, gathered, next_block, tomorrow, window_after
from equipoise.server.signals import announce


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CALENDAR_NETWORKS = ("127.0.0.1/32",)
    monkeypatch.delenv("EQUIPOISE_KEY", raising=False)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def channel(life: Life, there: Receiver) -> Channel:
    return channels.make(life, "phone", f"gotify://127.0.0.1:{there.port}/Abcdefghij", list(MOMENTS))


def said(there: Receiver) -> list[tuple[str, str]]:
    return [(told["title"], told["message"]) for told in (json.loads(one.body) for one in there.got)]


def entry(start: str, end: str, title: str = "Write the memo", **more: Any) -> dict[str, Any]:
    """Return an entry of a week on Monday 23 November 2026, or another date that is written out."""
    day = "" if "T" in start else "2026-11-23T"
    usual = {"id": title, "title": title, "kind": "focus", "kind_name": "Deep work", "area": "work"}
    rest = {"fixed": False, "busy": True, "all_day": False, "minutes": 60}
    return usual | rest | {"start": f"{day}{start}:00", "end": f"{day}{end}:00"} | more


WEEK = [
    entry("09:00", "11:00"),
    entry("11:30", "12:00", "Mail", kind="comms"),
    entry("16:00", "16:30", "More mail", kind="comms"),
    entry("17:30", "17:45", "Close", id="ritual/shutdown", kind="ritual"),
    entry("2026-11-24T09:00", "2026-11-24T11:00", "Draft the talk", minutes=120),
    entry("2026-11-24T13:00", "2026-11-24T13:30", "Pay the bills", kind="admin", minutes=30),
]


def at(text: str, day: int = 23) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{text}").replace(tzinfo=ZONE)


def test_tomorrows_one_big_task_is_told_when_the_day_ends() -> None:
    assert tomorrow(WEEK, at("17:29"), "", str) is None
    told = tomorrow(WEEK, at("17:31"), "", str)
    assert told is not None
    assert (told.key, told.due) == ("tomorrow:2026-11-23", at("17:30"))
    assert told.words.startswith("“Draft the talk”. It is planned from 09:00 to 11:00.")
    chosen = tomorrow(WEEK, at("18:00"), "Call the bank", str)
    assert chosen is not None
    assert "Call the bank" in chosen.words
    assert "planned" not in chosen.words
    assert tomorrow(WEEK, at("21:00"), "", str) is None, "it is too late in the evening"
    assert tomorrow(WEEK[:4], at("17:31"), "", str) is None, "tomorrow has no work"
    late = tomorrow([*WEEK[:3], *WEEK[4:]], at("16:31"), "", str)
    assert late is not None, "without a shutdown the day ends with its last work"
    hidden = tomorrow(WEEK, at("17:31"), "", lambda text: text.replace("Draft the talk", "Private"))
    assert hidden is not None
    assert "Draft" not in hidden.words


def test_the_next_block_is_told_shortly_before_and_never_when_it_runs() -> None:
    assert next_block(WEEK, at("08:54"), str) == []
    told = next_block(WEEK, at("08:55"), str)
    assert [one.subject for one in told] == ["Next: Write the memo"]
    assert told[0].until == at("09:02")
    assert next_block(WEEK, at("09:00"), str) == []
    assert next_block([entry("09:00", "10:00", fixed=True)], at("08:56"), str) == [], (
        "calendars tell their own events"
    )


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at("08:00"), at("11:30")),
        (at("11:45"), at("11:45")),
        (at("12:00"), at("16:00")),
        (at("20:00"), at("09:00", 24)),
        (at("03:00", 24), at("09:00", 24)),
        (at("10:00", 24), at("10:00", 24)),
    ],
)
def test_what_can_wait_waits_for_the_next_time_for_messages(now: datetime, then: datetime) -> None:
    assert window_after(WEEK, now) == then


def test_several_notices_are_one_message() -> None:
    assert gathered([("A", "a")]) == ("A", "a")
    assert gathered([("A", "a"), ("B", "b")]) == ("2 notices", "A\na\n\nB\nb")


def test_trouble_is_told_once_in_a_time_for_messages_an_emptied_calendar_at_once(
    channel: Channel, there: Receiver
) -> None:
    life = channel.life
    about = {"errand": "1", "what": "refresh", "calendars": ["work"], "stopped": False, "problems": []}
    announce(life, "sync.trouble", "1", about)
    announce(life, "sync.trouble", "1", about)
    waiting = life.notices.get()
    assert "work could not be read" in waiting.words
    life.notices.update(due=timezone.now() + timedelta(hours=1))
    announce(life, "sync.trouble", "2", about | {"stopped": True, "problems": ["the calendar became empty"]})
    assert life.notices.first().due <= timezone.now()  # type: ignore[union-attr]
    notifying.send.func(str(channel.pk))
    assert said(there) == [
        (
            "A calendar has stopped",
            "the calendar became empty\nNothing was lost. Equipoise shows what cures it.",
        )
    ]
    notifying.send.func(str(channel.pk))
    assert len(there.got) == 1


def test_a_plan_that_waits_for_a_yes_is_told_after_a_while_and_not_once_it_was_given(
    channel: Channel, there: Receiver
) -> None:
    life = channel.life
    waiting = run(ask(life, now=MONDAY, seconds=0.3))
    waiting.diff = [f"change {number}" for number in range(7)]
    waiting.save()
    now = timezone.now()
    notifying.look(life, now)
    assert not life.notices.filter(moment="approval").exists(), "its owner may still be looking at it"
    for _minute in range(3):
        notifying.look(life, now + timedelta(minutes=31))
    told = life.notices.get(moment="approval")
    assert "- change 4\n- and 2 more" in told.words
    life.notices.all().delete()
    waiting.accepted = now
    waiting.save()
    notifying.look(life, now + timedelta(minutes=32))
    assert not life.notices.filter(moment="approval").exists()


def test_the_whole_way_from_the_plan_to_the_phone(channel: Channel, there: Receiver) -> None:
    life = channel.life
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    life.refresh_from_db()
    entries = [one for one in life.plan.view["entries"] if one["commitment"] == "memo"]
    soon = datetime.fromisoformat(entries[0]["start"]).replace(tzinfo=ZONE) - timedelta(minutes=4)
    notifying.look(life, soon)
    notifying.look(life, soon + timedelta(minutes=1))
    assert life.notices.count() == 1
    Notice.objects.update(due=timezone.now(), until=timezone.now() + timedelta(minutes=1))
    notifying.send.func(str(channel.pk))
    title, words = said(there)[0]
    assert title == "Next: Write the memo"
    assert words.startswith(entries[0]["start"][11:16])
    assert there.got[0].headers["x-gotify-key"] == "Abcdefghij"


def test_what_comes_too_late_is_left_out_and_what_failed_goes_again(
    channel: Channel, there: Receiver
) -> None:
    now = timezone.now()
    made = {"life": channel.life, "moment": "trouble", "words": "b", "due": now - timedelta(minutes=9)}
    channel.notices.create(key="late", subject="Late", until=now - timedelta(minutes=1), **made)
    channel.notices.create(key="good", subject="Good", **made)
    there.answers = [(500, {}, 0)]
    notifying.send.func(str(channel.pk))
    states = dict(channel.notices.values_list("key", "state"))
    assert states == {"late": "dropped", "good": "waiting"}
    channel.refresh_from_db()
    assert channel.failing
    assert "500" in channel.outcome
    notifying.send.func(str(channel.pk))
    assert len(there.got) == 1, "it waits a while"
    channel.notices.update(due=now)
    notifying.send.func(str(channel.pk))
    assert [title for title, _words in said(there)][1:] == ["Good"]
    after = Channel.objects.get()
    assert not after.failing
    assert after.outcome == "sent"


def test_what_was_being_sent_when_its_worker_was_killed_is_not_sent_again(
    channel: Channel, there: Receiver
) -> None:
    old = timezone.now() - timedelta(minutes=11)
    channel.notices.create(
        life=channel.life,
        key="x",
        moment="trouble",
        subject="s",
        words="w",
        due=old,
        ended=old,
        state="sending",
    )
    notifying.send.func(str(channel.pk))
    assert not there.got
    notifying.tick.func()
    assert channel.notices.get().state == "failed"


def test_a_channel_that_fails_for_days_is_switched_off(channel: Channel, there: Receiver) -> None:
    there.answers = [(401, {}, 0)]
    Channel.objects.update(failing=timezone.now() - notifying.GIVEN_UP)
    notifying.test(channel)
    notifying.send.func(str(channel.pk))
    channel.refresh_from_db()
    assert not channel.active
    assert "password or token (401)" in channel.outcome
    assert channel.life.records.filter(what="channel.off").exists()


def test_mail_goes_out_through_a_mail_server(life: Life) -> None:
    with mailbox() as (port, mails):
        url = (
            f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&to=ada@example.com&from=week@example.com&mode=insecure"
        )
        channel = channels.make(life, "", url, ["trouble"])
        assert channel.name == channel.shown == "Mail to ad…@example.com"
        notifying.test(channel)
        notifying.send.func(str(channel.pk))
    assert len(mails) == 1
    assert mails[0]["To"] == "ada@example.com"
    assert "week@example.com" in mails[0]["From"]
    assert "Equipoise can reach you" in _subject(mails[0])
    assert life.notices.get().state == "sent"


def _subject(mail: Message) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def test_nothing_is_dialled_in_a_private_network_neither_by_name_nor_by_redirect(
    life: Life, there: Receiver, settings: Any
) -> None:
    with receiver("127.0.0.2") as elsewhere:
        there.answers = [(307, {"Location": elsewhere.url}, 0)]
        led = apart.send(f"gotify://127.0.0.1:{there.port}/Abcdefghij", "t", "b")
        direct = apart.send(f"gotify://127.0.0.2:{elsewhere.port}/Abcdefghij", "t", "b")
    assert not led.sent
    assert (direct.sent, "private" in direct.words) == (False, True)
    settings.CALENDAR_NETWORKS = ()
    named = apart.send(f"gotify://localhost:{there.port}/Abcdefghij", "t", "b")
    assert (named.sent, "private" in named.words) == (False, True)
    assert len(there.got) == 1
    assert not elsewhere.got
    settings.CALENDAR_NETWORKS = ("localhost",)
    assert apart.send(f"gotify://localhost:{there.port}/Abcdefghij", "t", "b").sent, (
        "the owner named this host"
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("syslog://", "no address"),
        ("syslog://local", "no address of a service"),
        ("dbus://x", "no address of a service"),
        ("windows://x", "no address of a service"),
        ("json://127.0.0.1/x", "no address of a service"),
        ("file:///etc/passwd", "no address"),
        ("https://hooks.slack.com/services/T/B/c", "no address of a service"),
        ("gotify://push.example.com/Abcdefghij", "unencrypted"),
        ("mailto://ann:x@example.com", "unencrypted"),
        ("mailtos://ann:x@example.com?mode=insecure", "unencrypted"),
        ("mailtos://ann:x@example.com?pgp=yes&PGPPUB=/etc/passwd", "may not be used"),
        ("discord://123/abc?template=/etc/passwd", "may not be used"),
        ("ntfys://push.example.com/topic?attach=file:///etc/passwd", "may not be used"),
        ("gotifys://push.example.com/Abcdefghij?redirect=yes", "may not be used"),
        ("gotifys://push.example.com/Abcdefghij?verify=no", "may not be used"),
        ("slack://a/b/c d", "no address"),
        ("nonsense", "no address"),
    ],
)
def test_services_and_options_that_may_not_be_used_are_refused(life: Life, url: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        channels.make(life, "x", url, ["trouble"])
    assert not life.channels.exists()


FORMS = [
    (
        "mail",
        {
            "to": "ada@example.com",
            "smtp": "smtp.example.org:465",
            "user": "ada@example.org",
            "password": "a b/c",
        },
        (
            "mailtos://ada%40example.org:a%20b%2Fc@smtp.example.org:465?smtp=smtp.example.org"
            "&to=ada%40example.com&from=ada%40example.org&name=Equipoise&mode=ssl"
        ),
        "Mail to ad…@example.com",
    ),
    ("ntfy", {"topic": "long-topic"}, "ntfys://ntfy.sh/long-topic", "ntfy at ntfy.sh"),
    (
        "ntfy",
        {"topic": "t", "server": "https://push.example.org", "token": "tk_1"},
        "ntfys://push.example.org/t?token=tk_1&auth=token",
        "ntfy at push.example.org",
    ),
    (
        "matrix",
        {"server": "matrix.example.org", "room": "!abc:example.org", "token": "syt"},
        "matrixs://syt@matrix.example.org/%21abc%3Aexample.org",
        "Matrix at matrix.example.org",
    ),
    (
        "telegram",
        {"token": "123456789:abcdefg_hijklmnop-qrstuvwxyz123456", "chat": "12315544"},
        "tgram://123456789:abcdefg_hijklmnop-qrstuvwxyz123456/12315544",
        "Telegram",
    ),
    (
        "gotify",
        {"server": "https://push.example.org:8443", "token": "Abcdefghij"},
        "gotifys://push.example.org:8443/Abcdefghij",
        "Gotify at push.example.org:8443",
    ),
]


@pytest.mark.parametrize(("service", "given", "url", "shown"), FORMS)
def test_simple_forms_make_addresses(
    life: Life, service: str, given: dict[str, str], url: str, shown: str
) -> None:
    made = address(service, given)
    assert made == url
    assert channels.make(life, "", made, []).shown == shown


def test_apprise_understands_the_addresses_of_the_forms() -> None:
    program = "import apprise, sys; print([apprise.Apprise().add(url) for url in sys.argv[1:]])"
    urls = [url for _service, _given, url, _shown in FORMS]
    done = subprocess.run([sys.executable, "-c", program, *urls], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([True] * len(urls))


def test_forms_tell_what_is_missing(life: Life) -> None:
    for service, given in (
        ("mail", {"to": "a@example.com"}),
        ("gotify", {"server": "ftp://x", "token": "x"}),
        ("telegram", {"token": "x", "chat": "1"}),
        ("nothing", {}),
    ):
        with pytest.raises(InputError):
            address(service, given)


def test_no_address_stands_in_the_database_and_numbers_are_bounded(life: Life) -> None:
    secret = "gotifys://push.example.com/Abcdefghij"
    for _number in range(channels.MOST):
        channel = channels.make(life, "x", secret, ["trouble"])
    text = serializers.serialize("json", [*Channel.objects.all(), *life.records.all()])
    assert "Abcdefghij" not in text
    assert channels.url_of(channel) == secret
    with pytest.raises(InputError, match="channels already"):
        channels.make(life, "x", secret, ["trouble"])
    for _number in range(notifying.TESTS):
        notifying.test(channel)
    with pytest.raises(InputError, match="within an hour"):
        notifying.test(channel)


def test_however_many_workers_begin_one_look_waits(life: Life, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["outward"]}}
    for _worker in range(3):
        notifying.keep_ticking()
    assert DBTaskResult.objects.filter(task_path=notifying.tick.module_path).count() == 1
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(hours=1))
    notifying.tick.func()
    assert DBTaskResult.objects.get(task_path=notifying.tick.module_path).status == "READY", (
        "and the old are forgotten"
    )


def test_on_the_page_a_channel_is_made_told_changed_and_deleted(
    life: Life, browser: Client, there: Receiver
) -> None:
    sent = {
        "service": "gotify",
        "server": f"http://127.0.0.1:{there.port}",
        "token": "Abcdefghij",
        "moment": ["trouble"],
    }
    assert browser.post("/settings/notices/new", sent).status_code == 302
    channel = life.channels.get()
    notifying.send.func(str(channel.pk))
    assert said(there)[0][0] == "Equipoise can reach you"
    page = browser.get("/settings/notices").content.decode()
    assert f"Gotify at 127.0.0.1:{there.port}" in page
    assert "Abcdefghij" not in page
    at = f"/settings/notices/{channel.pk}"
    browser.post(f"{at}/change", {"name": "phone", "moment": ["tomorrow", "next"]})
    channel.refresh_from_db()
    assert (channel.name, channel.moments) == ("phone", ["tomorrow", "next"])
    browser.post(f"{at}/pause")
    channel.refresh_from_db()
    assert not channel.active
    answer = browser.post("/settings/notices/new", sent | {"server": "http://push.example.org"})
    assert answer.status_code == 422
    assert "unencrypted" in answer.content.decode()
    assert 'value="http://push.example.org"' in answer.content.decode()
    assert "Abcdefghij" not in answer.content.decode(), "what is secret is not shown again"
    browser.post(f"{at}/delete")
    assert not life.channels.exists()


def test_a_program_does_the_same(life: Life, there: Receiver) -> None:
    client = Client(headers={"Authorization": f"Bearer {make_token(life, 'x', ['hooks'])}"})
    url = f"gotify://127.0.0.1:{there.port}/Abcdefghij"
    made = client.post("/api/v1/channels", {"url": url, "moments": ["trouble"]}, "application/json")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert "Abcdefghij" not in client.get("/api/v1/channels").content.decode()
    assert client.post(f"/api/v1/channels/{pk}/test").status_code == 202
    notifying.send.func(pk)
    assert client.get("/api/v1/notices").json()["items"][0]["state"] == "sent"
    changed = client.patch(
        f"/api/v1/channels/{pk}", {"moments": ["next"], "active": False}, "application/json"
    )
    assert (changed.json()["moments"], changed.json()["active"]) == (["next"], False)
    assert (
        client.patch(f"/api/v1/channels/{pk}", {"moments": ["never"]}, "application/json").status_code == 422
    )
    assert client.delete(f"/api/v1/channels/{pk}").status_code == 204
