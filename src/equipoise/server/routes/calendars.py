"""Routes of accounts, sync and the record of what was written."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.pages import (
    calendars,
    calendars_connect,
    calendars_hours,
    calendars_login,
    calendars_record,
    calendars_sync,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/upload", calendars.upload, name="calendars-upload"),
    path("calendars/refresh", calendars.refresh, name="calendars-refresh"),
    path("calendars/files/<int:number>/remove", calendars.remove_file, name="calendars-file-remove"),
    path("calendars/sources/<int:number>", calendars.source, name="calendars-source"),
    path("calendars/accounts/<slug:name>/remove", calendars.remove, name="calendars-remove"),
    path("calendars/accounts/<slug:name>/password", calendars.password, name="calendars-password"),
    path("calendars/subscribe", calendars_connect.subscribe, name="calendars-subscribe"),
    path("calendars/connect", calendars_connect.connect, name="calendars-connect"),
    path("calendars/connect/<uuid:pk>", calendars_connect.tried, name="calendars-tried"),
    path("calendars/connect/<uuid:pk>/choose", calendars_connect.choose, name="calendars-choose"),
    path("calendars/connect/<uuid:pk>/elsewhere", calendars_connect.elsewhere, name="calendars-elsewhere"),
    path("calendars/<slug:provider>/login", calendars_login.login, name="calendars-login"),
    path("calendars/<slug:provider>/back", calendars_login.back, name="calendars-back"),
    path("calendars/errands/<uuid:pk>", calendars_sync.errand, name="calendars-errand"),
    path("calendars/sync", calendars_sync.sync, name="calendars-sync"),
    path("calendars/sync/look", calendars_sync.look, name="calendars-look"),
    path("calendars/sync/write", calendars_sync.write, name="calendars-write"),
    path("calendars/sync/undo", calendars_sync.undo, name="calendars-undo"),
    path("calendars/sync/autopilot", calendars_sync.autopilot, name="calendars-autopilot"),
    path("calendars/hours", calendars_hours.page, name="calendars-hours"),
    path("calendars/hours/<slug:what>.ics", calendars_hours.file, name="calendars-hours-file"),
    path("calendars/hours/publish", calendars_hours.publish, name="calendars-publish"),
    path("calendars/plan", calendars_hours.plan, name="calendars-plan"),
    path("calendars/record", calendars_record.record, name="calendars-record"),
    path("calendars/record.csv", calendars_record.table, name="calendars-record-csv"),
]
