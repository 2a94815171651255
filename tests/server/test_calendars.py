"""Calendars in the web app, against a real server: connected, refreshed, written, taken back, restored elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.calendars.fetching.local import always, reply, serving
from tests.calendars.stores.servers import Server, radicale
from tests.server.conftest import LIFE, ZONE, run

from equipoise.calendars.stores.base import ANY, Fetched
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.domain.errors import InputError
from equipoise.handmade import hand_made_of
from equipoise.server import blocks
from equipoise.server.connecting import connections_of, held
from equipoise.server.jobs import calendars as jobs
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Errand, Life, Proposal, Record
from equipoise.server.outward import channels, hooks
from equipoise.server.plans import plan_of
from equipoise.server.store import change, create, person_of, replace_text, text_of, undo

EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:%b\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART:%b\r\nDTEND:%b\r\nSUMMARY:%b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SECRET = "correct horse"


def event(uid: str, start: datetime, title: str, hours: int = 1) -> bytes:
    ends = [f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (start, start + timedelta(hours=hours))]
    return EVENT % (uid.encode(), ends[0].encode(), ends[1].encode(), title.encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CALENDAR_NETWORKS = ("127.0.0.0/8",)
    monkeypatch.delenv("EQUIPOISE_KEY", raising=False)


@pytest.fixture
def path(server: Server) -> Iterator[str]:
    made = server.new_calendar()
    yield made
    server.drop(made)


def there(server: Server, path: str) -> dict[str, Fetched]:
    """Return what stands on the server."""
    with server.client() as client:
        store = CalDavStore.open(client, server.url + path)
        found = store.fetch(list(store.listing().etags))
    return {href: one for href, one in found.items() if isinstance(one, Fetched)}


def change_there(server: Server, path: str, href: str, body: bytes) -> None:
    """Write an entry on the server as another program does; nothing takes it away."""
    with server.client() as client:
        store = CalDavStore.open(client, server.url + path)
        if body:
            store.write(href, body, match=ANY if href in store.listing().etags else "")
        else:
            store.remove(href, match=ANY)


def work(life: Life) -> Errand:
    """Do the newest errand now, as a worker would."""
    errand = life.errands.first()
    assert errand is not None
    jobs.do.func(str(errand.pk))
    errand.refresh_from_db()
    life.refresh_from_db()
    return errand


def replanned(life: Life) -> None:
    """Make the plans that wait."""
    for found in life.proposals.filter(state=Proposal.State.WAITING):
        run(found)
    life.refresh_from_db()


def connect(browser: Client, life: Life, server: Server, path: str, password: str = SECRET) -> Errand:
    fields = {"name": "work", "address": server.url + path, "user": "ann", "password": password}
    answer = browser.post("/calendars/connect", fields)
    assert answer.status_code == 302, answer.content
    tried = work(life)
    if tried.state == Errand.State.FAILED:
        return tried
    assert browser.get(answer["Location"]).status_code == 200
    name = next(one["name"] for one in tried.result["found"] if path in one["url"])
    chosen = {"collection": [name], "plan": name, "area": "work", "role": ""}
    assert browser.post(f"/calendars/connect/{tried.pk}/choose", chosen).status_code == 302
    return work(life)


@pytest.fixture
def connected(life: Life, browser: Client, server: Server, path: str) -> Life:
    """Return Ada's life, planned, with a calendar for the plan."""
    done = connect(browser, life, server, path)
    assert done.state == Errand.State.DONE, done.problems
    monday = (timezone.now().astimezone(ZONE) + timedelta(days=1)).replace(
        hour=7, minute=30, second=0, microsecond=0
    )
    run(ask(life, now=monday, accept=True, seconds=0.3))
    life.refresh_from_db()
    return life


def written(browser: Client, life: Life) -> Errand:
    """Look, and write what was seen."""
    assert browser.post("/calendars/sync/look").status_code == 302
    looked = work(life)
    assert looked.state == Errand.State.DONE, looked.problems
    if not looked.result["count"]:
        return looked
    assert browser.get("/calendars/sync").status_code == 200
    assert browser.post("/calendars/sync/write", {"look": str(looked.pk)}).status_code == 302
    return work(life)


def block_there(server: Server, path: str, title: bytes) -> tuple[str, bytes]:
    return next((h, one.body) for h, one in there(server, path).items() if b"SUMMARY:" + title in one.body)


