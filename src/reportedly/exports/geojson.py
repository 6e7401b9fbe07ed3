"""Incidents, and claims of no incident, as features of GeoJSON (RFC 7946).

A point is drawn only for what is known to have happened at or near a place (where_prec 1 and 2). A district, a province, a
region or a country is no point: such a feature has no geometry, and its property ``area`` says which it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import msgspec

from reportedly.exports import words
from reportedly.exports.claims import say_source
from reportedly.exports.crosswalk import name_country
from reportedly.exports.entries import Entry
from reportedly.exports.output import Written
from reportedly.exports.visible import make_visible

PINNED = 2
"""The last where_prec that is drawn as a point."""
NEAR_KM = {1: 0, 2: 25}
"""UCDP: a point of precision 2 lies within about 25 km of where it happened."""
AREAS = {3: "district", 4: "province", 5: "region", 6: "country", 7: "sea or air"}


def write_geojson(entries: Iterable[Entry], stream: IO[bytes]) -> Written:
    """Entries -> one collection, one feature a line."""
    written = Written()
    stream.write(b'{"type":"FeatureCollection","features":[')
    for entry in entries:
        stream.write((b",\n" if written.rows else b"\n") + msgspec.json.encode(make_feature(entry)))
        written.rows += 1
    stream.write(b"\n]}\n")
    return written


def make_feature(entry: Entry) -> dict[str, Any]:
    """Entry -> its feature. Everything has one, with a geometry or without."""
    incident, assessment, where = entry.incident, entry.assessment, entry.incident.where
    precision = where.precision if where else None
    point = (
        where is not None and precision is not None and precision <= PINNED and where.lat is not None and where.lon is not None
    )
    area = None
    if where is not None and not point:
        area = {"kind": AREAS.get(precision or 0), "name": where.name, "geonameid": where.geonameid, "country": where.country}
    properties = {
        "kind": "claim" if entry.alone else "incident",
        "act": incident.act,
        "type": incident.type,
        "acled": incident.acled,
        "title": ", ".join(
            part
            for part in (
                words.say_act(incident.act).capitalize(),
                words.say_place(where, {entry.country or "": name_country(entry.country)}),
                words.say_days(incident.from_, incident.to),
            )
            if part
        ),
        "place": where.name if where else None,
        "geonameid": where.geonameid if where else None,
        "country": entry.country,
        "admin1": entry.admin1,
        "where_prec": precision,
        "uncertainty_km": NEAR_KM.get(precision or 0) if point else None,
        "area": area,
        "from": incident.from_,
        "to": incident.to,
        "date_prec": entry.precision,
        "who": [party.name for party in entry.who],
        "whom": [party.name for party in entry.whom],
        "status": list(entry.statuses),
        "said_by": entry.say_origins,
        "parties": [origin.name for origin in assessment.origins if origin.party],
        "denied_by": assessment.denied_by,
        "standing": assessment.standing,
        "independent": assessment.independent,
        "disputed": assessment.disputed,
        "tolls": {harm: {"low": t.low, "best": t.best, "high": t.high} for harm, t in assessment.tolls.items()},
        "claims": [
            {"report": coded.report.id, "claim": claim.id, "status": claim.status,
             "said_by": say_source(coded, claim, entry.origin_of.get(claim.id))}
            for coded, claim in entry.claims
        ],
        "reports": [
            {"id": r.id, "publisher": r.publisher, "published": r.published, "url": r.url, "title": r.title}
            for r in entry.reports
        ],
    }  # fmt: skip
    geometry = {"type": "Point", "coordinates": [where.lon, where.lat]} if where and point else None
    return {"type": "Feature", "id": entry.id, "geometry": geometry, "properties": clean(properties)}


def clean(value: Any) -> Any:
    """JSON value -> the same with what steers a line made visible in every text."""
    if isinstance(value, str):
        return make_visible(value)
    if isinstance(value, dict):
        return {key: clean(part) for key, part in value.items()}
    return [clean(part) for part in value] if isinstance(value, list | tuple) else value
