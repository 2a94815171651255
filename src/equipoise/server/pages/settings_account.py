"""The account: where its parts are changed, and how it is deleted."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from equipoise.server.leaving import delete_account
from equipoise.server.pages.access import own_life
from equipoise.server.pages.settings_common import page

__all__ = ["account", "delete"]


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show where the parts of an account are changed."""
    return page(request, own_life(request), "account", {})


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, once its name was typed."""
    user = cast("User", request.user)
    if request.method == "GET":
        return page(request, own_life(request), "delete", {})
    if request.POST.get("username", "") != user.get_username():
        context = {"problem": "This is not your user name: write it as you log in."}
        return page(request, own_life(request), "delete", context, status=422)
    logout(request)
    delete_account(user)
    messages.success(request, "Your account and everything in it were deleted.", extra_tags="good")
    return redirect("account_login")
