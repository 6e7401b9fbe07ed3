"""Incidents of the project: derived from the claims and the judgements, under ids that stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from reportedly.judgement import ref_key
from reportedly.linking.identity import Redirect
from reportedly.record import AssessedIncident, ClaimRef, read_incident, to_json
from reportedly.store.changes import Kind, log
from reportedly.store.packing import pack, plain_or_none, unpack
from reportedly.store.schema import incident_claims, incidents, redirected_claims, redirects


def write_incidents(
    connection: Connection,
    old: Mapping[str, AssessedIncident],
    new: Mapping[str, AssessedIncident],
    ended: Iterable[Redirect],
    at: str,
) -> list[str]:
    """Incidents as they were and as they are, by id, and the redirects that came to be or changed -> ids of those that changed.

    ``old`` and ``new`` are the same part of the collection, before and after. What changed is written into the log.
    """
    changed: list[str] = []
    ends = {redirect.id: redirect for redirect in ended}
    owner = {ref: name for name, one in old.items() for ref in one.incident.claims}
    for name in sorted(old.keys() - new.keys()):
        heir = ends[name].to if name in ends else None
        log(connection, at, "incident merged" if heir else "incident withdrawn", incident=name, after=heir)
        changed.append(name)
    for name, one in new.items():
        was = old.get(name)
        if was is None:
            parents = sorted({owner[ref] for ref in one.incident.claims if owner.get(ref) in new})
            kind: Kind = "incident split" if parents else "incident created"
            log(connection, at, kind, incident=name, before=parents or None, after=_headline(one))
            connection.execute(incidents.insert().values(id=name, added=at, changed=at, **_row(one)))
            changed.append(name)
        elif was != one:
            _log_figures(connection, at, name, was, one)
            connection.execute(incidents.update().where(incidents.c.id == name).values(changed=at, **_row(one)))
            changed.append(name)
    _assign(connection, old, new)
    for name in old.keys() - new.keys():
        connection.execute(incidents.delete().where(incidents.c.id == name))
    _write_redirects(connection, ends.values(), new.keys() - old.keys(), at)
    return changed


def _write_redirects(connection: Connection, ended: Iterable[Redirect], live: Iterable[str], at: str) -> None:
    """Write redirects down; an id that is an incident's again redirects no more."""
    rows = list(ended)
    for name in (*live, *(row.id for row in rows)):
        connection.execute(redirected_claims.delete().where(redirected_claims.c.redirect == name))
        connection.execute(redirects.delete().where(redirects.c.id == name))
    for row in rows:
        connection.execute(redirects.insert().values(id=row.id, to=row.to, at=at))
        if row.claims:
            claimed = [{"redirect": row.id, "report": ref.report, "claim": ref.claim} for ref in row.claims]
            connection.execute(redirected_claims.insert(), claimed)


def read_redirects(connection: Connection, ids: Sequence[str] | None = None) -> list[Redirect]:
    """Ids (``None``: all) -> the redirects of these."""
    refs: dict[str, list[ClaimRef]] = {}
    named, led = select(redirected_claims), select(redirects)
    if ids is not None:
        named, led = named.where(redirected_claims.c.redirect.in_(ids)), led.where(redirects.c.id.in_(ids))
    for row in connection.execute(named):
        refs.setdefault(row.redirect, []).append(ClaimRef(report=row.report, claim=row.claim))
    rows = connection.execute(led)
    return [Redirect(id=row.id, to=row.to, claims=tuple(sorted(refs.get(row.id, ()), key=ref_key))) for row in rows]


