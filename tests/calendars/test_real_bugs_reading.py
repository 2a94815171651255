"""Bugs that cost people of other programs their appointments, in reading and in writing: each is a test of this one.

Each docstring names the threads on GitHub (owner/repository#number) and says what was lost there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.published import availability_to_ics, freebusy_to_ics
from equipoise.calendars.vtimezone import vtimezone
from equipoise.domain.plan import Certificate, Plan
from equipoise.domain.time import Interval

Make = Callable[..., Any]
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SERIES = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"
FIRST = "DTSTART;TZID=Europe/Berlin:20260105T090000"
LAST = "DTEND;TZID=Europe/Berlin:20260105T093000"
YEAR = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def starts(events: Any) -> list[datetime]:
    return [item.when.start for item in events]


def named(lines: list[str], uid: str) -> list[str]:
    return [f"UID:{uid}" if line.startswith("UID:") else line for line in lines]


def test_an_override_that_carries_a_rule_is_one_occurrence(read: Make, calendar: Make, event: Make) -> None:
    """SimpleMobileTools/Simple-Calendar#1538, etesync/etesync-dav#112: single occurrences could not be edited, since the
    exception carried the rule of its series and servers refused it.
    """
    master = event(SERIES, start=FIRST, end=LAST)
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000", SERIES, start="DTSTART;TZID=Europe/Berlin:20261125T140000",
        end="DTEND;TZID=Europe/Berlin:20261125T150000",
    )  # fmt: skip
    events, _ = read(calendar(*master, *moved))
    assert starts(events) == [at(23, 9), at(25, 14), at(27, 9)]


def test_published_exceptions_never_carry_a_rule() -> None:
    """SimpleMobileTools/Simple-Calendar#1538: what is written has no exception with a rule, here none at all."""
    days = [date(2026, 11, 2) + timedelta(days=i) for i in range(40)]
    hours = {day: () if day.day == 18 else ((540, 1020),) for day in days}
    text = availability_to_ics("Ada", hours, BERLIN, datetime(2026, 11, 1, tzinfo=UTC)).decode()
    assert "RRULE" in text
    assert "RECURRENCE-ID" not in text


def test_an_exception_in_utc_and_one_with_a_zone_are_of_the_same_day(
    read: Make, calendar: Make, event: Make
) -> None:
    """linagora/twake-calendar-frontend#819: RECURRENCE-ID in UTC, master with TZID: the day got a second exception."""
    master = event(SERIES, start=FIRST, end=LAST)
    one = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000", "SUMMARY:Old", start="DTSTART:20261125T100000Z"
    )
    two = event(
        "RECURRENCE-ID:20261125T080000Z", "SUMMARY:New", start="DTSTART:20261125T120000Z", end="DURATION:PT1H"
    )
    events, _ = read(calendar(*master, *one, *two))
    assert starts(events) == [at(23, 9), at(25, 13), at(27, 9)]
    assert [item.id for item in events][1] == "u1/20261125T080000Z"


UNTIL = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261124T225959Z"
SPLIT = "DTSTART;TZID=Europe/Berlin:20261125T{}0000"
SET = "RELATED-TO;RELTYPE=X-CALENDARSERVER-RECURRENCE-SET:5E7"


def halves(event: Make, first: list[str], later: list[str], hour: str = "09") -> list[str]:
    """Return a series that was split on Wednesday 2026-11-25, as Google names its halves."""
    before = named(event(*first, start=FIRST, end=LAST), "abc@google.com")
    after = named(
        event(*later, start=SPLIT.format(hour), end="DURATION:PT30M"), "abc_R20261125T080000@google.com"
    )
    return [*before, *after]


@pytest.mark.parametrize("order", [1, -1], ids=["past first", "future first"])
def test_an_exception_left_in_the_wrong_half_of_a_split_counts_once(
    read: Make, calendar: Make, event: Make, order: int
) -> None:
    """tine20/tine20#6697: macOS changed the order in which it splits a series, and exceptions ended in the wrong half: they
    were lost, or shown beside the occurrence that they replace.
    """
    past = named(event(UNTIL, SET, start=FIRST, end=LAST), "past")
    future = named(event(SERIES, SET, start=SPLIT.format("09"), end="DURATION:PT30M"), "future")
    orphan = named(
        event("RECURRENCE-ID;TZID=Europe/Berlin:20261127T090000", SET, start="DTSTART:20261124T130000Z", end="DURATION:PT1H"),
        "past",
    )  # fmt: skip
    parts = [past, future][::order]
    events, findings = read(calendar(*parts[0], *orphan, *parts[1]))
    assert not findings
    assert starts(events) == [at(23, 9), at(24, 14), at(25, 9)]


