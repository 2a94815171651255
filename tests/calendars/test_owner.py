"""Whose calendar it is: the address in the life file tells the person from others, and what they declined from what they attend."""

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
