"""One VEVENT (RFC 5545 section 3.6.1) as typed values; what is broken in it is reported, not raised."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from equipoise.calendars.components import Component, Property, is_own, is_private
from equipoise.calendars.content import Report
from equipoise.calendars.people import people
from equipoise.calendars.rules import Frequency, Rule, RuleError, parse_rule
from equipoise.calendars.values import MAX_DURATION, parse_duration, parse_moment, parse_text, pieces
from equipoise.calendars.zones import Zones

__all__ = ["Item", "Moment", "Reader", "instant_of", "read_item", "sequence_of", "uid_of"]

MAX_DATES = 5_000
_EARLIEST, _LATEST = datetime(2, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001 - wall clock; room for any offset


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time as people write it: a wall-clock time in a zone, or a whole day (its midnight)."""

    wall: datetime
    zone: tzinfo
    whole_day: bool = False

    @property
    def instant(self) -> datetime:
        """The moment in UTC; a time that a clock change skips has the offset before it (section 3.3.5)."""
        return instant_of(self.wall, self.zone)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which wall clocks of a zone show ``wall``."""
    return datetime.combine(wall.date(), wall.time(), zone).astimezone(
        UTC
    )  # takes a fifth of what replace does


@dataclass(frozen=True, slots=True)
class Item:
    """A VEVENT: a single event, the master of a series, or the override of one or more of its instances.

    Attributes:
        wall: nominal part of the length, added on the wall clock. ``exact``: part added as elapsed time.
        added: RDATEs with the length of their own that a PERIOD gives, or None.
        override: RECURRENCE-ID; ``future``: it counts for all later instances too (RANGE=THISANDFUTURE).
        others: True if other people attend. ``declined``: the owner of the calendar said no.
        foreign: True if somebody else organises it. ``private``: others may not read it (CLASS).
    """

    uid: str
    start: Moment
    wall: timedelta
    exact: timedelta
    line: int
    title: str = ""
    location: str = ""
    sequence: int = 0
    rules: tuple[Rule, ...] = ()
    not_rules: tuple[Rule, ...] = ()
    added: tuple[tuple[Moment, timedelta | None], ...] = ()
    removed: tuple[Moment, ...] = ()
    override: Moment | None = None
    future: bool = False
    cancelled: bool = False
    busy: bool = True
    others: bool = False
    foreign: bool = False
    declined: bool = False
    own: bool = False
    private: bool = False

    @property
    def single(self) -> bool:
        """True if it takes place, once: no series, no exception, not cancelled."""
        more = self.rules or self.not_rules or self.added or self.removed
        return not (more or self.override or self.cancelled)


@dataclass(slots=True)
class Reader:
    """Reads the properties of one component; what is broken is reported and left out."""

    component: Component
    zones: Zones
    report: Report
    repeats: bool = field(init=False)

    def __post_init__(self) -> None:
        self.repeats = any(self.component.first(name) for name in ("RRULE", "RDATE", "RECURRENCE-ID"))

    def complain(self, prop: Property, message: str, cure: str = "") -> None:
        """Report what is wrong with a property."""
        self.report.add(message, cure=cure, line=prop.line, prop=prop.name)

    def moment(self, prop: Property, text: str) -> Moment:
        """Return the moment that ``text``, a value of ``prop``, states.

        Raises:
            ValueError: if it states none, or one outside the years 2 to 9997.
        """
        value = parse_moment(text)
        if not isinstance(value, datetime):
            if value.year < _EARLIEST.year or value.year >= _LATEST.year:
                raise ValueError(f"the year {value.year} is out of reach")
            return Moment(datetime(value.year, value.month, value.day), self.zones.own, whole_day=True)  # noqa: DTZ001
        if not _EARLIEST <= value.replace(tzinfo=None) < _LATEST:
            raise ValueError(f"the year {value.year} is out of reach")
        name = prop.params.get("TZID", "")
        if value.tzinfo is not None and not name:
            if self.repeats and self.zones.calendar_wide:
                return Moment(value.astimezone(self.zones.default).replace(tzinfo=None), self.zones.default)
            return Moment(value.replace(tzinfo=None), UTC)
        value = value.replace(tzinfo=None)  # with both TZID and Z, which no file should have, TZID counts
        return Moment(value, self.zones.find(name, prop) if name else self.zones.default)

    def optional(self, name: str) -> Moment | None:
        """Return the moment of the first property of that name, or None if there is no usable one."""
        prop = self.component.first(name)
        if prop is None:
            return None
        try:
            return self.moment(prop, prop.value)
        except ValueError as error:
            self.complain(prop, str(error), "it was left out")
            return None

    def start(self) -> Moment | None:
        """Return DTSTART; one without a zone, beside a DTEND with one, is in that zone."""
        start = self.optional("DTSTART")
        if start is not None and self.floats("DTSTART") and not self.floats("DTEND"):
            end = self.optional("DTEND")
            if end is not None and not end.whole_day:
                return replace(start, zone=end.zone)
        return start

    def floats(self, name: str) -> bool:
        """Tell whether the first property of that name is a time without a zone (section 3.3.5, form 1)."""
        prop = self.component.first(name)
        if prop is None or "TZID" in prop.params:
            return False
        text = prop.value.strip().upper()
        return "T" in text and not text.endswith(("Z", "+00:00", "+0000", "-00:00", "-0000"))

    def length(self, start: Moment) -> tuple[timedelta, timedelta]:
        """Return (nominal, exact) length: DTEND, or else DURATION, or else section 3.6.1's default."""
        default = timedelta(days=1) if start.whole_day else timedelta(0)
        end = self.optional("DTEND")
        if end is not None:
            if self.floats("DTEND") and not self.floats("DTSTART") and not start.whole_day:
                end = replace(end, zone=start.zone)
            return self._until(start, end, default)
        prop = self.component.first("DURATION")
        if prop is None:
            return default, timedelta(0)
        try:
            value = parse_duration(prop.value)
        except ValueError as error:
            self.complain(prop, str(error), "it was left out")
            return default, timedelta(0)
        days = timedelta(days=value.days)
        return (max(days, timedelta(days=1)), timedelta(0)) if start.whole_day else (days, value - days)

    def _until(self, start: Moment, end: Moment, default: timedelta) -> tuple[timedelta, timedelta]:
        same = start.zone is end.zone or start.whole_day != end.whole_day
        wall, exact = (
            (end.wall - start.wall, timedelta(0)) if same else (timedelta(0), end.instant - start.instant)
        )
        prop = self.component.all("DTEND")[0]
        if wall + exact < timedelta(0):
            self.complain(prop, "the event ends before it starts", "it was read as having no length")
            return default, timedelta(0)
        if wall + exact > MAX_DURATION:
            self.complain(prop, "the event is longer than ten years", "it was read as having no length")
            return default, timedelta(0)
        return (max(wall, default), exact) if start.whole_day else (wall, exact)

    def rules(self, name: str, start: Moment) -> tuple[Rule, ...]:
        """Return the rules of that name that can be followed, 20 at most."""
        found: dict[str, Rule] = {}
        every = self.component.all(name)
        for prop in every[:20]:
            try:
                found[prop.value.strip()] = self._resolve(_rule(prop.value), start)
            except (RuleError, OverflowError) as error:
                self.complain(prop, f"the rule is not followed: {error}", "the event was read without it")
        if len(every) > 20:
            self.complain(every[20], "an event has more than 20 rules", "the rest were left out")
        return tuple(found.values())

    def _resolve(self, rule: Rule, start: Moment) -> Rule:
        """Return the rule with UNTIL on the wall clock of DTSTART; a date there means its midnight."""
        if start.whole_day and rule.freq < Frequency.DAILY:
            raise RuleError("it repeats within the day, but the event takes whole days")
        until = rule.until
        if until is None:
            return rule
        if not isinstance(until, datetime):
            until = datetime(until.year, until.month, until.day)  # noqa: DTZ001 - wall clock of DTSTART
        if until.tzinfo is not None and not start.whole_day:
            until = until.astimezone(start.zone)
        until = until.replace(tzinfo=None)
        if start.whole_day:
            until = until.replace(hour=23, minute=59, second=59)
        return replace(rule, until=until)

    def dates(self, name: str) -> list[tuple[Moment, timedelta | None]]:
        """Return the dates of an RDATE or EXDATE, each with the length that a PERIOD gives it, or None."""
        found: list[tuple[Moment, timedelta | None]] = []
        for prop in self.component.all(name):
            for text in pieces(prop.value):
                if len(found) >= MAX_DATES:
                    self.complain(prop, f"an event has more than {MAX_DATES} dates", "the rest were left out")
                    return found
                if not text.strip():
                    continue
                try:
                    found.append(self.period(prop, text))
                except (ValueError, OverflowError) as error:
                    self.complain(prop, str(error), "this date was left out")
        return found

    def period(self, prop: Property, text: str) -> tuple[Moment, timedelta | None]:
        """Return start and length of a PERIOD (section 3.3.9); the length of a plain moment is None.

        Raises:
            ValueError: if the text is neither.
        """
        head, slash, tail = text.partition("/")
        start = self.moment(prop, head)
        if not slash:
            return start, None
        if tail.strip()[:1].upper() in {"P", "+"}:
            return start, parse_duration(tail)
        length = self.moment(prop, tail).instant - start.instant
        return start, max(length, timedelta(0))


