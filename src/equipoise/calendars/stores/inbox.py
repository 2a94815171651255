"""The hours that a server keeps for a person: the property calendar-availability of their scheduling inbox.

RFC 7953 section 7.2.4 gives the property, RFC 6638 section 2.2 the inbox. Servers look there before they tell others
when the person is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from equipoise.calendars.fetching.places import origin_of
from equipoise.calendars.stores.base import MissingError, RefusedError
from equipoise.calendars.stores.dav_session import Session, failure
from equipoise.calendars.stores.dav_xml import CALDAV, DAV, Response, propfind, proppatch
from equipoise.calendars.stores.hrefs import ForeignHrefError, resolved

__all__ = ["Inbox"]

_HOURS = "calendar-availability"


@dataclass(frozen=True, slots=True)
class Inbox:
    """A scheduling inbox on a CalDAV server. ``path``: its path there."""

    session: Session
    path: str

    @classmethod
    def find(cls, session: Session, path: str) -> Self | None:
        """Return the inbox of the user who may read a collection; None if the server has none for them.

        Args:
            session: with the server. ``path``: of any collection of the user's.

        Raises:
            StorageError: if the server cannot be asked.
        """
        there = _asked(session, path, "D:current-user-principal")
        principal = there.hrefs(f"{DAV}current-user-principal") if there else []
        if not principal:
            return None
        try:
            found = _asked(session, resolved(session.url, principal[0]), "C:schedule-inbox-URL")
            inbox = found.hrefs(f"{CALDAV}schedule-inbox-URL") if found else []
            return cls(session, resolved(session.url, inbox[0])) if inbox else None
        except ForeignHrefError:
            return None

    @property
    def place(self) -> str:
        """Server and path, as one text."""
        return f"{origin_of(self.session.url)} {self.path}"

    def read(self) -> bytes:
        """Return the hours as iCalendar data; nothing if none are kept.

        Raises:
            StorageError: if the server cannot be asked.
        """
        found = _asked(self.session, self.path, f"C:{_HOURS}")
        return found.text(CALDAV + _HOURS).encode() if found else b""

    def write(self, body: bytes) -> None:
        """Put hours in place of those that are kept, or take them away with an empty body.

        Raises:
            RefusedError: if the server does not keep them. ``StorageError``: if it cannot be asked.
        """
        reply = self.session.proppatch(self.path, proppatch(f"C:{_HOURS}", body.decode()))
        if reply.status != 207:
            raise failure(reply, self.path)
        answers = self.session.listed(reply, self.path).responses
        if not any(CALDAV + _HOURS in answer.props for answer in answers):
            raise RefusedError(f"{self.path}: the server does not keep hours there")


def _asked(session: Session, path: str, name: str) -> Response | None:
    """Return what a server says of one property of a path; None if there is nothing that helps."""
    try:
        found = session.listed(session.propfind(path, propfind(name), 0), path).responses
    except (MissingError, RefusedError):
        return None
    return found[0] if found else None
