"""Incidents that may be the same event as the one on the page, each with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.exports import words
from reportedly.exports.page.world import load_world
from reportedly.judgement import in_force
from reportedly.linking.linker import explain
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Judgement
from reportedly.store import Project
from reportedly.store.nearby import Near

MOST = 5
# Comparing two texts costs some milliseconds; where the incidents are many reports each, one of each side speaks for it.
MOST_REASONS = 4


@dataclass(frozen=True)
class Candidate:
    """An incident that may be the same: in words, why it may or may not be, and who said before that it is another."""

    id: str
    headline: str
    when: str | None
    reports: int
    near: str
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    parted_by: str | None


def find_candidates(
    project: Project, one: AssessedIncident, coded: Sequence[CodedReport], rows: Sequence[Judgement]
) -> tuple[Candidate, ...]:
    """Incident, its reports, and the judgements on them -> incidents near it in place and day, the nearest first."""
    found = project.near(one.incident, MOST)
    others = {other.incident.id: other for other in project.incidents([near.id for near in found])}
    told = {report.report.id: report for report in coded}
    first_refs = {name: other.incident.claims[0] for name, other in others.items()}
    told |= {
        report.report.id: report for report in project.reports(sorted({ref.report for ref in first_refs.values()} - told.keys()))
    }
    parted = [row for row in in_force(rows) if row.verdict == "not-same"]
    return tuple(_candidate(near, one, others[near.id], told, parted) for near in found if near.id in others)


def _candidate(
    near: Near, one: AssessedIncident, other: AssessedIncident, told: dict[str, CodedReport], parted: Sequence[Judgement]
) -> Candidate:
    act = words.say_act(near.act)
    country = load_world().names.get(near.country or "", near.country)
    place = ", ".join(dict.fromkeys(part for part in (near.place, country) if part))
    here, there = one.incident.claims[0], other.incident.claims[0]
    speaks_for, against = _reasons(told, here, there)
    return Candidate(
        id=near.id,
        headline=", ".join(part for part in (act[:1].upper() + act[1:], place) if part),
        when=words.say_days(near.from_, near.to),
        reports=near.reports,
        near=", ".join(_say_near(near)),
        speaks_for=speaks_for,
        against=against,
        parted_by=next((row.by for row in parted if _parts(row, set(one.incident.claims), set(other.incident.claims))), None),
    )


def _say_near(near: Near) -> list[str]:
    said = []
    if near.km is not None:
        said.append("the same place" if near.km < 1 else f"{near.km:.0f} km away")
    if near.days is not None:
        said.append("the same day" if near.days == 0 else f"{words.count_words(near.days, 'day')} apart")
    return said


def _reasons(told: dict[str, CodedReport], here: ClaimRef, there: ClaimRef) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first claim of each side -> the reasons of linking that weigh most for and against their being one event."""
    if here.report == there.report or here.report not in told or there.report not in told:
        return (), ()
    found = explain(told[here.report], told[there.report], here.claim, there.claim)
    if found is None:
        return (), ()
    reasons = sorted((reason for reason in found.reasons if reason.value), key=lambda reason: -abs(reason.value))[:MOST_REASONS]
    return tuple(r.why for r in reasons if r.value > 0), tuple(r.why for r in reasons if r.value < 0)


def _parts(row: Judgement, here: set[ClaimRef], there: set[ClaimRef]) -> bool:
    one, other = set(row.claims), set(row.others)
    return bool((one & here and other & there) or (one & there and other & here))
