from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time

import pytest

from equipoise.domain.commitments import Area, BlockKind, Estimate, LocalWindow, Ritual
from equipoise.domain.errors import InputError
from equipoise.domain.life import Life, TravelTable
from equipoise.domain.rhythm import Override, Season, SeasonKind
from equipoise.domain.rules import Strength
from equipoise.energy.chronotype import Chronotype
from equipoise.lifefile import check, parse
from equipoise.lifefile.tables import CHRONOTYPES

HEAD = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'
TASK = '[[task]]\ntitle = "A"\nestimate = "1h"\n'


def life_of(text: str) -> Life:
    life, findings = check(HEAD + text, "life.toml")
    assert life is not None, findings
    return life


def told(text: str, head: str = HEAD) -> list[str]:
    life, findings = check(head + text, "life.toml")
    assert (life is None) == any(not finding.warning for finding in findings)
    assert all(finding.file == "life.toml" and finding.cure for finding in findings)
    return [str(finding) for finding in findings]


def test_valid_files_have_no_findings(valid: dict[str, str]) -> None:
    for name, text in valid.items():
        assert check(text, name)[1] == (), name


def test_the_example_is_read_whole(example: str) -> None:
    life = parse(example, "life.toml")
    memo = next(task for task in life.tasks if task.id == "memo")
    assert memo.estimate == Estimate(120, 180, 300)
    assert memo.hard_due
    assert memo.due == datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert memo.after == ("gather-figures",)
    assert [task.id for task in life.tasks] == ["gather-figures", "memo", "chapter-4"]
    chapter = life.tasks[2]
    assert (chapter.min_chunk, chapter.max_chunk, chapter.role) == (120, 120, "")
    assert life.tasks[0].due == datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert life.travel == TravelTable({("home", "office"): 25}, 20)
    assert life.events[1].when.start == datetime(2026, 11, 25, 18, tzinfo=UTC)
    assert life.rhythm.by_weekday == {4: "C"}
    assert life.rhythm.seasons[1] == Season(SeasonKind.RECOVERY, date(2026, 12, 19), date(2027, 1, 4))
    own = {change.rule_id: change for change in life.rhythm.overrides}
    assert own["margin"] == Override("margin", 0.15)
    assert own["rest.daily"] == Override("rest.daily", 12.0, Strength.HARD)
    window = LocalWindow(time(16), time(18), frozenset(range(5)))
    assert own["rituals"] == Override("rituals", (Ritual("shutdown", "Shutdown", 10, window),))
    assert life.on_call[0].when.minutes == 2 * 1440


def test_a_kind_of_life_moves_area_and_role() -> None:
    task = life_of(TASK + 'kind = "life"\n').tasks[0]
    assert (task.kind, task.area, task.role) == (BlockKind.LIFE, Area.LIFE, "")


def test_one_chunk_moves_the_default_of_the_other() -> None:
    assert life_of(TASK + 'max_chunk = "20 min"').tasks[0].min_chunk == 20
    assert life_of(TASK + 'min_chunk = "2h"').tasks[0].max_chunk == 120


def test_ids_are_made_from_titles_and_unique() -> None:
    life = life_of(TASK * 3 + '[[task]]\ntitle = "B"\nid = "a-2"\nestimate = 5\n[[goal]]\ntitle = "日本"\n')
    assert [task.id for task in life.tasks] == ["a", "a-3", "a-4", "a-2"]
    assert life.goals[0].id == "goal"


