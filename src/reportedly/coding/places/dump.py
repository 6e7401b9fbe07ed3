"""Makes one gazetteer index of a GeoNames dump (allCountries.zip) and the index that comes with the package.

What comes with the package stays as it is: its regions, countries, divisions and towns keep their names and ranks, and the
dump adds what it lacks. Rows go through one at a time; names are sorted by SQLite, on disk.
"""

from __future__ import annotations

import hashlib
import io
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from reportedly.coding.places.features import CODES, feature_key, feature_kind
from reportedly.coding.places.gazetteer import load_gazetteer, shipped_index
from reportedly.coding.places.index import LOOSE_COUNTRIES, MAIN, OTHER, SCHEMA, Row, keys_of, scaled, usable
from reportedly.coding.places.iso3166 import ALPHA3
from reportedly.coding.places.names import fold
from reportedly.coding.places.words import words
from reportedly.errors import UsageError

COLUMNS = 19  # of GeoNames' readme: geonameid, name, asciiname, alternatenames, latitude, longitude, ... modification date
LONGEST_LINE = 200_000  # bytes; the longest list of other names has 10,000 characters
LARGEST, MOST_PACKED = 16 << 30, 60  # bytes unpacked, and how many times the packed size: allCountries is 1.7 GB and 4 times
BATCH = 20_000  # rows
FORM = "1"  # of what is taken from a dump; a part of the version, because it changes what a name may stand for

DIVISIONS = words("ADM1 ADM2 ADM3 ADM4 ADM5 ADMD")
# Places that are no more (PPLH, ADM1H, ...) are left out; abandoned and destroyed ones are not: reports of war name them.
SETTLEMENTS = words("PPL PPLA PPLA2 PPLA3 PPLA4 PPLA5 PPLC PPLF PPLG PPLL PPLQ PPLR PPLS PPLW PPLX STLMT")
_TAKEN = {"A": DIVISIONS, "P": SETTLEMENTS}
_KINDS = {(code[0], code[2:]): code for code in CODES} | {(c, code): code for c, codes in _TAKEN.items() for code in codes}
_DIVISION_MARKS = (b"\tADM1\t", b"\tADM2\t")

Divisions = dict[tuple[str, ...], int]  # (country, admin1 code[, admin2 code]) -> geonameid


@dataclass(frozen=True)
class Built:
    """What was made: places and names in the file (those that come with the package too), and its version."""

    entries: int
    names: int
    version: str


def build_gazetteer(dump: Path, output: Path, on_bytes: Callable[[int, int], None]) -> Built:
    """GeoNames' allCountries.zip (or one country's, SY.zip) -> the index at ``output``, which appears when it is whole.

    ``on_bytes`` is told how many bytes were read, of how many. Raises :class:`UsageError` for a file that is no such dump,
    with the number of the line, and where the disk is full; nothing is left behind then, nor when it is interrupted.
    """
    part = output.with_name(output.name + ".part")
    staged = output.with_name(output.name + ".names.part")
    try:
        with _member(dump):
            pass  # what is wrong with the file is said before anything is written
        part.unlink(missing_ok=True)
        staged.unlink(missing_ok=True)
        built = _write(dump, part, staged, on_bytes)
        part.replace(output)
    except sqlite3.Error as error:
        room = f"is there room for some 3 GB in its folder and in {tempfile.gettempdir()}?"
        raise UsageError(f"{output}: cannot be written ({error}); {room}") from None
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror or error})") from None
    finally:
        for leftover in (part, staged):
            leftover.unlink(missing_ok=True)
    load_gazetteer(output)
    return built


def read_rows(lines: Iterable[tuple[int, bytes]], divisions: Divisions, where: str) -> Iterator[Row]:
    """Numbered lines of a dump -> rows of the kinds of place that count. Raises :class:`UsageError` naming the line."""
    for number, line in lines:
        cells = _cells(line, number, where)
        code = _KINDS.get((cells[6], cells[7]))
        if code is not None:
            yield _row(cells, code, divisions, f"{where}, line {number}")


