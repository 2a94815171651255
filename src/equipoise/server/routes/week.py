"""Routes of the week."""

from __future__ import annotations

from django.urls import path

from equipoise.server.pages import reasons, week

urlpatterns = [
    path("week", week.week, name="week"),
    path("week/view", week.view, name="week-view"),
    path("week/plan", week.new_plan, name="week-plan"),
    path("week/proposals/<uuid:pk>", week.proposal, name="week-proposal"),
    path("week/proposals/<uuid:pk>/accept", week.accept_proposal, name="week-accept"),
    path("week/do/<slug:what>", week.act, name="week-act"),
    path("week/undo/<int:number>", week.undo_change, name="week-undo"),
    path("week/why/<path:block>", reasons.why, name="week-why"),
    path("week/why-not/<path:commitment>", reasons.why_not, name="week-why-not"),
    path("week/take/<path:commitment>", reasons.take_repair, name="week-take"),
    path("week/prices", reasons.prices, name="week-prices"),
    path("week/meeting", reasons.meeting, name="week-meeting"),
]
