"""Public holidays of a country and its parts, from the ``holidays`` package (loaded on first use)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from equipoise.domain.errors import Finding, InputError

__all__ = ["holiday_findings", "is_holiday", "public_holidays"]


@cache
def _supported() -> Mapping[str, tuple[str, ...]]:
    import holidays  # noqa: PLC0415 - a quarter of a second that most commands need not pay

    known = holidays.list_supported_countries(include_aliases=True)
    return {code: tuple(str(part) for part in parts) for code, parts in known.items()}


@cache
def _calendar(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - as above

    found: Any = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return {day: str(found[day]) for day in sorted(found)}


def holiday_findings(country: str, subdivision: str = "") -> tuple[Finding, ...]:
    """Return what is wrong with a country and a part of it.

    Args:
        country: ISO 3166-1 code of two letters, such as "DE"; "" means none and is fine.
        subdivision: the part's code as in ISO 3166-2, such as "BY"; "" for the whole country.

    Returns:
        A finding for an unknown country or part, with those that come close; empty if all is well.
    """
    code, part = country.upper(), subdivision.upper()
    if not code:
        message = f"subdivision {subdivision!r} stands without a country"
        return (Finding(message, "state the country as well", field="person.country"),) if part else ()
    if code not in _supported():
        close = difflib.get_close_matches(code, _supported(), n=4, cutoff=0.5)
        cure = "write its ISO 3166 code of two letters" + (f"; close are {', '.join(close)}" if close else "")
        return (
            Finding(f"no public holidays are known for country {country!r}", cure, field="person.country"),
        )
    parts = _supported()[code]
    if part and part not in {item.upper() for item in parts}:
        cure = f"known are {', '.join(parts)}" if parts else "leave it empty: this country has one calendar"
        return (Finding(f"{code} has no part {subdivision!r}", cure, field="person.subdivision"),)
    return ()


def public_holidays(country: str, subdivision: str, dates: Iterable[date]) -> dict[date, str]:
    """Return the public holidays among some dates, with their names in the country's language.

    Args:
        country: as for ``holiday_findings``; "" has no holidays.
        subdivision: the same.
        dates: local dates, of any years.

    Raises:
        InputError: the country or its part is not known.
    """
    findings = holiday_findings(country, subdivision)
    if findings:
        raise InputError(findings)
    if not country:
        return {}
    code, part = country.upper(), subdivision.upper()
    spelt = {item.upper(): item for item in _supported()[code]}.get(part, part)
    wanted = list(dates)
    years = {day.year: _calendar(code, spelt, day.year) for day in wanted}
    return {day: years[day.year][day] for day in wanted if day in years[day.year]}


def is_holiday(country: str, subdivision: str, day: date) -> bool:
    """Tell whether a date is a public holiday there. Raises ``InputError`` for an unknown country or part."""
    return day in public_holidays(country, subdivision, (day,))
