"""Files, whole or not at all: written beside their places, made durable, then put there at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from equipoise.calendars.private import make_durable
from equipoise.domain.errors import Finding, InputError, StorageError

__all__ = ["targets", "write_all"]


def targets(
    files: Sequence[str], folder: str | None, names: Sequence[str], endings: Sequence[str]
) -> tuple[Path, ...]:
    """Return the files to write: those that were named, and ``names`` in the folder.

    Raises:
        InputError: an ending is not known, or a place cannot hold a file; told before anything is planned.
    """
    findings = []
    out = [Path(name) for name in files]
    for path in out:
        if path.suffix.lower() not in endings:
            cure = f"use one of {', '.join(endings)}"
            findings.append(Finding(f"{path.name!r} has no ending that can be written", cure, field="-o"))
        elif path.is_dir():
            findings.append(Finding(f"{path} is a folder", "name a file in it", field="-o"))
        elif not path.parent.is_dir():
            findings.append(Finding(f"there is no folder {path.parent}", "make it first", field="-o"))
        elif refused := _refused(path.parent):
            told = f"nothing can be written into {path.parent}: {refused}"
            findings.append(Finding(told, "name another folder", field="-o"))
    if folder is not None:
        if Path(folder).exists() and not Path(folder).is_dir():
            findings.append(Finding(f"{folder} is a file", "name a folder", field="--out"))
        elif refused := _refused(Path(folder)):
            told = f"nothing can be written into {folder}: {refused}"
            findings.append(Finding(told, "name another folder", field="--out"))
        out += [Path(folder) / name for name in names]
    if findings:
        raise InputError(findings)
    return tuple(dict.fromkeys(out))


def _refused(folder: Path) -> str:
    """Return why no file can be made in a folder, "" if one can; tried out, and nothing is left behind."""
    made: list[Path] = []
    try:
        for missing in reversed([place for place in (folder, *folder.parents) if not place.exists()]):
            missing.mkdir()
            made.append(missing)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
    finally:
        for place in reversed(made):
            with contextlib.suppress(OSError):
                place.rmdir()


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
