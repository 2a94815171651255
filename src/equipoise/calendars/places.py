"""Places: a LOCATION (RFC 5545 section 3.8.1.7) that names one of which travel times are known."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["place_of"]


def place_of(location: str, places: Collection[str]) -> str:
    """Return the longest known name that a location contains, whatever its case; "" if it contains none."""
    wanted = location.casefold()
    return next(
        (place for place in sorted(places, key=len, reverse=True) if place and place.casefold() in wanted), ""
    )
