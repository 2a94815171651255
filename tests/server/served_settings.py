"""Settings of a server that a test starts: as delivered, but files are not compressed, which takes long."""

from __future__ import annotations

from equipoise.server import settings as delivered
from equipoise.server.settings import *  # noqa: F403 - all of them

STORAGES = {
    **delivered.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
