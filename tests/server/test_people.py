"""Sharing a week to be looked at, and leaving with everything."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.server.conftest import LIFE, MONDAY, run

from equipoise.server.jobs.planning import ask, make
from equipoise.server.leaving import delete_account, sweep
from equipoise.server.models import CheckIn, Invitation, Life, Member, Record
from equipoise.server.store import change, create, open_life
from equipoise.server.uploads import staged


@pytest.fixture
def ben(db: None) -> User:
    """Return somebody else with an account."""
    del db
    return User.objects.create_user("ben", password="another long one")


@pytest.fixture
def his(ben: User) -> Client:
    """Return Ben's browser."""
    client = Client()
    client.force_login(ben)
    return client


def test_an_invitation_is_answered_alike_whether_or_not_there_is_an_account(
    life: Life, browser: Client, ben: User
) -> None:
    pages = {}
    for name in (ben.username, "nobody-here"):
        browser.post("/settings/people/invite", {"username": name})
        pages[name] = browser.get("/settings/people").content.decode()
    shown = [line for line in pages["nobody-here"].splitlines() if "Withdraw" in line]
    (line,) = shown
    assert line.count("Withdraw the invitation") == 2, "both wait alike"
    for name, page in pages.items():
        assert f"If {name} has an account here, an invitation waits for them." in page
    assert not life.members.exists()


def test_a_member_looks_at_the_week_and_changes_nothing(
    life: Life, browser: Client, ben: User, his: Client
) -> None:
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    url = f"/shared/{life.pk}/week"
    assert his.get(url).status_code == 404
    browser.post("/settings/people/invite", {"username": "ben"})
    assert his.get(url).status_code == 404, "not before it is accepted"
    invitation = Invitation.objects.get()
    assert his.post(f"/shared/invitations/{invitation.pk}/take").status_code == 302
    page = his.get(url).content.decode()
    assert "Write the memo" in page
    assert page.count("<form") == 1, "nothing but logging out"
    assert "ada" in his.get("/shared").content.decode()
    assert his.post("/settings/rules/margin", {"value": "20 %"}).headers["Location"] == "/welcome"
    member = Member.objects.get(user=ben)
    stranger = create(User.objects.create_user("cleo"), LIFE)
    assert his.get(f"/shared/{stranger.pk}/week").status_code == 404
    browser.post(f"/settings/people/remove/{member.pk}")
    assert his.get(url).status_code == 404
    told = list(Record.objects.filter(life=life).values_list("what", flat=True))
    assert told == ["member.removed", "member.joined", "member.invited"]


def test_invitations_belong_to_their_people(life: Life, browser: Client, ben: User, his: Client) -> None:
    browser.post("/settings/people/invite", {"username": "cleo"})
    invitation = Invitation.objects.get()
    assert his.post(f"/shared/invitations/{invitation.pk}/take").status_code == 404
    create(ben, LIFE)
    his.post(f"/settings/people/withdraw/{invitation.pk}")
    assert Invitation.objects.exists(), "somebody else's invitation stays"
    browser.post("/settings/people/invite", {"username": "ben"})
    late = Invitation.objects.get(username="ben")
    Invitation.objects.filter(pk=late.pk).update(at=timezone.now() - timedelta(days=15))
    assert his.post(f"/shared/invitations/{late.pk}/take").status_code == 404
    browser.post(f"/settings/people/withdraw/{invitation.pk}")
    assert not Invitation.objects.filter(username="cleo").exists()
    for name in ("ada", "", "x" * 151):
        assert browser.post("/settings/people/invite", {"username": name}).status_code == 422
    for number in range(25):
        browser.post("/settings/people/invite", {"username": f"guess{number}"})
    assert life.invitations.count() == 20


def test_a_member_may_leave_and_decline(life: Life, browser: Client, ben: User, his: Client) -> None:
    browser.post("/settings/people/invite", {"username": "ben"})
    his.post(f"/shared/invitations/{Invitation.objects.get().pk}/decline")
    assert not Invitation.objects.exists()
    Member.objects.create(life=life, user=ben)
    his.post(f"/shared/{life.pk}/leave")
    assert not Member.objects.exists()
    assert browser.post(f"/shared/{life.pk}/leave").status_code == 302
    assert Life.objects.filter(pk=life.pk).exists()