def test_an_exception_in_the_right_half_outdoes_a_rest_in_the_other(
    read: Make, calendar: Make, event: Make
) -> None:
    """tine20/tine20#6697: a deletion that the past half still remembers does not delete what the future half has."""
    lines = halves(event, [UNTIL], [SERIES])
    stale = named(
        event("RECURRENCE-ID:20261127T080000Z", "STATUS:CANCELLED", start="DTSTART:20261127T080000Z"),
        "abc@google.com",
    )
    events, _ = read(calendar(*lines, *stale))
    assert starts(events) == [at(23, 9), at(25, 9), at(27, 9)]


def test_the_day_of_a_split_is_there_once(read: Make, calendar: Make, event: Make) -> None:
    """ulsklyc/yuvomi#1269: the past half still had the day of the split, which was shown twice."""
    through = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261125T225959Z"
    for hour in ("09", "11"):
        events, _ = read(calendar(*halves(event, [through], [SERIES], hour)))
        assert starts(events) == [at(23, 9), at(25, int(hour)), at(27, int(hour))]


def test_a_split_of_a_counted_series_doubles_and_loses_nothing(
    read: Make, calendar: Make, event: Make
) -> None:
    """SimpleMobileTools/Simple-Calendar#2126: COUNT was not reduced by a split, so that both halves had the same days."""
    first = "DTSTART;TZID=Europe/Berlin:20261123T090000"
    past = named(event("RRULE:FREQ=DAILY;COUNT=5", start=first, end="DURATION:PT30M"), "abc@google.com")
    future = named(
        event("RRULE:FREQ=DAILY;COUNT=3", start=SPLIT.format("10"), end="DURATION:PT30M"),
        "abc_R20261125T080000@google.com",
    )
    events, _ = read(calendar(*past, *future))
    assert starts(events) == [at(23, 9), at(24, 9), at(25, 10), at(26, 10), at(27, 10)]


def test_halves_without_a_link_are_series_of_their_own(read: Make, calendar: Make, event: Make) -> None:
    """ulsklyc/yuvomi#1269: two series that merely follow each other, or have a day in common, lose nothing."""
    past, future = (
        named(event(UNTIL, start=FIRST, end=LAST), "one"),
        named(event(SERIES, start=SPLIT.format("09"), end="DURATION:PT30M"), "two"),
    )
    assert starts(read(calendar(*past, *future))[0]) == [at(23, 9), at(25, 9), at(27, 9)]
    both = named(event(SERIES, start=FIRST, end=LAST), "one")
    assert len(read(calendar(*both, *future))[0]) == 5


@pytest.mark.parametrize(
    ("thread", "line"),
    [
        ("nextcloud/server#44600", "EXDATE;VALUE=DATE:20261125"),
        ("DouglasdeMoura/chroncal#221", "EXDATE:20261125T080000Z"),
        ("mguessan/davmail#87", "EXDATE;TZID=America/New_York:20261125T090000"),
        ("jens-maus/node-ical#456", "EXDATE:20261125T090000"),
    ],
)
def test_a_deleted_occurrence_stays_deleted(
    read: Make, calendar: Make, event: Make, thread: str, line: str
) -> None:
    """nextcloud/server#44600, DouglasdeMoura/chroncal#221, mguessan/davmail#87, jens-maus/node-ical#456: EXDATE of another type
    or zone than DTSTART: the deleted occurrence came back.
    """
    assert thread
    events, findings = read(calendar(*event(SERIES, line, start=FIRST, end=LAST)))
    assert not findings
    assert starts(events) == [at(23, 9), at(27, 9)]


def test_exceptions_are_written_in_the_form_of_dtstart_and_the_end_in_utc() -> None:
    """nextcloud/server#44600, jelmer/xandikos#571: EXDATE has the type and zone of DTSTART; UNTIL is in UTC, as section
    3.3.10 of RFC 5545 asks.
    """
    days = [date(2026, 11, 2) + timedelta(days=i) for i in range(40)]
    hours = {day: () if day.day == 18 else ((540, 1020),) for day in days}
    text = availability_to_ics("Ada", hours, BERLIN, datetime(2026, 11, 1, tzinfo=UTC)).decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    assert "EXDATE;TZID=Europe/Berlin:20261118T090000" in lines
    (rule,) = {line for line in lines if "RRULE:FREQ=WEEKLY" in line}
    assert "UNTIL=20261211T080000Z" in rule


