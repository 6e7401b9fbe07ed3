"""Counts what is in a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from reportedly.record import Coder
from reportedly.store.judging import orphaned
from reportedly.store.records import coder_number
from reportedly.store.schema import changes, claims, incidents, judgements, reports, versions


@dataclass(frozen=True)
class Counts:
    """How much is in a project.

    ``outdated`` are records by another coder than the one asked for, ``orphaned`` the ids of judgements whose claim is gone.
    """

    reports: int
    versions: int
    states: dict[str, int]
    unlinked: int
    claims: int
    judged_claims: int
    incidents: int
    standings: dict[str, int]
    judgements: int
    orphaned: tuple[str, ...]
    outdated: int | None
    last_change: str | None
    schema: str


def count_project(connection: Connection, coder: Coder | None = None) -> Counts:
    """Count what is in the project; with the stamp of a coder also the records that are another's."""

    def one(query: object) -> int:
        return int(connection.execute(query).scalar() or 0)  # type: ignore[call-overload]

    def by(column: object) -> dict[str, int]:
        rows = connection.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
        return dict(sorted((str(name), int(count)) for name, count in rows))

    outdated = None
    if coder is not None:
        number = coder_number(connection, coder, add=False)
        outdated = one(select(func.count()).where(reports.c.state == "coded", reports.c.coder.is_distinct_from(number)))
    return Counts(
        reports=one(select(func.count()).select_from(reports)),
        versions=one(select(func.count()).select_from(versions)),
        states=by(reports.c.state),
        unlinked=one(select(func.count()).where(reports.c.linked.is_(False))),
        claims=one(select(func.count()).select_from(claims)),
        judged_claims=one(select(func.count()).where(claims.c.judged > 0)),
        incidents=one(select(func.count()).select_from(incidents)),
        standings=by(incidents.c.standing),
        judgements=one(select(func.count()).select_from(judgements)),
        orphaned=tuple(row.id for row in orphaned(connection)),
        outdated=outdated,
        last_change=connection.execute(select(func.max(changes.c.at))).scalar(),
        schema=str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar()),
    )


def status_lines(where: str, counts: Counts) -> Iterator[tuple[str, str]]:
    """Name of a project and its counts -> lines for a person: what, and how much of it."""
    states = counts.states
    yield "project", f"{where} (schema {counts.schema})"
    yield "reports", f"{counts.reports:,} in {counts.versions:,} versions"
    yield "  coded", f"{states.get('coded', 0):,}"
    for state, what in (
        ("waiting", "to code them: reportedly add"),
        ("not-english", "kept, not coded"),
        ("skipped", "kept, not coded"),
        ("failed", "to try again: reportedly add --recode"),
    ):
        if count := states.get(state, 0):
            yield f"  {state.replace('-', ' ')}", f"{count:,} ({what})"
    if counts.outdated:
        yield "  by another coder", f"{counts.outdated:,} (to code them again: reportedly add --recode)"
    if counts.unlinked:
        yield "  not yet linked", f"{counts.unlinked:,} (to link them: reportedly add)"
    yield "claims", f"{counts.claims:,}, {counts.judged_claims:,} of them judged"
    yield "incidents", f"{counts.incidents:,}"
    for standing, count in counts.standings.items():
        yield f"  {standing}", f"{count:,}"
    yield "judgements", f"{counts.judgements:,}"
    if counts.orphaned:
        yield "  claim is gone", f"{len(counts.orphaned):,}: {', '.join(counts.orphaned[:5])}"
    yield "last change", counts.last_change or "none"
