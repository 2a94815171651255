"""Bugs that cost people of other programs their data, each as a test of this one.

Each docstring names the threads on GitHub (owner/repository#number) and says what was lost there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.calendars.sync.bodies import event

from equipoise.calendars.stores.base import (
    Fetched,
    Listing,
    MissingError,
    PreconditionError,
    RefusedError,
    TokenError,
    UidTakenError,
)
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.carrying import Outcome
from equipoise.calendars.sync.decide import EmptiedError
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.moving import move
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import State
from equipoise.domain.errors import StorageError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass
class Odd(MemoryStore):
    """A server with a habit of its own."""

    no_etags: bool = False
    forgets: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    trash: set[str] = field(default_factory=set)
    undeletable: bool = False
    bad_tokens: bool = False
    meanwhile: dict[str, bytes] = field(default_factory=dict)
    conflicts: int = 0
    matches: list[tuple[str, str]] = field(default_factory=list)

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        if token and self.bad_tokens:
            raise TokenError("418 I'm a teapot")
        found = super().listing(token, bodies=bodies and not self.forgets)
        return Listing(dict.fromkeys(found.etags, ""), token=found.token) if self.no_etags else found

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        found = super().fetch([href for href in hrefs if href not in self.forgets])
        if not self.no_etags:
            return found
        return {href: Fetched(one.body) for href, one in found.items() if isinstance(one, Fetched)}

    def write(self, href: str, body: bytes, *, match: str) -> str:
        self.matches.append((href, match))
        if href in self.meanwhile:
            self.bodies[href] = self.meanwhile.pop(href)
            self._touch(href)
        if self.conflicts:
            self.conflicts -= 1
            raise PreconditionError("409 Conflict")
        uid = uid_of(parse(body))
        if uid in self.refuses:
            raise RefusedError("400 Bad Request")
        if uid in self.trash and not match:
            raise UidTakenError("400: this UID exists already, in the trash")
        etag = super().write(href, body, match=match)
        return "" if self.no_etags else etag

    def remove(self, href: str, *, match: str) -> None:
        if self.undeletable:
            raise RefusedError("403 Forbidden")
        super().remove(href, match=match)


@dataclass
class Pair:
    local: MemoryStore
    server: Odd
    state: State
    runs: int = 0

    def sync(self, *, allow: bool = False) -> Outcome:
        self.runs += 1
        return sync(
            self.local, self.server, self.state, run=str(self.runs), now=NOW, allow_mass_deletion=allow
        )

    def settle(self) -> None:
        """Two syncs bring both together; a third one writes nothing."""
        self.sync()
        self.sync()
        self.quiet()

    def quiet(self) -> None:
        outcome = self.sync()
        assert outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE) == 0

    def here(self, uid: str, title: str = "Memo", **more: str) -> None:
        self._put(self.local, uid, title, more)

    def there(self, uid: str, title: str = "Memo", **more: str) -> None:
        self._put(self.server, uid, title, more)

    @staticmethod
    def _put(store: MemoryStore, uid: str, title: str, more: Mapping[str, str]) -> None:
        store.bodies[f"{uid}.ics"] = event(uid, title, **more)
        store._touch(f"{uid}.ics")

    def titles(self) -> tuple[list[str], list[str]]:
        return _titles(self.local), _titles(self.server)

    def same(self, *titles: str) -> None:
        assert self.titles() == (sorted(titles), sorted(titles))


def _titles(store: MemoryStore) -> list[str]:
    return sorted(
        part.value("SUMMARY")
        for body in store.bodies.values()
        for part in parse(body).children
        if part.name != "VTIMEZONE"
    )


@pytest.fixture
def pair() -> Iterator[Pair]:
    state = State(":memory:", "pair")
    yield Pair(MemoryStore("here"), Odd("server"), state)
    state.close()


def test_outlookcaldavsynchronizer_442_if_match_is_the_version_that_the_edit_was_based_on(pair: Pair) -> None:
    """aluxnimm/outlookcaldavsynchronizer#442: If-Match carried the version just fetched, so that the server's edit was
    overwritten silently.
    """
    pair.here("a")
    pair.sync()
    seen = pair.server.etag("a.ics")
    pair.here("a", "Mine")
    # somebody moves it on the server between our look and our write
    pair.server.meanwhile["a.ics"] = event("a", "Memo", "20261125T110000")
    pair.server.matches.clear()
    pair.sync()
    assert pair.server.matches[0] == ("a.ics", seen)
    pair.settle()
    pair.same("Mine")
    assert b"DTSTART:20261125T110000" in pair.server.bodies["a.ics"], "the server's edit is kept too"


def test_outlookcaldavsynchronizer_485_a_lost_memory_never_creates_again(pair: Pair) -> None:
    """aluxnimm/outlookcaldavsynchronizer#485: a memory cut by a power loss made every entry new: masses of duplicates."""
    for number in range(20):
        pair.here(f"u{number}", f"T{number}")
    pair.sync()
    before = dict(pair.server.bodies)
    pair.state.close()
    pair.state = State(":memory:", "pair")
    pair.quiet()
    assert pair.server.bodies == before


