"""Which addresses may be asked."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.calendars.fetching.addresses import is_allowed, is_public, unwrap

REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001::1", "2001:0:7f00:1::f5ff:fffe",
    "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1",
    "2606:4700::5efe:127.0.0.1", "2606:4700::200:5efe:10.0.0.1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1",
    "223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_addresses_outside_the_public_internet_are_refused(text: str) -> None:
    assert is_allowed(text, ()) == (False, False)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_asked(text: str) -> None:
    assert is_allowed(text, ()) == (True, False)


@pytest.mark.parametrize(
    "text", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1", "fd00::7"]
)
def test_what_the_owner_allows_is_asked(text: str) -> None:
    networks = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert is_allowed(text, networks) == (True, True)
    assert is_allowed("10.2.0.1", networks) == (False, False)


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_an_address_public(address: IPv4Address) -> None:
    number = int(address)
    mapped = IPv6Address((0xFFFF << 32) | number)
    translated = IPv6Address((0x64FF9B << 96) | number)
    assert unwrap(mapped) == unwrap(translated) == address
    assert is_public(mapped) == is_public(translated) == is_public(address)
    if not is_public(address):
        assert not is_public(IPv6Address((0x2002 << 112) | (number << 80) | 1))


@given(st.ip_addresses())
def test_whatever_the_standard_library_calls_private_is_not_public(
    address: IPv4Address | IPv6Address,
) -> None:
    if address.is_multicast or address.is_loopback or address.is_link_local or address.is_unspecified:
        assert not is_public(address)
    if address.is_private and unwrap(address) == address:
        assert not is_public(address)
    assert is_public(ip_address(str(address))) == is_public(address)