def _write(dump: Path, part: Path, staged: Path, on_bytes: Callable[[int, int], None]) -> Built:
    with _member(dump) as lines:
        total = lines.size * 2
        divisions = _read_divisions(lines.numbered(lambda done: on_bytes(done, total)), str(dump))
    shipped = shipped_index()
    base = load_gazetteer(shipped)
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
            "PRAGMA temp_store = FILE;" + SCHEMA
        )
        connection.execute("ATTACH ? AS staged", (str(staged),))
        connection.execute("ATTACH ? AS base", (str(shipped),))
        connection.executescript(
            "PRAGMA staged.journal_mode = OFF; PRAGMA staged.synchronous = OFF; BEGIN;"
            "CREATE TABLE staged.name (key TEXT, entry INTEGER, rank INTEGER);"
            "INSERT INTO entry SELECT * FROM base.entry; INSERT INTO staged.name SELECT * FROM base.name;"
        )
        known = {row[0] for row in connection.execute("SELECT id FROM base.entry")}
        with _member(dump) as lines:
            rows = (
                row
                for row in read_rows(lines.numbered(lambda done: on_bytes(lines.size + done, total)), divisions, str(dump))
                if row.id not in known
            )
            while batch := list(islice(rows, BATCH)):
                _insert(connection, batch)
            digest = lines.digest
        # Two lines with one id would be two entries: the first stays, and has the names of both.
        connection.execute(
            "INSERT INTO name SELECT key, entry, min(rank) FROM staged.name GROUP BY key, entry ORDER BY key, entry"
        )
        entries, names = (connection.execute(f"SELECT count(*) FROM main.{t}").fetchone()[0] for t in ("entry", "name"))
        if entries == len(known):
            raise UsageError(f"{dump}: no place in it that the package lacks; is it GeoNames' allCountries.zip?")
        version = f"{base.version}+dump-{digest[:12]}"
        source = connection.execute("SELECT value FROM base.meta WHERE key = 'source'").fetchone()[0]
        source = f"{source}; {dump.name} (GeoNames) with SHA-256 {digest}"
        meta = {"schema": "1", "source": source, "version": version, "entries": str(entries), "names": str(names)}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.execute("COMMIT")
    return Built(entries, names, version)


def _insert(connection: sqlite3.Connection, rows: list[Row]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(r.id, r.name, scaled(r.lat), scaled(r.lon), r.country, r.admin1, r.admin2, r.code, r.population) for r in rows],
    )
    names = [(key, row.id, rank) for row in rows for key, rank in keys_of(row).items()]
    connection.executemany("INSERT INTO staged.name VALUES (?, ?, ?)", names)


