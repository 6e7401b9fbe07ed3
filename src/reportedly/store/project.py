"""A project: reports, records, judgements and incidents in one database, and what may be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import EllipsisType, TracebackType
from typing import Literal

from sqlalchemy import select

from reportedly.codebook.book import Codebook
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Coder, Incident, Judgement, Reading, check, read_coded
from reportedly.store import finding, incidents, judging, relinking, reports
from reportedly.store.audit import Audit
from reportedly.store.changes import Change, read_changes
from reportedly.store.control import Control
from reportedly.store.counting import Counts, count_project
from reportedly.store.database import Database
from reportedly.store.double import Doubles
from reportedly.store.fetches import Fetches
from reportedly.store.finding import ClaimRow, Filter, IncidentRow, Page, ReportRow
from reportedly.store.finished import FinishedClaims
from reportedly.store.judged import judged_records, judgements_in_effect, judgements_of, read_judgements
from reportedly.store.judging import Judged
from reportedly.store.keys import Keys
from reportedly.store.listing import Judgements
from reportedly.store.logbook import Logbook
from reportedly.store.memory import Memory
from reportedly.store.moving import follow, read_moves
from reportedly.store.nearby import Near, find_near
from reportedly.store.overview import Overview
from reportedly.store.packing import now
from reportedly.store.people import People
from reportedly.store.queue import Queue, Wanted, find_queue, neighbours
from reportedly.store.records import coder_number, store_failure, store_record
from reportedly.store.reports import Outcome, Version, Waiting
from reportedly.store.schema import settings

# Reports that are read from the database at once, and changes likewise.
CHUNK = 200

Which = Literal["waiting", "outdated", "failed"]


class Project:
    """One project. Open it with :func:`reportedly.store.open_project`; leave it with ``close`` or a ``with`` block.

    Every method that writes does so in one transaction: all of it is kept, or nothing. All may raise
    :class:`~reportedly.store.errors.StoreError` when the database fails (a full disk, a lost connection).
    """

    def __init__(self, database: Database, book: Codebook) -> None:
        self._database = database
        self._memory = Memory()
        self.book = book
        # Where people look places up who judge; None: the one that was chosen for all of reportedly.
        self.gazetteer: Path | None = None
        self.fetches = Fetches(database)
        self.overview = Overview(database)
        self.control = Control(database)
        self.doubles = Doubles(database, book)
        self.finished = FinishedClaims(database)
        self.logbook = Logbook(database)
        self.people = People(database)
        self.keys = Keys(database)
        self.audit = Audit(database)
        self.listed_judgements = Judgements(database)

    @property
    def where(self) -> str:
        """The file or URL of the project, without a password."""
        return self._database.where

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def one_state(self) -> AbstractContextManager[None]:
        """Let all that this thread reads inside come from one state of the project: ``with project.one_state(): ...``."""
        return self._database.one_state()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    # What goes in

    def add(self, readings: Sequence[Reading]) -> list[Outcome]:
        """Readings -> for each whether it is a new report, a new version of one, or known. They wait to be coded."""
        at = now()
        with self._database.writing() as connection:
            return [reports.add_reading(connection, reading, at) for reading in readings]

    def to_code(self, which: Which = "waiting", coder: Coder | None = None) -> Iterator[Waiting]:
        """Give the reports that wait to be coded, or those that failed, or those that another coder than ``coder`` coded."""
        after = 0
        while True:
            with self._database.reading() as connection:
                if which == "outdated" and coder is not None:
                    number = coder_number(connection, coder, add=False)
                    found = reports.find_outdated(connection, number, after, CHUNK)
                elif which == "failed":
                    found = reports.find_failed(connection, after, CHUNK)
                else:
                    found = reports.find_waiting(connection, after, CHUNK)
            if not found:
                return
            yield from found
            after = found[-1].number

    def store(self, results: Sequence[tuple[Waiting, bytes | str]]) -> None:
        """Versions and the lines that ``code`` gave for them (or why it failed) -> these are their records from now on."""
        at = now()
        records = [(one, line, check(read_coded(line)) if isinstance(line, bytes) else None) for one, line in results]
        with self._database.writing() as connection:
            for one, line, record in records:
                if isinstance(line, bytes) and record is not None:
                    store_record(connection, one.number, one.version, line, record, self.book, at)
                else:
                    store_failure(connection, one.number, one.version, str(line), at)

    def link(self) -> list[str]:
        """Bring the incidents up to date with the records -> ids of the incidents that are not what they were."""
        changed: dict[str, None] = {}
        for _, some in self.link_batches():
            changed |= dict.fromkeys(some)
        return list(changed)

    def link_batches(self) -> Iterator[tuple[int, list[str]]]:
        """Link what is not linked, some reports at a time -> how many these were, and the ids of the incidents that changed.

        Each batch is a transaction of its own, so that a run that is stopped goes on with the next.
        """
        linked = 0
        while True:
            with self._database.writing() as connection:
                count, changed = relinking.relink_some(connection, self.book, now(), self._memory)
            if not count:
                break
            linked += count
            yield count, changed
        if linked >= relinking.BATCH:
            self._database.look_over()

    def judge(self, judgement: Judgement, expected: str | EllipsisType | None = ...) -> Judged:
        """Accept a judgement: it is kept for good when this returns, and the incidents that it touches are derived anew.

        ``expected`` is the id of the last judgement that the judge saw on these claims, ``None`` if there was none
        (:meth:`last_judgement`); without it nothing is asked. Raises :class:`~reportedly.store.errors.Conflict` if somebody else
        has judged one of them since, and ``UsageError`` for a claim, judgement or act that is not there.
        """
        with self._database.writing() as connection:
            return judging.add_judgement(connection, judgement, expected, self.book, now(), self._memory)

    def remember_codebook(self, folder: Path) -> None:
        """Let the project be assessed by the tables of this folder, also when it is opened next time."""
        with self._database.writing() as connection:
            connection.execute(settings.delete().where(settings.c.name == "codebook"))
            connection.execute(settings.insert().values(name="codebook", value=str(folder.absolute())))

    # What comes out

    def reports(self, ids: Iterable[str] | None = None, judged: bool = True) -> Iterator[CodedReport]:
        """Ids (``None``: all) -> the newest coded records, with the judgements laid over if ``judged``, in the order added.

        All come from one state of the project, whatever is added meanwhile.
        """
        wanted = None if ids is None else list(ids)
        with self._database.reading() as connection:
            if judged:
                yield from judged_records(connection, self.book, wanted)
            else:
                for _, record in reports.read_records(connection, wanted):
                    yield record

    def report_versions(self, report_id: str) -> list[Version]:
        """Id of a report -> all its versions, the first first; none if there is no such report."""
        with self._database.reading() as connection:
            return reports.read_versions(connection, report_id)

    def original(self, sha256: str) -> bytes | None:
        """SHA-256 -> the bytes that a report was taken from, ``None`` if the project has none such."""
        with self._database.reading() as connection:
            return reports.read_original(connection, sha256)

    def incidents(self, ids: Iterable[str] | None = None) -> Iterator[AssessedIncident]:
        """Ids (``None``: all) -> the incidents that stand, by first day and id."""
        with self._database.reading() as connection:
            yield from incidents.read_incidents(connection, ids)

    def incident(self, incident_id: str) -> AssessedIncident | None:
        """Id, now or ever -> the incident that has its claims now, ``None`` if there is none (any more)."""
        with self._database.reading() as connection:
            return incidents.find_incident(connection, incident_id)

    def incidents_of(self, report_ids: Iterable[str]) -> list[str]:
        """Ids of reports -> the ids of the incidents that hold a claim of one of them."""
        with self._database.reading() as connection:
            return sorted(incidents.incidents_of(connection, list(report_ids)))

    def search_reports(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page[ReportRow]:
        """Filter and the cursor of the page before -> a page of reports, those added last first."""
        with self._database.reading() as connection:
            return finding.find_reports(connection, wanted, after, limit)

    def search_claims(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page[ClaimRow]:
        """Filter and the cursor of the page before -> a page of claims, those of which the machine is least sure first."""
        with self._database.reading() as connection:
            return finding.find_claims(connection, wanted, after, limit)

    def search_incidents(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page[IncidentRow]:
        """Filter and the cursor of the page before -> a page of incidents, the latest first."""
        with self._database.reading() as connection:
            return finding.find_incidents(connection, wanted, after, limit)

    def queue(self, wanted: Wanted, limit: int = 50, offset: int = 0) -> Queue:
        """What is wanted -> the incidents to review from ``offset`` on, what matters first unless another order is wanted."""
        with self._database.reading() as connection:
            return find_queue(connection, wanted, limit, offset)

    def neighbours(self, wanted: Wanted, incident: str, key: str = "") -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """What is wanted, and an incident with the key it had in the queue -> those before and after it, each with its key."""
        with self._database.reading() as connection:
            return neighbours(connection, wanted, incident, key)

    def near(self, one: Incident, limit: int = 5) -> list[Near]:
        """Incident -> those near it in place and day, that may be the same event, the nearest first."""
        with self._database.reading() as connection:
            return find_near(connection, one, limit)

    def judgements(self, reports: Iterable[str] | None = None, sealed: bool = True) -> list[Judgement]:
        """Ids of reports (``None``: all, as they were made) -> the judgements ever accepted on their claims, the first first.

        Of named reports they are as if they had been made on the claims of now, where these have only moved in their texts.
        Without ``sealed`` those are left out that do not count yet, since somebody has still to judge the same blindly.
        """
        with self._database.reading() as connection:
            if not sealed:
                return judgements_in_effect(connection, None if reports is None else sorted(set(reports)))
            if reports is None:
                return read_judgements(connection)
            names = sorted(set(reports))
            return follow(judgements_of(connection, names), read_moves(connection, names))

    def judgement(self, judgement_id: str) -> Judgement | None:
        """Id of a judgement -> the judgement, ``None`` if there is none."""
        with self._database.reading() as connection:
            return judging.find_judgement(connection, judgement_id)

    def last_judgement(self, claims: Iterable[ClaimRef]) -> Judgement | None:
        """Claims -> the last judgement that names one of them, undone or not, ``None`` if there is none."""
        with self._database.reading() as connection:
            return judging.last_judgement(connection, claims)

    def orphaned_judgements(self) -> list[Judgement]:
        """Give the judgements that name a claim which is not there any more; they are kept."""
        with self._database.reading() as connection:
            return judging.orphaned(connection)

    def find_claims(self, prefix: str) -> list[ClaimRef]:
        """Id of a claim or how it begins -> the first ten claims whose ids begin so."""
        with self._database.reading() as connection:
            return judging.find_claims(connection, prefix)

    def changes(self, since: str | None = None) -> Iterator[Change]:
        """ISO 8601 date or time in UTC (``None``: from the first) -> what changed from then on, the earliest first."""
        with self._database.reading() as connection:
            yield from read_changes(connection, since)

    def counts(self, coder: Coder | None = None) -> Counts:
        """How much is in the project; with the stamp of a coder also how many records are another's."""
        with self._database.reading() as connection:
            return count_project(connection, coder)

    def setting(self, name: str) -> str | None:
        """Name of a setting -> its value."""
        with self._database.reading() as connection:
            value: str | None = connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar()
            return value
