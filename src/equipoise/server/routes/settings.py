"""Routes of rules, life file, people, tokens and the account."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import (
    settings_access,
    settings_account,
    settings_file,
    settings_people,
    settings_rules,
    settings_you,
    shared,
)
from equipoise.server.pages.settings_common import plan_again

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings", settings_rules.rules, name="settings"),
    path("settings/rules/<str:rule_id>", settings_rules.rule, name="settings-rule"),
    path("settings/you", settings_you.you, name="settings-you"),
    path("settings/you/<slug:name>", settings_you.record, name="settings-record"),
    path("settings/you/<slug:name>/<int:number>", settings_you.item, name="settings-item"),
    path("settings/file", settings_file.file, name="settings-file"),
    path("settings/file/life.toml", settings_file.download, name="settings-download"),
    path("settings/history", settings_file.history, name="settings-history"),
    path("settings/history/<int:number>/undo", settings_file.undo_one, name="settings-undo"),
    path("settings/people", settings_people.people, name="settings-people"),
    path("settings/people/invite", settings_people.invite, name="settings-invite"),
    path("settings/people/<slug:what>/<int:pk>", settings_people.end, name="settings-people-end"),
    path("settings/access", settings_access.access, name="settings-access"),
    path("settings/access/tokens", settings_access.new_token, name="settings-token"),
    path("settings/access/feeds", settings_access.new_feed, name="settings-feed"),
    path("settings/access/feeds/<int:pk>/rotate", settings_access.rotate, name="settings-rotate"),
    path("settings/access/<slug:what>/<int:pk>/revoke", settings_access.revoke, name="settings-revoke"),
    path("settings/plan", plan_again, name="settings-plan"),
    path("settings/account", settings_account.account, name="settings-account"),
    path("settings/account/delete", settings_account.delete, name="settings-delete"),
    path("shared", shared.shared, name="shared"),
    path("shared/<uuid:pk>/week", shared.week, name="shared-week"),
    path("shared/<uuid:pk>/leave", shared.leave, name="shared-leave"),
    path("shared/invitations/<int:pk>/<slug:what>", shared.answer, name="shared-answer"),
]
