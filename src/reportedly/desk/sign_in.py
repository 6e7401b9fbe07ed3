"""Who is asking. One person on this machine needs no password, but the token that the desk printed with its address.

The token comes once in the address (``/?token=...``), is kept in a cookie that no script can read and no other site can send,
and leaves the address at once. Programs give it as a bearer token. A team signs in: see :mod:`reportedly.desk.team`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request

from reportedly.store.people import ROLES, Role

COOKIE = "reportedly-desk"


@dataclass(frozen=True)
class Person:
    """Who is asking: a name that judgements carry, a role, and the token that every form of theirs must bring.

    ``team`` says that they signed in, and may sign out.
    """

    name: str
    role: Role
    form_token: str
    team: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Door(Protocol):
    """What finds out who is asking, and what it says to those whom it does not know."""

    @property
    def refusal(self) -> str:
        """One line for who is not let in."""

    @property
    def team(self) -> bool:
        """Whether people sign in here."""

    def person(self, request: Request) -> Person | None:
        """Request of a browser -> who sent it, ``None`` for nobody who is known."""

    def program(self, request: Request) -> Person | None:
        """Request of a program, by its bearer token alone -> for whom it works."""


@dataclass(frozen=True)
class Token:
    """The secret of a desk for one person."""

    secret: str
    name: str
    refusal: str = "Open the address that the desk printed when it started; its token lets you in."
    team: bool = False

    @classmethod
    def fresh(cls, name: str) -> Token:
        """Name of the person -> a token that nobody can guess."""
        return cls(secrets.token_urlsafe(24), name)

    def person(self, request: Request) -> Person | None:
        """Request -> who sent it, ``None`` when it does not bring the token."""
        given = request.cookies.get(COOKIE) or bearer(request)
        return self.grant(given) if given else None

    def program(self, request: Request) -> Person | None:
        """Request of a program -> for whom it works."""
        given = bearer(request)
        return self.grant(given) if given else None

    def grant(self, given: str) -> Person | None:
        """A token as given -> the person, if it is the right one."""
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return None
        return Person(self.name, "admin", form_token_of(self.secret))


def need(person: Person, role: Role) -> Person:
    """Give the person back if they may do what this role may; raise a 403 that says what it takes."""
    if not person.may(role):
        raise HTTPException(403, f"This takes the role {role}; yours is {person.role}. An admin of the team can change that.")
    return person


def bearer(request: Request) -> str | None:
    """Request -> the token of its ``Authorization`` header, ``None`` when it has none."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() or None if kind.lower() == "bearer" else None


def form_token_of(session: str) -> str:
    """Secret of a session -> what its forms carry: of no use to who does not have the session, and not the session itself."""
    return hashlib.sha256(b"form\0" + session.encode("utf-8", "replace")).hexdigest()[:32]
