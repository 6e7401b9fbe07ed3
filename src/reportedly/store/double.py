"""Claims that two people code for themselves, each without seeing what the other says, so that they can be compared."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Select, bindparam, select

from reportedly.codebook.book import Codebook
from reportedly.errors import UsageError
from reportedly.judgement import in_force
from reportedly.record import ClaimRef, Judgement
from reportedly.store.database import Database
from reportedly.store.judged import judgements_in_effect, judgements_now, judgements_of
from reportedly.store.judging import keep_as_linked, store_claims_of
from reportedly.store.memory import Memory
from reportedly.store.moving import claim_now, follow, read_moves
from reportedly.store.overview import incident_conditions
from reportedly.store.packing import now, plain
from reportedly.store.people import name_key
from reportedly.store.queue import Wanted
from reportedly.store.relinking import relink_some
from reportedly.store.schema import claims, doubles, incident_claims, incidents, judged_claims, reports, settings
from reportedly.store.schema_people import people as team
from reportedly.store.sealing import BLIND, FINAL, find_sealed, find_waiting, is_blind, reports_sealed_with, still_to_judge


@dataclass(frozen=True)
class Assigned:
    """A claim and one of the two people who code it."""

    ref: ClaimRef
    person: str


class Doubles:
    """Double coding in a project."""

    def __init__(self, database: Database, book: Codebook) -> None:
        self._database = database
        self._book = book

    @property
    def blind(self) -> bool:
        """Whether who has yet to judge a claim of the sample is kept from seeing what the other one said; so at first."""
        with self._database.reading() as connection:
            return _blind(connection)

    def set_blind(self, on: bool) -> None:
        """Keep people of the sample from seeing each other's judgements before their own, or do not.

        Judgements that waited for the other's count from now on, or wait again: what follows of them is derived anew.
        """
        with self._database.writing() as connection:
            _derive_blind(connection, self._book, _blind(connection), on)

    def draw(
        self, people: Sequence[str], count: int, by: str, wanted: Wanted | None = None, seed: int | None = None
    ) -> list[str]:
        """Draw incidents by chance for two people -> ids of the incidents; all their claims are for both of the people.

        Only incidents that are wanted, that nobody has judged and that are in no sample are drawn. With ``seed`` the same
        incidents give the same sample. Where there is a team, both are of it, however their names are typed. Raises
        ``UsageError`` for a wrong number of people, for who is not in the team, or when there is none to draw.
        """
        if count < 1:
            raise UsageError("a sample needs one incident at least")
        with self._database.writing() as connection:
            names = list({name_key(name): _named(connection, name) for name in people if name.strip()}.values())
            if len(names) != 2:
                raise UsageError("double coding needs the names of two people")
            c = incidents.c
            told = [
                select(incident_claims.c.incident).join(
                    table, (table.c.report == incident_claims.c.report) & (claim_now(table) == incident_claims.c.claim)
                )
                for table in (judged_claims, doubles)
            ]
            query = select(c.id).where(incident_conditions(connection, wanted or Wanted()), *(c.id.not_in(one) for one in told))
            ids = connection.execute(query.order_by(c.id)).scalars().all()
            if not ids:
                raise UsageError("there is no incident to draw that nobody has judged yet")
            # Not for secrets: a sample that can be drawn again is what is wanted here.
            drawn = sorted(random.Random(seed).sample(list(ids), min(count, len(ids))))
            at = now()
            rows = [
                {"report": row.report, "claim": row.claim, "person": name, "at": at, "by": plain(by)}
                for start in range(0, len(drawn), 500)
                for row in connection.execute(
                    select(incident_claims).where(incident_claims.c.incident.in_(drawn[start : start + 500]))
                )
                for name in names
            ]
            connection.execute(doubles.insert(), rows)
        return drawn

    def assigned(self, person: str | None = None) -> list[Assigned]:
        """Name (``None``: everybody) -> the claims of samples that are still there, in the order of reports and texts."""
        with self._database.reading() as connection:
            return _assigned(connection, person)

    def left(self, person: str) -> list[ClaimRef]:
        """Name -> the claims of samples that this person has neither accepted nor rejected, or took that back."""
        with self._database.reading() as connection:
            return _left(connection, person)

    def hidden_from(self, person: str) -> frozenset[ClaimRef]:
        """Name -> the claims of which this person must not see anybody else's judgement yet: they have said nothing of them."""
        with self._database.reading() as connection:
            rows = connection.execute(_hidden(), {"person": plain(person)})
            return frozenset(ClaimRef(report=row.report, claim=row.claim) for row in rows)

    def waiting(self, refs: Collection[ClaimRef]) -> dict[ClaimRef, dict[str, bool]]:
        """Claims -> those that somebody has still to judge blindly: the people of their sample, and whether each has."""
        with self._database.reading() as connection:
            return find_waiting(connection, refs)

    def sealed(self, report_ids: Collection[str]) -> set[str]:
        """Ids of reports -> the judgements on their claims (ids) that count when the other of the sample has judged too."""
        with self._database.reading() as connection:
            return find_sealed(connection, report_ids)

    def judgements(self, report_ids: Collection[str] | None = None) -> list[Judgement]:
        """Ids of reports (``None``: all) -> all judgements that name a claim of one, the first first, on the claims of now."""
        with self._database.reading() as connection:
            return judgements_now(connection, None if report_ids is None else sorted(set(report_ids)))

    def judgements_in_effect(self) -> list[Judgement]:
        """Give the judgements that count by now, the first first, on the claims of now."""
        with self._database.reading() as connection:
            return judgements_in_effect(connection)

    def incidents_of(self, refs: Iterable[ClaimRef]) -> dict[ClaimRef, str]:
        """Claims -> the incident that each is of; those that are of none are left out."""
        wanted = set(refs)
        names = sorted({plain(ref.report) for ref in wanted})
        found: dict[ClaimRef, str] = {}
        with self._database.reading() as connection:
            for start in range(0, len(names), 500):
                query = select(incident_claims).where(incident_claims.c.report.in_(names[start : start + 500]))
                for row in connection.execute(query):
                    if (ref := ClaimRef(report=row.report, claim=row.claim)) in wanted:
                        found[ref] = row.incident
        return found


