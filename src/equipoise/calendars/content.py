"""Content lines and components of iCalendar data (RFC 5545 sections 3.1 and 3.4), read one line at a time.

The scanner never raises and keeps only the properties that planning needs, so that a file of any shape costs
little memory. What it cannot understand it reports with the line, and goes on with the next line.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain

from equipoise.calendars.components import KEPT, Component, Shared, read_property
from equipoise.domain.errors import Finding

__all__ = ["Report", "scan", "to_utf8"]

MAX_BYTES = 20_000_000
MAX_DEPTH = 8
MAX_FINDINGS = 50
MAX_PROBLEMS = 5_000
MAX_CALENDARS = 1_000
MAX_LINES = 1_000_000
MAX_COMPONENTS = 50_000

_TOP = frozenset({"VEVENT", "VTODO", "VFREEBUSY", "VAVAILABILITY"})
"""Components that a VCALENDAR holds side by side; none stands inside another."""
_NAME = re.compile(rb"\s*([A-Za-z0-9-]+)\s*[;:]")
_END = re.compile(rb"\n(?![ \t])")
"""The end of a line with all its folds."""
_MAGIC = {
    b"PK\x03\x04": ("a ZIP archive", "unpack it and give the .ics file inside"),
    b"\x1f\x8b": ("compressed with gzip", "unpack it first"),
    b"%PDF": ("a PDF document", "export the calendar as iCalendar (.ics)"),
    b"<!DO": ("a web page", "use the address of the calendar's .ics file, not of its page"),
    b"<htm": ("a web page", "use the address of the calendar's .ics file, not of its page"),
    b"<?xm": ("an XML document", "export the calendar as iCalendar (.ics)"),
}


@dataclass(slots=True)
class Report:
    """Collects findings on one file; past ``MAX_FINDINGS`` it only counts, so none can flood a screen."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    unsaid: int = 0

    def add(
        self, message: str, *, cure: str = "", line: int = 0, prop: str = "", warning: bool = True
    ) -> None:
        """Add a finding on a line and a property of the file."""
        if len(self.findings) >= MAX_FINDINGS:
            self.unsaid += 1
            return
        finding = Finding(message, cure, self.file, line, prop, warning=warning)
        if finding not in self.findings:
            self.findings.append(finding)

    def close(self) -> tuple[Finding, ...]:
        """Return the findings, with a last one that tells how many were left out."""
        if self.unsaid:
            text = f"{self.unsaid} further problems of this file are not listed"
            return (*self.findings, Finding(text, file=self.file, warning=True))
        return tuple(self.findings)


def to_utf8(data: bytes, report: Report) -> bytes:
    """Return the file as UTF-8 without byte order mark (RFC 5545 section 3.1.4); empty if it is none."""
    if len(data) > MAX_BYTES:
        size, most = len(data) // 1_000_000, MAX_BYTES // 1_000_000
        text = f"the file has {size} MB, more than the {most} MB that are read"
        report.add(text, cure="export a shorter span of time", warning=False)
        return b""
    if not data.strip():
        report.add("the file is empty", cure="export the calendar again", warning=False)
        return b""
    for magic, (what, cure) in _MAGIC.items():
        if data.lstrip()[:4].startswith(magic):
            report.add(f"this is {what}, not an iCalendar file", cure=cure, warning=False)
            return b""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    head = data[:400]
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if wide or head.count(0) > len(head) // 3:
        codec = "utf-16" if wide else ("utf-16-be" if head[:1] == b"\0" else "utf-16-le")
        report.add("the file is UTF-16, where iCalendar asks for UTF-8", cure="it was read all the same")
        return data.decode(codec, "replace").encode()
    return data


def scan(data: bytes, report: Report, wanted: Collection[str]) -> list[Component]:
    """Return the VCALENDAR components of a file.

    Args:
        data: the file. ``report``: takes what is wrong with it.
        wanted: which of VEVENT, VTODO, VFREEBUSY and VAVAILABILITY are kept; the others are passed over.
    """
    tree = _Tree(report, frozenset(wanted))
    for count, (number, raw) in enumerate(_unfold(to_utf8(data, report))):
        if report.unsaid > MAX_PROBLEMS or len(tree.roots) > MAX_CALENDARS:
            tree.stop("this is too broken to go on", number)
            break
        if count >= MAX_LINES or tree.components >= MAX_COMPONENTS:
            tree.stop(
                f"the file has more than {MAX_COMPONENTS} entries, or more than {MAX_LINES} lines", number
            )
            break
        found = _NAME.match(raw)
        name = found[1].upper() if found else b""
        if name == b"BEGIN":
            tree.begin(_what(raw), number)
        elif name == b"END":
            tree.end(_what(raw), number)
        else:
            tree.line(name, raw, number)
    for left in tree.open:
        left.whole = False
        cure = "it may be cut off: export it again"
        report.add(f"the file ends inside a {left.name}", cure=cure, line=left.line)
    if not tree.roots and not report.findings:
        report.add("this is not an iCalendar file: it has no BEGIN:VCALENDAR", warning=False)
    return tree.roots


