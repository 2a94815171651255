from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.errors import InputError
from equipoise.lifefile import check, parse
from equipoise.lifefile.wizard import TASKS, compose, questions

ANSWERS = {
    "name": 'Ada "the first"',
    "zone": "Europe/Berlin",
    "country": "DE",
    "employment": "self-employed",
    "role": "Consultant",
    "style": "integration",
    "season": "ramp",
    "values": "family, acceleration",
    "pattern": "E",
    "hours": "Mon-Thu 09:00-17:00; Fri 09:00-14:00",
    "wake": "6:30",
    "sleep": "22:30",
    "non_negotiables": "Dinner: daily 18:30-20:00; Choir: Wed 20:00-21:30 / Sat 10:00-12:00",
    "task_1_title": "Offer",
    "task_1_estimate": "2h-3h-5h",
    "task_1_due": "2026-11-27",
    "task_2_title": "Slides",
    "task_2_due": "2026-11-30 12:00",
    "calendars": "work.ics, private/",
}


def test_composed_files_say_what_was_answered() -> None:
    text = compose(ANSWERS)
    life, findings = check(text, "life.toml")
    assert life is not None
    assert findings == ()
    assert life.person.name == ANSWERS["name"]
    assert life.person.values == ("family", "acceleration")
    assert (life.rhythm.dial, life.rhythm.pattern) == (0.8, "E")
    assert [len(item.windows) for item in life.non_negotiables] == [1, 2]
    assert [(task.title, task.estimate.planned, task.due is None) for task in life.tasks] == [
        ("Offer", 190, False),
        ("Slides", 120, False),
    ]
    assert [item.path for item in life.calendars] == ["work.ics", "private/"]
    assert text.count("#") > 15


def test_the_recommendation_is_the_default() -> None:
    asked = {item.key: item for item in questions(zone="Asia/Kolkata", dial="0.35", pattern="F")}
    assert (asked["dial"].default, asked["pattern"].default) == ("0.35", "F")
    assert asked["zone"].default == "Asia/Kolkata"
    assert parse(compose({"name": "Ada", "dial": "0.35"}), "x").rhythm.dial == 0.35


def test_reasons_stand_in_the_file_as_comments() -> None:
    text = compose({"name": "Ada"}, reasons=["Health counts most for you: -0.10, towards balance."])
    assert "#   Health counts most for you: -0.10, towards balance.\n[rhythm]\n" in text
    assert parse(text, "x").rhythm.dial == 0.5
    assert "Recommended" not in compose({"name": "Ada"})


@pytest.mark.parametrize("dial", ["2", "-0.1", "much", "nan"])
def test_a_dial_lies_between_0_and_1(dial: str) -> None:
    with pytest.raises(InputError, match="is not a dial"):
        compose({"name": "Ada", "dial": dial})


def test_every_question_can_be_asked() -> None:
    asked = questions()
    keys = [item.key for item in asked]
    assert len(keys) == len(set(keys))
    assert keys.count("task_1_title") == 1
    assert f"task_{TASKS}_due" in keys
    for item in asked:
        assert item.text.endswith("?")
        assert item.group in ("you", "style", "week", "work")
        assert not item.needs or item.needs in keys
        assert item.key == "name" or item.check(item.default) == ""
        assert all(item.check(choice) == "" for choice in item.choices)


def test_wrong_answers_are_told_by_question() -> None:
    wrong = {
        "name": "",
        "zone": "Berlin",
        "country": "Germany",
        "style": "balanced",
        "values": "health, money",
        "hours": "9 to 5",
        "wake": "early",
        "non_negotiables": "Dinner",
        "task_1_title": "A",
        "task_1_estimate": "soon",
        "task_1_due": "tomorrow",
    }
    with pytest.raises(InputError) as caught:
        compose(wrong)
    assert [finding.field for finding in caught.value.findings] == [
        key for key in wrong if key != "task_1_title"
    ]
    assert 'did you mean "Europe/Berlin"' in str(caught.value)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([item.key for item in questions()]), st.text(max_size=30)))
def test_any_answers_are_refused_or_make_a_file_that_reads(answers: dict[str, str]) -> None:
    try:
        text = compose({"name": "Ada", **answers})
    except InputError:
        return
    parse(text, "life.toml")
