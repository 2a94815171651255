from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from equipoise.domain.commitments import Area, BlockKind, Event
from equipoise.domain.errors import InputError
from equipoise.domain.plan import Block, Certificate, Clash, Misfit, Plan, Status
from equipoise.domain.time import Interval
from equipoise.lifefile import plan_from_json, plan_schema, plan_to_json

ZONE = ZoneInfo("Europe/Berlin")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=ZONE)


PLAN = Plan(
    person="Ada",
    zone="Europe/Berlin",
    first=date(2026, 11, 23),
    days=7,
    now=at(8),
    blocks=(
        Block(
            "memo/1",
            BlockKind.FOCUS,
            "Memo",
            Interval(at(9), at(10, 30)),
            "memo",
            Area.WORK,
            "work",
            "office",
        ),
        Block("buffer/1", BlockKind.BUFFER, "Buffer", Interval(at(10, 30), at(10, 40)), pinned=True),
    ),
    fixed=(
        Event(
            "uid@x", "Call", Interval(at(11), at(12)), meeting=True, role="", window=Interval(at(9), at(18))
        ),
        Event(
            "x", "Trip", Interval(at(0), at(0) + timedelta(days=1)), Area.LIFE, "", all_day=True, busy=False
        ),
    ),
    misfits=(Misfit("big", "Big", 1710, 90, "It does not fit.", ("hours.outer", "big")),),
    clashes=(Clash("sleep", "A call in the night.", Interval(at(2), at(3))),),
    certificate=Certificate(
        123.5, 124.25, 0.7, Status.OPTIMAL, 0.1, 7, 3, {"task:memo": 0.5}, {"equipoise": "0.1"}
    ),
    terms={"placed": 125.0, "switch": -1.5},
    rhythm="A, dial 0.20",
    notes=("Sleep well.",),
)


def errors(data: object) -> list[str]:
    return [error.message for error in Draft202012Validator(plan_schema()).iter_errors(data)]


def test_a_plan_reads_back_equal() -> None:
    data = json.loads(json.dumps(plan_to_json(PLAN), allow_nan=False))
    assert errors(data) == []
    assert plan_from_json(data) == PLAN
    assert data["equipoise_plan"] == 1
    assert data["blocks"][0] == {
        "id": "memo/1",
        "kind": "focus",
        "title": "Memo",
        "start": "2026-11-24T09:00:00+01:00",
        "end": "2026-11-24T10:30:00+01:00",
        "commitment": "memo",
        "area": "work",
        "role": "work",
        "place": "office",
        "pinned": False,
        "private": False,
    }


def test_date_times_come_back_in_the_persons_zone() -> None:
    utc = replace(PLAN, now=PLAN.now.astimezone(UTC))
    again = plan_from_json(plan_to_json(utc))
    assert again == PLAN
    assert again.now.tzinfo is ZONE


@given(st.integers(0, 5 * 12), st.integers(1, 48))
def test_blocks_in_the_hour_that_happens_twice(start: int, length: int) -> None:
    first = datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(minutes=5 * start)
    when = Interval(first, first + timedelta(minutes=5 * length))
    plan = replace(PLAN, blocks=(Block("a/1", BlockKind.FOCUS, "A", when),))
    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan)))) == plan


def test_no_bound_is_null() -> None:
    plan = replace(PLAN, certificate=replace(PLAN.certificate, bound=float("inf")))
    data = plan_to_json(plan)
    assert data["certificate"]["bound"] is None
    assert errors(data) == []
    assert plan_from_json(data) == plan


def broken(*path: str | int, value: Any) -> dict[str, Any]:
    data: Any = plan_to_json(PLAN)
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return dict(data)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("equipoise_plan",), 2, "update Equipoise"),
        (("equipoise_plan",), "1", "equipoise_plan: "),
        (("zone",), "Berlin", "zone: the time zone"),
        (("first",), "2026-13-01", "first: "),
        (("days",), 99, "days: "),
        (("now",), "2026-11-24T09:00:00", "now: '2026-11-24T09:00:00' is no date-time with an offset"),
        (("now",), "9999-12-31T23:59:59-14:00", "now: "),
        (
            ("blocks", 0, "kind"),
            "fcus",
            "blocks.memo/1.kind: 'fcus' is not known here; did you mean \"focus\"?",
        ),
        (("blocks", 0, "start"), "2026-11-24T19:00:00+01:00", "blocks.memo/1.end: it ends before it starts"),
        (("blocks",), {}, "blocks: "),
        (("fixed", 0, "window"), 5, "window"),
        (
            ("fixed", 0, "window"),
            {"start": "2026-11-24T19:00:00Z", "end": "2026-11-24T09:00:00Z"},
            "window.end",
        ),
        (("certificate", "objective"), float("nan"), "not finite"),
        (("certificate", "objective"), None, "not a number"),
        (("terms",), {"a": "b"}, "terms.a"),
        (("misfits", 0, "missing"), -1, "missing"),
        (("clashes", 0, "color"), "red", "color"),
    ],
)
def test_bad_plans(path: tuple[str | int, ...], value: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        plan_from_json(broken(*path, value=value))
    assert words in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON)
def test_any_json(data: Any) -> None:
    with pytest.raises(InputError):
        plan_from_json(data)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_change_of_a_plan(data: st.DataObject) -> None:
    plan: Any = plan_to_json(PLAN)
    inner = plan
    while True:
        key = data.draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
        child = inner[key]
        if not isinstance(child, dict | list) or not child or data.draw(st.booleans()):
            break
        inner = child
    inner[key] = data.draw(JSON | st.sampled_from(["2026-11-24T09:00:00Z", "UTC", 3, 1e300, 10**400]))
    try:
        again = plan_from_json(plan)
    except InputError:
        return
    assert errors(plan_to_json(again)) == []