def test_vdirsyncer_1140_copies_of_one_invitation_collapse(pair: Pair) -> None:
    """pimutils/vdirsyncer#1140, pimutils/vdirsyncer#1093, pimutils/vdirsyncer#172: hundreds of equal copies of one
    invitation, or two entries of one UID, stopped the sync.
    """
    pair.there("a")
    for number in range(700):
        pair.server.write(f"copy{number}.ics", event("a"), match="")
    pair.there("b", "Other")
    pair.settle()
    pair.same("Memo", "Other")


def test_vdirsyncer_42_an_emptied_side_stops_the_sync(pair: Pair) -> None:
    """pimutils/vdirsyncer#42: an empty local folder deleted everything on the server."""
    for number in range(12):
        pair.here(f"u{number}", f"T{number}")
    pair.sync()
    pair.local.bodies.clear()
    with pytest.raises(EmptiedError, match="12 of 12"):
        pair.sync()
    assert len(pair.server.bodies) == 12
    pair.sync(allow=True)
    pair.same()


def test_vdirsyncer_42_many_deletions_at_once_need_a_word(pair: Pair) -> None:
    """pimutils/vdirsyncer#42: most of a calendar was gone at once, and nobody was asked."""
    for number in range(30):
        pair.here(f"u{number:02}", f"T{number}")
    pair.sync()
    for number in range(11):
        pair.server.remove(f"u{number:02}.ics", match="*")
    with pytest.raises(EmptiedError, match="11 of 30"):
        pair.sync()
    assert len(pair.local.bodies) == 30


def test_vdirsyncer_1074_what_a_server_cannot_store_is_not_deleted(pair: Pair) -> None:
    """pimutils/vdirsyncer#1074: tasks were deleted because the other server keeps none."""
    pair.server.stores = frozenset({"VEVENT"})
    pair.here("a")
    pair.here("t", "Task", kind="VTODO")
    pair.settle()
    assert pair.titles() == (["Memo", "Task"], ["Memo"])


def test_vdirsyncer_128_an_edit_beats_a_deletion(pair: Pair) -> None:
    """pimutils/vdirsyncer#128: deleted on one side, edited on the other: the edit was lost."""
    pair.here("a")
    pair.here("b", "Other")
    pair.sync()
    del pair.local.bodies["a.ics"]
    pair.there("a", "Edited there")
    pair.here("b", "Edited here")
    del pair.server.bodies["b.ics"]
    pair.settle()
    pair.same("Edited here", "Edited there")


def test_vdirsyncer_963_a_409_is_read_again_and_tried_once_more(pair: Pair) -> None:
    """pimutils/vdirsyncer#963, pimutils/vdirsyncer#964: Google answered 409 when a series was changed: users wiped their
    calendar each time.
    """
    pair.here("a", extra="RRULE:FREQ=WEEKLY")
    pair.here("b", "Other")
    pair.sync()
    pair.here("a", "Moved", extra="RRULE:FREQ=WEEKLY")
    pair.here("b", "Too")
    pair.server.conflicts = 1
    outcome = pair.sync()
    assert not outcome.findings
    pair.same("Moved", "Too")


