"""Calendar of TIMEX3 values: making them, moving them, and reading the days that they span."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SEASON_ORDER = ("SP", "SU", "FA", "WI")

_VALUE = re.compile(
    r"(?P<day>(\d{4})-(\d\d)-(\d\d))|(?P<week>(\d{4})-W(\d\d)(-WE)?)|(?P<month>(\d{4})-(\d\d))|(?P<quarter>(\d{4})-Q([1-4]))"
    r"|(?P<half>(\d{4})-H([12]))|(?P<season>(\d{4})-(SP|SU|FA|WI))|(?P<year>\d{4})|(?P<decade>\d{3})X?|(?P<century>\d\d)"
)


def week_value(day: date) -> str:
    """Day -> its ISO week, ``YYYY-Www``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def quarter_value(year: int, quarter: int) -> str:
    """Year and a count of quarters (may run past 1..4) -> ``YYYY-Qn``."""
    year, quarter = year + (quarter - 1) // 4, (quarter - 1) % 4 + 1
    return f"{year:04d}-Q{quarter}"


def season_of(day: date) -> tuple[int, str]:
    """Day -> the year in which its northern season began, and the season."""
    season = _SEASON_ORDER[(day.month // 3 - 1) % 4]
    return (day.year - 1 if day.month < 3 else day.year), season


def season_value(year: int, season: str, steps: int = 0) -> str:
    """Season of a year moved by a number of seasons -> ``YYYY-SU``."""
    n = _SEASON_ORDER.index(season) + steps
    return f"{year + n // 4:04d}-{_SEASON_ORDER[n % 4]}"


def add_months(day: date, months: int) -> date:
    """Day moved by months; the end of a shorter month stands for a day that it lacks."""
    n = day.year * 12 + day.month - 1 + months
    year, month = n // 12, n % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def moved(day: date, unit: str, count: int) -> str | None:
    """Day, unit and signed count -> the value of the unit's own grain that lies there ("three years ago" is a year).

    ``None`` where it falls outside the calendar, or the unit is shorter than a day.
    """
    try:
        if unit == "day":
            return (day + timedelta(days=count)).isoformat()
        if unit == "week":
            return week_value(day + timedelta(weeks=count))
        if unit == "weekend":
            return week_value(day + timedelta(weeks=count)) + "-WE"
        if unit == "fortnight":
            return week_value(day + timedelta(weeks=2 * count))
        if unit == "month":
            return add_months(day, count).isoformat()[:7]
        if unit == "quarter":
            return quarter_value(day.year, (day.month - 1) // 3 + 1 + count)
        if unit == "year":
            return f"{date(day.year + count, 1, 1).year:04d}"
        if unit == "decade":
            return f"{day.year // 10 + count:03d}"
        if unit == "century":
            return f"{day.year // 100 + count:02d}"
    except (ValueError, OverflowError):
        return None
    return None


def grain(value: str) -> str | None:
    """Value -> ``day``, ``week``, ``month``, ``quarter``, ``half``, ``season``, ``year``, ``decade``, ``century`` or ``None``."""
    match = _VALUE.match(value)
    if match is None or ((rest := value[match.end() :]) and not rest.startswith("T")):
        return None
    return match.lastgroup


def days_of(value: str) -> tuple[date, date] | None:
    """Value -> first and last day that it spans; a time of day is cut. ``None`` for what names no known day."""
    if "/" in value:
        first, last = (days_of(part) for part in value.split("/", 1))
        return (first[0], last[1]) if first and last else None
    match = _VALUE.match(value)
    if match is None or (match.end() < len(value) and value[match.end()] != "T"):
        return None
    try:
        return _days(match.lastgroup or "", [g for g in match.groups() if g])
    except ValueError:
        return None


def _days(kind: str, parts: list[str]) -> tuple[date, date]:
    if kind == "day":
        day = date.fromisoformat(parts[0])
        return day, day
    if kind == "week":
        monday = date.fromisocalendar(int(parts[1]), int(parts[2]), 1)
        return (monday + timedelta(days=5) if parts[-1] == "-WE" else monday), monday + timedelta(days=6)
    if kind == "decade":
        return date(int(parts[0] + "0"), 1, 1), date(int(parts[0] + "9"), 12, 31)
    if kind == "century":
        return date(int(parts[0] + "00"), 1, 1), date(int(parts[0] + "99"), 12, 31)
    if kind == "year":
        return date(int(parts[0]), 1, 1), date(int(parts[0]), 12, 31)
    year, part = int(parts[1]), parts[2]
    months = {"month": 1, "quarter": 3, "half": 6, "season": 3}[kind]
    start = SEASON_START[part] if kind == "season" else (int(part) - 1) * months + 1
    first = date(year, start, 1)
    return first, add_months(first, months) - timedelta(days=1)


def precision_of(first: date, last: date) -> int:
    """First and last day -> UCDP's date_prec: 1 a day, 2 two to six days, 3 a week, 4 a month, 5 more than that."""
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


def easter(year: int) -> date:
    """Year -> Easter Sunday of the western churches (Gregorian computus, Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th (from the end when negative) weekday (Monday is 0) of a month."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-n - 1))


def islamic(year: int, month: int, day: int) -> date:
    """A day of the tabular (civil) Islamic calendar -> the Gregorian day. The sighted calendar may differ by a day or two."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 1948440 - 1
    return date.fromordinal(days - 1721425 + 0)


def islamic_year(day: date) -> int:
    """Gregorian day -> the Islamic year that it lies in (tabular calendar)."""
    year = int((day.toordinal() + 1721425 - 1948440) * 30 // 10631 + 1)
    return year - 1 if islamic(year, 1, 1) > day else year
