"""Incidents as rows of the shape that ACLED exports (the 31 columns of its export since March 2023).

ACLED's codes are given only where a rule of ours leads to them; the rest of a row is what was told, and by whom.
``docs/exports.md`` says where each column comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO

from reportedly.assessing.figures import OF_ATTACKERS
from reportedly.codebook.book import Codebook
from reportedly.exports import words
from reportedly.exports.crosswalk import find_disorder, find_inter, fit_acled, join_inter, load_countries, name_country
from reportedly.exports.entries import Entry, join
from reportedly.exports.output import Cell, Written, write_table
from reportedly.exports.parties import Party, Side, same_side
from reportedly.exports.precision import GEO_PRECISION, TIME_PRECISION, middle_day
from reportedly.exports.visible import one_line
from reportedly.record import Acled

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale",
    "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
GENERIC = {
    "State forces": None, "Rebel group": None, "External/Other forces": None, "Identity militia": None,
    "Political militia": "Unidentified Armed Group", "Rioters": "Rioters", "Protesters": "Protesters", "Civilians": "Civilians",
}  # fmt: skip
"""What ACLED calls those who have no name of their own, by their type; the country follows in brackets."""


def write_acled(entries: Iterable[Entry], book: Codebook, stream: IO[bytes]) -> Written:
    """Entries -> one row for each incident that somebody says happened and that ACLED has a class for; the rest is counted."""
    written = Written()
    written.rows = write_table(_rows(entries, book, written), COLUMNS, stream)
    return written


def _rows(entries: Iterable[Entry], book: Codebook, written: Written) -> Iterator[dict[str, Cell]]:
    for entry in entries:
        if reason := leave_out(entry):
            written.left_out[reason] += 1
        elif entry.incident.acled is None:
            written.left_out["incidents of acts that ACLED has no class for"] += 1
        else:
            yield make_row(entry, entry.incident.acled, book)


def leave_out(entry: Entry) -> str | None:
    """Entry -> why it is no event that a table of events may hold, ``None`` where it is one."""
    if entry.alone:
        return "claims of no incident"
    return None if entry.told or entry.missing else "incidents that nobody says happened"


def make_row(entry: Entry, acled: Acled, book: Codebook) -> dict[str, Cell]:
    """Entry with its class -> its row."""
    incident, assessment, where = entry.incident, entry.assessment, entry.incident.where
    country = load_countries().get(entry.country or "")
    precision = where.precision if where else None
    pinned = where is not None and (precision or 0) <= 5
    day = middle_day(incident.from_, incident.to)
    who, whom = entry.sides
    one, other = entry.pair
    acled = fit_acled(acled, other)
    inter1, inter2 = (find_inter(party, entry.country, acled) for party in (one, other))
    hit = acled.event_type == "Violence against civilians" or acled.sub_event_type == "Excessive force against protesters"
    return {
        "event_id_cnty": f"{entry.country}-{entry.id}" if entry.country else entry.id,
        "event_date": day,
        "year": int(day[:4]) if day else None,
        "time_precision": TIME_PRECISION.get(entry.precision or 0),
        "disorder_type": find_disorder(acled),
        "event_type": acled.event_type,
        "sub_event_type": acled.sub_event_type,
        "actor1": name_party(one, inter1, entry.country),
        "assoc_actor_1": _along(who, one, other, inter1),
        "inter1": inter1,
        "actor2": name_party(other, inter2, entry.country),
        "assoc_actor_2": _along(whom, other, one, inter2),
        "inter2": inter2,
        "interaction": join_inter(inter1, inter2),
        "civilian_targeting": "Civilian targeting" if hit or _civilians_hit(acled, inter2) else "",
        "iso": country.numeric if country else None,
        "region": country.acled if country else "",
        "country": name_country(entry.country),
        "admin1": entry.admin1,
        "admin2": None,
        "admin3": None,
        "location": where.name if where else None,
        "latitude": where.lat if where and pinned else None,
        "longitude": where.lon if where and pinned else None,
        "geo_precision": GEO_PRECISION.get(precision or 0),
        "source": join(entry.say_origins),
        "source_scale": find_scale(entry, book),
        "notes": make_notes(entry),
        "fatalities": entry.killed.best if entry.killed else None,
        "tags": join(
            (
                f"standing={assessment.standing}",
                f"independent={assessment.independent}",
                *(["disputed"] if assessment.disputed else []),
                *([] if entry.said else ["possible"]),
                *([f"toll_rule={entry.killed.rule}"] if entry.killed else []),
                f"act={incident.act}",
                f"where_prec={precision or 'unknown'}",
                f"date_prec={entry.precision or 'unknown'}",
            )
        ),
        "timestamp": find_stamp(entry),
    }


def _civilians_hit(acled: Acled, inter2: str) -> bool:
    return acled.event_type in ("Explosions/Remote violence", "Riots") and inter2 == "Civilians"


def name_party(party: Party | None, inter: str, country: str | None) -> str:
    """Party and its type -> its name; those without one as ACLED calls them: ``Civilians (Nigeria)``."""
    if party is None:
        return ""
    generic = GENERIC.get(inter) if inter else None
    if generic and not party.named:
        return f"{generic} ({name_country(country)})" if country else generic
    return party.name


def _along(side: Side, main: Party | None, other: Party | None, inter: str) -> str:
    """Who is named beside the main party, but for the other; the words for a party that ACLED gives a general name go first.

    Counts of people ("four people") and private persons are nobody's associates.
    """
    told = [party for party in side.along if party.named and not same_side(party, main) and not same_side(party, other)]
    if main is not None and not main.named and GENERIC.get(inter) and main.kind != "person" and set(main.roles) - {"CVL"}:
        told = [main, *told]
    return join(party.name for party in told if not any(char.isdigit() for char in party.name))


def find_scale(entry: Entry, book: Codebook) -> str:
    """Entry -> where its outlets are: ``National`` (of the country it happened in), ``International``, both, or unknown."""
    found = set()
    for report in entry.reports:
        publisher = book.publishers.find(report.publisher) if report.publisher else None
        if publisher is not None and publisher.country is not None and entry.country is not None:
            found.add("National" if publisher.country == entry.country else "International")
    return "-".join(sorted(found, reverse=True))


def find_stamp(entry: Entry) -> int | None:
    """Entry -> when the last of its reports was fetched, in seconds since 1970, ``None`` where that is not known."""
    stamps = []
    for report in entry.reports:
        try:
            moment = datetime.fromisoformat(report.fetched) if report.fetched else None
        except ValueError:
            continue
        if moment is not None:
            stamps.append(int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()))
    return max(stamps, default=None)


def make_notes(entry: Entry) -> str:
    """Entry -> what was told in one short paragraph: what, where, when, who says so, who denies it, the tolls, the reports."""
    incident, assessment = entry.incident, entry.assessment
    place = words.say_place(incident.where, {entry.country or "": name_country(entry.country)})
    days = words.say_days(incident.from_, incident.to)
    head = words.say_act(incident.act).capitalize()
    out = [", ".join(part for part in (head, place or "place not known", days or "day not known") if part)]
    out.append(f"Said by {join(entry.say_origins) or 'nobody at hand'}")
    out.append(words.STANDINGS[assessment.standing].rstrip("."))
    if len(entry.blamed) > 1:
        versions = (
            f"{version.value} (said by {join(version.by) or 'nobody'}"
            + (f", denied by {join(version.denied_by)})" if version.denied_by else ")")
            for version in entry.blamed
        )
        out.append(f"Origins differ on who did it: {'; '.join(map(one_line, versions))}")
    for harm, toll in sorted(assessment.tolls.items(), key=lambda pair: words.rank_harm(pair[0])):
        told = ", ".join(
            f"{words.say_range(own.low, own.best, own.high) or words.NOT_COUNTED} by {own.origin}" for own in toll.by_origin
        )
        out.append(f"{harm.capitalize()}: {words.say_range(toll.low, toll.best, toll.high) or words.NOT_COUNTED} ({told})")
    parts = entry.examined.parts if entry.examined else ()
    out += [f"{p.harm.capitalize()}, {p.why}: {p.words} ({p.origin})" for p in parts if p.why == OF_ATTACKERS]
    out.append("Reports: " + join(say_report(report.publisher, report.published, report.title) for report in entry.reports))
    return " ".join(" ".join(part.split()) + "." for part in out)


def say_report(publisher: str | None, published: str | None, title: str | None) -> str:
    """Publisher, day and title of a report -> ``Sahel Dispatch, 2022-02-12, Gunmen raid town``; what is not known is left out."""
    return ", ".join(part for part in (publisher, published[:10] if published else None, title) if part) or "without a name"
