"""From a plan to its view: blocks cut at midnights and clock changes, lanes for overlaps, fitting hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Event, LocalWindow, NonNegotiable
from equipoise.domain.plan import Block, Plan
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Grid, Interval
from equipoise.views.axis import choose_axis
from equipoise.views.clock import cut, day_change, day_interval, wall_minutes
from equipoise.views.lanes import lanes
from equipoise.views.model import Band, Day, Entry, Hints, Kept, Piece, Span, Stretch, WeekView
from equipoise.views.words import clean

__all__ = ["hints_from_rulebooks", "resolve", "week_view"]

_WHOLE_DAY = 20 * 60
"""Minutes from which on an event that takes no time is shown above the day."""


def resolve(
    days: Sequence[date], zone: ZoneInfo, windows: Sequence[LocalWindow]
) -> dict[date, tuple[Interval, ...]]:
    """Return the windows that start on each of the dates as instants."""
    if not days:
        return {}
    grid = Grid(days[0], 1, zone)
    return {
        day: tuple(grid.window(day, w.start, w.end) for w in windows if day.weekday() in w.days)
        for day in days
    }


def hints_from_rulebooks(
    plan: Plan,
    rulebooks: Mapping[date, Rulebook],
    *,
    non_negotiables: Sequence[NonNegotiable] = (),
    energy: Mapping[EnergyKind, Sequence[float]] | None = None,
    why: Mapping[str, str] | None = None,
    repairs: Mapping[str, Sequence[str]] | None = None,
    next_steps: tuple[str, ...] = (),
) -> Hints:
    """Return hints whose hours are read from the rulebook of each date.

    Args:
        plan: for its time zone.
        rulebooks: of each date that is shown, and of the eve of the first, if the night before is to be seen.
        non_negotiables: those without a length are kept free; the others are blocks of the plan.
        energy: as in ``Hints``.
        why: as in ``Hints``.
        repairs: as in ``Hints``.
        next_steps: as in ``Hints``.
    """
    zone = ZoneInfo(plan.zone)

    def windows(rule: str) -> dict[date, tuple[Interval, ...]]:
        return {day: resolve([day], zone, book.windows(rule))[day] for day, book in rulebooks.items()}

    return Hints(
        own=windows("hours.own"),
        golden=windows("hours.focus"),
        kept=_kept(rulebooks, zone, non_negotiables),
        energy=energy or {},
        why=why or {},
        repairs=repairs or {},
        next_steps=next_steps,
    )


def _kept(
    rulebooks: Mapping[date, Rulebook], zone: ZoneInfo, non_negotiables: Sequence[NonNegotiable]
) -> dict[date, tuple[Kept, ...]]:
    """Return the nights, the pattern's family time and closed non-negotiables, by the date of their start."""
    closed = [(item.title, item.windows) for item in non_negotiables if not item.minutes]
    out = {}
    for day, book in rulebooks.items():
        named = [*closed, ("Family time", book.windows("hours.family"))]
        night = [Kept("Sleep", when, sleep=True) for when in resolve([day], zone, book.windows("sleep"))[day]]
        rest = [Kept(clean(title), when) for title, w in named for when in resolve([day], zone, w)[day]]
        out[day] = (*night, *rest)
    return out


def week_view(plan: Plan, hints: Hints | None = None) -> WeekView:
    """Prepare a plan for showing; see ``Hints`` for what may be added."""
    hints = hints or Hints()
    zone = ZoneInfo(plan.zone)
    entries = _entries(plan, zone, hints.why)
    dates = [plan.first + timedelta(days=i) for i in range(max(plan.days, 1))]
    days = tuple(_day(day, zone, entries, hints) for day in dates)
    spans = [(piece.start, piece.end) for day in days for piece in day.pieces]
    spans += [span for day in days for span in (*day.own, *day.golden)]
    spans += [(band.start, band.end) for day in days for band in day.kept if not band.sleep]
    levels = hints.energy.get(EnergyKind.COGNITIVE) or next(iter(hints.energy.values()), ())
    return WeekView(
        person=plan.person and clean(plan.person),
        rhythm=plan.rhythm and clean(plan.rhythm),
        zone=plan.zone,
        now=plan.now.astimezone(zone),
        days=days,
        axis=choose_axis(spans),
        energy=tuple(float(level) for level in levels),
        misfits=plan.misfits,
        clashes=plan.clashes,
        certificate=plan.certificate,
        notes=tuple(clean(note) for note in plan.notes),
        repairs=hints.repairs,
        next_steps=hints.next_steps,
    )


