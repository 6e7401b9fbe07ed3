"""What surrounds a time expression and what its reading says; the small readings that all the others share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reportedly.coding.numerals import read_year
from reportedly.record import TimeType

Match = re.Match[str]


@dataclass(frozen=True)
class Setting:
    """What surrounds an expression: the day of publication, the last day and value told before it, the tense, the text."""

    published: date | None
    last_day: date | None
    last_value: str | None
    tense: Callable[[int, int], int]
    text: str

    def before(self, start: int, width: int = 24) -> str:
        """Give the text before an offset, in lower case and with single spaces."""
        return " ".join(self.text[max(0, start - width) : start].lower().split())


@dataclass(frozen=True)
class Reading:
    """Type and value of an expression.

    ``window`` are the days of a duration that is anchored, ``start`` and ``end`` narrower bounds than the match.
    ``refers``: a later "the quarter" or "two days earlier" may count from it; the year compared with does not serve.
    """

    type: TimeType
    value: str | None
    window: tuple[date, date] | None = None
    end: int | None = None
    refers: bool = True
    start: int | None = None


def year_of(text: str | None) -> int | None:
    """Digits or words of a year -> the year, ``None`` where there is none."""
    if not text:
        return None
    return int(text) if text.isdigit() else read_year(text)


def word_of(text: str | None) -> str:
    """Matched text -> the same in lower case with single spaces and no full stops, empty for ``None``."""
    return " ".join((text or "").lower().replace(".", "").split())


def unit_of(text: str) -> str:
    """Unit as written ("centuries", "hrs") -> its singular."""
    word = text.lower()
    short = {"hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "yr": "year", "yrs": "year"}
    plurals = {"centuries": "century", "millennia": "millennium"}
    return short.get(word) or plurals.get(word) or (word[:-1] if word.endswith("s") else word)


def day_of(year: int, month: int, day: int) -> date | None:
    """Year, month and day -> the day, ``None`` where the calendar has none ("February 30")."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def capital(match: Match, group: str) -> bool:
    """Whether a matched group (if it took part) begins with a capital: "march" is no month."""
    return match[group] is None or match[group][0].isupper()


def relative_year(setting: Setting, rel: str | None) -> int | None:
    """The year that "this", "last", "next" or "that" names, ``None`` without an anchor."""
    if setting.published is None or not rel:
        return None
    steps = {"this": 0, "last": -1, "next": 1}
    if rel.lower() == "that":
        return setting.last_day.year if setting.last_day else None
    return setting.published.year + steps[rel.lower()]


def nearest_year(setting: Setting, month: int, number: int, match: Match) -> int | None:
    """Take the year in which a day without a year falls nearest to publication, on the side that the tense tells."""
    anchor = setting.published
    if anchor is None:
        return None
    tense = setting.tense(match.start(), match.end())
    years = [y for y in (anchor.year - 1, anchor.year, anchor.year + 1) if day_of(y, month, number)]
    if not years:
        return anchor.year
    gap = {y: (date(y, month, number) - anchor).days for y in years}

    def distance(y: int) -> int:
        # "extended to Nov. 20" stands in the past tense: tense only weighs, it does not decide
        against = 200 if tense * gap[y] < 0 else 60 if gap[y] > 0 and tense == 0 else 0
        return abs(gap[y]) + against

    return min(years, key=lambda y: (distance(y), y))
