"""Hours of a life that stand week after week, for the commands that write them: kept, bookable, for answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from equipoise.calendars.hours import Kept, Purpose
    from equipoise.calendars.weekly import Span
    from equipoise.loading import Loaded

__all__ = ["hours_file", "kept_entries", "kept_file"]


def kept_entries(loaded: Loaded, now: datetime, only: Collection[Kept]) -> dict[str, bytes]:
    """Return what is kept from all others as one entry for each series, by UID."""
    from equipoise.calendars.published import kept_resources

    person = loaded.life.person
    return kept_resources(person.name, _kept(loaded, now, only), person.zone, now)


def kept_file(loaded: Loaded, now: datetime, only: Collection[Kept]) -> bytes:
    """Return the same as one file."""
    from equipoise.calendars.published import kept_to_ics

    person = loaded.life.person
    return kept_to_ics(person.name, _kept(loaded, now, only), person.zone, now)


def hours_file(loaded: Loaded, now: datetime, purpose: Purpose) -> bytes:
    """Return when the person may be booked, or answers, as VAVAILABILITY (RFC 7953)."""
    from equipoise.calendars.hours import hours_for, standing_dates
    from equipoise.calendars.published import availability_to_ics
    from equipoise.requests import books_for

    life = loaded.life
    dates = standing_dates(now.astimezone(life.person.zone).date())
    books, holidays = books_for(loaded, dates)
    hours = hours_for(purpose, dates, books, holidays=holidays, non_negotiables=life.non_negotiables)
    return availability_to_ics(life.person.name, hours, life.person.zone, now, purpose=purpose)


def _kept(
    loaded: Loaded, now: datetime, only: Collection[Kept]
) -> Mapping[str, Mapping[date, tuple[Span, ...]]]:
    from equipoise.calendars.hours import kept_time, standing_dates
    from equipoise.requests import books_for

    life = loaded.life
    dates = standing_dates(now.astimezone(life.person.zone).date())
    books, _holidays = books_for(loaded, dates)
    return kept_time(dates, books, life.non_negotiables, only)