@pytest.mark.parametrize(
    ("thread", "until", "last"),
    [
        ("jelmer/xandikos#571", "20261127T090000", 27),
        ("nextcloud/calendar#5326", "20261126", 25),
        ("mangstadt/biweekly#10", "20261125T090000", 25),
    ],
)
def test_the_end_of_a_series_need_not_be_in_utc(  # noqa: PLR0917
    read: Make, calendar: Make, event: Make, thread: str, until: str, last: int
) -> None:
    """jelmer/xandikos#571, nextcloud/calendar#5326, mangstadt/biweekly#10: UNTIL in local time or as a date, as phones write it:
    the series vanished from queries.
    """
    assert thread
    events, findings = read(calendar(*event(f"{SERIES};UNTIL={until}", start=FIRST, end=LAST)))
    assert not findings
    assert starts(events)[-1] == at(last, 9)


def cut_zone(name: str) -> list[str]:
    """Return a VTIMEZONE that was cut to its winter rule."""
    return [
        *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19701025T030000"),
        *("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"),
    ]


@pytest.mark.parametrize("name", ["Europe/Berlin", "/citadel.org/20210210_1/Europe/Berlin"])
def test_a_vtimezone_cut_to_one_rule_moves_nothing_in_summer(
    read: Make, calendar: Make, event: Make, name: str
) -> None:
    """pimutils/khal#755, etesync/etesync-web#200: VTIMEZONE with one rule: everything one hour off after a clock change."""
    lines = event(
        "RRULE:FREQ=MONTHLY;COUNT=12", start=f"DTSTART;TZID={name}:20260115T090000", end="DURATION:PT1H"
    )
    events, _ = read(calendar(*cut_zone(name), *lines), window=YEAR)
    assert [item.astimezone(BERLIN).hour for item in starts(events)] == [9] * 12


def test_what_is_written_has_both_rules_of_its_zone() -> None:
    """pimutils/khal#755, etesync/etesync-web#200: what is written describes the whole zone, winter and summer."""
    lines = list(vtimezone(BERLIN, 2026))
    assert {"BEGIN:STANDARD", "BEGIN:DAYLIGHT", "TZOFFSETTO:+0100", "TZOFFSETTO:+0200"} <= set(lines)


def test_a_series_keeps_its_hour_where_another_zone_changes_at_another_date(
    read: Make, calendar: Make, event: Make
) -> None:
    """phw198/OutlookGoogleCalendarSync#506: meetings of another zone one hour off between the two changes of clocks."""
    lines = event(
        "RRULE:FREQ=WEEKLY", start="DTSTART;TZID=America/New_York:20260106T090000", end="DURATION:PT1H"
    )
    events, _ = read(calendar(*lines), window=YEAR)
    assert len(events) == 52
    assert {item.astimezone(NEW_YORK).hour for item in starts(events)} == {9}
    assert {item.astimezone(BERLIN).hour for item in starts(events)} == {14, 15}


PRIVATE_ZONE = [
    *("BEGIN:VTIMEZONE", "TZID:Customized Time Zone"),
    *("BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"),
    *("BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"),
]


@pytest.mark.parametrize(
    ("thread", "name", "hour"),
    [
        ("home-assistant/core#179613", "W. Europe Standard Time", 9),
        ("runely/calendar-homey#680", "Customized Time Zone", 9),
        ("derekantrican/GAS-ICS-Sync#254", "GMT Standard Time 1", 10),
        ("pimutils/vdirsyncer#467", "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 9),
    ],
)
@pytest.mark.parametrize("month", [1, 7])
def test_a_zone_of_another_name_neither_refuses_nor_shifts_a_calendar(  # noqa: PLR0917
    read: Make, calendar: Make, event: Make, thread: str, name: str, hour: int, month: int
) -> None:
    """home-assistant/core#179613, runely/calendar-homey#680, derekantrican/GAS-ICS-Sync#254, pimutils/vdirsyncer#467: names of
    Windows and of one file's own: the calendar was refused, or shifted.
    """
    assert thread
    zone = PRIVATE_ZONE if "GMT" not in name else []
    zone = [line.replace("Customized Time Zone", name) for line in zone]
    lines = event(start=f'DTSTART;TZID="{name}":2026{month:02d}15T090000', end="DURATION:PT1H")
    events, findings = read(calendar(*zone, *lines), window=YEAR)
    assert not findings
    assert starts(events) == [at(15, hour, month=month)]


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin", "Pacific/Pago_Pago"]
)
def test_a_whole_day_is_a_date_wherever_it_is_read(
    read: Make, calendar: Make, event: Make, zone: str
) -> None:
    """x3me/omacal#44, SimpleMobileTools/Simple-Calendar#246, SimpleMobileTools/Simple-Calendar#987: whole days a day early or
    late, since a date was made an instant of UTC.
    """
    own = ZoneInfo(zone)
    data = calendar(*event(start="DTSTART;VALUE=DATE:20261124", end="DTEND;VALUE=DATE:20261125"))
    (found,), _ = read(data, zone=own)
    assert found.all_day
    assert found.when == Interval(datetime(2026, 11, 24, tzinfo=own), datetime(2026, 11, 25, tzinfo=own))


