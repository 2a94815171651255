"""What servers answer on bad days, and what becomes of it."""

from __future__ import annotations

import pytest
from tests.calendars.fetching.local import reply
from tests.calendars.stores.scripted import always, data, etag, listed, one, scripted
from tests.calendars.sync.bodies import event

from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.stores.base import (
    ANY,
    Fetched,
    MissingError,
    PreconditionError,
    RefusedError,
    TokenError,
    UnreachableError,
)
from equipoise.calendars.stores.dav_session import LoginError
from equipoise.calendars.stores.hrefs import ForeignHrefError
from equipoise.domain.errors import StorageError

SECRET = b"<p>inner secret</p>"
STATUSES = {
    PreconditionError: [409, 412],
    MissingError: [404, 410],
    RefusedError: [301, 307, 400, 402, 403, 405, 413, 415, 418, 422, 423, 501, 507],
    LoginError: [401],
    UnreachableError: [429, 500, 502, 503, 504],
}


@pytest.mark.parametrize(
    ("kind", "status"), [(kind, status) for kind, some in STATUSES.items() for status in some]
)
def test_each_status_of_a_change_has_its_meaning(kind: type[StorageError], status: int) -> None:
    with scripted(always(reply(SECRET, f"{status} Reason"))) as server:
        for change in (
            lambda: server.store.write("/cal/a.ics", event("a"), match='"v"'),
            lambda: server.store.write("/cal/a.ics", event("a"), match=""),
            lambda: server.store.remove("/cal/a.ics", match='"v"'),
        ):
            with pytest.raises(kind) as caught:
                change()
            assert type(caught.value) is kind
            for word in ("inner", "s3cret"):
                assert word not in str(caught.value)


@pytest.mark.parametrize(
    ("match", "wanted", "unwanted"),
    [
        ("", b"If-None-Match: *", b"If-Match"),
        ('"v1"', b'If-Match: "v1"', b"If-None-Match"),
        ('W/"v1"', b'If-Match: "v1"', b"If-None-Match"),
        (ANY, b"PUT ", b"-Match"),
    ],
)
def test_each_change_has_its_condition(match: str, wanted: bytes, unwanted: bytes) -> None:
    with scripted(always(reply(b"", "204 No Content", ETag='W/"v2"'))) as server:
        assert server.store.write("/cal/a.ics", event("a"), match=match) == 'W/"v2"'
        assert wanted in server.local.asked[0]
        assert unwanted not in server.local.asked[0]


def test_a_version_that_a_proxy_took_away_is_read_from_the_other_header() -> None:
    """nextcloud/server#14103: only OC-ETag came through: without a version, each next edit was a conflict."""
    with scripted(always(reply(b"", "201 Created", OC_ETag='"v2"'), reply(b"", "201 Created"))) as server:
        assert server.store.write("/cal/a.ics", event("a"), match="") == '"v2"'
        assert server.store.write("/cal/a.ics", event("a"), match="") == ""


def test_why_an_entry_was_refused_is_told_in_words() -> None:
    told = b'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:no-uid-conflict><D:href>/x</D:href></C:no-uid-conflict></D:error>'
    with scripted(always(reply(told, "403 Forbidden"), reply(told, "409 Conflict"))) as server:
        for _status in (403, 409):
            with pytest.raises(RefusedError, match="has this entry already"):
                server.store.write("/cal/a.ics", event("a"), match="")


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry_After": "2"}, [2.0]),
        ({"Retry_After": "3600"}, []),
        ({"Retry_After": "soon"}, []),
        ({}, []),
        ({"Retry_After": "Sun, 06 Nov 1994 08:49:40 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, [3.0]),
        ({"Retry_After": "Sun, 06 Nov 1994 08:49:40 GMT"}, []),
    ],
)
@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_a_busy_server_is_waited_for_once_and_shortly(
    headers: dict[str, str], waits: list[float], status: str
) -> None:
    busy = reply(b"", status, **headers)
    with scripted(always(busy, reply(b"", "204 Done"))) as server:
        if waits:
            server.store.remove("/cal/a.ics", match="")
        else:
            with pytest.raises(UnreachableError):
                server.store.remove("/cal/a.ics", match="")
        assert server.waits == waits
    with scripted(always(busy)) as server:
        with pytest.raises(UnreachableError):
            server.store.remove("/cal/a.ics", match="")
        assert len(server.local.asked) == 1 + len(waits)


def test_a_listing_has_one_spelling_and_no_folders() -> None:
    folder = "<D:resourcetype><D:collection/></D:resourcetype>"
    script = always(
        reply(b"", "501 No"),
        listed(
            one("/cal", folder + etag('"x"')),
            one("/cal/sub/", folder + etag('"x"')),
            one("/cal/card.vcf", "<D:getcontenttype>text/vcard; charset=utf-8</D:getcontenttype>" + etag('"x"')),
            one("/cal/a%7eb%40c.ics", etag('"1"')),
            one("/cal/ünï cöde.ics", etag('W/"2"')),
            one("/cal/no-version.ics"),
            one("/cal/a%2fb.ics", etag('"3"')),
        ),
    )  # fmt: skip
    with scripted(script) as server:
        assert server.store.listing().etags == {
            "/cal/a~b@c.ics": '"1"',
            "/cal/%C3%BCn%C3%AF%20c%C3%B6de.ics": 'W/"2"',
            "/cal/no-version.ics": "",
            "/cal/a%2Fb.ics": '"3"',
        }
        assert server.methods() == ["REPORT", "PROPFIND"]
        server.store.listing()
        assert server.methods() == ["REPORT", "PROPFIND", "PROPFIND"]


