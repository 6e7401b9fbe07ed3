"""What is offered to who corrects a claim, as they type: acts, places, parties and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reportedly.suggesting import suggest

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

Typed = Annotated[str, Query(max_length=200)]


def suggestion_routes(desk: Desk) -> APIRouter:
    """The route that the script of the form asks."""
    router = APIRouter()
    project = desk.project

    @router.get("/suggest")
    def offer(
        request: Request, report: Annotated[str, Query(max_length=1000)] = "", field: Typed = "", words: Typed = ""
    ) -> Response:  # fmt: skip
        desk.person(request)
        # As the machine coded it: what others judged may have to stay unseen.
        coded = next(iter(project.reports([report], judged=False)), None)
        if coded is None:
            raise HTTPException(404, "There is no such report.")
        offered = suggest(coded, field, words, project.book, gazetteer=project.gazetteer)
        return JSONResponse([{"value": one.value, "label": one.label} for one in offered])

    return router
