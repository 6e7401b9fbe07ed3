"""Readings of dates that name their month, year, quarter, season, decade or century."""

from __future__ import annotations

import re
from datetime import date

from reportedly.coding.numerals import ORDINALS
from reportedly.coding.times import values
from reportedly.coding.times.patterns import MONTHS
from reportedly.coding.times.setting import (
    Match,
    Reading,
    Setting,
    capital,
    day_of,
    nearest_year,
    relative_year,
    word_of,
    year_of,
)


def month_day(match: Match, setting: Setting) -> Reading | None:
    """March 26, 1996 | Aug. 7 | Saturday, April 25 | 30 December."""
    groups = match.groupdict()
    if not capital(match, "month"):
        return None
    month = MONTHS[word_of(match["month"])]
    if groups.get("joint") and match["joint"].lower() == "and" and not setting.before(match.start()).endswith("between"):
        return None  # "on 12 and 15 August" are two days
    number = int(re.match(r"\d+", match["day"])[0])  # type: ignore[index]
    year = year_of(match["year"]) or relative_year(setting, match["rel"])
    if year is None and groups.get("short"):
        year = 1900 + int(groups["short"]) if int(groups["short"]) > 50 else 2000 + int(groups["short"])
    if year is None:
        year = nearest_year(setting, month, number, match)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{number:02d}")
    day = day_of(year, month, number)
    if day is None:
        return None
    if match["last"]:
        last = day_of(year, month, int(re.match(r"\d+", match["last"])[0]))  # type: ignore[index]
        if last and last > day:
            return Reading("DATE", f"{day.isoformat()}/{last.isoformat()}")
    return Reading("DATE", day.isoformat())


def month_year(match: Match, setting: Setting) -> Reading | None:
    """March 1996 | June last year | May of that year."""
    if not capital(match, "month"):
        return None
    month = MONTHS[word_of(match["month"])]
    year = year_of(match["year"]) or relative_year(setting, match["rel"])
    if year is None and match["short"]:
        year = 1900 + int(match["short"]) if int(match["short"]) > 50 else 2000 + int(match["short"])
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    return Reading("DATE", f"{year:04d}-{month:02d}")


_MONTH_PREPOSITION = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|from|during|before|after|through|to|between|and|late|early|mid|for|as of)|[-–(,])$"
)


def month(match: Match, setting: Setting) -> Reading | None:
    """January | last April | early September | each July."""
    if not capital(match, "month") or (match["month"].lower() == "mar" or match["month"].lower() == "mar."):
        return None
    rel, word = word_of(match["rel"]), word_of(match["month"])
    number = MONTHS[word]
    if rel in ("each", "every"):
        return Reading("SET", f"XXXX-{number:02d}")
    if not rel and not match["edge"]:
        before = setting.before(match.start())
        # "May said" is a person or a modal, "the March on Rome" a march: these two need a preposition
        if (
            word in ("may", "march", "august") or (len(word) < 5 and word not in ("june", "july"))
        ) and not _MONTH_PREPOSITION.search(before):
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
    else:
        gaps = {y: (y - anchor.year) * 12 + number - anchor.month for y in (year - 1, year, year + 1)}
        year = min(gaps, key=lambda y: abs(gaps[y]) + (7 if tense * gaps[y] < 0 else 6.5 if gaps[y] > 0 and tense == 0 else 0))
    return Reading("DATE", f"{year:04d}-{number:02d}")


def iso(match: Match, _setting: Setting) -> Reading | None:
    """2016-03-05 | 2016/03/05."""
    day = day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    return Reading("DATE", day.isoformat()) if day else None


def slashed(match: Match, setting: Setting) -> Reading | None:
    """10/26/89 | 26.10.1989; where day and month could be either, the reading nearest to publication is taken."""
    a, b, y = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        if match["sep"] in ".-":
            return None
        y += 1900 if y > 50 else 2000
    days = [day for day in (day_of(y, a, b), day_of(y, b, a)) if day]
    if match["sep"] in ".-":
        days = days[::-1]
    if not days:
        return None
    anchor = setting.published
    return Reading("DATE", min(days, key=lambda d: abs((d - anchor).days) if anchor else 0).isoformat())


_YEAR_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|by|of|from|during|before|after|through|to|between|and|for|around|about|"
    r"over|vs|than|as of|late|early|the|a|that|its|or|like)$"
)


_NO_YEAR = re.compile(
    r"(?:[$£€#&]|\b(?:us|c|no|number|flight|room|route|highway|unit|resolution|boeing|page|about|some|over|than|nearly|almost|around|least)\b\.?)\s?$"
)


