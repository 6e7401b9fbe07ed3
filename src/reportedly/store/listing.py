"""Judgements page by page, for who reads all of them."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import select

from reportedly.record import Judgement
from reportedly.store.database import Database
from reportedly.store.packing import plain
from reportedly.store.schema import judged_claims, judgements


class Judgements:
    """The judgements of a project, in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, report: str | None = None, after: int = 0, limit: int = 100, without: Collection[str] = ()
    ) -> list[tuple[int, Judgement]]:
        """Judgements after number ``after``, of one report or of all (``None``), each with its number; none of ``without``."""
        query = select(judgements.c.no, judgements.c.record).where(judgements.c.no > after).order_by(judgements.c.no).limit(limit)
        if report is not None:
            named = select(judged_claims.c.judgement).where(judged_claims.c.report == plain(report))
            query = query.where(judgements.c.no.in_(named))
        if without:
            query = query.where(judgements.c.id.not_in(without))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [(row.no, msgspec.json.decode(row.record, type=Judgement)) for row in rows]
