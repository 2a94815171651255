"""A life: everything the planner is told about one person. What a life file says, once read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Event, Goal, NonNegotiable, OnCall, Routine, Task
from equipoise.domain.rhythm import Rhythm

__all__ = ["CalendarSource", "EnergyProfile", "Life", "Person", "TravelTable"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is planned for.

    Attributes:
        zone: IANA zone in which every local time of the file is read.
        country, subdivision: ISO 3166 codes for public holidays; "" for none.
        employment: "employee", "self-employed" or "executive" (autonomous working time, Art. 17 of 2003/88/EC);
            decides whether legal rest is a hard rule or advice.
        role: the job in a few words. ``values``: what counts most: "health", "family", "acceleration".
        email: the address under which invitations reach them; "" if not given.
        synchronous, deep: 0 to 1, how far the role demands being there at once, and deep work.
    """

    name: str
    zone: ZoneInfo
    country: str = ""
    subdivision: str = ""
    employment: str = "employee"
    role: str = ""
    values: tuple[str, ...] = ()
    synchronous: float = 0.5
    deep: float = 0.5
    email: str = ""


@dataclass(frozen=True, slots=True)
class EnergyProfile:
    """What the person says of their energy; the energy package turns it into curves.

    Attributes:
        wake, sleep: usual times. ``chronotype``: one of the five classes, or "" if not stated.
        mid_sleep_free: mid-sleep on free days in hours after midnight (MSFsc), or None.
        peaks: kind ("cognitive", "social", "physical") to local stretches of high energy.
        lows: the same for troughs.
    """

    wake: time = time(7)
    sleep: time = time(23)
    chronotype: str = ""
    mid_sleep_free: float | None = None
    peaks: Mapping[str, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    lows: Mapping[str, tuple[tuple[time, time], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TravelTable:
    """Minutes of travel between places, the same both ways; places not in it are reached in ``default`` minutes."""

    minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    default: int = 0

    def between(self, here: str, there: str) -> int:
        """Return minutes from one place to another; 0 if they are the same or either is anywhere ("")."""
        if not here or not there or here == there:
            return 0
        return self.minutes.get((here, there), self.minutes.get((there, here), self.default))


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """A calendar that the plan has to live with.

    Attributes:
        path: file or folder, relative to the life file. ``area``, ``role``: what its events belong to.
        flexible: words in a title that mark an event as movable. ``tasks``: True if its tasks are planned too.
    """

    path: str
    name: str = ""
    area: str = "work"
    role: str = "work"
    place: str = ""
    flexible: tuple[str, ...] = ()
    tasks: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """One person's life file, checked. Ids are unique over tasks, routines, goals and non-negotiables.

    Attributes:
        rituals_held: rituals that are dealt with, by id and local date: they are not planned on it again. No part of
            the file; it comes from what the person did by hand in their calendar.
    """

    person: Person
    rhythm: Rhythm = field(default_factory=Rhythm)
    energy: EnergyProfile = field(default_factory=EnergyProfile)
    travel: TravelTable = field(default_factory=TravelTable)
    non_negotiables: tuple[NonNegotiable, ...] = ()
    events: tuple[Event, ...] = ()
    tasks: tuple[Task, ...] = ()
    routines: tuple[Routine, ...] = ()
    goals: tuple[Goal, ...] = ()
    calendars: tuple[CalendarSource, ...] = ()
    on_call: tuple[OnCall, ...] = ()
    rituals_held: frozenset[tuple[str, date]] = frozenset()