def test_vdirsyncer_963_a_lasting_409_is_told_and_the_others_go_on(pair: Pair) -> None:
    """pimutils/vdirsyncer#963: one lasting 409 stopped the sync of all other entries."""
    pair.here("a")
    pair.here("b", "Other")
    pair.sync()
    pair.here("a", "Moved")
    pair.here("b", "Too")
    pair.server.conflicts = 2
    outcome = pair.sync()
    assert [finding.file for finding in outcome.findings] == ["a"]
    assert pair.titles()[1] == ["Memo", "Too"]
    pair.settle()
    pair.same("Moved", "Too")


def test_dankcalendar_108_one_missing_answer_empties_nothing(pair: Pair) -> None:
    """AvengeMedia/dankcalendar#108: one 404 inside an answer for many emptied a calendar silently."""
    for number in range(5):
        pair.there(f"u{number}", f"T{number}")
    pair.sync()
    for number in range(5):
        pair.there(f"u{number}", f"New {number}")
    pair.server.forgets = frozenset({"u2.ics"})
    outcome = pair.sync()
    assert [finding.file for finding in outcome.findings] == ["u2.ics"]
    assert _titles(pair.local) == ["New 0", "New 1", "New 3", "New 4", "T2"]
    pair.server.forgets = frozenset()
    pair.settle()
    pair.same(*(f"New {number}" for number in range(5)))


def test_calcurse_470_a_server_without_versions_doubles_nothing(pair: Pair) -> None:
    """lfos/calcurse#470: no ETag: events doubled at every sync, 2, 4, 8."""
    pair.server.no_etags = True
    pair.here("a")
    pair.there("b", "Other")
    pair.settle()
    pair.same("Memo", "Other")
    pair.here("a", "Edited here")
    pair.there("b", "Edited there")
    pair.settle()
    pair.same("Edited here", "Edited there")


def test_calcurse_232_the_first_sync_joins_by_uid(pair: Pair) -> None:
    """lfos/calcurse#232: the first sync of both ways duplicated years of events."""
    for number in range(50):
        pair.here(f"u{number}", f"T{number}")
        pair.server.write(f"{number}-other-name.ics", event(f"u{number}", f"T{number}"), match="")
    pair.quiet()
    assert len(pair.server.bodies) == len(pair.local.bodies) == 50


def test_nextcloud_calendar_3550_an_edit_goes_to_the_href_that_is_known(pair: Pair) -> None:
    """nextcloud/calendar#3550: each edit on a phone added a copy."""
    pair.server.write("0123.ics", event("a"), match="")
    pair.sync()
    for title in ("Once", "Twice", "Thrice"):
        pair.here("a", title)
        pair.sync()
    assert list(pair.server.bodies) == ["0123.ics"]
    pair.same("Thrice")


def test_davx5_897_after_a_412_both_edits_are_there(pair: Pair) -> None:
    """bitfireAT/davx5-ose#897: an edited or deleted occurrence came back after a 412."""
    pair.here("a")
    pair.sync()
    pair.here("a", "Renamed here")
    pair.server.meanwhile["a.ics"] = event("a", "Memo", extra="LOCATION:Room 5")
    pair.sync()
    pair.settle()
    pair.same("Renamed here")
    assert b"LOCATION:Room 5" in pair.server.bodies["a.ics"]


def test_davx5_2739_a_412_on_what_is_gone_ends_in_a_decision(pair: Pair) -> None:
    """bitfireAT/davx5-ose#2739: edited here, deleted there: retried for ever."""
    pair.here("a")
    pair.sync()
    pair.here("a", "Edited")

    class Gone(Odd):
        def write(self, href: str, body: bytes, *, match: str) -> str:
            if match and href in self.bodies:
                del self.bodies[href]
                self._touch(href)
                raise MissingError("412: there is nothing here")
            return super().write(href, body, match=match)

    gone = Gone("server")
    gone.bodies, gone.versions = pair.server.bodies, pair.server.versions
    pair.server = gone
    pair.sync()
    pair.settle()
    pair.same("Edited")


def test_davx5_1459_one_refused_entry_does_not_stop_the_others(pair: Pair) -> None:
    """bitfireAT/davx5-ose#1459: one refused event stopped the sync of all others."""
    pair.server.refuses = frozenset({"b"})
    for uid in "abc":
        pair.here(uid, uid.upper())
    outcome = pair.sync()
    assert [finding.file for finding in outcome.findings] == ["b"]
    assert pair.titles() == (["A", "B", "C"], ["A", "C"])


