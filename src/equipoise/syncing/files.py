"""Files, whole or not at all: written beside their places, made durable, then put there at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from equipoise.calendars.private import make_durable
from equipoise.domain.errors import StorageError

__all__ = ["write_all"]


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write all files, or none: each is complete and on the disk before the first takes its place.

    Raises:
        StorageError: a file cannot be written; those that stood before still stand.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting.append((_beside(path, data), path))
        while waiting:
            os.replace(*waiting[0])  # noqa: PTH105 - the call that is atomic, by its own name
            waiting.pop(0)
        for parent in {path.parent for path in contents}:
            make_durable(parent)
    except OSError as error:
        name = error.filename2 or error.filename or next(iter(contents))
        raise StorageError(f"{name} cannot be written: {error.strerror or error}") from error
    finally:
        for temporary, _path in waiting:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _beside(path: Path, data: bytes) -> Path:
    """Write data to a new file beside ``path`` and return it; nothing is left if that fails."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask
        os.chmod(name, mode)  # noqa: PTH101 - mkstemp makes it private; a calendar is to be read by others
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - as above
        raise
    return Path(name)
