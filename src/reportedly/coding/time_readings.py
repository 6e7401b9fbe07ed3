"""Readings of time expressions: what a matched construction means, anchored at the day of publication.

Values follow TIMEX3 (TimeML 1.2.1) as TimeBank writes them. Where the anchor is missing, weekdays and month days stay
underspecified (``XXXX-WXX-5``, ``XXXX-03-12``) and relative expressions have no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from reportedly.coding import time_values as values
from reportedly.coding.numerals import ORDINALS, read_number, read_year
from reportedly.coding.time_patterns import MONTHS, PARTS, UNIT_CODES, WEEKDAYS
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
    """Type and value of an expression; ``window`` are the days of a duration that is anchored; ``end`` a shorter end."""

    type: TimeType
    value: str | None
    window: tuple[date, date] | None = None
    end: int | None = None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else read_year(text)


def _word(text: str | None) -> str:
    return " ".join((text or "").lower().replace(".", "").split())


def _unit(text: str) -> str:
    word = text.lower()
    short = {"hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "yr": "year", "yrs": "year"}
    plurals = {"centuries": "century", "millennia": "millennium"}
    return short.get(word) or plurals.get(word) or (word[:-1] if word.endswith("s") else word)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _capital(match: Match, group: str) -> bool:
    return match[group] is None or match[group][0].isupper()


def _relative_year(setting: Setting, rel: str | None) -> int | None:
    if setting.published is None or not rel:
        return None
    steps = {"this": 0, "last": -1, "next": 1}
    if rel.lower() == "that":
        return setting.last_day.year if setting.last_day else None
    return setting.published.year + steps[rel.lower()]


def month_day(match: Match, setting: Setting) -> Reading | None:
    """March 26, 1996 | Aug. 7 | Saturday, April 25 | 30 December."""
    groups = match.groupdict()
    if not _capital(match, "month"):
        return None
    month = MONTHS[_word(match["month"])]
    number = int(re.match(r"\d+", match["day"])[0])  # type: ignore[index]
    year = _year(match["year"]) or _relative_year(setting, match["rel"])
    if year is None and groups.get("short"):
        year = 1900 + int(groups["short"]) if int(groups["short"]) > 50 else 2000 + int(groups["short"])
    if year is None:
        year = _nearest_year(setting, month, number, match)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{number:02d}")
    day = _day(year, month, number)
    if day is None:
        return None
    if match["last"]:
        last = _day(year, month, int(re.match(r"\d+", match["last"])[0]))  # type: ignore[index]
        if last and last > day:
            return Reading("DATE", f"{day.isoformat()}/{last.isoformat()}")
    return Reading("DATE", day.isoformat())


def _nearest_year(setting: Setting, month: int, number: int, match: Match) -> int | None:
    """Take the year in which a day without a year falls nearest to publication, on the side that the tense tells."""
    anchor = setting.published
    if anchor is None:
        return None
    tense = setting.tense(match.start(), match.end())
    years = [y for y in (anchor.year - 1, anchor.year, anchor.year + 1) if _day(y, month, number)]
    if not years:
        return anchor.year
    gap = {y: (date(y, month, number) - anchor).days for y in years}
    if tense < 0:
        years = [y for y in years if gap[y] <= 0] or years
    elif tense > 0:
        years = [y for y in years if gap[y] >= 0] or years
    return min(years, key=lambda y: (abs(gap[y]) + (60 if gap[y] > 0 and tense == 0 else 0), y))


def month_year(match: Match, setting: Setting) -> Reading | None:
    """March 1996 | June last year | May of that year."""
    if not _capital(match, "month"):
        return None
    month = MONTHS[_word(match["month"])]
    year = _year(match["year"]) or _relative_year(setting, match["rel"])
    if year is None and match["short"]:
        year = 1900 + int(match["short"]) if int(match["short"]) > 50 else 2000 + int(match["short"])
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    return Reading("DATE", f"{year:04d}-{month:02d}")


_MONTH_PREPOSITION = re.compile(r"(?:\b(?:in|since|until|till|by|of|from|during|before|after|through|to|between|and|late|early|mid|for|as of)|[-–(,])$")


def month(match: Match, setting: Setting) -> Reading | None:
    """January | last April | early September | each July."""
    if not _capital(match, "month") or (match["month"].lower() == "mar" or match["month"].lower() == "mar."):
        return None
    rel, word = _word(match["rel"]), _word(match["month"])
    number = MONTHS[word]
    if rel in ("each", "every"):
        return Reading("SET", f"XXXX-{number:02d}")
    if not rel and not match["edge"]:
        before = setting.before(match.start())
        # "May said" is a person or a modal, "the March on Rome" a march: these two need a preposition
        if (word in ("may", "march", "august") or len(word) < 5 and word not in ("june", "july")) and not _MONTH_PREPOSITION.search(before):
            return None
        if word in ("may", "march") and before.endswith(("to", "and", ",")):
            return None
    anchor = setting.published
    if anchor is None:
        return Reading("DATE", f"XXXX-{number:02d}")
    year = anchor.year
    tense = setting.tense(match.start(), match.end())
    if rel in ("last", "the last", "this past", "past", "the past"):
        year -= number >= anchor.month
    elif rel in ("next", "the next", "this coming", "the coming", "coming"):
        year += number <= anchor.month
    elif rel in ("the following", "following") and setting.last_day:
        year = setting.last_day.year + (number <= setting.last_day.month)
    elif rel == "this":
        pass
    elif tense < 0:
        year -= number > anchor.month
    elif tense > 0:
        year += number < anchor.month
    else:
        gaps = {y: (y - anchor.year) * 12 + number - anchor.month for y in (year - 1, year, year + 1)}
        year = min(gaps, key=lambda y: abs(gaps[y]) + (3.5 if gaps[y] > 0 else 0))
    return Reading("DATE", f"{year:04d}-{number:02d}")


def weekday(match: Match, setting: Setting) -> Reading | None:
    """Friday | last Monday | Friday night | Monday of last week."""
    if not match["weekday"][0].isupper() or _word(match["weekday"]) in ("sun", "sat", "mon") and "." not in match["weekday"]:
        return None
    number = WEEKDAYS[_word(match["weekday"])]
    rel = _word(match["rel"])
    part = "T" + PARTS[_word(match["part"])] if match["part"] else ""
    plural = bool(match["part"]) and match["part"].lower().endswith("s")
    if rel in ("each", "every") or plural:
        return Reading("SET", f"XXXX-WXX-{number}{part}")
    kind: TimeType = "TIME" if part else "DATE"
    anchor = setting.published
    if anchor is None:
        return Reading(kind, f"XXXX-WXX-{number}{part}")
    if match["week"]:
        monday = anchor - timedelta(days=anchor.isoweekday() - 1) + timedelta(weeks={"this": 0, "last": -1, "next": 1}[match["week"].lower()])
        return Reading(kind, (monday + timedelta(days=number - 1)).isoformat() + part)
    day = _weekday_day(number, rel, match, setting, anchor)
    return Reading(kind, day.isoformat() + part)


def _weekday_day(number: int, rel: str, match: Match, setting: Setting, anchor: date) -> date:
    back = (anchor.isoweekday() - number) % 7
    ahead = (number - anchor.isoweekday()) % 7
    rel = rel.removeprefix("the ")
    if rel in ("last", "past", "this past"):
        return anchor - timedelta(days=back or 7)
    if rel in ("next", "coming", "this coming", "upcoming"):
        return anchor + timedelta(days=ahead or 7)
    if rel in ("previous", "preceding"):
        last = setting.last_day or anchor
        # "the previous Friday" told beside a weekday of the same week goes one week further back
        return last - timedelta(days=(last.isoweekday() - number) % 7 or 7)
    if rel == "following":
        last = setting.last_day or anchor
        return last + timedelta(days=(number - last.isoweekday()) % 7 or 7)
    if rel == "this":
        tense = setting.tense(match.start(), match.end())
        return anchor - timedelta(days=back) if tense < 0 and back else anchor + timedelta(days=ahead)
    if setting.tense(match.start(), match.end()) > 0:
        return anchor + timedelta(days=ahead)
    return anchor - timedelta(days=back)


def weekdays(match: Match, setting: Setting) -> Reading | None:
    """Fridays."""
    if not match["weekday"][0].isupper():
        return None
    return Reading("SET", f"XXXX-WXX-{WEEKDAYS[match['weekday'].lower()]}")


def iso(match: Match, setting: Setting) -> Reading | None:
    """2016-03-05 | 2016/03/05."""
    day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return Reading("DATE", day.isoformat()) if day else None


def slashed(match: Match, setting: Setting) -> Reading | None:
    """10/26/89 | 26.10.1989; where day and month could be either, the reading nearest to publication is taken."""
    a, b, y = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        if match["sep"] == ".":
            return None
        y += 1900 if y > 50 else 2000
    days = [day for day in (_day(y, a, b), _day(y, b, a)) if day]
    if match["sep"] == ".":
        days = days[::-1]
    if not days:
        return None
    anchor = setting.published
    return Reading("DATE", min(days, key=lambda d: abs((d - anchor).days) if anchor else 0).isoformat())


_YEAR_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|by|of|from|during|before|after|through|to|between|and|for|around|about|over|vs|than|as of|late|early|the|a|that|its|or|like)$"
)
_NO_YEAR = re.compile(r"(?:[$£€#&]|\b(?:us|c|no|number|flight|room|route|highway|unit|resolution|boeing|page|about|some|over|than|nearly|almost|around|least)\b\.?)\s?$")
_COUNTED = re.compile(
    r"\s+(?:people|men|women|children|troops|soldiers|dollars|pounds|euros|points|jobs|workers|members|percent|per\s+cent|meters|metres|km|miles"
    r"|feet|years|refugees|families|homes|houses|fighters|civilians|prisoners|deaths|dead|killed|wounded|injured|hectares|acres|gmt|hours|hrs|local|block|shares"
    r"|others?|residents|students|villagers|migrants|units|cars|vehicles|m\b|ft\b)\b",
    re.IGNORECASE,
)


def year(match: Match, setting: Setting) -> Reading | None:
    """1990 | the end of 1990 | fiscal 1989 | nineteen ninety-six | mid-1996."""
    number = _year(match["year"])
    if number is None:
        return None
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 16]
    plain = not match["edge"] and not match["fiscal"]
    if plain and (_NO_YEAR.search(before) or _COUNTED.match(after)) and not re.search(r"\b(?:in|since)$", before):
        return None
    if plain and not match["year"][0].isdigit() and not _YEAR_PREPOSITION.search(before):
        # "nineteen hundred" and "two thousand" are years only where a preposition says so
        return None
    if plain and match["year"].isdigit() and (number < 1800 or number > 2100) and not re.search(r"\b(?:in|since|by|until|from|of)$", before):
        return None
    if re.match(r"[-–]?[A-Za-z]|[-–:]\d", after) or re.search(r"[\d/:.,]$|\w-$", setting.text[max(0, match.start() - 2) : match.start()]) and not re.search(r", ?$|\. $", setting.text[max(0, match.start() - 2) : match.start()]):
        return None
    if match["to"]:
        return Reading("DATE", f"{number:04d}/{number // 100:02d}{match['to']}")
    return Reading("DATE", f"{number:04d}")


def year_span(match: Match, setting: Setting) -> Reading | None:
    """1992-1995: an interval of years."""
    return Reading("DATE", f"{match['y']}/{match['to']}") if match["y"] < match["to"] else None


def decade(match: Match, setting: Setting) -> Reading | None:
    """The early 1990s | the '80s | the late seventies."""
    if match["digits"]:
        return Reading("DATE", match["digits"][:3])
    if match["short"]:
        return Reading("DATE", "19" + match["short"][0])
    tens = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet").index(match["word"].lower()) + 2
    # "in his forties" is an age
    before = setting.before(match.start())
    return None if re.search(r"\b(?:his|her|their|my|mid|late|early|its)[- ]?$", before) or not re.match(r"the\b", match[0], re.I) else Reading("DATE", f"19{tens}")


