"""Writing a life as a readable, commented life file that reads back as the same life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from equipoise.domain.commitments import LocalWindow, Ritual
from equipoise.domain.life import Life
from equipoise.domain.rhythm import Override, Rhythm, Season
from equipoise.lifefile import entries as to
from equipoise.lifefile.entries import Pairs
from equipoise.lifefile.notation import days_text, duration_text
from equipoise.lifefile.suggest import slug
from equipoise.lifefile.tables import ROOT
from equipoise.lifefile.text import inline, key, number, quoted

__all__ = ["HEAD", "dump"]

HEAD = """\
# A life file for Equipoise: everything that the planner is told about one person.
#
#   Lengths  "45 min", "3h", "1h30"; an estimate may be three, low-likely-high: "2h-3h-5h".
#   Windows  "Mon-Fri 09:30-16:30", "daily 12:30-14:30", "Sat,Sun 10:00-12:00".
#   Dates    2026-11-27 is that whole day, to its end where something ends or is due;
#            2026-11-27T17:00:00 is a local time in your zone.
"""
"""What stands at the top of every file that is written."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


def dump(life: Life) -> str:
    """Return a life file that reads back as a life equal to ``life``.

    Fields that have their default are left out. Overrides of ``rituals`` become ``[[ritual]]`` and read
    back as the last override; of two overrides of one rule the last is kept. Date-times read back in UTC.

    Args:
        life: what to write; what no life file can say (a hard due without a due date) is left out.
    """
    zone, travel = life.person.zone, life.travel
    rituals = [item for change in life.rhythm.overrides for item in _rituals(change)]
    named: list[_Named] = [*life.goals, *life.tasks, *life.routines]
    named += [*life.non_negotiables, *rituals, *life.events]
    counts = Counter(slug(item.title) for item in named)

    def name(item: _Named) -> Pairs:
        stem = slug(item.title)
        own = [] if stem == item.id and counts[stem] == 1 else [("id", quoted(item.id))]
        return [("title", quoted(item.title)), *own]

    default = [("default_travel", quoted(duration_text(travel.default)))] if travel.default else []
    parts = [
        _table("person", to.person_pairs(life.person)),
        *_rhythm(life.rhythm),
        _table("energy", to.energy_pairs(life.energy)),
        _table("places", default),
        _tables("travel", to.travel_pairs(travel)),
        _tables("non_negotiable", [name(row) + to.non_negotiable_pairs(row) for row in life.non_negotiables]),
        _tables("ritual", [name(row) + to.ritual_pairs(row) for row in rituals]),
        _tables("goal", [name(row) + to.goal_pairs(row) for row in life.goals]),
        _tables("task", [name(row) + to.task_pairs(row, zone) for row in life.tasks]),
        _tables("routine", [name(row) + to.routine_pairs(row) for row in life.routines]),
        _tables("event", [name(row) + to.event_pairs(row, zone) for row in life.events]),
        _tables("calendar", [to.calendar_pairs(row) for row in life.calendars]),
        _tables("on_call", [to.on_call_pairs(row, zone) for row in life.on_call]),
    ]
    return "\n".join([HEAD, *(part for part in parts if part)])


def _table(name: str, pairs: Pairs, about: str = "") -> str:
    """Return one table, under the sentence that says what it is for; "" if it would be empty."""
    if not pairs:
        return ""
    return f"# {about or ROOT.by_name[name].meaning}\n[{name}]\n" + _lines(pairs)


def _tables(name: str, items: Iterable[Pairs], about: str = "") -> str:
    """Return an array of tables, under one sentence; "" if there are none."""
    out = "\n".join(f"[[{name}]]\n" + _lines(pairs) for pairs in items)
    return f"# {about or ROOT.by_name[name].meaning}\n{out}" if out else ""


def _lines(pairs: Pairs) -> str:
    return "".join(f"{key(name)} = {text}\n" for name, text in pairs)


def _rhythm(rhythm: Rhythm) -> list[str]:
    """Return the table of the rhythm, its seasons and its rules."""
    plain = Rhythm()
    pairs: Pairs = [("dial", number(rhythm.dial)), ("pattern", quoted(rhythm.pattern))]
    if rhythm.by_weekday:
        patterns = dict.fromkeys(rhythm.by_weekday.values())
        days = {
            days_text(day for day, own in rhythm.by_weekday.items() if own == name): name for name in patterns
        }
        pairs.append(("by_weekday", inline({text: quoted(name) for text, name in days.items()})))
    for slider in ("protect_home", "protect_work", "say"):
        if getattr(rhythm, slider) != getattr(plain, slider):
            pairs.append((slider, number(getattr(rhythm, slider))))
    rules = {change.rule_id: _override(change) for change in rhythm.overrides if change.rule_id != "rituals"}
    return [
        _table("rhythm", pairs),
        _tables(
            "rhythm.season", [_season(season) for season in rhythm.seasons], "Seasons, with their last day."
        ),
        _table(
            "rhythm.rules", list(rules.items()), "Your own changes of rules; equipoise rules lists them all."
        ),
    ]


def _season(season: Season) -> Pairs:
    out = [("kind", quoted(season.kind))]
    if season.start is not None:
        out.append(("start", season.start.isoformat()))
    if season.end is not None:
        out.append(("end", (season.end - timedelta(days=1)).isoformat()))
    if season.dial is not None:
        out.append(("dial", number(season.dial)))
    return out


def _override(change: Override) -> str:
    """Return the value of a rule's line."""
    value = change.value
    text = ""
    if isinstance(value, str):
        text = quoted(value)
    elif isinstance(value, tuple):
        text = to.windows_text(tuple(item for item in value if isinstance(item, LocalWindow)))
    elif value is not None:
        text = number(value)
    if change.strength is None:
        return text
    parts = {"value": text} if text else {}
    return inline(parts | {"strength": quoted(change.strength)})


def _rituals(change: Override) -> list[Ritual]:
    if change.rule_id != "rituals" or not isinstance(change.value, tuple):
        return []
    return [item for item in change.value if isinstance(item, Ritual)]
