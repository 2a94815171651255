"""A newcomer's way to a first week: a few calm steps, back and forward, kept in the session until the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipoise.domain.errors import Finding, InputError
from equipoise.server.beginning import EXAMPLES, FIELDS, SLIDERS, advice, checked
from equipoise.server.first_life import begin_life
from equipoise.server.first_tasks import rows_of
from equipoise.server.jobs.planning import ask
from equipoise.server.pages.access import own_life
from equipoise.server.pages.onboarding_words import STEPS, shown
from equipoise.server.uploads import clear, drop, keep, staged

__all__ = ["begin", "step"]

KEY = "begin"
"""Where the session keeps the answers."""


@require_GET
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first step."""
    if _settled(request):
        return redirect("week")
    return redirect("begin-step", STEPS[0].key)


@require_http_methods(["GET", "POST"])
@login_required
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Show a step, or take its answers and go on."""
    number = next((i for i, one in enumerate(STEPS) if one.key == name), None)
    if number is None:
        raise Http404
    if _settled(request):
        return redirect("week")
    answers = dict(request.session.get(KEY, {}))
    missing = _first_open(answers)
    if number > missing:  # a step was skipped, or the session is new
        return redirect("begin-step", STEPS[missing].key)
    if request.method == "GET":
        return _page(request, number, answers)
    return _taken(request, number, answers)


def _taken(request: HttpRequest, number: int, answers: dict[str, Any]) -> HttpResponse:
    name, way = STEPS[number].key, request.POST.get("way", "on")
    way = "stay" if "drop" in request.POST else way
    try:
        _TAKE[name](request, answers)
        problems: tuple[Finding, ...] = checked(name, answers)
    except InputError as error:
        problems = error.findings
    request.session[KEY] = answers
    if way == "back":
        return redirect("begin-step", STEPS[max(0, number - 1)].key)
    if problems:
        return _page(request, number, answers, problems, status=422)
    if way == "stay":
        return redirect("begin-step", name)
    if name == STEPS[-1].key:
        return _finish(request, answers)
    done = set(answers.get("done", ())) | {name}
    request.session[KEY] = {**answers, "done": sorted(done)}
    return redirect("begin-step", STEPS[number + 1].key)


def _finish(request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
    user = cast("User", request.user)
    try:
        life = begin_life(user, answers)
    except InputError as error:
        return _page(request, len(STEPS) - 1, answers, error.findings, status=422)
    ask(life, why="the first plan", accept=False)
    request.session.pop(KEY, None)
    return redirect("week")


def _settled(request: HttpRequest) -> bool:
    """Tell whether somebody has a life of their own; an example may still be replaced."""
    life = own_life(request)
    return life is not None and not life.demo


def _first_open(answers: dict[str, Any]) -> int:
    """Return the number of the first step that was not gone through."""
    done = set(answers.get("done", ()))
    return next((i for i, one in enumerate(STEPS) if one.key not in done), len(STEPS) - 1)


def _page(
    request: HttpRequest,
    number: int,
    answers: dict[str, Any],
    problems: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        told = f"{problem.message}: {problem.cure}" if problem.cure else problem.message
        errors.setdefault(problem.field or "all", told)
    context = shown(STEPS[number].key, answers, cast("User", request.user)) | {
        "bare": True,
        "steps": STEPS,
        "number": number,
        "step": STEPS[number],
        "last": number == len(STEPS) - 1,
        "errors": errors,
        "replaces": own_life(request),
        "answers": answers,
    }
    return render(request, f"equipoise/begin/{STEPS[number].key}.html", context, status=status)


def _you(request: HttpRequest, answers: dict[str, Any]) -> None:
    for name in (*FIELDS["you"], *SLIDERS):
        answers[name] = request.POST.get(name, "").strip()[:300]
    answers["country"] = answers["country"].upper()
    answers["values"] = request.POST.getlist("values")[:10]


def _rhythm(request: HttpRequest, answers: dict[str, Any]) -> None:
    for name in FIELDS["rhythm"]:
        answers[name] = request.POST.get(name, "").strip()[:500]
    told = advice(answers)
    if not request.POST.get("pattern"):
        answers["pattern"] = told.pattern


def _firm(request: HttpRequest, answers: dict[str, Any]) -> None:
    names = [f"{example.key}_{part}" for example in EXAMPLES for part in ("on", "title", "hours")]
    for name in (*FIELDS["firm"], *names):
        answers[name] = request.POST.get(name, "").strip()[:500]
    answers["firm_seen"] = True


def _calendars(request: HttpRequest, answers: dict[str, Any]) -> None:
    user = cast("User", request.user)
    rows: list[dict[str, Any]] = list(answers.get("calendars", ()))
    for row in rows:
        area = request.POST.get(f"area_{row['path']}")
        row["area"] = area if area in {"work", "life"} else row["area"]
    away = request.POST.get("drop", "")
    if any(row["path"] == away for row in rows):
        drop(staged(user.pk), away)
        rows = [row for row in rows if row["path"] != away]
    if not rows:
        clear(staged(user.pk))  # left over from an earlier beginning
    answers["calendars"] = rows
    problems: list[Finding] = []
    for file in request.FILES.getlist("files"):
        try:
            path, name, found = keep(staged(user.pk), file, _zone(answers), [row["path"] for row in rows])
        except InputError as error:
            problems += [Finding(f.message, f.cure, field="files") for f in error.findings]
            continue
        rows.append(
            {
                "path": path,
                "name": name,
                "area": "work",
                "events": found.events,
                "problems": list(found.problems),
            }
        )
    if problems:
        raise InputError(problems)


def _tasks(request: HttpRequest, answers: dict[str, Any]) -> None:
    answers["tasks"] = request.POST.get("tasks", "")[:20_000]
    rows_of(answers["tasks"], timezone.now().astimezone(_zone(answers)))


def _plan(request: HttpRequest, answers: dict[str, Any]) -> None:
    """Take nothing: the last step only looks back."""
    del request, answers


_TAKE: dict[str, Callable[[HttpRequest, dict[str, Any]], None]] = {
    "you": _you,
    "rhythm": _rhythm,
    "firm": _firm,
    "calendars": _calendars,
    "tasks": _tasks,
    "plan": _plan,
}


def _zone(answers: dict[str, Any]) -> ZoneInfo:
    return ZoneInfo(answers["zone"])
