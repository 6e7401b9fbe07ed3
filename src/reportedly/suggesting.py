"""What people type when they correct a claim: which place, party, source or act they mean, and what may be offered to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, cast

from reportedly.codebook.book import Codebook
from reportedly.codebook.registry import STATES
from reportedly.coding.places.gazetteer import Entry, Gazetteer, load_gazetteer
from reportedly.coding.places.index import LOOSE, OTHER
from reportedly.coding.places.names import fold
from reportedly.corrections import CHOICES
from reportedly.corrections.mentions import named
from reportedly.errors import UsageError
from reportedly.record import CodedReport, Place, Span

MOST = 12
NUMBERED = re.compile(r"\s*#(\d{1,10})$")
"""Behind a name: the number that GeoNames gives the place."""
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """What may be typed, and what it stands for."""

    value: str
    label: str


def settle_value(
    coded: CodedReport, field: str, value: object, gazetteer: Gazetteer | None = None, span: Span | None = None
) -> object:  # fmt: skip
    """Report, a field and a checked value given for it -> the value with its places looked up: "Saraqib", "Saraqib #164816".

    The place that the report has in the words picked (those of the value, else ``span``) goes first, then another place of the
    report, then one of the gazetteer; a name that neither has stands by itself. Raises ``UsageError`` for a name of several
    places, and for a number of none.
    """
    if field != "where" or not isinstance(value, list):
        return value
    return [_settle_place(coded, one, gazetteer or load_gazetteer(), span) for one in value]


def _settle_place(coded: CodedReport, value: object, gazetteer: Gazetteer, picked: Span | None) -> object:
    told: dict[str, Any] = {"name": value} if isinstance(value, str) else dict(cast("Mapping[str, Any]", value))
    name = str(told.get("name") or "")
    if (number := NUMBERED.search(name)) is not None:
        name = name[: number.start()].strip()
        told |= {"name": name, "geonameid": int(number[1])}
    if told.keys() - {"name", "geonameid", "span"} or not (name or "geonameid" in told):
        return value  # told in full, or by its words alone
    span = {"span": told["span"]} if told.get("span") else {}
    if "geonameid" in told:
        entry = gazetteer.entry(int(told["geonameid"]))
        if entry is None:
            raise UsageError(f"#{told['geonameid']} is no place of the gazetteer; leave the number out, or give another")
        return _as_value(entry, gazetteer) | span
    own = _own_places(coded, name, told.get("span") or picked)
    if len(own) > 1:
        raise _ask(name, [_offer_own(place, gazetteer) for place in own], " in the report")
    if own:
        entry = gazetteer.entry(cast("int", own[0].geonameid))
        return (_known(own[0]) if entry is None else _as_value(entry, gazetteer)) | span
    found = _meant(find_entries(name, gazetteer), {place.country for place in coded.places if place.country})
    if len(found) > 1:
        raise _ask(name, [f"{entry.name} #{entry.id} ({_say(entry, gazetteer)})" for entry in found if entry.id])
    if found:
        return _as_value(found[0], gazetteer) | span
    return value


def _own_places(coded: CodedReport, name: str, picked: Sequence[int] | None) -> list[Place]:
    """Report, a name and the words picked for it -> the places that it may mean there, each once; one, where words tell which."""
    named = [
        place for place in coded.places
        if place.geonameid is not None and fold(name) in (fold(place.text), fold(place.name or ""))
    ]  # fmt: skip
    if picked:
        start, end = picked
        # A mention may be longer than what was picked of it, and the other way round.
        there = [place for place in named if place.start < end and start < place.end]
        named = [place for place in there if (place.start, place.end) == (start, end)] or there or named
    return list({place.geonameid: place for place in reversed(named)}.values())[::-1]


def _offer_own(place: Place, gazetteer: Gazetteer) -> str:
    entry = gazetteer.entry(cast("int", place.geonameid))
    said = _say(entry, gazetteer) if entry else ", ".join(part for part in (place.kind, place.admin1, place.country) if part)
    return f"{place.name or place.text} #{place.geonameid} ({said})"


def _ask(name: str, offered: Sequence[str], where: str = "") -> UsageError:
    some = "; ".join(offered[:5])
    return UsageError(f"{name!r} is the name of {len(offered)} places{where}: {some}; add the number of the one that is meant")


def find_entries(name: str, gazetteer: Gazetteer) -> list[Entry]:
    """Name of a place -> the entries that bear it, as their main name if any does, those of most people first."""
    key = fold(name)
    matches = gazetteer.look_up([key], loose=[key]).get(key, ())
    best = min((match.rank for match in matches if match.rank <= OTHER or match.rank == LOOSE), default=None)
    return [match.entry for match in matches if match.rank == best]


def _meant(found: list[Entry], countries: set[str | None]) -> list[Entry]:
    """Entries of one name -> those that may be meant in a report of these countries; a town goes before its district."""
    near = [entry for entry in found if entry.country in countries] or found
    towns = [entry for entry in near if entry.kind == "city"]
    around = {division for town in towns for division in (town.admin1, town.admin2)}
    return [entry for entry in near if entry in towns or entry.id not in around]


def _as_value(entry: Entry, gazetteer: Gazetteer) -> dict[str, object]:
    division = gazetteer.entry(entry.admin1) if entry.admin1 else None
    told = {
        "geonameid": entry.id, "name": entry.name, "lat": entry.lat, "lon": entry.lon, "country": entry.country,
        "admin1": division.name if division else None, "kind": entry.kind, "precision": entry.precision,
    }  # fmt: skip
    return {key: value for key, value in told.items() if value is not None}


def _known(place: Place) -> dict[str, object]:
    told = ("geonameid", "name", "lat", "lon", "country", "admin1", "kind", "precision")
    return {key: getattr(place, key) for key in told if getattr(place, key) is not None}


def _say(entry: Entry, gazetteer: Gazetteer) -> str:
    division = gazetteer.entry(entry.admin1) if entry.admin1 and entry.admin1 != entry.id else None
    return ", ".join(part for part in (entry.kind, division.name if division else "", entry.country or "") if part)


def suggest(
    coded: CodedReport, field: str, words: str, book: Codebook, most: int = MOST, gazetteer: Path | None = None
) -> list[Suggestion]:  # fmt: skip
    """Report, a field, and what was typed of its value -> what may be meant, that of the report itself first.

    ``gazetteer`` is the file that places are looked up in, ``None`` for the one chosen for all.
    """
    finders: Mapping[str, Callable[[CodedReport, str, Codebook], Iterable[Suggestion]]] = {
        "act": lambda _, typed, own: suggest_acts(own, typed),
        "where": lambda one, typed, _: _places(one, typed, load_gazetteer(gazetteer)),
        "source": _sources, "through": _sources, "who": _actors, "whom": _actors,
    }  # fmt: skip
    found: dict[str, Suggestion] = {}
    if field in CHOICES:
        found = {word: Suggestion(word, "") for word in CHOICES[field] if words.casefold() in word}
    elif field in finders:
        typed = " ".join(words.split())
        for one in finders[field](coded, typed, book):
            # A browser offers only what holds the letters that were typed.
            holds = typed.casefold() in f"{one.value} {one.label}".casefold()
            found.setdefault(one.value, one if holds else Suggestion(one.value, f"{one.label}, for “{typed}”"))
            if len(found) == most:
                break
    return list(found.values())


def suggest_acts(book: Codebook, words: str = "") -> Iterator[Suggestion]:
    """What was typed -> the acts of the codebook whose name, definition or trigger words hold it; all of them for nothing."""
    triggers: dict[str, dict[str, None]] = {}
    for rows in (book.acts.verbs, book.acts.nouns):
        for trigger in (one for some in rows.values() for one in some):
            triggers.setdefault(trigger.act.name, {})[" ".join(trigger.words)] = None
    typed = words.casefold()
    for name, act in sorted(book.acts.acts.items(), key=lambda pair: typed not in pair[0]):
        own = [word for word in triggers.get(name, ()) if "*" not in word and "@" not in word]
        if typed in " ".join([name.replace("-", " "), name, act.definition.casefold(), *own]):
            own.sort(key=lambda word: typed not in word)
            yield Suggestion(name, f"{act.definition} ({', '.join(own[:6])})" if own else act.definition)


def _places(coded: CodedReport, words: str, gazetteer: Gazetteer) -> Iterator[Suggestion]:
    key = fold(words)
    for place in coded.places:
        if place.geonameid is not None and (fold(place.name or "").startswith(key) or fold(place.text).startswith(key)):
            said = ", ".join(part for part in ("in the report", place.admin1 or "", place.country or "") if part)
            yield Suggestion(f"{place.name} #{place.geonameid}", said)
    if len(key) >= SHORTEST:
        own = {place.country for place in coded.places if place.country}
        entries = gazetteer.beginning(key, 20 * MOST)
        for entry in sorted(entries, key=lambda entry: entry.country not in own):
            yield Suggestion(f"{entry.name} #{entry.id}", _say(entry, gazetteer))


def _sources(coded: CodedReport, words: str, book: Codebook) -> Iterator[Suggestion]:
    for attribution in coded.attributions:
        name = " ".join(" ".join(coded.report.text[start:end].split()) for start, end in attribution.source)
        if name and words.casefold() in name.casefold():
            yield Suggestion(name, "a source in the report")
    yield from _actors(coded, words, book)


def _actors(coded: CodedReport, words: str, book: Codebook) -> Iterator[Suggestion]:
    typed, registry = words.casefold(), book.registry
    for actor in coded.actors:
        name = actor.name or " ".join(actor.text.split())
        if actor.kind != "object" and actor.same_as is None and (typed in name.casefold() or typed in actor.text.casefold()):
            yield Suggestion(actor.id or name, f"in the report: {name}" if actor.id else "in the report")
    if len(typed) < SHORTEST:
        return
    known = named(words, registry, coded.report.published)
    if "id" in known:
        yield Suggestion(known["id"], known["name"])
    starts = re.compile(rf"\b{re.escape(typed)}")
    for one in registry.actors.values():
        if starts.search(one.name.casefold()):
            yield Suggestion(one.id, one.name)
    for code, state in product(registry.countries, STATES):
        if starts.search(registry.state_name(code, state).casefold()):
            yield Suggestion(f"{code}-{state}", registry.state_name(code, state))


def with_spans(value: object, spans: Mapping[str, tuple[int, int]] | None) -> object:
    """A list of names and objects, and where each name stands -> the same with those spans."""
    if not isinstance(value, list) or not spans:
        return value
    return [_with_span(one, spans) for one in value]


def _with_span(one: object, spans: Mapping[str, tuple[int, int]]) -> object:
    told: Mapping[str, Any] = {"name": one} if isinstance(one, str) else one if isinstance(one, dict) else {}
    name = told.get("name")
    if not isinstance(name, str) or name not in spans or told.get("span"):
        return one  # a check of the value says what is wrong with it
    return {**told, "span": list(spans[name])}
