"""What a life file says of its calendars: whose they are, and whether their tasks are planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise import api

LIFE = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n{}\n\n[[calendar]]\npath = "work.ics"\nflexible = ["Review"]\n'
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:u1\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20261124T100000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:Offsite\r\n"
    "ORGANIZER:mailto:bob@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org\r\n"
    "ATTENDEE;PARTSTAT=DECLINED:mailto:Ada@example.org\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:u2\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261125T100000Z\r\nDTEND:20261125T110000Z\r\n"
    "SUMMARY:Review of the week\r\nORGANIZER:mailto:bob@example.org\r\nATTENDEE:mailto:ada@example.org\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("email", "busy", "movable"), [("", True, True), ('email = "ada@example.org"', False, False)]
)
def test_the_owners_address_tells_what_was_declined_and_who_may_move(
    tmp_path: Path, email: str, busy: bool, movable: bool
) -> None:
    (tmp_path / "work.ics").write_text(ICS, encoding="utf-8")
    life = tmp_path / "life.toml"
    life.write_text(LIFE.format(email), encoding="utf-8")
    found = {event.id: event for event in api.load(life, now="2026-11-23T08:00").events}
    assert found["u1"].busy is busy
    assert found["u2"].flexible is movable


TODO = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VTODO\r\nUID:t1\r\nDTSTAMP:20260101T000000Z\r\n"
    "SUMMARY:Tax return\r\nESTIMATED-DURATION:PT2H\r\nDUE;VALUE=DATE:20261128\r\nEND:VTODO\r\n"
    "BEGIN:VTODO\r\nUID:t2\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Shelf\r\nSTATUS:COMPLETED\r\nDURATION:PT1H\r\n"
    "END:VTODO\r\nEND:VCALENDAR\r\n"
)


def test_tasks_of_a_calendar_are_planned_where_the_life_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "work.ics").write_text(TODO, encoding="utf-8")
    life = tmp_path / "life.toml"
    life.write_text(LIFE.format(""), encoding="utf-8")
    assert api.load(life, now="2026-11-23T08:00").life.tasks == ()
    life.write_text(LIFE.format("") + "tasks = true\n", encoding="utf-8")
    found = {task.id: task.remaining for task in api.load(life, now="2026-11-23T08:00").life.tasks}
    assert found == {"t1": 120, "t2": 0}
    plan = api.plan(life, now="2026-11-23T08:00", seconds=1)
    assert sum(b.when.minutes for b in plan.blocks if b.commitment == "t1") == 120
    assert api.verify(life, plan).ok
