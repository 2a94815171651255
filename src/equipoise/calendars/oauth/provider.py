"""Who lets a person agree: the addresses of an authorisation server, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.fetching.places import parse

__all__ = ["GOOGLE", "Provider", "google_address", "is_googles"]


@dataclass(frozen=True, slots=True)
class Provider:
    """An authorisation server and a client that is registered there (RFC 6749 sections 2 and 3).

    Attributes:
        authorize: where the person agrees, in their browser. ``token``: where codes are exchanged.
        scope: what is asked for. ``extra``: further words of the question, by name.
        client: id of the client. ``secret``: its secret; empty if it has none.
    """

    authorize: str
    token: str
    scope: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    client: str = ""
    secret: str = field(default="", repr=False)

    def checked(self) -> Provider:
        """Return it, once its addresses are seen to be such.

        Raises:
            AddressError: if one is none.
        """
        for address in (self.authorize, self.token):
            parse(address)
        if not self.client:
            raise AddressError("a login by OAuth needs the id of a client; give it with --client-id")
        return self


GOOGLE = Provider(
    "https://accounts.google.com/o/oauth2/v2/auth",
    "https://oauth2.googleapis.com/token",
    "https://www.googleapis.com/auth/calendar",
    # a token that lasts is given where both are asked for, also to who has agreed before
    (("access_type", "offline"), ("prompt", "consent")),
)
"""Google's, by https://developers.google.com/identity/protocols/oauth2/native-app."""


_GOOGLE = "https://apidata.googleusercontent.com/caldav/v2/"


def is_googles(address: str) -> bool:
    """Tell whether an address is one of Google's CalDAV."""
    return address.startswith(_GOOGLE)


def google_address(calendar: str) -> str:
    """Return where Google's CalDAV begins for an account, by https://developers.google.com/calendar/caldav/v2/guide.

    Args:
        calendar: the account's e-mail address, which is the id of its main calendar.
    """
    return f"{_GOOGLE}{quote(calendar, safe='@')}/user"
