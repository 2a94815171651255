"""Mail of the server itself: through which server it goes, from one address in the environment."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from equipoise.domain.errors import Finding, InputError

__all__ = ["Mail", "mail_at"]

_CURE = "write it like smtp://user:password@smtp.example.org:587, or smtps:// for port 465"


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail goes out, in the words of Django's settings; without a host it is written to the console."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False

    @property
    def backend(self) -> str:
        """The module that sends."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'console'}.EmailBackend"

    def sender(self, given: str, host: str) -> str:
        """Return from whom mail comes: as given, else the login if it is an address, else a name at the server."""
        login = self.user if "@" in self.user else f"equipoise@{host}"
        return given or f"Equipoise <{login}>"


def mail_at(address: str) -> Mail:
    """Return how mail goes out.

    Args:
        address: ``smtp://user:password@host:587`` (encrypted by STARTTLS), ``smtps://user:password@host:465``
            (encrypted from the start), ``smtp://host:25?tls=no`` (a server on the same machine), or empty.

    Raises:
        InputError: it is none of these. What it holds is not told: a password may stand in it.
    """
    if not address:
        return Mail()
    try:
        url = urlsplit(address)
        port, host = url.port, url.hostname or ""
        options = parse_qs(url.query, strict_parsing=bool(url.query))
    except ValueError:
        raise InputError([Finding("EQUIPOISE_EMAIL_URL is not understood", _CURE)]) from None
    plain = options == {"tls": ["no"]}
    if url.scheme not in {"smtp", "smtps"} or not host or url.path.strip("/") or (options and not plain):
        raise InputError([Finding("EQUIPOISE_EMAIL_URL is not understood", _CURE)])
    tls = url.scheme == "smtps"
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if plain and (tls or user):
        told = "by EQUIPOISE_EMAIL_URL a password would go out unencrypted"
        raise InputError([Finding(told, "leave out ?tls=no")])
    return Mail(
        host, port or (465 if tls else 25 if plain else 587), user, password, not tls and not plain, tls
    )
