"""The XML of WebDAV: what is asked, and what a server's multistatus says (RFC 4918 sections 13 and 14).

The answer is hostile until read: no document type, no entities, limits on depth and number of elements. It is read
as a stream, one response at a time, so that memory grows with what is kept, not with what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from equipoise.domain.errors import StorageError

__all__ = [
    "CALDAV",
    "DAV",
    "Multistatus",
    "Response",
    "XmlError",
    "calendar_data",
    "conditions",
    "multiget",
    "multistatus",
    "propfind",
    "proppatch",
    "sync_collection",
]

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
MAX_DEPTH = 40
MAX_ELEMENTS = 600_000
MAX_IN_ONE = 20_000

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/" '
    'xmlns:A="http://apple.com/ns/ical/"'
)
_BREAK = re.compile(rb"\r\n|\r|\n")
_STATUS = re.compile(r"\s*HTTP/[\d.]+\s+(\d{3})\b")


class XmlError(StorageError):
    """The answer is no multistatus: cut off, hostile, or something else. The text says which, and quotes nothing."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a multistatus says about one resource.

    Attributes:
        href: as the server wrote it. ``status``: of the resource itself; 0 if only its properties have one.
        props: those that were found, by name in Clark's notation.
    """

    href: str
    status: int
    props: Mapping[str, Element]

    def text(self, name: str) -> str:
        """Return the text of a property; empty if there is none."""
        found = self.props.get(name)
        return "" if found is None else (found.text or "").strip()

    def hrefs(self, name: str) -> list[str]:
        """Return the hrefs inside a property."""
        found = self.props.get(name)
        return [] if found is None else [href.text.strip() for href in found.iter(f"{DAV}href") if href.text]


@dataclass(slots=True)
class Multistatus:
    """All responses, and the sync token where there is one (RFC 6578 section 6.2)."""

    responses: list[Response] = field(default_factory=list)
    token: str = ""


class _Reader:
    """Takes what the parser tells and keeps one response at a time."""

    def __init__(self) -> None:
        self.found = Multistatus()
        self.root = ""
        self._path: list[str] = []
        self._count = 0
        self._inside = 0
        self._builder: TreeBuilder | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self._count += 1
        self._inside += 1
        if len(self._path) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise XmlError("the server's answer is nested too deeply or has too many parts")
        if len(self._path) == 1:
            self.root = tag
        elif len(self._path) == 2:
            self._builder = TreeBuilder()
            self._inside = 0
        if self._builder is not None:
            if self._inside > MAX_IN_ONE:
                raise XmlError("the server's answer about one entry has too many parts")
            self._builder.start(tag, attributes)

    def data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(tag)
            if len(self._path) == 2:
                self._take(self._builder.close())
                self._builder = None
        self._path.pop()

    def close(self) -> Multistatus:
        return self.found

    def _take(self, element: Element) -> None:
        if element.tag == f"{DAV}response":
            self.found.responses += _responses(element)
        elif element.tag == f"{DAV}sync-token":
            self.found.token = (element.text or "").strip()


def _responses(element: Element) -> list[Response]:
    """Return a response for each href; more than one share a status (RFC 4918 section 14.24)."""
    status = _status(element)
    props: dict[str, Element] = {}
    for part in element.findall(f"{DAV}propstat"):
        if _status(part) // 100 == 2:
            for group in part.findall(f"{DAV}prop"):
                props.update({child.tag: child for child in group})
    hrefs = [found.text.strip() for found in element.findall(f"{DAV}href") if found.text]
    return [Response(href, status, props) for href in hrefs]


def _status(element: Element) -> int:
    found = _STATUS.match(element.findtext(f"{DAV}status") or "")
    return int(found[1]) if found else 0


def _read(body: bytes) -> _Reader:
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    try:
        parser.feed(body)
        parser.close()
    except DefusedXmlException:
        raise XmlError("the server's answer defines its own XML entities, which is refused") from None
    except (ParseError, ValueError, LookupError):
        raise XmlError("the server's answer is cut off, or is no XML") from None
    return reader


def multistatus(body: bytes) -> Multistatus:
    """Read the body of a 207 answer.

    Raises:
        XmlError: if it is no multistatus, or breaks a limit.
    """
    reader = _read(body)
    if reader.root != f"{DAV}multistatus":
        raise XmlError("the server's answer is not the list that was asked for")
    return reader.found


def conditions(body: bytes) -> frozenset[str]:
    """Return the names of the preconditions that an error answer says were not met (RFC 4918 section 16)."""

    class Names:
        def __init__(self) -> None:
            self.seen: list[str] = []

        def start(self, tag: str, _attributes: dict[str, str]) -> None:
            if len(self.seen) >= 50:
                raise ValueError
            self.seen.append(tag)

        def close(self) -> list[str]:
            return self.seen

    names = Names()
    parser = DefusedXMLParser(target=names, forbid_dtd=True)
    try:
        parser.feed(body[:10_000])
        parser.close()
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return frozenset()
    return frozenset(names.seen[1:]) if names.seen[:1] == [f"{DAV}error"] else frozenset()


def calendar_data(one: Response) -> bytes:
    """Return the entry that an answer holds, with the line ends that XML takes away; empty if it holds none."""
    data = one.props.get(f"{CALDAV}calendar-data")
    return _BREAK.sub(b"\r\n", data.text.encode()) if data is not None and data.text else b""


def propfind(*names: str) -> bytes:
    """Return the body of a PROPFIND for properties, written with the prefixes D, C, S and A."""
    props = "".join(f"<{name}/>" for name in names)
    return f"{_HEAD}<D:propfind {_SPACES}><D:prop>{props}</D:prop></D:propfind>".encode()


def proppatch(name: str, text: str) -> bytes:
    """Return the body of a PROPPATCH that sets one property to a text, or removes it if the text is empty."""
    inside = f"<D:prop><{name}>{escape(text)}</{name}></D:prop>" if text else f"<D:prop><{name}/></D:prop>"
    change = f"<D:set>{inside}</D:set>" if text else f"<D:remove>{inside}</D:remove>"
    return f"{_HEAD}<D:propertyupdate {_SPACES}>{change}</D:propertyupdate>".encode()


def sync_collection(token: str, *, bodies: bool = False) -> bytes:
    """Return the body of a sync-collection REPORT (RFC 6578 section 3.2), perhaps with the entries.

    No limit is set, as some servers lose changes then.
    """
    entry = "<C:calendar-data/>" if bodies else ""
    return (
        f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        f"<D:sync-level>1</D:sync-level><D:prop><D:getetag/><D:resourcetype/><D:getcontenttype/>{entry}</D:prop></D:sync-collection>"
    ).encode()


def multiget(hrefs: Collection[str]) -> bytes:
    """Return the body of a calendar-multiget REPORT (RFC 4791 section 7.9)."""
    listed = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return (
        f"{_HEAD}<C:calendar-multiget {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f"{listed}</C:calendar-multiget>"
    ).encode()
