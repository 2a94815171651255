"""Small pictures for pages: SVG with classes instead of styles, so that the theme and the content policy hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from equipoise.views.xml import esc, tag

__all__ = ["mini_week"]

WIDTH, HEIGHT, HEAD, GAP = 320.0, 220.0, 18.0, 4.0


def mini_week(view: Mapping[str, Any]) -> SafeString:
    """Return a week as a small picture: a column for each day, a bar for each block, own hours lighter.

    Args:
        view: as ``viewing.view_json`` makes it.
    """
    first, days = date.fromisoformat(view["first"]), min(7, int(view["days"]))
    low, high = float(view["from"]), float(view["to"])
    column = (WIDTH - GAP * (days - 1)) / days
    parts = []
    for i in range(days):
        day, x = first + timedelta(days=i), i * (column + GAP)
        parts.append(tag("text", esc(f"{day:%a}"), x=x + column / 2, y=12, class_="mini-day"))
        parts.append(tag("rect", x=x, y=HEAD, width=column, height=HEIGHT - HEAD, class_="mini-off"))
        for kind in ("own", "golden"):
            spans = [b for b in view["bands"] if b["kind"] == kind and b["start"][:10] == day.isoformat()]
            parts += [_bar(one, x, column, (low, high), f"mini-{kind}") for one in spans]
        on = [
            e
            for e in view["entries"]
            if e["start"][:10] == day.isoformat() and not e["all_day"] and e["busy"]
        ]
        parts += [_bar(one, x, column, (low, high), f"mini-block mini-{one['kind']}") for one in on]
    words = (
        f"{view['rhythm']}: {sum(1 for e in view['entries'] if e['movable'])} planned blocks in {days} days"
    )
    body = tag("title", esc(words)) + "".join(parts)
    return mark_safe(  # noqa: S308 - built of numbers, class names and escaped words alone
        tag("svg", body, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", class_="mini-week", role="img")
    )


def _bar(one: Mapping[str, Any], x: float, width: float, hours: tuple[float, float], name: str) -> str:
    start, end = (datetime.fromisoformat(one[key]) for key in ("start", "end"))
    begin = start.hour * 60 + start.minute
    over = (end - start).total_seconds() / 60
    low, high = hours
    top, bottom = max(low, begin), min(high, begin + over)
    if bottom <= top:
        return ""
    scale = (HEIGHT - HEAD) / (high - low)
    y, height = HEAD + (top - low) * scale, max(1.5, (bottom - top) * scale - 0.5)
    return tag(
        "rect",
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
        rx=1.5,
        class_=name,
    )
