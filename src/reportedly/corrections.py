"""What a person may correct in a claim: the values that each field takes, and the claim with such a value in it.

The values (``before`` and ``after`` of a judgement) are JSON. An object holds any of the keys named here:

- ``act``: the name of an act of the codebook
- ``status``: asserted, denied, possible, planned, negated or historical
- ``who``, ``whom``: a list; each a registry id, a name, or an object (``id name country roles kind span``)
- ``where``: a list; each a name, or an object (``geonameid name lat lon country admin1 kind precision span``)
- ``when``: a day (``2016-05-10``), an object (``type value from to precision span``), or ``null``: not told
- ``from``, ``to``: a day, or ``null``: not known
- ``weapon``: the words for it, or ``null``: not told
- ``toll.killed`` and so on for each harm: a number, an object (``low best high span``), a list of these, or ``null``: none

A ``span`` in a value is where that one stands; else the span of the judgement counts, and where that has none, the trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast, get_args

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import find_words
from reportedly.codebook.registry import STATES, Registry
from reportedly.errors import UsageError
from reportedly.record import Actor, ActorKind, Claim, CodedReport, Harm, Place, PlaceKind, Span, Status, Time, TimeType, Toll

HARMS: tuple[Harm, ...] = get_args(Harm)
STATUSES: tuple[Status, ...] = get_args(Status)
TOLL_FIELDS = tuple(f"toll.{harm}" for harm in HARMS)
FIELDS = ("act", "status", "who", "whom", "where", "when", "from", "to", "weapon", *TOLL_FIELDS)
"""What ``correct`` may set."""

# What an object may hold for each of a field's mentions, and the values that its keys take.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "who": get_args(ActorKind), "whom": get_args(ActorKind), "where": get_args(PlaceKind), "when": get_args(TimeType),
}  # fmt: skip
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "who": ("id", "name", "country", "roles", "kind", "span"),
    "whom": ("id", "name", "country", "roles", "kind", "span"),
    "where": ("geonameid", "name", "lat", "lon", "country", "admin1", "kind", "precision", "span"),
    "when": ("type", "value", "from", "to", "precision", "span"),
    **dict.fromkeys(TOLL_FIELDS, ("low", "best", "high", "span")),
}  # fmt: skip
# The largest toll that is taken for one, and what each number in an object lies between.
MOST_PEOPLE = 10**9
_BETWEEN: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("low", "best", "high"), (0, MOST_PEOPLE)),
    "lat": (-90, 90), "lon": (-180, 180), "precision": (1, 7), "geonameid": (1, 2**31 - 1),
}  # fmt: skip
NOT_LOOKED_UP = "named by a person, not looked up in the gazetteer"


def field_value(coded: CodedReport, claim: Claim, field: str) -> object:
    """Coded report, one of its claims and a field -> its value, in the form that a correction takes.

    Raises :class:`UsageError` for a field that cannot be corrected.
    """
    check_field(field)
    if field in ("who", "whom"):
        return [_value(coded.actors[i], field) for i in getattr(claim, field)]
    if field == "where":
        return [_value(coded.places[i], field) for i in claim.where]
    if field == "when":
        return None if claim.when is None else _value(coded.times[claim.when], field)
    if field == "weapon":
        return None if claim.weapon is None else coded.report.text[claim.weapon[0] : claim.weapon[1]]
    if field in TOLL_FIELDS:
        tolls = [_value(coded.tolls[i], field) for i in _tolls_of(coded, claim, field)]
        return tolls if len(tolls) > 1 else tolls[0] if tolls else None
    value: object = msgspec.to_builtins(claim)[field]
    return value


def correct(coded: CodedReport, claim: Claim, field: str, value: object, span: Span | None, book: Codebook) -> CodedReport:
    """Set a field of a claim -> the coded report with the corrected claim, and with the new mentions behind the old ones.

    ``value`` has passed :func:`check_value`; a ``span`` outside of the text does not count. A value that is one of the report's
    mentions as it stands is that mention. Raises :class:`UsageError` for an act that the codebook does not have.
    """
    page = _Page(coded, claim, _inside(coded, span) or claim.trigger, book)
    if field == "act":
        act = book.acts.acts.get(str(value))
        if act is None:
            raise UsageError(f"{str(value)!r} is no act of the codebook {book.version}; undo the correction or add the act")
        changed: dict[str, Any] = {k: getattr(act, k) for k in ("type", "mode", "cameo", "acled")} | {"act": act.name}
    elif field in ("who", "whom"):
        changed = {field: tuple(page.actor(one) for one in _list(value))}
    elif field == "where":
        changed = {"where": tuple(page.place(one) for one in _list(value))}
    elif field == "when":
        changed = page.when(value)
    elif field == "weapon":
        changed = {"weapon": None if value is None else _inside(coded, span) or page.find(str(value))}
    elif field in TOLL_FIELDS:
        old = _tolls_of(coded, claim, field)
        new = tuple(
            page.toll(one, field, old) for one in ([] if value is None else value if isinstance(value, list) else [value])
        )
        changed = {"tolls": tuple(sorted({i for i in claim.tolls if i not in old} | set(new)))}
    else:
        changed = {{"from": "from_"}.get(field, field): value}
    fixed = msgspec.structs.replace(claim, **changed)
    return msgspec.structs.replace(
        coded,
        actors=tuple(page.actors), places=tuple(page.places), times=tuple(page.times), tolls=tuple(page.tolls),
        claims=tuple(fixed if one.id == claim.id else one for one in coded.claims),
    )  # fmt: skip


def check_field(field: str | None) -> None:
    """Raise :class:`UsageError` for what is no field that can be corrected."""
    if field not in FIELDS:
        raise UsageError(f"{field!r} cannot be corrected; fields are: {', '.join(FIELDS)}")


def check_value(field: str, value: object) -> None:
    """A field and the value given for it -> nothing. Raises :class:`UsageError` that says what would be right."""
    if field == "act":
        _require(isinstance(value, str) and bool(value), field, "the name of an act")
    elif field == "status":
        _require(value in STATUSES, field, f"one of: {', '.join(STATUSES)}")
    elif field in ("from", "to"):
        _require(value is None or is_day(value), field, "a day (YYYY-MM-DD) or null")
    elif field == "weapon":
        _require(value is None or (isinstance(value, str) and bool(value)), field, "words or null")
    elif field == "when":
        _require(value is None or isinstance(value, dict) or is_day(value), field, "a day (YYYY-MM-DD), an object or null")
        _check_object(field, value, Time)
    elif field in TOLL_FIELDS:
        for one in value if isinstance(value, list) else [value]:
            counted = one is None or isinstance(one, dict) or _is_count(one)
            _require(counted, field, f"a number up to {MOST_PEOPLE:,}, an object or null")
            _check_object(field, one, Toll)
    else:
        _require(isinstance(value, list), field, "a list of names and objects")
        for one in cast("list[object]", value):
            _require(bool(one) and isinstance(one, str | dict), field, "a list of names and objects")
            _check_object(field, one, Place if field == "where" else Actor)


def is_day(value: object) -> bool:
    """Whether a value is an ISO 8601 day, written in full."""
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


class _Page:
    """The mentions of a report, to which those of a correction are added; gives the index of each."""

    def __init__(self, coded: CodedReport, claim: Claim, span: Span, book: Codebook) -> None:
        self.coded, self.claim, self.span, self.book = coded, claim, span, book
        self.actors, self.places = list(coded.actors), list(coded.places)
        self.times, self.tolls = list(coded.times), list(coded.tolls)

    def at(self, value: object) -> dict[str, Any]:
        """Where the mention of a value stands: its own span, or the one of the correction."""
        own = value.get("span") if isinstance(value, dict) else None
        start, end = (_inside(self.coded, own) if own else None) or self.span
        return {"start": start, "end": end, "text": self.coded.report.text[start:end]}

    def find(self, words: str) -> Span:
        """Words -> where they stand nearest to the trigger, or else the trigger."""
        text, near = self.coded.report.text, self.claim.trigger[0]
        starts = [i for i in range(len(text)) if text.startswith(words, i)]
        start = min(starts, key=lambda i: abs(i - near), default=-1)
        return (start, start + len(words)) if start >= 0 else self.claim.trigger

    def actor(self, value: object) -> int:
        at = self.at(value)
        if (known := _standing(self.actors, value, at, "who")) is not None:
            return known
        told = _named(value, self.book.registry, self.coded.report.published) if isinstance(value, str) else _told(value)
        kind = told.pop("kind", "organization")
        self.actors.append(Actor(**at, kind=kind, **{**told, "roles": tuple(told.get("roles", ()))}))
        return len(self.actors) - 1

    def place(self, value: object) -> int:
        at = self.at(value)
        if (known := _standing(self.places, value, at, "where")) is not None:
            return known
        told: dict[str, Any] = {"name": value} if isinstance(value, str) else _told(value)
        reason = None if told.get("geonameid") is not None else NOT_LOOKED_UP
        self.places.append(Place(**at, kind=told.pop("kind", "other"), reason=reason, **told))
        return len(self.places) - 1

    def when(self, value: object) -> dict[str, Any]:
        if value is None:
            return {"when": None, "from_": None, "to": None}
        at = self.at(value)
        told = {"value": value, "from": value, "to": value, "precision": 1} if isinstance(value, str) else _told(value)
        if (known := _standing(self.times, value, at, "when")) is None:
            self.times.append(msgspec.convert({"type": "DATE", **told, **at}, Time))
            known = len(self.times) - 1
        return {"when": known, "from_": self.times[known].from_, "to": self.times[known].to}

    def toll(self, value: object, field: str, old: Sequence[int]) -> int:
        at = self.at(value)
        harm = field.removeprefix("toll.")
        known = _standing([t if t.harm == harm else None for t in self.tolls], value, at, field)
        if known is None:
            told = _told(value) if isinstance(value, dict) else {"low": value, "best": value, "high": value}
            # A corrected figure is of the same people.
            whom = self.coded.tolls[old[0]].whom if old else None
            self.tolls.append(Toll(**at, harm=cast("Harm", harm), whom=whom, **told))
            known = len(self.tolls) - 1
        return known


def _standing(mentions: Sequence[msgspec.Struct | None], value: object, at: Mapping[str, Any], field: str) -> int | None:
    """The index of the mention that stands where the value does and says just what it says, if there is one."""
    if not isinstance(value, dict) or "span" not in value:
        return None
    for i, mention in enumerate(mentions):
        there = mention is not None and (mention.start, mention.end) == (at["start"], at["end"])  # type: ignore[attr-defined]
        if there and (set(value) == {"span"} or _value(mention, field) == value):
            return i
    return None


def _named(name: str, registry: Registry, published: str | None) -> dict[str, Any]:
    """A name or registry id -> what the registry knows of it as of the report's day; else the name alone."""
    day = published[:10] if published else None
    matches = list(registry.find(find_words(name), any_case="names"))
    terms = matches[0].found if len(matches) == 1 and len(find_words(name)) == matches[0].last + 1 else ()
    ids = [name, *(t.key for t in terms if t.sort == "actor"), *(f"{t.key}-GOV" for t in terms if t.sort == "country")]
    for one in ids:
        if one in registry.actors:
            tenure = registry.actors[one].on(day)
            return {"id": one, "name": registry.actors[one].name, "kind": tenure.kind, "country": tenure.country,
                    "roles": tenure.roles}  # fmt: skip
        country, _, state = one.partition("-")
        if country in registry.countries and state in STATES:
            roles = (state,) if state in ("GOV", "MIL", "COP", "SPY", "LEG", "JUD", "OPP", "JRN") else ("GOV",)
            return {"id": one, "name": registry.state_name(country, state), "country": country, "roles": roles}
    return {"name": name}