def test_every_finding_at_once_with_its_line() -> None:
    text = """
[rhythm]
dial = 1.4
pattern = "G"
[rhythm.rules]
"hours.outr" = ["Mon-Fri 08:30-18:30"]
margin = { value = 0.95, strength = "soft" }
"hours.own" = [
  "Mon-Fri 09:00-17:00",
  # a comment ]
  "Son 10:00-12:00",
]
[[task]]
title = "A"
estimate = 3h
[[task]]
id = "b"
title = "B"
lenght = 5
pins = [ { start = 2026-11-24T14:00:00, length = "1h" },
  { start = 2026-11-24T14:00:00, end = 2026-11-24T13:00:00 } ]
"""
    head = '[person]\nname = "Ada"\nzone = "Berlin"\n'
    places = [finding.split(": ")[:2] for finding in told(text, head)]
    assert places == [
        ["life.toml:3", "person.zone"],
        ["life.toml:6", "rhythm.dial"],
        ["life.toml:7", "rhythm.pattern"],
        ["life.toml:9", "rhythm.rules.hours.outr"],
        ["life.toml:10", "rhythm.rules.margin.value"],
        ["life.toml:10", "rhythm.rules.margin.strength"],
        ["life.toml:14", "rhythm.rules.hours.own.2"],
        ["life.toml:18", "the value '3h' lacks its quotation marks; write estimate = \"3h\""],
        ["life.toml:19", "task.b.estimate"],
        ["life.toml:22", "task.b.lenght"],
        ["life.toml:24", "task.b.pins.2.end"],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[rythm]\n", 'did you mean "rhythm"'),
        ("[[tasks]]\n", 'did you mean "task"'),
        (TASK + "duration = 5", 'did you mean "estimate"'),
        (TASK + "durration = 5", 'did you mean "estimate"'),
        (TASK + 'priority = "hihg"', 'did you mean "high"'),
        (TASK + 'goal = "b"', "there is no goal with the id 'b'"),
        (TASK + 'goal = "a"', '"a" is a task, not a goal'),
        (TASK + 'after = ["a"]', "waits for itself"),
        (TASK + 'after = ["c"]', "there is no task with the id 'c'"),
        (
            TASK + 'after = ["Write It"]\n[[task]]\ntitle = "Write it"\nestimate = 5',
            'did you mean "write-it"',
        ),
        (
            TASK + 'min_chunk = "2h"\nmax_chunk = "1h"',
            "the shortest chunk (2h) is longer than the longest (1h)",
        ),
        (TASK + 'min_chunk = "0 min"', "out of range"),
        (TASK + "due = 2026-11-27\ndeadline = 2026-11-28", "both due and deadline"),
        (TASK + "hard_due = true", "says nothing without due"),
        (TASK + "deadline = 2026-11-28\nhard_due = false", "always hard"),
        (TASK + "due = 2026-11-27\nrelease = 2026-11-28", "the due is not after the release"),
        (TASK + 'split = false\nmin_chunk = "1h"', "has no chunks"),
        (TASK + "due = 1066-10-14", "the year 1066 is out of range"),
        (TASK + 'due = "soon"', "not a date or a date-time"),
        (TASK + "due = 12:00:00", "not a date or a date-time"),
        (TASK + "pins = [{ start = 2026-11-27 , length = 0 }]", "out of range"),
        (TASK + "pins = [{ start = 2026-11-27T10:00:00 }]", "neither an end nor a length"),
        (TASK + 'id = "a b"', "is not an id"),
        (TASK + 'id = "x"\n[[goal]]\ntitle = "G"\nid = "x"', "is also that of a goal"),
        ('[[task]]\ntitle = ""\nestimate = "1h"', "the text is empty"),
        ('[[task]]\ntitle = "a\\u0000"\nestimate = "1h"', "cannot be shown"),
        ('[[task]]\ntitle = 5\nestimate = "0h"', "out of range"),
        ('[task]\ntitle = "A"\nestimate = "1h"', "two brackets"),
        ("[rhythm]\nseason = [1]", "is not a table"),
        ('[[event]]\ntitle = "E"\nstart = 2026-11-27T10:00:00\nend = 2026-11-27T10:00:00', "is empty"),
        ('[[event]]\ntitle = "E"\nstart = 2026-11-27\nend = 2026-11-26', "ends before it starts"),
        ('[[event]]\ntitle = "E"\nstart = 2026-11-27\nend = 2026-11-25', "ends before it starts"),
        (
            '[[event]]\ntitle = "E"\nstart = 2026-11-27\nend = 2026-11-27\nlength = 5',
            "both an end and a length",
        ),
        (
            '[[event]]\ntitle = "E"\nstart = 2026-11-27T10:00:00\nlength = 5\nearliest = 2026-11-27',
            "nothing without latest",
        ),
        (
            (
                '[[event]]\ntitle = "E"\nstart = 2026-11-27T10:00:00\nlength = "2h"\nflexible = true\n'
                "earliest = 2026-11-27T10:00:00\nlatest = 2026-11-27T11:00:00"
            ),
            "less room",
        ),
        ('[[travel]]\nfrom = "a"\nto = "a"\ntakes = 5', "to itself"),
        (
            '[[travel]]\nfrom = "a"\nto = "b"\ntakes = 5\n[[travel]]\nfrom = "b"\nto = "a"\ntakes = 5',
            "stands twice",
        ),
        (
            '[[non_negotiable]]\ntitle = "N"\nwindows = "daily 9-10"\nlength = "2h"\nper_week = 1',
            "no plan can keep it",
        ),
        ('[[non_negotiable]]\ntitle = "N"\nwindows = "daily 9-10"\nlength = "1h"', "how often"),
        ('[[non_negotiable]]\ntitle = "N"\nwindows = "daily 9-10"\nper_week = 1', "how long"),
        ('[[non_negotiable]]\ntitle = "N"\nwindows = []', "no windows"),
        ('[[non_negotiable]]\ntitle = "N"\nwindows = ["daily 9-9"]', "is empty"),
        ("[rhythm.rules]\nrituals = []", "[[ritual]]"),
        ('[rhythm.rules]\n"hours.own" = 5', "is not text"),
        ('[rhythm.rules]\nmargin = "lots"', "is not a share"),
        ('[rhythm.rules]\n"break.min" = true', "is not a number"),
        ("[rhythm.rules]\nmargin = {}", "says nothing"),
        ("[rhythm.rules]\nmargin = { valu = 1 }", "is not known"),
        ("[rhythm.rules]\nfoo.bar.baz = 1", "there is no rule 'foo.bar.baz'"),
        ('[rhythm.rules]\n"hours.own" = []\nhours.own = []', "is set twice"),
        ('[rhythm]\nby_weekday = { Fry = "C" }', "is not a weekday"),
        ('[rhythm]\nby_weekday = { Fri = "C", weekend = "C", Sat = "D" }', "Sat is set twice"),
        (
            '[[rhythm.season]]\nkind = "ramp"\nstart = 2026-12-02\nend = 2026-12-01',
            "ends (2026-12-01) before",
        ),
        ('[energy]\npeaks = { cognitiv = ["9-10"] }', 'did you mean "cognitive"'),
        ('[energy]\nwake = "7:99"', "not a time of day"),
        ("[energy]\nmid_sleep_free = nan", "not a number"),
        ("person2 = 0x" + "f" * 5000, "is not known"),
        ("[rhythm]\ndial = 0x" + "f" * 5000, "not a number"),
        ("[rhythm]\ndial = 1" + "0" * 5000, "life.toml:5: a number is too long"),
    ],
)
def test_errors(text: str, words: str) -> None:
    found = told(text)
    assert any(words in finding for finding in found), found
    with pytest.raises(InputError):
        parse(HEAD + text, "life.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[energy]\nsleep = "04:00"\nwake = "07:00"', "less than 4 hours"),
        ('[energy]\nsleep = "07:00"\nwake = "23:30"', "more than 16 hours"),
        ('[rhythm.rules]\nsleep = ["daily 04:00-06:00"]', "less than 4 hours"),
        ('[rhythm.rules]\n"hours.outer" = []', "no work is placed at all"),
        (TASK + 'only = ["Mon 09:00-09:15"]', "none of these windows holds"),
        (TASK + "due = 2026-03-29T02:30:00", "02:30 does not exist on 2026-03-29"),
        (
            '[[routine]]\ntitle = "R"\nlength = "2h"\nper_week = 2\nwindows = "daily 9-10"',
            "none of its windows",
        ),
        (
            '[[routine]]\ntitle = "R"\nlength = "1h"\nper_week = 4\ngap_days = 2\nwindows = "Mon-Wed 9-10"',
            "at most 3",
        ),
        ('[[routine]]\ntitle = "R"\nlength = "1h"\nper_week = 5\ngap_days = 2', "at most 4"),
        ('[[ritual]]\ntitle = "R"\nlength = "1h"\nwindow = "daily 9:00-9:30"', "shorter than 1h"),
        ('[[rhythm.season]]\nkind = "ramp"\n[[rhythm.season]]\nkind = "harvest"\n', "overlaps season 1"),
        ('[[calendar]]\npath = "a"\n[[calendar]]\npath = "a"', "stands twice"),
        (
            '[[travel]]\nfrom = "home"\nto = "office"\ntakes = 5\n' + TASK + 'place = "ofice"',
            'did you mean "office"',
        ),
        (
            TASK + 'pins = [{ start = 2026-11-27T10:00:00, length = "1h" },'
            ' { start = 2026-11-27T10:30:00, length = "1h" }]',
            "overlaps another",
        ),
        (
            (
                '[[non_negotiable]]\ntitle = "Dinner"\nwindows = "daily 18:30-20:00"\n'
                '[[non_negotiable]]\ntitle = "Choir"\nwindows = ["Mon 8-9", "Wed,Thu 19:00-21:00"]'
            ),
            'non_negotiable.choir.windows: it falls on the same time as "Dinner": Wed,Thu 19:00-20:00',
        ),
        (
            (
                '[[non_negotiable]]\ntitle = "Night"\nwindows = "Sun 22:00-06:00"\n'
                '[[non_negotiable]]\ntitle = "Dawn"\nwindows = "Mon 05:00-07:00"'
            ),
            'same time as "Night": Mon 05:00-06:00',
        ),
        (
            TASK + 'id = "a"\n' + TASK + "after = ['a']\n"
            'pins = [{ start = 2026-11-27T10:00:00, length = "1h" }]',
            "of which 1h is not done, pinned or due before it",
        ),
        (
            TASK + "id = 'a'\npins = [{ start = 2026-11-27T08:00:00, length = '20 min' },"
            " { start = 2026-11-27T12:00:00, length = '40 min' }]\n" + TASK + "after = ['a']\n"
            "pins = [{ start = 2026-11-27T10:00:00, length = '1h' }]",
            "of which 40 min is not done, pinned or due before it",
        ),
        (
            (
                '[[event]]\ntitle = "E"\nstart = 2026-11-27T10:00:00\nlength = 5\n'
                "earliest = 2026-11-27\nlatest = 2026-11-27"
            ),
            "flexible = true",
        ),
    ],
)
def test_warnings_do_not_stop(text: str, words: str) -> None:
    life, findings = check(HEAD + text, "life.toml")
    assert life is not None
    assert [finding.warning for finding in findings] == [True]
    assert words in str(findings[0])


