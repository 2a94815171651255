"""Web addresses: which can be asked, when two have one origin, and how they are told without their secrets."""

from __future__ import annotations

import re

import httpx

from equipoise.calendars.fetching.errors import AddressError

__all__ = ["Origin", "Url", "masked", "origin_of", "parse"]

Url = httpx.URL
"""A web address taken apart; other packages name it from here, so that they need no HTTP library."""
Origin = tuple[str, str, int]
"""Scheme, host and port (RFC 6454 section 4)."""

_SCHEMES = {"webcal": "http", "webcals": "https"}
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
MAX_LENGTH = 4096


def parse(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return an address that can be asked.

    Calendar subscriptions are written webcal or webcals; both are asked over https, as publishers expect today,
    unless a port is given with webcal.

    Args:
        text: an address, or one that is relative to ``base``.

    Raises:
        AddressError: if it is none, or not of the web.
    """
    try:
        url = httpx.URL(text[: MAX_LENGTH + 1])
        if base is not None:
            url = base.join(url)
        if url.scheme in _SCHEMES:
            url = url.copy_with(scheme="https" if url.port is None else _SCHEMES[url.scheme])
        port = url.port or 0
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise AddressError("this is no web address; it begins with https://") from error
    usable = _HOST.fullmatch(url.raw_host) and url.scheme in _PORTS and 0 <= port < 65536
    if len(text) > MAX_LENGTH or not usable:
        raise AddressError(f"{masked(url)} is no web address; it begins with https://")
    return url.copy_with(fragment=None)


def origin_of(url: httpx.URL) -> Origin:
    """Return scheme, host and port."""
    return url.scheme, url.host.lower(), url.port or _PORTS.get(url.scheme, 0)


def masked(url: httpx.URL) -> str:
    """Return an address as it can be told: without user, password, query and fragment.

    A long part of the path may be the secret of a private feed; only its beginning is told.
    """
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = f":{url.port}" if url.port else ""
    parts = [part if len(part) <= 20 else f"{part[:6]}…" for part in url.path.split("/")]
    return f"{url.scheme}://{host}{port}{'/'.join(parts)}"
