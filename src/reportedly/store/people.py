"""Who works on a project: names, roles, and the invitations by which they come in.

A person is never deleted, because judgements carry the name: who is removed is let in no more. What is given here as a secret is
the hash of it; the secret itself is nowhere in the project.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import Connection, func, select

from reportedly.errors import UsageError
from reportedly.store.audit import note
from reportedly.store.database import Database
from reportedly.store.keys import drop_keys
from reportedly.store.packing import plain, written
from reportedly.store.schema import settings
from reportedly.store.schema_people import invitations, people, sessions

Role = Literal["reader", "coder", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what the ones before may: read; judge claims; merge, split and adjudicate; and let people in."""
LONGEST_NAME = 60
INVITED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Member:
    """Somebody of the team; ``password`` is an argon2 hash, ``seen`` when they last used the desk."""

    key: str
    name: str
    role: Role
    password: str
    active: bool
    added: str
    seen: str | None = None


@dataclass(frozen=True)
class Invitation:
    """An invitation that can still be taken: for whom, as what, by whom, until when. ``secret`` is its hash."""

    secret: str
    name: str
    role: Role
    by: str
    at: str
    until: str


def name_key(name: str) -> str:
    """A name -> what no two people have in common, whatever the case of the letters."""
    return unicodedata.normalize("NFKC", plain(" ".join(name.split()))).casefold()


