"""Finds the places of a report and says of each which one it is, how exactly it is known, or why it is not known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from spacy.tokens import Doc

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import find_words
from reportedly.codebook.regions import Region, by_name, load_regions
from reportedly.coding.parse import Parsed
from reportedly.coding.places.containers import find_containers, find_peers, resolve_containers
from reportedly.coding.places.context import Named, choose
from reportedly.coding.places.features import asked_keys, suits
from reportedly.coding.places.gazetteer import Entry, Gazetteer, Match
from reportedly.coding.places.grams import find_grams, placed_keys
from reportedly.coding.places.index import ABBREVIATION, DEMONYM, MAIN, OTHER
from reportedly.coding.places.names import fold, loosen
from reportedly.coding.places.phrases import find_place_phrases
from reportedly.coding.places.toponyms import Finder, Toponym
from reportedly.coding.places.words import CLASS_WORDS, DIRECTIONS, LOCATIVE, NEAR, OUTSKIRTS, RELIEF, ROAD, WATER
from reportedly.record import Place, PlaceKind

NOT_LISTED = "not in the gazetteer"
NEARLY = OUTSKIRTS | DIRECTIONS | {"close", "adjacent"}
SMALL_TOWN = 20_000  # people that a small place of the codebook counts for beside its namesakes
NO_FIT = "no place of this name fits"


def find_places(parsed: Parsed, codebook: Codebook, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """A parsed report -> its places in text order: toponyms found, each with its gazetteer entry or the reason for none.

    Precision is UCDP's where_prec (UCDP GED codebook, section on geo-coding). Nationality words are no places.
    """
    doc, text, regions = parsed.doc, parsed.text, _regions(codebook.folder)
    grams = find_grams(doc, text)
    outside = _outside(parsed)
    keys = {g.key for g in grams} | set(outside)
    matches = dict(gazetteer.look_up(keys, loose=placed_keys(doc, grams)))
    for key in keys & regions.keys():
        if not any(_same(regions[key].entry, match) for match in matches.get(key, ())):
            matches[key] = (regions[key], *matches.get(key, ()))
    finder = Finder(doc, text, matches, _actors(doc, text, codebook))
    toponyms = [t for t in finder.find(grams) if not _is_agency(text[t.start : t.end], codebook)]
    unknown = {t.key for t in toponyms if t.key not in matches}
    matches |= gazetteer.look_up(unknown, loose=unknown)
    for key, more in gazetteer.variants({t.key for t in toponyms if not t.sure and t.key in matches}).items():
        known = {m.entry.id for m in matches[key]}
        matches[key] += tuple(m for m in more if m.entry.id not in known)
    for key in unknown - matches.keys():
        if loosen(key) in regions:
            matches[key] = (regions[loosen(key)],)
    whole_names = {t: regions.get(fold(text[t.start : t.end])) for t in toponyms if t.sort}
    containers = find_containers(text, toponyms, matches)
    peers = find_peers(text, toponyms, matches)
    features = _features(gazetteer, text, toponyms, matches)
    plain = {t.key for t in toponyms if t.sort is None or t.sort.kind in ("city", "admin")}
    named = []
    for n, t in enumerate(toponyms):
        if (listed := whole_names.get(t)) is not None:  # "Sednaya prison" is listed as such
            named.append(Named(t.key, t.start, (listed,), None, True))
            toponyms[n] = replace(t, sort=None)
        elif n in features:  # "Kuweires airport", with a gazetteer that has airports
            key, found = features[n]
            at = containers[n]
            named.append(Named(key, t.start, found, None, t.sure, at.index if at else None, at is not None and at.said, peers[n]))
            toponyms[n] = replace(t, sort=None)
        else:
            found = () if _only_named_for(t, plain) else matches.get(t.key, ())
            if len(t.key) == 2 and any(m.rank == ABBREVIATION for m in found) and found[0].entry.code != "PCL":
                found = tuple(m for m in found if m.rank == ABBREVIATION)  # "Alexandria, La."
            at = containers[n]
            said = at is not None and at.said
            scene = _scene(doc, t) or not any(m.entry.code == "PCL" for m in found[:1])
            named.append(Named(t.key, t.start, found, t.sort, t.sure, at.index if at else None, said, peers[n], scene))
    votes = _votes(parsed, codebook, (*(g.key for g in grams), *outside), matches)
    chosen = choose(named, votes, [matches[k] for k in outside if k in matches])
    chosen = [_as_its_district(gazetteer, n.key, match) for n, match in zip(named, chosen, strict=True)]
    divisions = _divisions(gazetteer, chosen)
    wholes = resolve_containers(toponyms, chosen, containers)
    places = [
        _place(doc, text, t, match, whole, bool(n.matches), divisions)
        for t, n, match, whole in zip(toponyms, named, chosen, wholes, strict=True)
    ]
    return tuple(sorted([*places, *find_place_phrases(doc, text, places)], key=lambda p: (p.start, p.end)))


def _features(
    gazetteer: Gazetteer, text: str, toponyms: Sequence[Toponym], matches: Mapping[str, tuple[Match, ...]]
) -> dict[int, tuple[str, tuple[Match, ...]]]:
    """Toponyms (by index) that may be an airport, camp, river, mountain, ... of the gazetteer -> the key, and what has it."""
    asked = {
        n: tuple(asked_keys(text[t.start : t.end], t.sort)) for n, t in enumerate(toponyms) if t.sort or t.key not in matches
    }
    keys = {key for group in asked.values() for key in group}
    known = gazetteer.look_up(keys, loose=keys) if keys and gazetteer.has_features else {}
    found: dict[int, tuple[str, tuple[Match, ...]]] = {}
    for n, group in asked.items():
        for key in group:
            suiting = tuple(m for m in known.get(key, ()) if suits(m.entry.code, toponyms[n].sort))
            if suiting:
                found.setdefault(n, (key, suiting))
    return found


@cache
def _regions(folder: Path) -> Mapping[str, Match]:
    """Regions of the codebook under their keys, as entries without a geonameid."""
    strict = {fold(name): Match(_entry(region), MAIN) for name, region in by_name(load_regions(folder)).items()}
    return {loosen(key): match for key, match in strict.items() if loosen(key)} | strict


def _actors(doc: Doc, text: str, codebook: Codebook) -> list[tuple[int, int]]:
    """Token spans of groups and people that the registry names: "the Islamic State of Iraq and the Levant", "Riad Hijab"."""
    words = find_words(text)
    spans = []
    for match in codebook.registry.find(words):
        if all(term.sort == "actor" and term.kind in ("group", "person") for term in match.found):
            span = doc.char_span(words[match.first].start, words[match.last].end, alignment_mode="expand")
            if span is not None:
                spans.append((span.start, span.end))
    return spans


def _is_agency(text: str, codebook: Codebook) -> bool:
    """A news agency that is called like a place: "according to SANA"."""
    listed = codebook.publishers.find(text)
    return listed is not None and "agency" in listed.kind


def _only_named_for(t: Toponym, plain: set[str]) -> bool:
    """A name that is some town's too, with nothing to show that it lies there: "St. Michael's Hospital", "Eglinton Avenue"."""
    if t.sort is None:
        return False
    if t.sort is ROAD or t.sort is WATER:
        return True  # the Vistula does not lie in a town of that name
    return (t.sort.kind == "facility" or t.sort is RELIEF) and not (t.sure or t.key in plain)


