"""Who is in the team: seen and changed by its admins, with the log of who came in and what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.pages import render
from reportedly.desk.sign_in import Person
from reportedly.desk.team import Team, client_of
from reportedly.desk.unseen import Unseen
from reportedly.errors import UsageError
from reportedly.store.people import ROLES

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

PAGE = 100
MAY = {
    "reader": "looks",
    "coder": "judges claims: accept, reject, correct, note",
    "editor": "also merges, splits, adjudicates, and takes back what others decided",
    "admin": "also lets people in",
}
"""What each role may do, in words."""

Written = Annotated[str, Form(max_length=2000)]


def people_routes(desk: Desk, team: Team) -> APIRouter:
    """The routes of the admins."""
    router = APIRouter()
    people = desk.project.people

    @router.get("/team")
    def show(request: Request) -> Response:
        return _team(request, desk.person(request, "admin"))

    def _team(
        request: Request, person: Person, status: int = 200, link: str | None = None, wrong: str | None = None
    ) -> Response:  # fmt: skip
        return render(
            request, "team.html", person, status, people=people.everyone(), invited=people.invited(), roles=ROLES, may=MAY,
            link=link, wrong=wrong,
        )  # fmt: skip

    @router.post("/team/invite")
    def invite(request: Request, name: Written, role: Written, form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "admin")
        try:
            path = team.invite(name, role, person.name, client_of(request))
        except UsageError as error:
            return _team(request, person, 400, wrong=f"{error}.")
        return _team(request, person, link=f"{request.url.scheme}://{request.url.netloc}{path}")

    @router.post("/team/withdraw")
    def withdraw(request: Request, invitation: Written, form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "admin")
        people.withdraw(invitation, person.name, client_of(request))
        return RedirectResponse("/team", 303)

    @router.post("/team/role")
    def set_role(request: Request, name: Written, role: Written, was: Written = "", form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "admin")
        return _changed(request, person, name, was, lambda: people.set_role(name, role, person.name, client_of(request)))

    @router.post("/team/remove")
    def remove(request: Request, name: Written, was: Written = "", form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "admin")
        return _changed(request, person, name, was, lambda: people.remove(name, person.name, client_of(request)))

    def _changed(request: Request, person: Person, name: str, was: str, change: Callable[[], None]) -> Response:
        """Change a member, of whom the page said that their role ``was`` this one; not if another admin changed it since."""
        known = people.get(name)
        now = "removed" if known is None or not known.active else known.role
        if was and now != was:
            line = f"{name} is {now} by now, and was {was} when this page was made: look again, then decide."
            return _team(request, person, 409, wrong=line)
        try:
            change()
        except UsageError as error:
            return _team(request, person, 400, wrong=f"{error}.")
        return RedirectResponse("/team", 303)

    @router.get("/team/log")
    def log(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        person = desk.person(request, "admin")
        entries = desk.project.audit.entries(PAGE + 1, (page - 1) * PAGE, Unseen.of(desk.project, person.name).rows)
        return render(request, "log.html", person, entries=entries[:PAGE], page=page, more=len(entries) > PAGE)

    return router
