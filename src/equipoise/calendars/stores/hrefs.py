"""Hrefs of a server in one spelling, so that the same resource is always known by the same text."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.fetching.places import Url, masked, origin_of, parse

__all__ = ["ForeignHrefError", "as_collection", "normalised", "resolved"]


class ForeignHrefError(AddressError):
    """An href leads to another server. ``url``: where to."""

    def __init__(self, url: Url) -> None:
        self.url = url
        super().__init__(
            f"the server names {masked(url)}, which is another server; if you trust it, connect to that address instead"
        )


def normalised(path: str) -> str:
    """Return an absolute path in one spelling (RFC 3986 section 6.2.2): all but the unreserved and ``@`` is encoded.

    Raises:
        AddressError: if it leads upwards, or out of any folder.
    """
    parts = [unquote_to_bytes(part) for part in path.split("/")]
    if not path.startswith("/") or any(part in {b".", b".."} for part in parts):
        raise AddressError("the server names a resource by a path that leads nowhere")
    return "/".join(quote(part, safe="-._~@") for part in parts)


def resolved(base: Url, href: str) -> str:
    """Return the path of an href, which may be a path or a whole address (RFC 4918 section 8.3).

    Raises:
        ForeignHrefError: if it has another origin. ``AddressError``: if it is no address.
    """
    text = href.strip()
    if text.startswith("/") and not text.startswith("//"):
        return normalised(text.split("#", 1)[0])
    url = parse(quote(text, safe="%/:?#[]@!$&'()*+,;=-._~"), base)
    if origin_of(url) != origin_of(base):
        raise ForeignHrefError(url)
    return normalised(url.raw_path.decode("ascii").split("?", 1)[0])


def as_collection(url: Url) -> Url:
    """Return the address with a slash at its end and its path in the one spelling."""
    path = normalised(url.raw_path.decode("ascii").split("?", 1)[0])
    return url.copy_with(raw_path=(path if path.endswith("/") else path + "/").encode("ascii"))
