"""Files that their owner alone may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from equipoise.domain.errors import StorageError

__all__ = ["Put", "clear_left", "make_durable", "make_folder", "write_private", "write_together"]

Put = Callable[[Path, Path], object]
"""Gives a finished file its place, in which it leaves nothing where the file was; or raises."""
_PART = ".part"
"""Ends the name of a file that is not in its place yet."""
_LEFT = re.compile(r"\..+\.[a-z0-9_]{8}\.part")
"""Such a file, as mkstemp names it."""
_AGE = 3600.0
"""Seconds after which it was left there by a process that ended."""
_MANY = 16
"""Files for which the whole disk is asked once, rather than each file."""
_WRITERS = 8
"""Files that are put on the disk at the same time, where it cannot be asked as a whole."""


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter; one that is there stays as it is.

    Raises:
        StorageError: if it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder {folder} cannot be made: {error.strerror or error}") from None


def write_private(path: Path, data: bytes, *, put: Put = os.replace) -> None:
    """Write a file with mode 0600; it is complete and on the disk before it takes its place.

    Args:
        path: where. ``data``: what. ``put``: gives the finished file its place.

    Raises:
        StorageError: if it cannot be written; what stood there before still stands.
    """
    write_together([(path, data, put)])


def write_together(files: Sequence[tuple[Path, bytes, Put]]) -> None:
    """Write files of one folder as ``write_private`` does, in little more than the time that the disk takes for one.

    Args:
        files: of each its path, what is to stand there, and what gives it its place.

    Raises:
        StorageError: if one cannot be written. If the disk does not take them all, none is put in its place; if one
            finds no place, those before it have theirs.
    """
    if not files:
        return
    folder = files[0][0].parent
    make_folder(folder)
    many = len(files) >= _MANY
    waiting: list[Path] = []
    try:
        for path, data, _put in files:
            with _told(path):
                waiting.append(_beside(path, data, lasting=not many))
        if many:
            with _told(folder):
                _settle(folder, waiting)
        for path, _data, put in files:
            with _told(path):
                put(waiting[0], path)
            waiting.pop(0)
        make_durable(folder)
    finally:
        for new in waiting:
            with contextlib.suppress(OSError):
                new.unlink()


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what the system says in words."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from None


def _beside(path: Path, data: bytes, *, lasting: bool) -> Path:
    """Write data into a new file beside ``path``, and onto the disk if it is to last; nothing is left if that fails."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_PART, dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _settle(folder: Path, files: Sequence[Path]) -> None:
    """Put files that were written just now on the disk: all at once where the system knows how (syncfs of Linux)."""
    ask = _syncfs()
    if ask is not None:
        with _opened(folder) as number:
            if ask(number) == 0:
                return
            wrong = ctypes.get_errno()
        if wrong not in {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}:
            raise OSError(wrong, os.strerror(wrong), str(folder))
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(_settle_one, files))


def _settle_one(file: Path) -> None:
    with _opened(file) as number:
        os.fsync(number)


@functools.cache
def _syncfs() -> Callable[[int], int] | None:
    """Return the system's own call; None if it has none."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            call = ctypes.CDLL(None, use_errno=True).syncfs
            return lambda number: int(call(number))
    return None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)


def make_durable(folder: Path) -> None:
    """Put the folder's new entries on the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError), _opened(folder) as number:
        os.fsync(number)


def clear_left(folder: Path, names: Collection[str]) -> None:
    """Delete what processes left that were killed while they wrote.

    Args:
        folder: where. ``names``: of the files in it.
    """
    for name in names:
        if _LEFT.fullmatch(name):
            with contextlib.suppress(OSError):
                if time.time() - (folder / name).stat().st_mtime > _AGE:
                    (folder / name).unlink()
