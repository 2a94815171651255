from __future__ import annotations

from equipoise.lifefile.lines import line_index

TEXT = '''# a comment with [brackets]
[person]          # 2
name = "A # no comment, [ ] {"
"quoted key" = 4
zone = """
several [[lines]]
""" # 7
[rhythm.rules]
"hours.outer" = [ # 9
  "a", # ], with a comment
  "b", [ "c",
  "d" ],
]
hours.own.x = 1
hours . \t"own".y = { a = 1, b = [ 2,
 3 ] }

[[task]] # 18
title = 'literal \\ " [ '
[task.inner]
x = 2026-11-27 10:00:00 # 21
[[task]]
pins = [{ start = 1 },
  { start = 2 }]
[[task.sub]]
a = 1
[[task.sub]]
b = 1e5
"esc\\u0061ped" = \'\'\'x
''y\'\'\'
last = true'''


def test_lines_of_everything() -> None:
    lines = line_index(TEXT)
    assert lines["person",] == 2
    assert lines["person", "name"] == 3
    assert lines["person", "quoted key"] == 4
    assert lines["person", "zone"] == 5
    assert lines["rhythm",] == lines["rhythm", "rules"] == 8
    assert [lines["rhythm", "rules", "hours.outer", number] for number in range(3)] == [10, 11, 11]
    assert lines["rhythm", "rules", "hours.outer", 2, 1] == 12
    assert lines["rhythm", "rules", "hours", "own", "x"] == 14
    assert lines["rhythm", "rules", "hours", "own", "y", "a"] == 15
    assert lines["rhythm", "rules", "hours", "own", "y", "b", 1] == 16
    assert lines["task",] == lines["task", 0] == 18
    assert lines["task", 0, "inner", "x"] == 21
    assert lines["task", 1] == 22
    assert lines["task", 1, "pins", 1, "start"] == 24
    assert lines["task", 1, "sub", 0, "a"] == 26
    assert lines["task", 1, "sub", 1, "b"] == 28
    assert lines["task", 1, "sub", 1, "escaped"] == 29
    assert lines["task", 1, "sub", 1, "last"] == 31


def test_a_broken_text_gives_what_came_before() -> None:
    assert line_index('a = 1\nb = "x\nc = 2')["a",] == 1
    assert line_index("[[[[") == {}
