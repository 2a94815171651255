"""Calendars are found from an address."""

from __future__ import annotations

import pytest
from tests.calendars.fetching.local import Local, always, reply, rules, serving
from tests.calendars.stores.scripted import listed, one
from tests.calendars.stores.servers import Server

from equipoise.calendars.fetching.client import Client, Credentials
from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.dav_session import LoginError
from equipoise.calendars.stores.discovery import Collection, discover, start_of
from equipoise.calendars.stores.hrefs import ForeignHrefError
from equipoise.domain.errors import StorageError

CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
FOLDER = "<D:resourcetype><D:collection/></D:resourcetype>"


@pytest.mark.parametrize("place", ["", "/", "/.well-known/caldav", "/ann/"])
def test_real_servers_lead_to_their_calendars(server: Server, place: str) -> None:
    if server.kind == "given" and (place or server.calendar):
        pytest.skip("its folders are its own")
    path = server.new_calendar()
    url = server.url + (place or server.home)
    with server.client() as client:
        found = {collection.path: collection for collection in discover(client, url)}
        assert path in found
        here = found[path]
        assert here.writable
        assert here.components >= {"VEVENT", "VTODO"}
        if server.kind != "given":
            assert here.components == {"VEVENT", "VTODO"}
            assert (here.name, here.colour, here.sync, here.multiget) == ("Test", "#336699", True, True)
            assert here.token
    server.drop(path)


def test_an_address_of_a_calendar_is_that_calendar(server: Server) -> None:
    path = server.new_calendar()
    with server.client() as client:
        (found,) = discover(client, server.url + path.rstrip("/"))
        assert found.path == path
        assert CalDavStore.open(client, server.url + path.rstrip("/")).path == path
    server.drop(path)


def test_what_is_no_calendar_is_not_opened(server: Server) -> None:
    with server.client() as client, pytest.raises(StorageError):
        CalDavStore.open(client, f"{server.url}{server.home}nothing-here/")


def test_a_wrong_password_is_told(radicale_server: Server) -> None:
    path = radicale_server.new_calendar()
    with radicale_server.client(password="wrong") as client, pytest.raises(LoginError, match="check both"):
        discover(client, radicale_server.url + path)
    radicale_server.drop(path)


@pytest.mark.parametrize(
    ("address", "start"),
    [
        ("ann@example.com", "https://example.com/.well-known/caldav"),
        (" ann@example.com ", "https://example.com/.well-known/caldav"),
        ("example.com", "https://example.com/.well-known/caldav"),
        ("https://example.com/dav", "https://example.com/dav"),
        ("http://example.com:8080/dav/", "http://example.com:8080/dav/"),
    ],
)
def test_where_to_begin(address: str, start: str) -> None:
    assert start_of(address) == start


@pytest.mark.parametrize("address", ["", "   ", "ann@", "ann@exa mple.com", "ftp://example.com", "/dav"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(AddressError):
        start_of(address)


def client_for(local: Local) -> Client:
    return Client(rules(), credentials=Credentials(local.url, "ann", "s3cret"))


def test_what_a_calendar_says_of_itself() -> None:
    limited = (
        CALENDAR + "<D:displayname> Büro </D:displayname>"
        "<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>"
        "<D:supported-report-set><D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report></D:supported-report-set>"
        '<C:supported-calendar-component-set><C:comp name="vtodo"/></C:supported-calendar-component-set>'
        '<A:calendar-color xmlns:A="http://apple.com/ns/ical/">#AABBCCFF</A:calendar-color>'
    )
    with serving(always(listed(one("/c%61l", limited)))) as local, client_for(local) as client:
        assert discover(client, f"{local.url}/cal") == [
            Collection(
                "/cal/", "Büro", "#aabbcc", frozenset({"VTODO"}), writable=False, sync=True, multiget=False
            )
        ]
    with serving(always(listed(one("/cal/", CALENDAR)))) as local, client_for(local) as client:
        kinds = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
        assert discover(client, local.url) == [Collection("/cal/", "cal", "", kinds)]


def test_calendars_on_another_server_are_named_and_the_password_stays() -> None:
    with serving(always(reply(b""))) as there:
        home = f"<C:calendar-home-set><D:href>{there.url}/ann/</D:href></C:calendar-home-set>"
        with serving(always(listed(one("/", FOLDER + home)))) as here, client_for(here) as client:
            with pytest.raises(ForeignHrefError, match="if you trust it") as caught:
                discover(client, here.url)
            assert str(caught.value.url) == f"{there.url}/ann/"
        with (
            serving(always(reply(b"", "301 Moved", Location=f"{there.url}/dav/"))) as here,
            client_for(here) as client,
            pytest.raises(ForeignHrefError, match="another server"),
        ):
            discover(client, here.url)
        assert not any(b"uthorization" in head for head in there.asked)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<!doctype html><p>Hello<br>", "207 Multi-Status"),
        reply(b"Hello", "200 OK"),
        reply(b"", "404 No"),
        listed(),
    ],
)
def test_a_web_page_is_no_calendar_server(answer: bytes) -> None:
    with serving(always(answer)) as local, client_for(local) as client:
        with pytest.raises(StorageError, match="no calendars are found"):
            discover(client, f"{local.url}/some/page")
        assert local.paths() == ["/some/page", "/.well-known/caldav", "/"]
