"""Lives in the database: read, changed, undone; never half."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from tests.server.conftest import LIFE

from equipoise.domain.errors import InputError
from equipoise.server.models import Life
from equipoise.server.store import Draft, change, create, person_of, replace_text, text_of, undo


def test_a_life_file_comes_back_as_the_same_life(life: Life) -> None:
    person = person_of(life)
    assert [task.id for task in person.tasks] == ["memo", "bills"]
    assert person.rhythm.pattern == "A"
    other = create(User.objects.create_user("ben"), text_of(life))
    assert person_of(other) == person


def test_comments_stay_when_a_rule_is_changed(life: Life) -> None:
    replace_text(life, "# mine\n" + LIFE, "imported")
    change(life, "dial", lambda draft: draft.set("rhythm", "dial", value=0.7))
    assert life.text.startswith("# mine")
    assert person_of(life).rhythm.dial == 0.7


def test_a_change_that_breaks_the_life_file_changes_nothing(life: Life) -> None:
    before = life.revision
    with pytest.raises(InputError, match="dial"):
        change(life, "dial", lambda draft: draft.set("rhythm", "dial", value=7))
    life.refresh_from_db()
    assert life.revision == before
    assert person_of(life).rhythm.dial == 0.3


def test_a_task_that_is_done_leaves_the_life_file_and_comes_back(life: Life) -> None:
    done = change(life, "done", lambda draft: draft.complete("memo"))
    assert "memo" not in text_of(life)
    undo(life, done.number)
    assert [task.id for task in person_of(life).tasks] == ["memo", "bills"]
    with pytest.raises(InputError, match="already"):
        undo(life, done.number)


def test_undoing_an_undo_brings_the_change_back(life: Life) -> None:
    def rename(draft: Draft) -> None:
        draft.put_task("memo", {**draft.task("memo"), "title": "The memo"})

    first = change(life, "renamed", rename)
    second = undo(life, first.number)
    undo(life, second.number)
    assert person_of(life).tasks[0].title == "The memo"
