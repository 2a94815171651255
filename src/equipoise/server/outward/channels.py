"""Channels on which a person is told: which services there are, their Apprise addresses, and what may be seen of them.

Apprise knows more than a hundred services; some run programs, write files or reach the machine that this runs on. Only
those named here may be used, with the options named here (https://github.com/caronc/apprise/wiki).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import allowed, sealed, unsealed
from equipoise.server.models import Channel, Life, Record
from equipoise.server.outward.moments import MOMENTS

__all__ = ["MOST", "SERVICES", "change", "drop", "make", "pause", "quoted", "url_of"]

MOST = 8
"""Channels of one life."""
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its ``name``, and whether its address names a ``host`` and what is sent is ``encrypted``."""

    name: str
    host: bool = False
    encrypted: bool = True


SERVICES: Mapping[str, Service] = {
    "mailto": Service("Mail", host=True, encrypted=False),
    "mailtos": Service("Mail", host=True),
    "ntfy": Service("ntfy", host=True, encrypted=False),
    "ntfys": Service("ntfy", host=True),
    "matrix": Service("Matrix", host=True, encrypted=False),
    "matrixs": Service("Matrix", host=True),
    "gotify": Service("Gotify", host=True, encrypted=False),
    "gotifys": Service("Gotify", host=True),
    "mmost": Service("Mattermost", host=True, encrypted=False),
    "mmosts": Service("Mattermost", host=True),
    "rocket": Service("Rocket.Chat", host=True, encrypted=False),
    "rockets": Service("Rocket.Chat", host=True),
    "ncloud": Service("Nextcloud", host=True, encrypted=False),
    "nclouds": Service("Nextcloud", host=True),
    "nctalk": Service("Nextcloud Talk", host=True, encrypted=False),
    "nctalks": Service("Nextcloud Talk", host=True),
    "signal": Service("Signal", host=True, encrypted=False),
    "signals": Service("Signal", host=True),
    "tgram": Service("Telegram"),
    "discord": Service("Discord"),
    "slack": Service("Slack"),
    "pover": Service("Pushover"),
    "pbul": Service("Pushbullet"),
    "zulip": Service("Zulip"),
    "spush": Service("Simplepush"),
    "join": Service("Join"),
    "prowl": Service("Prowl"),
    "psafer": Service("Pushsafer"),
    "wxteams": Service("Webex"),
    "gchat": Service("Google Chat"),
}
"""By the scheme of the address."""
_OPTIONS = frozenset(
    {
        *(
            "auth",
            "bcc",
            "cc",
            "channel",
            "channels",
            "format",
            "from",
            "image",
            "mode",
            "name",
            "pass",
            "priority",
        ),
        *("reply", "silent", "smtp", "sound", "tags", "thread", "to", "token", "topic", "url_prefix", "user"),
        *("version", "xtags"),
    }
)
"""What may follow the question mark. Options that name files, templates, keys or pictures elsewhere are left out."""


def make(life: Life, name: str, url: str, moments: Collection[str]) -> Channel:
    """Add a channel.

    Raises:
        InputError: name, address or moments are none, or there are too many.
    """
    if life.channels.count() >= MOST:
        raise InputError([Finding(f"there are {MOST} channels already", "delete one first")])
    kind, shown = _checked(url.strip())
    channel = Channel(life=life, name=_named(name, shown), kind=kind, shown=shown, moments=_chosen(moments))
    channel.sealed = sealed(url.strip(), f"{channel.pk}:channel")
    channel.save(force_insert=True)
    _note(channel, "made", f"Channel “{channel.name}” made: notices go to {shown}")
    return channel


def change(channel: Channel, *, name: str | None = None, moments: Collection[str] | None = None) -> None:
    """Change name or moments.

    Raises:
        InputError: they are none.
    """
    channel.name = channel.name if name is None else _named(name, channel.shown)
    channel.moments = channel.moments if moments is None else _chosen(moments)
    channel.save(update_fields=["name", "moments"])