def left_over(words: set[str], root: Path) -> set[str]:
    """Return where one of these words still stands, in any table or any file below a folder."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = json.dumps(cursor.fetchall(), default=str).lower()
            found |= {f"{table}: {word}" for word in words if word in text}
    for path in root.rglob("*"):
        text = f"{path} {path.read_bytes().decode(errors='replace') if path.is_file() else ''}".lower()
        found |= {f"{path}: {word}" for word in words if word in text}
    return found


def test_a_deleted_account_leaves_nothing_behind(folder: Path, ben: User, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network", "outward"]}
    }
    cleo = User.objects.create_user("quetzal", "quetzal@example.org", "correct horse battery")
    EmailAddress.objects.create(user=cleo, email="quetzal@example.org")
    life = create(cleo, LIFE.replace("Write the memo", "Quetzal memo"))
    words = {"quetzal", str(life.pk), life.pk.hex}
    browser = Client()
    assert browser.login(username="quetzal", password="correct horse battery")
    Client().login(username="quetzal", password="correct horse battery")
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    waiting = ask(life, why="a job that was not begun")
    words |= {str(waiting.pk), waiting.pk.hex}
    change(life, "Quetzal changed", lambda draft: draft.set("person", "role", value="Quetzal"))
    CheckIn.objects.create(life=life, at=timezone.now(), energy=3, note="quetzal")
    browser.post("/settings/people/invite", {"username": "ben"})
    other = create(ben, LIFE)
    Invitation.objects.create(life=other, username="quetzal")
    Member.objects.create(life=other, user=cleo)
    open_life(life, now=MONDAY)
    staged(cleo.pk).mkdir(parents=True)
    (staged(cleo.pk) / "calendar-1.ics").write_text("quetzal")
    assert len(left_over(words, folder)) > 10, "the search finds what there is"
    delete_account(cleo)
    assert left_over(words, folder) == set()
    assert Life.objects.get() == other
    life.folder.mkdir(parents=True)
    (life.folder / "life.toml").write_text("quetzal")  # by a job that was under way
    make.enqueue(str(waiting.pk))  # and its row, written back at its end
    other.folder.mkdir(parents=True)
    sweep.func()
    assert life.folder.is_dir(), "a young folder may belong to a life that is just being made"
    os.utime(life.folder, (0, 0))
    sweep.func()
    assert left_over(words, folder) == set()
    assert other.folder.is_dir()


def test_deleting_asks_for_password_and_name(ada: User, life: Life, browser: Client) -> None:
    asked = browser.get("/settings/account/delete")
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    assert browser.post("/settings/account/delete", {"username": "ada"}).status_code == 302
    assert User.objects.filter(pk=ada.pk).exists(), "not without the password"
    browser.post("/account/reauthenticate/", {"password": "correct horse battery"})
    assert browser.get("/settings/account/delete").status_code == 200
    assert browser.post("/settings/account/delete", {"username": "Ada"}).status_code == 422
    assert Life.objects.filter(pk=life.pk).exists()
    answer = browser.post("/settings/account/delete", {"username": "ada"})
    assert answer.headers["Location"] == "/account/login/"
    assert not User.objects.filter(pk=ada.pk).exists()
    assert browser.get("/week").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/password/change/",
        "/account/email/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/sessions/",
        "/account/reauthenticate/",
        "/settings/account",
    ],
)
def test_account_pages_wear_our_own_clothes(browser: Client, path: str) -> None:
    if path in {"/account/login/", "/account/signup/"}:
        browser.logout()
        User.objects.all().delete()
    else:
        browser.post("/account/reauthenticate/", {"password": "correct horse battery"})
    answer = browser.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "equipoise/css/app.css" in page
    assert "style=" not in page
    assert "onclick" not in page
    assert page.count("<h1>") == 1
