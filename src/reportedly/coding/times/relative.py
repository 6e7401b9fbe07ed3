"""Readings of times told from another one: weekdays, "yesterday", "last week", "two days earlier", "that day", the hour."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reportedly.coding.times import values
from reportedly.coding.times.durations import anchored, count_of, duration_value
from reportedly.coding.times.patterns import MONTHS, PARTS, WEEKDAYS
from reportedly.coding.times.setting import Match, Reading, Setting, day_of, nearest_year, unit_of, word_of, year_of
from reportedly.record import TimeType


def weekday(match: Match, setting: Setting) -> Reading | None:
    """Friday | last Monday | Friday night | Monday of last week."""
    if not match["weekday"][0].isupper() or (word_of(match["weekday"]) in ("sun", "sat", "mon") and "." not in match["weekday"]):
        return None
    number = WEEKDAYS[word_of(match["weekday"])]
    rel = word_of(match["rel"])
    part = "T" + PARTS[word_of(match["part"])] if match["part"] else ""
    plural = bool(match["part"]) and match["part"].lower().endswith("s")
    if rel in ("each", "every") or plural:
        return Reading("SET", f"XXXX-WXX-{number}{part}")
    kind: TimeType = "TIME" if part else "DATE"
    anchor = setting.published
    if anchor is None:
        return Reading(kind, f"XXXX-WXX-{number}{part}")
    if match["week"]:
        monday = (
            anchor
            - timedelta(days=anchor.isoweekday() - 1)
            + timedelta(weeks={"this": 0, "last": -1, "next": 1}[match["week"].lower()])
        )
        return Reading(kind, (monday + timedelta(days=number - 1)).isoformat() + part)
    day = weekday_day(number, rel, match, setting, anchor)
    return Reading(kind, day.isoformat() + part)


def weekday_day(number: int, rel: str, match: Match, setting: Setting, anchor: date) -> date:
    """Number of a weekday (Monday is 1) and the word before it -> the day meant: the last one, or the next by tense."""
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
    """Fridays; "Mondays bombing" with its apostrophe lost is the one Monday."""
    if not match["weekday"][0].isupper():
        return None
    said_often = re.search(r"\b(?:on|every|most|many|some|all|of|and|like)$", setting.before(match.start()))
    if not said_often and setting.published and re.match(r"\s+[a-z]{3}", setting.text[match.end() : match.end() + 5]):
        day = weekday_day(WEEKDAYS[match["weekday"].lower()], "", match, setting, setting.published)
        return Reading("DATE", day.isoformat())
    return Reading("SET", f"XXXX-WXX-{WEEKDAYS[match['weekday'].lower()]}")


def deictic_day(match: Match, setting: Setting) -> Reading | None:
    """Today | late yesterday | tomorrow evening | tonight | the day before yesterday."""
    word = word_of(match["day"]).removeprefix("the ")
    steps = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2}[word]
    part = "T" + PARTS[word_of(match["part"])] if match["part"] else "TNI" if word == "tonight" else ""
    kind: TimeType = "TIME" if part else "DATE"
    if word == "today" and re.match(r"['’]s\s+\w", setting.text[match.end() : match.end() + 5]) and setting.published is None:
        return Reading("DATE", "PRESENT_REF")
    if setting.published is None:
        return Reading(kind, None)
    return Reading(kind, (setting.published + timedelta(days=steps)).isoformat() + part)


def deictic_part(match: Match, setting: Setting) -> Reading | None:
    """Overnight | this morning | last night | the next morning."""
    anchor = setting.published
    if match["overnight"]:
        if anchor is None:
            return Reading("TIME", None)
        night = anchor - timedelta(days=1)
        return Reading("TIME", night.isoformat() + "TNI", (night, anchor))
    rel, part = word_of(match["rel"]), PARTS[word_of(match["part"])]
    base, steps = anchor, 0
    if rel == "the last" or (rel == "last" and setting.before(match.start()).endswith("the")):
        return None  # "the last night of the truce"
    if rel in ("last", "past", "the past"):
        steps = -1
    elif rel in ("next", "the next", "the following", "following", "the coming", "coming"):
        base, steps = setting.last_day or anchor, 1
    elif rel in ("the previous", "previous", "the preceding"):
        base, steps = setting.last_day or anchor, -1
    elif rel in ("that", "the same", "same", "the"):
        base = setting.last_day or anchor
        # "the morning" is told of a day that stands there; "the night of Oct. 23" and "during the night" are no day's name
        if rel == "the" and (
            match["part"].lower().endswith("s")
            or not re.search(r"\b(?:in|during|by|later in|late in|early in)$", setting.before(match.start()))
        ):
            return None
    if base is None:
        return Reading("TIME", None)
    return Reading("TIME", (base + timedelta(days=steps)).isoformat() + "T" + part)


def part_of_day(match: Match, setting: Setting) -> Reading | None:
    """Mid afternoon | mid-afternoon yesterday."""
    if not match["edge"] or not match["edge"].lower().startswith(("mid", "early", "late")):
        return None
    base, word = setting.last_day or setting.published, word_of(match["day"])
    anchor = setting.published
    if anchor and word in ("yesterday", "today", "tomorrow"):
        base = anchor + timedelta(days=("yesterday", "today", "tomorrow").index(word) - 1)
    elif anchor and word:
        base = anchor - timedelta(days=(anchor.isoweekday() - WEEKDAYS[word]) % 7)
    return Reading("TIME", f"{base.isoformat()}T{PARTS[word_of(match['part'])]}" if base else None)


def _names_day(word: str, before: str) -> bool:
    """Whether "this day", "the last day", "that day" names one: "to this day" does, "the last day" of something does not."""
    if word == "this":
        return re.search(r"\b(?:on|to|until)$", before) is not None
    return word not in ("last", "past", "current")


def deictic_unit(match: Match, setting: Setting) -> Reading | None:
    """Last week | earlier this year | next month | the following day | the current fiscal year | that year."""
    rel, unit = word_of(match["rel"]), match["unit"].lower()
    bare = rel.removeprefix("the ")
    before = setting.before(match.start())
    anchor: date | None = setting.published
    if bare in ("this", "current", "same", "very same", "that", "that same"):
        steps = 0
    elif bare in ("last", "past", "previous", "preceding", "this past"):
        steps = -1
    else:
        steps = 1
    if unit == "half" or (unit == "day" and not match["edge"] and not _names_day(bare, before)):
        return None
    long = unit in ("decade", "century")
    if (bare == "past" and (long or unit in ("year", "month", "week"))) or (rel in ("the last", "the coming") and long):
        return anchored(setting, -1, 1, unit)
    if bare in ("following", "previous", "preceding", "same", "very same", "that", "that same") or (
        rel == "the next" and setting.last_day
    ):
        anchor = setting.last_day or setting.published
        if bare == "same" and unit == "year" and setting.last_day is None:
            return None
    if steps > 0 and unit == "day" and setting.last_day is None and setting.tense(match.start(), match.end()) <= 0:
        return Reading("DATE", None)  # "the next day" of a day that was never told
    value = values.moved(anchor, unit, steps) if anchor else None
    return Reading("DATE", value)


def ago(match: Match, setting: Setting) -> Reading | None:
    """Three years ago | a year earlier | two days later: counted from publication, or from the day told before it."""
    unit, way, count = unit_of(match["unit"]), word_of(match["way"]), count_of(match["n"])
    if count is None:
        return Reading("DATE", "PAST_REF" if way in ("ago", "earlier", "back", "before", "previously", "prior") else "FUTURE_REF")
    back = way in ("ago", "earlier", "before", "previously", "back", "prior")
    anchor = (
        setting.published if way in ("ago", "hence", "back", "from now", "from today") else setting.last_day or setting.published
    )
    if unit == "year" and setting.last_value and values.grain(setting.last_value) == "quarter" and count == 1:
        # "a year ago" beside a quarter is that quarter a year before
        return Reading("DATE", f"{int(setting.last_value[:4]) + (-1 if back else 1):04d}{setting.last_value[4:]}", refers=False)
    later = way in ("later", "after", "afterwards", "afterward", "on")
    if anchor is None or (later and setting.last_day is None and setting.tense(match.start(), match.end()) <= 0):
        return Reading("DATE", None)
    if count % 1 or unit in ("hour", "minute", "second"):
        if unit in ("second", "minute", "hour"):
            return Reading("DURATION", duration_value(count, unit))
        if unit == "year":
            return Reading("DATE", values.moved(anchor, "month", int(count * 12) * (-1 if back else 1)))
        return Reading(
            "DATE",
            values.moved(anchor, "day", round(count * {"day": 1, "week": 7, "month": 30}.get(unit, 1)) * (-1 if back else 1)),
        )
    return Reading(
        "DATE", values.moved(anchor, "day" if unit == "night" else unit, int(count) * (-1 if back else 1)), refers=unit != "year"
    )


def year_ago(match: Match, setting: Setting) -> Reading | None:
    """The year-ago quarter | year-earlier | the year-earlier period."""
    what, unit = word_of(match["what"]), match["unit"].lower()
    start = match.end("det") if match["det"] and not what else None
    if what.startswith(("nine", "six")):
        return Reading("DURATION", "P9M" if what.startswith("nine") else "P6M")
    last = setting.last_value
    anchor = setting.published
    if unit == "year" and last and values.grain(last) in ("quarter", "month") and (what != "month"):
        return Reading("DATE", f"{int(last[:4]) - 1:04d}{last[4:]}", refers=False, start=start)
    if anchor is None:
        return Reading("DATE", None, start=start)
    if what == "quarter":
        return Reading("DATE", values.quarter_value(anchor.year - 1, (anchor.month - 1) // 3), refers=False)
    return Reading("DATE", values.moved(anchor, unit, -1), refers=False, start=start)


def clock(match: Match, setting: Setting) -> Reading | None:
    """7:15 p.m. | 10 p.m. Wednesday | noon Thursday | 1400 GMT | midnight."""
    text = word_of(match["clock"])
    anchor = setting.published
    if text == "dawn" and not re.search(r"\b(?:at|before|since|until|after|by|around|from)$", setting.before(match.start())):
        return None
    word = word_of(match["day"])
    day = setting.last_day if setting.last_day and anchor and abs((setting.last_day - anchor).days) < 400 else anchor
    if word in ("today", "yesterday", "tomorrow") and anchor:
        day = anchor + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[word])
    elif word and anchor:
        day = weekday_day(WEEKDAYS[word], "", match, setting, anchor)
    elif match["month"]:
        month = MONTHS[word_of(match["month"])]
        number = int(re.match(r"\d+", match["dom"])[0])  # type: ignore[index]
        year = year_of(match["year"]) or nearest_year(setting, month, number, match)
        day = day_of(year, month, number) if year else None
    if text == "dawn" and day and (setting.last_value or "").endswith("TNI"):
        day += timedelta(days=1)  # "overnight and until dawn"
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


def the_unit(match: Match, setting: Setting) -> Reading | None:
    """That day | the same day | the week | the weekend | the quarter | the day before."""
    unit, det = match["unit"].lower(), " ".join(match["det"].lower().split())
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 12].lower()
    base = setting.last_day or setting.published
    if (re.match(r"\s+of\b|['’]s\b", after) and unit in ("day", "week", "month", "year", "period", "decade")) or unit == "decade":
        return None
    anchored = "same" in det
    if match["y"]:
        if unit in ("quarter", "period") and setting.last_value and values.grain(setting.last_value) == "quarter":
            return Reading("DATE", match["y"] + setting.last_value[4:], refers=False)
        return Reading("DATE", match["y"], refers=False)
    if unit in ("year", "week", "month") and re.match(r"\s+end(?:ed|ing)\b", after):
        return Reading("DURATION", duration_value(1, unit))
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
    if (
        det.startswith("that")
        or anchored
        or match["edge"]
        or re.search(r"\b(?:for|of|in|during|by|since|until|later in)$", before)
    ):
        if unit == "year" and "latest" in det and setting.published:
            return Reading("DATE", f"{setting.published.year - 1:04d}")
        anchor = base if anchored or det.startswith("that") else setting.published or base
        return Reading("DATE", values.moved(anchor, unit, 0))
    return None


def night_before(match: Match, setting: Setting) -> Reading | None:
    """The night before, the evening before: of the day before the one told last, or before publication."""
    base = setting.last_day or setting.published
    if base is None:
        return Reading("TIME", None)
    return Reading("TIME", f"{(base - timedelta(days=1)).isoformat()}T{PARTS[word_of(match['part'])]}")


def refs(match: Match, setting: Setting) -> Reading | None:
    """Now | recently | currently | the future | at the time."""
    before, after = setting.before(match.start()), setting.text[match.end() : match.end() + 14].lower()
    if match["present"]:
        return Reading("DATE", "PRESENT_REF")
    if match["past"]:
        word = match["past"].lower()
        if (word == "recent" and before.endswith(("most", "more"))) or match["past"] == "previously":
            return None
        return Reading("DATE", "PAST_REF")
    if match["future"]:
        if before.endswith(("as", "too", "how")) or re.match(r"-?\s*(?:as\b|generations)", after):
            return None
        return Reading("DATE", "FUTURE_REF")
    return Reading("DATE", "PAST_REF") if before.endswith(" at") else None
