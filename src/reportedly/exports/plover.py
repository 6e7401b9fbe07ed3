"""Incidents, and claims of no incident, as rows of the shape of POLECAT: PLOVER's types and modes, parties with sectors.

The columns of POLECAT come first, ours after them. Tab-separated, as POLECAT's files are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from reportedly.codebook.acts import OTHER_NEWS
from reportedly.codebook.book import Codebook
from reportedly.exports.crosswalk import QUADS, load_countries
from reportedly.exports.entries import Entry, join
from reportedly.exports.output import Cell, Written, write_table
from reportedly.exports.parties import Party

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country",
    "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude",
    "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People",
    "Story Organizations", "Story Locations", "Language", "Version",
    "Event Date End", "Date Precision", "Location Precision", "CAMEO", "Status", "Said By", "Standing", "Independent Origins",
    "Dead Low", "Dead", "Dead High", "Injured Low", "Injured", "Injured High", "Of An Incident",
)  # fmt: skip


def write_plover(entries: Iterable[Entry], book: Codebook, stream: IO[bytes]) -> Written:
    """Entries -> one row each, whatever their status; the column ``Status`` tells what is denied, planned or historical.

    Other news tells of no act and is left out.
    """
    written = Written()
    written.rows = write_table(_rows(entries, book, written), COLUMNS, stream, separator="\t")
    return written


def _rows(entries: Iterable[Entry], book: Codebook, written: Written) -> Iterator[dict[str, Cell]]:
    for entry in entries:
        if entry.incident.act == OTHER_NEWS:
            written.left_out["other news, which tells of no act"] += 1
        else:
            yield make_row(entry, book)


def make_row(entry: Entry, book: Codebook) -> dict[str, Cell]:
    """Entry -> its row."""
    incident, where = entry.incident, entry.incident.where
    act = book.acts.acts.get(incident.act)
    kind = incident.type or (act.type if act else None)
    precision = where.precision if where else None
    pinned = where is not None and (precision or 9) <= 5
    tolls = entry.assessment.tolls
    row: dict[str, Cell] = dict.fromkeys(COLUMNS)
    row |= {
        "Event ID": entry.id,
        "Event Date": incident.from_,
        "Event Type": kind,
        "Event Mode": act.mode if act else None,
        "Quad Code": QUADS.get(kind or ""),
        "Placename": where.name if where else None,
        "City": where.name if where and (precision or 9) <= 2 else None,
        "District": where.name if where and precision == 3 else None,
        "Province": entry.admin1,
        "Country": entry.country,
        "Latitude": where.lat if where and pinned else None,
        "Longitude": where.lon if where and pinned else None,
        "GeoNames ID": where.geonameid if where else None,
        "Raw Placename": join(coded.places[i].text for coded, claim in entry.claims for i in claim.where),
        "Source": join(report.publisher for report in entry.reports if report.publisher),
        "Publication Date": join(report.published[:10] for report in entry.reports if report.published),
        "Language": join(report.language for report in entry.reports if report.language),
        "Version": join(entry.codebooks),
        "Event Date End": incident.to,
        "Date Precision": entry.precision,
        "Location Precision": precision,
        "CAMEO": act.cameo if act else None,
        "Status": join(entry.statuses),
        "Said By": join(entry.say_origins),
        "Standing": entry.assessment.standing,
        "Independent Origins": entry.assessment.independent,
        "Of An Incident": "no" if entry.alone else "yes",
    }
    for name, harm in (("Dead", "killed"), ("Injured", "injured")):
        if toll := tolls.get(harm):
            row |= {f"{name} Low": toll.low, name: toll.best, f"{name} High": toll.high}
    return row | _parties(entry.who, "Actor") | _parties(entry.whom, "Recipient")


def _parties(parties: tuple[Party, ...], name: str) -> dict[str, Cell]:
    somebody = [party for party in parties if party.acts]
    sectors = list(dict.fromkeys(role for party in somebody for role in party.roles))
    countries = list(dict.fromkeys(party.country for party in somebody if party.country))
    numbers = [str(found.gwno) for code in countries if (found := load_countries().get(code)) and found.gwno]
    return {
        f"{name} Name": join(party.name for party in parties),
        f"{name} Country": join(countries),
        f"{name} COW": join(numbers),
        f"Primary {name} Sector": sectors[0] if sectors else None,
        f"{name} Sectors": join(sectors),
        f"{name} Title": None,
        f"{name} Name Raw": join(party.label for party in parties),
    }