def test_whole_addresses_of_the_same_server_are_hrefs_too() -> None:
    def script(_method: str, _path: str, head: bytes) -> bytes:
        host = next(line.split(b": ")[1] for line in head.split(b"\r\n") if line.startswith(b"Host")).decode()
        return listed(one(f"http://{host}/cal/a.ics", etag('"1"')), one("b.ics", etag('"2"')), token="t")

    with scripted(script) as server:
        assert server.store.listing().etags == {"/cal/a.ics": '"1"', "/cal/b.ics": '"2"'}


@pytest.mark.parametrize(
    "href", ["http://evil.example/cal/a.ics", "//evil.example/a.ics", "https://127.0.0.1/cal/a.ics"]
)
def test_an_href_of_another_server_is_refused(href: str) -> None:
    with scripted(always(listed(one(href, etag('"1"')), token="t"))) as server:
        with pytest.raises(ForeignHrefError, match="another server"):
            server.store.listing()
        assert server.methods() == ["REPORT"]


@pytest.mark.parametrize("href", ["/cal/../../etc/passwd", "/cal/%2e%2e/x.ics", "javascript:alert(1)"])
def test_an_href_that_leads_nowhere_is_refused(href: str) -> None:
    with scripted(always(listed(one(href, etag('"1"')), token="t"))) as server, pytest.raises(AddressError):
        server.store.listing()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 412, 418, 501, 507])
def test_any_refusal_of_a_token_means_everything_anew(status: int) -> None:
    with scripted(always(reply(SECRET, f"{status} No"))) as server, pytest.raises(TokenError):
        server.store.listing("t1")


@pytest.mark.parametrize(
    "answer",
    [
        listed(one("/cal/a.ics", etag('"1"'))),
        listed(one("/cal/a.ics", status="423 Locked"), token="t"),
        listed(one("/cal/", status="507 Full"), token="t1"),
    ],
)
def test_nonsense_for_a_token_means_everything_anew(answer: bytes) -> None:
    with scripted(always(answer)) as server, pytest.raises(TokenError):
        server.store.listing("t1")


@pytest.mark.parametrize(
    "answer", [reply(SECRET, "500 Oops"), reply(SECRET, "503 Busy"), listed(one("/cal/a.ics"))[:-20]]
)
def test_a_failing_server_is_not_an_unknown_token(answer: bytes) -> None:
    with scripted(always(answer)) as server, pytest.raises(UnreachableError):
        server.store.listing("t1")


def test_changes_may_be_told_in_parts() -> None:
    script = always(
        listed(
            one("/cal/a.ics", etag('"1"')),
            one("/cal/b.ics", etag('"1"')),
            one("/cal/", status="507 More"),
            token="t2",
        ),
        listed(one("/cal/a.ics", status="404 Gone"), one("/cal/c.ics", etag('"3"')), token="t3"),
    )
    with scripted(script) as server:
        listing = server.store.listing("t1")
        assert listing.etags == {"/cal/b.ics": '"1"', "/cal/c.ics": '"3"'}
        assert listing.gone == {"/cal/a.ics"}
        assert listing.token == "t3"


def test_one_bad_item_empties_nothing() -> None:
    def script(method: str, path: str, _head: bytes) -> bytes:
        if method == "REPORT":
            return listed(
                one("/cal/a.ics", data(event("a"), '"1"')),
                one("/cal/gone.ics", status="404 Not Found"),
                one("/cal/bad.ics", status="500 Oops"),
                one("/cal/not-asked.ics", data(event("x"), '"9"')),
                one("/cal/empty.ics", etag('"1"')),
            )
        return {
            "/cal/empty.ics": reply(event("empty"), ETag='"4"'),
            "/cal/left-out.ics": reply(event("left-out"), ETag='"5"'),
        }.get(path, reply(SECRET, "500 Oops"))

    with scripted(script) as server:
        found = server.store.fetch([f"/cal/{name}.ics" for name in ("a", "gone", "bad", "empty", "left-out")])
        assert found["/cal/a.ics"] == Fetched(event("a"), '"1"')
        assert isinstance(found["/cal/bad.ics"], UnreachableError)
        assert found["/cal/empty.ics"] == Fetched(event("empty"), '"4"')
        assert found["/cal/left-out.ics"] == Fetched(event("left-out"), '"5"')
        assert len(found) == 4
        assert "GET" in server.methods()


