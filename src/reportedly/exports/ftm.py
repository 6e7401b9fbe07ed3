"""FollowTheMoney statements: one value of one entity a line, with the origin that it is known from (followthemoney 4).

- an incident, or a claim of no incident, is an ``Event``;
- a report is an ``Article``, its words left out;
- a claim is a ``Documentation`` of the event in the article, whose ``summary`` says who says so;
- a party that the registry names is a ``PublicBody``, ``Organization`` or ``Person``. People and bodies that it does not name
  become no entity: "two soldiers" is nobody to be looked up. A named body that it does not know is a ``Mention``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

import msgspec

from reportedly.coding.places.iso3166 import ALPHA3
from reportedly.exports import words
from reportedly.exports.acled import make_notes
from reportedly.exports.claims import say_source
from reportedly.exports.crosswalk import name_country
from reportedly.exports.entries import Entry, join
from reportedly.exports.output import Written
from reportedly.exports.parties import STATE, Party
from reportedly.exports.precision import read_day
from reportedly.exports.visible import make_visible
from reportedly.record import Claim, CodedReport, Report

DATASET = "reportedly"
ALPHA2 = {three: two.lower() for two, three in ALPHA3.items()}
Values = dict[str, list[tuple[str, str | None]]]


@dataclass
class _Writer:
    """Writes the statements of entities, each entity once."""

    stream: IO[bytes]
    seen: set[str] = field(default_factory=set)
    written: Written = field(default_factory=Written)

    def put(self, entity: str, schema: str, values: Values) -> None:
        """Write an entity: its property names with their values, each with the origin it is known from."""
        self.seen.add(entity)
        lines = [("id", entity, None), *((prop, value, origin) for prop in values for value, origin in values[prop])]
        for prop, value, origin in dict.fromkeys(lines):
            self.stream.write(msgspec.json.encode(make_statement(entity, schema, prop, value, origin)) + b"\n")
            self.written.rows += 1


def make_statement(entity: str, schema: str, prop: str, value: str, origin: str | None) -> dict[str, object]:
    """Entity, schema, property, value and origin -> the statement; its id is made as FollowTheMoney makes it."""
    key = hashlib.sha1(f"{DATASET}.{entity}.{prop}.{value}".encode()).hexdigest()
    return {
        "canonical_id": entity, "entity_id": entity, "prop": prop, "schema": schema, "value": value, "dataset": DATASET,
        "lang": None, "original_value": None, "first_seen": None, "last_seen": None, "external": False, "origin": origin,
        "id": key,
    }  # fmt: skip


def write_ftm(entries: Iterable[Entry], stream: IO[bytes]) -> Written:
    """Entries -> statements; those of one entity stand together, so that ``ftm aggregate-statements`` takes them as they are."""
    writer = _Writer(stream)
    for entry in entries:
        for report in entry.reports:
            if (name := report_id(report)) not in writer.seen:
                writer.put(name, "Article", _article(report))
        for party in {p.id: p for p in (*entry.who, *entry.whom) if p.id}.values():
            if (name := party_id(party)) not in writer.seen:
                writer.put(name, find_schema(party), _party(party))
        writer.put(event_id(entry), "Event", _event(entry))
        for coded, claim in entry.claims:
            writer.put(_name("claim", coded.report.id, claim.id), "Documentation", _documentation(entry, coded, claim))
        for party in (*entry.who, *entry.whom):
            if party.id is None and party.named and party.kind in ("organization", "group"):
                for report in entry.reports:
                    name = _name("mention", report.id, party.name)
                    if name not in writer.seen:
                        writer.put(name, "Mention", _plain({"document": [report_id(report)], "name": [party.name]}))
    return writer.written


def report_id(report: Report) -> str:
    """Report -> id of its article."""
    return _name("report", report.id)


def event_id(entry: Entry) -> str:
    """Entry -> id of its event."""
    return _name("claim-event" if entry.alone else "incident", *([entry.reports[0].id] if entry.alone else []), entry.id)


def party_id(party: Party) -> str:
    """Party with a registry id -> id of its entity."""
    return _name("actor", party.id or party.label)


def _name(kind: str, *parts: str) -> str:
    """Kind and ids -> an id of letters, digits and hyphens; ids of reports are free text, and are hashed where they must be."""
    plain = "-".join(parts)
    if not plain.isascii() or not all(char.isalnum() or char in "-." for char in plain) or len(plain) > 100:
        plain = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
    return f"rep-{kind}-{plain}"


def find_schema(party: Party) -> str:
    """Party of the registry -> the schema of its entity."""
    if party.kind == "person":
        return "Person"
    return "PublicBody" if set(party.roles) & STATE else "Organization"


def _plain(values: dict[str, list[str | None]]) -> Values:
    return {prop: [(one, None) for value in found if value and (one := clean_value(value))] for prop, found in values.items()}


def clean_value(value: str) -> str:
    """Text -> the same on one line and steering nothing, as FollowTheMoney keeps it."""
    return " ".join(make_visible(value).split())


def _article(report: Report) -> Values:
    return _plain({
        "title": [report.title],
        "name": [words.name_report(report)],
        "publisher": [report.publisher],
        "sourceUrl": [report.url if report.url and report.url.startswith(("http://", "https://")) else None],
        "publishedAt": [_day(report.published)],
        "retrievedAt": [_day(report.fetched)],
    })  # fmt: skip


def _party(party: Party) -> Values:
    return _plain({
        "name": [party.name],
        "country": [ALPHA2.get(party.country or "")],
        "classification": [", ".join(party.roles)],
    })  # fmt: skip


def _event(entry: Entry) -> Values:
    incident, where = entry.incident, entry.incident.where
    place = words.say_place(where, {entry.country or "": name_country(entry.country)})
    first, last = _day(incident.from_), _day(incident.to)
    same = first == last
    values = _plain({
        "name": [", ".join(part for part in (words.say_act(incident.act).capitalize(), place) if part)],
        "date": [first if same else None],
        "startDate": [None if same else first],
        "endDate": [None if same else last],
        "country": [ALPHA2.get(entry.country or "")],
        "location": [place],
        "summary": [make_notes(entry)],
        "recordId": [entry.id],
        "keywords": [incident.act, entry.assessment.standing, *entry.statuses, "claim of no incident" if entry.alone else None],
        "proof": [report_id(report) for report in entry.reports],
        "namesMentioned": [party.name for party in (*entry.who, *entry.whom) if party.named],
    })  # fmt: skip
    values["involved"] = [(party_id(p), join(sorted(p.by)) or None) for p in (*entry.who, *entry.whom) if p.id and p.acts]
    return values


def _documentation(entry: Entry, coded: CodedReport, claim: Claim) -> Values:
    origin = entry.origin_of.get(claim.id)
    said = say_source(coded, claim, origin)
    content = [coded.attributions[claim.attribution].content] if claim.attribution is not None else []
    values = _plain({
        "document": [report_id(coded.report)],
        "entity": [event_id(entry)],
        "role": [claim.status],
        "date": [_day(coded.report.published)],
        "summary": [f"Said by {said}"],
        "description": [words.join_spans(coded.report.text, spans) for spans in content],
        "recordId": [claim.id],
        "publisher": [coded.report.publisher],
    })  # fmt: skip
    return {prop: [(value, clean_value(origin.name) if origin else None) for value, _ in found] for prop, found in values.items()}


def _day(written: str | None) -> str | None:
    day = read_day(written)
    return day.isoformat() if day else None
