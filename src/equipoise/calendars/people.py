"""Who takes part in an event (RFC 5545 sections 3.8.4.1 and 3.8.4.3): whether others do, whose it is, who declined."""

from __future__ import annotations

import re

from equipoise.calendars.components import Component, Property

__all__ = ["people"]

_MAILTO = re.compile(r"^\s*mailto:\s*", re.IGNORECASE)
MAX_GUESTS = 5
"""More tell nothing more: what is asked is whether there are others."""


def people(component: Component, owner: str) -> tuple[bool, bool, bool]:
    """Return (others attend, somebody else organises, the owner declined); rooms are no people.

    Without the owner's address nobody can tell who organises: it counts as the owner then.
    """
    own = owner.strip().casefold()
    prop = component.first("ORGANIZER")
    organizer = _address(prop) if prop else ""
    guests: set[str] = set()
    declined = False
    for guest in component.all("ATTENDEE"):
        if guest.params.get("CUTYPE", "").upper() in {"ROOM", "RESOURCE"}:
            continue
        address = _address(guest)
        if len(guests) < MAX_GUESTS:
            guests.add(address)
        if own and address == own:
            declined = guest.params.get("PARTSTAT", "").upper() == "DECLINED"
    everyone = guests | {organizer} - {""} if guests else guests
    foreign = bool(own and guests and organizer and organizer != own)
    return len(everyone - {own}) >= (1 if own else 2), foreign, declined


def _address(prop: Property) -> str:
    return _MAILTO.sub("", prop.value).strip().casefold()
