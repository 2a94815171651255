"""Public holidays."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from equipoise.domain.errors import InputError
from equipoise.rhythms.holidays import holiday_findings, is_holiday, public_holidays

from .conftest import Cases


def test_shared_cases(cases: Cases) -> None:
    for case in cases("holidays_checks.json")["cases"]:
        found = is_holiday(case["country"], case.get("subdiv", ""), date.fromisoformat(case["date"]))
        assert found is case["holiday"], case


def test_a_span_of_two_years() -> None:
    dates = [date(2026, 12, 20) + timedelta(days=i) for i in range(21)]
    found = public_holidays("DE", "BY", dates)
    assert sorted(found) == [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 1, 6)]
    assert all(found.values())
    assert public_holidays("", "", dates) == {}
    assert public_holidays("de", "by", dates) == found


def test_unknown_places_are_findings() -> None:
    (country,) = holiday_findings("XX")
    assert (country.field, bool(country.cure)) == ("person.country", True)
    (part,) = holiday_findings("DE", "QQ")
    assert part.field == "person.subdivision"
    assert "BY" in part.cure
    (alone,) = holiday_findings("", "BY")
    assert "without a country" in alone.message
    assert holiday_findings("DE", "BY") == holiday_findings("") == ()
    with pytest.raises(InputError, match="no public holidays"):
        public_holidays("XX", "", [date(2026, 1, 1)])


def test_the_slow_package_is_loaded_only_when_asked() -> None:
    code = "import sys, equipoise.rhythms.holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
