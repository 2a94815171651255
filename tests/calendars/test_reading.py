"""What the reader makes of well-formed and of broken calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.reading import read_events, reading_sources
from equipoise.calendars.recurrence import Budget
from equipoise.domain.commitments import Area
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

Make = Callable[..., Any]
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Interval(datetime(2026, 11, 23, tzinfo=BERLIN), datetime(2026, 11, 30, tzinfo=BERLIN))
OUTLOOK = "W. Europe Standard Time"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def starts(events: Any) -> list[datetime]:
    return [item.when.start for item in events]


def test_a_plain_event(read: Make, calendar: Make, event: Make) -> None:
    (found,), findings = read(calendar(*event("SUMMARY:Stand-up\\, daily", "LOCATION:Room 1")))
    assert not findings
    assert (found.id, found.title, found.when) == ("u1", "Stand-up, daily", Interval(at(24, 11), at(24, 12)))
    assert (found.area, found.role, found.place) == (Area.WORK, "work", "")
    assert (found.busy, found.meeting, found.all_day, found.flexible) == (True, False, False, False)


def test_the_source_gives_area_role_place_and_name(read: Make, calendar: Make, event: Make) -> None:
    source = CalendarSource("home.ics", "Home", area="life", role="", place="home")
    (found,), _ = read(calendar(*event()), source=source)
    assert (found.area, found.role, found.place, found.source) == (Area.LIFE, "", "home", "Home")


def test_a_location_that_travel_knows_becomes_the_place(read: Make, calendar: Make, event: Make) -> None:
    data = calendar(*event("LOCATION:Client office\\, 3rd floor"))
    (found,), _ = read(data, places=("home", "client office"))
    assert found.place == "client office"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART:20261124T110000", "DTEND:20261124T120000"),
        ("DTSTART;TZID=America/New_York:20261124T050000", "DURATION:PT1H"),
        (f"DTSTART;TZID={OUTLOOK}:20261124T110000", f"DTEND;TZID={OUTLOOK}:20261124T120000"),
        ('DTSTART;TZID="/mozilla.org/20050126_1/Europe/Berlin":20261124T110000', "DURATION:PT1H"),
        ("DTSTART;VALUE=DATE-TIME:2026-11-24T10:00:00Z", "DURATION:PT1H"),
    ],
)
def test_zones(read: Make, calendar: Make, event: Make, start: str, end: str) -> None:
    (found,), findings = read(calendar(*event(start=start, end=end)))
    assert not findings
    assert starts([found]) == [at(24, 11)]
    assert found.when.minutes == 60


PRIVATE = [
    *("BEGIN:VTIMEZONE", "TZID:Customized Time Zone"),
    *("BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"),
    *("BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"),
]


@pytest.mark.parametrize("month", [1, 7])
def test_a_private_zone_is_read_from_its_vtimezone(
    read: Make, calendar: Make, event: Make, month: int
) -> None:
    stamp = f"2026{month:02d}15T090000"
    lines = event(start=f"DTSTART;TZID=Customized Time Zone:{stamp}", end="DURATION:PT1H")
    window = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    (found,), findings = read(calendar(*PRIVATE, *lines), window=window)
    assert not findings
    assert found.when.start == datetime(2026, month, 15, 9, tzinfo=BERLIN)


def test_one_file_cannot_move_a_zone_that_everybody_knows(read: Make, calendar: Make, event: Make) -> None:
    zone = ["BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    zone += ["TZOFFSETFROM:-1100", "TZOFFSETTO:-1100", "END:STANDARD", "END:VTIMEZONE"]
    lines = event(start="DTSTART;TZID=Europe/Berlin:20261124T110000", end="DURATION:PT1H")
    assert starts(read(calendar(*zone, *lines))[0]) == [at(24, 11)]


def test_an_unknown_zone_is_told_and_read_as_the_own(read: Make, calendar: Make, event: Make) -> None:
    lines = event(start="DTSTART;TZID=Middle/Earth:20261124T110000", end="DURATION:PT1H")
    events, (finding,) = read(calendar(*lines))
    assert starts(events) == [at(24, 11)]
    assert (finding.file, finding.line, finding.field, finding.warning) == ("work.ics", 7, "DTSTART", True)
    assert "Middle/Earth" in finding.message


def test_x_wr_timezone_is_that_of_floating_times(read: Make, calendar: Make, event: Make) -> None:
    lines = event(start="DTSTART:20261124T050000", end="DTEND:20261124T060000")
    assert starts(read(calendar("X-WR-TIMEZONE:America/New_York", *lines))[0]) == [at(24, 11)]


def test_a_time_that_spring_skips_keeps_its_distance(read: Make, calendar: Make, event: Make) -> None:
    zone = ZoneInfo("America/New_York")
    window = Interval(datetime(2026, 3, 7, tzinfo=zone), datetime(2026, 3, 10, tzinfo=zone))
    lines = event(
        "RRULE:FREQ=DAILY", start="DTSTART;TZID=America/New_York:20260307T023000", end="DURATION:PT30M"
    )
    events, _ = read(calendar(*lines), zone=zone, window=window)
    assert [item.astimezone(zone).strftime("%d %H:%M") for item in starts(events)] == [
        "07 02:30",
        "08 03:30",
        "09 02:30",
    ]


def test_whole_days_are_days_of_the_person(read: Make, calendar: Make, event: Make) -> None:
    data = calendar(*event(start="DTSTART;VALUE=DATE:20261124", end="DTEND;VALUE=DATE:20261126"))
    (found,), _ = read(data)
    assert found.all_day
    assert found.when == Interval(at(24, 0), at(26, 0))


SERIES = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"
FIRST = "DTSTART;TZID=Europe/Berlin:20260105T090000"
LAST = "DTEND;TZID=Europe/Berlin:20260105T093000"


def test_series_with_exception_and_moved_instance(read: Make, calendar: Make, event: Make) -> None:
    master = event(SERIES, "EXDATE;TZID=Europe/Berlin:20261123T090000", start=FIRST, end=LAST)
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000",
        start="DTSTART;TZID=Europe/Berlin:20261126T140000",
        end="DTEND;TZID=Europe/Berlin:20261126T150000",
    )
    events, findings = read(calendar(*moved, *master))
    assert not findings
    assert [(item.when.start, item.when.minutes) for item in events] == [(at(26, 14), 60), (at(27, 9), 30)]
    assert [item.id for item in events] == ["u1/20261125T080000Z", "u1/20261127T080000Z"]


def test_a_cancelled_instance_is_gone(read: Make, calendar: Make, event: Make) -> None:
    master = event(SERIES, start=FIRST, end=LAST)
    gone = event("RECURRENCE-ID:20261125T080000Z", "STATUS:CANCELLED", start="DTSTART:20261125T080000Z")
    assert starts(read(calendar(*master, *gone))[0]) == [at(23, 9), at(27, 9)]


def test_this_and_future_moves_what_follows(read: Make, calendar: Make, event: Make) -> None:
    master = event(SERIES, start=FIRST, end=LAST)
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261125T090000",
        start="DTSTART;TZID=Europe/Berlin:20261125T110000",
        end="DTEND;TZID=Europe/Berlin:20261125T120000",
    )
    events, _ = read(calendar(*master, *later))
    assert [(item.when.start, item.when.minutes) for item in events] == [
        (at(23, 9), 30),
        (at(25, 11), 60),
        (at(27, 11), 60),
    ]


def test_rdate_with_a_period_has_its_own_length(read: Make, calendar: Make, event: Make) -> None:
    lines = event("RDATE;VALUE=PERIOD:20261125T100000Z/PT2H,20261126T100000Z/20261126T103000Z")
    events, _ = read(calendar(*lines))
    assert [(item.when.start, item.when.minutes) for item in events] == [
        (at(24, 11), 60),
        (at(25, 11), 120),
        (at(26, 11), 30),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=Europe/Berlin:20261125T090000",
        "EXDATE:20261125T080000Z",
        "EXDATE;TZID=Asia/Tokyo:20261125T170000",
        "EXDATE:20261125T090000Z",
        "EXDATE:20261125T090000",
        "EXDATE;TZID=Asia/Tokyo:20261125T090000",
        "EXDATE;VALUE=DATE:20261125",
        "EXDATE;VALUE=DATE;TZID=Europe/Berlin:20261125",
    ],
)
def test_an_exception_in_any_form_takes_out_its_day(
    read: Make, calendar: Make, event: Make, line: str
) -> None:
    events, findings = read(calendar(*event(SERIES, line, start=FIRST, end=LAST)))
    assert not findings
    assert starts(events) == [at(23, 9), at(27, 9)]


def test_an_exception_that_is_an_instance_takes_out_that_one_alone(
    read: Make, calendar: Make, event: Make
) -> None:
    rule = "RRULE:FREQ=HOURLY;COUNT=4"
    start = "DTSTART;TZID=Europe/Berlin:20261124T080000"
    events, _ = read(calendar(*event(rule, "EXDATE:20261124T080000Z", start=start, end="DURATION:PT10M")))
    assert starts(events) == [at(24, 8), at(24, 10), at(24, 11)]


@pytest.mark.parametrize(
    "line", ["EXDATE;VALUE=DATE:20261125", "EXDATE:20261124T230000Z", "EXDATE:20261125T000000Z"]
)
def test_an_exception_of_a_series_of_whole_days(read: Make, calendar: Make, event: Make, line: str) -> None:
    lines = event("RRULE:FREQ=DAILY;COUNT=3", line, start="DTSTART;VALUE=DATE:20261124", end="DURATION:P1D")
    assert starts(read(calendar(*lines))[0]) == [at(24, 0), at(26, 0)]


@pytest.mark.parametrize(
    ("until", "last"),
    [("20261125", 23), ("20261125T090000", 25), ("20261125T080000Z", 25), ("20261125T075959Z", 23)],
)
def test_the_end_of_a_rule_in_any_form(
    read: Make, calendar: Make, event: Make, until: str, last: int
) -> None:
    events, findings = read(calendar(*event(f"{SERIES};UNTIL={until}", start=FIRST, end=LAST)))
    assert not findings
    assert starts(events)[-1] == at(last, 9)


@pytest.mark.parametrize("line", ["CLASS:PRIVATE", "CLASS:CONFIDENTIAL"])
def test_what_is_private_is_read_like_all_else(read: Make, calendar: Make, event: Make, line: str) -> None:
    (found,), findings = read(calendar(*event(line, "SUMMARY:Doctor")))
    assert (found.title, found.busy, findings) == ("Doctor", True, ())


def test_a_cancellation_is_told_and_adds_nothing(read: Make, calendar: Make, event: Make) -> None:
    events, (finding,) = read(calendar("METHOD:CANCEL", *event()))
    assert not events
    assert finding.field == "METHOD"


def test_the_highest_sequence_counts(read: Make, calendar: Make, event: Make) -> None:
    old, new = event("SEQUENCE:1"), event("SEQUENCE:2", start="DTSTART:20261124T130000Z", end="DURATION:PT1H")
    assert starts(read(calendar(*new, *old))[0]) == [at(24, 14)]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_is_shown_as_free_takes_no_time(read: Make, calendar: Make, event: Make, line: str) -> None:
    (found,), _ = read(calendar(*event(line)))
    assert not found.busy


def test_attendees(read: Make, calendar: Make, event: Make) -> None:
    me = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Me@example.com"
    you = 'ATTENDEE;CN="You: there";PARTSTAT=DECLINED:mailto:you@example.com'
    room = "ATTENDEE;CUTYPE=ROOM:mailto:room@example.com"
    organizer = "ORGANIZER:mailto:me@example.com"
    cases = [
        ([], False),
        ([me, organizer], False),
        ([me, room, organizer], False),
        ([you, organizer], True),
        ([me, you], True),
    ]
    for lines, expected in cases:
        (found,), _ = read(calendar(*event(*lines)))
        assert found.meeting is expected, lines
        (found,), _ = read(calendar(*event(*lines)), owner="me@example.com")
        assert (found.meeting, found.busy) == (expected, True), lines
    (found,), _ = read(calendar(*event(me, you)), owner="you@example.com")
    assert not found.busy


def test_the_iso_week_is_that_of_the_own_zone(read: Make, calendar: Make, event: Make) -> None:
    lines = event("SUMMARY:1:1", start="DTSTART:20261129T233000Z", end="DURATION:PT1H")
    window = Interval(WEEK.start, datetime(2026, 12, 7, tzinfo=BERLIN))
    (found,), _ = read(calendar(*lines), window=window, source=CalendarSource("a", flexible=("1:1",)))
    assert found.window == Interval(
        datetime(2026, 11, 30, tzinfo=BERLIN), datetime(2026, 12, 7, tzinfo=BERLIN)
    )


def test_flexible_words_open_the_iso_week(read: Make, calendar: Make, event: Make) -> None:
    source = CalendarSource("work.ics", flexible=("1:1", "sync"))
    (found,), _ = read(calendar(*event("SUMMARY:Weekly Sync with Ana")), source=source)
    assert found.flexible
    assert found.window == WEEK
    (other,), _ = read(calendar(*event("SUMMARY:Board")), source=source)
    assert not other.flexible
    assert other.window is None


@pytest.mark.parametrize("line", ["X-EQUIPOISE-BLOCK:memo/1", "UID:abc@equipoise"])
def test_own_blocks_are_never_foreign_busy_time(read: Make, calendar: Make, event: Make, line: str) -> None:
    lines = [item for item in event() if not (line.startswith("UID") and item.startswith("UID"))]
    assert read(calendar(*lines[:1], line, *lines[1:])) == ((), ())


def test_a_broken_event_does_not_lose_its_neighbours(read: Make, calendar: Make, event: Make) -> None:
    good = event("SUMMARY:Good")
    other = [line.replace("UID:u1", "UID:u2") for line in event("SUMMARY:Also good", "RRULE:FREQ=SOMETIMES")]
    data = calendar(*good, *event(start="DTSTART:tomorrow"), *other, "nonsense without a colon")
    events, findings = read(data)
    assert [item.title for item in events] == ["Good", "Also good"]
    assert [(item.line, item.field) for item in findings] == [(25, ""), (14, "DTSTART"), (23, "RRULE")]
    assert all(item.file == "work.ics" and item.warning for item in findings)


def test_a_file_cut_in_half_gives_its_first_half(read: Make, calendar: Make, event: Make) -> None:
    whole = calendar(*event("SUMMARY:First"), *event("SUMMARY:Second"))
    events, findings = read(whole[: whole.rindex(b"DTEND") + 4])
    assert [item.title for item in events] == ["First"]
    assert any("cut off" in item.cure for item in findings)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html>", "web page"),
        (b"name,date\nx,2026", "not an iCalendar file"),
        (bytes(range(256)) * 50, "not an iCalendar file"),
    ],
)
def test_what_is_no_calendar_is_told(read: Make, data: bytes, word: str) -> None:
    events, findings = read(data)
    assert not events
    assert word in findings[0].message
    assert not findings[0].warning


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_other_encodings(read: Make, calendar: Make, event: Make, codec: str) -> None:
    data = calendar(*event("SUMMARY:Größe")).decode().encode(codec)
    (found,), findings = read(data)
    assert found.title == "Größe"
    assert len(findings) == (codec != "utf-8-sig")


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_line_breaks_and_folds(read: Make, calendar: Make, event: Make, newline: str) -> None:
    data = calendar(*event("SUMMARY:Gr\u00f6\u00dfe")).replace("ö".encode(), b"\xc3\r\n \xb6")
    (found,), findings = read(data.replace(b"\r\n", newline.encode()))
    assert found.title == "Größe"
    assert not findings


def test_control_characters_never_reach_a_title(read: Make, calendar: Make, event: Make) -> None:
    (found,), _ = read(calendar(*event("SUMMARY:a\x00b\x1b[31mc\u202ed\\ne")))
    assert found.title == "a b [31mc d e"


def test_folders_and_files(tmp_path: Path, calendar: Make, event: Make) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.ics").write_bytes(calendar(*event("SUMMARY:A")))
    (tmp_path / "all" / "b.ics").write_bytes(calendar(*event("SUMMARY:The same event, invited elsewhere")))
    (tmp_path / "all" / "notes.txt").write_text("not read")
    (tmp_path / "empty").mkdir()
    sources = [
        CalendarSource("all"),
        CalendarSource("empty"),
        CalendarSource("gone.ics"),
        CalendarSource("all/a.ics"),
    ]
    events, findings = reading_sources(sources, tmp_path, BERLIN, WEEK)
    assert [item.title for item in events] == ["A"]
    assert [(item.file, item.warning) for item in findings] == [("empty", True), ("gone.ics", False)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART;TZID=America/New_York:20261124T090000", "DTEND:20261124T103000"),
        ("DTSTART:20261124T090000", "DTEND;TZID=America/New_York:20261124T103000"),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_its_other_end(
    read: Make, calendar: Make, event: Make, start: str, end: str
) -> None:
    (found,), findings = read(calendar(*event(start=start, end=end)))
    assert not findings
    assert (found.when.start, found.when.minutes) == (at(24, 15), 90)


@pytest.mark.parametrize(("sequence", "kept"), [(1, False), (2, True), (3, True)])
def test_an_exception_of_a_series_that_was_cut_short_later_is_gone(
    read: Make, calendar: Make, event: Make, sequence: int, kept: bool
) -> None:
    master = event(f"{SERIES};UNTIL=20261124T230000Z", "SEQUENCE:2", start=FIRST, end=LAST)
    left = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000",
        f"SEQUENCE:{sequence}",
        start="DTSTART;TZID=Europe/Berlin:20261126T140000",
        end="DURATION:PT1H",
    )
    events, _ = read(calendar(*master, *left))
    assert starts(events) == [at(23, 9), *([at(26, 14)] if kept else [])]


def test_zones_as_older_programs_write_them(read: Make, calendar: Make, event: Make) -> None:
    lines = event(start="DTSTART;TZID=US-Eastern:20261124T090000", end="DURATION:PT1H")
    events, findings = read(calendar(*lines))
    assert (starts(events), findings) == ([at(24, 15)], ())


def test_a_long_window_may_cost_more_in_proportion() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    short, long = (Budget.over(Interval(start, start + timedelta(weeks=weeks))) for weeks in (1, 120))
    assert short == Budget()
    assert (long.steps, long.rule, long.series, long.events) == tuple(
        10 * part for part in (short.steps, short.rule, short.series, short.events)
    )


def test_ten_years_of_daily_series_are_read_whole(calendar: Make, event: Make) -> None:
    series = event("RRULE:FREQ=DAILY", start="DTSTART:20150101T090000Z", end="DURATION:PT1H")
    lines = [[f"UID:{i}" if line.startswith("UID:") else line for line in series] for i in range(12)]
    window = Interval(datetime(2016, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    data = calendar(*[line for some in lines for line in some])
    events, findings = read_events(
        data, name="x", zone=ZoneInfo("UTC"), window=window, source=CalendarSource("x")
    )
    assert (len(events), findings) == (12 * 3653, ())
    assert len({item.id for item in events}) == len(events)


def test_an_event_every_hour_is_read_whole_for_twelve_weeks(calendar: Make, event: Make) -> None:
    data = calendar(*event("RRULE:FREQ=HOURLY", start="DTSTART:20260101T000000Z", end="DURATION:PT5M"))
    start = datetime(2026, 11, 1, tzinfo=UTC)
    window = Interval(start, start + timedelta(weeks=12))
    events, findings = read_events(
        data, name="x", zone=ZoneInfo("UTC"), window=window, source=CalendarSource("x")
    )
    assert (len(events), findings) == (2016, ())
