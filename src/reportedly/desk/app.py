"""The web application of the desk: its routes put together behind the guard."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.guard import API, Guard, error_json
from reportedly.desk.keeping import OldFormError, keep_form
from reportedly.desk.pages import ASSETS, read_asset, render
from reportedly.desk.sign_in import COOKIE, Door, Person, Token, need
from reportedly.desk.team import Team
from reportedly.errors import ReportedlyError, UsageError
from reportedly.store import Conflict, Project
from reportedly.store.people import Role


@dataclass(frozen=True)
class Desk:
    """What the routes share: the project, and who may ask."""

    project: Project
    door: Door

    def person(self, request: Request, role: Role = "reader") -> Person:
        """Request, and the role that it takes -> who sent it. Raises a 401 for who has not signed in, a 403 for who may not."""
        found = self.door.person(request)
        if found is None:
            raise HTTPException(401, self.door.refusal)
        return need(found, role)

    def program(self, request: Request, role: Role = "reader") -> Person:
        """The same for a request of a program, which brings a token and no form."""
        found = self.door.program(request)
        if found is None:
            raise HTTPException(401, "Bring a token of yours: Authorization: Bearer TOKEN.", {"www-authenticate": "Bearer"})
        return need(found, role)

    def asks(self, role: Role) -> Callable[[Request], Person]:
        """A role -> what lets a program in that works for somebody who has it."""

        def ask(request: Request) -> Person:
            found = self.program(request, role)
            names = [name for name, _ in request.query_params.multi_items()]
            if len(set(names)) < len(names):
                raise HTTPException(422, "The same is asked more than once; which of them is meant, nobody can know.")
            return found

        return ask

    def deciding(self, request: Request, form_token: str, role: Role = "coder") -> Person:
        """Request that changes something, and the token of its form -> who sent it. Raises a 401 or 403."""
        found = self.person(request, role)
        if not hmac.compare_digest(form_token.encode("utf-8", "replace"), found.form_token.encode()):
            raise OldFormError
        return found


def create_app(project: Project, door: Door, hosts: Sequence[str], public: Sequence[str] = ()) -> FastAPI:
    """Project, its door, the names that the desk answers to, and those to which it does over TLS alone -> the application."""
    from reportedly.desk.account import account_routes
    from reportedly.desk.agreement import agreement_routes
    from reportedly.desk.api import api_routes
    from reportedly.desk.changing import changes_routes
    from reportedly.desk.control import control_routes
    from reportedly.desk.incident import incident_routes
    from reportedly.desk.measures import measures_routes
    from reportedly.desk.overview import overview_routes
    from reportedly.desk.people import people_routes
    from reportedly.desk.queue import queue_routes
    from reportedly.desk.report import report_routes
    from reportedly.desk.suggestions import suggestion_routes

    desk = Desk(project, door)
    app = FastAPI(title="reportedly desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(queue_routes(desk))
    app.include_router(incident_routes(desk))
    app.include_router(report_routes(desk))
    app.include_router(suggestion_routes(desk))
    app.include_router(overview_routes(desk))
    app.include_router(control_routes(desk))
    app.include_router(changes_routes(desk))
    app.include_router(agreement_routes(desk))
    app.include_router(measures_routes(desk))
    app.include_router(api_routes(desk))
    if isinstance(door, Team):
        app.include_router(account_routes(desk, door))
        app.include_router(people_routes(desk, door))

    @app.get("/assets/{name}", include_in_schema=False)
    def asset(name: str) -> Response:
        if name not in ASSETS:
            raise HTTPException(404, "There is no such file.")
        return Response(read_asset(name), media_type=ASSETS[name], headers={"cache-control": "max-age=3600"})

    if isinstance(door, Token):
        _let_in_by_address(app, door)

    async def failed(request: Request, status: int, line: str, headers: dict[str, str] | None = None, **more: object) -> Response:
        if request.url.path.startswith(API):
            return Response(error_json(status, line, **more), status, headers, "application/json")
        person = await run_in_threadpool(door.person, request)
        answer = render(request, "failed.html", person, status, code=status, line=line)
        answer.headers.update(headers or {})
        return answer

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        code, line = error.status_code, error.detail
        if (code == 401 and door.team and not request.url.path.startswith(API)) or isinstance(error, OldFormError):
            kept = await keep_form(request)
            person = await run_in_threadpool(door.person, request) if kept else None
            if kept and person:
                return render(request, "again.html", person, code, kept=kept, came=False)
            if kept and door.team:
                return render(request, "sign_in.html", None, code, to="/", typed="", wrong=None, kept=kept)
        if code == 401 and door.team and request.method == "GET" and not request.url.path.startswith(API):
            wanted = str(request.url.replace(scheme="", netloc=""))
            return RedirectResponse("/sign-in" if wanted == "/" else f"/sign-in?{urlencode({'to': wanted})}", 303)
        line = {"Not Found": "There is no such page.", "Method Not Allowed": "This page does not take that."}.get(line, line)
        return await failed(request, code, line, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        line = f"{where}: {first['msg']}" if where else str(first["msg"])
        return await failed(request, 422, line.encode("utf-8", "replace").decode())

    @app.exception_handler(ReportedlyError)
    async def wrong(request: Request, error: ReportedlyError) -> Response:
        if isinstance(error, Conflict):
            return await failed(request, 409, f"{error}.", last=error.last, by=error.by)
        if isinstance(error, UsageError):
            return await failed(request, 400, f"{error}.")
        logging.getLogger("reportedly.desk").error("%s", error)  # it may name files and servers, which are nobody else's business
        return await failed(request, 503, "The database of the project failed. What was decided is kept; try again.")

    app.add_middleware(Guard, hosts=hosts, public=public)
    return app


def _let_in_by_address(app: FastAPI, token: Token) -> None:
    """Take the token out of the address, where it would stay in the history of the browser, into a cookie."""

    @app.middleware("http")
    async def let_in(request: Request, call_next: object) -> Response:
        given = request.query_params.get("token")
        if given is None or request.method != "GET" or request.url.path.startswith(API):
            return await call_next(request)  # type: ignore[operator,no-any-return]
        if token.grant(given) is None:
            line = "This token is not the one of this desk. Open the address that it printed last."
            return render(request, "failed.html", None, 401, code=401, line=line)
        answer = RedirectResponse(str(request.url.remove_query_params("token").replace(scheme="", netloc="")) or "/", 303)
        answer.set_cookie(COOKIE, given, httponly=True, samesite="strict", path="/")
        return answer
