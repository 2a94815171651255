"""Mail of the server itself: told by one address, sent through a real mail server, honest where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.server.processes import free_port
from tests.server.receiving import mailbox

from equipoise.domain.errors import InputError
from equipoise.server.jobs import mailing
from equipoise.server.mail import Mail, mail_at
from equipoise.server.models import Life
from equipoise.server.sharing import invite


@pytest.mark.parametrize(
    ("address", "mail"),
    [
        ("", Mail()),
        (
            "smtp://ann:a%20b%40c@smtp.example.org",
            Mail("smtp.example.org", 587, "ann", "a b@c", use_tls=True),
        ),
        ("smtp://smtp.example.org:2525", Mail("smtp.example.org", 2525, use_tls=True)),
        (
            "smtps://ann@example.org:x@smtp.example.org",
            Mail("smtp.example.org", 465, "ann@example.org", "x", use_ssl=True),
        ),
        ("smtp://localhost?tls=no", Mail("localhost", 25)),
    ],
)
def test_an_address_says_how_mail_goes_out(address: str, mail: Mail) -> None:
    assert mail_at(address) == mail


@pytest.mark.parametrize(
    "address",
    [
        *("smtp.example.org", "http://smtp.example.org", "smtp://", "smtp://ann:top-secret@host:port"),
        *(
            "smtp://host?tls=maybe",
            "smtp://ann:top-secret@host?tls=no",
            "smtps://host?tls=no",
            "smtp://host/path",
        ),
    ],
)
def test_another_address_is_refused_and_not_told(address: str) -> None:
    with pytest.raises(InputError, match="EQUIPOISE_EMAIL_URL") as refused:
        mail_at(address)
    assert "top-secret" not in str(refused.value)


def test_from_whom_it_comes() -> None:
    assert Mail(user="ann@example.org").sender("", "week.example.org") == "Equipoise <ann@example.org>"
    assert Mail(user="ann").sender("", "week.example.org") == "Equipoise <equipoise@week.example.org>"
    assert Mail(user="ann").sender("Us <us@example.org>", "x") == "Us <us@example.org>"
    assert Mail("smtp.example.org").backend.endswith("smtp.EmailBackend")
    assert Mail().backend.endswith("console.EmailBackend")


def _through(settings: Any, port: int) -> None:
    settings.MAIL = Mail("127.0.0.1", port)
    settings.EMAIL_BACKEND = settings.MAIL.backend
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def test_a_forgotten_password_is_mailed_and_changed(ada: User, settings: Any) -> None:
    with mailbox() as (port, mails):
        _through(settings, port)
        answer = Client().post("/account/password/reset/", {"email": "ada@example.com"}, follow=True)
    assert "A mail is on its way" in answer.content.decode()
    assert mails[0]["To"] == "ada@example.com"
    assert mails[0]["Subject"] == "Equipoise: Password Reset Email"
    text = mails[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    link = next(word for word in text.split() if "/password/reset/key/" in word)
    browser = Client()
    form = browser.get(link.replace("http://testserver", ""), follow=True)
    new = {"password1": "a new and better one", "password2": "a new and better one"}
    browser.post(form.redirect_chain[-1][0], new)
    ada.refresh_from_db()
    assert ada.check_password("a new and better one")


def test_a_mail_server_that_is_down_is_told_and_breaks_nothing(ada: User, settings: Any) -> None:
    _through(settings, free_port())
    answer = Client().post("/account/password/reset/", {"email": "ada@example.com"}, follow=True)
    assert answer.status_code == 200
    assert "The mail could not be sent" in answer.content.decode()


@pytest.mark.usefixtures("ada")
def test_without_a_mail_server_the_page_says_where_the_message_went() -> None:
    answer = Client().post("/account/password/reset/", {"email": "ada@example.com"}, follow=True)
    assert "written to its console" in answer.content.decode()


def test_an_invitation_is_mailed_once_to_those_who_have_an_account(
    life: Life, browser: Client, settings: Any
) -> None:
    User.objects.create_user("mia", "mia@example.com", "correct horse battery")
    said = []
    with mailbox() as (port, mails):
        _through(settings, port)
        for name in ("mia", "nobody"):
            said.append(
                browser.post("/settings/people/invite", {"username": name}, follow=True).content.decode()
            )
            invite(life, name)
            for invitation in life.invitations.all():
                mailing.mail_invitation.func(invitation.pk, "https://week.example.org/shared")
    assert len(mails) == 1
    assert mails[0]["To"] == "mia@example.com"
    assert "https://week.example.org/shared" in mails[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert ["If mia has" in said[0], "If nobody has" in said[1]] == [True, True], "who invites learns nothing"