def pause(channel: Channel, *, active: bool) -> None:
    """Let a channel rest, or use it again."""
    channel.active = active
    channel.outcome, channel.failing = ("", None) if active else (channel.outcome, channel.failing)
    channel.save(update_fields=["active", "outcome", "failing"])


def drop(channel: Channel) -> None:
    """Delete a channel."""
    _note(channel, "deleted", f"Channel “{channel.name}” deleted")
    channel.delete()


def url_of(channel: Channel) -> str:
    """Return the Apprise address."""
    return unsealed(channel.sealed, f"{channel.pk}:channel")


def _named(name: str, otherwise: str) -> str:
    return (" ".join(name.split()) or otherwise)[:100]


def _chosen(moments: Collection[str]) -> list[str]:
    if unknown := sorted(set(moments) - set(MOMENTS)):
        cure = f"choose of {', '.join(MOMENTS)}"
        raise InputError([Finding(f"there is no moment {unknown[0]!r}", cure, field="moments")])
    return [name for name in MOMENTS if name in set(moments)]


def _wrong(told: str, cure: str) -> InputError:
    return InputError([Finding(told, cure, field="url")])


def _checked(url: str) -> tuple[str, str]:
    """Return an address's scheme and what may be seen of it. What it leads to is checked when it is dialled.

    Raises:
        InputError: no such service may be used, or an option of it.
    """
    try:
        parts = urlsplit(url)
        service = SERVICES.get(parts.scheme)
        host = (parts.hostname or "").lower()
        port = parts.port if service and service.host else None  # elsewhere a token may hold a colon
    except ValueError:
        raise _wrong("this is no address", "write it like ntfys://ntfy.example.org/topic") from None
    if service is None or len(url) > LONGEST or not parts.netloc or not url.isprintable() or " " in url:
        raise _wrong(
            "this is no address of a service that may be used", f"one of {', '.join(SERVICES)}, then ://"
        )
    options = parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True)
    for key, value in options:
        if key.strip().lower() not in _OPTIONS:
            raise _wrong(f"the option {key!r} may not be used", "leave it out")
        if key.strip().lower() == "mode" and value.lower() == "insecure" and not _own(host):
            raise _wrong("mail would cross the internet unencrypted", "use mode=starttls or mode=ssl")
    hosted = service.host and not (
        parts.scheme == "ntfy" and not parts.path.strip("/")
    )  # ntfy://topic is ntfy.sh
    if hosted and not service.encrypted and not _own(host):
        cure = (
            f"begin with {parts.scheme}s://, or ask who runs this server to name {host} in EQUIPOISE_NETWORKS"
        )
        raise _wrong("what is sent there would cross the internet unencrypted", cure)
    return parts.scheme, _shown(service, parts.scheme, host if hosted else "", port, dict(options))


def _own(host: str) -> bool:
    """Tell whether the owner of the server named a host, or the network that it lies in."""
    networks, hosts = allowed()
    try:
        return host in hosts or any(ipaddress.ip_address(host) in network for network in networks)
    except ValueError:
        return False


def _shown(service: Service, scheme: str, host: str, port: int | None, options: Mapping[str, str]) -> str:
    """Return what may be seen: no user, no token, no topic, since knowing it is often all that it takes."""
    if scheme.startswith("mailto") and (to := unquote(options.get("to", ""))):
        name, _at, domain = to.partition(",")[0].partition("@")
        return f"{service.name} to {name[:2]}…@{domain}"[:300]
    where = f" at {host}{f':{port}' if port else ''}" if host else ""
    return f"{service.name}{where}"[:300]


def _note(channel: Channel, what: str, words: str) -> None:
    Record.objects.create(life=channel.life, what=f"channel.{what}", where=channel.shown, words=words[:500])


def quoted(text: str) -> str:
    """Return a text as a part of an address."""
    return quote(text.strip(), safe="")
