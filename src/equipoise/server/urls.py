"""All routes."""

from __future__ import annotations

from django.urls import include, path

from equipoise.server.pages import home
from equipoise.server.routes import (
    calendars,
    capture,
    dial,
    feeds,
    onboarding,
    outward,
    settings,
    today,
    week,
)

handler400 = "equipoise.server.pages.errors.unfit"
handler404 = "equipoise.server.pages.errors.missing"
handler500 = "equipoise.server.pages.errors.broken"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("welcome", home.welcome, name="welcome"),
    path("welcome/demo", home.demo, name="welcome-demo"),
    path("account/", include("allauth.urls")),
    *onboarding.urlpatterns,
    *week.urlpatterns,
    *today.urlpatterns,
    *dial.urlpatterns,
    *capture.urlpatterns,
    *calendars.urlpatterns,
    *settings.urlpatterns,
    *outward.urlpatterns,
    *feeds.urlpatterns,
]
