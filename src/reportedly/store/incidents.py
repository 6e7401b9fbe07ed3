"""Incidents of the project: derived from the claims and the judgements, under ids that stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, bindparam, cast, select, tuple_

from reportedly.judgement import ref_key
from reportedly.linking.identity import Redirect
from reportedly.record import AssessedIncident, ClaimRef, read_incident, to_json
from reportedly.store.changes import Kind, change_row, log
from reportedly.store.packing import held, pack, plain, plain_or_none, unpack
from reportedly.store.rows import delete_rows, find_rows, in_parts
from reportedly.store.schema import incident_claims, incidents, redirected_claims, redirects, settings

STATE = "incidents"
"""The setting that counts how often incidents have changed."""


def write_incidents(
    connection: Connection,
    old: Mapping[str, AssessedIncident],
    new: Mapping[str, AssessedIncident],
    ended: Iterable[Redirect],
    redirecting: Collection[str],
    at: str,
) -> list[str]:
    """Incidents as they were and as they are, by id, and the redirects that came to be or changed -> ids of those that changed.

    ``old`` and ``new`` are the same part of the collection, before and after; ``redirecting`` are the ids that redirected so far,
    where these two or the redirects have such. What changed is written into the log.
    """
    ends = {redirect.id: redirect for redirect in ended}
    owner = {ref: name for name, one in old.items() for ref in one.incident.claims}
    gone = sorted(old.keys() - new.keys())
    fresh = [name for name in new if name not in old]
    told = []
    for name in gone:
        heir = ends[name].to if name in ends else None
        told.append(change_row(at, "incident merged" if heir else "incident withdrawn", incident=name, after=heir))
    for name in fresh:
        parents = sorted({owner[ref] for ref in new[name].incident.claims if owner.get(ref) in new})
        kind: Kind = "incident split" if parents else "incident created"
        told.append(change_row(at, kind, incident=name, before=parents or None, after=_headline(new[name])))
    other = [name for name, one in new.items() if name in old and old[name] != one]
    told += [row for name in other for row in _figures(at, name, old[name], new[name])]
    log(connection, told)
    if fresh:
        connection.execute(incidents.insert(), [{"id": name, "added": at, "changed": at, **_row(new[name])} for name in fresh])
    for name in other:
        connection.execute(incidents.update().where(incidents.c.id == name).values(changed=at, **_row(new[name])))
    _assign(connection, old, new)
    delete_rows(connection, incidents.c.id, gone)
    over = [name for name in (*fresh, *ends) if name in redirecting]
    _write_redirects(connection, list(ends.values()), over, at)
    changed = [*gone, *fresh, *other]
    if changed:
        _count_change(connection)
    return changed


def state_of_incidents(connection: Connection) -> str | None:
    """Give a word that is another one whenever an incident has changed, come or gone."""
    value: str | None = connection.execute(select(settings.c.value).where(settings.c.name == STATE)).scalar()
    return value


def _count_change(connection: Connection) -> None:
    more = cast(cast(settings.c.value, BigInteger) + 1, Text)
    if not connection.execute(settings.update().where(settings.c.name == STATE).values(value=more)).rowcount:
        connection.execute(settings.insert().values(name=STATE, value="1"))


def _write_redirects(connection: Connection, ended: Sequence[Redirect], over: Sequence[str], at: str) -> None:
    """Write redirects down, in place of what was over."""
    delete_rows(connection, redirected_claims.c.redirect, over)
    delete_rows(connection, redirects.c.id, over)
    if ended:
        connection.execute(redirects.insert(), [{"id": row.id, "to": row.to, "at": at} for row in ended])
    claimed = [{"redirect": row.id, "report": ref.report, "claim": ref.claim} for row in ended for ref in row.claims]
    if claimed:
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


def _figures(at: str, name: str, old: AssessedIncident, new: AssessedIncident) -> Iterator[dict[str, Any]]:
    """An incident as it was and as it is -> rows of the log: tolls raised or lowered, another standing."""
    one, other = ({harm: toll.best for harm, toll in each.assessment.tolls.items()} for each in (old, new))
    for harm in sorted(one.keys() | other.keys()):
        was, became = one.get(harm), other.get(harm)
        if was != became:
            kind: Kind = "toll raised" if became is not None and (was is None or became > was) else "toll lowered"
            yield change_row(at, kind, incident=name, field=f"toll.{harm}", before=was, after=became)
    one_, other_ = old.assessment.independent, new.assessment.independent
    if one_ != other_:
        yield change_row(at, "origins changed", incident=name, field="independent", before=one_, after=other_)
    was_, now_ = old.assessment.standing, new.assessment.standing
    if was_ != now_:
        yield change_row(at, "standing changed", incident=name, field="standing", before=was_, after=now_)


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
        "geonameid": held(where.geonameid) if where else None,
        "place": plain_or_none(where.name) if where else None,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "precision": held(where.precision) if where else None,
        "standing": assessment.standing,
        "disputed": assessment.disputed,
        "independent": assessment.independent,
        "killed": held(assessment.tolls["killed"].best) if "killed" in assessment.tolls else None,
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
    for part in in_parts(list(dict.fromkeys(ids)), 500):
        for row in connection.execute(query.where(incidents.c.id.in_(part))):
            yield read_incident(unpack(row.record))


def incidents_of(connection: Connection, report_ids: Sequence[str]) -> set[str]:
    """Ids of reports -> the ids of the incidents that hold a claim of one of them."""
    return {row.incident for row in find_rows(connection, incident_claims.c.report, report_ids, incident_claims.c.incident)}


def incidents_holding(connection: Connection, refs: Iterable[ClaimRef]) -> set[str]:
    """Claims -> the ids of the incidents that hold one of them."""
    found: set[str] = set()
    wanted = sorted((plain(ref.report), ref.claim) for ref in refs)
    here = tuple_(incident_claims.c.report, incident_claims.c.claim)
    for start in range(0, len(wanted), 500):
        query = select(incident_claims.c.incident).where(here.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).scalars())
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
