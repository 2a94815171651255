"""Sleep timing from the Munich Chronotype Questionnaire (MCTQ): real sleep times instead of preferences.

All times of day and durations are in hours; times of day lie in [0, 24). Falling asleep and waking are meant,
not going to bed and getting up.

Sources: Roenneberg, Wirz-Justice & Merrow 2003 and Roenneberg et al. 2012 (MSFsc, sleep loss); Wittmann 2006
and Jankowski 2017 (social jetlag); checked against the R package mctq of rOpenSci.

Traps, all handled here: mid-sleep and its differences go around midnight; MSFsc exists only if the person
wakes without an alarm on free days; the correction applies only when free-day sleep is the longer one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Night:
    """A usual night.

    Attributes:
        asleep_h: When the person falls asleep, hours after midnight, [0, 24).
        awake_h: When the person wakes, hours after midnight, [0, 24).
    """

    asleep_h: float
    awake_h: float

    def __post_init__(self) -> None:
        if not (0 <= self.asleep_h < 24 and 0 <= self.awake_h < 24):
            raise ValueError(
                f"times of day must lie in [0, 24) hours; got {self.asleep_h} and {self.awake_h}"
            )

    @property
    def duration_h(self) -> float:
        """Sleep duration, hours, [0, 24)."""
        return (self.awake_h - self.asleep_h) % 24

    @property
    def mid_h(self) -> float:
        """Mid-sleep, hours after midnight, [0, 24)."""
        return (self.asleep_h + self.duration_h / 2) % 24


@dataclass(frozen=True, slots=True)
class SleepTiming:
    """The MCTQ's quantities; None where it does not define one.

    Attributes:
        msw_h: Mid-sleep on workdays; None without workdays.
        msf_h: Mid-sleep on free days.
        msfsc_h: Mid-sleep on free days corrected for oversleep, the measure of chronotype; None with an
            alarm.
        sleep_week_h: Mean nightly sleep over the week.
        social_jetlag_h: Signed, free days minus workdays, in [-12, 12); its absolute value is what is
            reported.
        sleep_loss_week_h: Sleep lost per week against the weekly mean, >= 0.
    """

    msw_h: float | None
    msf_h: float
    msfsc_h: float | None
    sleep_week_h: float | None
    social_jetlag_h: float | None
    sleep_loss_week_h: float | None


def mean_weekly_sleep_h(workday_h: float, free_h: float, workdays: int) -> float:
    """Mean nightly sleep over a week with the given number of workdays, 0 to 7."""
    if not 0 <= workdays <= 7:
        raise ValueError(f"a week has 0 to 7 workdays; got {workdays}")
    return (workday_h * workdays + free_h * (7 - workdays)) / 7


def corrected_mid_sleep_h(
    msf_h: float, *, workday_sleep_h: float, free_sleep_h: float, workdays: int, alarm_on_free_days: bool
) -> float | None:
    """MSFsc: mid-sleep on free days, less half of the sleep caught up there.

    Args:
        msf_h: Mid-sleep on free days, hours after midnight.
        workday_sleep_h: Sleep duration before workdays, hours.
        free_sleep_h: Sleep duration before free days, hours.
        workdays: Workdays a week, 0 to 7.
        alarm_on_free_days: Whether an alarm ends sleep on free days.

    Returns:
        Hours after midnight in [0, 24), or None with an alarm on free days, when it is undefined.
    """
    if alarm_on_free_days:
        return None
    if free_sleep_h <= workday_sleep_h:
        return msf_h % 24
    week = mean_weekly_sleep_h(workday_sleep_h, free_sleep_h, workdays)
    return (msf_h - (free_sleep_h - week) / 2) % 24


def social_jetlag_h(msw_h: float, msf_h: float) -> float:
    """Mid-sleep on free days minus workdays the shorter way round the clock, in [-12, 12) hours."""
    return (msf_h - msw_h + 12) % 24 - 12


def weekly_sleep_loss_h(workday_sleep_h: float, free_sleep_h: float, workdays: int) -> float:
    """Hours a week slept less than the weekly mean, on whichever days are the short ones; >= 0."""
    week = mean_weekly_sleep_h(workday_sleep_h, free_sleep_h, workdays)
    if week > workday_sleep_h:
        return (week - workday_sleep_h) * workdays
    return (week - free_sleep_h) * (7 - workdays)


def sleep_timing(work: Night | None, free: Night, *, workdays: int, alarm_on_free_days: bool) -> SleepTiming:
    """All the MCTQ's quantities for one person.

    Args:
        work: The usual night before a workday; None if unknown or if there are none.
        free: The usual night before a free day.
        workdays: Workdays a week, 0 to 7.
        alarm_on_free_days: Whether an alarm ends sleep on free days.
    """
    if work is None:
        alone = free.mid_h if workdays == 0 and not alarm_on_free_days else None
        return SleepTiming(None, free.mid_h, alone, None, None, None)
    return SleepTiming(
        msw_h=work.mid_h,
        msf_h=free.mid_h,
        msfsc_h=corrected_mid_sleep_h(
            free.mid_h,
            workday_sleep_h=work.duration_h,
            free_sleep_h=free.duration_h,
            workdays=workdays,
            alarm_on_free_days=alarm_on_free_days,
        ),
        sleep_week_h=mean_weekly_sleep_h(work.duration_h, free.duration_h, workdays),
        social_jetlag_h=social_jetlag_h(work.mid_h, free.mid_h),
        sleep_loss_week_h=weekly_sleep_loss_h(work.duration_h, free.duration_h, workdays),
    )