def century(match: Match, setting: Setting) -> Reading | None:
    """The 20th century."""
    text = match["n"].lower()
    n = int(text[:-2]) if text[0].isdigit() else ORDINALS.get(text.split("-")[-1].split()[-1])
    if n is None:
        return None
    if text.startswith("twenty"):
        n += 20
    return Reading("DATE", f"{n - 1:02d}")


_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def quarter(match: Match, setting: Setting) -> Reading | None:
    """Third-quarter | the first half of 2016 | the third quarter of this year | next year's first quarter."""
    size = 4 if match["what"].lower() == "quarter" else 2
    code = "QH"[size == 2]
    anchor = setting.published
    year = _year(match["year"]) or _relative_year(setting, match["rel"] or match["poss"])
    if match["the"] and anchor:
        year = anchor.year
    n = _NTH.get(match["n"].lower())
    now = (anchor.month - 1) // (12 // size) + 1 if anchor else 0
    if n is None:
        if year is not None and match["n"].lower() in ("last", "final"):
            n = size
        elif anchor is None:
            return Reading("DATE", f"XXXX-{code}X")
        else:
            back = anchor.year * size + now - 2
            return Reading("DATE", f"{back // size:04d}-{code}{back % size + 1}")
    if size == 2 and year is None and not match["edge"] and not re.search(r"\b(?:in|of|during|for)( the)?$", setting.before(match.start())):
        return None  # "the first half" of a match
    if year is None:
        if anchor is None:
            return Reading("DATE", f"XXXX-{code}{n}")
        tense = setting.tense(match.start(), match.end())
        # a quarter is told of when it is over or nearly so, unless the tense looks ahead
        year = anchor.year - (n > now) if tense <= 0 else anchor.year + (n < now)
    return Reading("DATE", f"{year - (match['ago'] is not None):04d}-{code}{n}")


