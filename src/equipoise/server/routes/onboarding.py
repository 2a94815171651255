"""Routes of the welcome and what follows it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import onboarding

urlpatterns: list[URLPattern | URLResolver] = [
    path("begin", onboarding.begin, name="begin"),
    path("begin/<slug:name>", onboarding.step, name="begin-step"),
]