@pytest.mark.parametrize(
    "text",
    [
        (
            '[[non_negotiable]]\ntitle = "A"\nwindows = "daily 18:00-19:00"\n'
            '[[non_negotiable]]\ntitle = "B"\nwindows = "daily 19:00-20:00"'
        ),
        (
            '[[non_negotiable]]\ntitle = "A"\nwindows = "Mon 18:00-19:00"\n'
            '[[non_negotiable]]\ntitle = "B"\nwindows = "Tue 18:00-19:00"'
        ),
        (
            '[[non_negotiable]]\ntitle = "A"\nwindows = "daily 18:00-19:00"\n'
            '[[non_negotiable]]\ntitle = "B"\nwindows = "daily 06:00-22:00"\nlength = "1h"\nper_week = 2'
        ),
        '[[non_negotiable]]\ntitle = "A"\nwindows = ["daily 18:00-19:00", "Mon 18:30-20:00"]',
        TASK + "id = 'a'\ndone = '1h'\n" + TASK + "after = ['a']\n"
        "pins = [{ start = 2026-11-27T10:00:00, length = '1h' }]",
        TASK
        + "id = 'a'\npins = [{ start = 2026-11-27T09:00:00, length = '1h' }]\n"
        + TASK
        + "after = ['a']\n"
        "pins = [{ start = 2026-11-27T10:00:00, length = '1h' }]",
        TASK + "id = 'a'\ndue = 2026-11-26\n" + TASK + "after = ['a']\n"
        "pins = [{ start = 2026-11-27T10:00:00, length = '1h' }]",
    ],
    ids=["after-each-other", "other-days", "placed", "one-alone", "done", "pinned-before", "due-before"],
)
def test_what_can_be_kept_is_not_noted(text: str) -> None:
    life, findings = check(HEAD + text, "life.toml")
    assert life is not None
    assert findings == ()


