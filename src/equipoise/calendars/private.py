"""Files that their owner alone may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from equipoise.domain.errors import StorageError

__all__ = ["make_durable", "make_folder", "write_private"]


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter; one that is there stays as it is.

    Raises:
        StorageError: if it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder {folder} cannot be made: {error.strerror or error}") from None


def write_private(
    path: Path, data: bytes, *, lasting: bool = True, put: Callable[[Path, Path], object] = os.replace
) -> None:
    """Write a file with mode 0600; it is complete and on the disk before it takes its place.

    Args:
        path: where. ``data``: what.
        lasting: False if the caller sees to it, with ``make_durable``, that the new entry of the folder lasts too.
        put: gives the finished file its place.

    Raises:
        StorageError: if it cannot be written; what stood there before still stands.
    """
    make_folder(path.parent)
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from None
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put(Path(name), path)
        if lasting:
            make_durable(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()


def make_durable(folder: Path) -> None:
    """Put the folder's new entry on the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