_COUNTED = re.compile(
    r"\s+(?:people|men|women|children|troops|soldiers|dollars|pounds|euros|points|jobs|workers|members|percent|per\s+cent|meters|metres|km|miles"
    r"|feet|years|refugees|families|homes|houses|fighters|civilians|prisoners|deaths|dead|killed|wounded|injured|hectares|acres|gmt|hours|hrs|local|block|shares"
    r"|others?|residents|students|villagers|migrants|units|cars|vehicles|m\b|ft\b)\b",
    re.IGNORECASE,
)


def year(match: Match, setting: Setting) -> Reading | None:
    """1990 | the end of 1990 | fiscal 1989 | nineteen ninety-six | mid-1996."""
    number = year_of(match["year"])
    if number is None:
        return None
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 16]
    plain = not match["edge"] and not match["fiscal"]
    if plain and (_NO_YEAR.search(before) or _COUNTED.match(after)) and not re.search(r"\b(?:in|since)$", before):
        return None
    if plain and setting.published and number > setting.published.year + 20 and not _YEAR_PREPOSITION.search(before):
        return None  # "updated 2042" is a clock time without its colon
    if plain and not match["year"][0].isdigit() and not _YEAR_PREPOSITION.search(before):
        # "nineteen hundred" and "two thousand" are years only where a preposition says so
        return None
    if (
        plain
        and match["year"].isdigit()
        and (number < 1800 or number > 2100)
        and not re.search(r"\b(?:in|since|by|until|from|of)$", before)
    ):
        return None
    if re.match(r"[-–]?[A-Za-z]|[-–:]\d", after) or (
        re.search(r"[\d/:.,]$|\w-$", setting.text[max(0, match.start() - 2) : match.start()])
        and not re.search(r", ?$|\. $", setting.text[max(0, match.start() - 2) : match.start()])
    ):
        return None
    if match["to"]:
        return Reading("DATE", f"{number:04d}/{number // 100:02d}{match['to']}")
    return Reading("DATE", f"{number:04d}")


def year_span(match: Match, _setting: Setting) -> Reading | None:
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
    return (
        None
        if re.search(r"\b(?:his|her|their|my|mid|late|early|its)[- ]?$", before) or not re.match(r"the\b", match[0], re.I)
        else Reading("DATE", f"19{tens}")
    )


def century(match: Match, _setting: Setting) -> Reading | None:
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
    year = year_of(match["year"] or match["first"]) or relative_year(setting, match["rel"] or match["poss"])
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
    if (
        size == 2
        and year is None
        and not match["edge"]
        and not re.search(r"\b(?:in|of|during|for)( the)?$", setting.before(match.start()))
    ):
        return None  # "the first half" of a match
    if year is None:
        if anchor is None:
            return Reading("DATE", f"XXXX-{code}{n}")
        tense = setting.tense(match.start(), match.end())
        gaps = {y: (y - anchor.year) * size + n - now for y in (anchor.year - 1, anchor.year, anchor.year + 1)}
        # a quarter is reported on when it is over: the running one and those to come need a tense that looks ahead
        year = min(gaps, key=lambda y: abs(gaps[y] + 0.6) + (1.5 if tense * gaps[y] < 0 else 0))
    hyphen = match["det"] and "-" in match[0] and not match["edge"] and not match["poss"]
    return Reading("DATE", f"{year - (match['ago'] is not None):04d}-{code}{n}", start=match.end("det") if hyphen else None)


def season(match: Match, setting: Setting) -> Reading | None:
    """Last winter | the summer of 2015 | this spring."""
    word = match["season"].lower()
    code = values.SEASONS[word]
    rel = word_of(match["rel"])
    if rel in ("each", "every"):
        return Reading("SET", f"XXXX-{code}")
    before = setting.before(match.start())
    year = year_of(match["year"]) or relative_year(setting, match["relyear"])
    prepositional = re.search(r"\b(?:in|since|until|by|during|over|last|this|next|through|before|after)$", before) is not None
    if (
        word in ("fall", "spring")
        and year is None
        and rel in ("", "the")
        and not (prepositional and rel == "the")
        and not match["edge"]
    ):
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
    if (
        rel in ("", "the")
        and not prepositional
        and not match["edge"]
        and setting.tense(match.start(), match.end()) == 0
        and rel == ""
    ):
        return None
    if code == "WI" and anchor.month < 6:
        return Reading("DATE", f"{anchor.year - 1:04d}-{code}")
    return Reading("DATE", f"{anchor.year:04d}-{code}")


def year_end(_match: Match, setting: Setting) -> Reading | None:
    """By year-end | the year's end."""
    return Reading("DATE", f"{setting.published.year:04d}-12-31" if setting.published else "XXXX-12-31")
