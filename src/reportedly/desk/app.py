"""The web application of the desk: its routes put together behind the guard."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.guard import Guard
from reportedly.desk.pages import ASSETS, read_asset, render
from reportedly.desk.sign_in import COOKIE, Person, Token
from reportedly.errors import ReportedlyError, UsageError
from reportedly.store import Conflict, Project


@dataclass(frozen=True)
class Desk:
    """What the routes share: the project, and who may ask."""

    project: Project
    token: Token

    def person(self, request: Request) -> Person:
        """Request -> who sent it. Raises a 401 for who has not signed in."""
        found = self.token.person(request)
        if found is None:
            raise HTTPException(401, "Open the address that the desk printed when it started; its token lets you in.")
        return found

    def deciding(self, request: Request, form_token: str) -> Person:
        """Request that changes something, and the token of its form -> who sent it. Raises a 401 or 403."""
        found = self.person(request)
        if not hmac.compare_digest(form_token.encode("utf-8", "replace"), found.form_token.encode()):
            raise HTTPException(403, "This form is not one of yours, or too old. Load the page again.")
        return found


def create_app(project: Project, token: Token, hosts: Sequence[str]) -> FastAPI:
    """Project, the token of who uses it, and the names that the desk answers to -> the application."""
    from reportedly.desk.incident import incident_routes
    from reportedly.desk.queue import queue_routes
    from reportedly.desk.report import report_routes

    desk = Desk(project, token)
    app = FastAPI(title="reportedly desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(queue_routes(desk))
    app.include_router(incident_routes(desk))
    app.include_router(report_routes(desk))

    @app.get("/assets/{name}", include_in_schema=False)
    def asset(name: str) -> Response:
        if name not in ASSETS:
            raise HTTPException(404, "There is no such file.")
        return Response(read_asset(name), media_type=ASSETS[name], headers={"cache-control": "max-age=3600"})

    @app.middleware("http")
    async def let_in(request: Request, call_next: object) -> Response:
        """Take the token out of the address, where it would stay in the history of the browser, into a cookie."""
        given = request.query_params.get("token")
        if given is None or request.method != "GET":
            return await call_next(request)  # type: ignore[operator,no-any-return]
        if token.grant(given) is None:
            return failed(request, 401, "This token is not the one of this desk. Open the address that it printed last.")
        answer = RedirectResponse(str(request.url.remove_query_params("token").replace(scheme="", netloc="")) or "/", 303)
        answer.set_cookie(COOKIE, given, httponly=True, samesite="strict", path="/")
        return answer

    def failed(request: Request, status: int, line: str) -> Response:
        return render(request, "failed.html", token.person(request), status, code=status, line=line)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return failed(request, error.status_code, error.detail if error.detail != "Not Found" else "There is no such page.")

    @app.exception_handler(ReportedlyError)
    async def wrong(request: Request, error: ReportedlyError) -> Response:
        status = 409 if isinstance(error, Conflict) else 400 if isinstance(error, UsageError) else 503
        return failed(request, status, f"{error}.")

    app.add_middleware(Guard, hosts=hosts)
    return app
