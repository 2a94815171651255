"""Hostile and broken XML."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendars.fetching.local import reply
from tests.calendars.stores.scripted import always, etag, multi, one, scripted

from equipoise.calendars.stores.base import UnreachableError
from equipoise.calendars.stores.dav_xml import (
    DAV,
    XmlError,
    conditions,
    multiget,
    multistatus,
    propfind,
    sync_collection,
)

NAMESPACE = 'xmlns:D="DAV:"'
BOMBS = {
    "laughs": '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><D:multistatus xmlns:D="DAV:"><D:response><D:href>&b;</D:href></D:response></D:multistatus>',
    "external": '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><D:multistatus xmlns:D="DAV:"><D:response><D:href>&x;</D:href></D:response></D:multistatus>',
    "parameter": '<!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><D:multistatus xmlns:D="DAV:"/>',
    "document type": '<!DOCTYPE multistatus SYSTEM "http://127.0.0.1/x.dtd"><D:multistatus xmlns:D="DAV:"/>',
    "deep": f"<D:multistatus {NAMESPACE}><D:response>{'<a>' * 100_000}",
    "wide": f"<D:multistatus {NAMESPACE}><D:response>{'<a/>' * 4_000_000}</D:response></D:multistatus>",
    "many": f"<D:multistatus {NAMESPACE}>{'<a/>' * 4_000_000}</D:multistatus>",
    "no xml": "<!doctype html><html><body><br></html>",
    "another root": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "empty": "",
    "cut": f"<D:multistatus {NAMESPACE}><D:response><D:href>/a</D:href>",
    "binary": "\x00\x01",
    "coding": '<?xml version="1.0" encoding="no-such"?><a/>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_and_broken_answers_are_refused_in_time(name: str) -> None:
    began = time.monotonic()
    with pytest.raises(XmlError) as caught:
        multistatus(BOMBS[name].encode())
    assert time.monotonic() - began < 10  # a guard, generous for slow machines
    assert "passwd" not in str(caught.value)


def test_the_corpus_of_bombs_is_refused(shared: Path) -> None:
    found = sorted((shared / "corpus" / "hostile" / "xml").glob("*.xml"))
    assert found
    answers = [reply(path.read_bytes(), "207 Multi-Status") for path in found]
    with scripted(always(*answers)) as server:
        for _answer in answers:
            with pytest.raises(UnreachableError, match="entities"):
                server.store.listing()


def test_only_what_was_found_is_a_property() -> None:
    body = (
        f"<D:multistatus {NAMESPACE}><D:response><D:href> /a </D:href>"
        "<D:propstat><D:prop><D:getetag>x</D:getetag></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>"
        "<D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
        "</D:response></D:multistatus>"
    )
    (found,) = multistatus(body.encode()).responses
    assert (found.href, found.status, set(found.props)) == ("/a", 0, {f"{DAV}displayname"})
    assert found.text(f"{DAV}getetag") == ""


def test_one_status_for_more_hrefs() -> None:
    body = f"<D:multistatus {NAMESPACE}><D:response><D:href>/a</D:href><D:href>/b</D:href><D:status>HTTP/1.1 404 No</D:status></D:response></D:multistatus>"
    assert [(found.href, found.status) for found in multistatus(body.encode()).responses] == [
        ("/a", 404),
        ("/b", 404),
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=30)


@given(TEXT)
def test_what_is_asked_is_xml_whatever_the_token(text: str) -> None:
    for body in (sync_collection(text), multiget([text, text]), propfind("D:getetag")):
        with pytest.raises(XmlError, match="not the list"):
            multistatus(body)


@given(
    st.lists(
        st.tuples(st.text("abc/%.", min_size=1, max_size=9), st.text('"abcW/', min_size=1, max_size=9)),
        max_size=9,
    ),
)
def test_what_a_server_lists_is_read(rows: list[tuple[str, str]]) -> None:
    said = multi(*(one(href, etag(version)) for href, version in rows), token="t")
    found = multistatus(said.encode())
    assert [(each.href, each.text(f"{DAV}getetag")) for each in found.responses] == rows
    assert found.token == "t"


@given(st.integers(0, 400))
def test_an_answer_cut_anywhere_is_refused(cut: int) -> None:
    whole = multi(one("/a", etag("1")), one("/b", etag("2")), token="t").encode()
    kept = whole[: min(cut, len(whole) - 1)]
    with pytest.raises(XmlError):
        multistatus(kept)


@given(st.binary(max_size=200))
def test_no_bytes_are_a_crash(body: bytes) -> None:
    with pytest.raises(XmlError):
        multistatus(body)
    assert conditions(body) == frozenset()


def test_preconditions_are_named() -> None:
    assert conditions(b'<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>') == {
        f"{DAV}valid-sync-token"
    }
    assert conditions(b'<x xmlns:D="DAV:"><D:valid-sync-token/></x>') == frozenset()
    assert conditions(BOMBS["laughs"].encode()) == frozenset()