def test_a_time_with_a_zone_is_not_read_as_utc(read: Make, calendar: Make, event: Make) -> None:
    """alextselegidis/easyappointments#1626: TZID was read as UTC: every appointment off by the offset."""
    lines = event(
        start="DTSTART;TZID=America/New_York:20261124T090000",
        end="DTEND;TZID=America/New_York:20261124T100000",
    )
    (found,), _ = read(calendar(*lines))
    assert found.when.start == datetime(2026, 11, 24, 9, tzinfo=NEW_YORK)


def test_recurring_events_are_busy_time_to_others(read: Make, calendar: Make, event: Make) -> None:
    """calcom/cal.diy#18060, calcom/cal.diy#7796, calcom/cal.diy#5749: recurring events were not seen as busy, and their time
    was booked twice.
    """
    events, _ = read(calendar(*event(SERIES, start=FIRST, end=LAST)))
    plan = Plan(
        "Ada", "Europe/Berlin", date(2026, 11, 23), 7, at(22), (), events, (), (), Certificate(0, 0, 0), {}
    )
    text = freebusy_to_ics(plan, events, {}).decode().replace("\r\n ", "")
    told = [
        line.partition(":")[2][:16] for line in text.split("\r\n") if line.startswith("FREEBUSY;FBTYPE=BUSY:")
    ]
    assert told == ["20261123T080000Z", "20261125T080000Z", "20261127T080000Z"]


def test_a_time_stamp_of_the_year_one_hides_nothing(read: Make, calendar: Make, event: Make) -> None:
    """Intermesh/groupoffice#1523: LAST-MODIFIED in the year 0001 broke the reading of the entry."""
    data = calendar(*event("LAST-MODIFIED:00010101T000000Z", "CREATED:00010101T000000Z"))
    events, findings = read(data)
    assert (len(events), findings) == (1, ())


def test_a_change_of_this_and_all_later_ones_is_followed(read: Make, calendar: Make, event: Make) -> None:
    """niccokunzmann/python-recurring-ical-events#75, ical-org/ical.net#455: RANGE=THISANDFUTURE changed its own day only."""
    master = event(SERIES, start=FIRST, end=LAST)
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261125T090000",
        start="DTSTART;TZID=Europe/Berlin:20261125T110000", end="DTEND;TZID=Europe/Berlin:20261125T120000",
    )  # fmt: skip
    events, _ = read(calendar(*master, *later))
    assert starts(events) == [at(23, 9), at(25, 11), at(27, 11)]


def test_an_exception_after_a_change_of_all_later_ones_stands(
    read: Make, calendar: Make, event: Make
) -> None:
    """niccokunzmann/python-recurring-ical-events#222: with RANGE, single exceptions and deletions after it were overrun."""
    master = event(SERIES, "EXDATE;TZID=Europe/Berlin:20261130T090000", start=FIRST, end=LAST)
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261125T090000",
        start="DTSTART;TZID=Europe/Berlin:20261125T110000", end="DTEND;TZID=Europe/Berlin:20261125T120000",
    )  # fmt: skip
    single = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261127T090000",
        start="DTSTART;TZID=Europe/Berlin:20261127T160000", end="DTEND;TZID=Europe/Berlin:20261127T163000",
    )  # fmt: skip
    two_weeks = Interval(at(23), at(3, month=12))
    events, _ = read(calendar(*master, *later, *single), window=two_weeks)
    assert starts(events) == [at(23, 9), at(25, 11), at(27, 16), at(2, 11, month=12)]
