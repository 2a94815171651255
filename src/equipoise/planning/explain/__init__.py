"""Explanations of a plan: why here, why not, what an hour is worth, what a meeting would cost.

Pure functions of a solution. Words are for people: times in the person's zone, no ids, whole value-minutes.
"""

from __future__ import annotations

from equipoise.planning.explain.changes import Change, apply
from equipoise.planning.explain.here import Alternative, WhyHere, why_all, why_here
from equipoise.planning.explain.hours import HourPrice, HourPrices, hour_prices
from equipoise.planning.explain.meeting import MeetingCost, Move, best_meeting_times, meeting_cost
from equipoise.planning.explain.members import Kind, Member
from equipoise.planning.explain.reasons import Reason
from equipoise.planning.explain.trial import Repair
from equipoise.planning.explain.unfit import WhyNot, why_not
from equipoise.planning.explain.wording import title_of, when

__all__ = [
    "Alternative",
    "Change",
    "HourPrice",
    "HourPrices",
    "Kind",
    "MeetingCost",
    "Member",
    "Move",
    "Reason",
    "Repair",
    "WhyHere",
    "WhyNot",
    "apply",
    "best_meeting_times",
    "hour_prices",
    "meeting_cost",
    "title_of",
    "when",
    "why_all",
    "why_here",
    "why_not",
]
