"""The tag of a collection, which changes with anything in it: what servers without sync-collection tell instead.

Some servers make it from a clock of seconds. A tag that was seen once may then hide a change of the same second; one
that is still the same some seconds later hides nothing that came before. So it is trusted from the second time on.
"""

from __future__ import annotations

__all__ = ["ctag_token", "kept"]

AGE = 2.0
"""Seconds after which a tag that stayed the same is old enough to be trusted."""
_SURE, _SEEN = "ctag:", "ctag?"


def ctag_token(tag: str) -> str:
    """Return the token of a tag that can be trusted; empty if there is no tag."""
    return _SURE + tag if tag else ""


def kept(before: str, told: str, now: float) -> str:
    """Return the token to keep after everything was listed.

    Args:
        before: token that was kept last time; empty if there is none. ``told``: ``ctag_token`` of what the server told
            before the listing. ``now``: seconds since some moment that stays the same from one sync to the next.

    Returns:
        A trusted token, or one that only begins to be, or an empty one if the server told no tag.
    """
    if not told.startswith(_SURE):
        return ""
    tag = told.removeprefix(_SURE)
    since, _, seen = before.removeprefix(_SEEN).partition(":")
    if before.startswith(_SEEN) and seen == tag and since.isdigit():
        return told if now - int(since) >= AGE else before
    return f"{_SEEN}{int(now)}:{tag}"
