"""What makes the pages an app that can be installed and shows today without a connection."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

__all__ = ["manifest", "offline", "worker"]

_WORKER = Path(__file__).resolve().parents[1] / "static" / "equipoise" / "js" / "sw.js"
_SHELL = (
    *("css/app.css", "css/today.css", "js/app.js", "js/today.js", "js/queue.js"),
    *("vendor/htmx.min.js", "icon.svg"),
)


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the app to the browser that installs it."""
    del request

    def icon(name: str, size: str, purpose: str) -> dict[str, str]:
        kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
        return {"src": static(f"equipoise/{name}"), "sizes": size, "type": kind, "purpose": purpose}

    told = {
        "id": "/",
        "name": "Equipoise",
        "short_name": "Equipoise",
        "description": "Your week, between balance and integration.",
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#ffffff",
        "icons": [
            icon("icons/app-192.png", "192x192", "any"),
            icon("icons/app-512.png", "512x512", "any"),
            icon("icons/maskable-192.png", "192x192", "maskable"),
            icon("icons/maskable-512.png", "512x512", "maskable"),
            icon("icon.svg", "any", "any"),
        ],
        "shortcuts": [
            {"name": "Week", "url": reverse("week")},
            {"name": "Add a task", "url": reverse("tasks")},
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, with the list of files that it keeps."""
    del request
    shell = [*(static(f"equipoise/{name}") for name in _SHELL), reverse("offline")]
    code = _code()
    version = hashlib.sha256(json.dumps([shell, code]).encode()).hexdigest()[:12]
    text = f"const SHELL = {json.dumps(shell)};\nconst VERSION = {json.dumps(version)};\n{code}"
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@lru_cache(maxsize=1)
def _code() -> str:
    return _WORKER.read_text("utf-8")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection; it is kept by the browser and holds nothing of anybody."""
    return render(request, "equipoise/offline.html", {"bare": True})