def _what(raw: bytes) -> str:
    return raw.split(b":", 1)[-1].strip().upper()[:40].decode("ascii", "replace")


def _unfold(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (line number, unfolded line): a line break followed by a space or tab is none (section 3.1)."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    number, at = 1, 0
    for found in chain(_END.finditer(data), [None]):
        line = data[at : found.start() if found else None]
        at = found.end() if found else 0
        ends = line.count(b"\n")
        if ends:
            line = line.lstrip()  # a blank line has no folds
            number += ends - (ends := line.count(b"\n"))
            line = line.replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")
        if line.strip():
            yield number, line.rstrip(b"\r")
        number += ends + 1


@dataclass(slots=True)
class _Tree:
    """The components read so far: those that are still open, and below them those that are passed over."""

    report: Report
    wanted: frozenset[str]
    shared: Shared = field(default_factory=dict)
    roots: list[Component] = field(default_factory=list)
    open: list[Component] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    components: int = 0

    def stop(self, why: str, number: int) -> None:
        """Report that the file is read no further."""
        self.report.findings[MAX_FINDINGS - 1 :] = []
        self.report.add(why, cure="what comes after was not read", line=number, warning=False)

    def begin(self, name: str, number: int) -> None:
        """Open a component."""
        if not self.open and not self.passed and name in {*_TOP, "VTIMEZONE"}:
            self.report.add(
                f"a {name} stands outside of any VCALENDAR", cure="it was read all the same", line=number
            )
            self._push(Component("VCALENDAR", number))
        if self.passed or name not in KEPT or (not self.open and name != "VCALENDAR"):
            if len(self.passed) < MAX_DEPTH:
                self.passed.append(name)
            return
        if name in {*_TOP, "VCALENDAR"} and self.open and self.open[-1].name in _TOP:
            left = self.open.pop()
            left.whole = False
            text = f"a {name} starts before the {left.name} of line {left.line} has ended"
            self.report.add(text, line=number)
        if name == "VCALENDAR":
            self.open.clear()
        elif len(self.open) >= MAX_DEPTH:
            self.report.add("components are nested too deep", line=number)
            return
        self.components += 1
        self._push(Component(sys.intern(name), number))

    def _push(self, component: Component) -> None:
        parent = self.open[-1] if self.open else None
        component.kept = parent is None or (
            parent.kept and (component.name not in _TOP or component.name in self.wanted)
        )
        if component.kept:
            if parent:
                parent.add(component)
            else:
                self.roots.append(component)
        self.open.append(component)

    def end(self, name: str, number: int) -> None:
        """Close a component and all that is still open inside it."""
        if self.passed:
            if name in self.passed:
                del self.passed[self.passed.index(name) :]
            return
        if name not in [item.name for item in self.open]:
            self.report.add(f"END:{_show(name.encode())} closes nothing", line=number)
            return
        while self.open[-1].name != name:
            left = self.open.pop()
            left.whole = False
            self.report.add(f"the {left.name} of line {left.line} has no end", line=number)
        self.open.pop()

    def line(self, name: bytes, raw: bytes, number: int) -> None:
        """Keep a content line of the innermost component, if planning needs it."""
        if not self.open or self.passed:
            return
        inside = self.open[-1]
        if not name:
            self.report.add(f"this line is not understood: {_show(raw)}", line=number)
        elif inside.kept and (known := KEPT[inside.name].get(name)):
            self._keep(inside, known, raw, number)

    def _keep(self, component: Component, name: str, raw: bytes, number: int) -> None:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            self.report.add("this line is not UTF-8", cure="it was read as Windows-1252", line=number)
        try:
            component.properties.append(read_property(name, text, number, self.shared))
        except ValueError as error:
            self.report.add(f"this line is not understood: {_show(raw)} ({error})", line=number)


def _show(raw: bytes) -> str:
    text = "".join(ch if ch.isprintable() else "." for ch in raw[:60].decode("utf-8", "replace"))
    return f"\u201c{text}\u201d"