def test_a_thousand_non_negotiables_at_once_are_quick_and_each_told_once() -> None:
    text = HEAD + "\n".join(
        f'[[non_negotiable]]\ntitle = "N{i}"\nwindows = "daily 18-19"' for i in range(1000)
    )
    _life, findings = check(text, "life.toml")
    assert len(findings) == 999


def test_a_cycle_is_named_whole() -> None:
    text = "".join(
        f'[[task]]\ntitle = "{a}"\nestimate = 5\nafter = ["{b}"]\n' for a, b in ("ab", "bc", "ca", "da")
    )
    assert told(text) == [
        (
            'life.toml:7: task.a.after: these tasks wait for each other: "a" after "b" after "c" after "a" never starts; '
            "take one of these links out"
        )
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "name = Ada\nzone = Berlin",
            "life.toml:1: the value 'Ada' lacks its quotation marks; write name = \"Ada\"",
        ),
        ("[person]\nname = 'x", "life.toml:2: this is not valid TOML"),
        ("[person]\n[person]", "life.toml:2: the table [person] stands twice"),
        ("a = 1\na = 2", "life.toml:2: the same key is set twice"),
        ("a = [1,\n\n", "life.toml:2"),
        ("due = 2026-11-27 17:00", "write the seconds too, such as 2026-11-27T17:00:00"),
        ("a = " + "[" * 5000, "nested too deeply"),
        ("a = 99999999-99-99", "life.toml:1"),
        ("\x00", "life.toml:1"),
    ],
)
def test_slips_of_syntax(text: str, words: str) -> None:
    assert any(words in finding for finding in told(text, "")), told(text, "")


def test_line_ends_and_byte_order_mark() -> None:
    text = HEAD.replace("\n", "\r\n") + "dail = 1\r\n"
    assert told(text, "\ufeff")[0].startswith("life.toml:4: person.dail")


def test_a_missing_person_is_told() -> None:
    assert 'the field "person" is missing' in told("", "")[0]


def test_ten_thousand_tasks_are_quick() -> None:
    row = '[[task]]\ntitle = "Task {0}"\nestimate = "1h-2h-4h"\ndue = 2026-11-27\nonly = ["Mon-Fri 09:00-17:00"]\n'
    text = HEAD + "".join(row.format(number) for number in range(10_000))
    start = clock.perf_counter()
    assert len(parse(text, "life.toml").tasks) == 10_000
    assert clock.perf_counter() - start < 6  # about 1 s alone; room for a busy machine


def test_chronotypes_are_those_of_the_energy_package() -> None:
    assert set(CHRONOTYPES) == {kind.value for kind in Chronotype}