def season(match: Match, setting: Setting) -> Reading | None:
    """Last winter | the summer of 2015 | this spring."""
    word = match["season"].lower()
    code = values.SEASONS[word]
    rel = _word(match["rel"])
    if rel in ("each", "every"):
        return Reading("SET", f"XXXX-{code}")
    before = setting.before(match.start())
    year = _year(match["year"]) or _relative_year(setting, match["relyear"])
    prepositional = re.search(r"\b(?:in|since|until|by|during|over|last|this|next|through|before|after)$", before) is not None
    if word in ("fall", "spring") and year is None and rel in ("", "the") and not (prepositional and rel == "the") and not match["edge"]:
        return None
    if year is not None:
        return Reading("DATE", values.season_value(year, code))
    anchor = setting.published
    if anchor is None:
        return Reading("DATE", f"XXXX-{code}") if rel in ("", "the") else Reading("DATE", None)
    start = date(anchor.year, values.SEASON_START[code], 1)
    if rel in ("last", "the last", "this past", "past", "the previous", "the past"):
        begun = anchor.year - (values.season_of(anchor)[1] == code or start > anchor)
        begun -= code == "WI" and anchor.month < 3 and values.season_of(anchor)[1] == code
        return Reading("DATE", f"{begun:04d}-{code}")
    if rel in ("next", "the next", "this coming", "the coming", "coming"):
        return Reading("DATE", f"{anchor.year + (start <= anchor):04d}-{code}")
    if rel in ("", "the") and not prepositional and not match["edge"] and setting.tense(match.start(), match.end()) == 0 and rel == "":
        return None
    if code == "WI" and anchor.month < 6:
        return Reading("DATE", f"{anchor.year - 1:04d}-{code}")
    return Reading("DATE", f"{anchor.year:04d}-{code}")


