"""Incidents as rows of the shape of UCDP's Georeferenced Event Dataset (the 49 columns of its CSV).

Low, best and high are those over our origins, ``source_original`` names who says so, ``number_of_sources`` counts the
reports, as UCDP does. Ids of UCDP's conflicts, dyads and actors stay empty. ``docs/exports.md`` says where each
column comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from reportedly.codebook.book import Codebook
from reportedly.exports.acled import leave_out, say_report
from reportedly.exports.crosswalk import armed, find_violence, load_countries, name_country
from reportedly.exports.deaths import find_deaths
from reportedly.exports.entries import Entry, join, join_lined
from reportedly.exports.output import Cell, Written, write_table
from reportedly.exports.parties import STATE, Party
from reportedly.exports.precision import prio_cell, read_day
from reportedly.record import Report

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id",
    "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude",
    "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip


def write_ucdp(entries: Iterable[Entry], book: Codebook, stream: IO[bytes]) -> Written:
    """Entries -> one row for each incident that somebody says happened and that is violence in UCDP's sense, or killed.

    UCDP itself holds only events with at least one death; what killed nobody, or nobody is counted for, has an empty ``best``.
    """
    written = Written()
    written.rows = write_table(_rows(entries, book, written), COLUMNS, stream)
    return written


def _rows(entries: Iterable[Entry], book: Codebook, written: Written) -> Iterator[dict[str, Cell]]:
    for entry in entries:
        act = book.acts.acts.get(entry.incident.act)
        if reason := leave_out(entry):
            written.left_out[reason] += 1
        elif not (act and act.ucdp) and entry.killed is None:
            written.left_out["incidents without organized violence or deaths"] += 1
        else:
            yield make_row(entry, book)


def make_row(entry: Entry, book: Codebook) -> dict[str, Cell]:
    """Entry -> its row."""
    incident, where, killed = entry.incident, entry.incident.where, entry.killed
    reports = find_articles(entry)
    country = load_countries().get(entry.country or "")
    act = book.acts.acts.get(incident.act)
    # What the codebook gives no type, and people died of, is decided by the parties alone.
    kind = find_violence((act.ucdp if act else ()) or (1, 2, 3), entry.who, entry.sides[1].main, entry.whom)
    side_a, side_b = find_dyad(entry, kind)
    deaths = find_deaths(entry, side_a, side_b)
    start = read_day(incident.from_) or read_day(incident.to)
    precision = where.precision if where else None
    exact = where is not None and (precision or 9) <= 3 and where.lat is not None
    return {
        "id": int(entry.id[:13], 16),
        "relid": entry.id,
        "year": start.year if start else None,
        "active_year": None,
        "code_status": "Check",
        "type_of_violence": kind,
        "conflict_dset_id": None,
        "conflict_new_id": None,
        "conflict_name": None,
        "dyad_dset_id": None,
        "dyad_new_id": None,
        "dyad_name": f"{name_side(side_a)} - {name_side(side_b)}" if side_a and side_b else None,
        "side_a_dset_id": None,
        "side_a_new_id": None,
        "side_a": name_side(side_a),
        "side_b_dset_id": None,
        "side_b_new_id": None,
        "side_b": name_side(side_b),
        "number_of_sources": len(reports),
        "source_article": join_lined(say_report(r.publisher, r.published, r.title) for r in reports),
        "source_office": join_lined(r.publisher for r in reports),
        "source_date": join_lined(r.published[:10] if r.published else None for r in reports),
        "source_headline": join_lined(r.title for r in reports),
        "source_original": join(entry.say_origins),
        "where_prec": precision,
        "where_coordinates": where.name if where else None,
        "where_description": join(coded.places[i].text for coded, claim in entry.claims for i in claim.where),
        "adm_1": entry.admin1,
        "adm_2": None,
        "latitude": where.lat if where else None,
        "longitude": where.lon if where else None,
        "geom_wkt": f"POINT ({where.lon} {where.lat})" if where and exact else None,
        "priogrid_gid": prio_cell(where.lat, where.lon) if where and exact else None,
        "country": name_country(entry.country),
        "country_id": country.gwno if country else None,
        "region": country.ucdp if country else None,
        "event_clarity": None if entry.precision is None else 1 if entry.precision <= 3 else 2,
        "date_prec": entry.precision,
        "date_start": incident.from_,
        "date_end": incident.to,
        "deaths_a": deaths.a,
        "deaths_b": deaths.b,
        "deaths_civilians": deaths.civilians,
        "deaths_unknown": deaths.unknown,
        "best": killed.best if killed else None,
        "high": killed.high if killed else None,
        "low": killed.low if killed else None,
        "gwnoa": _number(side_a),
        "gwnob": _number(side_b),
    }


def find_articles(entry: Entry) -> tuple[Report, ...]:
    """Entry -> its reports, each once: two files of one publisher, day and title are one source."""
    found: dict[tuple[str | None, ...], Report] = {}
    for report in entry.reports:
        found.setdefault((report.publisher, report.published, report.title) if report.title else (report.id,), report)
    return tuple(found.values())


def find_dyad(entry: Entry, kind: int | None) -> tuple[Party | None, Party | None]:
    """Entry and its type of violence -> side A and side B: the state is A in type 1, civilians are B in type 3."""
    who, whom = entry.pair
    if kind == 3:
        return who, Party("Civilians", name="Civilians", roles=("CVL",))
    if kind == 1 and who is not None and whom is not None and not is_state(who) and is_state(whom):
        return whom, who
    return who, whom


def is_state(party: Party) -> bool:
    """Whether a party is an institution of a state."""
    return bool(set(party.roles) & STATE)


def name_side(party: Party | None) -> str | None:
    """Party -> its name as UCDP has it: ``Government of Syria`` for any force of a state, ``Civilians``, else its own."""
    if party is None:
        return None
    if is_state(party) and party.country:
        return f"Government of {name_country(party.country)}"
    if not party.named and "CVL" in party.roles and not armed(party):
        return "Civilians"
    return party.name


def _number(party: Party | None) -> int | None:
    country = load_countries().get(party.country or "") if party and is_state(party) else None
    return country.gwno if country else None
