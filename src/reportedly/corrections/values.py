"""The fields that can be corrected, and the check that a value is one that its field takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast, get_args

import msgspec

from reportedly.codebook.cues import Stance
from reportedly.errors import UsageError
from reportedly.record import Actor, ActorKind, Harm, Manner, Place, PlaceKind, SourceKind, Span, Status, Time, TimeType, Toll

HARMS: tuple[Harm, ...] = get_args(Harm)
STATUSES: tuple[Status, ...] = get_args(Status)
STANCES: tuple[Stance, ...] = get_args(Stance)
TOLL_FIELDS = tuple(f"toll.{harm}" for harm in HARMS)
LISTS = ("who", "whom", "where")
"""Fields whose value is a list."""
ATTRIBUTION_FIELDS = ("source", "source_kind", "through", "cue", "content", "stance", "manner")
FIELDS = ("act", "status", *ATTRIBUTION_FIELDS, *LISTS, "when", "from", "to", "weapon", *TOLL_FIELDS)
"""What ``correct`` may set."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES, "source_kind": get_args(SourceKind), "stance": STANCES, "manner": get_args(Manner),
}  # fmt: skip
"""Fields that take one of a few words."""
ACTORS = ("source", "through", "who", "whom")
"""Fields that name somebody."""

SOURCES = ("source", "through")
"""Fields that name who says so, or who passes it on."""

# What an object may hold for each of a field's mentions, and the values that its keys take.
_KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ACTORS, get_args(ActorKind)), "where": get_args(PlaceKind), "when": get_args(TimeType),
}  # fmt: skip
_ACTOR = ("id", "name", "country", "roles", "kind", "span")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(SOURCES, (*_ACTOR, "text", "spans")),
    "cue": ("text", "spans", "span"),
    "content": ("text", "spans", "span"),
    "who": _ACTOR,
    "whom": _ACTOR,
    "where": ("geonameid", "name", "lat", "lon", "country", "admin1", "kind", "precision", "span"),
    "when": ("type", "value", "from", "to", "precision", "span"),
    **dict.fromkeys(TOLL_FIELDS, ("low", "best", "high", "span")),
}
# The largest toll that is taken for one, and what each number in an object lies between.
MOST_PEOPLE = 10**9
_BETWEEN: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("low", "best", "high"), (0, MOST_PEOPLE)),
    "lat": (-90, 90), "lon": (-180, 180), "precision": (1, 7), "geonameid": (1, 2**31 - 1),
}  # fmt: skip
# UCDP's date_prec ends before its where_prec does.
DATE_PREC = 5
_NUMBER = r"(?:X{1,2}|\d+(?:\.\d+)?(?:e\+\d+)?)"
_DAY = r"(?:\d\d|XX|W(?:\d\d|XX)|SP|SU|FA|WI|Q[1-4X]|H[12X])(?:-(?:\d\d?|XX?|WE))?"
_HOUR = r"T(?:[\dX]{2}(?::[\dX]{2}(?::[\dX]{2}(?:\.\d+)?)?)?|MO|MI|AF|EV|NI|DT)"
_DATE = rf"(?:[\dX]{{2,4}}(?:-{_DAY})?(?:{_HOUR})?|{_HOUR})"
TIMEX = re.compile(
    rf"(?:PAST|PRESENT|FUTURE)_REF|{_DATE}(?:/{_DATE})?|P(?:{_NUMBER}(?:CE|DE|WE|[YMWDQEC]))*(?:T(?:{_NUMBER}[HMS])+)?(?<!P)",
    re.ASCII,
)
"""The values of TIMEX3: dates, times, sets, durations."""
# What an object says of its own accord, without which it names nothing.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "who": ("id", "name", "span"), "whom": ("id", "name", "span"), "where": ("geonameid", "name", "span"),
    "when": ("value", "from", "to", "span"), **dict.fromkeys(TOLL_FIELDS, ("low", "best", "high", "span")),
    "cue": ("text", "spans", "span"), "content": ("text", "spans", "span"),
}  # fmt: skip


def check_field(field: str | None) -> None:
    """Raise :class:`UsageError` for what is no field that can be corrected."""
    if field not in FIELDS:
        raise UsageError(f"{field!r} cannot be corrected; fields are: {', '.join(FIELDS)}")


