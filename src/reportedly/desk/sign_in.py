"""Who is asking. One person on this machine needs no password, but the token that the desk printed with its address.

The token comes once in the address (``/?token=...``), is kept in a cookie that no script can read and no other site can send,
and leaves the address at once. Programs give it as a bearer token.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from starlette.requests import Request

COOKIE = "reportedly-desk"


@dataclass(frozen=True)
class Person:
    """Who is asking: a name that judgements carry, a role, and the token that every form of theirs must bring."""

    name: str
    role: str
    form_token: str


@dataclass(frozen=True)
class Token:
    """The secret of a desk for one person."""

    secret: str
    name: str

    @classmethod
    def fresh(cls, name: str) -> Token:
        """Name of the person -> a token that nobody can guess."""
        return cls(secrets.token_urlsafe(24), name)

    def person(self, request: Request) -> Person | None:
        """Request -> who sent it, ``None`` when it does not bring the token."""
        given = request.cookies.get(COOKIE) or bearer(request)
        return self.grant(given) if given else None

    def grant(self, given: str) -> Person | None:
        """A token as given -> the person, if it is the right one."""
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return None
        return Person(self.name, "admin", form_token_of(self.secret))


def bearer(request: Request) -> str | None:
    """Request -> the token of its ``Authorization`` header, ``None`` when it has none."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() or None if kind.lower() == "bearer" else None


def form_token_of(session: str) -> str:
    """Secret of a session -> what its forms carry: of no use to who does not have the session, and not the session itself."""
    return hashlib.sha256(b"form\0" + session.encode()).hexdigest()[:32]
