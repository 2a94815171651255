"""Servers that promise less than the standards, or keep less than they promise: nothing is lost on them either."""

from __future__ import annotations

import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from tests.calendars.fetching.local import always, request_of, rules, serving
from tests.calendars.stores.scripted import etag, listed, one
from tests.calendars.sync.bodies import event
from tests.calendars.sync.forgetful import Forgetful
from tests.calendars.sync.ledger import title_of

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.errors import NoAnswerError
from equipoise.calendars.stores.base import TokenError
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.ctag import ctag_token, kept
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.decide import EmptiedError
from equipoise.calendars.sync.loop import compare, sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import digest_of, parse
from equipoise.calendars.sync.state import State
from equipoise.calendars.sync.undo import undo

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Numbered(MemoryStore):
    """Counts the versions of each resource from 0, and begins again when it is made anew."""

    def etag(self, href: str) -> str:
        return f'"{self.versions[href]}"'

    def remove(self, href: str, *, match: str) -> None:
        super().remove(href, match=match)
        self.versions[href] = 0


class Lax(MemoryStore):
    """Does not look at conditions."""

    def _check(self, href: str, match: str) -> None:
        pass


@dataclass
class Rewriting(MemoryStore):
    """Adds to what it is given, and tells a version all the same."""

    def write(self, href: str, body: bytes, *, match: str) -> str:
        return super().write(href, body.replace(b"END:VEVENT", b"X-SEEN:yes\r\nEND:VEVENT"), match=match)


def met(server: MemoryStore, state: State, number: int = 3) -> MemoryStore:
    """Bring some entries to both sides."""
    local = MemoryStore("local")
    for each in range(number):
        local.write(f"e{each}.ics", event(f"e{each}", f"Title {each}"), match="")
    for run in ("first", "second"):
        sync(local, server, state, run=run, now=NOW)
    assert set(local.bodies) == set(server.bodies)
    return local


@pytest.mark.parametrize("silent", [False, True])
def test_deletions_behind_a_forgotten_token_are_seen(silent: bool) -> None:
    server = Forgetful(silent=silent)
    with State(":memory:", "pair") as state:
        local = met(server, state)
        server.remove("e0.ics", match=server.etag("e0.ics"))
        state.set_token(Side.REMOTE, "forgotten")
        sync(local, server, state, run="3", now=NOW)
        assert sorted(local.bodies) == ["e1.ics", "e2.ics"]


@pytest.mark.parametrize("edited", ["e0", "new"])
@pytest.mark.parametrize("mine", [False, True])
def test_deletions_behind_a_forgotten_token_are_seen_though_nothing_stayed_as_it_was(
    edited: str, mine: bool
) -> None:
    """All that the answer names is new, so that it looks like a list of changes; what is gone is not in it."""
    server = Forgetful()
    with State(":memory:", "pair") as state:
        local = met(server, state)
        side = local if mine else server
        there = f"{edited}.ics" in side.bodies
        side.write(f"{edited}.ics", event(edited, "Other"), match="*" if there else "")
        if mine:
            sync(local, server, state, run="3", now=NOW)
        for uid in {"e0", "e1", "e2"} - {edited}:
            server.remove(f"{uid}.ics", match="*")
        state.set_token(Side.REMOTE, "forgotten")
        sync(local, server, state, run="4", now=NOW, allow_mass_deletion=True)
        assert set(local.bodies) == set(server.bodies) == {f"{edited}.ics"}


def test_a_calendar_that_was_emptied_behind_a_forgotten_token_stops_the_sync() -> None:
    server = Forgetful()
    with State(":memory:", "pair") as state:
        local = met(server, state)
        for href in list(server.bodies):
            server.remove(href, match=server.etag(href))
        state.set_token(Side.REMOTE, "forgotten")
        with pytest.raises(EmptiedError):
            sync(local, server, state, run="3", now=NOW)
        assert len(local.bodies) == 3


def test_what_was_written_here_is_no_reason_to_list_all_again() -> None:
    server = Forgetful()
    with State(":memory:", "pair") as state:
        local = met(server, state)
        local.write("new.ics", event("new"), match="")
        sync(local, server, state, run="3", now=NOW)
        server.asked.clear()
        server.read.clear()
        sync(local, server, state, run="4", now=NOW)
        sync(local, server, state, run="5", now=NOW)
        assert len(server.asked) == 2
        assert server.read == [1], "one entry bears witness, once"
        assert all(server.asked)


def test_an_entry_made_anew_with_the_same_version_is_read() -> None:
    server = Numbered(tokens=True)
    with State(":memory:", "pair") as state:
        local = met(MemoryStore("none"), State(":memory:", "other"), 0)
        server.write("a.ics", event("a", "First"), match="")
        sync(local, server, state, run="1", now=NOW)
        sync(local, server, state, run="2", now=NOW)
        before = server.etag("a.ics")
        server.remove("a.ics", match=before)
        server.write("a.ics", event("a", "Second"), match="")
        assert server.etag("a.ics") == before
        sync(local, server, state, run="3", now=NOW)
        assert [title_of(body) for body in local.bodies.values()] == ["Second"]


