"""With whom a life is shared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import InputError
from equipoise.server import sharing
from equipoise.server.jobs import mailing
from equipoise.server.models import Life
from equipoise.server.pages.access import owned
from equipoise.server.pages.settings_common import page, said

__all__ = ["end", "invite", "people"]


@require_GET
@owned
def people(request: HttpRequest, life: Life) -> HttpResponse:
    """Show who may look."""
    return _page(request, life)


@require_POST
@owned
def invite(request: HttpRequest, life: Life) -> HttpResponse:
    """Invite somebody; the answer is the same whether or not they have an account."""
    name = request.POST.get("username", "")
    try:
        sharing.invite(life, name)
    except InputError as error:
        return _page(request, life, error, name)
    mailing.invited(life, name, request.build_absolute_uri("/shared"))
    said(request, f"If {name.strip()} has an account here, an invitation waits for them.")
    return redirect("settings-people")


@require_POST
@owned
def end(request: HttpRequest, life: Life, what: str, pk: int) -> HttpResponse:
    """Withdraw an invitation, or end somebody's leave to look."""
    act = {"withdraw": sharing.withdraw, "remove": sharing.remove}.get(what)
    if act is None:
        raise Http404
    act(life, pk)
    said(request, "They may not look any more." if what == "remove" else "The invitation was withdrawn.")
    return redirect("settings-people")


def _page(request: HttpRequest, life: Life, error: InputError | None = None, name: str = "") -> HttpResponse:
    problem = error.findings[0] if error else None
    context = {
        "members": life.members.select_related("user").order_by("user__username"),
        "invitations": life.invitations.all(),
        "problem": f"{problem.message}: {problem.cure}" if problem else "",
        "name": name,
    }
    return page(request, life, "people", context, status=422 if error else 200)
