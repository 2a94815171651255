"""Which of several rhythms a person's stated values speak for: duels on common measures, counted and told.

For each value a few common measures are named. On each, every two rhythms are compared; a difference
smaller than the measure's ``matters`` is a draw. A rhythm's points are its wins less its losses over the
stated values, all values alike. This is a count of figures that are all shown, and no score of the person.
The choice of measures is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from equipoise.domain.errors import Finding, InputError
from equipoise.planning.figures import figure
from equipoise.planning.measure_table import MEASURES
from equipoise.planning.measures import Row
from equipoise.planning.phrases import phrase

__all__ = ["VALUE_MEASURES", "Advice", "Tally", "advise", "highlights"]

VALUE_MEASURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "health": ("sleep", "daily_rest", "weekly_rest", "unsocial", "longest_free"),
        "family": ("home", "evenings_worked", "weekend", "life"),
        "acceleration": ("placed_value", "on_time_value", "deep", "deep_peak"),
    }
)
"""The measures that stand for each value. Ours."""
MOST_REASONS, MOST_TRADE_OFFS, EACH = 4, 5, 2
BEST, WORST = 2, 1
SAME_AGAIN = frozenset({"placed_share"})
"""Measures that tell what another tells already."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a rhythm fares in the duels of the stated values."""

    wins: int = 0
    losses: int = 0
    draws: int = 0

    @property
    def points(self) -> int:
        """Wins less losses."""
        return self.wins - self.losses


@dataclass(frozen=True)
class Advice:
    """What the stated values speak for.

    Attributes:
        recommended: the name, or None without values or with a tie. ``tied``: the names that share the lead.
        tallies: the duels of each.
        reasons: sentences with the figures that speak for it. ``trade_offs``: those that speak against it.
        by_value: for each known value, stated or not, the names that lead on it alone.
    """

    recommended: str | None
    tied: tuple[str, ...]
    values: tuple[str, ...]
    tallies: Mapping[str, Tally]
    reasons: tuple[str, ...]
    trade_offs: tuple[str, ...]
    by_value: Mapping[str, tuple[str, ...]]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words: for, then against."""
        return (*self.reasons, *self.trade_offs)


def _edge(row: Row, left: int, right: int) -> float:
    """Return by how many times ``matters`` the left column is better than the right; negative if worse."""
    a, b = row.values[left], row.values[right]
    if a is None or b is None or row.better == "neutral":
        return 0.0
    return (a - b if row.better == "more" else b - a) / MEASURES[row.key].matters


def _counts(edge: float) -> bool:
    return abs(edge) >= 1 - 1e-9


def _tallies(count: int, rows: Mapping[str, Row], keys: Iterable[str]) -> list[Tally]:
    used = [rows[key] for key in keys if key in rows]
    out = []
    for i in range(count):
        edges = [_edge(row, i, j) for row in used for j in range(count) if j != i]
        wins = sum(_counts(e) and e > 0 for e in edges)
        losses = sum(_counts(e) and e < 0 for e in edges)
        out.append(Tally(wins, losses, len(edges) - wins - losses))
    return out


def _leaders(names: Sequence[str], tallies: Sequence[Tally]) -> tuple[str, ...]:
    top = max((t.points for t in tallies), default=0)
    return tuple(n for n, t in zip(names, tallies, strict=True) if t.points == top)


def _level(
    names: Sequence[str], tallies: Sequence[Tally], rows: Mapping[str, Row], stated: Sequence[str]
) -> tuple[str, ...]:
    """Return who leads, with all that draw every duel with a leader: a lead won against third parties is none."""
    top = [names.index(name) for name in _leaders(names, tallies)]
    keys = [key for value in stated for key in VALUE_MEASURES[value] if key in rows]

    def near(i: int) -> bool:
        return any(not any(_counts(_edge(rows[key], i, j)) for key in keys) for j in top)

    return tuple(name for i, name in enumerate(names) if i in top or near(i))


def _check(values: Sequence[str]) -> None:
    cure = f"known are {', '.join(VALUE_MEASURES)}"
    bad = [
        Finding(f"{v!r} is not a known value", cure, field="values")
        for v in values
        if v not in VALUE_MEASURES
    ]
    if bad:
        raise InputError(bad)


def advise(names: Sequence[str], common: Sequence[Row], values: Sequence[str] = ()) -> Advice:
    """Say which rhythm the stated values speak for, why, and at what cost.

    Args:
        names: the rhythms, in the order of the rows' values.
        common: common measures; others do not compare across rulebooks.
        values: of "health", "family", "acceleration"; all stated values count alike.

    Raises:
        InputError: an unknown value.
    """
    _check(values)
    rows = {row.key: row for row in common}
    stated = tuple(dict.fromkeys(values))
    by_value = {
        value: _leaders(names, _tallies(len(names), rows, keys)) for value, keys in VALUE_MEASURES.items()
    }
    tallies = _tallies(len(names), rows, [key for value in stated for key in VALUE_MEASURES[value]])
    leaders = _level(names, tallies, rows, stated) if stated else ()
    recommended = leaders[0] if len(leaders) == 1 and len(names) > 1 else None
    trade_offs: tuple[str, ...] = ()
    if not stated:
        reasons = _unstated(names, by_value)
    elif recommended is None:
        reasons = (*_tie(names, leaders, stated, rows), *_lead(names, leaders, tallies, stated, rows))
        if len(leaders) < len(names):
            rest = [j for j, name in enumerate(names) if name not in leaders]
            trade_offs = _price(names, names.index(leaders[0]), rest, stated, rows)
    else:
        reasons, trade_offs = _case(names, recommended, tallies, stated, rows)
    return Advice(
        recommended,
        leaders if len(leaders) > 1 else (),
        stated,
        MappingProxyType(dict(zip(names, tallies, strict=True))),
        reasons,
        trade_offs,
        MappingProxyType(by_value),
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _unstated(names: Sequence[str], by_value: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if len(names) < 2:
        return ("There is only one rhythm here, so nothing to choose.",)
    out = ["You stated no values, so nothing is advised."]
    for value, leaders in by_value.items():
        if len(leaders) == len(names):
            out.append(f"On {value} alone, they are all alike.")
        else:
            verb = "leads" if len(leaders) == 1 else "lead"
            out.append(f"On {value} alone, {_listed(leaders)} {verb}.")
    return tuple(out)


def _tie(
    names: Sequence[str], leaders: Sequence[str], stated: Sequence[str], rows: Mapping[str, Row]
) -> tuple[str, ...]:
    if len(names) < 2:
        return ("There is only one rhythm here, so nothing to choose.",)
    head = f"{_listed(leaders)} are tied on {_listed(stated)}: none is ahead by as much as matters."
    out: list[str] = []
    differ = False
    first = names.index(leaders[0])
    for other in leaders[1:]:
        j = names.index(other)
        edges = sorted(((_edge(row, first, j), row) for row in rows.values()), key=lambda e: -abs(e[0]))
        told = [phrase(row, first, j, names, better=e > 0) for e, row in edges if _counts(e)][:MOST_REASONS]
        out += told or [f"{leaders[0]} and {other} do not differ in any measure by as much as matters."]
        differ |= bool(told)
    return (f"{head} Choose by what follows." if differ else head, *out)


def _case(
    names: Sequence[str],
    chosen: str,
    tallies: Sequence[Tally],
    stated: Sequence[str],
    rows: Mapping[str, Row],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences for and against the chosen one."""
    i = names.index(chosen)
    others = sorted((j for j in range(len(names)) if j != i), key=lambda j: -tallies[j].points)
    second, mine = others[0], tallies[i]
    duels = mine.wins + mine.losses + mine.draws
    record = f"of {duels} comparisons it wins {mine.wins}, loses {mine.losses} and draws {mine.draws}"
    rival = f"next is {names[second]} with {tallies[second].wins} won and {tallies[second].losses} lost"
    reasons = [f"{chosen} is advised for {_listed(stated)}: {record}; {rival}."]
    reasons += _gains(names, i, second, stated, rows)
    return tuple(reasons), _price(names, i, others, stated, rows)


