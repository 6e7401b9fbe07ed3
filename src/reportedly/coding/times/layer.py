"""Finds TIMEX3 expressions and anchors them to the publication date."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Token

from reportedly.coding.parse import Parsed
from reportedly.coding.times.patterns import DAY, MONTH, MONTHS, WEEKDAY, WEEKDAYS, YEAR, Rule, S, load_rules
from reportedly.coding.times.readings import READERS
from reportedly.coding.times.setting import Reading, Setting, day_of, word_of
from reportedly.coding.times.values import days_of, grain, precision_of
from reportedly.record import Time

_WORD = re.compile(r"\d|[A-Za-z]+|['’](?=\d0s)")
_EXPECTING = frozenset((
    "expect", "plan", "schedule", "intend", "hope", "want", "set", "due", "likely", "vow", "promise", "pledge",
    "aim", "seek", "begin", "start", "open", "resume", "hold", "meet", "vote", "decide",
))  # fmt: skip
_PLANNING = frozenset(["expect", "plan", "schedule", "intend", "hope", "set", "due", "vow", "promise", "pledge", "aim"])


@cache
def _starts() -> dict[str, tuple[Rule, ...]]:
    """First words of expressions -> the rules that can begin there; ``#`` stands for a digit."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in load_rules():
        for word in rule.starts:
            rules["#" if word.isdigit() else word].append(rule)
    rules["'"] = rules["’"] = [rule for rule in load_rules() if rule.name == "decade"]
    return {word: tuple(found) for word, found in rules.items()}


def find_times(parsed: Parsed) -> tuple[Time, ...]:
    """A parsed report -> its times, in text order, none overlapping another.

    Values are TIMEX3; ``from``/``to`` are the days that a value spans and ``precision`` is UCDP's date_prec. Without a
    publication date a relative time keeps an underspecified value or none, and its days stay ``None``.
    """
    text = parsed.text
    published = find_anchor(text, _published(parsed.report.published))
    times: list[Time] = []
    last_day: date | None = None
    last_value: str | None = None
    position = 0
    starts = _starts()
    # a copyright line or a footer tells of no event, and its year is none of the report's times
    silent = [(mark.start, mark.end) for mark in parsed.marks if mark.kind in ("boilerplate", "credit")]

    def tense(start: int, end: int) -> int:
        return tense_at(parsed, start, end)

    for word in _WORD.finditer(text):
        start = word.start()
        if start < position:
            continue
        key = word[0].lower()
        rules = starts.get("#" if key.isdigit() else key)
        if rules is None or (start and text[start - 1].isalnum()) or any(a <= start < b for a, b in silent):
            continue
        setting = Setting(published, last_day, last_value, tense, text)
        found = _read(rules, start, setting)
        if found is None:
            continue
        end, reading = found
        times.append(_time(text, reading.start or start, end, reading))
        position = end
        if reading.value and reading.refers and reading.type in ("DATE", "TIME") and grain(reading.value):
            days = days_of(reading.value)
            if days and grain(reading.value) in ("day", "week", "month", "year"):
                last_day = days[0]
            last_value = reading.value
    return tuple(times)


def _read(rules: tuple[Rule, ...], start: int, setting: Setting) -> tuple[int, Reading] | None:
    """Give the end and reading of the longest expression that starts here and means something."""
    matches = [(match.end(), rule.name, match) for rule in rules if (match := rule.pattern.match(setting.text, start))]
    matches.sort(key=lambda found: -found[0])
    for end, name, match in matches:
        if end > start and (reading := READERS[name](match, setting)):
            edge = match.groupdict().get("edge")
            return reading.end or end, (narrowed(reading, edge.lower(), setting.published) if edge else reading)
    return None


@cache
def _full_date() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?P<weekday>{WEEKDAY}),?{S})?\b(?:(?P<m1>{MONTH}){S}(?P<d1>{DAY}),?{S}(?P<y1>{YEAR})"
        rf"|(?P<d2>{DAY}){S}(?P<m2>{MONTH}),?{S}(?P<y2>{YEAR})|(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d3>\d\d)-(?P<m3>\d\d)-(?P<y3>\d{{4}}))(?!\w)",
        re.IGNORECASE,
    )


_TOLD_DAY = re.compile(
    r"\b(?:on|of|by|since|until|till|from|before|after|in|for|dated|late|early|to|and|between|the)\s*$", re.IGNORECASE
)
_SAYS_PUBLISHED = re.compile(r"\b(?:published|publication|updated|posted|date)\W*$", re.IGNORECASE)


def find_anchor(text: str, published: date | None) -> date | None:
    """Text and the day of publication as given -> the day that relative times count from.

    A full date that heads the text ("BENNA, 3 March 2015 --") is what the writer's "today" was; a publisher may have
    dated the report later. It is believed where it fits the given day (up to a month before it), or is vouched for by
    its own weekday or by the word "published"; a date that stands in a clause ("on 3 March 2015") is no heading.
    """
    for match in _full_date().finditer(text, 0, 250):
        before = text[max(0, match.start() - 24) : match.start()]
        headed = _headed_day(match)
        if headed is None or _TOLD_DAY.search(before):
            continue
        # no text is published before the day that it begins with
        latest = 400 if match.start() < 3 else 1
        if published is None or -31 <= (headed - published).days <= latest or _SAYS_PUBLISHED.search(before):
            return headed
        if match["weekday"] and WEEKDAYS[word_of(match["weekday"])] == headed.isoweekday():
            return headed
    return published