def _entries(plan: Plan, zone: ZoneInfo, why: Mapping[str, str]) -> list[Entry]:
    placed = {block.commitment for block in plan.blocks if block.commitment}
    fixed = [_fixed(event, zone) for event in plan.fixed if not (event.flexible and event.id in placed)]
    return fixed + [_block(block, zone, why.get(block.id, "")) for block in plan.blocks]


def _fixed(event: Event, zone: ZoneInfo) -> Entry:
    kind = (
        BlockKind.MEETING if event.meeting else BlockKind.LIFE if event.area is Area.LIFE else BlockKind.ADMIN
    )
    return Entry(
        id=event.id,
        title=clean(event.title),
        kind=kind,
        area=event.area,
        when=Stretch(event.when, zone),
        fixed=True,
        busy=event.busy and not event.all_day,
        all_day=event.all_day or (not event.busy and event.when.minutes >= _WHOLE_DAY),
        place=event.place and clean(event.place),
        role=event.role,
    )


def _block(block: Block, zone: ZoneInfo, why: str) -> Entry:
    return Entry(
        id=block.id,
        title=clean(block.title),
        kind=block.kind,
        area=block.area,
        when=Stretch(block.when, zone),
        pinned=block.pinned,
        place=block.place and clean(block.place),
        role=block.role,
        why=why,
    )


def _day(day: date, zone: ZoneInfo, entries: Sequence[Entry], hints: Hints) -> Day:
    whole = day_interval(day, zone)
    pieces = [
        Piece(entry, part.start, part.end, part.when.minutes)
        for entry in entries
        if not entry.all_day
        for part in cut(entry.when.interval, day, zone)
    ]
    pieces.sort(key=lambda piece: (piece.start, -piece.end, piece.entry.id))
    places = lanes([(piece.start, piece.end) for piece in pieces])
    totals: dict[BlockKind, float] = {}
    other = 0.0
    for piece in pieces:
        if piece.entry.fixed and piece.entry.kind is BlockKind.ADMIN:
            other += piece.minutes if piece.entry.busy else 0.0
        elif piece.entry.busy:
            totals[piece.entry.kind] = totals.get(piece.entry.kind, 0.0) + piece.minutes
    return Day(
        date=day,
        pieces=tuple(
            Piece(p.entry, p.start, p.end, p.minutes, lane, count)
            for p, (lane, count) in zip(pieces, places, strict=True)
        ),
        all_day=tuple(e for e in entries if e.all_day and e.when.interval.overlaps(whole)),
        own=_spans(hints.own, day, zone),
        golden=_spans(hints.golden, day, zone),
        length=whole.minutes,
        change=_change_words(day, zone),
        totals=totals,
        other=other,
        kept=_bands(hints.kept, day, zone),
    )


def _bands(kept: Mapping[date, Sequence[Kept]], day: date, zone: ZoneInfo) -> tuple[Band, ...]:
    near = (*kept.get(day - timedelta(days=1), ()), *kept.get(day, ()))
    found = {Band(k.title, p.start, p.end, k.sleep) for k in near for p in cut(k.when, day, zone)}
    return tuple(sorted(found, key=lambda band: (band.start, band.end, band.title)))


def _spans(windows: Mapping[date, Sequence[Interval]], day: date, zone: ZoneInfo) -> tuple[Span, ...]:
    near = [*windows.get(day - timedelta(days=1), ()), *windows.get(day, ())]
    return tuple(sorted({(part.start, part.end) for when in near for part in cut(when, day, zone)}))


def _change_words(day: date, zone: ZoneInfo) -> str:
    change = day_change(day, zone)
    if change is None:
        return ""
    after = change.astimezone(zone)
    shift = (after.utcoffset() or timedelta()) - (
        (change - timedelta(minutes=1)).astimezone(zone).utcoffset() or timedelta()
    )
    before = wall_minutes(after) - shift.total_seconds() / 60
    way = "forward" if shift > timedelta() else "back"
    return f"Clocks go {way} at {int(before) // 60 % 24:02d}:{int(before) % 60:02d}"
