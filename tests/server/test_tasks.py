"""Tasks in the browser: written down in a line, found, changed, many at once, never half."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import LIFE, MONDAY, run

from equipoise.domain.life import Life as Person
from equipoise.server import store, tasks
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Task
from equipoise.server.store import create, undo

MORE = """
[[goal]]
title = "Lead well"
id = "leadership"
time_per_week = "3h"

# three times, rain or shine
[[routine]]
title = "Running"
length = "45 min" # with warming up
per_week = 3
"""


@pytest.fixture
def life(ada: User) -> Life:
    return create(ada, LIFE.replace("[[task]]", MORE + "\n[[task]]", 1))


def person_of(life: Life) -> Person:
    """Return the life as it stands now."""
    return store.person_of(Life.objects.get(pk=life.pk))


def keys(life: Life) -> list[str]:
    return [task.id for task in person_of(life).tasks]


def test_a_line_is_shown_as_understood_and_added(life: Life, browser: Client) -> None:
    line = "Draft talk 3h !high #lead after memo <b>"
    shown = browser.get("/tasks/preview", {"text": line}).content.decode()
    assert "high priority" in shown
    assert "Write the memo" in shown
    assert "&lt;b&gt;" in shown
    assert keys(life) == ["memo", "bills"]  # looking changes nothing
    assert browser.post("/tasks/add", {"text": line, "back": "group=goal&q=%0d%0aX: y"}).headers[
        "Location"
    ] == ("/tasks?group=goal&q=%0D%0AX%3A+y")
    task = person_of(life).tasks[-1]
    assert (task.id, task.title, task.goal, task.after) == (
        "draft-talk-b",
        "Draft talk <b>",
        "leadership",
        ("memo",),
    )
    page = browser.get("/tasks").content.decode()
    assert "Draft talk &lt;b&gt;" in page


def test_a_line_without_a_title_is_refused_in_words(life: Life, browser: Client) -> None:
    answer = browser.post("/tasks/add", {"text": "3h !high"})
    assert answer.status_code == 422
    assert "no title" in answer.content.decode()
    assert keys(life) == ["memo", "bills"]


def test_an_id_is_never_taken_from_something_else(life: Life, browser: Client) -> None:
    for _ in range(2):
        browser.post("/tasks/add", {"text": "Running 1h"})
    assert keys(life)[2:] == ["running-2", "running-3"]
    assert [one.id for one in person_of(life).routines] == ["running"]


def test_two_tabs_that_add_the_same_words_make_two_tasks(
    life: Life, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = store.change
    first: list[int] = []

    def late(*args: Any, **kwargs: Any) -> Any:
        if not first:  # the other tab is served between reading and writing
            first.append(1)
            assert browser.post("/tasks/add", {"text": "Call Jo 10m"}).status_code == 302
        return change(*args, **kwargs)

    monkeypatch.setattr(tasks, "change", late)
    assert browser.post("/tasks/add", {"text": "Call Jo 20m"}).status_code == 302
    made = {task.id: task.estimate.likely for task in person_of(life).tasks if task.title == "Call Jo"}
    assert made == {"call-jo": 10, "call-jo-2": 20}


def test_a_form_that_is_older_than_its_task_takes_nothing_back(life: Life, browser: Client) -> None:
    page = browser.get("/tasks/edit/memo").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    done = store.change(
        life, "worked", lambda draft: draft.put_task("memo", {**draft.task("memo"), "done": "1h"})
    )
    form = {"title": "The memo", "estimate": "2h", "seen": seen}
    answer = browser.post("/tasks/edit/memo", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "has changed since" in page
    assert 'value="The memo"' in page
    store.undo(life, done.number)
    assert browser.post("/tasks/edit/memo", form).status_code == 302


def test_a_due_date_that_is_firm_stays_so_in_the_form(life: Life, browser: Client) -> None:
    due = {"due": "2026-11-27", "hard_due": True}
    store.change(life, "due", lambda draft: draft.put_task("memo", {**draft.task("memo"), **due}))
    form = {"title": "The memo", "estimate": "2h", "due": "2026-11-28"}
    assert browser.post("/tasks/edit/memo", form).status_code == 302
    assert life.tasks.get(key="memo").data["hard_due"] is True
    assert browser.post("/tasks/edit/memo", form | {"due": ""}).status_code == 302
    assert "hard_due" not in life.tasks.get(key="memo").data


def test_words_count_from_the_persons_own_day_as_soon_as_they_are_elsewhere(
    life: Life, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    store.change(
        life, "away", lambda draft: draft.set("person", "zone", value="Pacific/Auckland")
    )  # the plan in force is still of Berlin
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # New Year's Day at noon over there
    monkeypatch.setattr("equipoise.server.clock.timezone", SimpleNamespace(now=lambda: late))
    browser.post("/tasks/add", {"text": "Call Jo 10m by tomorrow"})
    assert life.tasks.get(key="call-jo").data["due"] == "2027-01-02"


def test_every_field_can_be_changed_and_mistakes_stand_beside_theirs(life: Life, browser: Client) -> None:
    page = browser.get("/tasks/edit/memo").content.decode()
    assert "Hours where it is liked." in page  # help is the life file's own
    sent = {
        "title": "The memo",
        "estimate": "2h-3h-5h",
        "deadline": "2027-01-15 17:00",
        "priority": "high",
        "goal": "leadership",
        "kind": "admin",
        "after": "Pay the bills",
        "preferred": "Mon-Fri 09:00-11:30\nSat 10:00-12:00",
        "pins": "2027-01-12 09:00, 1h",
        "not_on": "Thu\n2027-01-08",
        "split": "",
        "place": "Office",
    }
    assert browser.post("/tasks/edit/memo", sent).status_code == 302
    task = next(one for one in person_of(life).tasks if one.id == "memo")
    assert (task.title, task.estimate.likely, task.hard_due, task.after) == (
        "The memo",
        180,
        True,
        ("bills",),
    )
    assert len(task.preferred) == 2
    assert task.pins[0].minutes == 60
    assert [f"{day:%a}" for day in task.not_on] == ["Thu", "Fri"]
    again = browser.get("/tasks/edit/memo").content.decode()
    assert "2027-01-12T09:00:00, 1h" in again
    wrong = browser.post("/tasks/edit/memo", {**sent, "estimate": "long", "after": "nobody"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "is not a length of time" in text
    assert "there is no task with the id" in text
    assert 'value="long"' in text  # what was written is kept
    assert next(one for one in person_of(life).tasks if one.id == "memo").estimate.likely == 180
    assert browser.get("/tasks/edit/nobody").status_code == 404


def test_many_at_once_are_one_change_that_can_be_undone(life: Life, browser: Client) -> None:
    before = life.revision
    browser.post("/tasks/change", {"key": ["memo", "bills"], "do": "goal", "to_goal": "leadership"})
    life.refresh_from_db()
    assert life.revision == before + 1
    assert {task.goal for task in person_of(life).tasks} == {"leadership"}
    browser.post("/tasks/change", {"key": ["memo", "bills"], "do": "due", "to_due": "2027-02-01"})
    assert all(task.due for task in person_of(life).tasks)
    wrong = browser.post("/tasks/change", {"key": ["memo", "bills"], "do": "priority", "to_priority": "huge"})
    assert wrong.status_code == 422
    assert b"tick" in browser.post("/tasks/change", {"do": "delete"}).content
    browser.post(f"/tasks/undo/{before + 1}")
    assert {task.goal for task in person_of(life).tasks} == {""}


def test_nobody_waits_for_what_is_deleted_or_done(life: Life, browser: Client) -> None:
    browser.post("/tasks/edit/memo", {"title": "Memo", "estimate": "1h", "after": "bills"})
    browser.post("/tasks/change", {"act": "complete|bills"})
    assert keys(life) == ["memo"]
    assert b"Pay the bills" in browser.get("/tasks?show=done").content
    browser.post("/tasks/change", {"act": "reopen|bills"})
    assert person_of(life).tasks[0].after == ("bills",)
    browser.post("/tasks/change", {"act": "delete|bills"})
    assert [(task.id, task.after) for task in person_of(life).tasks] == [("memo", ())]
    undo(life, Life.objects.get().revision)
    assert person_of(life).tasks[0].after == ("bills",)


def test_the_order_is_the_persons_own(life: Life, browser: Client) -> None:
    for title in ("One", "Two", "Three"):
        browser.post("/tasks/add", {"text": f"{title} 1h"})
    browser.post("/tasks/change", {"act": "top|three"})
    assert keys(life) == ["three", "memo", "bills", "one", "two"]
    browser.post("/tasks/change", {"act": "down|three"})
    browser.post("/tasks/change", {"act": "up|two"})
    assert keys(life) == ["memo", "three", "bills", "two", "one"]
    browser.post("/tasks/change", {"act": "before|one", "before": "memo"})
    assert keys(life)[0] == "one"
    page = browser.get("/tasks?group=order").content.decode()
    assert page.index(">One<") < page.index(">Write the memo<") < page.index(">Two<")


@pytest.mark.usefixtures("life")
def test_finding_and_grouping(browser: Client) -> None:
    browser.post("/tasks/add", {"text": "Old thing 1h by 2020-01-01 !urgent #lead"})
    page = browser.get("/tasks").content.decode().split('id="list"')[1]
    assert (
        page.index("Overdue") < page.index("Old thing") < page.index("No date") < page.index("Write the memo")
    )
    assert (
        "Write the memo" not in browser.get("/tasks?priority=urgent").content.decode().split('id="list"')[1]
    )
    found = browser.get("/tasks", {"q": "PAY bill"}).content.decode().split('id="list"')[1]
    assert "Pay the bills" in found
    assert "Old thing" not in found
    assert "Old thing" in browser.get("/tasks?goal=leadership&group=goal").content.decode()


def test_a_thousand_tasks_are_one_query_and_a_page_at_a_time(
    life: Life, browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Task.objects.bulk_create(
        Task(
            life=life,
            key=f"t{i}",
            title=f"Task {i}",
            data={"title": f"Task {i}", "estimate": "1h"},
            position=i + 9,
        )
        for i in range(1000)
    )
    with django_assert_max_num_queries(9):
        page = browser.get("/tasks?group=order")
    assert page.content.count(b'class="task"') == 100
    assert b"Task 700" in browser.get("/tasks?group=order&page=8").content
    some = {"key": [f"t{i}" for i in range(400)], "do": "priority", "to_priority": "high"}
    assert browser.post("/tasks/change", some).status_code == 302
    assert sum(task.data.get("priority") == "high" for task in life.tasks.all()) == 400


def test_routines_and_goals_are_edited_in_the_life_file(life: Life, browser: Client) -> None:
    assert b"3 times a week" in browser.get("/tasks/routines").content
    sent = {
        "title": "Jogging",
        "length": "50 min",
        "per_week": "2",
        "goal": "leadership",
        "windows": "daily 06:30-09:00",
    }
    assert browser.post("/tasks/routines/edit/running", sent).status_code == 302
    life.refresh_from_db()
    assert "# with warming up" in life.text
    assert "# three times, rain or shine" in life.text
    routine = person_of(life).routines[0]
    assert (routine.id, routine.title, routine.minutes, routine.per_week) == ("running", "Jogging", 50, 2)
    wrong = browser.post("/tasks/routines/edit/running", {**sent, "per_week": "often"})
    assert wrong.status_code == 422
    assert (
        browser.post(
            "/tasks/routines/new", {"title": "Piano", "length": "30 min", "per_week": "1"}
        ).status_code
        == 302
    )
    assert [one.id for one in person_of(life).routines] == ["running", "piano"]
    browser.post("/tasks/goals/new", {"title": "Learn Rust", "time_per_week": "2h"})
    browser.post("/tasks/goals/edit/leadership", {"title": "Lead better"})
    assert [(g.id, g.title) for g in person_of(life).goals] == [
        ("leadership", "Lead better"),
        ("learn-rust", "Learn Rust"),
    ]
    browser.post("/tasks/change", {"key": ["memo"], "do": "goal", "to_goal": "leadership"})
    assert b"1 open task" in browser.get("/tasks/goals").content
    assert browser.post("/tasks/goals/delete/leadership").status_code == 302
    life.refresh_from_db()
    assert person_of(life).tasks[0].goal == ""
    assert person_of(life).routines[0].goal == ""
    assert browser.post("/tasks/routines/delete/running").status_code == 302
    assert [one.id for one in person_of(life).routines] == ["piano"]
    assert browser.get("/tasks/routines/edit/running").status_code == 404


@pytest.mark.usefixtures("life")
def test_getting_never_changes_and_others_see_nothing(browser: Client) -> None:
    for path in ("add", "change", "undo/1", "plan", "routines/delete/running", "goals/delete/leadership"):
        assert browser.get(f"/tasks/{path}").status_code == 405, path
    stranger = Client()
    ben = User.objects.create_user("ben")
    create(ben, LIFE.replace("Write the memo", "Ben's own"))
    stranger.force_login(ben)
    mine: Any = stranger.get("/tasks/edit/memo").content.decode()
    assert "Ben&#x27;s own" in mine
    assert stranger.get("/tasks/goals/edit/leadership").status_code == 404
    assert Client().get("/tasks").status_code == 302


def test_what_is_not_planned_yet_is_told_and_planned(life: Life, browser: Client) -> None:
    assert "There is no plan yet" in browser.get("/tasks").content.decode()
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    assert "not planned yet" not in browser.get("/tasks").content.decode()
    browser.post("/tasks/add", {"text": "One 1h"})
    browser.post("/tasks/add", {"text": "Two 1h"})
    assert "2 changes not planned yet" in browser.get("/tasks").content.decode()
    life.refresh_from_db()
    browser.post(f"/tasks/undo/{life.revision}")
    assert "1 change not planned yet" in browser.get("/tasks").content.decode()
    assert browser.post("/tasks/plan").headers["Location"] == "/week"
    assert life.proposals.filter(why="changed tasks").count() == 1
