"""The claims that people are done with, and which layers of them hold something: what the coder is measured by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from reportedly.record import ClaimRef
from reportedly.store.database import Database
from reportedly.store.schema import claims, reports


@dataclass(frozen=True)
class Finished:
    """A claim that was accepted or rejected, as people judged it to be; the fields are those of the table of claims.

    ``toll`` says whether anybody is said to be killed or injured; other harms are not in the table.
    """

    ref: ClaimRef
    rejected: bool
    act: str
    who: bool
    whom: bool
    where: bool
    when: bool
    toll: bool
    attribution: bool


class FinishedClaims:
    """The claims of a project that were accepted or rejected."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Finished]:
        """Give them in the order of the reports."""
        with self._database.reading() as connection:
            return read_finished(connection)


def read_finished(connection: Connection) -> list[Finished]:
    """Give the claims with a verdict, in the order of the reports."""
    c = claims.c
    query = select(reports.c.id, c.id, c.verdict, c.act, c.who, c.whom, c.place, c["from"], c.to, c.killed, c.injured, c.source)
    query = query.join(reports, reports.c.no == c.report).where(c.judged > 0, c.verdict.in_(("accept", "reject")))
    return [
        Finished(
            ClaimRef(report=report, claim=claim), verdict == "reject", act, bool(who), bool(whom), bool(place),
            bool(first or last), killed is not None or injured is not None, bool(source),
        )
        for report, claim, verdict, act, who, whom, place, first, last, killed, injured, source in connection.execute(
            query.order_by(c.report, c.place_in_report)
        )
    ]  # fmt: skip
