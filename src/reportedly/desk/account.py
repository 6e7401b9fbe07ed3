"""Coming in and going out: signing in, taking an invitation, one's own password and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.keeping import Kept, read_kept
from reportedly.desk.own_paths import own_path
from reportedly.desk.pages import render
from reportedly.desk.passwords import SHORTEST
from reportedly.desk.sign_in import Person
from reportedly.desk.team import NotLetInError, Team, client_of, cookie_of, drop_session, hash_of, keep_session
from reportedly.errors import UsageError
from reportedly.store.people import name_key

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

Written = Annotated[str, Form(max_length=2000)]


def account_routes(desk: Desk, team: Team) -> APIRouter:
    """The routes of everybody's own account."""
    router = APIRouter()
    keys = desk.project.keys

    @router.get("/sign-in")
    def ask(request: Request, to: str = "/") -> Response:
        return render(request, "sign_in.html", None, to=own_path(to), typed="", wrong=None, kept=None)

    @router.post("/sign-in")
    def sign_in(
        request: Request, name: Written, password: Written, kept: Annotated[Kept | None, Depends(read_kept)], to: Written = "/"
    ) -> Response:  # fmt: skip
        try:
            secret = team.sign_in(name, password, client_of(request))
        except NotLetInError as error:
            status = 429 if error.wait else 401
            answer: Response = render(
                request, "sign_in.html", None, status, to=own_path(to), typed=name, wrong=f"{error}.", kept=kept
            )
            if error.wait:
                answer.headers["retry-after"] = str(error.wait)
            return answer
        _forget(request)
        come = team.person_of(secret) if kept else None
        if kept and come:
            return keep_session(request, render(request, "again.html", come, kept=kept, came=True), secret)
        return keep_session(request, RedirectResponse(own_path(to), 303), secret)

    @router.post("/sign-out")
    def sign_out(request: Request, form_token: Written = "") -> Response:
        desk.deciding(request, form_token, "reader")
        _forget(request)
        return drop_session(request, RedirectResponse("/sign-in", 303))

    def _forget(request: Request) -> None:
        if before := request.cookies.get(cookie_of(request)):
            keys.end_session(hash_of(before), client_of(request))

    @router.get("/invitations/{secret}")
    def invited(request: Request, secret: str) -> Response:
        return _invitation(request, secret, None)

    @router.post("/invitations/{secret}")
    def join(request: Request, secret: str, password: Written, again: Written) -> Response:
        try:
            session = team.join(secret, password, again, client_of(request))
        except UsageError as error:
            return _invitation(request, secret, f"{error}.")
        _forget(request)
        return keep_session(request, RedirectResponse("/", 303), session)

    def _invitation(request: Request, secret: str, wrong: str | None) -> Response:
        found = desk.project.people.invitation(hash_of(secret), team.clock())
        if found is None:
            raise HTTPException(404, "This invitation was used, withdrawn or is too old. Ask for another.")
        status = 400 if wrong else 200
        return render(request, "invitation.html", None, status, invitation=found, wrong=wrong, shortest=SHORTEST)

    @router.get("/me")
    def me(request: Request) -> Response:
        return _account(request, desk.person(request))

    def _account(
        request: Request, person: Person, status: int = 200, made: str | None = None, wrong: str | None = None
    ) -> Response:
        mine = keys.tokens(name_key(person.name))
        return render(request, "me.html", person, status, tokens=mine, made=made, wrong=wrong, shortest=SHORTEST)

    @router.post("/me/password")
    def change_password(
        request: Request, old: Written, password: Written, again: Written, form_token: Written = ""
    ) -> Response:  # fmt: skip
        person = desk.deciding(request, form_token, "reader")
        try:
            secret = team.change_password(person.name, old, password, again, client_of(request))
        except (NotLetInError, UsageError) as error:
            return _account(request, person, 400, wrong=f"{error}.")
        return keep_session(request, RedirectResponse("/me", 303), secret)

    @router.post("/me/tokens")
    def make_token(request: Request, label: Written, form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "reader")
        try:
            made = team.make_token(person.name, label, client_of(request))
        except UsageError as error:
            return _account(request, person, 400, wrong=f"{error}.")
        return _account(request, person, made=made)

    @router.post("/me/tokens/revoke")
    def revoke_token(request: Request, number: Annotated[int, Form(ge=0, lt=1 << 62)], form_token: Written = "") -> Response:
        person = desk.deciding(request, form_token, "reader")
        keys.revoke_token(number, name_key(person.name), client_of(request))
        return RedirectResponse("/me", 303)

    return router
