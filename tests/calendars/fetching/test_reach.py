"""Where requests go, and where they never go."""

from __future__ import annotations

import base64
import socket
import ssl
import threading

import pytest
from tests.calendars.fetching.local import Answer, Local, always, reply, rules, serving

from equipoise.calendars.fetching.client import Client, Credentials
from equipoise.calendars.fetching.errors import AddressError, FetchError, NoAnswerError
from equipoise.calendars.fetching.rules import Rules

OK = always(reply(b"BEGIN:VCALENDAR"))
SECRET = base64.b64encode(b"ann:s3cret")


def leads_to(target: str, status: str = "302 Found") -> Answer:
    return always(reply(b"", status, Location=target))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
    ],
)
def test_this_machine_is_not_asked_however_it_is_written(host: str) -> None:
    with serving(OK) as local, Client(Rules(seconds=5)) as client:
        with pytest.raises(FetchError):
            client.get(f"http://{host}:{local.port}/")
        assert local.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://x/",
        "javascript:alert(1)",
        "",
        "//x",
        "http://",
        "http://[",
        "https://x:99999/",
        "x" * 9000,
    ],
)
def test_other_schemes_and_broken_addresses_are_refused(url: str) -> None:
    with Client() as client, pytest.raises(AddressError, match="https://"):
        client.get(url)


def test_the_owner_allows_a_network_or_a_name() -> None:
    with serving(OK) as local:
        with Client(rules()) as client:
            assert client.get(local.url).body == b"BEGIN:VCALENDAR"
        named = Rules(allow_hosts=frozenset({"nas.home"}))
        with Client(named, resolver=lambda _host, _port: ["127.0.0.1"]) as client:
            assert client.get(f"http://NAS.home:{local.port}/").status == 200
            with pytest.raises(AddressError, match="private or reserved"):
                client.get(f"http://other.home:{local.port}/")


def test_a_name_with_one_forbidden_address_is_refused() -> None:
    with (
        serving(OK) as local,
        Client(Rules(seconds=5), resolver=lambda _h, _p: ["1.1.1.1", "127.0.0.1"]) as client,
    ):
        with pytest.raises(AddressError):
            client.get(f"http://two.example:{local.port}/")
        assert local.asked == []


def test_the_address_that_was_checked_is_the_one_that_is_dialled() -> None:
    """DNS rebinding: the resolver tells another address each time, and there is a server behind the second."""
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.1"]

    with serving(OK) as local:  # at 127.0.0.1 alone; nobody listens at 127.0.0.2
        with Client(rules(), resolver=rebinding) as client:
            with pytest.raises(NoAnswerError):
                client.get(f"http://rebind.example:{local.port}/")
            assert asked == ["rebind.example"]
            assert local.asked == []
            assert client.get(f"http://rebind.example:{local.port}/").status == 200
        assert b"\r\nHost: rebind.example:" in local.asked[0]


def test_the_second_look_up_of_a_rebinding_name_is_checked_too() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with serving(OK) as local, Client(rules(), resolver=lambda _h, _p: next(answers)) as client:
        assert client.get(f"http://rebind.example:{local.port}/").status == 200
        with pytest.raises(AddressError, match="private or reserved"):
            client.get(f"http://rebind.example:{local.port}/")


def test_encryption_asks_for_the_name_and_not_for_the_address() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    seen: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True)
            except OSError:
                return

    thread = threading.Thread(target=run)
    thread.start()
    with (
        Client(rules(), resolver=lambda _h, _p: ["127.0.0.1"]) as client,
        pytest.raises(NoAnswerError, match="encrypted"),
    ):
        client.get(f"https://calendar.example:{listener.getsockname()[1]}/")
    thread.join(5)
    listener.close()
    assert seen == ["calendar.example"]


def test_a_redirect_is_followed_and_told() -> None:
    with serving(OK) as there, serving(leads_to(f"{there.url}/b.ics")) as here, Client(rules()) as client:
        found = client.get(f"{here.url}/a.ics")
        assert (found.status, str(found.url)) == (200, f"{there.url}/b.ics")


