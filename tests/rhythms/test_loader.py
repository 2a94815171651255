"""Pattern files: strict, all problems at once, each with its line."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rules import Strength
from equipoise.rhythms import builtin_patterns, load_pattern, pattern_text
from equipoise.rhythms.loader import load_seasons
from equipoise.rhythms.pattern import Combine

BAD = """\
name = "Mine"
leter = "X"

[rules]
"hours.owm" = "Mon-Fri 09:00-17:00"
"buffer.role" = "10 %"
margin = 12
"hours.focus" = { windows = [
  "Mon-Fri 09:00-10:30",
  "Mon-Fri 10:45",
], strength = "advice" }
"price.switch" = { at_most = 3, value = 2 }
sleep = 8
"stretch.max" = { at_least = true }
"advice.health" = ""

[[ritual]]
id = "walk"
minutes = 25
window = "12:30-12:45"

[[ritual]]
id = "nap"
minutes = 20.5
window = "13:00-15:00"
kind = "siesta"
"""


def findings(text: str) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        load_pattern(text, "mine.toml")
    return caught.value.findings


def test_every_problem_at_once_with_its_line() -> None:
    found = {finding.line: finding for finding in findings(BAD)}
    assert sorted(found) == [2, 5, 6, 7, 8, 12, 13, 14, 15, 20, 24, 26]
    assert "letter" in found[2].cure
    assert "hours.own" in found[5].cure
    assert "wrong unit" in found[6].message
    assert '"10 min"' in found[6].cure
    assert "between 0 % and 90 %" in found[7].message
    assert "12:30-12:45" in found[20].message
    assert str(found[5]).startswith("mine.toml:5: rules.hours.owm: unknown rule")
    assert {finding.line for finding in findings(BAD) if "hours.focus" in finding.field} == {8}
    assert all(finding.cure for finding in found.values())


def test_broken_toml_names_its_line() -> None:
    (finding,) = findings('name = "x"\n[rules]\nmargin = = 3\n')
    assert finding.line == 3
    assert "not valid TOML" in finding.message


def test_a_name_is_needed() -> None:
    assert [finding.field for finding in findings("[rules]\nmargin = 0.2\n")] == ["name"]


def test_units_and_forms() -> None:
    pattern = load_pattern(
        """
        name = "Mine"
        [rules]
        margin = "15 %"
        "buffer.role" = "5 min"
        "rest.daily" = { value = "12 h", strength = "hard" }
        "stretch.max" = { at_most = 90 }
        weekend = { strength = "priced" }
        """,
        "mine.toml",
    )
    by_id = {rule.id: rule for rule in pattern.rules}
    assert by_id["margin"].value == pytest.approx(0.15)
    assert by_id["buffer.role"].value == 5
    assert (by_id["rest.daily"].value, by_id["rest.daily"].strength) == (12, Strength.HARD)
    assert by_id["stretch.max"].combine is Combine.AT_MOST
    assert (by_id["weekend"].value, by_id["weekend"].strength) == (None, Strength.PRICED)
    assert by_id["margin"].line == 4


@pytest.mark.parametrize("letter", "ABCDEF")
def test_shipped_files_read_the_same_twice(letter: str) -> None:
    pattern = load_pattern(pattern_text(letter), "again.toml")
    assert pattern == builtin_patterns()[letter]
    assert pattern.letter == letter
    assert pattern.name
    assert pattern.summary
    assert pattern.for_whom
    assert all(rule.line > 0 for rule in pattern.rules)


def test_a_bad_season_is_refused() -> None:
    with pytest.raises(InputError, match="shift"):
        load_seasons("[ramp]\nshift = 3\n", "seasons.toml")


@given(st.text(alphabet="abr=\"[]{}.#\n'1", max_size=60))
def test_any_text_is_read_or_refused_with_findings(text: str) -> None:
    with suppress(InputError):  # anything else would be a defect
        load_pattern(text, "x.toml")


WORDS = [
    '"hours.own"',
    '"Mon-Fri"',
    "0.10",
    "25",
    '"10 %"',
    "true",
    "[]",
    "{}",
    "[[1]]",
    "nan",
    "inf",
    "1979-05-27",
]


@given(st.sampled_from("ABCDEF"), st.integers(0, 400), st.sampled_from(WORDS))
def test_a_damaged_file_is_read_or_refused_with_lines(letter: str, place: int, word: str) -> None:
    text = pattern_text(letter)
    pieces = re.split(r"(=\s*[^\n]+)", text)
    values = range(1, len(pieces), 2)
    pieces[values[place % len(values)]] = f"= {word}"
    try:
        load_pattern("".join(pieces), "x.toml")
    except InputError as error:
        found = error.findings
    else:
        return
    assert found
    assert all(finding.line > 0 for finding in found)


@pytest.mark.parametrize("text", ['name = "x"\nrules = 3', 'name = "x"\nritual = 3', "name = 5", "ramp = 3"])
def test_wrong_shapes_are_findings(text: str) -> None:
    with pytest.raises(InputError):
        load_pattern(text, "x.toml")
    with pytest.raises(InputError):
        load_seasons(text, "x.toml")


def test_numbers_are_finite() -> None:
    (finding,) = findings('name = "x"\n[rules]\n"price.low" = inf\n')
    assert finding.line == 3
