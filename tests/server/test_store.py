"""Lives in the database: read, changed, undone; never half."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from tests.server.conftest import LIFE

from equipoise.domain.errors import InputError
from equipoise.server.models import Life, Proposal, Revision
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


def dialled(life: Life, value: float) -> Revision:
    return change(life, f"dial {value}", lambda draft: draft.set("rhythm", "dial", value=value))


def named(life: Life, key: str, **fields: str) -> Revision:
    return change(life, key, lambda draft: draft.put_task(key, {**draft.task(key), **fields}))


def test_what_was_changed_since_stays(life: Life) -> None:
    first = dialled(life, 0.7)
    change(life, "name", lambda draft: draft.set("person", "name", value="Ada Lovelace"))
    change(life, "pattern", lambda draft: draft.set("rhythm", "pattern", value="B"))
    undo(life, first.number)
    person = person_of(life)
    assert (person.rhythm.dial, person.rhythm.pattern, person.person.name) == (0.3, "B", "Ada Lovelace")


def test_fields_of_a_task_that_were_changed_since_stay(life: Life) -> None:
    first = named(life, "memo", priority="high")
    named(life, "memo", title="The memo")
    undo(life, first.number)
    row = life.tasks.get(key="memo")
    assert (row.title, row.data["title"], "priority" in row.data) == ("The memo", "The memo", False)


def test_what_contradicts_a_later_change_is_refused_in_words(life: Life) -> None:
    first, task = dialled(life, 0.7), named(life, "memo", priority="high")
    dialled(life, 0.8)
    named(life, "memo", priority="low")
    gone = change(life, "gone", lambda draft: draft.drop_task("bills"))
    for number in (first.number, task.number):
        with pytest.raises(InputError, match="changed again since"):
            undo(life, number)
    assert person_of(life).rhythm.dial == 0.8
    undo(life, gone.number)
    assert life.tasks.filter(key="bills").exists()


def moved(block: str, day: int) -> dict[str, object]:
    was, when = (f"2026-11-{d}T08:00:00+00:00/2026-11-{d}T09:00:00+00:00" for d in (23, day))
    return {"block": block, "commitment": block, "title": block, "was": was, "when": when, "area": "work"}


def test_one_of_two_moves_is_taken_back(life: Life) -> None:
    def by_hand(*entries: dict[str, object]) -> Callable[[Draft], None]:
        return lambda draft: setattr(draft, "by_hand", list(entries))

    first = change(life, "memo moved", by_hand(moved("memo", 24)))
    change(life, "bills moved", by_hand(moved("memo", 24), moved("bills", 25)))
    undo(life, first.number)
    assert life.by_hand == [moved("bills", 25)]
    again = change(life, "bills moved on", by_hand(moved("bills", 26)))
    with pytest.raises(InputError, match="changed again since"):
        undo(life, again.number - 2)
    undo(life, again.number)
    assert life.by_hand == [moved("bills", 25)]


def plan_of(life: Life, number: int) -> Proposal:
    plan = Proposal.objects.create(life=life, revision=number, state=Proposal.State.READY, plan={})
    life.plan = plan
    life.save(update_fields=["plan"])
    return plan


def test_the_plan_of_before_comes_back_unless_others_followed_or_it_is_gone(life: Life) -> None:
    old = plan_of(life, life.revision)
    first = dialled(life, 0.7)
    new = plan_of(life, first.number)
    last = named(life, "memo", title="The memo")
    undo(life, first.number)
    assert life.plan_id == new.pk, "the old plan does not know the memo's new name"
    undo(life, last.number)
    assert life.plan_id == new.pk
    third = dialled(life, 0.6)
    plan_of(life, third.number)
    new.delete()
    undo(life, third.number)
    assert life.plan_id is not None, "a plan that was cleared away leaves no empty week"
    assert old.pk != life.plan_id


def test_undoing_an_undo_brings_the_change_back(life: Life) -> None:
    def rename(draft: Draft) -> None:
        draft.put_task("memo", {**draft.task("memo"), "title": "The memo"})

    first = change(life, "renamed", rename)
    second = undo(life, first.number)
    undo(life, second.number)
    assert person_of(life).tasks[0].title == "The memo"
