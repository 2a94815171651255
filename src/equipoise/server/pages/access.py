"""Who may see what: the one gate through which pages reach a life."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from equipoise.domain.errors import EquipoiseError, InputError
from equipoise.server.clock import local_now, on_grid
from equipoise.server.models import Life
from equipoise.server.pages.answers import refused
from equipoise.server.plain_json import keepable

__all__ = ["local_now", "on_grid", "own_life", "owned"]

P = ParamSpec("P")
_LATER = ("by_hand", "taken_over", "plan__plan", "plan__diff", "plan__problems")
"""Large columns that few pages read; they are fetched when asked for."""
View = Callable[Concatenate[HttpRequest, Life, P], HttpResponse]


def own_life(request: HttpRequest) -> Life | None:
    """Return the life of who asks, with what is shown of its plan; None if they have none yet."""
    return Life.objects.owned_by(request.user).select_related("plan").defer(*_LATER).first()


def owned(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give a page the life of who asks: anonymous visitors log in first, newcomers are welcomed.

    What is wrong with the input is told in words, with status 422; nothing is half done.
    """

    @functools.wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        life = own_life(request)
        if life is None:
            return redirect("welcome")
        try:
            keepable(dict(request.POST.lists()))
            return view(request, life, *args, **kwargs)
        except InputError as error:
            return refused(request, error.findings)
        except EquipoiseError as error:
            return refused(request, [error])

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", login_required(page))