class _Lines:
    """The lines of the table in a dump; ``digest`` is that of all that was read."""

    def __init__(self, dump: Path, archive: zipfile.ZipFile, table: zipfile.ZipInfo) -> None:
        self.dump, self.archive, self.table, self.size = dump, archive, table, table.file_size
        self._sum = hashlib.sha256(FORM.encode())

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()

    def numbered(self, on_bytes: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
        """Every line with its number, from 1; ``on_bytes`` is told now and then how far it is."""
        done = 0
        try:
            with self.archive.open(self.table) as packed:
                stream = io.BufferedReader(cast(io.RawIOBase, packed), 1 << 20)
                for number in range(1, self.size + 2):
                    line = stream.readline(LONGEST_LINE)
                    if not line:
                        break
                    if len(line) == LONGEST_LINE:
                        raise UsageError(f"{self.dump}, line {number}: too long; it is no line of GeoNames' table")
                    self._sum.update(line)
                    done += len(line)
                    if not number % BATCH:
                        on_bytes(done)
                    if line != b"\n" and line != b"\r\n":
                        yield number, line
            on_bytes(done)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UsageError(f"{self.dump}: damaged ({error}); download it again") from None
        except (RuntimeError, NotImplementedError) as error:
            raise UsageError(f"{self.dump}: cannot be unpacked ({error})") from None


def _member(dump: Path) -> _Lines:
    """Opens the table in a dump: allCountries.txt, or the only other .txt beside GeoNames' readme."""
    try:
        archive = zipfile.ZipFile(dump)
    except FileNotFoundError:
        raise UsageError(f"{dump}: not there; download it from download.geonames.org/export/dump/") from None
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UsageError(f"{dump}: no zip file that can be read ({getattr(error, 'strerror', None) or error})") from None
    tables = [m for m in archive.infolist() if m.filename.endswith(".txt") and not m.filename.casefold().endswith("readme.txt")]
    tables = [m for m in tables if m.filename == "allCountries.txt"] or tables
    if len(tables) != 1:
        archive.close()
        raise UsageError(f"{dump}: has no allCountries.txt in it; give GeoNames' allCountries.zip as it was downloaded")
    table = tables[0]
    if table.file_size > LARGEST or table.file_size > MOST_PACKED * max(table.compress_size, 1 << 16):
        archive.close()
        raise UsageError(f"{dump}: {table.filename} would be {table.file_size:,} bytes unpacked, which no dump of GeoNames is")
    return _Lines(dump, archive, table)


def _read_divisions(lines: Iterable[tuple[int, bytes]], where: str) -> Divisions:
    """First pass: the geonameids behind the codes by which a row names its divisions, which may stand in later rows."""
    divisions: Divisions = {}
    for number, line in lines:
        if any(mark in line for mark in _DIVISION_MARKS):
            cells = _cells(line, number, where)
            if cells[6] == "A" and cells[7] in ("ADM1", "ADM2"):
                key = (cells[8], cells[10]) if cells[7] == "ADM1" else (cells[8], cells[10], cells[11])
                divisions.setdefault(key, _whole(cells[0], f"{where}, line {number}: geonameid"))
    return divisions


def _cells(line: bytes, number: int, where: str) -> list[str]:
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError:
        raise UsageError(f"{where}, line {number}: not UTF-8; give GeoNames' file as it was downloaded") from None
    if len(cells) != COLUMNS:
        raise UsageError(f"{where}, line {number}: {len(cells)} columns, not {COLUMNS}; give GeoNames' file as it was downloaded")
    return cells


def _row(cells: list[str], code: str, divisions: Divisions, where: str) -> Row:
    iso, admin1, admin2 = cells[8], cells[10], cells[11]
    number = _whole(cells[0], f"{where}: geonameid")
    first = divisions.get((iso, admin1)) if admin1 else None
    name = cells[1] if usable(cells[1]) or not usable(cells[2]) else cells[2]
    others = [other for other in (cells[1], cells[2], *cells[3].split(",")) if usable(other)]
    kind = feature_kind(code)
    if kind is not None:
        names = {key: OTHER for other in others if (key := feature_key(other, kind))}
        if key := feature_key(name, kind):
            names[key] = MAIN
    else:
        names = {other: MAIN if fold(other) == fold(name) else OTHER for other in others}
        names[name] = MAIN
    return Row(
        id=number, name=name,
        lat=_degrees(cells[4], 90, f"{where}: latitude"), lon=_degrees(cells[5], 180, f"{where}: longitude"),
        country=ALPHA3.get(iso), admin1=number if code == "ADM1" else first,
        admin2=number if code == "ADM2" else divisions.get((iso, admin1, admin2)) if admin2 else None,
        code=code, population=_whole(cells[14] or "0", f"{where}: population"), names=names, loose=iso in LOOSE_COUNTRIES,
    )  # fmt: skip


def _whole(written: str, what: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 12):
        raise UsageError(f"{what} is {written[:40]!r}, not a whole number")
    return int(written)


def _degrees(written: str, most: int, what: str) -> float:
    try:
        degrees = float(written)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise UsageError(f"{what} is {written[:40]!r}, not a number between -{most} and {most}")
    return degrees
