"""Secrets of second factors, encrypted in the database: a copy of it alone opens nothing."""

from __future__ import annotations

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["MFAAdapter"]

_MARK = "aes1:"
_NONCE = 12
"""Bytes; what AES-GCM is made for."""


def _cipher(secret: str | bytes) -> AESGCM:
    key = secret.encode() if isinstance(secret, str) else secret
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"equipoise second factor").derive(key))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Allauth's rules, with what it keeps encrypted under the server's secret."""

    def encrypt(self, text: str) -> str:
        """Return a text as it is kept."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)
        return _MARK + base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was kept; under another secret nothing comes of it, and no code fits."""
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        sealed = base64.b64decode(encrypted_text.removeprefix(_MARK))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _cipher(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
            except InvalidTag:
                continue
        return base64.b32encode(secrets.token_bytes(20)).decode()
