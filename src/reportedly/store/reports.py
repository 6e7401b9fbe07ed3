"""Reports in the project: which one a reading is of, its versions, and what waits to be coded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, select

from reportedly.reading.draft import make_id
from reportedly.record import CodedReport, Reading, Report
from reportedly.store.changes import Kind, change_row, log
from reportedly.store.database import Found, new_number
from reportedly.store.packing import pack, pack_record, plain, plain_or_none, unpack, unpack_record
from reportedly.store.schema import blobs, coded, reports, versions

State = Literal["waiting", "coded", "not-english", "skipped", "failed"]
Outcome = Literal["new", "version", "known"]

# Two texts under one URL are versions of one report when they share this much of the shorter one, in runs of three words.
# Below it the page is a front page or a live page that shows something else each time.
VERSION = 0.3
RUN = 3
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Version:
    """One version of a report; ``coder`` stamps those codings that the project holds of it."""

    report: Report
    version: int
    added: str
    original: str | None
    """SHA-256 of the bytes that it was taken from: see :meth:`Project.original`."""
    coders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A version of a report that is to be coded; ``number`` is the project's own for the report."""

    number: int
    version: int
    reading: Reading


def add_reading(connection: Connection, reading: Reading, at: str) -> Outcome:
    """A reading -> whether it is a new report, a new version of one, or known; it is written down, and waits to be coded.

    A report is known by its id. Where its file gave it none, it is also known by its URL, if the text under that URL is much
    the same, and by its text. A known text is a new version only if what is said about it (title, day, publisher) has
    changed, or if it was fetched after another text had taken its place.
    """
    found = _find(connection, reading)
    # An id stands in texts of the database, in links and in names of files.
    report = msgspec.structs.replace(reading.report, id=plain(reading.report.id))
    if found is not None:
        newest = unpack_record(_version(connection, found.no, found.version).reading, Reading).report
        report = _fill(msgspec.structs.replace(report, id=found.id), newest)
        if not _is_version(connection, found.no, report, newest):
            if reading.skipped is None:
                # Left out when it was added, for its language, and wanted now.
                left = (reports.c.no == found.no) & (reports.c.state == "not-english")
                connection.execute(reports.update().where(left).values(state="waiting", reason=None, changed=at))
            return "known"
    version = 1 if found is None else int(found.version) + 1
    row = {
        "url": plain_or_none(report.url),
        "publisher": plain_or_none(report.publisher),
        "title": plain_or_none(report.title),
        "published": report.published,
        "language": plain_or_none(report.language),
        "version": version,
        "state": _state(reading),
        "reason": plain_or_none(reading.skipped),
        "changed": at,
    }
    if found is None:
        new = connection.execute(reports.insert().values(id=report.id, linked=True, added=at, **row))
        number = new_number(new)
    else:
        number = found.no
        connection.execute(reports.update().where(reports.c.no == number).values(**row))
    kept = msgspec.structs.replace(reading, report=report, original=None)
    connection.execute(
        versions.insert().values(
            report=number,
            version=version,
            sha256=report.sha256,
            reading=pack_record(kept),
            original=_keep(connection, reading.original),
            fetched=report.fetched,
            modified=report.modified,
            added=at,
        )
    )
    kind: Kind = "report added" if found is None else "new version"
    log(connection, [change_row(at, kind, report=report.id, version=version, after=report.title or report.url)])
    return "new" if found is None else "version"


def _state(reading: Reading) -> State:
    if reading.skipped is None:
        return "waiting"
    language = reading.report.language
    return "not-english" if language and not language.lower().startswith("en") else "skipped"


def _find(connection: Connection, reading: Reading) -> Found | None:
    report = reading.report
    columns = (reports.c.no, reports.c.id, reports.c.version, reports.c.url, reports.c.publisher, reports.c.title)
    by_id = connection.execute(select(*columns).where(reports.c.id == plain(report.id))).one_or_none()
    if by_id is not None or not _is_made(report):
        return by_id
    if report.url:
        for row in connection.execute(select(*columns).where(reports.c.url == plain(report.url)).order_by(reports.c.no)):
            newest = unpack_record(_version(connection, row.no, row.version).reading, Reading).report
            if _is_made_by_any(connection, row) and (
                (report.title and report.title == newest.title) or shared(report.text, newest.text) >= VERSION
            ):
                return row
    same = select(*columns).join(versions, versions.c.report == reports.c.no).where(versions.c.sha256 == report.sha256)
    for row in connection.execute(same.order_by(reports.c.no)):
        pairs = ((row.url, plain_or_none(report.url)), (row.publisher, plain_or_none(report.publisher)))
        if all(one is None or other is None or one == other for one, other in pairs):
            return row
    return None


def _is_made(report: Report) -> bool:
    """Whether the id of a report is one that reading made, because its file gave it none."""
    return report.id == make_id(report.publisher, report.title, report.published, report.url, report.text)


def _is_made_by_any(connection: Connection, row: Found) -> bool:
    return _is_made(unpack_record(_version(connection, row.no, 1).reading, Reading).report)


def _is_version(connection: Connection, number: int, report: Report, newest: Report) -> bool:
    if _said(report) == _said(newest):
        return False
    alike = select(versions.c.reading).where(versions.c.report == number, versions.c.sha256 == report.sha256)
    if all(_said(unpack_record(row.reading, Reading).report) != _said(report) for row in connection.execute(alike)):
        return True
    # An earlier version again: an old file that is added once more, unless it was fetched after the newest one.
    return bool(report.fetched and newest.fetched and report.fetched > newest.fetched)


