"""Import in the browser: looked at first, added once, undone at once; and the way out again."""

from __future__ import annotations

import csv
import io

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.intake.test_formats import TABLE, TODO_TXT

from equipoise.server.models import Life
from equipoise.server.store import change, create, person_of, undo


def test_a_file_is_looked_at_added_once_and_undone(life: Life, browser: Client) -> None:
    upload = SimpleUploadedFile("todo.txt", TODO_TXT.encode())
    shown = browser.post("/tasks/import", {"file": upload}).content.decode()
    assert "4 tasks will be added" in shown
    assert "1 is done and left out" in shown
    assert life.tasks.count() == 2
    before = life.revision
    assert (
        browser.post("/tasks/import", {"text": TODO_TXT, "format": "todo.txt", "do": "add"}).status_code
        == 302
    )
    life.refresh_from_db()
    assert (life.revision, life.tasks.count()) == (before + 1, 6)
    assert {task.title for task in person_of(life).tasks} >= {
        "Water plants",
        "Call the tax office +leadership @office",
    }
    again = browser.post("/tasks/import", {"text": TODO_TXT.replace("\n", "\r\n"), "format": "todo.txt"})
    assert "0 tasks will be added" in again.content.decode()
    assert browser.post("/tasks/import", {"text": TODO_TXT, "do": "add"}).status_code == 422
    undo(life, life.revision)
    assert life.tasks.count() == 2


def test_columns_can_be_said(life: Life, browser: Client) -> None:
    shown = browser.post("/tasks/import", {"text": TABLE}).content.decode()
    assert "Board memo" in shown
    assert "2h30" in shown
    sent = {"text": TABLE, "format": "csv", "column": ["place", "", "", "", "title", "", "", ""], "do": "add"}
    assert browser.post("/tasks/import", sent).status_code == 302
    assert {task.place for task in person_of(life).tasks} >= {"Board memo"}


def test_too_much_and_nothing_are_refused(life: Life, browser: Client) -> None:
    big = SimpleUploadedFile("todo.txt", b"x" * 600_000)
    assert b"larger than 512 kB" in browser.post("/tasks/import", {"file": big}).content
    assert browser.post("/tasks/import", {}).status_code == 422
    latin = SimpleUploadedFile("todo.txt", "Bäume gießen".encode("latin-1"))
    assert "Bäume gießen" in browser.post("/tasks/import", {"file": latin}).content.decode()
    assert life.tasks.count() == 2


def test_the_export_holds_everything_and_no_formula(life: Life, browser: Client) -> None:
    browser.post("/tasks/add", {"text": "=HYPERLINK(1) 30m"})
    browser.post("/tasks/change", {"act": "complete|bills"})
    answer = browser.get("/tasks/export")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert [(row["id"], row["title"]) for row in rows] == [
        ("memo", "Write the memo"),
        ("bills", "Pay the bills"),
        ("hyperlink-1", "'=HYPERLINK(1)"),
    ]
    assert rows[1]["completed"]
    shown = browser.post("/tasks/import", {"text": answer.content.decode(), "format": "csv"}).content.decode()
    assert "0 tasks will be added" in shown
    assert life.tasks.count() == 3


def test_the_export_makes_the_same_tasks_elsewhere(life: Life, browser: Client) -> None:
    more = {
        "due": "2026-11-27T17:00:00",
        "hard_due": True,
        "release": "2026-11-24T09:30:00",
        "done": "30 min",
        "max_chunk": "1h",
        "only": ["Mon-Fri 09:00-17:00", "Sat 10:00-12:00"],
        "not_on": ["2026-11-25"],
        "role": "Chair",
    }
    change(life, "more", lambda draft: draft.put_task("memo", {**draft.task("memo"), **more}))
    browser.post("/tasks/add", {"text": "Send it 30m after memo"})
    browser.post("/tasks/change", {"act": "complete|bills"})
    table = browser.get("/tasks/export").content.decode()
    bob = User.objects.create_user("bob", "bob@example.com", "another horse battery")
    there = create(bob, '[person]\nname = "Bob"\nzone = "Europe/Berlin"\n')
    other = Client()
    other.force_login(bob)
    shown = other.post("/tasks/import", {"text": table, "format": "csv"}).content.decode()
    assert "2 tasks will be added" in shown
    assert "1 is done and left out" in shown
    assert other.post("/tasks/import", {"text": table, "format": "csv", "do": "add"}).status_code == 302
    life.refresh_from_db()
    there.refresh_from_db()
    assert list(person_of(there).tasks) == [one for one in person_of(life).tasks if one.id != "bills"]
