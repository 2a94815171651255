"""The table of measures, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from equipoise.planning.measures import Spec

__all__ = ["MEASURES"]

GRAPH = "Microsoft Graph, focusActivityStatistics"
WPA = "Microsoft wpa (MIT), workpatterns_classify, binary week"
GLOSSARY = "Microsoft wpa (MIT), glossary"
VIVA = "Microsoft Viva Insights, metric definitions"
EU3, EU5 = "Directive 2003/88/EC, Art. 3", "Directive 2003/88/EC, Art. 5"

# fmt: off
MEASURES: Mapping[str, Spec] = MappingProxyType({
    # what gets done
    "placed": Spec(
        "Work placed", "min", "more", 30,
        "Minutes of tasks that have a place in the plan.",
    ),
    "placed_share": Spec(
        "Work placed, share", "%", "more", 1,
        "The same as a share of the minutes that the tasks still need.",
    ),
    "placed_value": Spec(
        "Work placed, by value", "%", "more", 1,
        "The same with each minute weighted by its priority: low 0.5, normal 1, high 2, urgent 4, under "
        "every rhythm alike.",
    ),
    "on_time": Spec(
        "On time, tasks", "%", "more", 2,
        "Share of the tasks due within the horizon whose every needed minute lies before the due date.",
    ),
    "on_time_value": Spec(
        "On time, by value", "%", "more", 1,
        "Share of the needed minutes of tasks due within the horizon that lie before the due date, weighted "
        "by priority as above.",
    ),
    "misfit": Spec(
        "Found no place, rituals aside", "min", "less", 30,
        "Minutes of tasks, routines, movable events and non-negotiables that found no place.",
    ),
    # hours
    "work": Spec(
        "Work", "min", "neutral", 30,
        "Minutes of planned work blocks and fixed work events, overlaps counted once.",
    ),
    "off_hours": Spec(
        "Off-hours work", "min", "less", 15,
        "Minutes of work outside the rhythm's own hours.",
        common=False,
    ),
    "day_off": Spec(
        "Work on days off", "min", "less", 15,
        "Minutes of work on days off: dates with a weekend window of the rulebook, public holidays where "
        "the rulebook keeps them, dates of all-day absence.",
        common=False,
    ),
    "unsocial": Spec(
        "Unsocial work", "min", "less", 15,
        "Minutes of work before 07:00, from 19:00, on Saturday, on Sunday or on a public holiday, whatever "
        "the rhythm.",
    ),
    "weekend": Spec(
        "Weekend work", "min", "less", 15,
        "Minutes of work on Saturday, Sunday or a public holiday, whatever the rhythm.",
    ),
    "after_hours_collaboration": Spec(
        "After-hours collaboration", "min", "less", 15,
        "Minutes of meetings and communication outside own hours, overlaps counted once. In a plan, "
        "communication means the comms blocks.",
        source=VIVA, common=False,
    ),
    "latest_end": Spec(
        "Latest end of work", "clock", "less", 0.5,
        "Latest local time at which a day's work ends.",
    ),
    "evenings_worked": Spec(
        "Evenings with work", "", "less", 1,
        "Dates with work after 19:00.",
    ),
    "evenings_free": Spec(
        "Evenings free", "", "more", 1,
        "Dates with own hours on which no work lies after their end.",
        common=False,
    ),
    "workweek_span": Spec(
        "Workweek span", "h", "less", 2,
        "Hours from the first to the last work of each day, Monday to Friday, each day at least 4 and at "
        "most 16.",
        source=GLOSSARY,
    ),
    # attention
    "focus": Spec(
        "Focus hours", "h", "more", 1,
        "Sum of all blocks of at least two consecutive hours without a meeting with other people within own "
        "hours.",
        source=GRAPH, common=False,
    ),
    "deep": Spec(
        "Deep work", "min", "more", 30,
        "Minutes of focus blocks of work.",
    ),
    "deep_golden": Spec(
        "Deep work in golden hours", "%", "more", 3,
        "Share of deep work inside the rhythm's golden hours.",
        common=False,
    ),
    "deep_peak": Spec(
        "Deep work at peak energy", "%", "more", 3,
        "Share of deep work in the quarter of the usual waking day with the highest cognitive energy.",
    ),
    "energy": Spec(
        "Energy match", "%", "more", 4,
        "Mean level of the energy that planned tasks, routines and movable events draw on, while they run.",
    ),
    "switches": Spec(
        "Role switches a day", "", "less", 0.5,
        "Changes of role from one block or event to the next on one date, over dates with work.",
    ),
    "fragments": Spec(
        "Extra fragments", "", "less", 2,
        "Blocks of tasks beyond the first of each task.",
    ),
    "meetings": Spec(
        "Meetings", "min", "neutral", 15,
        "Minutes of meetings with other people, overlaps counted once.",
    ),
    "batched": Spec(
        "Meetings in their batch", "%", "more", 3,
        "Share of meeting minutes inside the rhythm's meeting hours.",
        common=False,
    ),
    # room and rest
    "margin": Spec(
        "Margin kept", "%", "more", 2,
        "Smallest share of a day's own hours, less what is fixed, that carries no planned block "
        "(docs/model.md, rule 10).",
        common=False,
    ),
    "longest_free": Spec(
        "Longest free stretch", "h", "more", 0.5,
        "Longest stretch without work in the usual waking hours of a date, averaged over the dates with "
        "work.",
    ),
    "comms_kept": Spec(
        "Comms windows kept", "%", "more", 5,
        "Share of the rhythm's daily communication windows that are in the plan.",
        common=False,
    ),
    "rituals_kept": Spec(
        "Rituals kept", "%", "more", 5,
        "Share of all the rhythm's daily rituals that are in the plan.",
        common=False,
    ),
    "daily_rest": Spec(
        "Shortest daily rest", "h", "more", 0.5,
        "Shortest rest between the last work of a date and the first work of the next date with work.",
        source=EU3,
    ),
    "short_rests": Spec(
        "Rests under 11 h", "", "less", 1,
        "Number of those rests that are shorter than 11 hours.",
        source=EU3,
    ),
    "weekly_rest": Spec(
        "Longest weekly rest", "h", "more", 4,
        "Longest stretch without work in a week, as far as the horizon reaches; of several weeks the "
        "shortest such stretch.",
        source=EU5,
    ),
    "sleep": Spec(
        "Sleep window", "h", "more", 0.25,
        "Shortest night's sleep window of the rulebook, less fixed events that cut into it.",
    ),
    "life": Spec(
        "Personal and family time", "min", "more", 30,
        "Minutes that are reserved for life: planned blocks and fixed events of life, the pattern's family "
        "hours and non-negotiables, overlaps counted once, rituals not counted.",
    ),
    "home": Spec(
        "Home hours free of work", "%", "more", 2,
        "Share of the hours 17:00 to 21:00, Monday to Friday, and 09:00 to 21:00 on Saturday, Sunday and "
        "public holidays, without work.",
    ),
    # shape of the week
    "disconnection": Spec(
        "Recurring disconnection", "h", "more", 1,
        "Hours of the day, between the first and the last active one, that are without work on all of "
        "Monday to Friday.",
        source=GLOSSARY,
    ),
    "archetype": Spec(
        "Week archetype", "text", "neutral", 0,
        "Class of the week by its active hours of the day, against the expected schedule 09 to 17.",
        source=WPA,
    ),
})
# fmt: on
"""Every measure by its key."""
