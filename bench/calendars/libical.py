"""Recurrences by libical, the C library of GNOME, KDE and Cyrus, called from Python.

Its structures are those of icaltime.h and icalcomponent.h (libical 3).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from datetime import datetime
from typing import Any, Final

__all__ = ["Libical"]

_VEVENT: Final = 4
"""ICAL_VEVENT_COMPONENT in icalenums.h."""


class _Time(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


class _Span(ctypes.Structure):
    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


_SEEN: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Span), ctypes.c_void_p)


class Libical:
    """Expands the events of a file.

    Raises:
        ImportError: if the library is not there; EQUIPOISE_LIBICAL may name its file.
    """

    def __init__(self) -> None:
        found = os.environ.get("EQUIPOISE_LIBICAL") or ctypes.util.find_library("ical")
        if not found:
            raise ImportError("libical is not installed")
        self._library = ctypes.CDLL(found)
        for name, result, arguments in (
            ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
            ("icalcomponent_free", None, [ctypes.c_void_p]),
            ("icalcomponent_get_first_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
            ("icalcomponent_get_next_component", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
            ("icalcomponent_get_uid", ctypes.c_char_p, [ctypes.c_void_p]),
            ("icalcomponent_get_recurrenceid", _Time, [ctypes.c_void_p]),
            ("icaltimezone_get_utc_timezone", ctypes.c_void_p, []),
            ("icaltime_from_timet_with_zone", _Time, [ctypes.c_long, ctypes.c_int, ctypes.c_void_p]),
            ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, ctypes.c_void_p]),
            (
                "icalcomponent_foreach_recurrence",
                None,
                [ctypes.c_void_p, _Time, _Time, _SEEN, ctypes.c_void_p],
            ),
        ):
            function: Any = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments

    def expand(self, data: bytes, first: datetime, last: datetime) -> list[tuple[str, int, int]]:
        """Return (UID, start, end) of each occurrence in the window, in seconds since 1970."""
        library = self._library
        utc = library.icaltimezone_get_utc_timezone()
        bounds = [library.icaltime_from_timet_with_zone(int(at.timestamp()), 0, utc) for at in (first, last)]
        found: list[tuple[str, int, int]] = []
        replaced: set[tuple[str, int]] = set()
        uid = ""

        def note(_component: int, span: Any, _data: int) -> None:
            found.append((uid, span[0].start, span[0].end))

        seen = _SEEN(note)
        root = library.icalparser_parse_string(data)
        overrides: list[int] = []
        event = library.icalcomponent_get_first_component(root, _VEVENT)
        while event:
            uid = library.icalcomponent_get_uid(event).decode()
            at = library.icalcomponent_get_recurrenceid(event)
            if at.year:
                overrides.append(event)
                replaced.add((uid, library.icaltime_as_timet_with_zone(at, at.zone or utc)))
            else:
                library.icalcomponent_foreach_recurrence(event, *bounds, seen, None)
            event = library.icalcomponent_get_next_component(root, _VEVENT)
        found = [one for one in found if one[:2] not in replaced]
        for event in overrides:
            uid = library.icalcomponent_get_uid(event).decode()
            library.icalcomponent_foreach_recurrence(event, *bounds, seen, None)
        library.icalcomponent_free(root)
        return found
