"""Signatures by the Standard Webhooks conventions, so that receivers can use a ready-made library to check them.

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
What is signed is id, time and body, with dots between: who records a message cannot send it again later as a new one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

__all__ = ["PREFIX", "fresh_secret", "headers", "signature"]

PREFIX = "whsec_"
_BYTES = 32


def fresh_secret() -> str:
    """Return a new secret: random bytes in base64 with the prefix that the specification names."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(secret: str, name: str, at: int, body: str) -> str:
    """Return the signature of a message.

    Args:
        secret: as ``fresh_secret`` makes it. ``name``: the message's id. ``at``: seconds since 1970. ``body``: as sent.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{name}.{at}.{body}".encode(), hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(keys: Iterable[str], name: str, at: int, body: str) -> dict[str, str]:
    """Return the headers of a message; with several secrets any of them may be checked."""
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(key, name, at, body) for key in keys),
    }
