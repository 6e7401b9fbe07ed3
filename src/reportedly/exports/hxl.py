"""Incidents, and claims of no incident, as a CSV table with a row of HXL hashtags (Humanitarian Exchange Language 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from reportedly.exports import words
from reportedly.exports.crosswalk import name_country
from reportedly.exports.entries import Entry, join
from reportedly.exports.output import Cell, Written, write_table

TAGS: dict[str, str] = {
    "Id": "#event+id",
    "Act": "#event+type",
    "Status": "#status",
    "First day": "#date+start",
    "Last day": "#date+end",
    "Date precision": "#meta+date+precision",
    "Country": "#country+name",
    "Country code": "#country+code+v_iso3",
    "Admin 1": "#adm1+name",
    "Place": "#loc+name",
    "Latitude": "#geo+lat",
    "Longitude": "#geo+lon",
    "Place precision": "#meta+geo+precision",
    "Who": "#event+who+list",
    "Whom": "#event+whom+list",
    **{
        f"{harm.capitalize()}{', ' + part if part else ''}": f"#affected+{harm}{'+' + tag if tag else ''}"
        for harm in words.HARMS
        for part, tag in (("low", "min"), ("", ""), ("high", "max"))
    },
    "Said by": "#meta+source+list",
    "Independent origins": "#meta+source+num",
    "Denied by": "#meta+denied+list",
    "Standing": "#meta+standing",
    "Reports": "#meta+url+list",
}
"""Header -> hashtag with its attributes."""


def write_hxl(entries: Iterable[Entry], stream: IO[bytes]) -> Written:
    """Entries -> one row each."""
    return Written(write_table(_rows(entries), tuple(TAGS), stream, above=[tuple(TAGS.values())]))


def _rows(entries: Iterable[Entry]) -> Iterator[dict[str, Cell]]:
    for entry in entries:
        incident, where = entry.incident, entry.incident.where
        precision = where.precision if where else None
        pinned = where is not None and (precision or 9) <= 2
        row: dict[str, Cell] = dict.fromkeys(TAGS)
        row |= {
            "Id": entry.id,
            "Act": words.say_act(incident.act),
            "Status": join(entry.statuses),
            "First day": incident.from_,
            "Last day": incident.to,
            "Date precision": entry.precision,
            "Country": name_country(entry.country),
            "Country code": entry.country,
            "Admin 1": entry.admin1,
            "Place": where.name if where else None,
            "Latitude": where.lat if where and pinned else None,
            "Longitude": where.lon if where and pinned else None,
            "Place precision": precision,
            "Who": join(party.name for party in entry.who),
            "Whom": join(party.name for party in entry.whom),
            "Said by": join(entry.say_origins),
            "Independent origins": entry.assessment.independent,
            "Denied by": join(entry.assessment.denied_by),
            "Standing": entry.assessment.standing,
            "Reports": join(report.url or report.id for report in entry.reports),
        }
        for harm, toll in entry.assessment.tolls.items():
            name = harm.capitalize()
            row |= {f"{name}, low": toll.low, name: toll.best, f"{name}, high": toll.high}
        yield row
