from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.calendars.accounts.feeds import Publisher, feed
from tests.calendars.stores.servers import COLLECTION, Server, xandikos

from equipoise.calendars.accounts import Account, Accounts, Collection, Places
from equipoise.calendars.checkup import look
from equipoise.calendars.connections import Connections, open_plan_store
from equipoise.calendars.copies import age_text, read_note
from equipoise.calendars.keys import find_keys
from equipoise.calendars.reading import reading_sources
from equipoise.calendars.refresh import Refreshed, refresh
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.vault import NoSecretError, Vault
from equipoise.domain.errors import InputError
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOME = (ip_network("127.0.0.0/8"),)
SECRET = "correct horse"


def entry(uid: str, title: str) -> bytes:
    return feed(title).replace(f"UID:{title}@t".encode(), f"UID:{uid}".encode())


class Setup:
    """One life's accounts; each call opens and closes its connections as a command does."""

    def __init__(
        self, folder: Path, environ: dict[str, str], *accounts: Account, allowed: bool = True
    ) -> None:
        self.places = Places(folder)
        self.accounts = Accounts(accounts, HOME if allowed else ())
        self.environ = environ

    def open(self) -> Connections:
        return Connections(self.accounts, self.places, self.environ)

    def keep(self, secret: str) -> None:
        account = self.accounts.accounts[0]
        vault = Vault(self.places.vault, find_keys(self.environ, make=True))
        vault.put(account.name, account.owner, secret)

    def refresh(self, now: datetime = NOW, *, allow_mass_deletion: bool = False) -> list[Refreshed]:
        with self.open() as config:
            return list(refresh(config, now=now, allow_mass_deletion=allow_mass_deletion))


@pytest.fixture
def subscription(tmp_path: Path, environ: dict[str, str], publisher: Publisher) -> Setup:
    publisher.pages["/a.ics"] = feed("Review", "Lunch")
    return Setup(tmp_path, environ, Account("team", "ics", publisher.url + "/a.ics"))


def test_a_subscription_is_copied_and_asked_for_changes_only(
    subscription: Setup, publisher: Publisher
) -> None:
    first, second = subscription.refresh()[0], subscription.refresh(NOW + timedelta(hours=1))[0]
    copy = subscription.places.cache("team") / "calendar.ics"
    assert (first.status, first.entries) == ("new", 2)
    assert (second.status, second.entries, second.at) == ("unchanged", 2, NOW + timedelta(hours=1))
    assert copy.read_bytes() == publisher.pages["/a.ics"]
    assert [status for _path, _headers, status in publisher.asked] == [200, 304]
    publisher.pages["/a.ics"] = feed("Review", "Lunch", "Call")
    assert subscription.refresh()[0].status == "updated"
    assert copy.read_bytes() == publisher.pages["/a.ics"]


def test_a_server_without_versions(subscription: Setup, publisher: Publisher) -> None:
    publisher.versions = False
    assert [subscription.refresh()[0].status for _ in range(2)] == ["new", "unchanged"]


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_copy_that_was_touched_is_fetched_anew(
    subscription: Setup, publisher: Publisher, harm: str
) -> None:
    subscription.refresh()
    copy = subscription.places.cache("team") / "calendar.ics"
    if harm == "gone":
        copy.unlink()
    else:
        copy.write_bytes(b"nonsense")
    assert subscription.refresh()[0].status == "updated"
    assert copy.read_bytes() == publisher.pages["/a.ics"]
    assert publisher.asked[-1][2] == 200


def test_a_version_counts_for_its_own_address_alone(
    subscription: Setup, publisher: Publisher, tmp_path: Path, environ: dict[str, str]
) -> None:
    subscription.refresh()
    publisher.pages["/b.ics"] = publisher.pages["/a.ics"]
    other = Setup(tmp_path, environ, Account("team", "ics", publisher.url + "/b.ics"))
    other.refresh()
    assert "if-none-match" not in publisher.asked[-1][1]


