"""Which internet addresses may be asked: public ones, and what the owner allows besides.

Python's ``is_global`` alone is not enough: it calls multicast and addresses that wrap a private one global. What is
refused here follows the registries of special-purpose addresses (RFC 6890 and its updates at IANA).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

__all__ = ["Address", "Network", "is_allowed", "is_public", "unwrap"]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider's customers (RFC 6598)
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; clouds keep their secrets there
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_UNICAST6 = IPv6Network("2000::/3")
"""The only addresses that were ever given out for the public internet (RFC 4291 section 2.4)."""
_REFUSED6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocols, Teredo among them (RFC 4380): it wraps addresses of both ends
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)


def unwrap(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself.

    IPv4-mapped (RFC 4291 section 2.5.5.2), NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP (RFC 5214).
    """
    if isinstance(address, IPv4Address):
        return address
    number = int(address)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(number & 0xFFFFFFFF)
    if address.sixtofour is not None:
        return address.sixtofour
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Return True if the address belongs to the public internet, and so does what it may wrap."""
    real = unwrap(address)
    if isinstance(real, IPv4Address):
        if any(real in network for network in _REFUSED4):
            return False
        carried = isinstance(address, IPv6Address) and (address.ipv4_mapped is not None or address in _NAT64)
        if isinstance(address, IPv4Address) or carried:
            return True
        real = address
    assert isinstance(real, IPv6Address)
    return real in _UNICAST6 and not any(real in network for network in _REFUSED6)


def is_allowed(text: str, networks: Sequence[Network]) -> tuple[bool, bool]:
    """Return whether an address may be asked, and whether only because the owner allows it.

    Args:
        text: the address as a resolver tells it, perhaps with a scope (``fe80::1%eth0``).
        networks: what the owner allows.
    """
    address = ip_address(text)
    given = any(
        part.version == network.version and part in network
        for part in (address, unwrap(address))
        for network in networks
    )
    public = is_public(address)
    return given or public, given and not public
