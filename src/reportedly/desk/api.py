"""The JSON interface under ``/api/v1``: what the pages do, for programs, by the same functions.

A program brings a token (``Authorization: Bearer ...``) and never a cookie, so that no page of another site can speak through
somebody's browser. Errors are ``{"error": ..., "detail": ...}``.
"""

from __future__ import annotations

from types import EllipsisType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from reportedly.desk import api_asked, shapes
from reportedly.desk.api_asked import Ref
from reportedly.desk.api_overview import overview_api
from reportedly.desk.deciding import Decision, Verdicts, decide, last_seen, undo, verdicts_of
from reportedly.desk.queue import read_wanted
from reportedly.desk.roles import may_undo, role_for
from reportedly.desk.shapes import answer, returns
from reportedly.desk.sign_in import Person, need
from reportedly.desk.unseen import Unseen, refuse_hidden
from reportedly.errors import UsageError
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Judgement
from reportedly.store.finding import Filter
from reportedly.store.judging import Judged
from reportedly.store.logbook import Asked
from reportedly.store.packing import plain
from reportedly.store.people import ROLES

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

V1 = "/api/v1"
Id = Annotated[str, Path(max_length=1000)]


def api_routes(desk: Desk) -> APIRouter:
    """All routes of the interface."""
    router = APIRouter(prefix=V1, dependencies=[Depends(HTTPBearer(auto_error=False))])
    rest = overview_api(desk, V1)
    project = desk.project
    # Who asks is found out before anything else of a request is looked at.
    reader, coder, editor = (Depends(desk.asks(role)) for role in ROLES[:3])

    def find(incident_id: str) -> AssessedIncident:
        one = project.incident(plain(incident_id))
        if one is None:
            raise HTTPException(404, "There is no such incident, or nothing is left of it.")
        return one

    @router.get("/me", **returns(shapes.Me))
    def me(person: Person = reader) -> Response:
        """Tell for whom the token speaks."""
        return answer(shapes.Me(name=person.name, role=person.role))

    @router.get("/incidents", dependencies=[reader], **returns(shapes.QueuePage))
    def queue(asked: Annotated[api_asked.QueueQuery, Query()]) -> Response:
        """Give incidents to review, what matters first, as the queue does; filters narrow it."""
        wanted = read_wanted({name: plain(str(value)) for name, value in asked.model_dump().items()})
        found = project.queue(wanted, asked.limit, asked.offset)
        return answer(shapes.QueuePage(incidents=found.rows, total=found.total, more=found.more))

    @router.get("/incidents/{incident_id}", **returns(shapes.IncidentAnswer, 404))
    def incident(incident_id: Id, person: Person = reader) -> Response:
        """Give an incident with its judgements. The id of one that was merged into another gives that other."""
        one = find(incident_id)
        refuse_hidden(project, person.name, one.incident.claims)
        reports = {ref.report for ref in one.incident.claims}
        rows, sealed = Unseen.of(project, person.name).judgements(project.judgements(reports)), project.doubles.sealed(reports)
        counting = [row for row in rows if row.id not in sealed]
        verdicts, last = verdicts_of(counting), last_seen(counting)
        claims = tuple(
            shapes.Judging(
                report=ref.report, claim=ref.claim, verdict=_verdict(verdicts.get(ref, Verdicts())), seen=last.get(ref)
            )
            for ref in one.incident.claims
        )
        seen = [row.id for row in rows if row.id in {claim.seen for claim in claims}]
        return answer(
            shapes.IncidentAnswer(incident=one, seen=seen[-1] if seen else None, claims=claims, judgements=tuple(rows))
        )  # fmt: skip

    @router.post("/incidents/{incident_id}/merge", **returns(shapes.Made, 400, 404, 409, status=201))
    def merge(incident_id: Id, given: api_asked.Merging, person: Person = editor) -> Response:
        """Say that two incidents are one event."""
        one, two = find(incident_id), find(given.other)
        if one.incident.id == two.incident.id:
            raise UsageError("these two are one incident already")
        decision = Decision("same", one.incident.claims, two.incident.claims, why=_why(given.why), seen=_seen(given.seen))
        return _made(decide(project, decision, person.name))

    @router.post("/incidents/{incident_id}/split", **returns(shapes.Made, 400, 404, 409, status=201))
    def split(incident_id: Id, given: api_asked.Splitting, person: Person = editor) -> Response:
        """Say that some claims of an incident are of another event than the rest of it."""
        one, parted = find(incident_id), _refs(given.claims)
        rest = tuple(ref for ref in one.incident.claims if ref not in parted)
        if not rest or not set(parted) <= set(one.incident.claims):
            raise UsageError("split takes some of the incident's claims, and leaves others")
        decision = Decision("not-same", parted, rest, why=_why(given.why), seen=_seen(given.seen))
        return _made(decide(project, decision, person.name))

    @router.get("/reports", dependencies=[reader], **returns(shapes.ReportsPage, 400))
    def reports(asked: Annotated[api_asked.ReportsQuery, Query()]) -> Response:
        """Search reports, those added last first."""
        wanted = Filter(**_filled(asked))
        page = project.search_reports(wanted, asked.after, asked.limit)
        return answer(shapes.ReportsPage(reports=page.rows, after=page.after))

    @router.get("/claims", dependencies=[reader], **returns(shapes.ClaimsPage, 400))
    def claims(asked: Annotated[api_asked.ClaimsQuery, Query()]) -> Response:
        """Search claims, those of which the machine is least sure first."""
        wanted = Filter(**_filled(asked))
        page = project.search_claims(wanted, asked.after, asked.limit)
        return answer(shapes.ClaimsPage(claims=page.rows, after=page.after))

    @router.get(
        "/reports/{report_id:path}", dependencies=[reader], **returns(CodedReport, 404, says="One line of `reportedly code`.")
    )
    def report(report_id: Id, asked: Annotated[api_asked.ReportQuery, Query()]) -> Response:
        """Give a report with all layers; judgements are laid over it unless `judged` is false."""
        found = next(iter(project.reports([plain(report_id)], asked.judged)), None)
        if found is None:
            raise HTTPException(404, "There is no such report, or it is not coded.")
        return answer(found)

    @router.get("/versions/{report_id:path}", dependencies=[reader], **returns(shapes.Versions, 404))
    def versions(report_id: Id) -> Response:
        """Give all versions of a report, the first first."""
        found = project.report_versions(plain(report_id))
        if not found:
            raise HTTPException(404, "There is no such report.")
        told = (
            shapes.ReportVersion(version=one.version, added=one.added, original=one.original, report=one.report) for one in found
        )
        return answer(shapes.Versions(versions=tuple(told)))

    @router.get("/judgements", **returns(shapes.JudgementsPage))
    def judgements(asked: Annotated[api_asked.JudgementsQuery, Query()], person: Person = reader) -> Response:
        """Give judgements, undone ones too, in the order in which they were made; of one report, or of all."""
        kept = Unseen.of(project, person.name).rows
        found = project.listed_judgements.page(asked.report, asked.after, asked.limit + 1, kept)
        more = found[asked.limit - 1][0] if len(found) > asked.limit else None
        return answer(shapes.JudgementsPage(judgements=tuple(row for _, row in found[: asked.limit]), after=more))

    @router.get("/judgements/{judgement_id}", **returns(Judgement, 404))
    def judgement(judgement_id: Id, person: Person = reader) -> Response:
        """Give one judgement."""
        found = project.judgement(judgement_id)
        if found is None or not Unseen.of(project, person.name).judgements([found]):
            raise HTTPException(404, "There is no such judgement.")
        return answer(found)

    @router.post("/judgements", **returns(shapes.Made, 400, 409, status=201))
    def judge(given: api_asked.NewJudgement, person: Person = coder) -> Response:
        """Judge claims: it is kept for good when this answers, and can be undone."""
        need(person, role_for(given.verdict))
        span = None if given.span is None else (given.span[0], given.span[1])
        decision = Decision(
            given.verdict, _refs(given.claims), _refs(given.others), given.field, span=span, why=_why(given.why),
            seen=_seen(given.seen), after=given.after,
        )  # fmt: skip
        return _made(decide(project, decision, person.name))

    @router.post("/judgements/{judgement_id}/undo", **returns(shapes.Made, 400, 404, 409, status=201))
    def take_back(judgement_id: Id, given: api_asked.Undoing, person: Person = coder) -> Response:
        """Take a judgement back, by another one; your own, or anybody's as an editor."""
        found = project.judgement(judgement_id)
        if found is None or not Unseen.of(project, person.name).judgements([found]):
            raise HTTPException(404, "There is no such judgement.")
        may_undo(project, person, judgement_id)
        return _made(undo(project, judgement_id, person.name, _seen(given.seen), _why(given.why)))

    @router.get("/changes", **returns(shapes.ChangesPage))
    def changes(asked: Annotated[api_asked.ChangesQuery, Query()], person: Person = reader) -> Response:
        """Tell what changed in the project, the last first."""
        wanted = Asked(asked.since, asked.until, asked.kind, asked.report, asked.incident)
        found = project.logbook.page(wanted, asked.before, asked.limit + 1, Unseen.of(project, person.name).rows)
        more = found[asked.limit - 1].no if len(found) > asked.limit else None
        return answer(shapes.ChangesPage(changes=tuple(found[: asked.limit]), before=more))

    @router.get("/formats", dependencies=[reader], **returns(shapes.Formats))
    def formats() -> Response:
        """Name the formats that `reportedly export` writes."""
        from reportedly.exports.formats import FORMATS

        told = (
            shapes.Format(name=one.name, ending=one.ending, media_type=one.media_type, rows=one.rows) for one in FORMATS.values()
        )
        return answer(shapes.Formats(formats=tuple(told)))

    @router.get("/openapi.json", include_in_schema=False)
    def description() -> Response:
        return JSONResponse(shapes.describe([*router.routes, *rest.routes]))

    both = APIRouter()
    both.include_router(router)
    both.include_router(rest)
    return both


def _verdict(found: Verdicts) -> Literal["accept", "reject"] | None:
    return "accept" if found.verdict == "accept" else "reject" if found.verdict == "reject" else None


def _refs(given: list[Ref]) -> tuple[ClaimRef, ...]:
    return tuple(dict.fromkeys(ClaimRef(report=plain(ref.report), claim=plain(ref.claim)) for ref in given))


def _seen(given: str | None) -> str | EllipsisType:
    return ... if given == "*" else given or ""


def _filled(asked: BaseModel) -> dict[str, Any]:
    """What a query asks -> the same for a filter, where ``None`` asks nothing."""
    given = asked.model_dump(exclude={"limit", "after"})
    return {name: plain(value) if isinstance(value, str) else value for name, value in given.items() if value != ""}


def _why(given: str | None) -> str | None:
    return None if given is None else plain(given)


def _made(judged: Judged) -> Response:
    return answer(shapes.Made(judgement=judged.id, incidents=judged.incidents), 201)
