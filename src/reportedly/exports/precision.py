"""How sure a place and a day are, in the terms of UCDP (ours) and of ACLED."""

from __future__ import annotations

from datetime import date, timedelta

GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}
"""UCDP's where_prec -> ACLED's geo_precision: 1 the place itself, 2 a part of a region, 3 a larger region.

ACLED has nothing for a country or the sea; 6 and 7 become 3, and no point is given for them.
"""

TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
"""UCDP's date_prec -> ACLED's time_precision: 1 the day, 2 within a week, 3 within a month (or longer: ACLED has no more)."""

AREA = 4
"""From this where_prec on a place is an area, and its point stands for no spot in it."""


def read_day(written: str | None) -> date | None:
    """ISO 8601 day or time -> the day, ``None`` for anything else."""
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None


def date_precision(first: str | None, last: str | None) -> int | None:
    """First and last day -> UCDP's date_prec: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 longer.

    ``None`` where either end is open or not told.
    """
    start, end = read_day(first), read_day(last)
    if start is None or end is None or end < start:
        return None
    days = (end - start).days + 1
    return next((precision for limit, precision in ((1, 1), (6, 2), (7, 3), (31, 4)) if days <= limit), 5)


def middle_day(first: str | None, last: str | None) -> str | None:
    """First and last day -> the one in the middle, as ACLED dates what is known by week or month; ``None`` where one is open."""
    start, end = read_day(first), read_day(last)
    if start is None or end is None or end < start:
        return None
    return (start + timedelta(days=(end - start).days // 2)).isoformat()


def prio_cell(lat: float | None, lon: float | None) -> int | None:
    """Degrees -> number of the PRIO-GRID cell (half a degree, from the lower left corner of the world, row by row)."""
    if lat is None or lon is None:
        return None
    row, column = min(int((lat + 90) * 2), 359), min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1
