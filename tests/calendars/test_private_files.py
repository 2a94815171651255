"""Files that are written together: on the disk before the first has its place, and nothing is left of what failed."""

from __future__ import annotations

import ctypes
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from equipoise.calendars import private
from equipoise.calendars.private import Put, write_together
from equipoise.calendars.stores.folder import FolderStore
from equipoise.domain.errors import StorageError

Files = list[tuple[Path, bytes, Put]]


def files(folder: Path, number: int = 40) -> Files:
    return [(folder / f"{i}.ics", f"entry {i}".encode(), os.replace) for i in range(number)]


def answers(folder: Path, seen: list[int], wrong: int) -> Callable[[], Callable[[int], int]]:
    """Return a stand-in for the system's call: it notes what has its place already, and fails if told to."""

    def call(number: int) -> int:
        del number
        seen.append(len(list(folder.glob("[0-9]*.ics"))))
        ctypes.set_errno(wrong)
        return -1 if wrong else 0

    return lambda: call


@pytest.mark.parametrize("wrong", [0, errno.ENOSYS])
def test_many_are_on_the_disk_before_the_first_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: int
) -> None:
    seen: list[int] = []
    each: list[int] = []
    real = os.fsync
    monkeypatch.setattr(private, "_syncfs", answers(tmp_path, seen, wrong))

    def noted(number: int) -> None:
        each.append(number)
        real(number)

    monkeypatch.setattr(os, "fsync", noted)
    write_together(files(tmp_path))
    assert seen == [0]
    assert len(each) == (41 if wrong else 1)  # each where the disk cannot be asked as a whole; and the folder
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        f"{i}.ics": f"entry {i}".encode() for i in range(40)
    }
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("number", [3, 40])
def test_if_the_disk_does_not_take_them_none_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "0.ics").write_bytes(b"old")
    monkeypatch.setattr(private, "_syncfs", answers(tmp_path, [], errno.EIO))

    def broken(_number: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageError, match="cannot be written: Input/output error"):
        write_together(files(tmp_path, number))
    assert [path.name for path in tmp_path.iterdir()] == ["0.ics"]
    assert (tmp_path / "0.ics").read_bytes() == b"old"


def test_what_finds_no_place_stops_there_and_leaves_nothing(tmp_path: Path) -> None:
    def refuse(_new: Path, _old: Path) -> None:
        raise FileExistsError(errno.EEXIST, "File exists")

    some = files(tmp_path, 20)
    some[2] = (*some[2][:2], refuse)
    with pytest.raises(StorageError, match=r"2\.ics cannot be written: File exists"):
        write_together(some)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.ics", "1.ics"]


def test_what_a_killed_process_left_is_cleared_after_an_hour(tmp_path: Path) -> None:
    write_together(files(tmp_path, 1))
    left, young, other = (
        tmp_path / name for name in (".0.ics.abc_1234.part", ".0.ics.zzzzzzzz.part", ".film.part")
    )
    for path in (left, young, other):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 4000,) * 2)
    os.utime(young)
    assert list(FolderStore(tmp_path).listing().etags) == ["0.ics"]
    assert (left.exists(), young.exists(), other.exists()) == (False, True, True)
