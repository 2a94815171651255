"""Passwords and secret addresses of accounts, encrypted at rest with a key that the owner holds.

One JSON file. Each secret is sealed with AES-256-GCM (NIST SP 800-38D) under a random nonce of 96 bits, and bound to
its account and to the server and user it was given for: moved to another account, or with the account's address
changed, it does not open, so that whoever can write the files cannot send a password to a server of their own.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from equipoise.calendars.keys import Key
from equipoise.calendars.private import make_folder, write_private
from equipoise.calendars.sync.alone import Turn
from equipoise.domain.errors import StorageError

__all__ = ["NoSecretError", "Vault", "VaultError"]

_VERSION = 1
_NONCE = 12
_CHECK = b"equipoise vault"
_MOST_BYTES = 1_000_000
_PATIENCE = 10.0
"""Seconds for which another program may be writing."""


class VaultError(StorageError):
    """The vault cannot be opened."""


class NoSecretError(VaultError):
    """The vault holds nothing for that account."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A secret as it lies in the file. ``owner``: the server and user it was given for."""

    owner: str
    body: bytes = field(repr=False)


@dataclass
class Vault:
    """Secrets by account. Nothing that it shows, raises or writes holds one in clear.

    Attributes:
        path: the file; it is made when the first secret is put.
        keys: the owner's keys, the newest first; any of them may open, the first one encrypts.
    """

    path: Path
    keys: Sequence[Key] = field(repr=False)
    _sealed: dict[str, _Sealed] = field(default_factory=dict, init=False, repr=False)
    _key: bytes = field(default=b"", init=False, repr=False)
    _salt: bytes = field(default=b"", init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the file.

        Raises:
            VaultError: if none of the keys opens it, or it is damaged.
        """
        if not self._read():
            self._begin(self.keys[0])

    def _read(self) -> bool:
        """Take in what the file holds; returns False if there is none."""
        found = self._load()
        if found is None:
            return False
        try:
            salt = _bytes(found["salt"])
            check = _bytes(found["check"])
            self._sealed = {
                str(name): _Sealed(str(entry["for"]), _bytes(entry["sealed"]))
                for name, entry in dict(found["secrets"]).items()
            }
        except (KeyError, TypeError, ValueError) as error:
            raise self._damaged() from error
        if salt != self._salt:
            self._open(salt, check)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else write the file meanwhile, and see what others have written since: nothing of it is lost."""
        make_folder(self.path.parent)
        try:
            with Turn(self.path, _PATIENCE).taken() as taken:
                if not taken:
                    raise VaultError(f"{self.path} is held by another program; try again")
                self._read()
                yield
        except sqlite3.Error as error:
            raise VaultError(f"{self.path} cannot be locked: {error}") from error

    def names(self) -> tuple[str, ...]:
        """Return the accounts for which there is a secret."""
        return tuple(sorted(self._sealed))

    def get(self, name: str, owner: str) -> str:
        """Return the secret of an account.

        Args:
            name: of the account. ``owner``: server and user to whom it may be shown, as given to ``put``.

        Raises:
            NoSecretError: if there is none, or it was given for another server or user.
            VaultError: if it was tampered with.
        """
        sealed = self._sealed.get(name)
        cure = f"give it with: equipoise calendars password LIFE {name}"
        if sealed is None:
            raise NoSecretError(f"there is no password for the account {name}; {cure}")
        if sealed.owner != owner:
            told = f"the password of the account {name} was given for {sealed.owner}, not for {owner}"
            raise NoSecretError(f"{told}; {cure}")
        return self._unseal(name, sealed)

    def put(self, name: str, owner: str, secret: str) -> None:
        """Keep a secret, in place of the one that was there."""
        with self._alone():
            self._sealed[name] = self._seal(name, owner, secret)
            self._save()

    def drop(self, name: str) -> None:
        """Forget a secret, if there is one."""
        with self._alone():
            if self._sealed.pop(name, None) is not None:
                self._save()

    def rotate(self, key: Key) -> None:
        """Encrypt everything anew with another key.

        Raises:
            VaultError: if a secret was tampered with; nothing is changed then.
        """
        with self._alone():
            clear = {name: (one.owner, self._unseal(name, one)) for name, one in self._sealed.items()}
            self.keys = (key, *self.keys)
            self._begin(key)
            self._sealed = {name: self._seal(name, owner, secret) for name, (owner, secret) in clear.items()}
            self._save()

    def _begin(self, key: Key) -> None:
        self._salt = os.urandom(16)
        self._key = key.made_with(self._salt)

    def _open(self, salt: bytes, check: bytes) -> None:
        for key in self.keys:
            made = key.made_with(salt)
            try:
                AESGCM(made).decrypt(check[:_NONCE], check[_NONCE:], _CHECK)
            except (InvalidTag, ValueError):
                continue
            self._salt, self._key = salt, made
            return
        told = f"{self.path} is not opened by {' or '.join(sorted({key.origin for key in self.keys}))}"
        cure = "use the key that it was made with, or delete the file and give the passwords again"
        raise VaultError(f"{told}: it is another key; {cure}")

    def _seal(self, name: str, owner: str, secret: str) -> _Sealed:
        nonce = os.urandom(_NONCE)
        return _Sealed(owner, nonce + AESGCM(self._key).encrypt(nonce, secret.encode(), _bound(name, owner)))

    def _unseal(self, name: str, sealed: _Sealed) -> str:
        nonce, body = sealed.body[:_NONCE], sealed.body[_NONCE:]
        try:
            return AESGCM(self._key).decrypt(nonce, body, _bound(name, sealed.owner)).decode()
        except (InvalidTag, ValueError):
            cure = f"give it again with: equipoise calendars password LIFE {name}"
            raise VaultError(f"{self.path}: the entry of {name} was changed by somebody; {cure}") from None

    def _save(self) -> None:
        nonce = os.urandom(_NONCE)
        check = nonce + AESGCM(self._key).encrypt(nonce, b"", _CHECK)
        content = {
            "version": _VERSION,
            "cipher": "AES-256-GCM",
            "salt": _text(self._salt),
            "check": _text(check),
            "secrets": {
                name: {"for": one.owner, "sealed": _text(one.body)}
                for name, one in sorted(self._sealed.items())
            },
        }
        write_private(self.path, json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")

    def _load(self) -> Mapping[str, Any] | None:
        try:
            with self.path.open("rb") as file:
                data = file.read(_MOST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise VaultError(f"{self.path} cannot be read: {error.strerror or error}") from None
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            raise self._damaged() from None
        if not isinstance(found, dict) or found.get("version") != _VERSION:
            raise self._damaged()
        return found

    def _damaged(self) -> VaultError:
        cure = "put it back from a copy, or delete it and give the passwords again"
        return VaultError(f"{self.path} is damaged, or was written by a newer Equipoise; {cure}")


def _bound(name: str, owner: str) -> bytes:
    """Return what a secret is bound to; lengths keep name and owner apart."""
    return f"{len(name)}:{name}:{owner}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
