"""Readings of named days: Christmas Eve, Easter Monday, Ramadan, Eid al-Fitr, Thanksgiving."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from reportedly.coding.times import values
from reportedly.coding.times.setting import Match, Reading, Setting, relative_year, word_of, year_of

_FIXED_DAYS = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
               "halloween": (10, 31),
               "valentines day": (2, 14), "veterans day": (11, 11), "armistice day": (11, 11),
               "may day": (5, 1), "bastille day": (7, 14),
               "nowruz": (3, 21), "april fools day": (4, 1)}  # fmt: skip


_MOVING_DAYS: dict[str, Callable[[int], date]] = {
    "thanksgiving": lambda y: values.nth_weekday(y, 11, 3, 4),
    "thanksgiving day": lambda y: values.nth_weekday(y, 11, 3, 4),
    "labor day": lambda y: values.nth_weekday(y, 9, 0, 1),
    "labour day": lambda y: date(y, 5, 1),
    "memorial day": lambda y: values.nth_weekday(y, 5, 0, -1),
    "easter": values.easter,
    "easter sunday": values.easter,
    "easter monday": lambda y: values.easter(y) + timedelta(days=1),
    "good friday": lambda y: values.easter(y) - timedelta(days=2),
    "palm sunday": lambda y: values.easter(y) - timedelta(days=7),
    "ash wednesday": lambda y: values.easter(y) - timedelta(days=46),
}


_ISLAMIC_DAYS = {
    "eid al fitr": (10, 1),
    "eid ul fitr": (10, 1),
    "eid al adha": (12, 10),
    "eid ul adha": (12, 10),
    "ashura": (1, 10),
}


def named_day(match: Match, setting: Setting) -> Reading | None:
    """Christmas Eve | Easter Monday | Ramadan | Eid al-Fitr | 9/11; the year by tense, or as written.

    Islamic days come from the tabular calendar; where the month is sighted they may lie a day or two off.
    """
    if match["name"].islower():
        return None
    name = re.sub(r"[\s-]+", " ", match["name"].lower().replace("’", "").replace("'", "")).removeprefix("the ")
    if name == "9/11":
        return Reading("DATE", "2001-09-11")
    anchor = setting.published
    year = year_of(match["year"]) or relative_year(setting, match["relyear"])
    if year is None and anchor is None:
        return Reading("DATE", "XXXX-{:02d}-{:02d}".format(*_FIXED_DAYS[name]) if name in _FIXED_DAYS else None)
    spans = [s for y in ([year] if year else [anchor.year - 1, anchor.year, anchor.year + 1]) if (s := _named_span(name, y))]  # type: ignore[union-attr]
    if not spans:
        return None
    chosen = spans[0]
    if year is None and anchor is not None:
        chosen = _chosen_span(spans, anchor, word_of(match["rel"]), setting.tense(match.start(), match.end()))
    first, last = chosen
    if first == last:
        # where the month is sighted, a day of the Islamic calendar is sure to within one day
        window = (first - timedelta(days=1), first + timedelta(days=1)) if name in _ISLAMIC_DAYS else None
        return Reading("DATE", first.isoformat(), window)
    return Reading("DATE", f"{first.isoformat()}/{last.isoformat()}")


def _chosen_span(spans: list[tuple[date, date]], anchor: date, rel: str, tense: int) -> tuple[date, date]:
    rel = rel.removeprefix("the ")
    if rel == "last" or (tense < 0 and rel != "this"):
        # the month may have been sighted a day before the tabular one begins
        past = [s for s in spans if (s[1] if rel == "last" else s[0] - timedelta(days=2)) <= anchor]
        return past[-1] if past else spans[0]
    if rel == "next" or tense > 0:
        ahead = [s for s in spans if s[1] >= anchor]
        return ahead[0] if ahead else spans[-1]
    return min(spans, key=lambda s: abs((s[0] - anchor).days))


def _named_span(name: str, year: int) -> tuple[date, date] | None:
    if name in _FIXED_DAYS:
        day = date(year, *_FIXED_DAYS[name])
        return day, day
    if name.startswith("new year"):
        # the eve and the day that belong to the turn of a year
        day = date(year, 12, 31) if name.endswith("eve") else date(year, 1, 1)
        return day, day
    if name in _MOVING_DAYS:
        day = _MOVING_DAYS[name](year)
        return day, day
    if name == "holy week":
        return values.easter(year) - timedelta(days=7), values.easter(year) - timedelta(days=1)
    islamic_year = values.islamic_year(date(year, 7, 1))
    for y in (islamic_year, islamic_year - 1, islamic_year + 1):
        if name.endswith("ramadan"):
            first, last = values.islamic(y, 9, 1), values.islamic(y, 10, 1) - timedelta(days=1)
        elif name == "muharram":
            first, last = values.islamic(y, 1, 1), values.islamic(y, 2, 1) - timedelta(days=1)
        elif name in _ISLAMIC_DAYS:
            first = last = values.islamic(y, *_ISLAMIC_DAYS[name])
        else:
            return None
        if first.year == year:
            return first, last
    return None
