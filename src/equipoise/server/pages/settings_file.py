"""The life file itself: taken along, put in after a look at what changes, edited as text; and every change undone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.settings_common import page, said
from equipoise.server.reading_changes import look
from equipoise.server.store import replace_text, text_of, undo

__all__ = ["download", "file", "history", "undo_one"]

LARGEST = 1_000_000
"""Bytes of a life file."""


@require_GET
@owned
def download(request: HttpRequest, life: Life) -> HttpResponse:
    """Give the whole life file away."""
    del request
    answer = HttpResponse(text_of(life), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="life.toml"'
    return answer


@require_http_methods(["GET", "POST"])
@owned
def file(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the life file; look at another one; put it in."""
    if request.method == "GET":
        return page(request, life, "file", {"text": text_of(life), "revision": life.revision})
    context: dict[str, Any] = {"revision": life.revision, "text": ""}
    try:
        context["text"] = text = _sent(request)
        _current(request, life)
        changes, warnings = look(life, text, local_now(life).date())
        if request.POST.get("way") == "keep":
            revision = replace_text(life, text, "The life file was put in")
            said(request, f"Kept as change {revision.number}. It can be undone under History.")
            return redirect("settings-file")
        context |= {"changes": changes, "looked": True, "problems": warnings}
    except InputError as error:
        context["problems"], context["refused"] = error.findings, True
        return page(request, life, "file", context, status=422)
    return page(request, life, "file", context)


def _current(request: HttpRequest, life: Life) -> None:
    if str(life.revision) != request.POST.get("revision"):
        told = "your life has changed since this page was loaded"
        raise InputError([Finding(told, "look at what changes once more")])


def _sent(request: HttpRequest) -> str:
    """Return the text that was sent, as a file or typed.

    Raises:
        InputError: it is too large, or no text.
    """
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (sent.size or 0) > LARGEST:
        raise InputError([Finding("the file is larger than 1 MB", "a life file is text of some pages")])
    try:
        text: str = sent.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Finding("the file is no text", "choose a life.toml")]) from None
    return text.replace("\r\n", "\n")


@require_GET
@owned
def history(request: HttpRequest, life: Life) -> HttpResponse:
    """Show every change."""
    shown = Paginator(life.revisions.defer("before"), 50).get_page(request.GET.get("page"))
    return page(request, life, "history", {"revisions": shown})


@require_POST
@owned
def undo_one(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Put back what stood before a change."""
    revision = undo(life, number)
    said(request, f"{revision.what}.")
    return redirect("settings-history")