@pytest.mark.parametrize("status", [400, 403, 405, 415, 500, 501])
def test_without_multiget_each_is_read_alone(status: int) -> None:
    def script(method: str, path: str, _head: bytes) -> bytes:
        if method == "REPORT":
            return reply(SECRET, f"{status} No")
        return reply(b"", "404 Gone") if path == "/cal/b.ics" else reply(path.encode(), ETag='"1"')

    with scripted(script) as server:
        found = server.store.fetch(["/cal/a.ics", "/cal/b.ics", "/cal/c.ics"])
        assert found == {href: Fetched(href.encode(), '"1"') for href in ("/cal/a.ics", "/cal/c.ics")}


def test_an_entry_that_breaks_the_xml_of_a_batch_empties_nothing() -> None:
    bodies = {"/cal/a.ics": event("a", "bell \x07"), "/cal/b.ics": event("b")}

    def script(method: str, path: str, _request: bytes) -> bytes:
        if method == "GET":
            return reply(bodies[path], ETag='"1"')
        return listed(*(one(href, data(body, '"1"')) for href, body in bodies.items()))

    with scripted(script) as server:
        assert server.store.fetch(list(bodies)) == {
            href: Fetched(body, '"1"') for href, body in bodies.items()
        }


def test_a_server_that_fails_at_everything_is_not_asked_for_each() -> None:
    with scripted(always(reply(SECRET, "500 Oops"))) as server:
        with pytest.raises(UnreachableError):
            server.store.fetch([f"/cal/{number}.ics" for number in range(500)])
        assert len(server.local.asked) < 10


def test_a_batch_that_is_too_large_is_asked_for_in_halves() -> None:
    bodies = {f"/cal/{number}.ics": event(str(number), "x" * 3_000_000) for number in range(8)}

    def script(method: str, path: str, request: bytes) -> bytes:
        if method == "GET":
            return reply(bodies[path], ETag='"1"')
        return listed(
            *(one(href, data(body, '"1"')) for href, body in bodies.items() if href.encode() in request)
        )

    with scripted(script) as server:
        found = server.store.fetch(list(bodies))
        assert server.methods() == ["REPORT"] * 3
        assert {
            href: isinstance(one, Fetched) and one.body == bodies[href] for href, one in found.items()
        } == dict.fromkeys(bodies, True)


def test_a_change_outside_the_calendar_is_not_asked_for() -> None:
    with scripted(always(reply(b"", "204 Done"))) as server:
        for href in ("/other/a.ics", "/cal/", "/cal", "http://127.0.0.1/cal/a.ics"):
            with pytest.raises(MissingError):
                server.store.remove(href, match="")
        assert server.local.asked == []


def test_the_entries_come_along_with_the_first_list() -> None:
    body = event("a")
    answer = listed(one("/cal/a.ics", data(body, '"1"')), one("/cal/b.ics", etag('"2"')), token="t")
    with scripted(always(answer)) as server:
        found = server.store.listing(bodies=True)
        assert found.etags == {"/cal/a.ics": '"1"', "/cal/b.ics": '"2"'}
        assert found.bodies == {"/cal/a.ics": Fetched(body, '"1"')}
        assert (found.token, found.whole) == ("t", True)
        assert len(server.local.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [reply(b"", "400 Too Many"), reply(b"", "507 Full"), reply(b"", "500 Oops"), listed(one("/cal/a.ics"))],
)
def test_a_server_that_cannot_send_all_at_once_is_asked_for_the_list_alone(answer: bytes) -> None:
    with scripted(always(answer, listed(one("/cal/a.ics", etag('"1"')), token="t"))) as server:
        found = server.store.listing(bodies=True)
        assert (found.etags, found.bodies, found.token) == ({"/cal/a.ics": '"1"'}, {}, "t")
        assert server.methods() == ["REPORT", "REPORT"]


def test_a_wrong_password_is_not_tried_twice_for_the_first_list() -> None:
    with scripted(always(reply(b"", "401 Who"))) as server:
        with pytest.raises(LoginError):
            server.store.listing(bodies=True)
        assert len(server.local.asked) == 1


def test_a_calendar_that_told_the_known_token_when_opened_is_asked_no_more_than_that() -> None:
    with scripted(always(listed(one("/cal/a.ics", etag('"2"')), token="t2"))) as server:
        server.store.fresh = "t1"
        quiet = server.store.listing("t1")
        assert (quiet.etags, quiet.gone, quiet.whole, quiet.token) == ({}, frozenset(), False, "t1")
        assert server.local.asked == []
        assert server.store.listing("t1").token == "t2"  # the second time it may be out of date


def test_what_was_told_when_opened_is_out_of_date_after_a_change_and_for_another_token() -> None:
    script = always(reply(b"", "204 Done"), listed(one("/cal/a.ics", etag('"2"')), token="t2"))
    with scripted(script) as server:
        server.store.fresh = "t1"
        server.store.remove("/cal/b.ics", match='"1"')
        assert server.store.listing("t1").token == "t2"
    with scripted(always(listed(one("/cal/a.ics", etag('"2"')), token="t2"))) as server:
        server.store.fresh = "t2"
        assert server.store.listing("t1").etags == {"/cal/a.ics": '"2"'}