def deictic_day(match: Match, setting: Setting) -> Reading | None:
    """Today | late yesterday | tomorrow evening | tonight | the day before yesterday."""
    word = _word(match["day"]).removeprefix("the ")
    steps = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2}[word]
    part = "T" + PARTS[_word(match["part"])] if match["part"] else "TNI" if word == "tonight" else ""
    kind: TimeType = "TIME" if part else "DATE"
    if word == "today" and re.match(r"['’]s\s+\w", setting.text[match.end() : match.end() + 5]) and setting.published is None:
        return Reading("DATE", "PRESENT_REF")
    if setting.published is None:
        return Reading(kind, None)
    return Reading(kind, (setting.published + timedelta(days=steps)).isoformat() + part)


def deictic_part(match: Match, setting: Setting) -> Reading | None:
    """This morning | last night | overnight | the next morning."""
    anchor = setting.published
    if match["overnight"]:
        return Reading("TIME", (anchor - timedelta(days=1)).isoformat() + "TNI" if anchor else None)
    rel, part = _word(match["rel"]), PARTS[_word(match["part"])]
    base, steps = anchor, 0
    if rel in ("last", "past", "the past"):
        steps = -1
    elif rel in ("next", "the next", "the following", "following", "the coming", "coming"):
        base, steps = setting.last_day or anchor, 1
    elif rel in ("the previous", "previous", "the preceding"):
        base, steps = setting.last_day or anchor, -1
    elif rel in ("that", "the same", "same", "the"):
        base = setting.last_day or anchor
        # "the morning" is told of a day that stands there; "the night of Oct. 23" and "during the night" are no day's name
        if rel == "the" and (match["part"].lower().endswith("s") or not re.search(r"\b(?:in|during|by|later in|late in|early in)$", setting.before(match.start()))):
            return None
    if base is None:
        return Reading("TIME", None)
    return Reading("TIME", (base + timedelta(days=steps)).isoformat() + "T" + part)


def part_of_day(match: Match, setting: Setting) -> Reading | None:
    """Mid afternoon | mid-afternoon yesterday."""
    if not match["edge"] or not match["edge"].lower().startswith(("mid", "early", "late")):
        return None
    base, word = setting.last_day or setting.published, _word(match["day"])
    anchor = setting.published
    if anchor and word in ("yesterday", "today", "tomorrow"):
        base = anchor + timedelta(days=("yesterday", "today", "tomorrow").index(word) - 1)
    elif anchor and word:
        base = anchor - timedelta(days=(anchor.isoweekday() - WEEKDAYS[word]) % 7)
    return Reading("TIME", f"{base.isoformat()}T{PARTS[_word(match['part'])]}" if base else None)


