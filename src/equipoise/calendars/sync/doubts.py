"""Writes of which no answer was heard: those that are seen to have arrived are in doubt no more."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.calendars.sync.model import Base, Copy, Snapshot
from equipoise.calendars.sync.resource import digest_of, parse

__all__ = ["arrived"]


def arrived(
    base: Mapping[str, Base], doubts: Mapping[str, bytes], local: Snapshot, remote: Snapshot
) -> dict[str, Base]:
    """Return on what both sides agreed, with the writes in doubt that stand on the server as they were sent.

    What is put there stands here before. So if an entry was edited here since, then on top of what was put there, and
    it is a change of this side alone, no contradiction.

    Args:
        base: as it was noted, by UID. ``doubts``: what was put on the server without an answer, by UID.
        local, remote: what both hold now.
    """
    out = dict(base)
    for uid, body in doubts.items():
        here, there = local.items.get(uid, ()), remote.items.get(uid, ())
        if not body or len(here) != 1 or len(there) != 1:
            continue
        digest = digest_of(parse(body))
        if there[0].digest == digest != here[0].digest:
            etag = out[uid].local.etag if uid in out else ""
            out[uid] = Base(
                uid, Copy(here[0].href, etag, digest), Copy(there[0].href, there[0].etag, digest), body
            )
    return out