@lru_cache(maxsize=256)
def _rule(text: str) -> Rule:
    """Return a rule; most events of a file share a few, which are kept once."""
    return parse_rule(text)


def read_item(component: Component, zones: Zones, report: Report, owner: str) -> Item | None:
    """Return the event that a VEVENT states, or None if it has no usable start."""
    reader = Reader(component, zones, report)
    start = reader.start()
    if start is None:
        if component.first("DTSTART") is None:
            report.add("an event has no DTSTART", cure="it was left out", line=component.line, prop="DTSTART")
        return None
    wall, exact = reader.length(start)
    others, foreign, declined = people(component, owner)
    override = component.first("RECURRENCE-ID")
    free = component.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE" and not component.text("TRANSP")
    title = parse_text(component.text("SUMMARY"))
    return Item(
        uid=uid_of(component, start, title),
        start=start,
        wall=wall,
        exact=exact,
        line=component.line,
        title=title,
        location=parse_text(component.text("LOCATION")),
        sequence=sequence_of(component),
        rules=reader.rules("RRULE", start),
        not_rules=reader.rules("EXRULE", start),
        added=tuple(reader.dates("RDATE")),
        removed=tuple(moment for moment, _ in reader.dates("EXDATE")),
        override=reader.optional("RECURRENCE-ID"),
        future=bool(override and override.params.get("RANGE", "").upper() == "THISANDFUTURE"),
        cancelled=component.text("STATUS").upper() == "CANCELLED",
        busy=component.text("TRANSP").upper() != "TRANSPARENT" and not free,
        others=others,
        foreign=foreign,
        declined=declined,
        own=is_own(component),
        private=is_private(component),
    )


def sequence_of(component: Component) -> int:
    """Return the revision of a component (section 3.8.7.4); 0 if it says none."""
    found = component.text("SEQUENCE")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else 0


def uid_of(component: Component, start: Moment, title: str) -> str:
    """Return the UID; where a file leaves it out, one that a second reading finds again."""
    given = parse_text(component.text("UID"))
    if given:
        return given
    return "none-" + hashlib.sha256(f"{start.wall.isoformat()}|{title}".encode()).hexdigest()[:24]
