"""Putting a file in place of the version that was seen, and of no other: what another program wrote is never lost.

Between a look and a plain replacement another program may write. Here the new file and the old one change places in
one step of the system (renameat2 of Linux, renamex_np of macOS); what came out is compared, and put back if it is not
what was seen. A new file takes a name only while that is free.

Programs of Equipoise take turns besides, so that none of them acts upon what stood there for a moment only.

Where a system or a disk does not know the step, a new file is linked to its name, which fails if that is taken; an old
one is replaced as it was seen a moment ago.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["ChangedError", "place", "put_back", "replace", "take_away"]

Same = Callable[[Path], bool]
"""Tells whether a file is the version that was seen."""
_HERE = -100
"""AT_FDCWD of Linux: paths are seen from the process's own folder."""
_FREE, _EXCHANGE = (4, 2) if sys.platform == "darwin" else (1, 2)
"""RENAME_EXCL and RENAME_SWAP of macOS; RENAME_NOREPLACE and RENAME_EXCHANGE of Linux."""
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})
_GONE = ".gone"
_LEFT = 60.0
"""Seconds after which a file on its way out was left there by a process that ended."""


class ChangedError(Exception):
    """There is another version than the one that was seen, and it stands."""


def place(new: Path, path: Path) -> None:
    """Give a file a name that is free.

    Raises:
        FileExistsError: if it is taken; nothing is changed then.
    """
    if _step(new, path, _FREE):
        return
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if path.exists():
            raise FileExistsError(errno.EEXIST, "it exists", str(path)) from None
        new.replace(path)
        return
    new.unlink()


def replace(new: Path, path: Path, same: Same) -> None:
    """Put a file in place of the version that was seen.

    Args:
        new: the file, in the same folder. ``path``: its name. ``same``: tells whether a file is that version.

    Raises:
        ChangedError: if there is another version.
        FileNotFoundError: if there is none.
    """
    with _turn(path.parent):
        _replace(new, path, same)


def _replace(new: Path, path: Path, same: Same) -> None:
    mine = new.stat().st_ino
    if not _step(new, path, _EXCHANGE):
        new.replace(path)
        return
    if same(new):
        new.unlink()
        return
    try:
        _step(new, path, _EXCHANGE)
        if (
            new.stat().st_ino != mine
        ):  # a third one, written just now: it stands, and the second one beside it
            _step(new, path, _EXCHANGE)
            _beside(new, path)
    except FileNotFoundError:  # deleted just now, by somebody who saw what was put there for a moment
        _back(new, path)
    raise ChangedError


def take_away(path: Path, same: Same) -> None:
    """Delete the version that was seen.

    Raises:
        ChangedError: if there is another version.
        FileNotFoundError: if there is none.
    """
    out = path.with_name(f".{path.name}.{os.getpid()}{_GONE}")
    with _turn(path.parent):
        path.replace(out)
        os.utime(out)  # from now on it is on its way
        if same(out):
            out.unlink()
            return
        _back(out, path)
    raise ChangedError


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Let no other program of Equipoise change files there before the context ends, where the system can do that."""
    if sys.platform == "win32":
        yield
        return
    door = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a disk without locks
            fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


def put_back(folder: Path, names: Collection[str]) -> bool:
    """Put back what was on its way out when a process ended; returns whether there was any.

    Args:
        folder: where. ``names``: of the files in it.
    """
    found = False
    for name in names:
        stem, _dot, _process = name.removesuffix(_GONE).rpartition(".")
        if not name.endswith(_GONE) or not stem.startswith("."):
            continue
        out = folder / name
        with contextlib.suppress(FileNotFoundError):
            if time.time() - out.stat().st_mtime > _LEFT:
                _back(out, folder / stem[1:])
                found = True
    return found


def _back(out: Path, path: Path) -> None:
    """Give a file its name back, or one beside it if that has been taken since."""
    try:
        place(out, path)
    except FileExistsError:
        _beside(out, path)


def _beside(out: Path, path: Path) -> None:
    out.replace(path.with_name(f"{path.stem}~{out.stat().st_ino:x}{path.suffix}"))


@functools.cache
def _renaming() -> Callable[[bytes, bytes, int], int] | None:
    """Return the system's own step; None if it has none."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            swap = library.renamex_np
            return lambda old, new, flags: int(swap(old, new, ctypes.c_uint(flags)))
        rename = library.renameat2
        return lambda old, new, flags: int(rename(_HERE, old, _HERE, new, ctypes.c_uint(flags)))
    return None


def _step(old: Path, new: Path, flags: int) -> bool:
    """Rename in one step; returns False if this system or this disk cannot.

    Raises:
        FileExistsError: if the name is taken. ``FileNotFoundError``: if there is nothing to change places with.
    """
    rename = _renaming()
    if rename is None:
        return False
    if rename(os.fsencode(old), os.fsencode(new), flags) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(new))
