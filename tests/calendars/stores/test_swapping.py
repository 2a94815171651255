"""Two programs that write into one folder: none of them ever loses what the other wrote."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.calendars.sync.bodies import event

from equipoise.calendars.stores import swapping
from equipoise.calendars.stores.base import Fetched, MissingError, PreconditionError
from equipoise.calendars.stores.folder import FolderStore

COUNT = """
import sys
from pathlib import Path
from equipoise.calendars.stores.base import PreconditionError
from equipoise.calendars.stores.folder import FolderStore
store, done = FolderStore(Path(sys.argv[1])), 0
while done < int(sys.argv[2]):
    found = store.fetch(["n.ics"])["n.ics"]
    number = int(found.body) + 1
    try:
        store.write("n.ics", str(number).encode(), match=found.etag)
        done += 1
    except PreconditionError:
        pass
"""
"""Adds one to a number in a file, again and again; what the other process adds in between must not be lost."""


@pytest.fixture(params=["the system's step", "links"])
def step(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the system knows the step, and where it does not."""
    if request.param == "links":
        monkeypatch.setattr(swapping, "_renaming", lambda: None)
    elif swapping._renaming() is None:
        pytest.skip("this system does not know the step")
    return str(request.param)


def in_between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let another program act after the look, just before the file is put in place."""
    real = FolderStore._check

    def check(self: FolderStore, path: Path, match: str) -> None:
        real(self, path, match)
        monkeypatch.setattr(FolderStore, "_check", real)
        act()

    monkeypatch.setattr(FolderStore, "_check", check)


def test_two_processes_that_count_together_lose_no_number(tmp_path: Path) -> None:
    if swapping._renaming() is None:
        pytest.skip("this system does not know the step")
    FolderStore(tmp_path).write("n.ics", b"0", match="")
    command = [sys.executable, "-c", COUNT, str(tmp_path), "150"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    problems = [one.communicate(timeout=60)[1] for one in running]
    assert problems == ["", ""]
    assert (tmp_path / "n.ics").read_bytes() == b"300"
    assert [path.name for path in tmp_path.iterdir()] == ["n.ics"]


def test_a_new_file_never_takes_a_name_that_was_free_a_moment_ago(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store, path = FolderStore(tmp_path), tmp_path / "a.ics"
    in_between(monkeypatch, lambda: path.write_bytes(event("a", "Theirs")))
    with pytest.raises(PreconditionError):
        store.write("a.ics", event("a", "Mine"), match="")
    assert path.read_bytes() == event("a", "Theirs"), step
    assert list(tmp_path.iterdir()) == [path]


def test_many_that_are_written_together_are_each_put_where_nobody_was(tmp_path: Path, step: str) -> None:
    store = FolderStore(tmp_path)

    def write() -> None:
        with store.together():
            for uid in "abc":
                store.write(f"{uid}.ics", event(uid, "Mine"), match="")
            (tmp_path / "b.ics").write_bytes(event("b", "Theirs"))

    with pytest.raises(PreconditionError):
        write()
    assert (tmp_path / "b.ics").read_bytes() == event("b", "Theirs"), step


def test_an_edit_made_in_between_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if swapping._renaming() is None:
        pytest.skip("this system does not know the step")
    store, path = FolderStore(tmp_path), tmp_path / "a.ics"
    etag = store.write("a.ics", event("a", "Old"), match="")
    in_between(monkeypatch, lambda: path.write_bytes(event("a", "Theirs")))
    with pytest.raises(PreconditionError):
        store.write("a.ics", event("a", "Mine"), match=etag)
    assert path.read_bytes() == event("a", "Theirs")
    in_between(monkeypatch, path.unlink)
    with pytest.raises(MissingError):
        store.write("a.ics", event("a", "Mine"), match=store.listing().etags["a.ics"])
    assert list(tmp_path.iterdir()) == []


def test_a_deletion_spares_what_was_edited_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store, path = FolderStore(tmp_path), tmp_path / "a.ics"
    etag = store.write("a.ics", event("a", "Old"), match="")
    in_between(monkeypatch, lambda: path.write_bytes(event("a", "Theirs")))
    with pytest.raises(PreconditionError):
        store.remove("a.ics", match=etag)
    assert path.read_bytes() == event("a", "Theirs"), step
    in_between(monkeypatch, path.unlink)
    with pytest.raises(MissingError):
        store.remove("a.ics", match=store.listing().etags["a.ics"])
    assert list(tmp_path.iterdir()) == []


def test_a_third_writer_in_the_same_moment_costs_nobody_a_version(tmp_path: Path) -> None:
    """One wrote after our look, another while we put the first one back: both are there afterwards."""
    if swapping._renaming() is None:
        pytest.skip("this system does not know the step")
    path, new, other = (tmp_path / name for name in ("a.ics", ".new", ".other"))
    path.write_bytes(b"second")
    new.write_bytes(b"mine")
    other.write_bytes(b"third")

    def same(_found: Path) -> bool:
        other.replace(path)
        return False

    with pytest.raises(swapping.ChangedError):
        swapping.replace(new, path, same)
    assert path.read_bytes() == b"third"
    (beside,) = (one for one in tmp_path.iterdir() if one != path)
    assert re.fullmatch(r"a~[0-9a-f]+\.ics", beside.name)
    assert beside.read_bytes() == b"second"


def test_what_was_deleted_in_the_same_moment_comes_back(tmp_path: Path) -> None:
    if swapping._renaming() is None:
        pytest.skip("this system does not know the step")
    path, new = tmp_path / "a.ics", tmp_path / ".new"
    path.write_bytes(b"second")
    new.write_bytes(b"mine")

    def same(_found: Path) -> bool:
        path.unlink()
        return False

    with pytest.raises(swapping.ChangedError):
        swapping.replace(new, path, same)
    assert path.read_bytes() == b"second"


def test_what_was_on_its_way_out_when_a_process_ended_is_put_back(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    left, fresh = tmp_path / ".a.ics.4711.gone", tmp_path / ".b.ics.4712.gone"
    left.write_bytes(event("a"))
    fresh.write_bytes(event("b"))
    os.utime(left, (time.time() - 90, time.time() - 90))
    assert set(store.listing().etags) == {"a.ics"}, "the other one is being deleted at this moment"
    found = store.fetch(["a.ics"])["a.ics"]
    assert isinstance(found, Fetched)
    assert found.body == event("a")
    assert not left.exists()
    left.write_bytes(event("a", "Other"))
    os.utime(left, (time.time() - 90, time.time() - 90))
    assert len(store.listing().etags) == 2, "its name was taken meanwhile: it lies beside it"
