"""Compares the days of two accounts: those that they tell, or else those on which their reports were printed."""

from __future__ import annotations

from datetime import date, timedelta

from reportedly.linking.account import Account, Days
from reportedly.linking.reason import Reason

DAYS_APART, WEEK_APART = -8.0, -11.0
# A town is struck on one day and on the next; only a night's raid is told under either day.
NEXT_DAY = -2.5
NIGHT = frozenset(("overnight", "midnight"))
MONTHS = timedelta(31)
NOT_KNOWN = -0.5
# What is printed within three days, a week, a month, later, or before it, of a report that tells no day: of what both reports
# are about, where arrests and trials come later; and of what either tells in passing.
LATER_MAIN, LATER = (0.5, -0.5, -1.5, -3.0, -3.0), (0.5, -1.0, -2.0, -5.0, -8.0)


def compare_days(a: Account, b: Account) -> Reason:
    """Two accounts -> how much their days speak for one event, and why."""
    if a.days is None or b.days is None:
        return _untold(a, b)
    gap = max((b.days[0] - a.days[1]).days, (a.days[0] - b.days[1]).days)
    widest = max(a.days[1] - a.days[0], b.days[1] - b.days[0])
    both = f"{_span(a.days)} and {_span(b.days)}"
    if gap > 1 or (gap == 1 and widest > timedelta(1)):
        # A town is struck again and again in like words: days told apart decide.
        return Reason("day", DAYS_APART if gap <= 3 else WEEK_APART, both)
    if gap == 1:
        if a.dying or b.dying:
            return Reason("day", 0.0, f"{both}, one of them of a death")
        night = not NIGHT.isdisjoint(a.words.keys() | b.words.keys())
        return Reason("day", 0.0 if night else NEXT_DAY, f"{both}, {'one night' if night else 'a day apart'}")
    if widest > MONTHS:
        return Reason("day", -2.0, f"{both}: months are no day")
    value = 2.0 if widest <= timedelta(1) else 1.0 if widest <= timedelta(7) else -0.5
    return Reason("day", value, f"both {_span(a.days)}" if widest <= timedelta(1) else both)


def _untold(a: Account, b: Account) -> Reason:
    told = a.days or b.days
    if told:
        printed = a.printed if a.days is None else b.printed
        if printed is None:
            return Reason("day", NOT_KNOWN, "a day is not told")
        soon, week, month, long, before = LATER_MAIN if a.main and b.main else LATER
        late = (printed - told[1]).days
        if late < -1:
            return Reason("day", before, f"told of {told[1]}, and by a report of {printed}")
        value = soon if late <= 3 else week if late <= 7 else month if late <= 30 else long
        return Reason("day", value, f"{told[0]}, and a day not told in a report of {printed}")
    return _printed_apart(a.printed, b.printed)


def _printed_apart(one: date | None, other: date | None) -> Reason:
    if one is None or other is None:
        return Reason("day", NOT_KNOWN, "a day is not told")
    apart = abs((one - other).days)
    return Reason("day", 0.5 if apart <= 2 else -1.0 if apart <= 7 else -3.0, f"no day told; printed {apart} days apart")


def _span(days: Days) -> str:
    first, last = days
    return str(first) if first == last else f"{first} to {last}"
