"""The page of one incident: who says what, by origin, with the words; and what a person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.corrections import FIELDS
from reportedly.desk.deciding import Decision, Verdicts, decide, last_seen, undo, verdicts_of
from reportedly.desk.pages import render
from reportedly.desk.roles import may_undo, role_for
from reportedly.errors import UsageError
from reportedly.exports import words
from reportedly.exports.page.maps import draw_locator, find_spots
from reportedly.exports.page.views import ClaimView, IncidentView, ReportView, view_incidents, view_reports
from reportedly.exports.page.world import load_world
from reportedly.judgement import in_force
from reportedly.record import AssessedIncident, ClaimRef, Judgement, Span
from reportedly.store import Project

if TYPE_CHECKING:
    from reportedly.desk.app import Desk


@dataclass(frozen=True)
class ClaimState:
    """What a page knows of the judging of one claim, to be shown and sent back."""

    ref: ClaimRef
    verdicts: Verdicts
    seen: str


@dataclass(frozen=True)
class HistoryLine:
    """One judgement in words; ``stands`` says that it can be undone."""

    id: str
    at: str
    by: str
    said: str
    why: str | None
    stands: bool
    claim: str


@dataclass(frozen=True)
class IncidentPage:
    """All that the page of an incident shows."""

    incident: IncidentView
    reports: tuple[ReportView, ...]
    states: Mapping[str, ClaimState]
    rejected: tuple[tuple[ReportView, ClaimView, ClaimState], ...]
    history: tuple[HistoryLine, ...]
    seen: str
    refs: str


def view_incident_page(project: Project, one: AssessedIncident) -> IncidentPage:
    """Project and one of its incidents -> what its page shows."""
    world = load_world()
    ids = list(dict.fromkeys(ref.report for ref in one.incident.claims))
    rows = project.judgements(ids)
    coded = list(project.reports(ids))
    reports = view_reports(coded, [one], world.names)
    (incident,) = view_incidents([one], coded, reports, world.names)
    verdicts, last = verdicts_of(rows), last_seen(rows)
    states = {
        claim.id: ClaimState(ref, verdicts.get(ref, Verdicts()), last.get(ref, ""))
        for report, record in zip(reports, coded, strict=True)
        for claim in report.claims
        if (ref := ClaimRef(report=record.report.id, claim=claim.id))
    }
    seen = [row.id for row in rows if row.id in {last.get(ref) for ref in one.incident.claims}]
    return IncidentPage(
        incident=incident,
        reports=reports,
        states=states,
        rejected=tuple(_rejected(project, ids, verdicts, last, reports)),
        history=_history(rows),
        seen=seen[-1] if seen else "",
        refs=" ".join(f"{ref.report}/{ref.claim}" for ref in one.incident.claims),
    )


def _rejected(
    project: Project, ids: Sequence[str], verdicts: Mapping[ClaimRef, Verdicts], last: Mapping[ClaimRef, str],
    reports: Sequence[ReportView],
) -> list[tuple[ReportView, ClaimView, ClaimState]]:  # fmt: skip
    """Claims of the incident's reports that were judged away: shown apart, so that this can be undone."""
    gone = [ref for ref, found in verdicts.items() if found.verdict == "reject"]
    if not gone:
        return []
    shown = {report.id: report for report in reports}
    machine = list(project.reports(ids, judged=False))
    views = view_reports(machine, [], load_world().names)
    found = []
    for record, view in zip(machine, views, strict=True):
        for claim in view.claims:
            ref = ClaimRef(report=record.report.id, claim=claim.id)
            if ref in gone:
                found.append((shown[record.report.id], claim, ClaimState(ref, verdicts[ref], last.get(ref, ""))))
    return found


SAID = {
    "accept": "accepted", "reject": "rejected", "note": "noted", "same": "said to be one event",
    "not-same": "said to be two events", "undo": "taken back", "correct": "corrected",
}  # fmt: skip


