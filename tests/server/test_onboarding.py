"""A newcomer's way to a first plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.server.conftest import LIFE, MONDAY, run

from equipoise.domain.errors import InputError
from equipoise.server.demo import load_demo
from equipoise.server.documents import read_life
from equipoise.server.first_tasks import rows_of
from equipoise.server.models import Life, Proposal
from equipoise.server.store import create, person_of
from equipoise.server.uploads import staged

TODAY = MONDAY.date()
YOU = {
    "name": "Ada",
    "zone": "Europe/Berlin",
    "country": "DE",
    "employment": "employee",
    "season": "ramp",
    "values": ["family"],
    "protect_home": "0.9",
    "protect_work": "0.5",
    "say": "0.5",
}
FIRM = {
    "wake": "06:30",
    "sleep": "22:30",
    "family_on": "on",
    "family_title": "Dinner; all of us",
    "family_hours": "daily 18:30-20:00",
}
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:a1\r\nDTSTAMP:20261101T000000Z\r\n"
    "DTSTART:20200106T090000Z\r\nDTEND:20200106T100000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:<script>alert(1)</script>\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def to_calendars(browser: Client) -> None:
    """Go through the first three steps."""
    assert browser.post("/begin/you", YOU).headers["Location"] == "/begin/rhythm"
    browser.post("/begin/rhythm", {"dial": "0.4", "pattern": "B", "hours": ""})
    assert browser.post("/begin/firm", FIRM).headers["Location"] == "/begin/calendars"


def upload(browser: Client, name: str, data: bytes) -> Any:
    """Send a calendar file and stay on the page."""
    file = SimpleUploadedFile(name, data, "text/calendar")
    return browser.post("/begin/calendars", {"files": file, "way": "stay"})


def test_all_steps_lead_to_a_first_plan_to_look_at(browser: Client, ada: User) -> None:
    to_calendars(browser)
    assert upload(browser, "../../my week.ics", ICS.encode()).status_code == 302
    page = browser.get("/begin/calendars").content.decode()
    assert "my week" in page
    assert "4 events" in page
    browser.post("/begin/calendars", {})
    browser.post("/begin/tasks", {"tasks": "Write memo 30 min\n\nCall the plumber 20 min by tomorrow"})
    page = browser.get("/begin/plan").content.decode()
    assert "Dinner; all of us" in page
    assert browser.post("/begin/plan").headers["Location"] == "/week"
    life = Life.objects.get(owner=ada)
    person = person_of(life)
    assert (person.person.country, person.rhythm.dial, person.rhythm.pattern) == ("DE", 0.4, "B")
    assert (person.rhythm.protect_home, person.rhythm.seasons[0].kind) == (0.9, "ramp")
    assert not person.rhythm.overrides, "an empty answer on hours follows the pattern"
    assert [one.title for one in person.non_negotiables] == ["Dinner; all of us"]
    assert [task.title for task in person.tasks] == ["Write memo", "Call the plumber"]
    (source,) = person.calendars
    assert (life.folder / source.path).read_bytes() == ICS.encode()
    assert source.name == "my week"
    assert not staged(ada.pk).exists()
    proposal = Proposal.objects.get(life=life)
    proposal.options["seconds"] = 0.3
    proposal.save()
    run(proposal)
    life.refresh_from_db()
    assert life.plan is None, "a first plan is shown before it counts"
    page = browser.get("/week").content.decode()
    assert "Take this plan" in page
    assert "<script>alert(1)" not in page
    browser.post(f"/week/proposals/{proposal.pk}/accept")
    life.refresh_from_db()
    assert life.plan_id == proposal.pk


def test_what_is_wrong_stands_beside_its_field_and_answers_stay(browser: Client) -> None:
    answer = browser.post("/begin/you", {**YOU, "zone": "Berlin", "name": "", "say": "7"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="zone-problem"' in page
    assert "Europe/Berlin" in page.split('id="zone-problem"')[1][:300], "the cure is told"
    assert 'id="name-problem"' in page
    assert 'value="Berlin"' in page
    assert browser.get("/begin/rhythm").headers["Location"] == "/begin/you"


def test_steps_lead_back_and_keep_what_was_said(browser: Client) -> None:
    to_calendars(browser)
    assert browser.post("/begin/calendars", {"way": "back"}).headers["Location"] == "/begin/firm"
    assert "Dinner; all of us" in browser.get("/begin/firm").content.decode()
    assert 'value="Ada"' in browser.get("/begin/you").content.decode()
    assert browser.get("/begin/plan").headers["Location"] == "/begin/calendars", "no step is skipped"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family_hours": "whenever"}, "family_hours"),
        ({"family_hours": ""}, "family_hours"),
        ({"family_title": ""}, "family_title"),
        ({"wake": "late"}, "wake"),
    ],
)
def test_hours_that_cannot_be_are_told(browser: Client, wrong: dict[str, str], field: str) -> None:
    browser.post("/begin/you", YOU)
    browser.post("/begin/rhythm", {"dial": "0.4", "pattern": "B"})
    answer = browser.post("/begin/firm", {**FIRM, **wrong})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.content.decode()


def test_the_recommendation_follows_the_sliders_and_says_why(browser: Client) -> None:
    browser.post("/begin/you", {**YOU, "protect_home": "0.1", "say": "1", "values": ["acceleration"]})
    page = browser.get("/begin/rhythm").content.decode()
    assert "pattern D, Time-Weave" in page or "pattern E, Portfolio Day" in page
    assert "Work may come home with you" in page
    assert browser.post("/begin/rhythm", {"dial": "0.4", "pattern": "/etc/passwd"}).status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "calendar"),
        (b"", "empty"),
        (b"PK\x03\x04zip", "iCalendar"),
        (b"BEGIN:VCALENDAR\r\n" + b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_files_that_are_no_calendars_are_not_kept(
    browser: Client, ada: User, data: bytes, words: str
) -> None:
    to_calendars(browser)
    answer = upload(browser, "a.ics", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not list(staged(ada.pk).glob("*"))


def test_too_many_files_are_told_and_one_can_be_taken_away(browser: Client, ada: User) -> None:
    to_calendars(browser)
    for number in range(10):
        assert upload(browser, f"{number}.ics", ICS.encode()).status_code == 302
    assert upload(browser, "one more.ics", ICS.encode()).status_code == 422
    kept = sorted(path.name for path in staged(ada.pk).iterdir())
    assert len(kept) == 10
    assert (
        browser.post("/begin/calendars", {"drop": "../../secret-key"}).headers["Location"]
        == "/begin/calendars"
    )
    browser.post("/begin/calendars", {"drop": kept[0]})
    assert sorted(path.name for path in staged(ada.pk).iterdir()) == kept[1:]


def test_a_form_beyond_all_bounds_is_refused_before_it_is_read(browser: Client, settings: Any) -> None:
    to_calendars(browser)
    settings.UPLOAD_MOST = 1000
    assert upload(browser, "a.ics", b"x" * 2000).status_code == 413


def test_ones_own_week_takes_the_place_of_an_example_but_never_of_a_life(browser: Client, ada: User) -> None:
    example = load_demo(ada, "consultant", TODAY)
    folder = example.folder
    to_calendars(browser)
    browser.post("/begin/calendars", {})
    browser.post("/begin/tasks", {"tasks": ""})
    browser.post("/begin/plan")
    life = Life.objects.get(owner=ada)
    assert life.demo == ""
    assert not folder.exists()
    assert browser.get("/begin").headers["Location"] == "/week"
    assert browser.post("/begin/you", YOU).headers["Location"] == "/week"
    assert Life.objects.get(owner=ada).pk == life.pk


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("write memo 3h by Fri", {"title": "write memo", "estimate": "3h", "due": "2026-11-27"}),
        ("book 2h-3h-5h", {"title": "book", "estimate": "2h-3h-5h"}),
        ("stand by the sea", {"title": "stand by the sea", "estimate": "1h"}),
        ("tax 1h30 due 2026-12-01", {"title": "tax", "estimate": "1h30", "due": "2026-12-01"}),
        ("call 20 min by Tue", {"title": "call", "estimate": "20 min", "due": "2026-11-24"}),
    ],
)
def test_a_line_becomes_a_task(line: str, row: dict[str, str]) -> None:
    (found,) = rows_of(line, MONDAY)
    assert {name: found.get(name) for name in row} == row
    tasks = f'[[task]]\ntitle = "{row["title"]}"\nestimate = "{row["estimate"]}"'
    read_life(LIFE + tasks)


def test_a_line_without_words_and_too_many_lines_are_told() -> None:
    with pytest.raises(InputError, match="line 2 has no words"):
        rows_of("memo\n3h", MONDAY)
    assert [row["title"] for row in rows_of("\n- memo 2h\n * \n\tcall  mum\n", MONDAY)] == [
        "memo",
        "call mum",
    ]
    with pytest.raises(InputError, match="51 tasks"):
        rows_of("memo\n" * 51, MONDAY)


@pytest.mark.parametrize("path", ["/etc/hosts", "../other/calendar-1.ics", "a/../../b.ics", "..\\x.ics"])
def test_a_life_reads_no_files_but_its_own(ada: User, path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="outside of your own folder"):
        create(ada, LIFE + f"\n[[calendar]]\npath = '{path}'\n")
    with pytest.raises(InputError, match="outside of your own folder"):
        create(ada, LIFE.replace('pattern = "A"', f"pattern = '{tmp_path}/x.toml'"))
