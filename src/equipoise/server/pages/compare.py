"""Two or more rhythms on the same week of the same person, side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.rhythms import builtin_patterns
from equipoise.server.comparing import CONTRAST, ask_comparison, last_comparison, named, take_compared
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import owned
from equipoise.server.store import person_of

__all__ = ["compare", "live", "picture", "run"]


@require_GET
@owned
def compare(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the last comparison, and what else can be compared."""
    every = life.proposals.filter(kind=Proposal.Kind.COMPARE)
    last = last_comparison(life)
    newest = every.first()
    context = {
        "last": last,
        "result": last.view if last else None,
        "stale": last is not None and last.revision != life.revision,
        "waiting": newest if newest and not newest.over else None,
        "failed": newest if newest and newest.state == Proposal.State.FAILED else None,
        "patterns": builtin_patterns().values(),
        "rhythm": person_of(life).rhythm,
    }
    return render(request, "equipoise/compare.html", context)


@require_POST
@owned
def run(request: HttpRequest, life: Life) -> HttpResponse:
    """Plan the week under each rhythm that was ticked."""
    sent = request.POST
    wanted = (
        CONTRAST
        if sent.get("contrast") == "yes"
        else named(
            sent.getlist("pattern"), filter(None, sent.getlist("dial")), mine=sent.get("mine") == "yes"
        )
    )
    found = ask_comparison(life, wanted)
    return JsonResponse({"proposal": str(found.pk)}, status=202)


@require_GET
@owned
def picture(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Return the comparison as a picture that follows the theme."""
    del request
    found = life.proposals.filter(pk=pk, kind=Proposal.Kind.COMPARE, state=Proposal.State.READY).first()
    if found is None:
        raise Http404
    answer = HttpResponse(found.view["svg"], content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


@require_POST
@owned
def live(request: HttpRequest, life: Life) -> HttpResponse:
    """Take one of the rhythms that were compared, and plan the week anew."""
    take_compared(life, request.POST.get("name", ""))
    return redirect("week")
