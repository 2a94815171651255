"""Two or more rhythms on the same week of the same person, side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.rhythms import builtin_patterns
from equipoise.server.choices import take_choice
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import owned
from equipoise.server.pages.dial import moment_of
from equipoise.server.store import change, person_of

__all__ = ["compare", "live", "picture", "run"]

CONTRAST = {
    "Yours": {},
    "Balance": {"pattern": "A", "dial": 0.2},
    "Integration": {"pattern": "D", "dial": 0.8},
}
MOST = 6


@require_GET
@owned
def compare(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the last comparison, and what else can be compared."""
    every = life.proposals.filter(kind=Proposal.Kind.COMPARE)
    last = every.filter(state=Proposal.State.READY).first()
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
    wanted = dict(CONTRAST) if request.POST.get("contrast") == "yes" else _wanted(request)
    if not 2 <= len(wanted) <= MOST:
        raise InputError([Finding(f"{len(wanted)} rhythms cannot be compared", f"tick two to {MOST}")])
    found = ask(life, Proposal.Kind.COMPARE, why="a comparison", now=moment_of(life), rhythms=wanted)
    return JsonResponse({"proposal": str(found.pk)}, status=202)


def _wanted(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """Return the choices of the form by the names to show."""
    out: dict[str, dict[str, Any]] = {"Yours": {}} if request.POST.get("mine") == "yes" else {}
    known = builtin_patterns()
    for letter in request.POST.getlist("pattern"):
        if letter not in known:
            raise InputError(
                [Finding(f"there is no pattern {letter!r}", "tick one of the list", field="pattern")]
            )
        out[f"{letter} {known[letter].name}"] = {"pattern": letter}
    for text in filter(None, request.POST.getlist("dial")):
        try:
            dial = float(text)
        except ValueError:
            dial = -1.0
        if not 0 <= dial <= 1:
            raise InputError([Finding(f"{text!r} is not a dial", "choose 0 to 1", field="dial")])
        out[f"Yours, dial {dial:.2f}"] = {"dial": dial}
    return out


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
    found = life.proposals.filter(kind=Proposal.Kind.COMPARE, state=Proposal.State.READY).first()
    name = request.POST.get("name", "")
    if found is None or name not in found.options["rhythms"]:
        raise InputError([Finding("this rhythm is not among the compared ones", "compare again")])
    choice, own = found.options["rhythms"][name], person_of(life).rhythm
    revision = change(life, f"Rhythm: {name}", lambda draft: take_choice(draft, own, choice))
    ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
    return redirect("week")