def deictic_unit(match: Match, setting: Setting) -> Reading | None:
    """Last week | earlier this year | next month | the following day | the current fiscal year | that year."""
    rel, unit = _word(match["rel"]), match["unit"].lower()
    bare = rel.removeprefix("the ")
    before = setting.before(match.start())
    anchor: date | None = setting.published
    if bare in ("this", "current", "same", "very same", "that", "that same"):
        steps = 0
    elif bare in ("last", "past", "previous", "preceding", "this past"):
        steps = -1
    else:
        steps = 1
    if unit == "half":
        return None
    if unit == "day" and bare in ("this", "last", "past", "current", "that") and not (bare == "that" or match["edge"]):
        if bare != "this" or not re.search(r"\b(?:on|to|until)$", before):
            return None
    if bare in ("past", "the past") or rel in ("the last", "the past", "the coming") and unit in ("decade", "century"):
        if unit in ("decade", "century", "year", "month", "week"):
            return _window(setting, -1, 1, unit)
    if bare in ("following", "previous", "preceding", "same", "very same", "that", "that same") or rel == "the next" and setting.last_day:
        anchor = setting.last_day or setting.published
        if bare == "same" and unit == "year" and setting.last_day is None:
            return None
    value = values.moved(anchor, unit, steps) if anchor else None
    return Reading("DATE", value)


def _window(setting: Setting, way: int, count: float | None, unit: str) -> Reading:
    """Make the duration that ends (way -1) or begins (+1) at publication, with the days that it spans."""
    value = duration_value(count, unit)
    anchor = setting.published
    if anchor is None or count is None:
        return Reading("DURATION", value)
    days = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 30.44, "quarter": 91.3, "year": 365.25,
            "decade": 3652.5, "century": 36525}.get(unit)  # fmt: skip
    if days is None or days * count > 200_000:
        return Reading("DURATION", value)
    other = anchor + timedelta(days=way * round(days * count))
    return Reading("DURATION", value, (min(anchor, other), max(anchor, other)))


def duration_value(count: float | None, unit: str) -> str:
    """Count (``None``: a vague one) and unit -> TIMEX3 duration: ``P3Y``, ``PT30M``, ``PXD``, ``P2Y6M``."""
    code = UNIT_CODES[unit]
    prefix, letter = ("PT", code[1]) if code[0] == "T" else ("P", code)
    if count is None:
        return f"{prefix}X{letter}"
    if unit == "decade":
        return f"P{count * 10:g}Y"
    if unit == "century":
        return f"P{count * 100:g}Y"
    if unit == "fortnight":
        return f"P{count * 2:g}W"
    if unit == "weekend":
        return f"P{count * 2:g}D"
    if unit == "hour" and count >= 24 and count % 24 == 0 and count == 24:
        return "P1D"
    if count % 1 == 0.5:
        whole, smaller = int(count), {"year": "6M", "hour": "30M", "minute": "30S"}.get(unit)
        if smaller:
            return f"{prefix}{f'{whole}{letter}' if whole else ''}{smaller}"
    return f"{prefix}{count:g}{letter}"


def count_of(text: str) -> float | None:
    """Number of a duration ("three", "a couple of", "2 1/2", "half a") -> count, ``None`` for a vague one."""
    word = " ".join(text.lower().split())
    if word in ("a", "an", "one"):
        return 1
    if word.startswith(("a couple", "couple")):
        return 2
    if word.startswith("half"):
        return 0.5
    for half in (" 1/2", " and a half", " ½"):
        if word.endswith(half):
            number = read_number(word.removesuffix(half))
            return None if number is None else number + 0.5
    if re.fullmatch(r"\d+\.\d+", word):
        return float(word)
    return read_number(word)


def ago(match: Match, setting: Setting) -> Reading | None:
    """Three years ago | a year earlier | two days later: counted from publication, or from the day told before it."""
    unit, way, count = _unit(match["unit"]), _word(match["way"]), count_of(match["n"])
    if count is None:
        return Reading("DATE", "PAST_REF" if way in ("ago", "earlier", "back", "before", "previously", "prior") else "FUTURE_REF")
    back = way in ("ago", "earlier", "before", "previously", "back", "prior")
    anchor = setting.published if way in ("ago", "hence", "back", "from now", "from today") else setting.last_day or setting.published
    if way in ("earlier", "later", "before", "previously", "after", "on", "prior") and unit in ("year", "decade") and setting.last_value:
        grain = values.grain(setting.last_value)
        if grain == "quarter" and unit == "year":
            return Reading("DATE", f"{int(setting.last_value[:4]) + (-1 if back else 1) * int(count):04d}{setting.last_value[4:]}")
    if anchor is None:
        return Reading("DATE", None)
    if count % 1 or unit in ("hour", "minute", "second"):
        if unit in ("second", "minute", "hour"):
            return Reading("DURATION", duration_value(count, unit))
        if unit == "year":
            return Reading("DATE", values.moved(anchor, "month", int(count * 12) * (-1 if back else 1)))
        return Reading("DATE", values.moved(anchor, "day", round(count * {"day": 1, "week": 7, "month": 30}.get(unit, 1)) * (-1 if back else 1)))
    return Reading("DATE", values.moved(anchor, "day" if unit == "night" else unit, int(count) * (-1 if back else 1)))


