"""The mentions of a report with those of a correction behind them: where each stands, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import find_words
from reportedly.codebook.registry import STATES, Registry
from reportedly.corrections.evidence import same_words
from reportedly.corrections.values import ALLOWED
from reportedly.errors import UsageError
from reportedly.record import Actor, Claim, CodedReport, Harm, Place, Span, Time, Toll

NO_ENTRY = "named by a person, without an entry of the gazetteer"
At = Mapping[str, Any]
"""Where a mention stands, and its words: ``start end text``."""


class Page:
    """The mentions of a report, to which those of a correction are added; gives the index of each.

    ``span`` is that of the correction: where a value stands that has no span of its own. Where there is none, the mention has no
    words: it is put, empty, where the trigger begins.
    """

    def __init__(self, coded: CodedReport, claim: Claim, span: Span | None, book: Codebook) -> None:
        self.coded, self.claim, self.book = coded, claim, book
        self.span = inside(coded, span)
        self.actors, self.places = list(coded.actors), list(coded.places)
        self.times, self.tolls = list(coded.times), list(coded.tolls)

    def at(self, value: object) -> At:
        """Where the mention of a value stands: its own span, that of the correction, or nowhere."""
        own = value.get("span") if isinstance(value, dict) else None
        start, end = inside(self.coded, own) or self.span or (self.claim.trigger[0],) * 2
        return {"start": start, "end": end, "text": self.coded.report.text[start:end]}

    def find(self, field: str, words: str) -> Span:
        """Words -> where they stand: where they were picked, else nearest to the trigger.

        Raises :class:`UsageError` where the report does not have them.
        """
        if self.span is not None and same_words(words, self.coded.report.text[slice(*self.span)]):
            return self.span
        # Of a judgement on an older version of the report, the span may point to other words by now.
        return find_said(self.coded, self.claim, words, field)

    def actor(self, value: object) -> int:
        """A party or source as a correction has it -> its index."""
        at = self.at(value)
        if (known := _standing(self.actors, value, at, "who")) is not None:
            return known
        if isinstance(value, str) and at["text"] and same_words(value, at["text"]):
            # Who picks words that are a mention, and types nothing else, means that mention.
            there = (i for i, a in enumerate(self.actors) if (a.start, a.end) == (at["start"], at["end"]))
            if (known := next(there, None)) is not None:
                return known
        told: dict[str, Any] = _told(value) if isinstance(value, dict) else {"name": value}
        _require_said(at, told, "id", "name")
        if told.keys() <= {"name"} and "name" in told:
            told = named(told["name"], self.book.registry, self.coded.report.published)
        kind = told.pop("kind", "organization")
        whole = {**told, "kind": kind, "roles": tuple(told.get("roles", ()))}
        first = None
        if at["text"] and told.get("name") and not same_words(told["name"], at["text"]):
            # "the group" is what the report calls it; its name is what the person says.
            first = self._add({**at, "end": at["start"], "text": ""}, whole, None)
        return self._add(at, whole, first)

    def _add(self, at: At, told: Mapping[str, Any], first: int | None) -> int:
        self.actors.append(Actor(**at, **told, same_as=first))
        return len(self.actors) - 1

    def place(self, value: object) -> int:
        """A place as a correction has it -> its index."""
        at = self.at(value)
        if (known := _standing(self.places, value, at, "where")) is not None:
            return known
        told: dict[str, Any] = {"name": value} if isinstance(value, str) else _told(value)
        _require_said(at, told, "geonameid", "name")
        reason = None if told.get("geonameid") is not None else NO_ENTRY
        self.places.append(Place(**at, kind=told.pop("kind", "other"), reason=reason, **told))
        return len(self.places) - 1

    def when(self, value: object) -> dict[str, Any]:
        """A time as a correction has it -> what becomes of the claim."""
        if value is None:
            return {"when": None, "from_": None, "to": None}
        at = self.at(value)
        told = {"value": value, "from": value, "to": value, "precision": 1} if isinstance(value, str) else _told(value)
        if (known := _standing(self.times, value, at, "when")) is None:
            _require_said(at, told, "value", "from", "to")
            self.times.append(msgspec.convert({"type": "DATE", **told, **at}, Time))
            known = len(self.times) - 1
        return {"when": known, "from_": self.times[known].from_, "to": self.times[known].to}

    def toll(self, value: object, field: str, old: Sequence[int]) -> int:
        """A figure as a correction has it, and the tolls of the claim that it replaces -> its index."""
        at = self.at(value)
        harm = field.removeprefix("toll.")
        known = _standing([t if t.harm == harm else None for t in self.tolls], value, at, field)
        if known is None:
            told = _told(value) if isinstance(value, dict) else {"low": value, "best": value, "high": value}
            if not told.keys() & {"low", "best", "high"}:
                raise UsageError(f"{field} needs a figure: the report has none that was read where the span points")
            # A corrected figure is of the same people.
            whom = self.coded.tolls[old[0]].whom if old else None
            self.tolls.append(Toll(**at, harm=cast("Harm", harm), whom=whom, **told))
            known = len(self.tolls) - 1
        return known


def find_said(coded: CodedReport, claim: Claim, words: str, wanted: str) -> Span:
    """Words of a report -> where they stand nearest to the event of the claim; ``wanted`` is what they are asked for.

    Raises :class:`UsageError` where the report does not have them.
    """
    span = find_near(coded.report.text, words, claim.trigger[0])
    if span is None:
        raise UsageError(f"{wanted} must be words of the report, and it does not have {words[:60]!r}; pick those that it has")
    return span


def find_near(text: str, words: str, near: int) -> Span | None:
    """Text, words and an offset -> where the words stand nearest to it, ``None`` if they stand nowhere."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return min(found, key=lambda span: abs(span[0] - near), default=None)


