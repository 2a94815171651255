"""The calendars of a life on the server: who may be asked, with which key, one at a time."""

from __future__ import annotations

import base64
import fcntl
import ipaddress
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from equipoise.calendars.accounts import Network
from equipoise.calendars.connections import Connections
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.keys import KEY, find_keys
from equipoise.calendars.private import make_folder
from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Life

__all__ = ["ServerConnections", "connections_of", "held", "sealed", "unsealed"]

_NONCE = 12


class ServerConnections(Connections):
    """Connections that reach private networks only where the owner of the server allows it."""

    def rules(self) -> Rules:
        """Return what may be reached: what the settings say, whatever a life says."""
        networks, hosts = _allowed()
        return Rules(allow_networks=networks, allow_hosts=hosts)


def _allowed() -> tuple[tuple[Network, ...], frozenset[str]]:
    networks, hosts = [], set()
    for name in settings.CALENDAR_NETWORKS:
        try:
            networks.append(ipaddress.ip_network(name))
        except ValueError:
            hosts.add(name.lower())
    return tuple(networks), frozenset(hosts)


def _environ() -> Mapping[str, str]:
    """Return where the key is: in the environment, or ``equipoise/key`` in the data folder."""
    if given := os.environ.get(KEY, ""):
        return {KEY: given}
    return {"XDG_CONFIG_HOME": str(Path(settings.MEDIA_ROOT).resolve().parent)}


def connections_of(life: Life) -> ServerConnections:
    """Return the accounts of a life; close them after use, with ``with``."""
    make_folder(life.folder)
    return ServerConnections.of(life.folder / "life.toml", _environ())


@contextmanager
def held(life: Life) -> Iterator[None]:
    """Let nobody else touch the calendars of a life meanwhile, in whichever process."""
    make_folder(life.folder)
    with (life.folder / ".calendars.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sealed(text: str, bound: str) -> str:
    """Return a secret as it may wait in the database for a worker: encrypted, bound to its errand."""
    if not text:
        return ""
    nonce = os.urandom(_NONCE)
    key = find_keys(_environ(), make=True)[0].made_with(b"errand")
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), bound.encode())).decode()


def unsealed(text: str, bound: str) -> str:
    """Return the secret.

    Raises:
        InputError: the key is another one now.
    """
    data = base64.b64decode(text)
    for key in find_keys(_environ()) if text else ():
        try:
            body = AESGCM(key.made_with(b"errand")).decrypt(data[:_NONCE], data[_NONCE:], bound.encode())
        except InvalidTag:
            continue
        return body.decode()
    if not text:
        return ""
    raise InputError([Finding("the server has another key now", "give the password once more")])