def year_ago(match: Match, setting: Setting) -> Reading | None:
    """The year-ago quarter | year-earlier | the year-earlier period."""
    what, unit = _word(match["what"]), match["unit"].lower()
    if what.startswith(("nine", "six")):
        return Reading("DURATION", "P9M" if what.startswith("nine") else "P6M")
    last = setting.last_value
    anchor = setting.published
    if unit == "year" and last and values.grain(last) in ("quarter", "month") and (what != "month"):
        return Reading("DATE", f"{int(last[:4]) - 1:04d}{last[4:]}")
    if anchor is None:
        return Reading("DATE", None)
    if what == "quarter":
        return Reading("DATE", values.quarter_value(anchor.year - 1, (anchor.month - 1) // 3))
    return Reading("DATE", values.moved(anchor, unit, -1))


def window(match: Match, setting: Setting) -> Reading | None:
    """The past three months | the next two years | the first nine months | the last 24 hours."""
    rel, unit, count = match["rel"].lower(), _unit(match["unit"]), count_of(match["n"])
    if rel in ("past", "last", "previous", "preceding", "latest", "recent"):
        return _window(setting, -1, count, unit)
    if rel in ("next", "coming", "upcoming"):
        return _window(setting, 1, count, unit)
    return Reading("DURATION", duration_value(count, unit))


def vague_window(match: Match, setting: Setting) -> Reading | None:
    """Recent years | the coming weeks | the past months."""
    rel, unit = match["rel"].lower(), _unit(match["unit"])
    if rel == "recent":
        return Reading("DATE", "PAST_REF")
    if rel in ("coming", "next", "following"):
        return Reading("DATE", "FUTURE_REF")
    return Reading("DURATION", duration_value(None, unit))




def duration(match: Match, setting: Setting) -> Reading | None:
    """For six months | a three-day truce | the three year long siege | 2 1/2 years | a minute and a half."""
    if match["old"]:
        return None
    text = match["n"].lower()
    unit, count = _unit(match["unit"]), count_of(text)
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 16]
    if re.match(r"[-\s,]*(?:old\b|of\s+age\b)", after, re.IGNORECASE):
        return None
    singular = match["unit"].lower() == unit
    hyphen = re.search(r"[-‐‑–]" + re.escape(match["unit"]) + "$", match[0]) is not None
    article = text in ("a", "an")
    if unit in ("second", "minute", "hour", "quarter") and article and unit in ("second", "quarter"):
        return None
    if unit == "second" and singular:
        return None  # "one second", "three second-hand cars"
    if unit == "quarter" and re.match(r"\s+of\b", after):
        return None
    if text in ("some", "many", "few") and singular:
        return None
    if match["mod"] == "" and article and not match["or"] and not match["half"]:
        return _article_unit(match, setting, unit, before, after)
    if singular and not hyphen and not article and text not in ("one", "half a", "half an", "half") and not match["long"]:
        # "the three year siege": a count over one and a singular unit stand before a noun
        if not re.match(r"\s+\w", after):
            return None
    if unit in ("day", "night") and text == "one" and not match["mod"] and re.search(r"(?:^|[.,\"“])$", before):
        return Reading("DATE", "FUTURE_REF" if setting.tense(match.start(), match.end()) > 0 else "PAST_REF")
    if match["half"]:
        count = None if count is None else count + 0.5
    way = re.search(r"\b(past|last|next|coming)( the)?$", before)
    if way:
        return _window(setting, -1 if way[1] in ("past", "last") else 1, count, unit)
    return Reading("DURATION", duration_value(count, unit))


_HOLDS = re.compile(r"\b(?:for|in|within|after|of|than|about|nearly|almost|over|only|just|under|him|her|them|take|takes|took|last|lasted|spent|spend|spends|barely|once|comes|every|roughly|less|least|like|by)$")


def _article_unit(match: Match, setting: Setting, unit: str, before: str, after: str) -> Reading | None:
    """Read "a week": how long ("within a week"), how often ("2,000 visitors a day"), or no time at all ("a day of mourning")."""
    if re.match(r"-(?!long)|\s+(?:when|like|of)\b", after):
        return None
    if _HOLDS.search(before):
        return Reading("DURATION", duration_value(1, unit))
    if re.search(r"(?:\d[\d,.]*|\b(?:million|thousand|hundred|times|twice|once|dollars|cents|hours|days|people|share|\w+s))$", before) and unit in ("day", "week", "month", "year", "night", "hour", "minute"):
        return Reading("SET", duration_value(1, unit)) if unit != "night" else None
    if match["long"] or re.match(r"\s+(?:after|before|into|later|earlier)\b", after):
        return Reading("DURATION", duration_value(1, unit))
    return None


def to_units(match: Match, setting: Setting) -> Reading | None:
    """12 to 18 months: a duration of no single count."""
    unit = _unit(match["unit"])
    if re.match(r"[-\s]*(?:old|of\s+age)\b", setting.text[match.end() : match.end() + 8], re.IGNORECASE):
        return None
    return Reading("DURATION", duration_value(None, unit))


def bare_units(match: Match, setting: Setting) -> Reading | None:
    """For years | within days | weeks or months | decades-long."""
    before = setting.before(match.start())
    unit = _unit(match["unit"])
    if match["ago"]:
        return Reading("DATE", "PAST_REF")
    if match["or"] or match["long"] or re.search(r"\b(?:for|in|within|after|over|of|take|takes|took|last|lasted|by|spent|through|the|following|matter of|since)$", before):
        if re.search(r"\b(?:hundreds|thousands|dozens|millions) of$", before) or unit in ("second",) or before.endswith(" the"):
            return None
        return Reading("DURATION", duration_value(None, unit))
    if re.match(r"\s+(?:before|after|later|earlier|into)\b", setting.text[match.end() : match.end() + 9]):
        return Reading("DURATION", duration_value(None, unit))
    return None


def long_unit(match: Match, setting: Setting) -> Reading | None:
    """Day-long | weeklong."""
    return Reading("DURATION", duration_value(1, match["unit"].lower()))


def set_(match: Match, setting: Setting) -> Reading | None:
    """Every day | each year | every two weeks | every morning."""
    unit = _word(match["unit"])
    if unit in PARTS:
        return Reading("SET", f"XXXX-XX-XXT{PARTS[unit]}")
    unit = _unit(unit)
    n = _word(match["n"])
    count = 2 if n in ("other", "second") else 3 if n == "third" else read_number(n) if n else 1
    return Reading("SET", duration_value(count, unit))


def daily(match: Match, setting: Setting) -> Reading | None:
    """Daily | annually | quarterly."""
    word = match["word"].lower()
    if re.match(r"[-\s]*(?:Mail|Telegraph|Mirror|Star|News|Times|Post|Beast|Express|Sabah|Telegram)\b", setting.text[match.end() : match.end() + 12]) or (
        match["word"][0].isupper() and re.match(r"\s+[A-Z]", setting.text[match.end() : match.end() + 3])
    ):
        return None
    letter = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y", "quarterly": "P1Q", "hourly": "PT1H",
              "nightly": "XXXX-XX-XXTNI", "fortnightly": "P2W"}  # fmt: skip
    return Reading("SET", letter[word])


