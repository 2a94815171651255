"""Files that a command writes: refused before anything is planned, if they cannot be written."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from equipoise.domain.errors import Finding, InputError
from equipoise.syncing.files import write_all

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
