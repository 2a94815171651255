"""A resource from one place to another: created there, seen there, and only then taken away here."""

from __future__ import annotations

from contextlib import suppress

from equipoise.calendars.stores.base import ANY, Fetched, PreconditionError, Storage
from equipoise.calendars.sync.resource import ResourceError, digest_of, parse, uid_of
from equipoise.domain.errors import StorageError

__all__ = ["move"]


def move(href: str, source: Storage, target: Storage) -> str:
    """Move a resource and return its new href; broken off anywhere, it lies in at least one of both places.

    Raises:
        StorageError: if it cannot be read here, or does not arrive there; then it stays here.
    """
    found = source.fetch([href]).get(href)
    if not isinstance(found, Fetched):
        raise found or StorageError(f"{href} is gone")
    try:
        calendar = parse(found.body)
        there = target.href_for(uid_of(calendar))
    except ResourceError as error:
        raise StorageError(f"{href} is not understood: {error}") from error
    with suppress(PreconditionError):  # it may have arrived in an earlier attempt: that is seen next
        target.write(there, found.body, match="")
    arrived = target.fetch([there]).get(there)
    if not isinstance(arrived, Fetched) or digest_of(parse(arrived.body)) != digest_of(calendar):
        raise StorageError(f"{href} did not arrive in {target.name}; it stays in {source.name}")
    source.remove(href, match=found.etag or ANY)
    return there