def clock(match: Match, setting: Setting) -> Reading | None:
    """7:15 p.m. | 10 p.m. Wednesday | noon Thursday | 1400 GMT | midnight."""
    text = _word(match["clock"])
    anchor = setting.published
    if text == "dawn" and not re.search(r"\b(?:at|before|since|until|after|by|around|from)$", setting.before(match.start())):
        return None
    word = _word(match["day"])
    day = setting.last_day if setting.last_day and anchor and abs((setting.last_day - anchor).days) < 400 else anchor
    if word in ("today", "yesterday", "tomorrow") and anchor:
        day = anchor + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[word])
    elif word and anchor:
        day = _weekday_day(WEEKDAYS[word], "", match, setting, anchor)
    elif match["month"]:
        month = MONTHS[_word(match["month"])]
        number = int(re.match(r"\d+", match["dom"])[0])  # type: ignore[index]
        year = _year(match["year"]) or _nearest_year(setting, month, number, match)
        day = _day(year, month, number) if year else None
    time = _clock_value(text)
    if time is None:
        return None
    return Reading("TIME", (day.isoformat() if day else "XXXX-XX-XX") + time)


def _clock_value(text: str) -> str | None:
    fixed = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00", "dawn": "TMO"}
    if text in fixed:
        return fixed[text]
    match = re.match(r"(\d{1,2})(?:[: ]?(\d\d))?(?!\d)|(\d\d)(\d\d)", text.replace(".", ":"))
    if match is None:
        return None
    hour, minute = int(match[1] or match[3]), int(match[2] or match[4] or 0)
    late = re.search(r"\bp ?m\b|\d ?p ?m|afternoon|evening|at night", text) is not None
    early = re.search(r"a ?m\b|morning", text) is not None
    if late and hour < 12:
        hour += 12
    if early and hour == 12:
        hour = 0
    return f"T{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


_FIXED_DAYS = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "halloween": (10, 31),
               "valentines day": (2, 14), "veterans day": (11, 11), "armistice day": (11, 11), "may day": (5, 1), "bastille day": (7, 14),
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
_ISLAMIC_DAYS = {"eid al fitr": (10, 1), "eid ul fitr": (10, 1), "eid al adha": (12, 10), "eid ul adha": (12, 10), "ashura": (1, 10)}


