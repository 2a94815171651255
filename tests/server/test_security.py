"""What must not be possible."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from tests.server.processes import ROOT

from equipoise.domain.errors import InputError
from equipoise.server import people
from equipoise.server.models import Life

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()


def login(client: Client, name: str = "ada", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": name, "password": password, **more})


def code(at: float | None = None) -> str:
    counter = int(at or time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, counter)))


def test_deployed_with_https_django_finds_nothing_to_say(tmp_path: Path) -> None:
    env = os.environ | {
        "EQUIPOISE_HTTPS": "yes",
        "EQUIPOISE_HOSTS": "week.example.org",
        "EQUIPOISE_DATA": str(tmp_path),
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "equipoise.server.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": "",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_for_this_host_alone_and_scripts_do_not_read_them(tmp_path: Path) -> None:
    script = (
        "from equipoise.server import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.CSRF_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS >= 31536000)"
    )
    env = os.environ | {
        "EQUIPOISE_HTTPS": "yes",
        "EQUIPOISE_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
    }
    told = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "True"]


def test_the_session_is_new_after_login_and_gone_after_logout(ada: User) -> None:
    client = Client()
    client.get("/account/login/")
    client.session["before"] = "x"
    before = client.session.session_key
    assert login(client).status_code == 302
    key = client.cookies["session"].value
    assert key != before
    assert client.cookies["session"]["httponly"]
    assert client.cookies["session"]["samesite"] == "Lax"
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["session"] = key
    assert thief.get("/week").headers["Location"].startswith("/account/login/")


def test_a_new_password_ends_every_session(ada: User, browser: Client, life: Life) -> None:
    assert browser.get("/week").status_code == 200
    people.renew("Ada", "another horse battery")
    assert browser.get("/week").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password123", "1234567890", "ada@example.com"])
def test_weak_passwords_are_refused(ada: User, weak: str) -> None:
    with pytest.raises(InputError):
        people.renew("ada", weak)


def test_guessing_a_password_is_slowed_down_and_told_alike_for_unknown_names(ada: User) -> None:
    known = [login(Client(), password="wrong").content for _ in range(5)]
    unknown = login(Client(), name="nobody", password="wrong").content
    assert b"not correct" in known[0]
    assert b"not correct" in unknown
    assert b"Too many failed" in login(Client()).content, "the right password comes too late"
    assert login(Client(), name="ada@example.com").status_code in {200, 302}


def test_one_address_that_guesses_many_names_is_stopped() -> None:
    for number in range(20):
        assert login(Client(), name=f"name{number}", password="wrong").status_code == 200
    assert b"Too many failed" in login(Client(), name="other", password="wrong").content


def test_sign_up_is_closed_after_the_first_account_and_counted(settings: Any) -> None:
    form = {"username": "eva", "password1": PASSWORD}
    assert Client().post("/account/signup/", form).status_code == 302
    assert Client().post("/account/signup/", {**form, "username": "max"}).status_code == 200
    assert User.objects.count() == 1
    settings.SIGNUP_OPEN = True
    codes = [
        Client().post("/account/signup/", {**form, "username": f"max{n}"}).status_code for n in range(10)
    ]
    assert codes[-1] == 429
    assert User.objects.count() < 11


def test_a_forgotten_password_tells_nobody_who_has_an_account(ada: User) -> None:
    known = Client().post("/account/password/reset/", {"email": "ada@example.com"})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_the_second_factor_is_asked_for_and_a_code_counts_once_even_if_the_clock_jumps(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    totp.TOTP.activate(ada, SECRET)
    used, now = code(), time.time()
    client = Client()
    assert login(client).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/week").status_code == 302, "the password alone opens nothing"
    assert client.post("/account/2fa/authenticate/", {"code": used}).headers["Location"] == "/"
    for jump in (0, 86_400, -86_400, 0):
        with monkeypatch.context() as patch:
            patch.setattr("time.time", lambda at=now + jump: at)
            other = Client()
            login(other)
            assert other.post("/account/2fa/authenticate/", {"code": used}).status_code == 200
            assert other.get("/").headers["Location"] == "/account/login/"


def test_a_new_password_by_mail_does_not_spare_the_second_factor(ada: User) -> None:
    totp.TOTP.activate(ada, SECRET)
    client = Client()
    client.post("/account/password/reset/", {"email": "ada@example.com"})
    link = next(word for word in str(mail.outbox[-1].body).split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True).redirect_chain[-1][0]
    chosen = "another horse battery staple"
    answer = client.post(form, {"password1": chosen, "password2": chosen})
    assert answer.status_code == 302, answer.content
    assert client.get("/week").headers["Location"].startswith("/account/login/"), "it logs nobody in"
    assert login(client, password=chosen).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/week").headers["Location"].startswith("/account/login/")
    assert client.post("/account/2fa/authenticate/", {"code": code()}).headers["Location"] == "/"
    assert client.get("/week").status_code == 302
    assert "/account/" not in client.get("/week").headers["Location"]


def test_codes_cannot_be_guessed(ada: User) -> None:
    totp.TOTP.activate(ada, SECRET)
    client = Client()
    login(client)
    for _ in range(5):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/account/2fa/authenticate/", {"code": code()})
    assert client.get("/").headers["Location"] == "/account/login/", answer.content


@pytest.mark.parametrize("days", [1, -1])
def test_sessions_outlive_a_clock_that_jumps_a_day(
    browser: Client, life: Life, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=days))
    assert browser.get("/week").status_code == 200


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(ada: User, to: str) -> None:
    client = Client()
    assert "evil" not in login(client, next=to).headers["Location"]
    assert "javascript" not in client.post("/account/logout/", {"next": to}).headers["Location"]
    assert "evil" not in client.post("/account/logout/", {"next": to}).headers["Location"]


def test_another_host_name_is_refused(browser: Client) -> None:
    assert browser.get("/week", headers={"Host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused(browser: Client, settings: Any) -> None:
    settings.BODY_MAX = 1000
    answer = browser.post("/week/do/pin", "x" * 1001, content_type="application/json")
    assert answer.status_code == 413
    assert "larger" in answer.content.decode()
    assert browser.generic("POST", "/week/do/pin", "", CONTENT_LENGTH="-5").status_code == 413


def test_programs_that_ask_too_often_or_guess_are_stopped(settings: Any) -> None:
    settings.LIMITS = {"/nowhere/": (20, 60)}
    codes = [Client().get("/nowhere/secret").status_code for _ in range(4)]
    assert codes == [404, 404, 429, 429]
    assert Client().get("/nowhere/secret", REMOTE_ADDR="192.0.2.9").status_code == 404
    assert Client().get("/health").status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(28, "No space left on device"), 507, "full"),
        (OSError(30, "Read-only file system"), 507, "cannot be written"),
        (OperationalError("database or disk is full"), 507, "full"),
        (OperationalError("attempt to write a readonly database"), 507, "cannot be written"),
        (OperationalError("server closed the connection"), 503, "does not answer"),
        (ValueError("x"), 500, "mistake of the program"),
    ],
)
def test_what_is_wrong_with_the_machine_is_told(
    ada: User, life: Life, error: Exception, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    client = Client(raise_request_exception=False)
    client.force_login(ada)
    monkeypatch.setattr("equipoise.server.pages.access.own_life", fail)
    for accept in ("text/html", "application/json"):
        answer = client.get("/week", headers={"Accept": accept})
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert "Content-Security-Policy" in answer.headers


def test_calendar_text_is_never_markup(browser: Client, life: Life) -> None:
    from equipoise.server.store import change

    change(
        life,
        "<script>alert(1)</script>",
        lambda draft: draft.put_task("x", {"title": "<img src=x onerror=y>", "estimate": "1h"}),
    )
    page = browser.get("/week").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_secrets_of_second_factors_are_encrypted_and_bound_to_the_servers_secret(
    ada: User, settings: Any
) -> None:
    kept = totp.TOTP.activate(ada, SECRET).instance
    assert SECRET not in str(kept.data)
    assert kept.wrap().validate_code(code())
    settings.SECRET_KEY = "another" * 10
    cache.clear()
    assert not kept.wrap().validate_code(code())


def test_logins_are_logged_on_one_line_without_passwords(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "equipoise.logins")
    login(Client())
    login(Client(), name="x\nforged: line", password="secret-word")
    assert "logged in: 'ada' from 127.0.0.1" in caplog.text
    failed = next(r for r in caplog.records if "login failed" in r.message)
    assert "\n" not in failed.message
    assert "secret-word" not in caplog.text
