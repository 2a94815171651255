"""What the person has agreed to, as it lies in the vault."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

from equipoise.calendars.oauth.provider import Provider
from equipoise.domain.errors import StorageError

__all__ = ["Grant"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A login that lasts. Its representation shows no secret.

    Attributes:
        provider: who gave it, and to which client. It is sealed with the tokens, so that nobody who can write the
            file of accounts can have them sent elsewhere.
        refresh: token for new access tokens. ``access``: token for the calendars.
        expires: when that one ends, in seconds of the epoch; 0 if the server does not say.
    """

    provider: Provider
    refresh: str = field(repr=False)
    access: str = field(default="", repr=False)
    expires: float = 0.0

    def lasts(self, now: float) -> bool:
        """Tell whether the access token may still be good a minute from now."""
        return bool(self.access) and (not self.expires or now + 60 < self.expires)

    def without_access(self) -> Grant:
        """Return it without its access token, which is known to be good no more."""
        return replace(self, access="", expires=0.0)

    def text(self) -> str:
        """Return it as JSON, for the vault."""
        return json.dumps({**asdict(self), "kind": "oauth"})

    @classmethod
    def of(cls, text: str) -> Grant:
        """Return what ``text`` gave.

        Raises:
            StorageError: if it is another secret.
        """
        try:
            found = json.loads(text)
            given = found["provider"]
            extra = tuple((str(name), str(value)) for name, value in given.pop("extra"))
            provider = Provider(**{name: str(value) for name, value in given.items()}, extra=extra)
            return cls(provider, str(found["refresh"]), str(found["access"]), float(found["expires"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise StorageError("what is kept for this account is no login by OAuth; log in again") from None