def _gains(
    names: Sequence[str], i: int, other: int, stated: Sequence[str], rows: Mapping[str, Row]
) -> list[str]:
    """Return in which measures of the stated values the one is clearly better than the other, the most first."""
    keys = [key for value in stated for key in VALUE_MEASURES[value] if key in rows]
    edges = sorted(((_edge(rows[k], i, other), k) for k in keys), reverse=True)
    told = [key for edge, key in edges if edge > 0 and _counts(edge)]
    return [phrase(rows[key], i, other, names, better=True) for key in told[:MOST_REASONS]]


def _lead(
    names: Sequence[str],
    leaders: Sequence[str],
    tallies: Sequence[Tally],
    stated: Sequence[str],
    rows: Mapping[str, Row],
) -> tuple[str, ...]:
    """Return what the tied ones have over the best of the others, told of the first; nothing if all are tied."""
    rest = [j for j, name in enumerate(names) if name not in leaders]
    if not rest:
        return ()
    second = max(rest, key=lambda j: tallies[j].points)
    return tuple(_gains(names, names.index(leaders[0]), second, stated, rows))


def _price(
    names: Sequence[str], i: int, others: Sequence[int], stated: Sequence[str], rows: Mapping[str, Row]
) -> tuple[str, ...]:
    """Return what the chosen one gives up against the best of others: two of each value, the stated first."""
    lost = {key: min((_edge(row, i, j), j) for j in others) for key, row in rows.items()}
    lost = {key: found for key, found in lost.items() if found[0] < 0 and _counts(found[0])}
    ranked: list[str] = []
    for value in sorted(VALUE_MEASURES, key=lambda name: name not in stated):
        ranked += sorted((k for k in VALUE_MEASURES[value] if k in lost), key=lambda k: lost[k][0])[:EACH]
    rest = (k for k in lost if k not in ranked and k not in SAME_AGAIN)
    ranked += sorted(rest, key=lambda k: lost[k][0])
    if not ranked:
        return (f"No other beats {names[i]} in any common measure by as much as matters.",)
    told = ranked[:MOST_TRADE_OFFS]
    return tuple(f"But {phrase(rows[k], i, lost[k][1], names, better=False)}" for k in told)


def highlights(names: Sequence[str], common: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """Return for each rhythm the measures in which it is clearly the best or the worst of all."""
    out: dict[str, tuple[str, ...]] = {}
    told = [row for row in common if row.better != "neutral" and row.key not in SAME_AGAIN]
    for i, name in enumerate(names):
        best, worst = [], []
        for row in told:
            mine = row.values[i]
            edges = [_edge(row, i, j) for j, v in enumerate(row.values) if j != i and v is not None]
            if mine is None or not edges:
                continue
            words = f"{row.label} {figure(mine, row.unit)}"
            if _counts(min(edges)) and min(edges) > 0:
                best.append((median(edges), f"{words}, best of {len(edges) + 1}"))
            elif _counts(max(edges)) and max(edges) < 0:
                worst.append((-median(edges), f"{words}, worst of {len(edges) + 1}"))
        chosen = [*sorted(best, reverse=True)[:BEST], *sorted(worst, reverse=True)[:WORST]]
        out[name] = tuple(text for _size, text in chosen)
    return out
