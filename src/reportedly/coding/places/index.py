"""The form of the gazetteer index, and how it is written: one read-only SQLite file.

The same form holds the towns that come with the package and a full GeoNames dump: an entry has its GeoNames feature code,
its name keys have a rank, and a look-up is one search in a table that is sorted by key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportedly.coding.places.names import fold, loosen
from reportedly.coding.places.words import words

# Ranks of a name: how far the entry can be expected to be meant where a text prints it.
MAIN, OTHER, BARE, ABBREVIATION, LOOSE, DEMONYM, DOMAIN = range(7)

# ISO 3166-1 alpha-2. Latin letters put no stop to transliteration: names of these countries reach the press in several spellings.
LOOSE_COUNTRIES = words(
    "SY IQ LB JO PS IL YE SA OM AE QA BH KW EG LY TN DZ MA EH SD SS SO DJ ER ET TD ML NE MR KM IR AF PK TR CY UA RU "
    "BY GE AM AZ KZ KG TJ TM UZ MD BG MK RS ME XK MN NG CM CF"
)

SCALE = 100_000
# A full dump also has entries that are neither settlement nor division nor country: their code has its class before it
# (S.AIRP, H.STM), and their keys start with + (see features.py). The text below is part of the file, comments and all.
SCHEMA = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,      -- geonameid
    name TEXT NOT NULL,
    lat INTEGER, lon INTEGER,    -- WGS 84 in hundred-thousandths of a degree; NULL where no point is known
    country TEXT,                -- ISO 3166-1 alpha-3
    admin1 INTEGER, admin2 INTEGER,  -- geonameid of the divisions it lies in (or is)
    code TEXT NOT NULL,          -- GeoNames feature code (PCL: country, ADM1, ADM2, PPL, PPLC, CONT, ...)
    population INTEGER NOT NULL
);
CREATE TABLE name (
    key TEXT NOT NULL,           -- fold(name), or loosen(fold(name)), which starts with ~
    entry INTEGER NOT NULL,
    rank INTEGER NOT NULL,       -- 0 main name, 1 other name, 2 name without its class word, 3 abbreviation, 4 loose,
                                 -- 5 demonym, 6 internet domain
    PRIMARY KEY (key, entry)
) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Row:
    """One place to be written: ``names`` gives each name's rank, ``loose`` asks for keys on which transliterations meet."""

    id: int
    name: str
    lat: float | None
    lon: float | None
    country: str | None
    admin1: int | None
    admin2: int | None
    code: str
    population: int
    names: Mapping[str, int]
    loose: bool


def write_index(path: Path, rows: Iterable[Row], *, source: str, version: str) -> None:
    """Rows -> the index at ``path`` (replaced if it is there). The same rows give the same bytes."""
    path.unlink(missing_ok=True)
    entries, keys = [], []
    for row in rows:
        entries.append((
            row.id, row.name, scaled(row.lat), scaled(row.lon), row.country, row.admin1, row.admin2, row.code, row.population,
        ))  # fmt: skip
        keys += [(key, row.id, rank) for key, rank in keys_of(row).items()]
    entries.sort()
    keys.sort()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + SCHEMA)
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entries)
        connection.executemany("INSERT INTO name VALUES (?, ?, ?)", keys)
        meta = {"schema": "1", "source": source, "version": version, "entries": str(len(entries)), "names": str(len(keys))}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def usable(name: str) -> bool:
    """A name that a report in Latin letters may print: no machine romanisation (lower case), no airport code."""
    return len(name) > 1 and latin(name) and not name[0].islower() and not (len(name) <= 4 and name.isupper() and name.isascii())


def latin(name: str) -> bool:
    """Every letter of the name is a Latin one."""
    return name.isascii() or all(c < "\u0250" or not c.isalpha() or "\u1e00" <= c <= "\u1eff" for c in name)


def scaled(degrees: float | None) -> int | None:
    """Degrees -> hundred-thousandths (about a metre): half the room of a floating point number."""
    return None if degrees is None else round(degrees * SCALE)


def keys_of(row: Row) -> dict[str, int]:
    """A row's keys with the best rank of each; a loose key is kept only where no strict key says the same."""
    keys: dict[str, int] = {}
    for name, rank in row.names.items():
        key = name if rank == DOMAIN else fold(name)
        if key:
            keys[key] = min(rank, keys.get(key, rank))
    if row.loose:
        for key in [loosen(k) for k, rank in keys.items() if rank <= BARE]:
            if key:
                keys.setdefault(key, LOOSE)
    return keys
