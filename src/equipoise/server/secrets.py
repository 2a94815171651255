"""Secrets of the server: made once, kept in a file that its user alone reads."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

__all__ = ["digest", "fresh", "secret_in"]


def secret_in(path: Path) -> str:
    """Return the secret in a file, made at the first call; two processes that start at once get the same one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(64))
    return path.read_text("ascii").strip()


def fresh(prefix: str) -> str:
    """Return a new token of 256 random bits, with a prefix that scanners for leaked secrets can find."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """Return what is kept of a token. It is random, so that a plain hash is enough (no guessing, no salt)."""
    return hashlib.sha256(token.encode()).hexdigest()