def _history(rows: Sequence[Judgement]) -> tuple[HistoryLine, ...]:
    standing = {row.id for row in in_force(rows)}
    lines = []
    for row in reversed(rows):
        said = SAID[row.verdict]
        if row.field:
            said = f"{said}: {row.field} from {words_of(row.before)} to {words_of(row.after)}"
        refs = (*row.claims, *row.others)
        lines.append(
            HistoryLine(
                row.id, row.at, row.by, said, row.why, row.id in standing and row.verdict != "undo",
                refs[0].claim if refs else "",
            )
        )  # fmt: skip
    return tuple(lines)


def words_of(value: object) -> str:
    """A value of a field, as JSON has it -> the same in words."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(words_of(one) for one in value)
    if isinstance(value, dict):
        if "low" in value or "best" in value:
            return words.say_range(value.get("low"), value.get("best"), value.get("high")) or "not counted"
        return str(value.get("name") or value.get("text") or value.get("value") or value)
    return str(value)


def read_refs(written: str) -> tuple[ClaimRef, ...]:
    """Claims as a form names them ("report/claim report/claim") -> the claims."""
    refs = []
    for one in written.split():
        report, slash, claim = one.rpartition("/")
        if not slash:
            raise UsageError(f"{one!r} names no claim")
        refs.append(ClaimRef(report=report, claim=claim))
    return tuple(refs)


def read_span(start: str, end: str) -> Span | None:
    """Two offsets as typed, or nothing -> the span."""
    if not start.strip() and not end.strip():
        return None
    if not (start.strip().isdigit() and end.strip().isdigit()):
        raise UsageError("a span needs two numbers: where it begins and where it ends")
    return int(start), int(end)


def incident_routes(desk: Desk) -> APIRouter:
    """The routes of the page and of what is decided on it."""
    router = APIRouter()
    project = desk.project

    def find(incident_id: str) -> AssessedIncident:
        one = project.incident(incident_id)
        if one is None:
            raise HTTPException(404, "There is no such incident, or nothing is left of it.")
        return one

    @router.get("/incidents/{incident_id}")
    def show(request: Request, incident_id: str) -> Response:
        person = desk.person(request)
        one = find(incident_id)
        if one.incident.id != incident_id:  # merged into another: the old address leads there for ever
            return RedirectResponse(f"/incidents/{one.incident.id}", 303)
        world = load_world()
        spots = find_spots([one.incident.where])
        return render(
            request, "incident.html", person, page=view_incident_page(project, one), fields_of_claims=FIELDS,
            locator=draw_locator(world, spots[0]) if spots else None,
        )  # fmt: skip

    @router.post("/incidents/{incident_id}/judge")
    def judge(
        request: Request,
        incident_id: str,
        verdict: Annotated[str, Form()],
        claims: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        others: Annotated[str, Form()] = "",
        field: Annotated[str, Form()] = "",
        value: Annotated[str, Form()] = "",
        start: Annotated[str, Form()] = "",
        end: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, role_for(verdict))
        decision = Decision(verdict, read_refs(claims), read_refs(others), field or None, value, read_span(start, end), why, seen)
        decide(project, decision, person.name)
        first = decision.claims[0]
        return RedirectResponse(f"/incidents/{incident_id}#k-{first.claim}", 303)

    @router.post("/incidents/{incident_id}/merge")
    def merge(
        request: Request,
        incident_id: str,
        other: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, role_for("same"))
        one, two = find(incident_id), find(other.strip().rstrip("/").rpartition("/")[2])
        if one.incident.id == two.incident.id:
            raise UsageError("these two are one incident already")
        decide(project, Decision("same", one.incident.claims, two.incident.claims, why=why, seen=...), person.name)
        return RedirectResponse(f"/incidents/{find(incident_id).incident.id}", 303)

    @router.post("/incidents/{incident_id}/undo")
    def take_back(
        request: Request,
        incident_id: str,
        judgement: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        person = may_undo(project, desk.deciding(request, form_token), judgement)
        undo(project, judgement, person.name, ...)
        return RedirectResponse(f"/incidents/{incident_id}", 303)

    return router