def test_a_redirect_to_this_machine_is_refused() -> None:
    with serving(OK) as inside, serving(leads_to(f"http://127.0.0.1:{inside.port}/admin")) as outside:
        named = Rules(allow_hosts=frozenset({"public.example"}), seconds=5)
        client = Client(named, resolver=lambda _h, _p: ["127.0.0.1"])
        with client, pytest.raises(AddressError, match="private or reserved"):
            client.get(f"http://public.example:{outside.port}/")
        assert inside.asked == []
        assert len(outside.asked) == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/x", "http://[::1", "data:text/plain,x"]
)
def test_a_redirect_to_no_web_address_is_refused(target: str) -> None:
    with serving(leads_to(target)) as here, Client(rules()) as client, pytest.raises(AddressError):
        client.get(here.url)


def test_redirects_end() -> None:
    with serving(leads_to("/again")) as here, Client(rules()) as client:
        with pytest.raises(AddressError, match="without end"):
            client.get(f"{here.url}/")
        assert len(here.asked) == 6


def test_the_password_goes_to_its_own_server_alone() -> None:
    def client_for(local: Local) -> Client:
        return Client(rules(), credentials=Credentials(local.url, "ann", "s3cret"))

    with serving(OK) as there, serving(leads_to(f"{there.url}/x?y=1")) as here, client_for(here) as client:
        client.get(f"{here.url}/cal")
        client.get(f"{there.url}/direct")
        client.request("PROPFIND", f"{here.url}/dav", body=b"<x/>")
        assert all(SECRET in head for head in here.asked)
        assert len(here.asked) == 2
        assert len(there.asked) == 3
        assert not any(b"uthorization" in head or SECRET in head for head in there.asked)


def test_a_password_in_the_address_is_used_for_its_server_and_told_nowhere() -> None:
    with (
        serving(always(reply(b"secret body", "500 Oops"))) as there,
        serving(leads_to(f"{there.url}/")) as here,
    ):
        with Client(rules()) as client, pytest.raises(FetchError) as caught:
            client.get(f"http://ann:s3cret@127.0.0.1:{here.port}/feed?key=hidden")
        assert SECRET in here.asked[0]
        assert b"uthorization" not in there.asked[0]
        for word in ("ann", "s3cret", "hidden", "secret body"):
            assert word not in str(caught.value)


def test_a_password_never_crosses_the_internet_unencrypted() -> None:
    with (
        Client(
            Rules(seconds=5),
            resolver=lambda _h, _p: ["192.88.100.1"],
            credentials=Credentials("http://dav.example", "ann", "s3cret"),
        ) as client,
        pytest.raises(AddressError, match="unencrypted"),
    ):
        client.get("http://dav.example/")


def test_changes_do_not_follow_redirects() -> None:
    with (
        serving(OK) as there,
        serving(leads_to(f"{there.url}/", "307 Temporary")) as here,
        Client(rules()) as client,
    ):
        assert client.request("PUT", f"{here.url}/a", body=b"x").status == 307
        assert client.request("DELETE", f"{here.url}/a").status == 307
        assert there.asked == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(reply(b"from the proxy"))) as proxy, serving(OK) as here:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        with Client(rules()) as client:
            assert client.get(here.url).body == b"BEGIN:VCALENDAR"
        assert proxy.asked == []


def test_subscriptions_are_asked_as_web_addresses() -> None:
    with serving(OK) as here, Client(rules()) as client:
        assert client.get(f"webcal://127.0.0.1:{here.port}/a.ics").body == b"BEGIN:VCALENDAR"
        with pytest.raises(FetchError, match="https://calendar"):
            Client(Rules(seconds=2), resolver=lambda _h, _p: ["10.0.0.1"]).get(
                "webcal://calendar.example/a.ics"
            )
