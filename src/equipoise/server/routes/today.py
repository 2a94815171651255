"""Routes of today, check-ins and the closing of a day, and of the app that can be installed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import today, today_app

urlpatterns: list[URLPattern | URLResolver] = [
    path("today", today.today, name="today"),
    path("today/check-in", today.check_in, name="today-check-in"),
    path("today/do/<slug:what>", today.do, name="today-do"),
    path("today/close", today.close, name="today-close"),
    path("manifest.webmanifest", today_app.manifest, name="manifest"),
    path("sw.js", today_app.worker, name="worker"),
    path("offline", today_app.offline, name="offline"),
]
