"""The week as one HTML page: no script, no request, readable on a phone, at night, on paper and aloud."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.views.html_style import page_style
from equipoise.views.icons import GLYPHS
from equipoise.views.metrics import fit
from equipoise.views.model import Day, Entry, WeekView
from equipoise.views.reading import headline, kept_words, kind_words, starting, summary
from equipoise.views.scores import ScoreRow, score_words
from equipoise.views.svg import week_svg
from equipoise.views.svg_block import glyph
from equipoise.views.terminal import next_steps
from equipoise.views.words import DAYS, certificate_words, clean, clock, date_words, length, span
from equipoise.views.xml import esc, num, tag

__all__ = ["week_html"]


def week_html(view: WeekView, *, scores: Sequence[ScoreRow] = (), title: str = "") -> str:
    """Return a page with the picture, the agenda with its reasons, what did not fit, scores and proof.

    Args:
        view: what to show.
        scores: measured properties of this one week; the first value of each row is shown.
        title: of the page; the dates if empty.
    """
    name = clean(title) if title else f"Week plan, {headline(view)}"
    parts = [
        _header(view, name if title else headline(view)),
        _picture(view),
        _misfits(view),
        _agenda(view),
        _scores(scores),
        _proof(view),
    ]
    head = (
        tag("meta", charset="utf-8")
        + tag("meta", name="viewport", content="width=device-width, initial-scale=1")
        + tag("meta", name="color-scheme", content="light dark")
        + tag("meta", name="robots", content="noindex")
        + tag("title", esc(fit(name, 60, 1) or name[:60]))
        + tag("style", page_style())
    )
    skip = tag("a", "Skip to the agenda", class_="skip", href="#agenda")
    main = tag("main", *[part for part in parts if part])
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', skip, main), lang='en')}\n"


def _header(view: WeekView, name: str) -> str:
    about = " · ".join(part for part in (view.person, view.rhythm, view.zone.replace("_", " ")) if part)
    words = certificate_words(view.certificate, len(view.days))
    return tag(
        "header",
        tag("h1", esc(name), dir="auto"),
        tag("p", esc(about), class_="about", dir="auto"),
        tag("p", tag("strong", esc(words)), " ", esc(summary(view)), ".", class_="proof"),
    )


def _picture(view: WeekView) -> str:
    """Return the picture, and a strip that can be scrolled by keyboard where the screen is narrow."""
    inner = week_svg(view, theme="none", ids="week", heading=False)
    return tag(
        "section",
        tag("h2", "The week", id="h-week", class_="quiet"),
        tag("div", inner, class_="strip", tabindex="0", role="group", aria_label="Picture of the week"),
        aria_labelledby="h-week",
    )


def _agenda(view: WeekView) -> str:
    days = "".join(_day(day, view) for day in view.days)
    return tag("section", tag("h2", "Day by day"), tag("div", days, class_="days"), id="agenda")


def _day(day: Day, view: WeekView) -> str:
    words = f"{DAYS[day.date.weekday()]} {date_words(day.date)}"
    total = length(day.booked) if day.booked else "free"
    head = tag("h3", esc(words), " ", tag("small", esc(total)))
    note = tag("p", esc(f"{day.change}."), class_="note") if day.change else ""
    items = [_item(entry, "all day") for entry in day.all_day]
    items += [_item(piece.entry, "") for piece in starting(day)]
    body = tag("ol", *items) if items else tag("p", "Nothing is planned.", class_="note")
    kept = tag("p", esc(kept_words(day)), class_="note", dir="auto") if kept_words(day) else ""
    return tag(
        "article", head, note, body, kept, class_="day today" if day.date == view.now.date() else "day"
    )


def _item(entry: Entry, when: str) -> str:
    """Return one block or event; its reason unfolds where there is one."""
    words = when or span(entry.when.start, entry.when.end)
    stamp = tag("time", esc(words), datetime=entry.when.start.isoformat())
    icon = tag("svg", glyph(GLYPHS[entry.kind], 0, 0, 12, f"eq-glyph-{entry.kind}"), viewBox="0 0 12 12",
               class_="icon", aria_hidden="true")  # fmt: skip
    name = tag("b", esc(entry.title), dir="auto")
    place = f", {esc(entry.place)}" if entry.place else ""
    about = tag("small", esc(kind_words(entry)), place)
    line = stamp + tag("span", f"{icon}{name} {about}")
    style = f"item kind-{entry.kind}" + (" fixed" if entry.fixed else "")
    if not entry.why:
        return tag("li", tag("div", line, class_="line"), class_=style)
    reason = tag("p", esc(clean(entry.why)), class_="why", dir="auto")
    return tag("li", tag("details", tag("summary", line), reason), class_=style)


def _misfits(view: WeekView) -> str:
    """Return clashes, what did not fit with its repairs, and what to do next."""
    out = ""
    if view.clashes:
        items = [tag("li", esc(clean(clash.text)), dir="auto") for clash in view.clashes]
        out += tag("h2", "Clashes in your own calendar") + tag("ul", *items)
    if view.misfits:
        out += tag("h2", "What did not fit")
        for misfit in view.misfits:
            head = tag(
                "h3",
                esc(clean(misfit.title)),
                " ",
                tag("small", f"{length(misfit.missing)} short"),
                dir="auto",
            )
            reason = tag("p", esc(clean(misfit.reason)), dir="auto")
            repairs = view.repairs.get(misfit.commitment, ())
            cures = (
                tag("ul", *[tag("li", esc(clean(repair)), dir="auto") for repair in repairs])
                if repairs
                else ""
            )
            out += tag("article", head, reason, cures, class_="misfit")
    steps = tag("ul", *[tag("li", esc(step), dir="auto") for step in next_steps(view)])
    return tag("section", out, tag("h2", "Next"), steps, class_="act")


def _scores(scores: Sequence[ScoreRow]) -> str:
    if not scores:
        return ""
    rows = []
    for row in scores:
        value = score_words(row.values[0] if row.values else None, row.unit)
        aim = {"more": "more is better", "less": "less is better"}.get(row.better, "")
        cells = (
            tag("th", esc(clean(row.label)), scope="row") + tag("td", esc(value)) + tag("td", esc(aim) or " ")
        )
        rows.append(tag("tr", cells))
    head = tag(
        "thead", tag("tr", *[tag("th", name, scope="col") for name in ("Measure", "This week", "Direction")])
    )
    return tag("section", tag("h2", "Scorecard"), tag("table", head, tag("tbody", *rows)))


def _proof(view: WeekView) -> str:
    """Return the certificate: in words, and in numbers for whoever wants to check."""
    proof = view.certificate
    numbers = {
        "Worth of this plan": f"{num(proof.objective)} value-minutes",
        "No legal plan is worth more than": f"{num(proof.bound)} value-minutes",
        "Found in": f"{num(proof.seconds)} s",
        "Planned from": f"{date_words(view.now.date(), weekday=True)}, {clock(view.now)}",
        **{f"Made with {name}": version for name, version in sorted(proof.versions.items())},
    }
    terms = "".join(tag("dt", esc(key)) + tag("dd", esc(value)) for key, value in numbers.items())
    words = tag("p", esc(certificate_words(proof, len(view.days))))
    notes = tag("ul", *[tag("li", esc(note), dir="auto") for note in view.notes]) if view.notes else ""
    fold = tag("details", tag("summary", "The numbers behind it"), tag("dl", terms))
    return tag("section", tag("h2", "How good it is"), words, fold, notes)