def named_day(match: Match, setting: Setting) -> Reading | None:
    """Christmas Eve | Easter Monday | Ramadan | Eid al-Fitr | 9/11; the year by tense, or as written.

    Islamic days come from the tabular calendar; where the month is sighted they may lie a day or two off.
    """
    name = re.sub(r"[\s-]+", " ", match["name"].lower().replace("’", "").replace("'", "")).removeprefix("the ")
    if name == "9/11":
        return Reading("DATE", "2001-09-11")
    anchor = setting.published
    year = _year(match["year"])
    if year is None and anchor is None:
        return Reading("DATE", "XXXX-%02d-%02d" % _FIXED_DAYS[name] if name in _FIXED_DAYS else None)
    spans = [s for y in ([year] if year else [anchor.year - 1, anchor.year, anchor.year + 1]) if (s := _named_span(name, y))]  # type: ignore[union-attr]
    if not spans:
        return None
    chosen = spans[0]
    if year is None and anchor is not None:
        chosen = _chosen_span(spans, anchor, _word(match["rel"]), setting.tense(match.start(), match.end()))
    first, last = chosen
    if first == last:
        return Reading("DATE", first.isoformat())
    return Reading("DATE", f"{first.isoformat()}/{last.isoformat()}")


def _chosen_span(spans: list[tuple[date, date]], anchor: date, rel: str, tense: int) -> tuple[date, date]:
    rel = rel.removeprefix("the ")
    if rel == "last" or tense < 0 and rel != "this":
        past = [s for s in spans if (s[1] if rel == "last" else s[0]) <= anchor]
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


def the_unit(match: Match, setting: Setting) -> Reading | None:
    """That day | the same day | the week | the weekend | the quarter | the day before."""
    unit, det = match["unit"].lower(), " ".join(match["det"].lower().split())
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 12].lower()
    base = setting.last_day or setting.published
    if re.match(r"\s+of\b|['’]s\b", after) and unit in ("day", "week", "month", "year", "period", "decade") or unit == "decade":
        return None
    anchored = "same" in det
    if match["y"]:
        return Reading("DATE", match["y"])
    if unit in ("quarter", "period"):
        if setting.last_value and values.grain(setting.last_value) == "quarter":
            return Reading("DATE", setting.last_value)
        if unit == "period" or setting.published is None:
            return None
        return Reading("DATE", values.quarter_value(setting.published.year, (setting.published.month - 1) // 3))
    if base is None:
        return Reading("DATE", None)
    if match["way"]:
        step = 1 if match["way"].strip().lower() == "after" else -1
        return Reading("DATE", values.moved(base, unit, step))
    if unit == "day":
        if not (anchored or match["edge"] or re.search(r"\b(?:for|of|on|during|in|later in|earlier in|late in)$", before)):
            return None
        return Reading("DATE", base.isoformat())
    if unit == "weekend":
        base = setting.published or base
        back = base if base.isoweekday() >= 6 or setting.tense(match.start(), match.end()) > 0 else base - timedelta(weeks=1)
        return Reading("DATE", values.week_value(back) + "-WE")
    if det.startswith("that") or anchored or match["edge"] or re.search(r"\b(?:for|of|in|during|by|since|until|later in)$", before):
        if unit == "year" and "latest" in det and setting.published:
            return Reading("DATE", f"{setting.published.year - 1:04d}")
        anchor = base if anchored or det.startswith("that") else setting.published or base
        return Reading("DATE", values.moved(anchor, unit, 0))
    return None


def refs(match: Match, setting: Setting) -> Reading | None:
    """Now | recently | currently | the future | at the time."""
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 14].lower()
    if match["present"]:
        return Reading("DATE", "PRESENT_REF")
    if match["past"]:
        word = match["past"].lower()
        if word in ("recent", "previously") and (before.endswith(("most", "more")) or word == "previously"):
            return None
        return Reading("DATE", "PAST_REF")
    if match["future"]:
        if before.endswith(("as", "too", "how")) or re.match(r"-?\s*(?:as\b|generations)", after):
            return None
        return Reading("DATE", "FUTURE_REF")
    return Reading("DATE", "PAST_REF") if before.endswith(" at") else None


READERS: dict[str, Callable[[Match, Setting], Reading | None]] = {
    "month_day": month_day, "day_month": month_day, "month_year": month_year, "month": month, "weekday": weekday,
    "weekdays": weekdays, "iso": iso, "slashed": slashed, "year": year, "year_span": year_span, "decade": decade,
    "century": century, "quarter": quarter, "season": season, "deictic_day": deictic_day, "deictic_part": deictic_part,
    "part_of_day": part_of_day, "deictic_unit": deictic_unit, "ago": ago, "year_ago": year_ago, "window": window,
    "vague_window": vague_window, "duration": duration, "to_units": to_units, "bare_units": bare_units,
    "long_unit": long_unit, "set": set_, "daily": daily, "clock": clock, "named_day": named_day, "the_unit": the_unit,
    "refs": refs,
}  # fmt: skip
