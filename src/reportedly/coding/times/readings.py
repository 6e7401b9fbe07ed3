"""Which reading belongs to which construction of the patterns."""

from __future__ import annotations

from collections.abc import Callable

from reportedly.coding.times.dates import (
    century,
    decade,
    iso,
    month,
    month_day,
    month_year,
    quarter,
    season,
    slashed,
    year,
    year_end,
    year_span,
)
from reportedly.coding.times.durations import bare_units, daily, duration, long_unit, set_, to_units, vague_window, window
from reportedly.coding.times.holidays import named_day
from reportedly.coding.times.relative import (
    ago,
    clock,
    deictic_day,
    deictic_part,
    deictic_unit,
    night_before,
    part_of_day,
    refs,
    the_unit,
    weekday,
    weekdays,
    year_ago,
)
from reportedly.coding.times.setting import Match, Reading, Setting

READERS: dict[str, Callable[[Match, Setting], Reading | None]] = {
    "month_day": month_day, "day_month": month_day, "month_year": month_year, "month": month, "weekday": weekday,
    "weekdays": weekdays, "iso": iso, "slashed": slashed, "year": year, "year_span": year_span, "decade": decade,
    "century": century, "quarter": quarter, "season": season, "deictic_day": deictic_day, "deictic_part": deictic_part,
    "part_of_day": part_of_day, "deictic_unit": deictic_unit, "ago": ago, "year_ago": year_ago, "window": window,
    "vague_window": vague_window, "duration": duration, "to_units": to_units, "bare_units": bare_units,
    "long_unit": long_unit, "set": set_, "daily": daily, "clock": clock, "named_day": named_day, "the_unit": the_unit,
    "year_end": year_end, "night_before": night_before,
    "refs": refs,
}  # fmt: skip
