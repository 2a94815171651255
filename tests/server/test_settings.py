"""Settings: every rule changed where it is shown, the person, the life file, history."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.server.conftest import LIFE, MONDAY, run

from equipoise.domain.errors import InputError
from equipoise.domain.rules import RULES, Strength
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.rules import put_back, rows_of, set_rule
from equipoise.server.store import change, person_of, replace_text, text_of

TODAY = date(2026, 11, 23)


def row_of(life: Life, rule_id: str) -> Any:
    """Return a rule as the page shows it."""
    return next(row for row in rows_of(life, TODAY) if row.id == rule_id)


def test_every_rule_of_the_table_is_shown_with_a_form(life: Life, browser: Client) -> None:
    page = browser.get("/settings").content.decode()
    shown = set(re.findall(r'action="/settings/rules/([^"]+)"', page))
    assert shown == set(RULES) - {"rituals"}
    assert "From pattern A" in page
    assert 'href="/settings/you#ritual"' in page
    assert {row.id for row in rows_of(life, TODAY)} == set(RULES)


@pytest.mark.parametrize("rule_id", sorted(set(RULES) - {"rituals"}))
def test_what_a_form_shows_can_be_sent_back_and_changes_nothing(life: Life, rule_id: str) -> None:
    row = row_of(life, rule_id)
    if not row.text:
        return
    before = life.text
    assert set_rule(life, rule_id, row.text, row.strength, TODAY) == ()
    assert life.text == before
    # the same text as an own change says the same rule, too
    set_rule(life, rule_id, row.text + " ", "", TODAY)
    change(life, "same", lambda draft: draft.set("rhythm", "rules", value=None))
    value = [part.strip() for part in row.text.split(";")] if RULES[rule_id].unit == "windows" else row.text
    if RULES[rule_id].unit not in {"windows", "text", "minutes", "hours", "share"}:
        value = float(row.text)
    change(life, "own", lambda draft: draft.set("rhythm", "rules", rule_id, value=value))
    assert row_of(life, rule_id).text == row.text


def test_a_rule_is_changed_where_it_stands_and_put_back(life: Life, browser: Client) -> None:
    replace_text(life, "# mine\n" + LIFE, "imported")
    answer = browser.post("/settings/rules/hours.outer", {"value": "Mon-Thu 08:00-18:00; Fri 08:00-14:00"})
    assert answer.headers["Location"] == "/settings#hours-outer"
    page = browser.get("/settings").content.decode()
    told = page.split('class="note good"')[1][:400]
    assert "Hard stop: no work outside 08:00-18:00, Mon-Thu; 08:00-14:00, Fri; was" in told
    assert 'class="note good"' not in browser.get("/settings").content.decode(), "told once"
    row = row_of(Life.objects.get(), "hours.outer")
    assert row.own
    assert "from pattern A" in row.variants[0].origin
    life.refresh_from_db()
    assert life.text.startswith("# mine")
    browser.post("/settings/rules/hours.outer", {"way": "back"})
    life.refresh_from_db()
    assert row_of(life, "hours.outer").text == "Mon-Fri 08:30-18:30"
    assert not row_of(life, "hours.outer").own


def test_a_strength_alone_can_be_changed(life: Life) -> None:
    told = set_rule(life, "hours.focus", "Mon-Fri 09:30-11:00", "priced", TODAY)
    assert "was hard, is priced" in told[0]
    override = person_of(life).rhythm.overrides[0]
    assert (override.value, override.strength) == (None, Strength.PRICED)
    set_rule(life, "hours.focus", "Mon-Fri 10:00-11:30", "priced", TODAY)
    assert row_of(life, "hours.focus").strength == "priced"
    set_rule(life, "hours.focus", "Mon-Fri 10:00-11:30", "hard", TODAY)
    assert row_of(life, "hours.focus").strength == "hard"


def test_a_rule_written_with_a_bare_key_is_changed_not_doubled(life: Life) -> None:
    replace_text(
        life, LIFE.replace("[[task]]", "[rhythm.rules]\nbuffer.role = 20\n\n[[task]]", 1), "imported"
    )
    assert row_of(life, "buffer.role").own
    set_rule(life, "buffer.role", "15 min", "hard", TODAY)
    assert row_of(life, "buffer.role").text == "15 min"
    put_back(life, "buffer.role", TODAY)
    assert row_of(life, "buffer.role").text == "10 min"


@pytest.mark.parametrize(
    ("rule_id", "value", "words"),
    [
        ("margin", "200 %", "out of range"),
        ("margin", "much", "is not a share"),
        ("buffer.role", "10", ""),
        ("hours.own", "Mon-Fri whenever", "is not a window"),
        ("hours.own", "", "the value is empty"),
        ("defence.always", "focus, naps", "no kind of block"),
        ("price.switch", "lots", "is not a number"),
    ],
)
def test_a_value_that_cannot_be_is_told_beside_the_field(
    life: Life, browser: Client, rule_id: str, value: str, words: str
) -> None:
    answer = browser.post(f"/settings/rules/{rule_id}", {"value": value})
    if not words:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page.split(f'id="problem-{rule_id.replace(".", "-")}"')[1][:400]
    life.refresh_from_db()
    assert life.revision == 1


def test_rules_that_do_not_exist_are_told(life: Life) -> None:
    for rule_id in ("hours.owm", "rituals"):
        with pytest.raises(InputError, match="no such rule"):
            set_rule(life, rule_id, "10", "", TODAY)


def test_days_that_differ_are_named(life: Life) -> None:
    change(life, "friday", lambda draft: draft.set("rhythm", "by_weekday", value={"Fri": "C"}))
    row = row_of(life, "hours.own")
    assert [one.days for one in row.variants][1] == "Fri 27 Nov"


def test_after_a_change_planning_again_is_offered(life: Life, browser: Client) -> None:
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    assert b"Plan again" not in browser.get("/settings").content
    browser.post("/settings/rules/margin", {"value": "20 %"})
    assert b"Plan again" in browser.get("/settings").content
    assert browser.post("/settings/plan").headers["Location"] == "/week"
    assert Proposal.objects.count() == 2


def test_the_person_is_edited_by_the_fields_of_the_life_file(life: Life, browser: Client) -> None:
    sent = {
        "name": "Ada L.",
        "zone": "Europe/Vienna",
        "country": "AT",
        "deep": "0,8",
        "values": ["family", "health"],
    }
    assert browser.post("/settings/you/person", sent).status_code == 302
    life.refresh_from_db()
    person = person_of(life).person
    assert (person.name, person.zone.key, person.deep) == ("Ada L.", "Europe/Vienna", 0.8)
    assert set(person.values) == {"family", "health"}
    sent = {"wake": "06:00", "sleep": "22:00", "peaks.cognitive": "09:00-11:00; 15:00-16:00"}
    browser.post("/settings/you/energy", sent)
    life.refresh_from_db()
    assert len(person_of(life).energy.peaks["cognitive"]) == 2
    assert "09:00-11:00\n15:00-16:00" in browser.get("/settings/you").content.decode()


def test_wrong_fields_are_told_beside_them_and_typed_words_stay(life: Life, browser: Client) -> None:
    answer = browser.post("/settings/you/person", {"name": "", "zone": "Viena", "values": ["family"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Europe/Vienna" in page
    assert 'value="Viena"' in page
    assert re.search(r'value="family" checked', page)
    answer = browser.post("/settings/you/energy", {"wake": "06:00", "sleep": "22:00", "lows.social": "lunch"})
    assert answer.status_code == 422
    assert "lunch" in answer.content.decode()
    life.refresh_from_db()
    assert life.revision == 1


def test_non_negotiables_are_added_changed_and_taken_out(life: Life, browser: Client) -> None:
    url = "/settings/you/non_negotiable/0"
    assert browser.post(url, {"was": "", "title": "Choir", "windows": "Wed 20:00-21:30"}).status_code == 302
    assert browser.post(url, {"was": "", "title": "Choir", "windows": "Wed"}).status_code == 422, "stale page"
    answer = browser.post(url, {"was": "Choir", "title": "Choir", "windows": "now and then"})
    assert answer.status_code == 422
    assert "now and then" in answer.content.decode()
    browser.post(url, {"was": "Choir", "title": "Choir", "windows": "Wed 20:00-21:30; Sun 10:00-11:00"})
    life.refresh_from_db()
    (one,) = person_of(life).non_negotiables
    assert len(one.windows) == 2
    browser.post(url, {"was": "Choir", "way": "drop"})
    life.refresh_from_db()
    assert not person_of(life).non_negotiables


@pytest.mark.usefixtures("life")
def test_a_ritual_of_the_pattern_is_changed_in_its_place(browser: Client) -> None:
    assert "/settings/you?ritual=lunch#ritual" in browser.get("/settings").content.decode()
    page = browser.get("/settings/you?ritual=lunch").content.decode()
    form = page.split('action="/settings/you/ritual/0"')[1].split("</form>")[0]
    sent = dict(re.findall(r'<input id="[^"]+" name="(\w+)" value="([^"]*)"', form))
    assert (sent["id"], sent["length"], sent["window"]) == ("lunch", "30 min", "Mon-Fri 11:30-13:30")
    answer = browser.post("/settings/you/ritual/0", {**sent, "was": "", "length": "50 min", "area": "life"})
    assert answer.status_code == 302
    page = browser.get("/settings").content.decode()
    assert "Change Lunch 50 min" in page
    assert "Change Lunch 30 min" not in page
    assert browser.get("/settings/you?ritual=nothing").status_code == 200


def test_the_life_file_is_looked_at_put_in_and_undone(life: Life, browser: Client) -> None:
    taken = browser.get("/settings/file/life.toml")
    assert taken["Content-Disposition"] == 'attachment; filename="life.toml"'
    assert taken.content.decode() == text_of(life)
    other = LIFE.replace('pattern = "A"', 'pattern = "B"').replace("Pay the bills", "Pay all bills") + (
        '\n[[task]]\ntitle = "New <i>one</i>"\nestimate = "1h"\n'
    )
    sent = {"file": SimpleUploadedFile("life.toml", other.encode()), "revision": "1"}
    page = browser.post("/settings/file", sent).content.decode()
    assert "Task added: New &lt;i&gt;one&lt;/i&gt;" in page
    assert "Task changed: Pay all bills" in page
    assert "(pattern B)" in page
    life.refresh_from_db()
    assert life.revision == 1, "a look changes nothing"
    assert browser.post("/settings/file", {"text": other, "revision": "9", "way": "keep"}).status_code == 422
    assert browser.post("/settings/file", {"text": other, "revision": "1", "way": "keep"}).status_code == 302
    life.refresh_from_db()
    assert person_of(life).rhythm.pattern == "B"
    history = browser.get("/settings/history").content.decode()
    assert "The life file was put in" in history
    browser.post("/settings/history/2/undo")
    life.refresh_from_db()
    assert person_of(life).rhythm.pattern == "A"
    assert [task.title for task in person_of(life).tasks] == ["Write the memo", "Pay the bills"]
    assert "Undone" in browser.get("/settings/history").content.decode()


def test_all_mistakes_of_a_life_file_are_told_at_once_by_line(life: Life, browser: Client) -> None:
    text = LIFE.replace("dial = 0.3", "dial = 3").replace('estimate = "2h"', 'estimate = "long"')
    answer = browser.post("/settings/file", {"text": text, "revision": "1", "way": "keep"})
    page = answer.content.decode()
    assert answer.status_code == 422
    lines = {int(line) for line in re.findall(r"data-line=\"(\d+)\"", page)}
    wanted = {i for i, line in enumerate(text.splitlines(), 1) if "dial = 3" in line or "long" in line}
    assert lines == wanted
    assert "estimate = &quot;long&quot;" in page, "what was typed stays"
    for data in (b"\xff\xfe\x00", b"x" * 1_000_001, b"[[[nothing"):
        sent = {"file": SimpleUploadedFile("life.toml", data), "revision": "1"}
        assert browser.post("/settings/file", sent).status_code == 422
    life.refresh_from_db()
    assert life.revision == 1


def test_a_rhythm_that_comes_to_no_rules_can_be_mended(life: Life, browser: Client) -> None:
    broken = LIFE.replace('pattern = "A"', 'pattern = "my studio"')
    answer = browser.post("/settings/file", {"text": broken, "revision": "1", "way": "keep"})
    assert "there is no pattern" in answer.content.decode()
    replace_text(life, broken, "imported")
    page = browser.get("/settings").content.decode()
    assert "there is no pattern" in page
    assert 'href="/settings/file"' in page
    sent = {"text": LIFE, "revision": "2", "way": "keep"}
    assert browser.post("/settings/file", sent).status_code == 302
    assert "Hard stop" in browser.get("/settings").content.decode()