def test_nextcloud_server_30096_what_lies_in_the_trash_comes_back_under_another_identity(pair: Pair) -> None:
    """nextcloud/server#30096, nextcloud/calendar#4091, nextcloud/calendar#4412, nextcloud/server#34375,
    nextcloud/server#61881: deleted, then imported again: refused, since its UID lay in the trash.
    """
    pair.server.trash = {"a"}
    pair.here("a")
    pair.settle()
    pair.same("Memo")
    assert "a.ics" not in pair.server.bodies


def test_nextcloud_server_42582_a_refused_deletion_does_not_loop(pair: Pair) -> None:
    """nextcloud/server#42582, python-caldav/caldav#371: the third deletion of one UID was refused, again at every sync."""
    pair.here("a")
    pair.here("b", "Other")
    pair.sync()
    pair.server.undeletable = True
    del pair.local.bodies["a.ics"]
    for _ in range(3):
        outcome = pair.sync()
        assert [finding.message for finding in outcome.findings] == ["403 Forbidden"]
        assert outcome.writes(Side.LOCAL) == outcome.writes(Side.REMOTE) == 0


def test_nextcloud_calendar_4735_a_move_neither_doubles_nor_loses() -> None:
    """nextcloud/calendar#4735: moving an event between calendars doubled it or lost it."""
    source, target = MemoryStore("one"), Odd("other")
    source.write("a.ics", event("a"), match="")
    target.refuses = frozenset({"a"})
    with pytest.raises(StorageError):
        move("a.ics", source, target)
    assert list(source.bodies) == ["a.ics"]
    target.refuses = frozenset()
    target.forgets = frozenset({"a.ics"})  # it arrived, but that cannot be seen: it stays in both
    with pytest.raises(StorageError, match="did not arrive"):
        move("a.ics", source, target)
    assert list(source.bodies) == list(target.bodies) == ["a.ics"]
    target.forgets = frozenset()
    move("a.ics", source, target)
    assert (list(source.bodies), list(target.bodies)) == ([], ["a.ics"])


def test_python_caldav_183_and_radicale_1479_a_refused_sync_token_means_a_full_look(pair: Pair) -> None:
    """python-caldav/caldav#183, python-caldav/caldav#234, Kozea/Radicale#1479, Kozea/Radicale#825, Kozea/Radicale#1049,
    sabre-io/dav#1490: a refused sync token, and the client never synced again.
    """
    pair.server.tokens = True
    pair.here("a")
    pair.there("b", "Other")
    pair.sync()
    pair.server.bad_tokens = True
    del pair.server.bodies["b.ics"]
    pair.there("c", "New")
    pair.settle()
    pair.same("Memo", "New")


def test_outlookcaldavsynchronizer_463_a_sync_without_changes_writes_nothing(pair: Pair) -> None:
    """aluxnimm/outlookcaldavsynchronizer#463: two clients answered each other's stamps until SEQUENCE was 743."""
    for number in range(10):
        pair.here(f"h{number}", f"H{number}")
        pair.there(f"t{number}", f"T{number}")
    pair.sync()
    pair.server.matches.clear()
    for _ in range(3):
        pair.quiet()
    # another client touches stamps and sequence numbers: nothing comes of it
    for href, body in list(pair.server.bodies.items()):
        stamped = body.replace(b"DTSTAMP:20261101T000000Z", b"DTSTAMP:20261122T000000Z\r\nSEQUENCE:743")
        pair.server.bodies[href] = stamped
        pair.server._touch(href)
    pair.quiet()
    assert pair.server.matches == []


def test_caldir_48_a_lost_memory_does_not_try_for_ever(pair: Pair) -> None:
    """t4t5/caldir#48: a lost memory made the sync try for ever."""
    pair.here("a")
    pair.sync()
    pair.here("a", "Mine")
    pair.there("a", "Theirs")
    pair.state.close()
    pair.state = State(":memory:", "pair")
    pair.settle()
    pair.same("Theirs")
    assert [body for _uid, _why, body in pair.state.shelf()] == [event("a", "Mine")]