def test_redirects_and_compression(subscription: Setup, publisher: Publisher) -> None:
    publisher.moved["/a.ics"] = "/elsewhere.ics"
    publisher.pages["/elsewhere.ics"] = feed("Review")
    assert subscription.refresh()[0].entries == 1
    assert "gzip" in publisher.asked[-1][1]["accept-encoding"]
    assert (
        gzip.compress(publisher.pages["/elsewhere.ics"])[:2]
        not in (subscription.places.cache("team") / "calendar.ics").read_bytes()
    )


@pytest.mark.parametrize("harm", ["404", "offline", "a page"])
def test_what_fails_leaves_the_copy_and_tells_its_age(
    subscription: Setup, publisher: Publisher, harm: str
) -> None:
    subscription.refresh()
    before = (subscription.places.cache("team") / "calendar.ics").read_bytes()
    if harm == "404":
        publisher.pages.clear()
    elif harm == "offline":
        publisher.moved["/a.ics"] = "http://127.0.0.1:9/a.ics"
    else:
        publisher.pages["/a.ics"] = b"<!doctype html><p>Log in"
    found = subscription.refresh(NOW + timedelta(days=3))[0]
    assert (found.status, found.entries, found.at) == ("failed", 2, NOW)
    assert "its copy of 3 days ago is used" in found.findings[0].cure
    assert (subscription.places.cache("team") / "calendar.ics").read_bytes() == before
    assert read_note(subscription.places.cache("team")).at == NOW  # type: ignore[union-attr]


def test_private_places_are_asked_only_if_the_owner_allows_it(
    tmp_path: Path, environ: dict[str, str], publisher: Publisher
) -> None:
    account = Account("team", "ics", publisher.url + "/a.ics")
    found = Setup(tmp_path, environ, account, allowed=False).refresh()[0]
    assert found.status == "failed"
    assert found.findings[0].cure == "there is no copy of it yet"
    assert publisher.asked == []


def test_a_secret_address_stands_in_no_file(
    tmp_path: Path, environ: dict[str, str], publisher: Publisher
) -> None:
    path = "/private-0123456789abcdef/basic.ics"
    publisher.pages[path] = feed("Review")
    setup = Setup(tmp_path, environ, Account("team", "ics"))
    setup.keep(publisher.url + path)
    assert setup.refresh()[0].status == "new"
    publisher.pages.clear()
    failed = setup.refresh()[0]
    assert failed.status == "failed"
    assert "0123456789abcdef" not in str(failed)
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(files) >= 4
    assert not [one for one in files if b"0123456789abcdef" in one.read_bytes()]


def test_a_subscription_with_a_password(
    tmp_path: Path, environ: dict[str, str], publisher: Publisher
) -> None:
    publisher.pages["/a.ics"], publisher.login = feed("Review"), f"ada:{SECRET}"
    setup = Setup(tmp_path, environ, Account("team", "ics", publisher.url + "/a.ics", "ada"))
    setup.keep("wrong")
    wrong = setup.refresh()[0]
    assert (wrong.status, "401" in wrong.findings[0].message) == ("failed", True)
    setup.keep(SECRET)
    assert setup.refresh()[0].status == "new"


def test_one_that_fails_does_not_stop_the_others(
    tmp_path: Path, environ: dict[str, str], publisher: Publisher
) -> None:
    publisher.pages["/a.ics"] = feed("Review")
    gone = Account("gone", "ics", publisher.url + "/gone.ics")
    there = Account("there", "ics", publisher.url + "/a.ics")
    setup = Setup(tmp_path, environ, gone, there)
    assert [one.status for one in setup.refresh()] == ["failed", "new"]
    with setup.open() as config:
        assert [one.name for one in refresh(config, now=NOW, only=["there"])] == ["there"]
        with pytest.raises(InputError, match="there is no account 'their'"):
            list(refresh(config, now=NOW, only=["their"]))
        told = list(look(config))
    assert [(one.reachable, one.readable, one.entries) for one in told] == [
        (False, False, 0),
        (True, True, 1),
    ]


@pytest.fixture
def served(radicale_server: Server) -> Iterator[tuple[CalDavStore, str]]:
    """An empty calendar on a real server, and its address."""
    path = radicale_server.new_calendar()
    with ExitStack() as stack:
        client = stack.enter_context(radicale_server.client())
        yield CalDavStore.open(client, radicale_server.url + path), radicale_server.url + path
    radicale_server.drop(path)