def _log_figures(connection: Connection, at: str, name: str, old: AssessedIncident, new: AssessedIncident) -> None:
    one, other = ({harm: toll.best for harm, toll in each.assessment.tolls.items()} for each in (old, new))
    for harm in sorted(one.keys() | other.keys()):
        was, became = one.get(harm), other.get(harm)
        if was == became:
            continue
        raised = became is not None and (was is None or became > was)
        log(
            connection, at, "toll raised" if raised else "toll lowered",
            incident=name, field=f"toll.{harm}", before=was, after=became,
        )  # fmt: skip
    if old.assessment.standing != new.assessment.standing:
        log(
            connection, at, "standing changed",
            incident=name, field="standing", before=old.assessment.standing, after=new.assessment.standing,
        )  # fmt: skip


def _headline(one: AssessedIncident) -> str:
    place = one.incident.where.name if one.incident.where else None
    return ", ".join(part for part in (one.incident.act, place, one.incident.from_) if part)


def _row(one: AssessedIncident) -> dict[str, Any]:
    incident, assessment = one.incident, one.assessment
    where = incident.where
    return {
        "act": incident.act,
        "type": incident.type,
        "day": incident.from_ or "",
        "from": incident.from_,
        "to": incident.to,
        "country": where.country if where else None,
        "geonameid": where.geonameid if where else None,
        "place": plain_or_none(where.name) if where else None,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "precision": where.precision if where else None,
        "standing": assessment.standing,
        "disputed": assessment.disputed,
        "independent": assessment.independent,
        "killed": assessment.tolls["killed"].best if "killed" in assessment.tolls else None,
        "claims": len(incident.claims),
        "reports": len({ref.report for ref in incident.claims}),
        "record": pack(to_json(one)),
    }


def _assign(connection: Connection, old: Mapping[str, AssessedIncident], new: Mapping[str, AssessedIncident]) -> None:
    """Write down to which incident each claim belongs now."""
    was = {ref: name for name, one in old.items() for ref in one.incident.claims}
    now = {ref: name for name, one in new.items() for ref in one.incident.claims}
    moved = sorted((ref for ref in was.keys() | now.keys() if was.get(ref) != now.get(ref)), key=ref_key)
    left = [{"in_report": ref.report, "of_claim": ref.claim} for ref in moved]
    taken = [{"report": ref.report, "claim": ref.claim, "incident": now[ref]} for ref in moved if ref in now]
    if left:
        here = (incident_claims.c.report == bindparam("in_report")) & (incident_claims.c.claim == bindparam("of_claim"))
        connection.execute(incident_claims.delete().where(here), left)
    if taken:
        connection.execute(incident_claims.insert(), taken)


def read_incidents(connection: Connection, ids: Iterable[str] | None = None) -> Iterator[AssessedIncident]:
    """Ids (``None``: all) -> the incidents that stand, with their assessments, by first day and id."""
    query = select(incidents.c.record).order_by(incidents.c["from"].is_(None), incidents.c["from"], incidents.c.id)
    if ids is None:
        for row in connection.execute(query):
            yield read_incident(unpack(row.record))
        return
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), 500):
        for row in connection.execute(query.where(incidents.c.id.in_(wanted[start : start + 500]))):
            yield read_incident(unpack(row.record))


def incidents_of(connection: Connection, report_ids: Sequence[str]) -> set[str]:
    """Ids of reports -> the ids of the incidents that hold a claim of one of them."""
    found: set[str] = set()
    for start in range(0, len(report_ids), 500):
        part = report_ids[start : start + 500]
        found.update(
            connection.execute(select(incident_claims.c.incident).where(incident_claims.c.report.in_(part)).distinct()).scalars()
        )
    return found


def find_incident(connection: Connection, name: str) -> AssessedIncident | None:
    """Id of an incident, now or ever -> the incident that has its claims now, ``None`` if there is none."""
    query = select(redirects.c.to).where(redirects.c.id == bindparam("old"))
    current: str | None = name
    while current is not None:
        row = connection.execute(select(incidents.c.record).where(incidents.c.id == current)).one_or_none()
        if row is not None:
            return read_incident(unpack(row.record))
        current = connection.execute(query, {"old": current}).scalar()
    return None
