"""Routes of private feeds and of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from equipoise.server.api.endpoints import about, api, document
from equipoise.server.pages import feeds

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
    path("api/v1/openapi.json", document, name="api-document"),
    path("api/v1/", about, name="api-about"),
    path("api/v1/", api.urls),
]
