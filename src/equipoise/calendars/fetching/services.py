"""Where a domain says that its calendars are: SRV and TXT records (RFC 6764 sections 3, 4 and 6, RFC 2782).

DNS answers can be forged. What is found here is an address to try, no more: its server is checked like any other, and
one outside the domain has to be agreed to by the person (RFC 6764 section 8).
"""

from __future__ import annotations

import re

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.fetching.places import Url, parse

__all__ = ["calendar_service", "is_of"]

SECONDS = 5.0
_SERVICE = "_caldavs._tcp"
_WELL_KNOWN = "/.well-known/caldav"
_MAX_PATH = 500
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def calendar_service(
    domain: str, resolver: dns.resolver.Resolver | None = None, seconds: float = SECONDS
) -> Url | None:
    """Return where a domain's calendars are, over TLS alone; None if it does not say, or has none.

    The server of the lowest priority number is named, of several the one with the highest weight.

    Args:
        domain: such as ``example.org``. ``resolver``: who is asked; None for the system's.
        seconds: that each of two questions may take.
    """
    try:
        asked = resolver or dns.resolver.Resolver()
        asked.lifetime = seconds
        name = dns.name.from_text(f"{_SERVICE}.{domain.rstrip('.')}.")
        found = asked.resolve(name, dns.rdatatype.SRV)
    except (dns.exception.DNSException, UnicodeError, OSError):
        return None
    rows = sorted(
        (int(row.priority), -int(row.weight), row.target.to_text(omit_final_dot=True), int(row.port))
        for row in found
    )
    _priority, _weight, host, port = rows[0]
    if not _HOST.fullmatch(host):  # nor "." for "decidedly not available" (RFC 2782)
        return None
    try:
        return parse(f"https://{host}:{port}{_path(asked, name)}")
    except AddressError:
        return None


def _path(resolver: dns.resolver.Resolver, name: dns.name.Name) -> str:
    """Return the path that a TXT record beside the service gives (RFC 6764 section 4), or the well-known one."""
    try:
        found = resolver.resolve(name, dns.rdatatype.TXT)
    except (dns.exception.DNSException, OSError):
        return _WELL_KNOWN
    for row in found:
        for part in row.strings:
            key, _equals, value = part.decode("utf-8", "replace").partition("=")
            usable = value.startswith("/") and value.isascii() and value.isprintable()
            if key.strip().lower() == "path" and usable and len(value) <= _MAX_PATH:
                return str(value)
    return _WELL_KNOWN


def is_of(url: Url, domain: str) -> bool:
    """Tell whether an address lies in a domain, or in a part of it."""
    host, whole = url.host.lower().rstrip("."), domain.lower().rstrip(".")
    return host == whole or host.endswith(f".{whole}")