def test_outlookgooglecalendarsync_2290_conflicts_do_not_breed(pair: Pair) -> None:
    """phw198/OutlookGoogleCalendarSync#2290: one more copy each day."""
    pair.here("a")
    pair.sync()
    pair.here("a", "Mine")
    pair.there("a", "Theirs")
    for _ in range(5):
        pair.sync()
    pair.quiet()
    pair.same("Mine (conflict)", "Theirs")


def test_vdirsyncer_694_a_few_deletions_are_no_alarm(pair: Pair) -> None:
    """pimutils/vdirsyncer#694, pimutils/vdirsyncer#1099: the brake against an emptied side stopped syncs that were meant."""
    for number in range(4):
        pair.here(f"u{number}", f"T{number}")
    pair.sync()
    for number in range(3):
        del pair.local.bodies[f"u{number}.ics"]
    pair.settle()
    pair.same("T3")


def test_outlookcaldavsynchronizer_116_an_invitation_is_not_written_again(pair: Pair) -> None:
    """aluxnimm/outlookcaldavsynchronizer#116, aluxnimm/outlookcaldavsynchronizer#214, ridafkih/keeper.sh#875: entries with
    guests were written at every sync, and each time the server mailed all of them.
    """
    guests = "ORGANIZER:mailto:me@firm.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:you@firm.example"
    pair.there("a", extra=guests)
    pair.sync()
    pair.server.matches.clear()
    answered = pair.server.bodies["a.ics"].replace(b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=ACCEPTED")
    pair.server.bodies["a.ics"] = answered
    pair.server._touch("a.ics")
    for _ in range(3):
        pair.sync()
    assert pair.server.matches == []
    assert pair.local.bodies["a.ics"] == answered


def test_groupoffice_1523_a_stamp_of_the_year_one_does_not_loop(pair: Pair) -> None:
    """Intermesh/groupoffice#1523: LAST-MODIFIED in the year 0001 was always older: the same entry at every sync."""
    pair.there("a", extra="LAST-MODIFIED:20261101T000000Z")
    pair.sync()
    pair.there("a", extra="LAST-MODIFIED:00010101T000000Z")
    pair.quiet()
    pair.here("a", "Edited", extra="LAST-MODIFIED:00010101T000000Z")
    pair.settle()
    pair.same("Edited")


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
def test_buteo_25_the_href_is_not_the_uid_and_an_edit_after_a_write_without_version_stays(
    pair: Pair, at_once: bool
) -> None:
    """nemomobile/buteo-sync-plugin-caldav#25: the href was taken for the UID, and the next edit on a server that tells no
    ETag after a write was overwritten.
    """
    pair.server.write("x1.ics", event("a"), match="")
    pair.sync()
    theirs = event("a", "Theirs, afterwards")

    class Silent(Odd):
        def write(self, href: str, body: bytes, *, match: str) -> str:
            super().write(href, body, match=match)
            if at_once:
                self.bodies[href] = theirs
                self._touch(href)
            return ""

    silent = Silent("server")
    silent.bodies, silent.versions = pair.server.bodies, pair.server.versions
    pair.server = silent
    pair.here("a", "Mine")
    pair.sync()
    if not at_once:
        pair.server.bodies["x1.ics"] = theirs
        pair.server._touch("x1.ics")
    pair.settle()
    pair.same("Theirs, afterwards")
    assert list(pair.server.bodies) == ["x1.ics"]


def test_a_series_that_another_client_splits_arrives_whole(pair: Pair) -> None:
    """tine20/tine20#6697, ulsklyc/yuvomi#1269: of a series that is split, one half is an edit and the other is new: both
    arrive, with the exceptions that they have, and nothing is there twice.
    """
    pair.there("abc", extra="RRULE:FREQ=WEEKLY")
    pair.sync()
    pair.there("abc", extra="RRULE:FREQ=WEEKLY;UNTIL=20261125T000000Z")
    pair.there("abc_R20261130T090000", "Later", extra="RRULE:FREQ=WEEKLY\r\nEXDATE:20261214T090000")
    pair.settle()
    pair.same("Memo", "Later")
    assert pair.local.bodies == pair.server.bodies
