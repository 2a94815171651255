"""Simple forms for services: what is asked for, and the Apprise address that follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from equipoise.domain.errors import Finding, InputError
from equipoise.server.outward.channels import quoted

__all__ = ["FORMS", "Field", "Form", "address"]

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Attributes:
        name, label, help: as shown. ``secret``: what is typed is hidden. ``optional``: it may stay empty.
        kind: type of the input.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "text"
    optional: bool = False

    @property
    def secret(self) -> bool:
        """True if what is typed is hidden."""
        return self.kind == "password"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the service's name, its fields, and what makes the address."""

    name: str
    fields: tuple[Field, ...]
    made: Callable[[Given], str]


def _server(text: str) -> tuple[str, bool]:
    """Return host, port and path of a server's address, and whether it is asked over https."""
    url = urlsplit(text if "//" in text else f"https://{text}")
    if url.scheme not in {"http", "https"} or not url.hostname or url.username:
        told = "the server's address is not understood"
        raise InputError([Finding(told, "write it like https://push.example.org", field="server")])
    return url.netloc + url.path.rstrip("/"), url.scheme == "https"


def _mail(given: Given) -> str:
    host, _colon, port = given["smtp"].partition(":")
    port = port or "587"
    if not re.fullmatch(r"[A-Za-z0-9.-]+", host) or not port.isdecimal():
        raise InputError(
            [Finding("the mail server is not understood", "write it like smtp.example.org:587", field="smtp")]
        )
    mode = {"465": "ssl", "25": "starttls"}.get(port, "starttls")
    login = f"{quoted(given['user'])}:{quoted(given['password'])}@" if given["user"] else ""
    sender = given["user"] if "@" in given["user"] else given["to"]
    return (
        f"mailtos://{login}{host}:{port}?smtp={quoted(host)}&to={quoted(given['to'])}"
        f"&from={quoted(sender)}&name=Equipoise&mode={mode}"
    )


def _ntfy(given: Given) -> str:
    server, secure = _server(given["server"] or "https://ntfy.sh")
    token = f"?token={quoted(given['token'])}&auth=token" if given["token"] else ""
    return f"ntfy{'s' if secure else ''}://{server}/{quoted(given['topic'])}{token}"


def _matrix(given: Given) -> str:
    server, secure = _server(given["server"])
    return f"matrix{'s' if secure else ''}://{quoted(given['token'])}@{server}/{quoted(given['room'])}"


def _telegram(given: Given) -> str:
    token = given["token"].strip()
    if not re.fullmatch(r"(bot)?\d+:[A-Za-z0-9_-]+", token):
        raise InputError(
            [Finding("this is no token of a bot", "copy it as BotFather gave it", field="token")]
        )
    return f"tgram://{token}/{quoted(given['chat'])}"


def _gotify(given: Given) -> str:
    server, secure = _server(given["server"])
    return f"gotify{'s' if secure else ''}://{server}/{quoted(given['token'])}"


FORMS: Mapping[str, Form] = {
    "mail": Form(
        "Mail",
        (
            Field("to", "Send to", "Your mail address", kind="email"),
            Field("smtp", "Mail server", "With its port, like smtp.example.org:587"),
            Field("user", "User name", "As your provider wants it", optional=True),
            Field("password", "Password", "Best one for this alone", kind="password", optional=True),
        ),
        _mail,
    ),
    "ntfy": Form(
        "ntfy",
        (
            Field("topic", "Topic", "Whoever knows it can read: choose a long one"),
            Field("server", "Server", "Empty: ntfy.sh", optional=True),
            Field("token", "Access token", kind="password", optional=True),
        ),
        _ntfy,
    ),
    "matrix": Form(
        "Matrix",
        (
            Field("server", "Home server", "Like https://matrix.example.org"),
            Field("room", "Room", "Its id, like !abc:example.org"),
            Field("token", "Access token", kind="password"),
        ),
        _matrix,
    ),
    "telegram": Form(
        "Telegram",
        (
            Field("token", "Token of the bot", "BotFather gives it", kind="password"),
            Field("chat", "Chat", "Its number"),
        ),
        _telegram,
    ),
    "gotify": Form(
        "Gotify",
        (
            Field("server", "Server", "Like https://push.example.org"),
            Field("token", "Token", kind="password"),
        ),
        _gotify,
    ),
    "apprise": Form(
        "Another service",
        (Field("url", "Apprise address", "Such as slack://… or discord://…", kind="password"),),
        lambda given: given["url"].strip(),
    ),
}
"""By the name in the page's address."""


def address(service: str, given: Given) -> str:
    """Return the Apprise address that a form says.

    Raises:
        InputError: there is no such service, or something is missing.
    """
    form = FORMS.get(service)
    if form is None:
        raise InputError(
            [Finding("there is no such service", f"choose of {', '.join(FORMS)}", field="service")]
        )
    values = {field.name: given.get(field.name, "").strip() for field in form.fields}
    missing = [field for field in form.fields if not field.optional and not values[field.name]]
    if missing:
        raise InputError(
            [Finding(f"“{field.label}” is empty", "fill it in", field=field.name) for field in missing]
        )
    return form.made(values)
