"""Reads the table of regions, seas, ranges, camps and crossings that no list of towns and divisions holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportedly.codebook.table import Row, read_table

COLUMNS = ("name", "aliases", "kind", "lat", "lon", "country", "precision")
KINDS = ("region", "facility", "admin", "city", "other")


@dataclass(frozen=True, slots=True)
class Region:
    """One line of ``regions.csv``. ``country`` is ISO 3166-1 alpha-3, ``None`` where the region lies in several countries."""

    name: str
    names: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    country: str | None
    precision: int


@cache
def load_regions(folder: Path) -> tuple[Region, ...]:
    """Codebook folder -> its regions. Raises :class:`UsageError` naming file and line."""
    return tuple(_region(row) for row in read_table(folder / "regions.csv", COLUMNS))


def _region(row: Row) -> Region:
    if not row["name"]:
        raise row.wrong("the name is missing")
    lat, lon = _number(row, "lat", 90), _number(row, "lon", 180)
    precision = row.one_of("precision", ("1", "2", "3", "4", "5", "6", "7"))
    return Region(
        name=row["name"], names=(row["name"], *row.many("aliases")), kind=row.one_of("kind", KINDS), lat=lat, lon=lon,
        country=row["country"] or None, precision=int(precision),
    )  # fmt: skip


def _number(row: Row, column: str, limit: float) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise row.wrong(f"{column} is {row[column]!r}; it must be a number of degrees") from None
    if abs(value) > limit:
        raise row.wrong(f"{column} is {value:g}; it must lie between -{limit:g} and {limit:g}")
    return value


def by_name(regions: tuple[Region, ...]) -> Mapping[str, Region]:
    """Regions -> each under every one of its names, as written; of two of one name the first counts."""
    table: dict[str, Region] = {}
    for region in regions:
        for name in region.names:
            table.setdefault(name, region)
    return table
