"""Edits that a machine can apply."""

import json
from dataclasses import replace
from datetime import time

import pytest

from equipoise.domain.commitments import Priority
from equipoise.domain.rules import Strength
from equipoise.planning.explain import Change, apply

from .smallweeks import MONDAY, Small, meeting, routine, rule, task, window

WEEK = Small(
    tasks=(task("memo", 60), task("edit", 30, after=("memo",))),
    routines=(routine("run", 60, 3, window("09:00", "10:00")),),
    events=(meeting("review", Small().span(0, "09:30", "10:30")),),
    rules=(rule("hours.focus", (window("09:00", "10:00"),), Strength.HARD),),
)


def test_each_edit_changes_what_it_names() -> None:
    request = WEEK.request()
    later = WEEK.at(3, "10:00")
    life = apply(
        request, [Change("task", "memo", "due", later), Change("task", "memo", "priority", "high")]
    ).life
    assert life.tasks[0] == replace(request.life.tasks[0], due=later, priority=Priority.HIGH)
    assert apply(request, [Change("task", "edit", "after", "memo")]).life.tasks[1].after == ()
    assert apply(request, [Change("task", "memo", "minutes", 45)]).life.tasks[0].remaining == 45
    assert apply(request, [Change("task", "memo", "drop")]).life.tasks == request.life.tasks[1:]
    wide = apply(request, [Change("routine", "run", "widen", 60)]).life.routines[0].windows[0]
    assert (wide.start, wide.end) == (time(8), time(11))
    assert apply(request, [Change("event", "review", "drop")]).events == ()
    moved = apply(request, [Change("event", "review", "window", WEEK.span(0, "09:00", "12:00"))]).events[0]
    assert moved.flexible
    assert request == WEEK.request()


def test_limits_can_be_let_go_and_the_horizon_made_longer() -> None:
    due = WEEK.at(1, "10:00")
    strict = replace(
        WEEK, tasks=(task("memo", 60, due=due, hard_due=True, only=(window("09:00", "10:00"),)),)
    ).request()
    freed = apply(strict, [Change("task", "memo", "hard_due"), Change("task", "memo", "only")]).life.tasks[0]
    assert (freed.due, freed.hard_due, freed.only) == (due, False, ())
    short = apply(strict, [Change("event", "review", "minutes", 30)]).events[0]
    assert short.when == WEEK.span(0, "09:30", "10:00")
    longer = apply(strict, [Change("horizon", "", "days", 14)])
    assert longer.grid.days == 14
    assert all(longer.books[day] == strict.books[MONDAY] for day in longer.grid.dates)
    with pytest.raises(ValueError, match="a week already"):
        apply(replace(WEEK, days=3).request(), [Change("horizon", "", "days", 14)])


def test_rules_change_on_one_date_only() -> None:
    request = WEEK.request()
    edited = apply(request, [Change("rule", "margin", "value", 0.25, MONDAY)])
    assert edited.books[MONDAY].number("margin") == 0.25
    assert all(book.number("margin") == 0.0 for day, book in edited.books.items() if day != MONDAY)
    longer = apply(request, [Change("rule", "hours.own", "until", "18:30", MONDAY)]).books[MONDAY]
    assert longer.windows("hours.own")[0].end == longer.windows("hours.outer")[0].end == time(18, 30)
    assert (
        not apply(request, [Change("rule", "hours.focus", "drop", None, MONDAY)])
        .books[MONDAY]
        .has("hours.focus")
    )


def test_edits_are_plain_json() -> None:
    edits = [
        Change("task", "memo", "due", WEEK.at(3, "10:00")),
        Change("task", "memo", "pins", (WEEK.span(0, "09:00", "10:00"),)),
        Change("rule", "margin", "value", 0.05, MONDAY),
    ]
    texts = [json.loads(json.dumps(edit.as_dict())) for edit in edits]
    assert texts[2] == {
        "target": "rule",
        "id": "margin",
        "field": "value",
        "value": 0.05,
        "day": "2026-11-23",
    }
    assert texts[0]["value"].startswith("2026-11-26T10:00")


@pytest.mark.parametrize(
    "edit",
    [
        Change("task", "memo", "colour", 1),
        Change("routine", "run", "colour", 1),
        Change("event", "review", "colour", 1),
        Change("person", "ann", "name", "Bob"),
    ],
)
def test_an_edit_that_does_not_suit(edit: Change) -> None:
    with pytest.raises(ValueError, match=r"no change|can change"):
        apply(WEEK.request(), [edit])