@pytest.fixture
def account(
    tmp_path: Path, environ: dict[str, str], radicale_server: Server, served: tuple[CalDavStore, str]
) -> Setup:
    team = Collection("team", served[1], plan=True)
    setup = Setup(tmp_path, environ, Account("work", "caldav", radicale_server.url, "ann", (team,)))
    setup.keep(SECRET)
    return setup


def test_a_collection_is_mirrored(account: Setup, served: tuple[CalDavStore, str]) -> None:
    store, folder = served[0], account.places.cache("work", "team")
    for uid in ("one", "two", "three"):
        store.write(store.href_for(uid), entry(uid, uid), match="")
    found = account.refresh()[0]
    assert (found.name, found.status, found.entries) == ("work/team", "new", 3)
    assert account.refresh()[0].status == "unchanged"
    store.remove(store.href_for("two"), match=store.listing().etags[store.href_for("two")])
    href = store.href_for("one")
    store.write(href, entry("one", "Changed"), match=store.listing().etags[href])
    found = account.refresh()[0]
    assert (found.status, found.entries) == ("updated", 2)
    assert b"SUMMARY:Changed" in (folder / "one.ics").read_bytes()
    assert {path.name for path in folder.glob("*.ics")} == {"one.ics", "three.ics"}


FREEBUSY = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VFREEBUSY\r\nUID:fb\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART:20261123T000000Z\r\nDTEND:20261130T000000Z\r\n"
    b"FREEBUSY:20261124T080000Z/PT1H,20261125T100000Z/20261125T113000Z\r\nFREEBUSY;FBTYPE=FREE:20261126T080000Z/PT1H\r\n"
    b"END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def liberal(tmp_path: Path) -> Iterator[tuple[CalDavStore, str]]:
    """A calendar of Xandikos, which takes a VFREEBUSY; Radicale refuses such entries."""
    (tmp_path / "server").mkdir()
    with xandikos(tmp_path / "server") as server:
        url = f"{server.url}{server.home}free/"
        wanted = COLLECTION.format(name="Free").replace("VTODO", "VFREEBUSY").encode()
        with server.client() as client:
            made = client.request("MKCALENDAR", url, headers={"Content-Type": "application/xml"}, body=wanted)
            assert made.status == 201
            yield CalDavStore.open(client, url), url


def test_busy_times_that_lie_in_a_collection_are_copied_and_kept_free(
    liberal: tuple[CalDavStore, str], tmp_path: Path, environ: dict[str, str]
) -> None:
    """RFC 4791 section 4.1 lets an entry be a VFREEBUSY (RFC 5545 section 3.6.4)."""
    store, url = liberal
    account = Setup(tmp_path, environ, Account("work", "caldav", url, collections=(Collection("team", url),)))
    store.write(store.href_for("one"), entry("one", "Review"), match="")
    etag = store.write(store.href_for("fb"), FREEBUSY, match="")
    assert account.refresh()[0].entries == 2
    path = account.places.cache("work", "team").relative_to(account.places.folder).as_posix()
    source = CalendarSource(path, "team")
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    window = Interval(monday, monday + timedelta(days=7))

    def busy() -> list[tuple[str, float]]:
        events, findings = reading_sources([source], account.places.folder, ZoneInfo("UTC"), window)
        assert findings == ()
        return [
            (f"{event.when.start:%d %H:%M}", event.when.minutes) for event in events if event.title == "Busy"
        ]

    assert busy() == [("24 08:00", 60), ("25 10:00", 90)]
    store.write(store.href_for("fb"), FREEBUSY.replace(b"T080000Z/PT1H", b"T083000Z/PT2H"), match=etag)
    assert account.refresh()[0].status == "updated"
    assert busy() == [("24 08:30", 120), ("25 10:00", 90)]
    store.remove(store.href_for("fb"), match=store.listing().etags[store.href_for("fb")])
    account.refresh()
    assert busy() == []


