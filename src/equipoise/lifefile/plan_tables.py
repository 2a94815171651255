"""What a plan's JSON says: every object, every field, its kind and meaning; the schema is made from it."""

from __future__ import annotations

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.plan import Status
from equipoise.lifefile.json_kinds import Amount, Instant, MapOf, Maybe, Words
from equipoise.lifefile.kinds import Choice, Flag, Kind, Many
from equipoise.lifefile.moments import Day
from equipoise.lifefile.quantities import Whole
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.shapes import Zone

__all__ = ["PLAN", "VERSION"]

VERSION = 1
"""Version of the plan's JSON. A reader that knows a version reads every file of it."""

_MANY = 10**9
_AREA = Choice(tuple(Area))
_TEXTS = Many(Words())


def _row(name: str, kind: Kind, meaning: str, *, required: bool = True) -> Field:
    return Field(name, kind, meaning, required=required)


_TITLE = _row("title", Words(), "What it is, for people.")
_WHEN = (_row("start", Instant(), "Its first moment."), _row("end", Instant(), "The moment just after it."))
_SIDES = (
    _row("area", _AREA, "Side of the boundary."),
    _row("role", Words(), "Hat under which it is done; empty for none.", required=False),
    _row("place", Words(), "Where it is; empty for anywhere.", required=False),
)

BLOCK = Table(
    "A placed half-open stretch of time.",
    (
        _row("id", Words(), "Stable within the plan, such as memo/1."),
        _row("kind", Choice(tuple(BlockKind)), "What it is for."),
        _TITLE,
        *_WHEN,
        _row("commitment", Words(), "Id of what it serves; empty for buffers.", required=False),
        *_SIDES,
        _row("pinned", Flag(), "Fixed by the person or by the frozen zone.", required=False),
        _row("private", Flag(), "Whether others may not read what it is.", required=False),
    ),
)

WINDOW = Table("A stretch of time.", _WHEN)

EVENT = Table(
    "An event that the plan was made around.",
    (
        _row("id", Words(), "Identity in its calendar."),
        _TITLE,
        *_WHEN,
        *_SIDES,
        _row("busy", Flag(), "Whether it takes time.", required=False),
        _row("meeting", Flag(), "Whether other people attend.", required=False),
        _row("all_day", Flag(), "Whether it lasts whole days.", required=False),
        _row("flexible", Flag(), "Whether the planner may move it.", required=False),
        _row("window", Maybe(WINDOW), "Where it may be moved; null if that is not said.", required=False),
        _row("source", Words(), "The calendar that it came from.", required=False),
        _row("private", Flag(), "Whether others may not read what it is.", required=False),
    ),
)

MISFIT = Table(
    "What could not be placed, and why.",
    (
        _row("commitment", Words(), "Id of the commitment."),
        _TITLE,
        _row("missing", Whole(0, _MANY), "Minutes that found no place."),
        _row("placed", Whole(0, _MANY), "Minutes that did."),
        _row("reason", Words(), "Why, in a sentence."),
        _row("blockers", _TEXTS, "Ids of rules and commitments that together keep it out.", required=False),
    ),
)

CLASH = Table(
    "A hard rule that the person's own calendar breaks.",
    (_row("rule", Words(), "Id of the rule."), _row("text", Words(), "What is wrong."), *_WHEN),
)

CERTIFICATE = Table(
    "How good the plan is, provably.",
    (
        _row("status", Choice(tuple(Status)), "What is known of the plan's quality."),
        _row("objective", Amount(), "Worth of the plan in value-minutes."),
        _row("bound", Amount(float("inf")), "No legal plan is worth more; null if no bound is proven."),
        _row("seconds", Amount(), "Wall-clock time spent."),
        _row("first_seconds", Amount(), "Wall-clock time until the first legal plan.", required=False),
        _row("rounds", Whole(0, _MANY), "Rounds of search done.", required=False),
        _row("seed", Whole(-(2**63), 2**63 - 1), "Seed of the search.", required=False),
        _row("multipliers", MapOf(Amount()), "The numbers that prove the bound.", required=False),
        _row("versions", MapOf(Words()), "Of Equipoise and its libraries.", required=False),
    ),
)

PROGRESS = Table(
    "What counted as done when the plan was made, beyond what the life file said.",
    (
        _row("minutes", MapOf(Whole(0, _MANY)), "Minutes worked, by task."),
        _row("dates", MapOf(Many(Day())), "Dates on which it was done, by routine or non-negotiable."),
    ),
)

PLAN = Table(
    "A plan that Equipoise proposes.",
    (
        _row("equipoise_plan", Whole(VERSION, VERSION), "Version of this format."),
        _row("person", Words(), "Who is planned for."),
        _row("zone", Zone(), "The person's IANA time zone."),
        _row("first", Day(), "First local date of the horizon."),
        _row("days", Whole(1, 84), "Number of dates."),
        _row("now", Instant(), "The moment from which it was planned."),
        _row("rhythm", Words(), "The rhythm, in words.", required=False),
        _row("blocks", Many(BLOCK), "The placed blocks, by start."),
        _row("fixed", Many(EVENT), "The events that it was made around, by start."),
        _row("misfits", Many(MISFIT), "What did not fit."),
        _row("clashes", Many(CLASH), "What no plan can mend."),
        _row("certificate", CERTIFICATE, "How good it is."),
        _row("terms", MapOf(Amount()), "The objective, priced rule by priced rule, in value-minutes."),
        _row("notes", _TEXTS, "Remarks for people.", required=False),
        _row("progress", PROGRESS, "What counted as done: of a replan.", required=False),
    ),
)
"""The whole document."""
