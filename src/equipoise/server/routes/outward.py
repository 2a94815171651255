"""Routes of webhooks and notices."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import settings_notices, settings_webhooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/webhooks", settings_webhooks.webhooks, name="settings-webhooks"),
    path("settings/webhooks/new", settings_webhooks.new, name="settings-webhook-new"),
    path("settings/webhooks/<uuid:pk>", settings_webhooks.one, name="settings-webhook"),
    path("settings/webhooks/<uuid:pk>/<slug:what>", settings_webhooks.act, name="settings-webhook-act"),
    path(
        "settings/webhooks/deliveries/<uuid:pk>/again", settings_webhooks.again, name="settings-webhook-again"
    ),
    path("settings/notices", settings_notices.notices, name="settings-notices"),
    path("settings/notices/new", settings_notices.new, name="settings-notice-new"),
    path("settings/notices/<uuid:pk>/<slug:what>", settings_notices.act, name="settings-notice-act"),
]
