"""Hrefs have one spelling."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.stores.hrefs import as_collection, normalised, resolved

BASE = httpx.URL("https://dav.example/ann/")
SEGMENT = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=9).filter(
    lambda text: text not in {".", ".."}
)


@given(st.lists(SEGMENT, min_size=1, max_size=4), st.sampled_from(["", "-._~@", "-._~@!$&'()*+,;=:", "Aa0"]))
def test_however_a_server_encodes_it_it_is_the_same(parts: list[str], safe: str) -> None:
    plain = "/" + "/".join(quote(part, safe="") for part in parts)
    other = "/" + "/".join(quote(part, safe=safe).replace("%C", "%c") for part in parts)
    one = normalised(plain)
    assert one == normalised(other) == normalised(one) == resolved(BASE, other)
    assert unquote_to_bytes(one) == unquote_to_bytes(plain)
    assert one.count("/") == len(parts)
    assert resolved(BASE, f"https://DAV.example:443{plain}") == one


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/a/b.ics", "/a/b.ics"),
        ("b.ics", "/ann/b.ics"),
        ("/a%2Fb", "/a%2Fb"),
        ("/ä b", "/%C3%A4%20b"),
        ("ä b", "/ann/%C3%A4%20b"),
        ("/a+b:c;d", "/a%2Bb%3Ac%3Bd"),
        (" /a\n", "/a"),
    ],
)
def test_spellings(href: str, path: str) -> None:
    assert resolved(BASE, href) == path


@pytest.mark.parametrize("path", ["", "a", "/..", "/a/../b", "/%2e%2E/b", "/./a"])
def test_no_path_leads_upwards(path: str) -> None:
    with pytest.raises(AddressError):
        normalised(path)


def test_a_collection_ends_with_a_slash() -> None:
    assert as_collection(httpx.URL("https://dav.example/a%7eb?x=1")).raw_path == b"/a~b/"
    assert as_collection(httpx.URL("https://dav.example")).raw_path == b"/"