def test_the_mirror_never_writes_to_the_server(account: Setup, served: tuple[CalDavStore, str]) -> None:
    store, folder = served[0], account.places.cache("work", "team")
    for uid in ("one", "two"):
        store.write(store.href_for(uid), entry(uid, uid), match="")
    account.refresh()
    before = store.listing().etags
    (folder / "one.ics").write_bytes(entry("one", "Edited in the copy"))
    (folder / "two.ics").unlink()
    (folder / "mine.ics").write_bytes(entry("mine", "Mine"))
    account.refresh()
    assert store.listing().etags == before
    assert b"SUMMARY:one" in (folder / "one.ics").read_bytes()
    assert {path.name for path in folder.glob("*.ics")} == {"one.ics", "two.ics"}


def test_another_address_leaves_nothing_of_the_old_one(
    account: Setup, served: tuple[CalDavStore, str], radicale_server: Server
) -> None:
    served[0].write(served[0].href_for("old"), entry("old", "Old"), match="")
    account.refresh()
    path = radicale_server.new_calendar()
    with radicale_server.client() as client:
        other = CalDavStore.open(client, radicale_server.url + path)
        other.write(other.href_for("new"), entry("new", "New"), match="")
    moved = (Collection("team", radicale_server.url + path),)
    work = Account("work", "caldav", radicale_server.url, "ann", moved)
    found = Setup(account.places.folder, account.environ, work).refresh()[0]
    radicale_server.drop(path)
    assert (found.status, found.entries, found.findings) == ("updated", 1, ())
    assert [one.name for one in account.places.cache("work", "team").glob("*.ics")] == ["new.ics"]


def test_a_calendar_that_became_empty_is_told_first(account: Setup, served: tuple[CalDavStore, str]) -> None:
    store = served[0]
    for uid in ("one", "two"):
        store.write(store.href_for(uid), entry(uid, uid), match="")
    account.refresh()
    for href, etag in store.listing().etags.items():
        store.remove(href, match=etag)
    stopped = account.refresh()[0]
    assert (stopped.status, stopped.entries) == ("failed", 2)
    assert account.refresh(allow_mass_deletion=True)[0].entries == 0


def test_what_can_be_done_there(account: Setup, served: tuple[CalDavStore, str]) -> None:
    served[0].write(served[0].href_for("one"), entry("one", "one"), match="")
    with account.open() as config:
        found = next(iter(look(config)))
    assert (found.name, found.plan, found.entries, found.problem) == ("work/team", True, 1, "")
    assert (found.reachable, found.readable, found.writable, found.sync) == (True, True, True, True)
    assert found.refreshed is None


def test_a_wrong_password_is_told_without_showing_it(account: Setup) -> None:
    account.keep("wrong-password")
    with account.open() as config:
        found = next(iter(look(config)))
    assert not found.reachable
    assert "user name and password" in found.problem
    assert "wrong-password" not in str(found)


def test_an_address_changed_by_hand_does_not_get_the_password(
    account: Setup, publisher: Publisher, tmp_path: Path, environ: dict[str, str]
) -> None:
    work = account.accounts.accounts[0]
    there = (Collection("team", publisher.url + "/x/"),)
    for changed in (
        Account("work", "caldav", publisher.url, "ann", there),
        Account("work", "caldav", work.url, "ann", there),
    ):
        found = Setup(tmp_path, environ, changed).refresh()[0]
        assert found.status == "failed"
    assert not [headers for _path, headers, _status in publisher.asked if "authorization" in headers]


def test_the_store_of_the_plan(account: Setup, served: tuple[CalDavStore, str]) -> None:
    with account.open() as config:
        store = open_plan_store(config)
        store.write(store.href_for("block"), entry("block", "Block"), match="")
    assert served[0].href_for("block") in served[0].listing().etags
    with (
        Setup(account.places.folder, account.environ).open() as config,
        pytest.raises(InputError, match="no collection"),
    ):
        open_plan_store(config)


def test_an_account_without_its_password(account: Setup) -> None:
    account.places.vault.unlink()
    with account.open() as config, pytest.raises(NoSecretError, match="equipoise calendars password"):
        open_plan_store(config)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=9, hours=23), "9 days"),
    ],
)
def test_ages(age: timedelta, told: str) -> None:
    assert age_text(age) == told