@pytest.mark.parametrize("deletes", [False, True])
def test_an_edit_meanwhile_is_kept_though_the_server_looks_at_no_condition(deletes: bool) -> None:
    server = Lax()
    with State(":memory:", "pair") as state:
        local = met(server, state)
        if deletes:
            local.remove("e0.ics", match=local.etag("e0.ics"))
        else:
            local.write("e0.ics", event("e0", "Mine"), match=local.etag("e0.ics"))
        found = compare(local, server, state)
        server.write("e0.ics", event("e0", "Theirs"), match="")
        sync(local, server, state, run="3", now=NOW, compared=found)
        sync(local, server, state, run="4", now=NOW)
        titles = {title_of(body) for body in server.bodies.values()}
        assert titles == {title_of(body) for body in local.bodies.values()}
        assert titles >= ({"Theirs"} if deletes else {"Theirs", "Mine (conflict)"})


def test_what_a_server_wrote_in_its_own_way_is_undone() -> None:
    server = Rewriting()
    with State(":memory:", "pair") as state:
        local = met(server, state)
        local.write("new.ics", event("new"), match="")
        sync(local, server, state, run="3", now=NOW)
        assert "new.ics" in server.bodies
        assert undo(local, server, state, "3") == []
        assert "new.ics" not in server.bodies


def test_what_holds_anyway_is_no_change() -> None:
    plain = event("a")
    told = event("a", extra="CLASS:PUBLIC\r\nTRANSP:OPAQUE\r\nPRIORITY:0")
    other = event("a", extra="CLASS:PRIVATE")
    assert digest_of(parse(plain)) == digest_of(parse(told)) != digest_of(parse(other))


def test_a_tag_is_trusted_once_it_is_seconds_old() -> None:
    told = ctag_token("7")
    first = kept("", told, 100.0)
    assert first not in {"", told}
    assert kept(first, told, 101.0) == first  # a change of the same second could hide behind it
    assert kept(first, told, 102.5) == told
    assert kept(first, ctag_token("8"), 110.0) == kept("", ctag_token("8"), 110.0)
    assert kept(first, "", 110.0) == kept("", ctag_token(""), 110.0) == ""
    assert kept("https://example.com/token", told, 100.0) == first


def test_without_lists_of_changes_the_tag_of_the_collection_tells_whether_to_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tag, asked, clock = ["1"], list[str](), [1000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    about = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:supported-report-set/>"

    def answer(connection: socket.socket, request: bytes) -> None:
        whole = b"depth: 1" in request.lower()
        asked.append("list" if whole else "open")
        mark = f'<S:getctag xmlns:S="http://calendarserver.org/ns/">{tag[0]}</S:getctag>'
        told = one("/cal/a.ics", etag(f'"{tag[0]}"')) if whole else one("/cal/", about + mark)
        connection.sendall(listed(told))

    def looked(token: str) -> tuple[str, Collection[str], list[str]]:
        asked.clear()
        clock[0] += 60
        store = CalDavStore.open(client, local.url + "/cal/")
        try:
            found = store.listing(token)
        except TokenError:
            found = store.listing()
        return found.token, found.etags.values(), list(asked)

    with serving(answer) as local, Client(rules()) as client:
        token, etags, questions = looked("")
        assert (list(etags), questions) == (['"1"'], ["open", "list"])
        token, etags, questions = looked(token)
        assert questions == ["open", "list"]
        token, etags, questions = looked(token)
        assert (list(etags), questions) == ([], ["open"])
        tag[0] = "2"
        token, etags, questions = looked(token)
        assert (list(etags), questions) == (['"2"'], ["open", "list"])
        token, etags, questions = looked(token)
        assert looked(token)[2] == ["open"]


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_connection_that_is_closed_unannounced_is_opened_anew_for_reading_alone(method: str) -> None:
    asked = []

    def answer(connection: socket.socket, request: bytes) -> None:
        asked.append(request)
        connection.sendall(ANSWER)
        again = request_of(connection) if len(asked) == 1 else b""  # and then it hangs up
        asked.extend([again] if again else [])

    with serving(answer) as local, Client(rules()) as client:
        assert client.request("GET", local.url).body == b"ok"
        if method == "GET":
            assert client.request(method, local.url).body == b"ok"
            assert len(asked) == 3
        else:
            with pytest.raises(NoAnswerError):
                client.request(method, local.url, body=b"x")
            assert len(asked) == 2
        client.request("GET", local.url)
        assert b"Connection: close" in asked[-1]


def test_a_server_that_closes_its_first_connection_is_asked_on_new_ones() -> None:
    with serving(always(ANSWER.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) as local:
        with Client(rules()) as client:
            client.request("PUT", local.url, body=b"x")
            client.request("PUT", local.url, body=b"x")
        assert [b"Connection: close" in head for head in local.asked] == [False, True]
