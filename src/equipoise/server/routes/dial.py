"""Routes of dial, seasons, year and comparison."""

from __future__ import annotations

from django.urls import path

from equipoise.server.pages import compare, dial, year

urlpatterns = [
    path("dial", dial.dial, name="dial"),
    path("dial/rules", dial.rules, name="dial-rules"),
    path("dial/try", dial.try_out, name="dial-try"),
    path("dial/trials/<uuid:pk>", dial.outcome, name="dial-outcome"),
    path("dial/live", dial.live, name="dial-live"),
    path("dial/until", dial.until, name="dial-until"),
    path("year", year.year, name="year"),
    path("year/season", year.save_season, name="year-season"),
    path("year/season/<int:number>/delete", year.delete_season, name="year-delete"),
    path("compare", compare.compare, name="compare"),
    path("compare/run", compare.run, name="compare-run"),
    path("compare/<uuid:pk>.svg", compare.picture, name="compare-picture"),
    path("compare/live", compare.live, name="compare-live"),
]
