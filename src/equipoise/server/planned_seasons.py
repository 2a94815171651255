"""Seasons as a person plans them by form: one at a time, never two on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import Season, SeasonKind
from equipoise.server.store import Draft

__all__ = ["Wish", "last_day", "read_season", "share"]


@dataclass(frozen=True)
class Wish:
    """A season that was asked for.

    Attributes:
        number: its place among the seasons. ``last``: its last day; None leaves it open.
        dial: while it lasts; None leaves the person's own, shifted as the kind says.
    """

    number: int
    kind: str
    start: date
    last: date | None = None
    dial: float | None = None

    @property
    def words(self) -> str:
        """The season in words."""
        until = f"until {_told(self.last)}" if self.last else "on"
        dial = "" if self.dial is None else f", dial {self.dial:.2f}"
        return f"{self.kind} from {_told(self.start)} {until}{dial}"

    def write(self) -> Callable[[Draft], None]:
        """Return what writes the season into a life."""
        value: dict[str, Any] = {"kind": self.kind, "start": self.start.isoformat()}
        if self.last:
            value["end"] = self.last.isoformat()
        if self.dial is not None:
            value["dial"] = self.dial
        return lambda draft: draft.set("rhythm", "season", self.number, value=value)


def read_season(given: Mapping[str, Any], planned: tuple[Season, ...]) -> Wish:
    """Return the season that a form asks for.

    Args:
        given: ``kind``, ``start``, ``end`` (last day), ``dial``; ``number`` if a season is changed.
        planned: the seasons as they are.

    Raises:
        InputError: with all that is wrong; an overlap too.
    """
    problems: list[Finding] = []
    kind = str(given.get("kind", ""))
    if kind not in set(SeasonKind):
        problems.append(Finding(f"there is no season {kind!r}", "choose one of the list", field="kind"))
    start = _date(given.get("start", ""), "start", problems)
    last = _date(given["end"], "end", problems) if given.get("end") else None
    dial = _dial(str(given.get("dial", "")).strip(), problems)
    number = str(given.get("number", ""))
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(planned)
    if at > len(planned):
        problems.append(Finding("this season is gone", "load the page again"))
    if start and last and last < start:
        problems.append(Finding("it ends before it begins", "choose a later end", field="end"))
    elif start:
        others = (season for i, season in enumerate(planned) if i != at)
        problems += _clash(others, start, last)
    if problems or start is None:
        raise InputError(problems)
    return Wish(at, kind, start, last, dial)


def _clash(others: Iterable[Season], start: date, last: date | None) -> list[Finding]:
    found = next((season for season in others if share(season, start, last)), None)
    if found is None:
        return []
    begun = f" from {_told(found.start)}" if found.start else ""
    end = last_day(found)
    until = f" until {_told(end)}" if end else "" if begun else " that is open on both sides"
    told = f"it overlaps with {found.kind}{begun}{until}"
    return [Finding(told, "choose other days, or change that season first", field="start")]


def last_day(season: Season) -> date | None:
    """Return the last day of a season; None if it is open."""
    return season.end and season.end - timedelta(days=1)


def share(season: Season, start: date, last: date | None) -> bool:
    """Tell whether a season has a day between two dates, both included."""
    begun = season.start is None or last is None or season.start <= last
    return begun and (season.end is None or start < season.end)


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _dial(text: str, problems: list[Finding]) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        told = f"the dial {text!r} is not from 0 to 1"
        problems.append(Finding(told, "write 0.7, or leave it empty", field="dial"))
    return round(value, 3)


def _date(text: Any, name: str, problems: list[Finding]) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        problems.append(Finding(f"{text!r} is not a date", "write it like 2026-11-23", field=name))
        return None
