"""The one list of what a life file may say: every table, every field, its kind, its default and its meaning.

The reader, the JSON Schema and the reference page are all made from it.
"""

from __future__ import annotations

from equipoise.lifefile.commitments import EVENT, GOAL, NON_NEGOTIABLE, ON_CALL, RITUAL, ROUTINE, TASK
from equipoise.lifefile.kinds import Choice, Flag, Many, Text
from equipoise.lifefile.moments import Day
from equipoise.lifefile.overrides import Rules
from equipoise.lifefile.quantities import Clock, Length, Number
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.shapes import COUNTRY, PATTERN, ByWeekday, EnergyMap, Zone

__all__ = ["CHRONOTYPES", "EMPLOYMENTS", "ROOT", "SEASONS", "VALUES"]

EMPLOYMENTS = ("employee", "self-employed", "executive")
VALUES = ("health", "family", "acceleration")
SEASONS = ("ramp", "plateau", "harvest", "recovery")
CHRONOTYPES = ("definite morning", "moderate morning", "intermediate", "moderate evening", "definite evening")

PERSON = Table(
    "Who is planned for.",
    (
        Field(
            "name",
            Text(most=200),
            "Your name, as it stands on plans and documents.",
            required=True,
            example='"Ada"',
        ),
        Field(
            "zone",
            Zone(),
            "IANA time zone in which every local time of the file is read.",
            required=True,
            example='"Europe/Berlin"',
        ),
        Field(
            "country",
            COUNTRY,
            "Country, for public holidays.",
            example='"DE"',
        ),
        Field("subdivision", Text(most=10), "State or province, for public holidays.", example='"BE"'),
        Field(
            "employment",
            Choice(EMPLOYMENTS),
            "Decides whether legal rest is a hard rule or advice.",
            "employee",
        ),
        Field("role", Text(most=200), "Your job in a few words.", example='"Staff engineer"'),
        Field(
            "email",
            Text(most=254),
            "Your address in invitations: what you declined takes no time, and you count as no other person.",
            example='"ada@example.org"',
        ),
        Field(
            "values",
            Many(Choice(VALUES)),
            "What counts most to you, first things first.",
            example='["health"]',
        ),
        Field(
            "synchronous",
            Number(),
            "How far the job demands being there at once: 0 not at all, 1 always.",
            0.5,
        ),
        Field("deep", Number(), "How far the job demands deep work: 0 not at all, 1 always.", 0.5),
    ),
    {
        "timezone": "zone",
        "tz": "zone",
        "time_zone": "zone",
        "job": "role",
        "state": "subdivision",
        "mail": "email",
    },
)

SEASON = Table(
    "A stretch of life that moves the dial and the targets.",
    (
        Field("kind", Choice(SEASONS), "Which season it is.", required=True, example='"recovery"'),
        Field("start", Day(), "First date; open if left out.", example="2026-12-01"),
        Field("end", Day(), "Last date, included; open if left out.", example="2026-12-31"),
        Field(
            "dial", Number(), "The dial while it lasts, instead of yours shifted by the kind.", example="0.7"
        ),
    ),
    {"name": "kind", "from": "start", "to": "end", "until": "end"},
)

RHYTHM = Table(
    "Where between balance and integration you live, and by which week.",
    (
        Field("dial", Number(), "0 is full balance (firm boundaries), 1 full integration (woven days).", 0.5),
        Field("pattern", PATTERN, "The template of your week: A to F, or your own by name or file.", "A"),
        Field("by_weekday", ByWeekday(), "Days that follow another pattern.", example='{ Fri = "C" }'),
        Field("protect_home", Number(), "How much home is protected from work.", 0.5),
        Field("protect_work", Number(), "How much work is protected from home.", 0.5),
        Field("say", Number(), "How much say you have over your own hours.", 0.5),
        Field("season", Many(SEASON), "Dated seasons; the one that covers a date counts there."),
        Field("rules", Rules(), "Your own changes of rules, by the rule's id; they are applied last."),
    ),
    {"seasons": "season", "rule": "rules", "overrides": "rules", "weekday": "by_weekday"},
)

