"""The owner's key: from the environment, from a passphrase, or from a file that is made on first use."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from equipoise.calendars.private import write_private
from equipoise.domain.errors import StorageError

__all__ = ["KEY", "PASSPHRASE", "Key", "NoKeyError", "add_key", "find_keys", "key_file", "new_key"]

KEY = "EQUIPOISE_KEY"
"""Environment variable with a key, as the key file holds it."""
PASSPHRASE = "EQUIPOISE_PASSPHRASE"  # noqa: S105 - the name of a variable
"""Environment variable with a passphrase, from which a key is made."""
_BYTES = 32
_COST, _BLOCK, _LANES = 2**17, 8, 1
"""Cost of scrypt (RFC 7914): 128 MiB of memory for each guess."""


class NoKeyError(StorageError):
    """There is no key that can be used."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens the vault. Its representation shows nothing of it.

    Attributes:
        secret: 32 bytes of key, or a passphrase. ``passphrase``: which of both.
        origin: where it is from, for messages.
    """

    secret: bytes = field(repr=False)
    passphrase: bool = False
    origin: str = ""

    def made_with(self, salt: bytes) -> bytes:
        """Return the 32 bytes that encrypt; a passphrase is stretched with scrypt."""
        if not self.passphrase:
            return self.secret
        return Scrypt(salt=salt, length=_BYTES, n=_COST, r=_BLOCK, p=_LANES).derive(self.secret)


def new_key(origin: str = "") -> Key:
    """Return a random key."""
    return Key(os.urandom(_BYTES), origin=origin)


def key_file(environ: Mapping[str, str]) -> Path:
    """Return where the key file is: ``equipoise/key`` in the folder of settings (XDG base directories)."""
    home = environ.get("XDG_CONFIG_HOME", "")
    folder = Path(home) if home.startswith("/") else Path(environ.get("HOME") or Path.home()) / ".config"
    return folder / "equipoise" / "key"


def find_keys(environ: Mapping[str, str], *, make: bool = False) -> tuple[Key, ...]:
    """Return the owner's keys, the newest first: what is written is encrypted with that one.

    ``EQUIPOISE_KEY`` goes before ``EQUIPOISE_PASSPHRASE``, and both before the key file.

    Args:
        environ: the environment. ``make``: make a key file where there is no key at all.

    Raises:
        NoKeyError: if there is none, or one that cannot be read.
    """
    if text := environ.get(KEY, ""):
        return (_decoded(text, f"the variable {KEY}"),)
    if text := environ.get(PASSPHRASE, ""):
        return (Key(text.encode(), passphrase=True, origin=f"the variable {PASSPHRASE}"),)
    path = key_file(environ)
    if path.exists():
        return _read(path)
    if not make:
        told = f"there is no key: neither {path} nor {KEY}; put the key file back, or add the account again"
        raise NoKeyError(told)
    return (add_key(path),)


def add_key(path: Path) -> Key:
    """Put a new key before those of a key file, and return it; the old ones stay, for what they encrypted."""
    before = _read(path) if path.exists() else ()
    key = new_key(str(path))
    lines = [base64.urlsafe_b64encode(one.secret) for one in (key, *before)]
    write_private(path, b"\n".join(lines) + b"\n")
    return key


def _read(path: Path) -> tuple[Key, ...]:
    try:
        mode = path.stat().st_mode & 0o077
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise NoKeyError(f"the key file {path} cannot be read: {error.strerror or error}") from None
    if mode:
        raise NoKeyError(f"the key file {path} may be read by others; set its mode with: chmod 600 {path}")
    keys = tuple(_decoded(line, str(path)) for line in text.split())
    if not keys:
        raise NoKeyError(f"the key file {path} is empty; put the key back, from a copy of it")
    return keys


def _decoded(text: str, origin: str) -> Key:
    try:
        secret = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != _BYTES:
        raise NoKeyError(f"{origin} holds no key; a key is 32 bytes in base64 (44 characters)")
    return Key(secret, origin=origin)