def drag(server: Server, path: str, title: bytes, days: int) -> str:
    """Move an entry by days, as a person does in their calendar; returns its new date."""
    href, body = block_there(server, path, title)
    start = re.search(rb"DTSTART;TZID=[^:]*:(\d{8})T", body)
    assert start
    day = datetime.strptime(start[1].decode(), "%Y%m%d") + timedelta(days=days)  # noqa: DTZ007
    to = f"{day:%Y%m%d}"
    change_there(server, path, href, body.replace(b":" + start[1] + b"T", f":{to}T".encode()))
    return f"{day:%Y-%m-%d}"


def test_an_account_is_tried_first_and_its_password_is_nowhere_to_be_read(
    life: Life, browser: Client, server: Server, path: str, folder: Path
) -> None:
    wrong = connect(browser, life, server, path, "nonsense-pw")
    assert wrong.state == Errand.State.FAILED
    assert not (life.folder / "calendars.toml").exists()
    assert "nonsense" not in str(wrong.problems) + wrong.sealed
    assert life.revision == 1
    done = connect(browser, life, server, path)
    assert done.state == Errand.State.DONE, done.problems
    assert [source.path for source in person_of(life).calendars] == [".equipoise/calendars/work/test"]
    assert not any(SECRET.encode() in one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert not life.errands.exclude(sealed="").exists()
    key = folder / "equipoise" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    page = browser.get("/calendars").content.decode()
    assert "your plan is written here" in page
    assert SECRET not in page


def test_private_networks_are_for_the_owner_of_the_server_to_allow(
    life: Life, browser: Client, server: Server, path: str, settings: Any
) -> None:
    settings.CALENDAR_NETWORKS = ()
    found = connect(browser, life, server, path)
    assert found.state == Errand.State.FAILED
    assert not (life.folder / "calendars.toml").exists()


def test_a_file_is_read_at_once_and_told_apart(life: Life, browser: Client) -> None:
    soon = timezone.now() + timedelta(days=1)
    good = SimpleUploadedFile("../../team <b>.ics", event("a", soon, "Standup"))
    assert browser.post("/calendars/upload", {"file": good, "area": "work"}).status_code == 302
    page = browser.get("/calendars").content.decode()
    assert "1 event in the next four weeks" in page
    assert "team &lt;b&gt;" in page
    life.refresh_from_db()
    source = person_of(life).calendars[0]
    assert (life.folder / source.path).is_file()
    bad = SimpleUploadedFile("page.ics", b"<html>log in</html>")
    assert browser.post("/calendars/upload", {"file": bad, "area": "work"}).status_code == 422
    change = {"area": "life", "role": "parent", "flexible": "1:1, hold", "tasks": "yes"}
    assert browser.post("/calendars/sources/0", change).status_code == 302
    life.refresh_from_db()
    source = person_of(life).calendars[0]
    assert (source.area, source.role, source.flexible, source.tasks) == (
        "life",
        "parent",
        ("1:1", "hold"),
        True,
    )
    assert browser.post("/calendars/files/0/remove").status_code == 302
    life.refresh_from_db()
    assert person_of(life).calendars == ()


def test_a_life_names_no_file_outside_its_folder(life: Life) -> None:
    for path in ("/etc/passwd", "../other/life.toml"):
        with pytest.raises(InputError, match="outside of your own folder"):
            replace_text(life, LIFE + f'\n[[calendar]]\npath = "{path}"\n', "imported")


def test_an_event_that_hits_the_plan_asks_for_another_and_a_quiet_refresh_does_not(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    browser.post("/calendars/refresh")
    assert "replan" not in work(connected).result
    block = next(b for b in plan_of(connected.plan).blocks if b.commitment == "memo")
    change_there(server, path, path + "x.ics", event("x", block.when.start, "Board"))
    browser.post("/calendars/refresh")
    assert "replan" in work(connected).result
    replanned(connected)
    assert any(e.title == "Board" for e in plan_of(connected.plan).fixed)


def test_a_server_that_is_down_is_told_and_the_copy_stays(connected: Life, browser: Client) -> None:
    file = connected.folder / "calendars.toml"
    copy = connected.folder / ".equipoise" / "calendars" / "work" / "test"
    before = sorted(one.name for one in copy.iterdir())
    text = file.read_text()
    file.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", text))
    browser.post("/calendars/refresh")
    found = work(connected)
    assert found.problems
    assert sorted(one.name for one in copy.iterdir()) == before
    browser.post("/calendars/sync/look")
    assert work(connected).state == Errand.State.FAILED
    assert browser.get("/calendars/sync").status_code == 200
    assert not Record.objects.exists()


def test_a_plan_is_written_dragged_replanned_written_again_and_taken_back(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    change_there(server, path, path + "mine.ics", event("mine", timezone.now() - timedelta(days=30), "=Mine"))
    first = written(browser, connected)
    assert first.state == Errand.State.DONE, first.problems
    assert first.result["written"] == len(there(server, path)) - 1 == connected.records.count()
    again = written(browser, connected)
    assert again.result["count"] == 0
    day = drag(server, path, b"Pay the bills", 1)
    second = written(browser, connected)
    assert "replan" in second.result, second.problems
    replanned(connected)
    moved = next(b for b in plan_of(connected.plan).blocks if b.commitment == "bills")
    assert (str(moved.when.start.astimezone(ZONE).date()), moved.pinned) == (day, True)
    third = written(browser, connected)
    assert third.state == Errand.State.DONE, third.problems
    assert "replan" not in third.result
    browser.post("/calendars/sync/undo")
    undone = work(connected)
    assert undone.state == Errand.State.DONE, undone.problems
    assert b"SUMMARY:=Mine" in there(server, path)[path + "mine.ics"].body
    page = browser.get("/calendars/record", {"what": "calendar.created"}).content.decode()
    assert "Pay the bills" in page


def test_what_was_dragged_in_both_places_lies_where_it_was_put_last(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    drag(server, path, b"Pay the bills", 1)
    written(browser, connected)
    replanned(connected)
    plan = plan_of(connected.plan)
    bills = next(b for b in plan.blocks if b.commitment == "bills")
    when = type(bills.when)(bills.when.start + timedelta(days=2), bills.when.end + timedelta(days=2))
    blocks.move(connected, plan, bills.id, when, timezone.now().astimezone(ZONE))
    run(ask(connected, Proposal.Kind.REPLAN, accept=True))
    connected.refresh_from_db()
    assert len([e for e in hand_made_of(connected.by_hand) if e.commitment == "bills"]) == 1
    done = written(browser, connected)
    assert done.state == Errand.State.DONE, done.problems
    replanned(connected)
    _href, body = block_there(server, path, b"Pay the bills")
    assert f":{when.start.astimezone(ZONE):%Y%m%dT%H%M%S}".encode() in body
    assert [b.when for b in plan_of(connected.plan).blocks if b.commitment == "bills"] == [when]
    assert written(browser, connected).result["count"] == 0


def test_what_was_deleted_there_is_not_put_back(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    href, _body = block_there(server, path, b"Pay the bills")
    change_there(server, path, href, b"")
    done = written(browser, connected)
    assert "replan" in done.result, done.problems
    replanned(connected)
    assert not [b for b in plan_of(connected.plan).blocks if b.commitment == "bills"]
    written(browser, connected)
    assert href not in there(server, path)


def test_what_changed_since_it_was_looked_at_is_not_written(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    drag(server, path, b"Pay the bills", 1)
    browser.post("/calendars/sync/look")
    looked = work(connected)
    drag(server, path, b"Pay the bills", 1)
    before = {href: one.etag for href, one in there(server, path).items()}
    browser.post("/calendars/sync/write", {"look": str(looked.pk)})
    refused = work(connected)
    assert refused.state == Errand.State.FAILED
    assert "nothing was written" in refused.problems[0]["message"]
    assert {href: one.etag for href, one in there(server, path).items()} == before


def test_a_calendar_that_was_emptied_stops_the_sync_until_it_is_meant(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    for href in there(server, path):
        change_there(server, path, href, b"")
    browser.post("/calendars/sync/look")
    braked = work(connected)
    assert braked.state == Errand.State.FAILED
    assert "It is meant" in browser.get("/calendars/sync").content.decode()
    browser.post("/calendars/sync/look", {"allow": "yes"})
    meant = work(connected)
    assert meant.state == Errand.State.DONE
    assert meant.result["hand"]


def test_a_calendar_that_was_emptied_by_mistake_is_filled_again(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    before = set(there(server, path))
    for href in before:
        change_there(server, path, href, b"")
    browser.post("/calendars/sync/look")
    assert work(connected).state == Errand.State.FAILED
    browser.post("/calendars/sync/look", {"allow": "yes", "restore": "yes"})
    looked = work(connected)
    assert (looked.state, looked.result["hand"]) == (Errand.State.DONE, [])
    browser.post("/calendars/sync/write", {"look": str(looked.pk)})
    assert work(connected).state == Errand.State.DONE
    assert set(there(server, path)) == before


def test_what_another_equipoise_wrote_is_no_wish_and_gives_way_when_asked(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    written(browser, connected)
    href, mine = block_there(server, path, b"Pay the bills")
    signature = re.search(rb"Equipoise plan ([0-9a-f]{8})//EN", mine)
    assert signature, "the server keeps who wrote it"
    drag(server, path, b"Pay the bills", 1)
    other = there(server, path)[href].body.replace(signature[1], b"0123abcd")
    change_there(server, path, href, other)
    browser.post("/calendars/sync/look")
    stopped = work(connected)
    assert (stopped.state, stopped.result["rival"]) == (Errand.State.FAILED, 1)
    page = browser.get("/calendars/sync").content.decode()
    assert "Take over: show me the changes" in page
    browser.post("/calendars/sync/look", {"allow": "yes"})
    assert work(connected).result["rival"] == 1, "to let many go is another word"
    page = browser.get("/calendars/sync").content.decode()
    assert page.count('name="take_over"') == page.count('name="allow"') == 1, "what was said stays said"
    browser.post("/calendars/sync/look", {"take_over": "yes"})
    looked = work(connected)
    assert (looked.state, looked.result["hand"]) == (Errand.State.DONE, [])
    browser.post("/calendars/sync/write", {"look": str(looked.pk)})
    assert work(connected).state == Errand.State.DONE
    start = re.search(rb"DTSTART;TZID=[^\r]*", mine)
    assert start
    assert start[0] in there(server, path)[href].body
    assert connected.by_hand == []


def test_the_autopilot_writes_what_comes_into_force(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    browser.post("/calendars/sync/autopilot", {"autopilot": "yes"})
    connected.refresh_from_db()
    run(ask(connected, Proposal.Kind.REPLAN, accept=True))
    assert work(connected).state == Errand.State.DONE
    assert block_there(server, path, b"Pay the bills")


def test_a_backup_restored_elsewhere_deletes_and_doubles_nothing(
    connected: Life, browser: Client, server: Server, path: str, settings: Any
) -> None:
    written(browser, connected)
    before = {href: one.etag for href, one in there(server, path).items()}
    shutil.copytree(
        settings.MEDIA_ROOT.parent,
        settings.MEDIA_ROOT.parent / "elsewhere",
        ignore=shutil.ignore_patterns("static", "elsewhere"),
    )
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "elsewhere" / "lives"
    done = written(browser, connected)
    assert done.result["count"] == 0
    assert {href: one.etag for href, one in there(server, path).items()} == before
    shutil.rmtree(connected.folder / ".equipoise" / "plan")
    browser.post("/calendars/sync/look")
    lost = work(connected)
    assert not [
        line for day in lost.result["days"] for line in day["lines"] if line["verb"] in {"Add", "Take out"}
    ]


def test_no_cell_of_the_record_is_a_formula_and_others_see_nothing(life: Life, browser: Client) -> None:
    Record.objects.create(life=life, what="calendar.created", where="+work", words="=cmd|' /C calc'!A0")
    table = browser.get("/calendars/record.csv").content.decode()
    assert "'=cmd" in table
    assert "'+work" in table
    ben = User.objects.create_user("ben")
    create(ben, text_of(life))
    errand = Errand.objects.create(life=life, kind=Errand.Kind.TRY)
    other = Client()
    other.force_login(ben)
    assert "=cmd" not in other.get("/calendars/record.csv").content.decode()
    for page in ("errands", "connect"):
        assert other.get(f"/calendars/{page}/{errand.pk}").status_code == 404
        assert browser.get(f"/calendars/{page}/{errand.pk}").status_code == 200


def test_an_account_that_is_removed_leaves_nothing(connected: Life, browser: Client) -> None:
    assert browser.post("/calendars/accounts/work/remove").status_code == 302
    connected.refresh_from_db()
    assert person_of(connected).calendars == ()
    with connections_of(connected) as config:
        assert config.accounts.accounts == ()
        assert config.vault().names() == ()


def test_a_disconnected_account_comes_back_by_undo_but_not_its_password(
    connected: Life, browser: Client
) -> None:
    before = person_of(connected).calendars
    assert browser.post("/calendars/accounts/work/remove").status_code == 302
    connected.refresh_from_db()
    assert not (connected.folder / ".equipoise" / "calendars" / "work").exists()
    undo(connected, connected.revision)
    assert person_of(connected).calendars == before
    with connections_of(connected) as config:
        assert [account.name for account in config.accounts.accounts] == ["work"]
        assert config.vault().names() == (), "what was forgotten stays forgotten"
    page = browser.get("/calendars").content.decode()
    assert "Its password is not kept" in page
    found = run(ask(connected, now=timezone.now(), accept=True, seconds=0.3))
    told = found.problems[0]
    assert (told["cure"], "there is no copy" in told["message"]) == ("refresh it under Calendars", True)
    assert browser.post("/calendars/accounts/work/password", {"password": SECRET}).status_code == 302
    assert work(connected).state == Errand.State.DONE
    found = run(ask(connected, now=timezone.now(), accept=True, seconds=0.3))
    assert found.state == Proposal.State.READY, found.problems
    assert "Its password is not kept" not in browser.get("/calendars").content.decode()


def test_undoing_a_connection_takes_the_account_and_its_secret_away(connected: Life, browser: Client) -> None:
    made = connected.revisions.get(what="Calendar connected: work")
    change(connected, "dial", lambda draft: draft.set("rhythm", "dial", value=0.4))
    undo(connected, made.number)
    assert person_of(connected).calendars == ()
    assert person_of(connected).rhythm.dial == 0.4
    with connections_of(connected) as config:
        assert (config.accounts.accounts, config.vault().names()) == ((), ())
    assert browser.get("/calendars").status_code == 200


def test_a_page_does_not_wait_for_a_worker_that_holds_the_calendars(
    connected: Life, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("equipoise.server.keeping.PATIENCE", 0.2)
    with held(connected):
        answer = browser.post("/calendars/accounts/work/remove")
    assert (answer.status_code, b"try again in a minute" in answer.content) == (422, True)
    assert browser.post("/calendars/accounts/work/remove").status_code == 302


def test_refreshes_come_every_half_hour(connected: Life) -> None:
    before = connected.errands.count()
    jobs.refresh_all.func()
    jobs.refresh_all.func()
    assert connected.errands.count() == before + 1
    assert connected.errands.filter(kind=Errand.Kind.REFRESH).count() == 1


def test_a_password_is_changed_only_if_the_server_takes_it(connected: Life, browser: Client) -> None:
    for password, state in (("nonsense-pw", Errand.State.FAILED), (SECRET, Errand.State.DONE)):
        answer = browser.post("/calendars/accounts/work/password", {"password": password})
        assert answer.status_code == 302
        assert work(connected).state == state
        with connections_of(connected) as config:
            account = config.accounts.named("work")
            assert config.vault().get("work", account.owner) == SECRET


def test_a_subscription_is_copied_and_its_address_kept_like_a_password(
    life: Life, browser: Client, folder: Path
) -> None:
    page = reply(event("a", timezone.now() + timedelta(days=1), "Standup"))
    with serving(always(page)) as publisher:
        address = f"{publisher.url}/very-secret.ics"
        fields = {"name": "team", "address": address, "area": "life"}
        assert browser.post("/calendars/subscribe", fields).status_code == 302
        done = work(life)
    assert (done.state, done.result.get("entries")) == (Errand.State.DONE, 1), done.problems
    assert person_of(life).calendars[0].area == "life"
    assert not any(b"very-secret" in one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert "very-secret" not in browser.get("/calendars").content.decode()


def test_a_secret_address_that_fails_is_not_told(life: Life, browser: Client) -> None:
    with serving(always(reply(b"gone", "404 Not Found"))) as publisher:
        fields = {"name": "team", "address": f"{publisher.url}/very-secret.ics", "area": "life"}
        browser.post("/calendars/subscribe", fields)
        failed = work(life)
    assert failed.state == Errand.State.FAILED
    assert failed.problems
    assert "very-secret" not in str(failed.problems) + failed.sealed
    assert not (life.folder / "calendars.toml").exists()


def test_what_is_written_is_told_and_a_calendar_that_is_suddenly_empty_at_once(
    connected: Life, browser: Client, server: Server, path: str
) -> None:
    hooks.make(connected, "x", "https://hooks.example.com/in", ["calendar.written", "sync.trouble"])
    channels.make(connected, "x", "gotifys://push.example.com/Abcdefghij", ["trouble"])
    done = written(browser, connected)
    told = json.loads(connected.deliveries.get().body)
    assert (told["event"], told["data"]["changes"]) == ("calendar.written", done.result["written"])
    for refreshed in ("full", "empty"):
        if refreshed == "empty":
            for href in there(server, path):
                change_there(server, path, href, b"")
        browser.post("/calendars/refresh")
        last = work(connected)
    assert last.result["brake"]
    assert "It is meant: take it over" in browser.get("/calendars").content.decode()
    trouble = json.loads(connected.deliveries.first().body)  # type: ignore[union-attr]
    assert (trouble["event"], trouble["data"]["stopped"]) == ("sync.trouble", True)
    assert trouble["data"]["calendars"] == [row["name"] for row in last.result["calendars"]]
    notice = connected.notices.get()
    assert notice.due <= timezone.now(), "it is told at once, whatever the hour"
