"""Calendars are found by what a domain's name server says: a real one, on this machine."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping

import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

from equipoise.calendars.fetching.places import parse
from equipoise.calendars.fetching.services import calendar_service, is_of

NAME = "_caldavs._tcp.example.org."
Zone = Mapping[tuple[str, str], tuple[str, ...]]


@contextlib.contextmanager
def name_server(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """Answer from a zone, by name and kind of record; yields a resolver that asks this server alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(0.1)
        ended = threading.Event()

        def run() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    data, client = listener.recvfrom(4096)
                    listener.sendto(answer(data), client)

        def answer(data: bytes) -> bytes:
            asked = dns.message.from_wire(data)
            reply = dns.message.make_response(asked)
            question = asked.question[0]
            kind = dns.rdatatype.to_text(question.rdtype)
            found = zone.get((question.name.to_text(), kind))
            if found:
                reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
            return reply.to_wire()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = listener.getsockname()[1]
        yield resolver
        ended.set()
        thread.join(5)


@pytest.mark.parametrize(
    ("srv", "txt", "where"),
    [
        (("0 1 443 dav.example.org.",), (), "https://dav.example.org/.well-known/caldav"),
        (("0 1 8443 dav.example.org.",), ('"path=/dav/"',), "https://dav.example.org:8443/dav/"),
        (("0 1 443 dav.example.org.",), ('"v=1" "PATH=/x"',), "https://dav.example.org/x"),
        (("9 9 443 b.example.org.", "1 0 443 a.example.org.", "1 5 443 c.example.org."), (), "https://c.example.org/.well-known/caldav"),
        (("0 1 443 p1.cloud.example.com.",), (), "https://p1.cloud.example.com/.well-known/caldav"),
        (("0 1 443 dav.example.org.",), ('"path=//evil.example/"',), "https://dav.example.org//evil.example/"),
        (("0 1 443 dav.example.org.",), ('"path=@evil.example/"',), "https://dav.example.org/.well-known/caldav"),
        (("0 0 0 .",), (), None),
        ((), (), None),
        (("0 1 443 a\\@b.example.org.",), (), None),
    ],
)  # fmt: skip
def test_where_a_domain_says_its_calendars_are(
    srv: tuple[str, ...], txt: tuple[str, ...], where: str | None
) -> None:
    with name_server({(NAME, "SRV"): srv, (NAME, "TXT"): txt}) as resolver:
        found = calendar_service("example.org", resolver)
    assert found == (None if where is None else parse(where))


@pytest.mark.parametrize("domain", ["", ".", "a..b", "x" * 64 + ".org", "\udcff.org"])
def test_what_is_no_domain_has_no_service(domain: str) -> None:
    with name_server({}) as resolver:
        assert calendar_service(domain, resolver) is None


def test_a_name_server_that_is_silent_is_not_waited_for_long() -> None:
    resolver = dns.resolver.Resolver(configure=False)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        began = time.monotonic()
        assert calendar_service("example.org", resolver, seconds=0.3) is None
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("example.org", True),
        ("Dav.Example.org", True),
        ("notexample.org", False),
        ("example.org.evil.com", False),
    ],
)
def test_what_lies_in_a_domain(host: str, inside: bool) -> None:
    assert is_of(parse(f"https://{host}/"), "example.org") is inside
