"""A folder with one .ics file for each resource (a "vdir", as khal and vdirsyncer keep them)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from equipoise.calendars.private import Put, clear_left, write_together
from equipoise.calendars.stores.base import ANY, Fetched, Listing, MissingError, PreconditionError
from equipoise.calendars.stores.swapping import ChangedError, place, put_back, replace, take_away
from equipoise.domain.errors import StorageError

__all__ = ["FolderStore"]

_SAFE = re.compile(r"[A-Za-z0-9_.@+-]{1,120}")


@dataclass
class FolderStore:
    """Resources as files. A file's version is a hash of its bytes: clocks and copies cannot confuse it.

    Attributes:
        folder: where the files lie; it is made when the first one is written. ``name``, ``writable``: see ``Storage``.
    """

    folder: Path
    name: str = ""
    writable: bool = True
    stores: frozenset[str] = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
    abreast: int = 1
    _waiting: dict[str, tuple[Path, bytes, str]] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.name = self.name or str(self.folder)

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:  # noqa: ARG002 - a folder has no tokens
        """Return all files with their versions."""
        self._flush()
        etags: dict[str, str] = {}
        along: dict[str, Fetched] = {}
        for name in self._names():
            with contextlib.suppress(FileNotFoundError):
                body = self._read(self.folder / name)
                etags[name] = self._etag(body)
                if bodies:
                    along[name] = Fetched(body, etags[name])
        return Listing(etags, bodies=along)

    def _names(self) -> list[str]:
        """Return the names of its files, in order; none if there is no folder yet."""
        try:
            found = os.listdir(self.folder)  # noqa: PTH208 - half the time of iterdir, which makes a Path of each
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise StorageError(f"{self.folder} cannot be read: {error.strerror or error}") from error
        if put_back(self.folder, found):
            return self._names()
        clear_left(self.folder, found)
        return sorted(name for name in found if name.endswith(".ics") and not name.startswith("."))

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        """Read files."""
        self._flush()
        out: dict[str, Fetched | StorageError] = {}
        for href in hrefs:
            try:
                body = self._read(self._path(href))
            except FileNotFoundError:
                continue
            except StorageError as error:
                out[href] = error
                continue
            out[href] = Fetched(body, self._etag(body))
        return out

    def href_for(self, uid: str) -> str:
        """Return a file name: the UID where that is a safe one, or a hash of it."""
        safe = _SAFE.fullmatch(uid) and not uid.startswith(".")
        return f"{uid if safe else hashlib.sha256(uid.encode()).hexdigest()[:40]}.ics"

    def write(self, href: str, body: bytes, *, match: str) -> str:
        """Write a file completely or not at all, and in place of the version that was seen or of none."""
        path = self._path(href)
        self._check(path, match)
        if self._waiting is None:
            write_together([(path, body, self._put(match))])
        else:
            self._waiting[path.name.casefold()] = path, body, match
        return self._etag(body)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write the files of many changes at the end, some at a time: the disk takes many in the time of one.

        Raises:
            StorageError: at the end, if one of them cannot be written; others may have been.
        """
        self._waiting = {}
        try:
            yield
            self._flush()
        finally:
            self._waiting = None

    def _flush(self) -> None:
        if not self._waiting:
            return
        write_together([(path, body, self._put(match)) for path, body, match in self._waiting.values()])
        self._waiting.clear()

    def remove(self, href: str, *, match: str) -> None:
        """Delete a file."""
        path = self._path(href)
        self._check(path, match)
        try:
            take_away(path, lambda found: match in {ANY, self._etag(self._read(found))})
        except ChangedError:
            raise PreconditionError(f"{path.name} has changed") from None
        except FileNotFoundError:
            raise MissingError(f"{path.name} is gone") from None
        except OSError as error:
            raise StorageError(f"{path} cannot be deleted: {error.strerror or error}") from error

    def _put(self, match: str) -> Put:
        """Return what puts a file in place of the version ``match``, whatever another program does meanwhile."""

        def put(new: Path, old: Path) -> None:
            try:
                if not match:
                    place(new, old)
                elif match == ANY:
                    new.replace(old)
                else:
                    replace(new, old, lambda found: self._etag(self._read(found)) == match)
            except (ChangedError, FileExistsError):
                raise PreconditionError(f"{old.name} has changed meanwhile") from None
            except FileNotFoundError:
                raise MissingError(f"{old.name} is gone") from None

        return put

    def _path(self, href: str) -> Path:
        """Return the file of an href, which never leaves the folder."""
        if Path(href).name != href or not href.endswith(".ics") or href.startswith("."):
            raise MissingError(f"{href} is no file of this folder")
        return self.folder / href

    def _check(self, path: Path, match: str) -> None:
        if self._waiting and path.name.casefold() in self._waiting:
            self._flush()  # on some disks the two are the same file
        try:
            there = self._etag(self._read(path))
        except FileNotFoundError:
            if match:
                raise MissingError(f"{path.name} is gone") from None
            return
        if match not in {ANY, there}:
            raise PreconditionError(f"{path.name} {'has changed' if match else 'exists already'}")

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror or error}") from error

    @staticmethod
    def _etag(body: bytes) -> str:
        return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
