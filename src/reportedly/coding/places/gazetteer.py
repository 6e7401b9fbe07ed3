"""Read-only name look-up over the gazetteer index (GeoNames rows; the form is in :mod:`index`)."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportedly.coding.places.features import feature_kind
from reportedly.coding.places.index import LOOSE, OTHER, SCALE
from reportedly.coding.places.names import loosen
from reportedly.errors import UsageError
from reportedly.record import PlaceKind

INDEX = "gazetteer.sqlite"
VARIABLE = "REPORTEDLY_GAZETTEER"  # names the index to use where a call names none
_COLUMNS = f"e.id, e.name, e.lat / {SCALE}.0, e.lon / {SCALE}.0, e.country, e.admin1, e.admin2, e.code, e.population"
_SMALL = frozenset({"city:1", "city:2", "region:1", "region:2"})  # small places of the codebook's table (kind:precision)
_POINTS = frozenset({"L.LCTY", "L.OAS", "T.CAPE", "T.HLL", "T.ISL", "T.MT", "T.PASS", "T.PK"})  # small for what they are
_PRECISION = {"PCL": 6, "ADM1": 4, "ADM2": 3, "ADM3": 3, "ADM4": 3, "ADM5": 3, "ADMD": 3, "CONT": 7}
_CHUNK = 400  # keys a query; far below SQLite's limit on bound values


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer. ``code`` is GeoNames' feature code; ``id`` is ``None`` for places that GeoNames lacks here."""

    id: int | None
    name: str
    lat: float | None
    lon: float | None
    country: str | None
    admin1: int | None
    admin2: int | None
    code: str
    population: int

    @property
    def great(self) -> bool:
        """A whole country or continent, or a region that the codebook lists: known by its name alone."""
        return self.code in ("PCL", "CONT") or (self.id is None and self.code not in _SMALL)

    @property
    def kind(self) -> PlaceKind:
        """The kind of place that its code makes it."""
        if self.id is None:
            return self.code.split(":")[0]  # type: ignore[return-value]
        if self.code == "PCL":
            return "country"
        if self.code == "CONT":
            return "region"
        return feature_kind(self.code) or ("admin" if self.code.startswith("ADM") else "city")

    @property
    def precision(self) -> int:
        """How exactly an event is placed that is said to be there (UCDP's where_prec)."""
        if self.id is None:
            return int(self.code.split(":")[1])
        if feature_kind(self.code) == "region":
            return 2 if self.code in _POINTS else 5  # a river, a range: somewhere along it
        return _PRECISION.get(self.code, 1)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name may stand for, and the rank of the name (0 main .. 4 loose, see :mod:`index`)."""

    entry: Entry
    rank: int


@dataclass(frozen=True)
class Gazetteer:
    """The opened index. May be shared between threads, copied to another process, and kept across a fork."""

    path: Path
    version: str

    @property
    def has_features(self) -> bool:
        """It was made from a dump, and knows airports, camps, rivers, mountains, ... beside settlements and divisions."""
        return "+dump-" in self.version

    def look_up(self, keys: Iterable[str], *, loose: Iterable[str] = ()) -> dict[str, tuple[Match, ...]]:
        """Strict keys (see ``fold``) -> their matches, the best rank and most people first; keys without one are left out.

        A key that is also in ``loose`` and has no strict match is tried once more without article and spelling variants.
        """
        found = self._matches(set(keys))
        return found | self.variants(set(loose) - found.keys())

    def variants(self, keys: Iterable[str]) -> dict[str, tuple[Match, ...]]:
        """Strict keys -> what is found under them without article and spelling variants."""
        by_variant: dict[str, list[str]] = {}
        for key in sorted(set(keys)):
            if variant := loosen(key):
                by_variant.setdefault(variant, []).append(key)
        found = {}
        for variant, matches in self._matches(set(by_variant)).items():
            for key in by_variant[variant]:
                found[key] = tuple(Match(m.entry, LOOSE) for m in matches)
        return found

    def entry(self, geonameid: int) -> Entry | None:
        """Geonameid -> its entry, ``None`` if the index has none."""
        rows = self._connection().execute(f"SELECT {_COLUMNS} FROM entry e WHERE e.id = ?", (geonameid,)).fetchall()
        return Entry(*rows[0]) if rows else None

    def beginning(self, key: str, limit: int) -> list[Entry]:
        """The beginning of a strict key -> entries whose names begin so, those of most people first."""
        query = (
            f"SELECT DISTINCT {_COLUMNS} FROM name n JOIN entry e ON e.id = n.entry "
            f"WHERE n.key >= ? AND n.key < ? AND n.rank <= ? ORDER BY e.population DESC, e.id LIMIT ?"
        )
        return [Entry(*row) for row in self._connection().execute(query, (key, key + chr(0x10FFFF), OTHER, limit))]

    def _matches(self, keys: set[str]) -> dict[str, tuple[Match, ...]]:
        connection, wanted, found = self._connection(), sorted(keys), dict[str, list[Match]]()
        for i in range(0, len(wanted), _CHUNK):
            chunk = wanted[i : i + _CHUNK]
            query = (
                f"SELECT n.key, n.rank, {_COLUMNS} FROM name n JOIN entry e ON e.id = n.entry "
                f"WHERE n.key IN ({','.join('?' * len(chunk))})"
            )
            for key, rank, *columns in connection.execute(query, chunk):
                found.setdefault(key, []).append(Match(Entry(*columns), rank))
        return {
            key: tuple(sorted(matches, key=lambda m: (m.rank, -m.entry.population, m.entry.id or 0)))
            for key, matches in found.items()
        }

    def _connection(self) -> sqlite3.Connection:
        return _connect(str(self.path), os.getpid(), threading.get_ident())


@cache
def _connect(path: str, process: int, thread: int) -> sqlite3.Connection:  # noqa: ARG001  one connection for each of both
    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def shipped_index() -> Path:
    """The index that comes with the package."""
    return Path(str(files("reportedly.models"))) / "gazetteer" / INDEX


def chosen_index(path: Path | None) -> Path:
    """The index that a call means: the one it names, else that of ``REPORTEDLY_GAZETTEER``, else that of the package."""
    named = os.environ.get(VARIABLE)
    return path or (Path(named) if named else shipped_index())


def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """Index file (``None``: see :func:`chosen_index`) -> the gazetteer. Raises :class:`UsageError`."""
    return _load(chosen_index(path))


@cache
def _load(path: Path) -> Gazetteer:
    advice = "install the package anew" if path == shipped_index() else "make one with: reportedly gazetteer build"
    if not path.is_file():
        raise UsageError(f"{path}: there is no such gazetteer; {advice}")
    try:
        with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True) as connection:
            rows = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        raise UsageError(f"{path}: the gazetteer cannot be read ({error}); {advice}") from None
    if rows.get("schema") != "1":
        raise UsageError(f"{path}: the gazetteer has the form {rows.get('schema')!r}, not 1; {advice}")
    return Gazetteer(path, rows["version"])