ENERGY = Table(
    "What you say of your energy; curves over the day are made from it and learn from your ratings.",
    (
        Field("wake", Clock(), "When you usually wake.", "07:00"),
        Field("sleep", Clock(), "When you usually fall asleep.", "23:00"),
        Field("chronotype", Choice(CHRONOTYPES), "Your type, if you know it.", example='"intermediate"'),
        Field(
            "mid_sleep_free",
            Number(0, 24, "hours after midnight"),
            "Middle of your sleep on free days, in hours after midnight.",
            example="4.25",
        ),
        Field("peaks", EnergyMap(), "When each energy is high.", example='{ cognitive = ["09:00-11:30"] }'),
        Field("lows", EnergyMap(), "When each energy is low.", example='{ cognitive = ["13:30-15:00"] }'),
    ),
    {"wake_up": "wake", "bed": "sleep", "bedtime": "sleep", "troughs": "lows", "midsleep": "mid_sleep_free"},
)

PLACES = Table(
    "Where you go.",
    (
        Field(
            "default_travel",
            Length(0, 1440),
            "Travel between two different places that no [[travel]] names.",
            "0 min",
            example='"20 min"',
        ),
    ),
    {"default": "default_travel", "travel": "default_travel"},
)

TRAVEL = Table(
    "The way between two places, the same both ways.",
    (
        Field("from", Text(most=200), "One place.", required=True, example='"home"'),
        Field("to", Text(most=200), "The other place.", required=True, example='"office"'),
        Field("takes", Length(0, 1440), "How long it takes.", required=True, example='"25 min"'),
    ),
    {"minutes": "takes", "length": "takes", "duration": "takes", "time": "takes"},
)

CALENDAR = Table(
    "A calendar that the plan has to live with.",
    (
        Field(
            "path",
            Text(most=1000),
            "File or folder, relative to the life file; copies of connected calendars lie in .equipoise/calendars.",
            required=True,
            example='"work.ics"',
        ),
        Field("name", Text(most=200), "What to call it."),
        Field("area", Choice(("work", "life")), "What its events belong to.", "work"),
        Field(
            "role", Text(0, 200), 'Hat under which its events stand; "work" if the area is work, else none.'
        ),
        Field("place", Text(most=200), "Where its events are, if they do not say."),
        Field(
            "flexible",
            Many(Text(most=200), alone=True),
            "Words in a title that mark an event as movable.",
            example='["1:1"]',
        ),
        Field("tasks", Flag(), "True if its tasks (VTODO) are planned too.", default=False),
    ),
    {"file": "path", "url": "path", "title": "name", "todos": "tasks"},
)

ROOT = Table(
    "A life file: everything that the planner is told about one person.",
    (
        Field("person", PERSON, "Who is planned for.", required=True),
        Field("rhythm", RHYTHM, "Where between balance and integration you live."),
        Field("energy", ENERGY, "When you have which energy."),
        Field("places", PLACES, "Travel where nothing else is said."),
        Field("travel", Many(TRAVEL), "Ways between places."),
        Field("non_negotiable", Many(NON_NEGOTIABLE), "Hard rules of your own: sleep, health, family."),
        Field("ritual", Many(RITUAL), "Short daily acts of your own, added to those of the pattern."),
        Field("event", Many(EVENT), "Things with a fixed time that stand in no calendar."),
        Field("task", Many(TASK), "Work of a known size."),
        Field("routine", Many(ROUTINE), "Things done some times a week."),
        Field("goal", Many(GOAL), "Aims, with the time that they should get."),
        Field("calendar", Many(CALENDAR), "Calendars that the plan has to live with."),
        Field("on_call", Many(ON_CALL), "Stretches of on-call duty."),
    ),
    {
        "tasks": "task",
        "events": "event",
        "routines": "routine",
        "goals": "goal",
        "calendars": "calendar",
        "rituals": "ritual",
        "non-negotiable": "non_negotiable",
        "non_negotiables": "non_negotiable",
        "oncall": "on_call",
        "seasons": "rhythm.season",
        "season": "rhythm.season",
        "rules": "rhythm.rules",
    },
)
"""The whole file."""