def _told(value: object) -> dict[str, Any]:
    return {key: one for key, one in cast("dict[str, Any]", value).items() if key != "span" and one is not None}


def _value(mention: object, field: str) -> dict[str, object]:
    """What is known of a mention, by the keys that a correction may set."""
    whole = msgspec.json.decode(msgspec.json.encode(mention))  # lists, as a judgement that is read back has them
    whole["span"] = [whole["start"], whole["end"]]
    return {key: whole[key] for key in _ALLOWED[field] if whole[key] not in (None, [], ())}


def _tolls_of(coded: CodedReport, claim: Claim, field: str) -> tuple[int, ...]:
    return tuple(i for i in claim.tolls if coded.tolls[i].harm == field.removeprefix("toll."))


def _inside(coded: CodedReport, span: Iterable[int] | None) -> Span | None:
    """A span if it lies inside of the text: the report may have changed since it was judged."""
    start, end = span or (0, 0)
    return (start, end) if 0 <= start < end <= len(coded.report.text) else None


def _list(value: object) -> list[object]:
    return cast("list[object]", value)


def _check_object(field: str, value: object, record: type[msgspec.Struct]) -> None:
    if not isinstance(value, dict):
        return
    allowed = _ALLOWED[field]
    if unknown := sorted(set(value) - set(allowed)):
        raise UsageError(f"{field} has no {unknown[0]!r}; an object may have: {' '.join(allowed)}")
    kind = {"kind": _KINDS[field][-1]} if field in ("who", "whom", "where") else {"type": "DATE"} if field == "when" else {}
    whole: dict[str, Any] = {**kind, "harm": "killed", **value, "start": 0, "end": 1, "text": "-"}
    try:
        msgspec.convert(whole, record)
        msgspec.convert(value.get("span"), Span | None)
    except msgspec.ValidationError as error:
        raise UsageError(f"{field}: {error}") from None
    for key in ("from", "to"):
        _require(value.get(key) is None or is_day(value[key]), f"{field}.{key}", "a day (YYYY-MM-DD) or null")
    for key, (first, last) in _BETWEEN.items():
        if (number := value.get(key)) is not None:
            _require(first <= number <= last, f"{field}.{key}", f"from {first} to {last}")
    figures = [value[key] for key in ("low", "best", "high") if value.get(key) is not None]
    _require(figures == sorted(figures), field, "such that low is no more than best, and best no more than high")
    days = [value[key] for key in ("from", "to") if value.get(key) is not None]
    _require(days == sorted(days), field, "such that from is not after to")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PEOPLE


def _require(fits: bool, field: str, right: str) -> None:
    if not fits:
        raise UsageError(f"{field} must be {right}")