def check_value(field: str, value: object) -> None:
    """A field and the value given for it -> nothing. Raises :class:`UsageError` that says what would be right."""
    # First of all: half a character breaks the messages of the other checks, too.
    try:
        msgspec.json.encode(value)
    except (UnicodeEncodeError, OverflowError):
        raise UsageError(f"{field} must be what a file can hold: it has half a character or too great a number in it") from None
    if field == "act":
        _require(isinstance(value, str) and bool(value), field, "the name of an act")
    elif value is None and field in ATTRIBUTION_FIELDS:
        pass  # without a source there is none of the rest either
    elif field in CHOICES:
        _require(value in CHOICES[field], field, f"one of: {', '.join(CHOICES[field])}")
    elif field in ("from", "to"):
        _require(value is None or is_day(value), field, "a day (YYYY-MM-DD) or null")
    elif field == "weapon":
        _require(value is None or (isinstance(value, str) and bool(value)), field, "words or null")
    elif field in SOURCES:
        fits = isinstance(value, dict) or (isinstance(value, str) and bool(value.strip()))
        nobody = "the report itself says so" if field == "source" else "nobody passes it on"
        _require(fits, field, f"a name, an object or null ({nobody})")
        _check_object(field, value, Actor)
    elif field in ("cue", "content"):
        _require(isinstance(value, dict) or (isinstance(value, str) and bool(value)), field, "words or an object")
        _check_object(field, value, None)
    elif field == "when":
        _require(value is None or isinstance(value, dict) or is_day(value), field, "a day (YYYY-MM-DD), an object or null")
        _check_object(field, value, Time)
    elif field in TOLL_FIELDS:
        for one in value if isinstance(value, list) else [value]:
            nothing = one is None and value is None  # one of several figures is a figure
            _require(
                nothing or isinstance(one, dict) or _is_count(one), field, f"a number up to {MOST_PEOPLE:,}, an object or null"
            )
            _check_object(field, one, Toll)
    else:
        _require(isinstance(value, list), field, "a list of names and objects")
        for one in cast("list[object]", value):
            fits = isinstance(one, dict) or (isinstance(one, str) and bool(one.strip()))
            _require(fits, field, "a list of names and objects")
            _check_object(field, one, Place if field == "where" else Actor)


def is_day(value: object) -> bool:
    """Whether a value is an ISO 8601 day, written in full."""
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def stands_nowhere(field: str, value: object, span: Span | None) -> bool:
    """Whether a value is evidenced by the judgement alone: no words of the report were picked for it, or not for all of it."""
    if field not in (*ACTORS, "where", "when", *TOLL_FIELDS) or value in (None, [], {}) or span is not None:
        return False
    parts = value if isinstance(value, list) else [value]
    return any(not (isinstance(one, dict) and (one.get("span") or one.get("spans"))) for one in parts)


def _check_object(field: str, value: object, record: type[msgspec.Struct] | None) -> None:
    if not isinstance(value, dict):
        return
    allowed = ALLOWED[field]
    if unknown := sorted(set(value) - set(allowed)):
        raise UsageError(f"{field} has no {unknown[0]!r}; an object may have: {' '.join(allowed)}")
    kind = {"kind": _KINDS[field][-1]} if field in (*ACTORS, "where") else {"type": "DATE"} if field == "when" else {}
    whole: dict[str, Any] = {**kind, "harm": "killed", **value, "start": 0, "end": 1, "text": "-"}
    try:
        if record is not None:
            msgspec.convert(whole, record)
        msgspec.convert(value.get("text"), str | None)
        msgspec.convert(value.get("span"), Span | None)
        msgspec.convert(value.get("spans"), tuple[Span, ...] | None)
    except msgspec.ValidationError as error:
        raise UsageError(f"{field}: {error}") from None
    _require(
        field not in _TELLING or any(_tells(value.get(key)) for key in _TELLING[field]), field,
        f"told: an object must have one of {', '.join(_TELLING.get(field, ()))}",
    )  # fmt: skip
    for key in ("id", "name"):
        _require(value.get(key) is None or _tells(value[key]), f"{field}.{key}", "words, or left out")
    for key in ("from", "to"):
        _require(value.get(key) is None or is_day(value[key]), f"{field}.{key}", "a day (YYYY-MM-DD) or null")
    for key, (first, last) in _BETWEEN.items():
        if (number := value.get(key)) is not None:
            last = DATE_PREC if (field, key) == ("when", "precision") else last
            _require(first <= number <= last, f"{field}.{key}", f"from {first} to {last}")
    _require((value.get("lat") is None) == (value.get("lon") is None), field, "at both a lat and a lon, or at neither")
    timex = value.get("value")
    _require(timex is None or TIMEX.fullmatch(timex) is not None, f"{field}.value", "TIMEX3, such as 2016-05-10, 2016-W19 or P3D")
    figures = [value[key] for key in ("low", "best", "high") if value.get(key) is not None]
    _require(figures == sorted(figures), field, "such that low is no more than best, and best no more than high")
    days = [value[key] for key in ("from", "to") if value.get(key) is not None]
    _require(days == sorted(days), field, "such that from is not after to")


def _tells(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], ())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PEOPLE


def _require(fits: bool, field: str, right: str) -> None:
    if not fits:
        raise UsageError(f"{field} must be {right}")
