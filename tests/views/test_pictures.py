# ruff: noqa: RUF001 - dashes and minus signs are what people see
"""SVG and PNG: well-formed, accessible, deterministic, self-contained, nothing overflows, and contrast."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial

import pytest
import resvg_py
from tests.views import plans

from equipoise.domain.commitments import BlockKind
from equipoise.domain.plan import Plan
from equipoise.views import (
    ChartAxis,
    CompareColumn,
    ScoreRow,
    Series,
    compare_svg,
    line_chart,
    style_sheet,
    svg_to_png,
    week_svg,
    week_view,
)
from equipoise.views.icons import GLYPHS
from equipoise.views.metrics import SLACK, covers, fit, text_width, wrap
from equipoise.views.palette import DARK, LIGHT, Theme, contrast, text_pairs
from equipoise.views.ticks import linear_ticks, log_ticks, tick_words

PLANS: tuple[Callable[[], Plan], ...] = (
    plans.full_plan,
    plans.midnight_plan,
    plans.spring_plan,
    plans.autumn_plan,
    plans.empty_plan,
    plans.long_plan,
    plans.hostile_plan,
)
SVG = "{http://www.w3.org/2000/svg}"


def columns() -> list[CompareColumn]:
    return [
        CompareColumn(
            "Boundary Fortress",
            week_view(plans.full_plan(), plans.hints()),
            {"focus": 7.25},
            ("Calm.",),
            recommended=True,
        ),
        CompareColumn(
            "<b>Time</b> & Weave", week_view(plans.midnight_plan()), {"focus": 3.5}, ("Rest is broken once.",)
        ),
    ]


def chart(theme: str = "light") -> str:
    line = Series("Equipoise <1>", ((0.1, 80.0), (1.0, 99.0), (10.0, 99.6)))
    other = Series("baseline", ((0.0, 5.0), (1.0, 50.0), (10.0, float("nan"))))
    return line_chart(
        [line, other],
        x=ChartAxis("Time", "s", log=True),
        y=ChartAxis("Quality", "%"),
        title="Quality",
        theme=theme,
    )


def pictures() -> list[str]:
    out = [
        week_svg(week_view(make(), plans.hints()), theme=theme)
        for make in PLANS
        for theme in ("light", "auto")
    ]
    return [*out, compare_svg(columns()), chart(), chart("dark")]


@pytest.mark.parametrize("svg", pictures())
def test_picture_is_well_formed_titled_and_self_contained(svg: str) -> None:
    root = ET.fromstring(svg)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert title.text
    assert desc is not None
    assert desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    urls = set(re.findall(r"https?://[^\"'\s<]+", svg))
    assert urls <= {"http://www.w3.org/2000/svg"}
    assert "<script" not in svg
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("make", PLANS)
def test_text_stays_inside_the_picture(make: Callable[[], Plan]) -> None:
    root = ET.fromstring(week_svg(week_view(make(), plans.hints())))
    width = float(root.get("width", "0"))
    height = float(root.get("height", "0"))
    parents = {child: parent for parent in root.iter() for child in parent}
    for text in root.iter(f"{SVG}text"):
        size, x = float(text.get("font-size", "0")), float(text.get("x", "0"))
        weight = 600 if "eq-strong" in (text.get("class") or "") else 400
        room = text_width(text.text or "", size, weight)
        left = x - room if text.get("text-anchor") == "end" else x
        assert left >= -0.1
        assert left + room <= width + 0.1
        assert float(text.get("y", "0")) <= height
        body = parents[text].find(f"{SVG}rect")
        if parents[text].get("data-block") and body is not None:
            edge = float(body.get("x", "0")) + float(body.get("width", "0"))
            assert left + room <= edge + 0.1, text.text
            assert float(text.get("y", "0")) <= float(body.get("y", "0")) + float(body.get("height", "0"))


def test_stated_width_is_the_measured_width() -> None:
    root = ET.fromstring(week_svg(week_view(plans.full_plan())))
    texts = [t for t in root.iter(f"{SVG}text") if t.get("textLength")]
    assert len(texts) > 50
    for text in texts:
        weight = 600 if "eq-strong" in (text.get("class") or "") else 400
        real = text_width(text.text or "", float(text.get("font-size", "0")), weight) / SLACK
        assert float(text.get("textLength", "0")) == pytest.approx(real, abs=0.01)


def test_every_block_and_event_is_in_the_picture_and_in_its_description() -> None:
    plan = plans.full_plan()
    root = ET.fromstring(week_svg(week_view(plan)))
    drawn = {element.get("data-block") for element in root.iter()}
    assert {block.id for block in plan.blocks} <= drawn
    assert {event.id for event in plan.fixed if not event.all_day} <= drawn
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    for block in plan.blocks:
        assert block.kind is BlockKind.BUFFER or block.title in (desc.text or "")


def test_same_in_same_bytes() -> None:
    first = week_svg(week_view(plans.full_plan(), plans.hints()))
    assert first == week_svg(week_view(plans.full_plan(), plans.hints()))
    assert compare_svg(columns()) == compare_svg(columns())
    assert svg_to_png(first, scale=0.5) == svg_to_png(first, scale=0.5)


def test_png_has_the_asked_size_and_shows_text_without_any_font_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    svg = week_svg(week_view(plans.empty_plan()))
    data = svg_to_png(svg, scale=1)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 1200
    monkeypatch.setattr(resvg_py, "svg_to_bytes", partial(resvg_py.svg_to_bytes, skip_system_fonts=True))
    assert svg_to_png(svg, scale=1) == data
    without = re.sub(r"<text.*?</text>", "", svg)
    assert len(data) > len(svg_to_png(without, scale=1)) + 5000


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_text_reaches_wcag_aa(theme: Theme) -> None:
    weak = {
        what: round(contrast(text, ground), 2)
        for what, text, ground in text_pairs(theme)
        if contrast(text, ground) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_edges_of_kinds_reach_three_to_one_on_their_ground(theme: Theme) -> None:
    """WCAG 1.4.11 asks 3:1 for what carries meaning: the outline of fixed events, bars, lines of charts."""
    weak = {
        (kind, ground): round(contrast(colours.bar, getattr(theme, ground)), 2)
        for kind, colours in theme.kinds.items()
        for ground in ("card", "off", "page")
        if kind is not BlockKind.BUFFER and contrast(colours.bar, getattr(theme, ground)) < 3
    }
    assert not weak


def test_contrast_matches_the_definition() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_kind_has_colours_in_both_themes_and_a_glyph_of_its_own() -> None:
    assert set(LIGHT.kinds) == set(DARK.kinds) == set(GLYPHS) == set(BlockKind)
    assert len(set(GLYPHS.values())) == len(BlockKind)


def test_themes_are_named() -> None:
    assert "prefers-color-scheme:dark" in style_sheet("auto")
    with pytest.raises(ValueError, match="sepia"):
        style_sheet("sepia")


def test_fit_never_exceeds_its_room_and_keeps_what_fits() -> None:
    for text in ("Architecture paper", "🧘‍♀️ Yoga 👨‍👩‍👧‍👦", "会议:讨论", "é" * 40, ""):
        for room in (0, 5, 12, 33, 80, 400):
            short = fit(text, room, 11)
            assert text_width(short, 11) <= room or not short
    assert fit("Lunch", 200, 11) == "Lunch"
    assert fit("Architecture paper", 60, 11).endswith("…")


def test_wrap_breaks_at_spaces() -> None:
    assert wrap("one two three", 50, 11, lines=3) == ("one two", "three")
    assert len(wrap("word " * 50, 60, 11, lines=2)) == 2
    assert wrap("", 60, 11, lines=2) == ()


def test_shipped_typeface_knows_europe_but_not_emoji() -> None:
    assert covers("Größe, žluťoučký kůň, Łódź, Ελλάδα, Привет, Việt → ≈ −")
    assert not covers("🎉")
    assert text_width("iii", 10) < text_width("WWW", 10) < text_width("WWW", 10, 600)


def test_comparison_needs_matching_values() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        compare_svg([])
    with pytest.raises(ValueError, match="3 values for 2 columns"):
        compare_svg(columns(), [ScoreRow("a", "A", values=(1, 2, 3))])


def test_chart_refuses_too_many_lines() -> None:
    with pytest.raises(ValueError, match="8 lines"):
        line_chart([Series("s", ())] * 9, x=ChartAxis("x"), y=ChartAxis("y"), title="t")


def test_chart_of_nothing_and_of_one_point_is_drawn() -> None:
    for points in ((), ((1.0, 1.0),)):
        for log in (False, True):
            axis = ChartAxis("a", log=log)
            ET.fromstring(line_chart([Series("s", points)], x=axis, y=axis, title="t"))


def test_ticks_are_round() -> None:
    assert linear_ticks(0, 100) == (0, 20, 40, 60, 80, 100)
    assert linear_ticks(3, 3) == (3,)
    assert log_ticks(0.1, 100) == (0.1, 1, 10, 100)
    assert log_ticks(1, 20) == (1, 2, 5, 10, 20)
    assert [tick_words(v) for v in (0.05, 20, 20000, 2e6, -3)] == ["0.05", "20", "20 k", "2 M", "−3"]
