"""An access token for one server (RFC 6750), renewed when it ends or is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.errors import LoginRefusedError
from equipoise.calendars.oauth.exchange import renew
from equipoise.calendars.oauth.grant import Grant

__all__ = ["Bearer"]


class Bearer:
    """What a client shows to one server alone; several threads may use it.

    Args:
        url: the server's address. ``grant``: the login.
        client: asks the provider; without credentials of its own.
        keep: called with the grant when it has changed, so that the next process knows it.
        cure: what the person can do if the login holds no more. ``clock``: seconds of the epoch.
    """

    def __init__(
        self,
        url: str,
        grant: Grant,
        client: Client,
        *,
        keep: Callable[[Grant], None] = lambda _grant: None,
        cure: str = "log in again",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.url = url
        self.grant = grant
        self._client = client
        self._keep = keep
        self._cure = cure
        self._clock = clock
        self._lock = threading.Lock()
        self._renewed = ""

    def header(self) -> str:
        """Return the value of the Authorization header.

        Raises:
            LoginRefusedError: if the login holds no more. ``FetchError``: if the provider cannot be asked.
        """
        with self._lock:
            if not self.grant.lasts(self._clock()):
                self._renew()
            return f"Bearer {self.grant.access}"

    def refused(self, header: str) -> bool:
        """Renew the token that a server has refused, unless another thread has done so; always True: ask again.

        Raises:
            LoginRefusedError: if it is a token that was just renewed, or the login holds no more.
        """
        with self._lock:
            if header == self._renewed:
                told = "the server does not accept this login, though it was renewed a moment ago"
                raise LoginRefusedError(f"{told}; {self._cure}, with the account whose calendars these are")
            if header == f"Bearer {self.grant.access}":
                self.grant = self.grant.without_access()
                self._renew()
        return True

    def close(self) -> None:
        """Close the connection to the provider."""
        self._client.close()

    def _renew(self) -> None:
        try:
            self.grant = renew(self._client, self.grant, self._clock())
        except LoginRefusedError as error:
            raise LoginRefusedError(f"{error}; {self._cure}") from None
        self._renewed = f"Bearer {self.grant.access}"
        self._keep(self.grant)