def check_name(name: str) -> str:
    """A name as typed -> the name. Raises :class:`UsageError` for none."""
    name = " ".join(unicodedata.normalize("NFC", plain(name)).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a name has 1 to {LONGEST_NAME} characters, all of which can be seen")
    return name


def check_role(role: str) -> Role:
    """A role as typed -> the role. Raises :class:`UsageError`."""
    if role not in ROLES:
        raise UsageError(f"{role!r} is no role; roles are: {', '.join(ROLES)}")
    return role


class People:
    """The people of a project. Every change of them is in the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> Member | None:
        """Name -> who has it, also when they were removed."""
        with self._database.reading() as connection:
            return _find(connection, name_key(name))

    def remember_address(self, address: str) -> None:
        """Keep the address at which the team finds the desk, for links that are made elsewhere."""
        with self._database.writing() as connection:
            connection.execute(settings.delete().where(settings.c.name == "desk"))
            connection.execute(settings.insert().values(name="desk", value=address))

    def address(self) -> str | None:
        """Where the team finds the desk, as far as it has run."""
        with self._database.reading() as connection:
            value: str | None = connection.execute(select(settings.c.value).where(settings.c.name == "desk")).scalar()
            return value

    def everyone(self) -> list[Member]:
        """All who are or were in the team, by name."""
        last = select(sessions.c.person, func.max(sessions.c.seen).label("seen")).group_by(sessions.c.person).subquery()
        query = select(people, last.c.seen).join(last, last.c.person == people.c.key, isouter=True).order_by(people.c.key)
        with self._database.reading() as connection:
            return [Member(**row._mapping) for row in connection.execute(query)]

    def has_admin(self) -> bool:
        """Whether there is anybody who can let others in."""
        with self._database.reading() as connection:
            return bool(_admins(connection))

    def invite(
        self, secret: str, name: str, role: str, by: str, address: str | None = None, lasting: timedelta = INVITED_FOR
    ) -> Invitation:
        """Invite somebody; who is in the team already can choose a new password with it, and then has this role.

        A newer invitation of the same name takes the place of the older. Raises :class:`UsageError` for no name or role.
        """
        at = datetime.now(UTC)
        made = Invitation(secret, check_name(name), check_role(role), by, written(at), written(at + lasting))
        with self._database.writing() as connection:
            _drop_invitations(connection, name_key(made.name), at)
            connection.execute(invitations.insert().values(**vars(made)))
            note(connection, at, by, "invited", f"{made.name} as {role}", address)
        return made

    def invited(self) -> list[Invitation]:
        """Invitations that can still be taken."""
        with self._database.reading() as connection:
            return _open(connection, datetime.now(UTC))

    def invitation(self, secret: str, at: datetime | None = None) -> Invitation | None:
        """Hash of a secret -> the invitation that it opens, if it can still be taken."""
        with self._database.reading() as connection:
            return next((one for one in _open(connection, at or datetime.now(UTC)) if one.secret == secret), None)

    def withdraw(self, secret: str, by: str, address: str | None = None) -> None:
        """Take an invitation back."""
        with self._database.writing() as connection:
            gone = connection.execute(select(invitations.c.name).where(invitations.c.secret == plain(secret))).scalar()
            if gone is not None:
                connection.execute(invitations.delete().where(invitations.c.secret == plain(secret)))
                note(connection, datetime.now(UTC), by, "withdrew an invitation", gone, address)

    def join(self, secret: str, password: str, address: str | None = None, at: datetime | None = None) -> Member:
        """Hash of an invitation's secret and of the chosen password -> the person. It works once.

        Raises :class:`UsageError` for an invitation that was taken, withdrawn or is too old.
        """
        at = at or datetime.now(UTC)
        with self._database.writing() as connection:
            taken = next((one for one in _open(connection, at) if one.secret == secret), None)
            if taken is None:
                raise UsageError("this invitation was used, withdrawn or is too old; ask for another")
            connection.execute(invitations.delete().where(invitations.c.secret == secret))
            key = name_key(taken.name)
            before = _find(connection, key)
            values = {"role": taken.role, "password": password, "active": True}
            if before:
                if before.active and before.role == "admin" and taken.role != "admin":
                    _keep_an_admin(connection, before)
                connection.execute(people.update().where(people.c.key == key).values(**values))
                drop_keys(connection, key, tokens_too=True)
            else:
                connection.execute(people.insert().values(key=key, name=taken.name, added=written(at), **values))
            note(connection, at, taken.name, "joined", taken.role, address)
            found = _find(connection, key)
            assert found is not None
            return found

    def set_role(self, name: str, role: str, by: str, address: str | None = None) -> None:
        """Give somebody another role; they have to sign in anew, and invitations of theirs, to any role, open nothing any more.

        Raises :class:`UsageError` if no admin would be left.
        """
        wanted = check_role(role)
        with self._database.writing() as connection:
            one = _active(connection, name)
            _withdraw_all(connection, one, by, address)
            if one.role == wanted:
                return
            if wanted != "admin":
                _keep_an_admin(connection, one)
            connection.execute(people.update().where(people.c.key == one.key).values(role=wanted))
            drop_keys(connection, one.key, tokens_too=False)
            note(connection, datetime.now(UTC), by, "changed a role", f"{one.name}: {one.role} to {wanted}", address)

    def remove(self, name: str, by: str, address: str | None = None) -> None:
        """Let somebody in no more, by no invitation either. Raises :class:`UsageError` if no admin would be left."""
        with self._database.writing() as connection:
            one = _active(connection, name)
            _keep_an_admin(connection, one)
            connection.execute(people.update().where(people.c.key == one.key).values(active=False))
            drop_keys(connection, one.key, tokens_too=True)
            _withdraw_all(connection, one, by, address)
            note(connection, datetime.now(UTC), by, "removed", one.name, address)

    def set_password(self, name: str, password: str, address: str | None = None, told: bool = True) -> None:
        """Name and the hash of a new password -> all sessions of the person end.

        ``told`` is false where only the hash is renewed: nothing ends, and nobody is told.
        """
        with self._database.writing() as connection:
            one = _active(connection, name)
            connection.execute(people.update().where(people.c.key == one.key).values(password=password))
            if told:
                drop_keys(connection, one.key, tokens_too=False)
                note(connection, datetime.now(UTC), one.name, "changed the password", None, address)


def _find(connection: Connection, key: str) -> Member | None:
    row = connection.execute(select(people).where(people.c.key == key)).one_or_none()
    return Member(**row._mapping) if row else None


def _active(connection: Connection, name: str) -> Member:
    one = _find(connection, name_key(name))
    if one is None or not one.active:
        raise UsageError(f"{name!r}: there is nobody of this name in the team")
    return one


def _admins(connection: Connection) -> list[str]:
    query = select(people.c.key).where(people.c.role == "admin", people.c.active.is_(True))
    return list(connection.execute(query).scalars())


def _keep_an_admin(connection: Connection, without: Member) -> None:
    if _admins(connection) == [without.key]:
        raise UsageError(f"{without.name} is the only admin; make somebody else one first")


def _drop_invitations(connection: Connection, key: str, at: datetime) -> int:
    gone = [one.secret for one in _open(connection, at) if name_key(one.name) == key]
    connection.execute(invitations.delete().where(invitations.c.secret.in_(gone)))
    return len(gone)


def _withdraw_all(connection: Connection, one: Member, by: str, address: str | None) -> None:
    at = datetime.now(UTC)
    if _drop_invitations(connection, one.key, at):
        note(connection, at, by, "withdrew an invitation", one.name, address)


def _open(connection: Connection, at: datetime) -> list[Invitation]:
    rows: Iterable[object] = connection.execute(
        select(invitations).where(invitations.c.until > written(at)).order_by(invitations.c.at)
    )
    return [Invitation(**row._mapping) for row in rows]  # type: ignore[attr-defined]
