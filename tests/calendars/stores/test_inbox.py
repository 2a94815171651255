"""Bookable hours on servers: an inbox keeps them, Radicale has none; what stood there before comes back on undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.calendars.stores.servers import Server, opened, scheduling

from equipoise.calendars.hours import standing_dates
from equipoise.calendars.published import availability_to_ics
from equipoise.calendars.publishing import PublishedHours
from equipoise.calendars.stores.base import RefusedError
from equipoise.calendars.stores.inbox import Inbox
from equipoise.calendars.sync.resource import digest_of, parse
from equipoise.domain.errors import StorageError

ZONE = ZoneInfo("Europe/Vienna")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DATES = standing_dates(date(2026, 11, 22))


def hours(start: int, now: datetime = NOW) -> bytes:
    """Bookable from that hour to 17:00."""
    return availability_to_ics("Ada", dict.fromkeys(DATES, ((60 * start, 1020),)), ZONE, now)


FOREIGN = hours(7).replace(b"UID:", b"UID:of-another-program-")


@pytest.fixture(scope="module")
def scheduling_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with scheduling(tmp_path_factory.mktemp("scheduling")) as server:
        yield server


@pytest.fixture
def inbox(scheduling_server: Server) -> Iterator[Inbox]:
    with opened(scheduling_server) as store:
        found = Inbox.find(store.session, store.path)
        assert found is not None
        found.write(b"")
        yield found
        found.write(b"")


@pytest.fixture
def there(inbox: Inbox, tmp_path: Path) -> PublishedHours:
    return PublishedHours(tmp_path / "hours.json", inbox)


def says(inbox: Inbox) -> str:
    body = inbox.read()
    return digest_of(parse(body)) if body else ""


def test_hours_are_kept_taken_away_and_read_back(inbox: Inbox) -> None:
    assert inbox.read() == b""
    inbox.write(hours(9))
    assert says(inbox) == digest_of(parse(hours(9)))
    inbox.write(b"")
    assert inbox.read() == b""


def test_a_server_without_scheduling_has_no_inbox(radicale_server: Server) -> None:
    with opened(radicale_server) as store:
        assert Inbox.find(store.session, store.path) is None
        with pytest.raises(StorageError):
            Inbox(store.session, store.path + "nowhere/").write(hours(9))


def test_a_property_that_is_not_kept_is_a_refusal(xandikos_server: Server) -> None:
    with opened(xandikos_server) as store, pytest.raises(RefusedError):
        Inbox(store.session, "/ann/").write(hours(9))


def test_an_inbox_that_fails_is_told_as_such(xandikos_server: Server) -> None:
    """Xandikos names an inbox, and fails when it is asked for this property."""
    with opened(xandikos_server) as store:
        inbox = Inbox.find(store.session, store.path)
        assert inbox is not None
        with pytest.raises(StorageError, match="500"):
            inbox.read()


def test_a_second_time_writes_nothing(there: PublishedHours) -> None:
    assert there.wanted(hours(9))[0] == "add"
    there.write(hours(9), "1")
    later = hours(9, NOW + timedelta(days=7))
    assert there.wanted(later) == ("", ())
    assert PublishedHours(there.path, there.inbox).wanted(later) == ("", ()), "nor by another process"
    assert there.wanted(hours(10)) == ("change", ())


def test_undo_puts_back_what_stood_there_before(there: PublishedHours) -> None:
    there.inbox.write(FOREIGN)
    assert there.wanted(hours(9)) == ("change", ())
    there.write(hours(9), "1")
    there.write(hours(10), "2")
    assert there.last_run == "2"
    assert there.undo() == []
    assert says(there.inbox) == digest_of(parse(hours(9)))
    assert there.undo() == []
    assert says(there.inbox) == digest_of(parse(FOREIGN))
    assert (there.last_run, there.undo()) == ("", [])


def test_what_another_program_wrote_since_stays(there: PublishedHours) -> None:
    there.write(hours(9), "1")
    there.inbox.write(FOREIGN)
    step, (told,) = there.wanted(hours(9))
    assert step == ""
    assert "another program" in told.message
    assert there.wanted(hours(9), insist=True)[0] == "change"
    assert there.wanted(b"") == ("", ()), "what is not ours is not taken away"
    assert len(there.undo()) == 1
    assert says(there.inbox) == digest_of(parse(FOREIGN))


def test_turned_off_ours_go(there: PublishedHours) -> None:
    assert there.wanted(b"") == ("", ())
    there.write(hours(9), "1")
    assert there.wanted(b"") == ("remove", ())
    there.write(b"", "2")
    assert there.inbox.read() == b""
    assert there.wanted(b"") == ("", ())


def test_killed_before_the_server_was_asked_it_is_written_the_next_time(there: PublishedHours) -> None:
    there.write(hours(9), "1")
    PublishedHours(there.path, there.inbox).write(hours(10), "2")
    there.inbox.write(hours(9))  # as if the second one had been noted, and never sent
    assert PublishedHours(there.path, there.inbox).wanted(hours(10)) == ("change", ())


def test_a_damaged_memory_is_told(there: PublishedHours) -> None:
    there.path.write_text("[{]", encoding="utf-8")
    with pytest.raises(StorageError, match="damaged"):
        PublishedHours(there.path, there.inbox)