def _said(report: Report) -> tuple[str | None, ...]:
    return (report.sha256, report.title, report.published, report.publisher)


def _fill(report: Report, newest: Report) -> Report:
    """What a reading does not say of a report stays as it was."""
    kept = {name: getattr(newest, name) for name in ("url", "publisher", "title", "published", "language")}
    return msgspec.structs.replace(report, **{name: value for name, value in kept.items() if getattr(report, name) is None})


def shared(a: str, b: str) -> float:
    """Two texts -> the share of the shorter one's runs of three words that the other has too, 0 to 1."""
    one, other = (_runs(text) for text in (a, b))
    return len(one & other) / max(1, min(len(one), len(other)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(text)]
    return {tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}


def _keep(connection: Connection, original: bytes | None) -> str | None:
    """Bytes -> the SHA-256 under which the project keeps them; the same bytes are kept once."""
    if original is None:
        return None
    sha256 = hashlib.sha256(original).hexdigest()
    if not connection.execute(select(func.count()).where(blobs.c.sha256 == sha256)).scalar():
        connection.execute(blobs.insert().values(sha256=sha256, size=len(original), content=pack(original)))
    return sha256


def _version(connection: Connection, number: int, version: int) -> Found:
    return connection.execute(versions.select().where(versions.c.report == number, versions.c.version == version)).one()


def find_waiting(connection: Connection, after: int, limit: int) -> list[Waiting]:
    """Number of a report -> the next ones that wait to be coded."""
    return _readings(connection, reports.c.state == "waiting", after, limit)


def find_outdated(connection: Connection, coder: int | None, after: int, limit: int) -> list[Waiting]:
    """Number of a coder -> the next coded reports whose record is another coder's."""
    return _readings(connection, (reports.c.state == "coded") & (reports.c.coder.is_distinct_from(coder)), after, limit)


def find_failed(connection: Connection, after: int, limit: int) -> list[Waiting]:
    """Number of a report -> the next ones that could not be coded."""
    return _readings(connection, reports.c.state == "failed", after, limit)


def _readings(connection: Connection, which: Any, after: int, limit: int) -> list[Waiting]:
    here = (versions.c.report == reports.c.no) & (versions.c.version == reports.c.version)
    query = select(reports.c.no, reports.c.version, versions.c.reading).join(versions, here)
    rows = connection.execute(query.where(which, reports.c.no > after).order_by(reports.c.no).limit(limit))
    return [Waiting(row.no, row.version, unpack_record(row.reading, Reading)) for row in rows]


def read_versions(connection: Connection, report_id: str) -> list[Version]:
    """Id of a report -> its versions, the first first; none if there is no such report."""
    query = (
        select(versions, reports.c.no).join(reports, reports.c.no == versions.c.report).where(reports.c.id == plain(report_id))
    )
    found = []
    for row in connection.execute(query.order_by(versions.c.version)):
        of = select(coded.c.record).where(coded.c.report == row.no, coded.c.version == row.version).order_by(coded.c.coder)
        stamps = [unpack_record(one.record, CodedReport).coder for one in connection.execute(of)]
        report = unpack_record(row.reading, Reading).report
        names = tuple(f"{stamp.version} {stamp.codebook}" for stamp in stamps)
        found.append(Version(report, row.version, row.added, row.original, names))
    return found


@dataclass(frozen=True)
class Held:
    """A coded report in the project: its number, its record in force, and whether it was linked with that record."""

    number: int
    linked: bool
    record: CodedReport


def read_held(connection: Connection, ids: Sequence[str]) -> list[Held]:
    """Ids of reports -> those of them that are coded, in the order they were added."""
    here = (coded.c.report == reports.c.no) & (coded.c.version == reports.c.coded_version) & (coded.c.coder == reports.c.coder)
    query = select(reports.c.no, reports.c.linked, coded.c.record).join(coded, here).order_by(reports.c.no)
    rows = connection.execute(query.where(reports.c.id.in_([plain(one) for one in ids])))
    return [Held(row.no, row.linked, unpack_record(row.record, CodedReport)) for row in rows]


def read_records(connection: Connection, ids: Sequence[str] | None, chunk: int = 200) -> Iterator[tuple[int, CodedReport]]:
    """Ids of reports (``None``: all) -> their coded records in force, with their numbers, in the order they were added."""
    here = (coded.c.report == reports.c.no) & (coded.c.version == reports.c.coded_version) & (coded.c.coder == reports.c.coder)
    query = select(reports.c.no, coded.c.record).join(coded, here).order_by(reports.c.no)
    if ids is not None:
        wanted = [plain(one) for one in dict.fromkeys(ids)]
        for start in range(0, len(wanted), chunk):
            part = query.where(reports.c.id.in_(wanted[start : start + chunk]))
            for row in connection.execute(part).all():
                yield row.no, unpack_record(row.record, CodedReport)
        return
    after = 0
    while rows := connection.execute(query.where(reports.c.no > after).limit(chunk)).all():
        for row in rows:
            yield row.no, unpack_record(row.record, CodedReport)
        after = rows[-1].no


def read_original(connection: Connection, sha256: str) -> bytes | None:
    """SHA-256 -> the bytes that the project keeps under it, ``None`` if there are none."""
    row = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).one_or_none()
    return unpack(row.content) if row else None
