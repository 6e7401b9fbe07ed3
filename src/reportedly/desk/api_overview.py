"""The rest of the JSON interface: control of places as reported, agreement of two people, measures of the coder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.security import HTTPBearer
from starlette.responses import Response

from reportedly.desk import api_asked, shapes
from reportedly.desk.agreement import AgreementPage, decide_between, view_agreement
from reportedly.desk.control import territory_acts
from reportedly.desk.measures import MeasuresPage, view_measures
from reportedly.desk.queue import read_wanted
from reportedly.desk.shapes import answer, returns
from reportedly.desk.sign_in import Person
from reportedly.record import ClaimRef
from reportedly.store.packing import plain
from reportedly.store.people import ROLES

if TYPE_CHECKING:
    from reportedly.desk.app import Desk


def overview_api(desk: Desk, prefix: str) -> APIRouter:
    """The routes of what is made of all claims and judgements together."""
    router = APIRouter(prefix=prefix, dependencies=[Depends(HTTPBearer(auto_error=False))])
    project = desk.project
    reader, _, editor = (Depends(desk.asks(role)) for role in ROLES[:3])

    @router.get("/control", dependencies=[reader], **returns(shapes.ControlAnswer))
    def control(asked: Annotated[api_asked.QueueQuery, Query()]) -> Response:
        """Tell who says who holds which place, since when: places with the most claims first, filtered like the queue."""
        acts = territory_acts(project.book)
        wanted = read_wanted({name: plain(str(value)) for name, value in asked.model_dump().items()})
        found = project.control.places(acts, wanted, asked.limit, asked.offset)
        lines = project.control.statements(acts, wanted, found.rows) if found.rows else []
        return answer(shapes.ControlAnswer(places=found.rows, total=found.total, statements=tuple(lines)))

    @router.get("/agreement", **returns(AgreementPage))
    def agreement(asked: Annotated[api_asked.AgreementQuery, Query()], person: Person = reader) -> Response:
        """Tell how far two people agree, field by field, and where they do not; without names those with the most in common."""
        return answer(view_agreement(project, person.name, plain(asked.first), plain(asked.second), asked.only))

    @router.post("/agreement/decide", **returns(shapes.Done, 400, 409))
    def decide(given: api_asked.Deciding, person: Person = editor) -> Response:
        """Let the word of one of two people hold for a field of a claim on which they differ."""
        ref, seen = ClaimRef(report=plain(given.report), claim=plain(given.claim)), ... if given.seen == "*" else given.seen or ""
        decide_between(project, ref, given.field, (plain(given.first), plain(given.second)), given.choice, person.name, seen)
        return answer(shapes.Done(done=True))

    @router.post("/agreement/sample", **returns(shapes.Sample, 400))
    def sample(given: api_asked.Sampling, person: Person = editor) -> Response:
        """Draw incidents by chance for two people, who judge them without seeing each other's judgements."""
        drawn = project.doubles.draw([plain(name) for name in given.people], given.count, person.name)
        return answer(shapes.Sample(incidents=tuple(drawn)))

    @router.get("/measures", dependencies=[reader], **returns(MeasuresPage))
    def measures() -> Response:
        """Tell how often the machine was right, by layer and act, as far as people have judged."""
        return answer(view_measures(project))

    return router