def inside(coded: CodedReport, span: Iterable[int] | None) -> Span | None:
    """A span if it lies inside of the text: the report may have changed since it was judged."""
    start, end = span or (0, 0)
    return (start, end) if 0 <= start < end <= len(coded.report.text) else None


def value_of(mention: msgspec.Struct, field: str) -> dict[str, object]:
    """What is known of a mention, by the keys that a correction may set; one without words has no span."""
    whole = msgspec.json.decode(msgspec.json.encode(mention))  # lists, as a judgement that is read back has them
    whole["span"] = [whole["start"], whole["end"]] if whole["text"] else None
    return {key: whole[key] for key in ALLOWED[field] if whole.get(key) not in (None, [], ())}


def named(name: str, registry: Registry, published: str | None) -> dict[str, Any]:
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


def _standing(mentions: Sequence[msgspec.Struct | None], value: object, at: At, field: str) -> int | None:
    """The index of the mention that stands where the value does and says just what it says, if there is one."""
    if not isinstance(value, dict) or ("span" not in value and at["text"]):
        return None
    for i, mention in enumerate(mentions):
        there = mention is not None and (mention.start, mention.end) == (at["start"], at["end"])  # type: ignore[attr-defined]
        if there and (set(value) == {"span"} or value_of(mention, field) == value):  # type: ignore[arg-type]
            return i
    return None


def _require_said(at: At, told: Mapping[str, Any], *keys: str) -> None:
    """Raise :class:`UsageError` for a mention that says nothing: without words of the report, and with nothing told of it."""
    if not at["text"] and not any(told.get(key) for key in keys):
        raise UsageError(f"a mention needs words of the report, or one of: {', '.join(keys)}")


def _told(value: object) -> dict[str, Any]:
    kept = ("id", "name", "country", "roles", "kind") if isinstance(value, dict) and {"text", "spans"} & value.keys() else None
    return {
        key: one
        for key, one in cast("dict[str, Any]", value).items()
        if key != "span" and one is not None and (kept is None or key in kept)
    }
