"""The formats of ``reportedly export`` by name: the one place that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.errors import UsageError
from reportedly.exports.acled import write_acled
from reportedly.exports.bundle import write_bundle
from reportedly.exports.claimreview import write_claimreview
from reportedly.exports.claims import write_csv
from reportedly.exports.entries import find_entries
from reportedly.exports.ftm import write_ftm
from reportedly.exports.geojson import write_geojson
from reportedly.exports.holdings import Holdings
from reportedly.exports.hxl import write_hxl
from reportedly.exports.jsonl import write_jsonl
from reportedly.exports.output import Written, whole_file
from reportedly.exports.parquet import write_parquet
from reportedly.exports.plover import write_plover
from reportedly.exports.ucdp import write_ucdp
from reportedly.exports.webanno import write_webanno


@dataclass(frozen=True)
class Format:
    """A format: its name, the usual ending and media type of its files, what a row is, and what writes holdings to a stream."""

    name: str
    ending: str
    media_type: str
    rows: str
    write: Callable[..., Written]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("jsonl", ".jsonl", "application/jsonl", "lines", write_jsonl),
        Format("csv", ".csv", "text/csv", "claims", lambda held, out: write_csv(find_entries(held), held, out)),
        Format("acled", ".csv", "text/csv", "incidents", lambda held, out: write_acled(find_entries(held), held.book, out)),
        Format("ucdp-ged", ".csv", "text/csv", "incidents", lambda held, out: write_ucdp(find_entries(held), held.book, out)),
        Format(
            "plover", ".tsv", "text/tab-separated-values", "incidents and claims of none",
            lambda held, out: write_plover(find_entries(held), held.book, out),
        ),
        Format(
            "geojson", ".geojson", "application/geo+json", "features",
            lambda held, out: write_geojson(find_entries(held), out),
        ),
        Format(
            "parquet", ".parquet", "application/vnd.apache.parquet", "claims",
            lambda held, out: write_parquet(find_entries(held), held, out),
        ),
        Format("hxl", ".csv", "text/csv", "incidents and claims of none", lambda held, out: write_hxl(find_entries(held), out)),
        Format("ftm", ".jsonl", "application/jsonl", "statements", lambda held, out: write_ftm(find_entries(held), out)),
        Format("webanno", ".jsonld", "application/ld+json", "annotations", write_webanno),
        Format("claimreview", ".jsonld", "application/ld+json", "reviews", write_claimreview),
        Format("bundle", ".zip", "application/zip", "claims", write_bundle),
    )
}  # fmt: skip
"""All formats by name."""


def write_export(name: str, holdings: Holdings, path: Path, **options: Any) -> Written:
    """Name of a format, holdings and a path -> the file, under its name only when it is whole, and what was left out of it.

    ``options`` are those of the writer of a bundle: ``title`` and ``authors``.

    Raises :class:`UsageError` for a format that is not there, or a file that cannot be written.
    """
    if name not in FORMATS:
        raise UsageError(f"{name!r} is no format; formats are: {', '.join(FORMATS)}")
    with whole_file(path) as stream:
        written = FORMATS[name].write(holdings, stream, **options)
    if name not in ("jsonl", "claimreview", "webanno") and holdings.rejected:
        written.left_out["claims that a person rejected"] += len(holdings.rejected)
    return written
