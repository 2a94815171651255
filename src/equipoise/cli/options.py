"""Options that several commands share, worded once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = [
    "as_json_option",
    "colour_option",
    "effort_options",
    "horizon_options",
    "life_argument",
    "output_options",
    "rhythm_options",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Number(click.FloatRange):
    """A number in a range; click lets "nan" pass, as it is neither below nor above anything."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


life_argument = click.argument("life", metavar="LIFE", type=click.Path())

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")

colour_option = click.option(
    "--color",
    "--colour",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours: auto follows the terminal and NO_COLOR.",
)


def horizon_options(function: F) -> F:
    """Add --now, --weeks and --from."""
    return _stack(
        click.option(
            "--now",
            metavar="MOMENT",
            help="Plan as of this moment, local time: 2026-11-23T07:30, or 14:20 for today.",
        ),
        click.option("--weeks", metavar="N", type=int, default=1, help="How many weeks, 1 to 12."),
        click.option("--from", "first", metavar="DATE", help="First date; the date of --now if left out."),
    )(function)


def rhythm_options(function: F) -> F:
    """Add --pattern and --dial."""
    return _stack(
        click.option(
            "--pattern",
            metavar="P",
            default="",
            help="Another pattern, with its own hours, rituals and days off: A to F, a name, or a file.",
        ),
        click.option(
            "--dial",
            type=_Number(0, 1),
            metavar="0..1",
            help="Another dial: 0 is full balance, 1 full integration.",
        ),
    )(function)


def effort_options(function: F) -> F:
    """Add --seconds and --seed."""
    return _stack(
        click.option(
            "--seconds",
            type=_Number(0, 3600, min_open=True),
            default=10.0,
            metavar="S",
            help="Longest time to plan for; it ends earlier once the plan is proven good. Default 10.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**31 - 1),
            default=0,
            metavar="N",
            help="Of all random numbers. Default 0.",
        ),
    )(function)


def output_options(function: F) -> F:
    """Add --out and -o."""
    return _stack(
        click.option("--out", "folder", metavar="DIR", help="Write plan and pictures into this folder."),
        click.option(
            "-o",
            "--output",
            "files",
            metavar="FILE",
            multiple=True,
            help="Write this file, by its ending: .ics .json .svg .png .html .txt. May be repeated.",
        ),
    )(function)