def _same(region: Entry, match: Match) -> bool:
    """The gazetteer has the region too, with its geonameid: a country, division or large town of that name there."""
    entry = match.entry
    known = entry.code in ("PCL", "ADM1") or entry.population >= 20_000
    return known and match.rank <= OTHER and region.country is not None and entry.country == region.country


def _entry(region: Region) -> Entry:
    code = f"{region.kind}:{region.precision}"
    return Entry(None, region.name, region.lat, region.lon, region.country, None, None, code, SMALL_TOWN)


def _outside(parsed: Parsed) -> list[str]:
    """Keys of names that stand in the title and in the publisher's name: evidence for the home of a report, no places of it."""
    words = re.findall(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?", parsed.report.title or "")
    stem = re.sub(r"^(?:https?://)?(?:www\.|news\.)?|\.[a-z.]+$", "", (parsed.report.publisher or "").casefold())
    home = re.sub(
        r"^(?:the|my|online|daily)|(?:daily|news|times|herald|post|tribune|star|press|register|sun|journal|gazette|"
        r"chronicle|today|online|"
        r"mercury|examiner|telegraph|enterprise|review|record|observer|dispatch|advocate|beacon|local)+$", "", stem)  # fmt: skip
    domain = re.search(r"\.[a-z]{2}$", (parsed.report.publisher or "").casefold())
    return [fold(w) for w in words] + ([home] if len(home) > 3 else []) + ([domain.group()] if domain else [])


def _votes(parsed: Parsed, codebook: Codebook, keys: Sequence[str], matches: Mapping[str, tuple[Match, ...]]) -> dict[str, float]:
    """Countries that speak from outside the names: the publisher's, and the nationality words of the text."""
    votes: defaultdict[str, float] = defaultdict(float)
    publisher = parsed.report.publisher
    listed = codebook.publishers.find(publisher) if publisher else None
    if listed is not None and listed.country:
        votes[listed.country] += 0.4
    for key in keys:
        for match in matches.get(key, ()):
            if match.rank >= DEMONYM and match.entry.country:
                votes[match.entry.country] += 0.5
    return {country: min(votes[country], 1.5) for country in votes}


def _as_its_district(gazetteer: Gazetteer, key: str, match: Match | None) -> Match | None:
    """A match -> the same; a town that is told by the name of the district it lies in bears that name, not another of its own.

    GeoNames calls the town of Oicha "Hyosha", and the district around it "Oicha", as every report does both.
    """
    if match is None or match.rank != OTHER or match.entry.admin2 is None or not match.entry.code.startswith("PPL"):
        return match
    district = gazetteer.entry(match.entry.admin2)
    if district is None or fold(district.name) != key:
        return match
    return replace(match, entry=replace(match.entry, name=district.name))


def _divisions(gazetteer: Gazetteer, chosen: Sequence[Match | None]) -> dict[int, str]:
    ids = {m.entry.admin1 for m in chosen if m is not None and m.entry.admin1}
    return {i: entry.name for i in sorted(ids) if (entry := gazetteer.entry(i)) is not None}


def _place(
    doc: Doc, text: str, t: Toponym, match: Match | None, whole: Match | None, known: bool, divisions: Mapping[int, str]
) -> Place:
    mention = text[t.start : t.end]
    if match is None:
        kind: PlaceKind = t.sort.kind if t.sort else "other"
        why = NO_FIT if known else NOT_LISTED
        if whole is None:
            return Place(start=t.start, end=t.end, text=mention, kind=kind, reason=why)
        return _at(
            t, mention, whole.entry, kind, max(2, whole.entry.precision), divisions, f"{why}; it lies in {whole.entry.name}"
        )
    entry = match.entry
    if t.sort is not None and entry.id is not None and (t.sort.kind == "facility" or t.sort is RELIEF):
        return _at(
            t, mention, entry, t.sort.kind, max(2, entry.precision), divisions, f"{NOT_LISTED}; it lies in or near {entry.name}"
        )
    precision = entry.precision
    if precision == 1 and (_near(doc, t) or (t.i and doc[t.i - 1].lower_ in DIRECTIONS)):
        precision = 2
    elif precision == 6 and t.i and doc[t.i - 1].lower_ in DIRECTIONS:
        precision = 5
    return _at(t, mention, entry, entry.kind, precision, divisions, None)


def _at(
    t: Toponym, text: str, entry: Entry, kind: PlaceKind, precision: int, divisions: Mapping[int, str], reason: str | None
) -> Place:
    return Place(
        start=t.start, end=t.end, text=text, geonameid=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon,
        country=entry.country, admin1=divisions.get(entry.admin1) if entry.admin1 else None, kind=kind,
        precision=precision, reason=reason,
    )  # fmt: skip


def _scene(doc: Doc, t: Toponym) -> bool:
    """The text speaks of a place: "in Syria", "eastern Ukraine", "Mansfield, Texas", "Syria's Idlib"."""
    before = doc[t.i - 1].lower_ if t.i else ""
    if before == "the" and t.i > 1:
        before = doc[t.i - 2].lower_
    return before in LOCATIVE or before in DIRECTIONS or before in ("of", ",", "(") or t.sort is not None


def _near(doc: Doc, t: Toponym) -> bool:
    """The text puts the event beside the place: "near Raqqa", "12 km east of Raqqa", "on the outskirts of Deir ez-Zor"."""
    before = [token.lower_ for token in doc[max(0, t.i - 8) : t.i]]
    if before and before[-1] == "the":
        before.pop()
    if len(before) > 2 and before[-1] == "of" and before[-2] in CLASS_WORDS:  # "north of the town of Dori"
        del before[-2:]
        while before and before[-1] not in ("of", "from", "to", *NEAR):
            before.pop()
    if before and before[-1] in NEAR:
        return True
    return len(before) > 1 and before[-1] in ("of", "from", "to") and before[-2] in NEARLY
