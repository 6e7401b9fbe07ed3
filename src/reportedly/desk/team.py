"""The door of a team: people sign in with a password, programs with a token of their owner.

The browser holds a random secret in a cookie, the project its hash alone: who reads the database cannot sign in with it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from reportedly.desk.passwords import Passwords, check_password
from reportedly.desk.sign_in import Person, bearer, form_token_of
from reportedly.errors import ReportedlyError
from reportedly.store import Project
from reportedly.store.keys import Holder
from reportedly.store.people import Member, Role, check_role, name_key

# A cookie of this prefix is taken by browsers only over TLS, for this host and no other (RFC 6265bis, 4.1.3.2).
COOKIE, COOKIE_OF_TLS = "reportedly-session", "__Host-reportedly-session"
FREE_BY_NAME, FREE_BY_ADDRESS = 5, 20


class NotLetInError(ReportedlyError):
    """Name and password do not fit, or it is too early to try again: then ``wait`` says for how many seconds."""

    def __init__(self, line: str, wait: int = 0) -> None:
        super().__init__(line)
        self.wait = wait


class Team:
    """Who works on the project together, at its door."""

    refusal = "Your session has ended. Sign in (in another tab, at /sign-in), load this page again, and repeat what was not done."
    team = True

    def __init__(
        self, project: Project, passwords: Passwords | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.project = project
        self.passwords = passwords or Passwords()
        self.clock = clock

    def person(self, request: Request) -> Person | None:
        """Request of a browser -> who has signed in there."""
        secret = request.cookies.get(cookie_of(request))
        return self.person_of(secret) if secret else None

    def person_of(self, secret: str) -> Person | None:
        """Secret of a session -> whose it is."""
        found = self.project.keys.session(hash_of(secret), self.clock())
        return _person(found, form_token_of(secret)) if found else None

    def program(self, request: Request) -> Person | None:
        """Request of a program -> whose token it brings."""
        secret = bearer(request)
        found = self.project.keys.token(hash_of(secret), self.clock()) if secret else None
        return _person(found, "") if found else None

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Name and password as typed, and where from -> the secret of a new session. Raises :class:`NotLetInError`.

        What is wrong, the name or the password, is not told, nor does it take another time.
        """
        by_name, by_address, at = f"name:{name_key(name)}", f"address:{address}", self.clock()
        audit = self.project.audit
        if wait := audit.attempt({by_name: FREE_BY_NAME, by_address: FREE_BY_ADDRESS}, at):
            raise NotLetInError(f"too many attempts have failed; wait {_seconds(wait)} and try again", wait)
        known = self.project.people.get(name)
        member = known if known and known.active else None
        if not self.passwords.fits(member.password if member else None, password) or member is None:
            audit.note(known.name if known else "somebody unknown", "failed to sign in", None, address)
            raise NotLetInError("this name and this password do not belong together")
        audit.succeeded(by_name, by_address, at)
        if self.passwords.is_old(member.password):
            self.project.people.set_password(member.name, self.passwords.hash(password), address, told=False)
        return self.begin(member, address)

    def begin(self, member: Member, address: str) -> str:
        """Somebody who has shown who they are -> the secret of a new session; never one that a request brought."""
        secret = secrets.token_urlsafe(32)
        self.project.keys.begin_session(hash_of(secret), member.key, address, self.clock())
        return secret

    def invite(self, name: str, role: str, by: str, address: str | None = None) -> str:
        """Name and role of who is to come in, and who invites -> the path of the link that lets them choose a password."""
        return invite(self.project, name, role, by, address)

    def join(self, secret: str, password: str, again: str, address: str) -> str:
        """Secret of an invitation and the chosen password, twice -> the secret of a new session. Raises :class:`UsageError`."""
        invitation = self.project.people.invitation(hash_of(secret), self.clock())
        chosen = check_password(password, again, invitation.name if invitation else "")
        hashed = self.passwords.hash(chosen) if invitation else ""
        return self.begin(self.project.people.join(hash_of(secret), hashed, address, self.clock()), address)

    def change_password(self, name: str, old: str, password: str, again: str, address: str) -> str:
        """Name, old password and the new one, twice -> the secret of a new session; all others of theirs have ended.

        Raises :class:`NotLetInError` where the old one is wrong: guessing it here is held up like guessing it at the door.
        """
        by_name, by_address, at = f"name:{name_key(name)}", f"address:{address}", self.clock()
        chosen = check_password(password, again, name)
        if wait := self.project.audit.attempt({by_name: FREE_BY_NAME, by_address: FREE_BY_ADDRESS}, at):
            raise NotLetInError(f"too many attempts have failed; wait {_seconds(wait)} and try again", wait)
        member = self.project.people.get(name)
        if member is None or not self.passwords.fits(member.password, old):
            raise NotLetInError("the old password is not the right one")
        self.project.audit.succeeded(by_name, by_address, at)
        self.project.people.set_password(name, self.passwords.hash(chosen), address)
        return self.begin(member, address)

    def make_token(self, name: str, label: str, address: str) -> str:
        """Name of its owner and what it is for -> a new token, which is known to nobody else from now on."""
        secret = f"rep_{secrets.token_urlsafe(32)}"
        self.project.keys.make_token(hash_of(secret), name_key(name), label, address)
        return secret


def invite(project: Project, name: str, role: str, by: str, address: str | None = None) -> str:
    """Project, name and role of who is to come in, and who invites -> the path of the link for them."""
    secret = secrets.token_urlsafe(32)
    project.people.invite(hash_of(secret), name, role, by, address)
    return f"/invitations/{secret}"


def hash_of(secret: str) -> str:
    """A secret of 256 random bits -> the hash under which the project knows it; it needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def cookie_of(request: Request) -> str:
    """Request -> the name of the cookie that holds its session."""
    return COOKIE_OF_TLS if request.url.scheme == "https" else COOKIE


def keep_session(request: Request, answer: Response, secret: str) -> Response:
    """Put the secret of a session into the cookie of an answer: for no script, no other site, and only for TLS if it came so."""
    answer.set_cookie(
        cookie_of(request), secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )  # fmt: skip
    return answer


def drop_session(request: Request, answer: Response) -> Response:
    """Take the cookie of the session back."""
    answer.delete_cookie(cookie_of(request), httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return answer


def client_of(request: Request) -> str:
    """Request -> the network address that it came from."""
    return request.client.host if request.client else "unknown"


def _person(found: Holder, form_token: str) -> Person:
    role: Role = check_role(found.role)
    return Person(found.name, role, form_token, team=True)


def _seconds(wait: int) -> str:
    return f"{wait} seconds" if wait < 120 else f"{wait // 60} minutes"