def _headed_day(match: re.Match[str]) -> date | None:
    if match["iso"]:
        return _published(match["iso"])
    if match["d3"]:
        return day_of(int(match["y3"]), int(match["m3"]), int(match["d3"]))
    day = int(re.sub(r"\D", "", match["d1"] or match["d2"]))
    return day_of(int(match["y1"] or match["y2"]), MONTHS[word_of(match["m1"] or match["m2"])], day)


def narrowed(reading: Reading, edge: str, published: date | None) -> Reading:
    """Reading and the word before it -> the reading with narrower days: "early March", "late 2013", "earlier this year"."""
    days = days_of(reading.value) if reading.value and reading.type == "DATE" and reading.window is None else None
    if days is None or days[0] == days[1]:
        return reading
    first, last = days
    if edge.startswith(("earlier", "later")):
        if published is None or not first <= published <= last:
            return reading
        return replace(reading, window=(first, published) if edge.startswith("earlier") else (published, last))
    if part := _PART.match(edge):
        return replace(reading, window=_part_window(part, first, last))
    third = ((last - first).days + 1) // 3
    if re.match(r"early|(?:the\s+)?(?:very\s+)?(?:beginning|start|early)", edge):
        return replace(reading, window=(first, first + timedelta(days=third)))
    if re.match(r"mid|(?:the\s+)?(?:very\s+)?middle", edge):
        return replace(reading, window=(first + timedelta(days=third), last - timedelta(days=third)))
    if re.match(r"late|(?:the\s+)?(?:very\s+)?(?:end|close|latter)", edge):
        return replace(reading, window=(last - timedelta(days=third), last))
    return reading


_PART = re.compile(
    r"(?:the\s+)?(first|opening|second|third|last|final|closing)\s+(?:(two|three|few|ten)\s+)?(week|day|half|fortnight)"
)
_COUNTS = {"two": 2, "three": 3, "few": 4, "ten": 10, None: 1}


def _part_window(part: re.Match[str], first: date, last: date) -> tuple[date, date]:
    """Days of a part of a month: "the first half of May", "the last two weeks of June", "the second week of July"."""
    if part[3] == "half":
        middle = first + timedelta(days=14)
        return (first, middle) if part[1] in ("first", "opening") else (middle + timedelta(days=1), last)
    days = _COUNTS[part[2]] * {"week": 7, "fortnight": 14}.get(part[3], 4 if part[2] is None else 1)
    if part[1] in ("last", "final", "closing"):
        return last - timedelta(days=days - 1), last
    begins = first + timedelta(days=days * ("first", "second", "third").index(part[1].replace("opening", "first")))
    return begins, min(last, begins + timedelta(days=days - 1))


def _published(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _time(text: str, start: int, end: int, reading: Reading) -> Time:
    while text[end - 1] in " \n,":
        end -= 1
    days = reading.window or (days_of(reading.value) if reading.value and reading.type in ("DATE", "TIME") else None)
    return Time(
        start=start,
        end=end,
        text=text[start:end],
        type=reading.type,
        value=reading.value,
        from_=days[0].isoformat() if days else None,
        to=days[1].isoformat() if days else None,
        precision=precision_of(*days) if days else None,
    )


def tense_at(parsed: Parsed, start: int, end: int) -> int:
    """Span of a time -> -1 where its clause tells the past, 1 where it looks ahead, 0 where neither shows."""
    tokens = parsed.tokens(start, end)
    if not tokens:
        return 0
    token = tokens.root
    if tokens.start > 0:
        previous = parsed.doc[tokens.start - 1].lower_
        if previous in ("until", "till", "by"):
            return 1 if previous != "by" or _verb_tense(token) >= 0 else -1
        if previous == "since":
            return -1
    return _verb_tense(token)


def _verb_tense(token: Token) -> int:
    for _ in range(8):
        if token.pos_ in ("VERB", "AUX"):
            auxiliaries = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
            if any(child.lower_ in ("will", "shall", "'ll", "’ll", "wo") for child in auxiliaries):
                return 1
            if token.lemma_ in _PLANNING and token.tag_ in ("VBN", "VBP", "VBZ", "VBG"):
                return 1
            if any(child.lower_ == "to" for child in auxiliaries):
                if any(child.lower_ == "had" for child in token.head.children) or any(
                    child.lower_ == "had" for child in token.head.head.children
                ):
                    return -1
                if token.head.lemma_ in _EXPECTING or token.head.pos_ in ("AUX", "ADJ") or token.head.lemma_ == "be":
                    return 1
                token = token.head if token.head is not token else token
                continue
            if any(child.lower_ in ("would", "could", "can", "may", "might", "must", "should") for child in auxiliaries):
                return 0
            if token.tag_ in ("VBD", "VBN") or any(
                child.tag_ == "VBD" or child.lower_ in ("has", "have", "had") for child in auxiliaries
            ):
                return -1
            if token.tag_ in ("VBP", "VBZ") and token.pos_ == "VERB":
                return 0
        if token.head is token:
            return 0
        token = token.head
    return 0
