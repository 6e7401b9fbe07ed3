"""How many incidents began when, as bars: days, weeks, months or years, whatever leaves bars that can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reportedly.exports.page.timeline import read_day
from reportedly.exports.words import MONTHS, say_day
from reportedly.store.overview import Day
from reportedly.store.spots import NONE

# Days that the bars together may span, and what each is of.
STEPS = ((92, "day"), (700, "week"), (4000, "month"))
LABELS_APART = 8.0  # per cent of the axis, that they can be read
TALLEST = 88.0


@dataclass(frozen=True)
class Bar:
    """A period: its bar in per cent (``doubt`` is the disputed part), how many incidents began in it, and their address."""

    left: str
    width: str
    top: str
    height: str
    doubt: str | None
    count: int
    disputed: int
    said: str
    address: str


@dataclass(frozen=True)
class Histogram:
    """Bars in order of time, labels of the axis (per cent, words), what a bar is of, and how many incidents have no day."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[str, str], ...]
    step: str
    most: int
    undated: int
    undated_address: str


def draw_days(days: Sequence[Day], address: Callable[[str], str]) -> Histogram:
    """How many incidents began on which day, and what makes an address of a period (``FROM..TO``) -> the bars."""
    known = [(day, one) for one in days if (day := read_day(one.day)) is not None]
    undated = sum(one.count for one in days if read_day(one.day) is None)
    if not known:
        return Histogram((), (), "day", 0, undated, address(NONE))
    span = (known[-1][0] - known[0][0]).days + 1
    step = next((name for longest, name in STEPS if span <= longest), "year")
    counts: Counter[date] = Counter()
    doubts: Counter[date] = Counter()
    for day, one in known:
        first = first_of(day, step)
        counts[first] += one.count
        doubts[first] += one.disputed
    periods = [first_of(known[0][0], step)]
    while (following := _next(periods[-1], step)) is not None and following <= known[-1][0]:
        periods.append(following)
    most, width = max(counts.values()), 100 / len(periods)
    bars = tuple(
        _bar(period, step, n * width, width, counts[period], doubts[period], most, address)
        for n, period in enumerate(periods)
        if counts[period]
    )
    return Histogram(bars, tuple(_labels(periods, step, width)), step, most, undated, address(NONE))


def first_of(day: date, step: str) -> date:
    """A day -> the first day of its day, week (from Monday), month or year."""
    if step == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day if step == "day" else day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def _next(first: date, step: str) -> date | None:
    try:
        if step in ("day", "week"):
            return first + timedelta(days=1 if step == "day" else 7)
        months = first.year * 12 + first.month - 1 + (1 if step == "month" else 12)
        return date(months // 12, months % 12 + 1, 1)
    except (OverflowError, ValueError):  # the calendar ends
        return None


def _bar(
    first: date, step: str, left: float, width: float, count: int, disputed: int, most: int, address: Callable[[str], str]
) -> Bar:
    after = _next(first, step)
    last = after - timedelta(days=1) if after else date.max
    height = max(count / most * TALLEST, 2.5)
    doubt = height * disputed / count
    gap = min(width * 0.12, 0.4)
    return Bar(
        left=f"{left + gap / 2:.3f}%", width=f"{width - gap:.3f}%", top=f"{100 - height:.2f}%", height=f"{height:.2f}%",
        doubt=f"{doubt:.2f}%" if disputed else None, count=count, disputed=disputed, said=_say(first, step),
        address=address(f"{first.isoformat()}..{last.isoformat()}"),
    )  # fmt: skip


def _say(first: date, step: str) -> str:
    if step == "week":
        return f"week of {say_day(first.isoformat())}"
    return say_day(first.isoformat()[: {"day": 10, "month": 7, "year": 4}[step]])


def _labels(periods: Sequence[date], step: str, width: float) -> list[tuple[str, str]]:
    """Names on the axis: the years where there are several, else months, else days; as many as can be read."""
    several = periods[0].year != periods[-1].year
    labels, taken = [], -LABELS_APART
    for n, period in enumerate(periods):
        at = (n + 0.5) * width
        begins = n == 0 or (period.year != periods[n - 1].year if several else True)
        if not begins or at - taken < LABELS_APART or at > 97:
            continue
        day = f"{period.day} {MONTHS[period.month - 1][:3]}"
        labels.append(
            (f"{max(at, 2.5):.2f}%", str(period.year) if several else MONTHS[period.month - 1][:3] if step == "month" else day)
        )
        taken = at
    return labels
