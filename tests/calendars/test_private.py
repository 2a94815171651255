"""What is private (CLASS) is read, and planned around, and never shown to others: in no file that is made to be given away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.calendars.feed import busy_feed, plan_feed
from equipoise.calendars.published import freebusy_to_ics
from equipoise.calendars.todos import read_tasks
from equipoise.calendars.writing import block_resources, plan_to_ics
from equipoise.domain.commitments import BlockKind, Estimate, Event, Task
from equipoise.domain.discretion import PRIVATE, discreet, discreet_words
from equipoise.domain.life import CalendarSource
from equipoise.domain.plan import Block, Certificate, Clash, Misfit, Plan
from equipoise.domain.time import Interval
from equipoise.lifefile import plan_from_json, plan_to_json
from equipoise.views import Hints, week_html, week_svg, week_view

Make = Callable[..., Any]
BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 24, 9, tzinfo=BERLIN)
SECRETS = ("Knee surgery", "Clinic", "Couples therapy", "Job interview prep", "Practice Dr Adler")


def span(hour: float, length: float = 1.0) -> Interval:
    return Interval(AT + timedelta(hours=hour), AT + timedelta(hours=hour + length))


SURGERY = Event("u1", "Knee surgery", span(3), place="Clinic", private=True)
THERAPY = Event("u2", "Couples therapy", span(6), place="Practice Dr Adler", flexible=True, private=True)
PREP = Task("t1", "Job interview prep", Estimate.single(60), private=True)
PLAN = Plan(
    "Ada",
    "Europe/Berlin",
    AT.date(),
    7,
    AT - timedelta(days=1),
    (
        Block("memo/1", BlockKind.FOCUS, "Memo", span(0), "memo"),
        Block("travel/1", BlockKind.TRAVEL, "To Clinic", span(2.5, 0.5), place="Clinic"),
        Block("t1/1", BlockKind.FOCUS, "Job interview prep", span(4), "t1", private=True),
        Block(
            "u2/1",
            BlockKind.MEETING,
            "Couples therapy",
            span(6),
            "u2",
            place="Practice Dr Adler",
            private=True,
        ),
    ),
    (SURGERY, THERAPY, Event("u3", "Review", span(8))),
    (
        Misfit(
            "t1", "Job interview prep", 30, 30, "Knee surgery and Review leave no room for Job interview prep"
        ),
    ),
    (Clash("double booking", "Knee surgery and Couples therapy overlap", span(3)),),
    Certificate(0, 0, 0),
    {},
    notes=("Knee surgery is long.",),
)
WHY = {
    "memo/1": "Tuesday 9:00, because it is the first opening before Knee surgery; 12:00, with Couples therapy moved, costs 3.",
    "travel/1": "You have to be on the way by then, between Memo and Knee surgery.",
    "t1/1": "It waits for nothing but Job interview prep's deadline.",
}


@pytest.mark.parametrize(
    ("line", "private"),
    [
        ("CLASS:PRIVATE", True),
        ("CLASS:CONFIDENTIAL", True),
        ("CLASS:X-BOSS", True),
        ("CLASS:public", False),
        ("X-A:1", False),
    ],
)
def test_the_mark_is_read(read: Make, calendar: Make, event: Make, line: str, private: bool) -> None:
    (found,), _ = read(calendar(*event(line, "SUMMARY:Doctor")))
    assert (found.private, found.title, found.busy) == (private, "Doctor", True)
    task = [f"BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Gift\r\n{line}\r\nEND:VTODO"]
    (one,), _ = read_tasks(calendar(*task), name="x", zone=BERLIN, now=AT, source=CalendarSource("x"))
    assert (one.private, one.title) == (private, "Gift")


def test_real_exports_mark_what_is_private(read: Make) -> None:
    for name, title in (("google", "Planning with Jonas"), ("exchange", "Stand-up")):
        events, _ = read((Path(__file__).parent / "files" / f"{name}.ics").read_bytes())
        assert {item.title for item in events if item.private} == {title}


def forms(plan: Plan) -> dict[str, bytes]:
    firm = {block.id: True for block in plan.blocks}
    shown = discreet(plan, [PREP])
    view = week_view(shown, Hints(why=discreet_words(plan, WHY, [PREP])))
    return {
        "plan": plan_to_ics(plan, WHY, firm, alarms={"u2/1": 5}),
        "resources": b"".join(block_resources(plan, WHY, firm, alarms={"t1/1": 0}).values()),
        "feed": plan_feed(plan, WHY, firm),
        "busy": busy_feed(plan, firm),
        "freebusy": freebusy_to_ics(plan, plan.fixed, firm),
        "page": week_html(view).encode(),
        "picture": week_svg(view).encode(),
    }


@pytest.mark.parametrize("form", forms(PLAN))
def test_nothing_private_is_in_what_is_given_away(form: str) -> None:
    text = forms(PLAN)[form].replace(b"\r\n ", b"").decode()
    for secret in SECRETS:
        assert secret not in text
        assert secret in str(PLAN), "the plan itself knows it"
    if form in {"plan", "resources", "feed"}:
        assert text.count("CLASS:PRIVATE") == text.count(f"SUMMARY:{PRIVATE}") == 2
        assert "SUMMARY:Memo" in text
        assert f"before {PRIVATE}" in text
        assert "SUMMARY:Travel" in text
    if form in {"page", "picture"}:
        assert "Review" in text


def test_what_is_not_private_is_left_as_it_is() -> None:
    plain = replace(
        PLAN,
        blocks=tuple(replace(block, private=False) for block in PLAN.blocks),
        fixed=tuple(replace(event, private=False) for event in PLAN.fixed),
    )
    assert discreet(plain) is plain
    assert discreet_words(plain, WHY) == WHY
    assert b"CLASS" not in plan_to_ics(plain, WHY)
    assert b"SUMMARY:To Clinic" in plan_to_ics(plain, WHY)


def test_times_kinds_and_identities_stay() -> None:
    shown = discreet(PLAN, [PREP])
    for one, other in zip(PLAN.blocks, shown.blocks, strict=True):
        assert (one.id, one.when, one.kind, one.commitment) == (
            other.id,
            other.when,
            other.kind,
            other.commitment,
        )
    assert [item.when for item in shown.fixed] == [item.when for item in PLAN.fixed]
    assert discreet(shown, [PREP]) == shown


def test_a_plan_of_json_keeps_the_mark() -> None:
    again = plan_from_json(plan_to_json(PLAN), "plan.json")
    assert [block.private for block in again.blocks] == [False, False, True, True]
    assert [event.private for event in again.fixed] == [True, True, False]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=20))
def test_no_title_escapes(title: str) -> None:
    event = replace(SURGERY, title=title)
    plan = replace(PLAN, blocks=(), fixed=(event,), misfits=(), clashes=(), notes=())
    told = discreet_words(plan, {"a": f"It is before {title}, and after {title}."})["a"]
    wanted = f"It is before {PRIVATE}, and after {PRIVATE}."
    assert told == wanted or title.strip() == "" or title in "It is before , and after ." or title in PRIVATE


def test_read_private_events_stay_out_of_a_feed(read: Make, calendar: Make, event: Make) -> None:
    (found,), _ = read(calendar(*event("CLASS:PRIVATE", "SUMMARY:Knee surgery")))
    plan = replace(PLAN, blocks=PLAN.blocks[:1], fixed=(found,), now=datetime(2026, 11, 22, tzinfo=UTC))
    assert b"surgery" not in plan_feed(plan, WHY, {})
