# ruff: noqa: RUF001 - dashes are what people see
"""Short blocks can be read, and what is kept free of planning is seen, quietly."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.views import plans
from tests.views.plans import MONDAY, block, stretch

from equipoise.domain.commitments import BlockKind, LocalWindow, NonNegotiable
from equipoise.domain.plan import Plan
from equipoise.domain.rules import Origin, Rule, Rulebook, Strength
from equipoise.views import Hints, Kept, hints_from_rulebooks, week_html, week_svg, week_view
from equipoise.views.axis import Axis
from equipoise.views.svg_block import READABLE
from equipoise.views.svg_place import Placed, place_blocks
from equipoise.views.svg_scale import Scale

SVG = "{http://www.w3.org/2000/svg}"
SCALE = Scale(Axis(((8, 18),)), 100.0, 60.0)


def day_of(*rows: tuple[str, BlockKind, str, str]) -> Plan:
    return plans.plan(
        [block(name, kind, stretch(MONDAY, a, b), f"Title {name}") for name, kind, a, b in rows]
    )


def placed(plan: Plan) -> dict[str, Placed]:
    day = week_view(plan).days[0]
    return {one.piece.entry.id: one for one in place_blocks(day, 0, 150, SCALE)}


def words_of(svg: str) -> tuple[dict[str, str], str]:
    """Return the words inside each block, and all words outside blocks."""
    inside: dict[str, str] = {}
    root = ET.fromstring(svg)
    for group in root.iter(f"{SVG}g"):
        if name := group.get("data-block"):
            inside[name] = " ".join(text.text or "" for text in group.iter(f"{SVG}text"))
    every = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    return inside, every


def test_a_short_block_grows_into_free_room_and_keeps_its_time_as_a_bar() -> None:
    one = placed(day_of(("a", BlockKind.RITUAL, "10:00", "10:05")))["a"]
    assert one.true.height == pytest.approx(3.5)
    assert one.drawn.height == READABLE
    assert one.drawn.y == one.true.y == pytest.approx(100 + 120 + 0.75)
    svg = week_svg(week_view(day_of(("a", BlockKind.RITUAL, "10:00", "10:05"))))
    group = next(g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("data-block") == "a")
    heights = [float(rect.get("height", "0")) for rect in group.iter(f"{SVG}rect")]
    assert heights[0] == READABLE > heights[1]
    assert words_of(svg)[0]["a"] == "Title a"


def test_a_short_block_before_another_grows_upwards() -> None:
    found = placed(
        day_of(("a", BlockKind.RITUAL, "10:00", "10:05"), ("b", BlockKind.FOCUS, "10:05", "11:00"))
    )
    assert found["a"].readable
    assert found["a"].drawn.y + found["a"].drawn.height <= found["b"].drawn.y
    assert found["b"].drawn == found["b"].true


def test_a_short_block_may_cover_a_buffer_but_no_other_block() -> None:
    found = placed(
        day_of(
            ("a", BlockKind.FOCUS, "09:00", "10:00"),
            ("b", BlockKind.ADMIN, "10:00", "10:05"),
            ("c", BlockKind.BUFFER, "10:05", "10:20"),
            ("d", BlockKind.FOCUS, "10:20", "11:00"),
        )
    )
    assert found["b"].readable
    assert next(iter(found)) == "c"  # drawn first, so that the others lie over it


def test_two_short_blocks_in_a_row_share_the_room_around_them_without_overlap() -> None:
    found = placed(day_of(("a", BlockKind.ADMIN, "10:00", "10:05"), ("b", BlockKind.ADMIN, "10:05", "10:10")))
    one, two = found["a"].drawn, found["b"].drawn
    assert found["a"].readable
    assert found["b"].readable
    assert one.y + one.height <= two.y + 0.01


def test_a_short_block_without_room_is_named_under_its_day() -> None:
    tight = day_of(
        ("a", BlockKind.FOCUS, "09:00", "10:00"),
        ("b", BlockKind.ADMIN, "10:00", "10:05"),
        ("c", BlockKind.FOCUS, "10:05", "11:00"),
    )
    assert placed(tight)["b"].drawn == placed(tight)["b"].true
    inside, every = words_of(week_svg(week_view(tight)))
    assert inside["b"] == ""
    assert "10:00 Title b" in every


def test_every_block_and_event_of_a_week_or_two_is_named_in_the_picture() -> None:
    full = plans.full_plan()
    more = [
        *plans.full_blocks(),
        *(
            block(f"x/{i}", BlockKind.ADMIN, stretch(MONDAY, f"08:{i}0", f"08:{i}5"), "Five")
            for i in range(6)
        ),
    ]
    for plan in (full, replace(full, blocks=tuple(more)), replace(full, blocks=tuple(more), days=14)):
        inside, every = words_of(week_svg(week_view(plan)))
        for piece in (piece for day in week_view(plan).days for piece in day.pieces):
            entry = piece.entry
            if entry.kind is not BlockKind.BUFFER:
                assert inside[entry.id] or f"{entry.when.start:%H:%M} {entry.title[:5]}" in every, entry.title


def test_a_night_and_a_non_negotiable_are_seen_and_named() -> None:
    days = [MONDAY + timedelta(days=i) for i in range(-1, 7)]
    kept = {
        day: (
            Kept("Sleep", stretch(day, "22:00", "08:30"), sleep=True),
            Kept("Dinner & bedtime", stretch(day, "19:00", "20:00")),
        )
        for day in days
    }
    view = week_view(plans.full_plan(), Hints(kept=kept))
    assert [(b.title, b.start, b.end) for b in view.days[0].kept] == [
        ("Sleep", 0, 510),
        ("Dinner & bedtime", 1140, 1200),
        ("Sleep", 1320, 1440),
    ]
    svg = week_svg(view)
    root = ET.fromstring(svg)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "Kept free: 19:00–20:00 Dinner & bedtime" in titles
    _inside, every = words_of(svg)
    assert every.count("Sleep") == 13  # the concert of Saturday covers its evening
    assert every.count("Dinner & bedtime") == 6  # the dinner of Friday covers it
    assert {"sleep", "kept free"} <= {text.text for text in root.iter(f"{SVG}text")}
    page = week_html(view)
    assert "Kept free: 19:00–20:00 Dinner &amp; bedtime." in page
    assert "22:00–24:00 Sleep" not in page.split('id="agenda"')[1]


def test_a_name_is_not_written_where_a_block_covers_all_of_its_band() -> None:
    one = plans.plan([block("a", BlockKind.LIFE, stretch(MONDAY, "12:00", "13:00"), "Lunch")])
    hints = Hints(kept={MONDAY: (Kept("Family time", stretch(MONDAY, "12:00", "13:00")),)})
    _inside, every = words_of(week_svg(week_view(one, hints)))
    assert "Family time" not in every


def test_hours_that_are_kept_free_come_from_rulebooks_and_closed_non_negotiables() -> None:
    night = (LocalWindow(time(22, 30), time(6, 30)),)
    family = (LocalWindow(time(15), time(17), frozenset({0})),)
    book = Rulebook(
        (
            Rule("sleep", Strength.HARD, night, Origin("you")),
            Rule("hours.family", Strength.HARD, family, Origin("pattern F")),
        )
    )
    wanted = [
        NonNegotiable("dinner", "Dinner", (LocalWindow(time(18), time(19)),)),
        NonNegotiable("swim", "Swimming", night, minutes=45, per_week=2),
    ]
    days = [MONDAY + timedelta(days=i) for i in range(-1, 7)]
    hints = hints_from_rulebooks(plans.empty_plan(), dict.fromkeys(days, book), non_negotiables=wanted)
    monday, tuesday = (week_view(plans.empty_plan(), hints).days[i] for i in (0, 1))
    assert [(band.title, band.start, band.end, band.sleep) for band in monday.kept] == [
        ("Sleep", 0, 390, True),
        ("Family time", 900, 1020, False),
        ("Dinner", 1080, 1140, False),
        ("Sleep", 1350, 1440, True),
    ]
    assert [band.title for band in tuesday.kept] == ["Sleep", "Dinner", "Sleep"]


def test_the_hours_shown_hold_what_is_kept_free_but_not_the_night() -> None:
    kept = (
        Kept("Sleep", stretch(MONDAY, "23:00", "06:00"), sleep=True),
        Kept("Choir", stretch(MONDAY, "19:00", "21:00")),
    )
    assert week_view(plans.empty_plan(), Hints(kept={MONDAY: kept})).axis.stretches == ((8, 21),)
