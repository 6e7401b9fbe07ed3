"""Readings of durations ("the past three months", "a two-day siege") and of times that come again ("daily")."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reportedly.coding.numerals import read_number
from reportedly.coding.times.patterns import PARTS, UNIT_CODES
from reportedly.coding.times.setting import Match, Reading, Setting, relative_year, unit_of, word_of, year_of


def anchored(setting: Setting, way: int, count: float | None, unit: str) -> Reading:
    """Make the duration that ends (way -1) or begins (+1) at publication, with the days that it spans."""
    value = duration_value(count, unit)
    anchor = setting.published
    if anchor is None or count is None:
        return Reading("DURATION", value)
    days = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 30.44, "quarter": 91.3,
            "year": 365.25, "decade": 3652.5, "century": 36525}.get(unit)  # fmt: skip
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


def window(match: Match, setting: Setting) -> Reading | None:
    """The past three months | the next two years | the first nine months | the last 24 hours."""
    rel, unit, count = match["rel"].lower(), unit_of(match["unit"]), count_of(match["n"])
    if rel == "last" and (days := _part_of_year(match, setting, "final", unit, count)):
        return Reading("DURATION", duration_value(count, unit), days)
    if rel in ("past", "last", "previous", "preceding", "latest", "recent"):
        return anchored(setting, -1, count, unit)
    if rel in ("next", "coming", "upcoming"):
        return anchored(setting, 1, count, unit)
    return Reading("DURATION", duration_value(count, unit), _part_of_year(match, setting, rel, unit, count))


def _part_of_year(match: Match, setting: Setting, rel: str, unit: str, count: float | None) -> tuple[date, date] | None:
    """Days of "the first two months of 2023", "the last six weeks of last year"."""
    year = year_of(match["year"]) or relative_year(setting, match["relyear"])
    if year is None or count is None or unit not in ("day", "week", "month", "quarter"):
        return None
    first, last = date(year, 1, 1), date(year, 12, 31)
    months = int(count * {"month": 1, "quarter": 3}.get(unit, 0))
    days = timedelta(days=int(count * {"day": 1, "week": 7}.get(unit, 0)))
    if months > 11:
        return None
    if rel in ("first", "opening"):
        return first, (date(year, months + 1, 1) if months else first + days) - timedelta(days=1)
    if rel in ("final", "closing"):
        return (date(year, 13 - months, 1) if months else last - days + timedelta(days=1)), last
    return None


def vague_window(match: Match, _setting: Setting) -> Reading | None:
    """Recent years | the coming weeks | the past months."""
    rel, unit = match["rel"].lower(), unit_of(match["unit"])
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
    unit, count = unit_of(match["unit"]), count_of(text)
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
    if (
        singular
        and not hyphen
        and not article
        and text not in ("one", "half a", "half an", "half")
        and not match["long"]
        and not re.match(r"\s+\w", after)
    ):
        # "the three year siege": a count over one and a singular unit stand before a noun
        return None
    if unit == "day" and text == "one" and not hyphen and not match["mod"] and not _HOLDS.search(before):
        tense = setting.tense(match.start(), match.end())
        if tense > 0 or re.search(r"(?:^|[.,\"“])$", before):
            return Reading("DATE", "FUTURE_REF" if tense > 0 else "PAST_REF")
    if match["half"]:
        count = None if count is None else count + 0.5
    way = re.search(r"\b(past|last|next|coming)( the)?$", before)
    if way:
        return anchored(setting, -1 if way[1] in ("past", "last") else 1, count, unit)
    # "the two-week siege": the article is the noun's, not the time's
    start = match.end("the") if match["the"] and hyphen and not match["long"] else None
    return Reading("DURATION", duration_value(count, unit), start=start)


_HOLDS = re.compile(
    r"\b(?:for|in|within|after|of|than|about|nearly|almost|over|only|just|under|him|her|them|take|takes|took|last|lasted|spent|spend|spends|barely|once|comes|every|roughly|less|least|like|by)$"
)


def _article_unit(match: Match, _setting: Setting, unit: str, before: str, after: str) -> Reading | None:
    """Read "a week": how long ("within a week"), how often ("2,000 visitors a day"), or no time at all ("a day of mourning")."""
    if re.match(r"-(?!long)|\s+(?:when|like|of)\b", after):
        return None
    if _HOLDS.search(before):
        return Reading("DURATION", duration_value(1, unit))
    if re.search(
        r"(?:\d[\d,.]*|\b(?:million|thousand|hundred|times|twice|once|dollars|cents|hours|days|people|share|\w+s))$", before
    ) and unit in ("day", "week", "month", "year", "night", "hour", "minute"):
        return Reading("SET", duration_value(1, unit)) if unit != "night" else None
    if match["long"] or re.match(r"\s+(?:after|before|into|later|earlier)\b", after):
        return Reading("DURATION", duration_value(1, unit))
    return None


def to_units(match: Match, setting: Setting) -> Reading | None:
    """12 to 18 months: a duration of no single count."""
    unit = unit_of(match["unit"])
    if re.match(r"[-\s]*(?:old|of\s+age)\b", setting.text[match.end() : match.end() + 8], re.IGNORECASE):
        return None
    return Reading("DURATION", duration_value(None, unit))


def bare_units(match: Match, setting: Setting) -> Reading | None:
    """For years | within days | weeks or months | decades-long."""
    before = setting.before(match.start())
    unit = unit_of(match["unit"])
    if match["ago"]:
        return Reading("DATE", "PAST_REF")
    if (
        match["or"]
        or match["long"]
        or re.search(
            r"\b(?:for|in|within|after|over|of|take|takes|took|last|lasted|by|spent|through|the|following|matter of|since)$",
            before,
        )
    ):
        if re.search(r"\b(?:hundreds|thousands|dozens|millions) of$", before) or unit in ("second",) or before.endswith(" the"):
            return None
        return Reading("DURATION", duration_value(None, unit))
    if re.match(r"\s+(?:before|after|later|earlier|into)\b", setting.text[match.end() : match.end() + 9]):
        return Reading("DURATION", duration_value(None, unit))
    return None


def long_unit(match: Match, _setting: Setting) -> Reading | None:
    """Day-long | weeklong."""
    return Reading("DURATION", duration_value(1, match["unit"].lower()))


def set_(match: Match, _setting: Setting) -> Reading | None:
    """Every day | each year | every two weeks | every morning."""
    unit = word_of(match["unit"])
    if unit in PARTS:
        return Reading("SET", f"XXXX-XX-XXT{PARTS[unit]}")
    unit = unit_of(unit)
    n = word_of(match["n"])
    count = 2 if n in ("other", "second") else 3 if n == "third" else read_number(n) if n else 1
    return Reading("SET", duration_value(count, unit))


def daily(match: Match, setting: Setting) -> Reading | None:
    """Daily | annually | quarterly."""
    word = match["word"].lower()
    if re.match(
        r"[-\s]*(?:Mail|Telegraph|Mirror|Star|News|Times|Post|Beast|Express|Sabah|Telegram)\b",
        setting.text[match.end() : match.end() + 12],
    ) or (match["word"][0].isupper() and re.match(r"\s+[A-Z]", setting.text[match.end() : match.end() + 3])):
        return None
    letter = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y",
              "quarterly": "P1Q", "hourly": "PT1H", "nightly": "XXXX-XX-XXTNI", "fortnightly": "P2W"}  # fmt: skip
    return Reading("SET", letter[word])