def _named(connection: Connection, name: str) -> str:
    """A name as typed -> the name that judgements carry. Raises ``UsageError`` for who is not in the team, if there is one."""
    if connection.execute(select(team.c.key).limit(1)).first() is None:
        return plain(" ".join(name.split()))
    query = select(team.c.name).where(team.c.key == name_key(name), team.c.active.is_(True))
    found: str | None = connection.execute(query).scalar()
    if found is None:
        raise UsageError(f"{name.strip()[:60]!r}: there is nobody of this name in the team")
    return found


@cache
def _hidden() -> Select[tuple[str, str]]:
    mine = doubles.alias()
    columns = (mine.c.report, claim_now(mine).label("claim"))
    return select(*columns).where(mine.c.person == bindparam("person"), still_to_judge(mine), is_blind())


def _set_blind(connection: Connection, on: bool) -> list[str]:
    """Whether double coding is to be blind -> the reports on which judgements wait if it is."""
    connection.execute(settings.delete().where(settings.c.name == BLIND))
    connection.execute(settings.insert().values(name=BLIND, value="on" if on else "off"))
    return sorted(reports_sealed_with(connection))


def _derive_blind(connection: Connection, book: Codebook, before: bool, on: bool) -> None:
    """Whether what waits was kept back before, and is to be now -> what follows of it is derived anew."""
    waiting = _set_blind(connection, True)
    _set_blind(connection, before)
    keep_as_linked(connection, waiting, book)
    _set_blind(connection, on)
    store_claims_of(connection, waiting, book)
    relink_some(connection, book, now(), Memory(), waiting)


def keep_back(connection: Connection, book: Codebook) -> None:
    """Let nothing that is derived tell what waits for the other of a sample, in a project where it counted until now."""
    if reports_sealed_with(connection):
        _derive_blind(connection, book, False, True)


def _blind(connection: Connection) -> bool:
    return connection.execute(select(settings.c.value).where(settings.c.name == BLIND)).scalar() != "off"


def _assigned(connection: Connection, person: str | None) -> list[Assigned]:
    own = (claims.c.report == reports.c.no) & (claims.c.id == claim_now(doubles))
    query = select(doubles.c.report, claims.c.id.label("claim"), doubles.c.person)
    query = query.join(reports, reports.c.id == doubles.c.report).join(claims, own)
    if person is not None:
        query = query.where(doubles.c.person == plain(person))
    rows = connection.execute(query.order_by(reports.c.no, claims.c.place_in_report, doubles.c.person))
    return [Assigned(ClaimRef(report=row.report, claim=row.claim), row.person) for row in rows]


def _left(connection: Connection, person: str) -> list[ClaimRef]:
    mine = [one.ref for one in _assigned(connection, person)]
    if not mine:
        return []
    names = sorted({ref.report for ref in mine})
    rows = follow(judgements_of(connection, names), read_moves(connection, names))
    done = {
        ref
        for row in in_force(row for row in rows if row.by == person)
        if row.verdict in FINAL
        for ref in row.claims
    }  # fmt: skip
    return [ref for ref in mine if ref not in done]
