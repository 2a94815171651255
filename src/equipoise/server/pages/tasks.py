"""Tasks: the list, quick entry with its preview, and what is done to one or many."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.commitments import TASK_KINDS
from equipoise.quick_entry import moment_of, parse
from equipoise.server import listing, tasks
from equipoise.server.documents import read_life
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.store import undo

__all__ = ["add_task", "bar", "change_tasks", "plan_again", "preview", "task_list", "undo_task_change"]


def bar(life: Life) -> dict[str, Any]:
    """Return what the quiet bar says: changes that are not planned yet, and the last one, to be undone."""
    last = life.revisions.filter(undone=None).exclude(what__startswith="Undone").first()
    return {"unplanned": tasks.unplanned(life), "planned": life.plan is not None, "last": last}


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
        "filtered": any((wanted.words, wanted.goal, wanted.kind, wanted.priority)),
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
    if not keys:
        raise InputError(
            [Finding("no task is ticked", "tick the tasks that you mean, then choose what to do")]
        )
    if what in {"complete", "reopen"}:
        tasks.complete(life, keys, done=what == "complete")
    elif what == "delete":
        tasks.delete(life, keys)
    elif what == "before":
        tasks.reorder(life, keys[0], sent.get("before") or None)
    elif what in {"up", "down", "top"}:
        _step(life, keys[0], what)
    elif what in tasks.BULK:
        tasks.bulk(life, keys, what, _value(life, what, sent.get(f"to_{what}", "")))
    else:
        raise InputError([Finding("choose what to do with these tasks", field="do")])
    return _back(request)


def _value(life: Life, what: str, text: str) -> str:
    if what != "due" or not text.strip():
        return text.strip()
    found = moment_of(text, local_now(life))
    if found is None:
        told = f"“{text[:60]}” is no date"
        raise InputError([Finding(told, "write it like Fri, 27 Nov or 2026-11-27", field="due")])
    return found


def _step(life: Life, key: str, what: str) -> None:
    """Move a task one place up or down in the list, or to its top."""
    order = list(life.tasks.filter(completed=None).values_list("key", flat=True))
    if key not in order:
        raise InputError([Finding("there is no such task", "load the page again")])
    at = order.index(key)
    if what == "down":
        after = order[at + 2 : at + 3]
        if at + 1 < len(order):
            tasks.reorder(life, key, after[0] if after else None)
    elif at:
        tasks.reorder(life, key, order[0 if what == "top" else at - 1])


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
