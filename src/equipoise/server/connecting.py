"""The calendars of a life on the server: who may be asked, with which key, one at a time."""

from __future__ import annotations

import base64
import fcntl
import ipaddress
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from equipoise.calendars.accounts import Account, Network
from equipoise.calendars.connections import Connections
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.keys import KEY, find_keys
from equipoise.calendars.private import make_folder
from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Life

__all__ = [
    "PATIENCE",
    "ServerConnections",
    "allowed",
    "connections_of",
    "forget_gone",
    "held",
    "sealed",
    "unsealed",
]

_NONCE = 12
PATIENCE = 3.0
"""Seconds that a page waits for a worker that has the calendars in its hands."""


class ServerConnections(Connections):
    """Connections that reach private networks only where the owner of the server allows it."""

    def rules(self) -> Rules:
        """Return what may be reached: what the settings say, whatever a life says."""
        networks, hosts = allowed()
        return Rules(allow_networks=networks, allow_hosts=hosts)

    def cure(self, account: Account) -> str:
        """Return what can be done if a login holds no more."""
        return f"log in to {account.name} again, under Calendars"


def allowed() -> tuple[tuple[Network, ...], frozenset[str]]:
    """Return the private networks and the hosts that the owner of the server allows."""
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
def held(life: Life, patience: float | None = None) -> Iterator[None]:
    """Let nobody else touch the calendars of a life meanwhile, in whichever process.

    Args:
        life: whose. ``patience``: seconds to wait for others; None waits as long as it takes, which is for workers.

    Raises:
        InputError: others have not come to an end.
    """
    make_folder(life.folder)
    with (life.folder / ".calendars.lock").open("wb") as file:
        if patience is None:
            fcntl.flock(file, fcntl.LOCK_EX)
        elif not _locked(file, patience):
            told = "your calendars are being refreshed or written at this moment"
            raise InputError([Finding(told, "try again in a minute")])
        yield


def _locked(file: BinaryIO, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        else:
            return True


def forget_gone(life: Life) -> None:
    """Forget the secrets and the copies of accounts that are no more."""
    with connections_of(life) as config:
        known = {account.name for account in config.accounts.accounts}
        if config.places.vault.exists():
            vault = config.vault()
            for name in set(vault.names()) - known:
                vault.drop(name)
        copies = config.places.data / "calendars"
        for folder in copies.iterdir() if copies.is_dir() else ():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)


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
