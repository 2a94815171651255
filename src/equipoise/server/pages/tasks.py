"""Tasks: the list, quick entry with its preview, and what is done to one or many."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from equipoise.lifefile.commitments import TASK_KINDS
from equipoise.quick_entry import parse
from equipoise.server import listing, many, tasks
from equipoise.server.documents import read_life
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.store import last_change, undo

__all__ = ["add_task", "bar", "change_tasks", "plan_again", "preview", "task_list", "undo_task_change"]


def bar(life: Life) -> dict[str, Any]:
    """Return what the quiet bar says: changes that are not planned yet, and the last one, to be undone."""
    planned = life.plan is not None
    return {"unplanned": tasks.unplanned(life), "planned": planned, "last": last_change(life)}


@require_GET
@owned
def task_list(request: HttpRequest, life: Life) -> HttpResponse:
    """Show tasks: open ones by groups, or those that are done."""
    asked = request.GET
    group = asked.get("group", "due")
    wanted = listing.Wanted(
        words=asked.get("q", "")[:200],
        goal=asked.get("goal", ""),
        kind=asked.get("kind", ""),
        priority=asked.get("priority", ""),
        group=group if group in listing.GROUPS else "due",
        page=asked.get("page", "1"),
        unfit=asked.get("fit") == "no",
    )
    person, _ = read_life(life.text)
    goals = {goal.id: goal.title for goal in person.goals}
    context: dict[str, Any] = {
        "life": life,
        "wanted": wanted,
        "goals": goals.items(),
        "kinds": TASK_KINDS,
        "priorities": listing.PRIORITIES,
        "groups_offered": listing.GROUPS.items(),
        "back": asked.urlencode(),
        "filtered": any((wanted.words, wanted.goal, wanted.kind, wanted.priority, wanted.unfit)),
        **bar(life),
    }
    if asked.get("show") == "done":
        return render(
            request, "equipoise/tasks_done.html", {**context, "page": listing.done_page(life, wanted.page)}
        )
    page, groups, count = listing.open_page(life, wanted, local_now(life).date(), goals)
    context |= {"page": page, "groups": groups, "count": count}
    return render(request, "equipoise/tasks.html", context)


@require_GET
@owned
def preview(request: HttpRequest, life: Life) -> HttpResponse:
    """Show what would be understood of a line."""
    text = request.GET.get("text", "")
    entry = parse(text, local_now(life), tasks.known_of(life)) if text.strip() else None
    return render(request, "equipoise/tasks_preview.html", {"entry": entry})


@require_POST
@owned
def add_task(request: HttpRequest, life: Life) -> HttpResponse:
    """Add what a line says."""
    entry = parse(request.POST.get("text", ""), local_now(life), tasks.known_of(life))
    tasks.add(life, entry)
    return _back(request)


@require_POST
@owned
def change_tasks(request: HttpRequest, life: Life) -> HttpResponse:
    """Do something to one task (``act``: what, and which), or to all that are ticked (``do``)."""
    sent = request.POST
    what, _, key = sent.get("act", "").partition("|")
    keys = [key] if key else list(dict.fromkeys(sent.getlist("key")))
    what = what or sent.get("do", "")
    value = sent.get("before") if what == "before" else sent.get(f"to_{what}", "")
    many.change(life, keys, what, value or "", local_now(life))
    return _back(request)


@require_POST
@owned
def undo_task_change(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Put back what stood before a change."""
    undo(life, number)
    return _back(request)


@require_POST
@owned
def plan_again(request: HttpRequest, life: Life) -> HttpResponse:
    """Ask for a plan with all changes, and lead to the week where it comes in."""
    del request
    ask(life, Proposal.Kind.REPLAN, why="changed tasks", now=local_now(life), accept=True)
    return redirect("week")


_WAYS = {"tasks", "tasks-routines", "tasks-goals"}


def _back(request: HttpRequest) -> HttpResponse:
    """Lead back to the list that was looked at."""
    where = request.POST.get("to", "tasks")
    where = reverse(where if where in _WAYS else "tasks")
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return HttpResponseRedirect(f"{where}?{query}" if query else where)
