"""The days of incidents on one axis; long stretches without any are left out, and it is seen that they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reportedly.exports.words import MONTHS

GAP = 60  # days without an incident from which the axis is broken
STRETCHES = 4  # most parts an axis is broken into
EDGE = 2.0  # per cent left free at both ends, for what is written beside a mark
BREAK = 4.0  # per cent of the axis that a break takes
APART = 8.5  # per cent of the axis between two labels, that they can be read


@dataclass(frozen=True)
class Tick:
    """A day on the axis, with its label; the year where it is the first of its year or of its stretch."""

    at: str
    label: str
    year: int | None


@dataclass(frozen=True)
class Mark:
    """The claims that give one day: how many; ``hollow``: those that do not assert it; ``left``: the number stands left."""

    at: str
    count: int
    hollow: bool
    left: bool


@dataclass(frozen=True)
class Row:
    """An incident on the axis: its number, where its bar begins and how long it is, and the days of its claims."""

    incident: int
    start: str
    width: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """Axis, its breaks, rows in order of time, and the numbers of the incidents without a day."""

    ticks: tuple[Tick, ...]
    breaks: tuple[str, ...]
    rows: tuple[Row, ...]
    undated: tuple[int, ...]


@dataclass(frozen=True)
class Dated:
    """First and last day of an incident (``None``: not known), and those of its claims with their status."""

    first: date | None
    last: date | None
    claims: tuple[tuple[date, str], ...]


def read_day(day: str | None) -> date | None:
    """ISO day -> date; ``None`` for what is none."""
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


@dataclass(frozen=True)
class _Panel:
    first: date
    last: date
    left: float
    width: float

    def at(self, day: date) -> float:
        return self.left + ((day - self.first).days + 0.5) / ((self.last - self.first).days + 1) * self.width


def draw_timeline(dated: Sequence[Dated]) -> Timeline:
    """Days of the incidents, in their order on the page -> the timeline."""
    rows = []
    panels = _panels(dated)
    for number, one in enumerate(dated):
        if one.first is None and one.last is None:
            continue
        first, last = one.first or one.last, one.last or one.first
        assert first is not None and last is not None
        begin, end = _at(panels, min(first, last)), _at(panels, max(first, last))
        days = Counter((day, status not in ("asserted", "historical")) for day, status in one.claims)
        placed = [(_at(panels, day), hollow, many) for (day, hollow), many in days.items() if _inside(panels, day)]
        marks = [
            Mark(f"{at:.2f}%", many, hollow, any(hollow == other and 0 < x - at < 5 for x, other, _ in placed))
            for at, hollow, many in sorted(placed)
        ]
        rows.append((first, number, Row(number, f"{begin:.2f}%", f"{end - begin:.2f}%", tuple(marks))))
    undated = tuple(number for number, one in enumerate(dated) if one.first is None and one.last is None)
    breaks = tuple(f"{panel.left - BREAK / 2:.2f}%" for panel in panels[1:])
    return Timeline(tuple(_ticks(panels)), breaks, tuple(row for _, _, row in sorted(rows, key=lambda r: r[:2])), undated)


def _panels(dated: Sequence[Dated]) -> list[_Panel]:
    """Stretches of days with at most :data:`GAP` days between two incidents, each as wide as it is long."""
    spans = sorted(
        (min(first, last), max(first, last))
        for one in dated
        if (first := one.first or one.last) is not None and (last := one.last or one.first) is not None
    )
    merged: list[tuple[date, date]] = []
    for first, last in spans:
        if merged and (first - merged[-1][1]).days <= GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    while len(merged) > STRETCHES:
        nearest = min(range(1, len(merged)), key=lambda n: merged[n][0] - merged[n - 1][1])
        merged[nearest - 1 : nearest + 1] = [(merged[nearest - 1][0], merged[nearest][1])]
    padded = [(_shift(first, -1), _shift(last, 1)) for first, last in merged]
    days = [(last - first).days + 1 for first, last in padded]
    room = 100 - 2 * EDGE - BREAK * (len(padded) - 1)
    # No stretch is narrower than a fifth of its fair share, else a single day beside years could not be seen.
    least = room / max(len(padded), 1) / 2
    weights = [max(day / max(sum(days), 1) * room, least) for day in days]
    panels, left = [], EDGE
    for (first, last), weight in zip(padded, weights, strict=True):
        width = weight / sum(weights) * room
        panels.append(_Panel(first, last, left, width))
        left += width + BREAK
    return panels


def _shift(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return day


def _inside(panels: Sequence[_Panel], day: date) -> bool:
    return any(panel.first <= day <= panel.last for panel in panels)


def _at(panels: Sequence[_Panel], day: date) -> float:
    return next(panel.at(day) for panel in panels if panel.first <= day <= panel.last)


def _ticks(panels: Sequence[_Panel]) -> Iterator[Tick]:
    """Days that are named on the axis: as many as can be read."""
    taken = -APART
    for panel in panels:
        days = (panel.last - panel.first).days + 1
        year = 0
        for day in _round_days(panel.first, panel.last, days, max(int(panel.width / APART), 1)):
            at = panel.at(day)
            if at - taken < APART:
                continue
            taken = at
            month = MONTHS[day.month - 1][:3]
            label = f"{day.day} {month}" if days <= 400 else month if days <= 1500 else ""
            yield Tick(f"{at:.2f}%", label or str(day.year), day.year if day.year != year and label else None)
            year = day.year


def _round_days(first: date, last: date, days: int, most: int) -> list[date]:
    if days <= 62:
        step = -(-days // most)
        inner = [first + timedelta(days=n) for n in range(1, days - 1)]
        return inner[:: max(step, 1)] or [first]
    months = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13)]
    inner = [day for day in months if first <= day <= last]
    if days > 1500:
        inner = [day for day in inner if day.month == 1]
    return inner[:: max(-(-len(inner) // most), 1)] or [first]
