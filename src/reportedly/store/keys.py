"""What lets people in: sessions of a browser and tokens of a program. Only the hash of either is in the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select

from reportedly.errors import UsageError
from reportedly.store.audit import note
from reportedly.store.database import Database
from reportedly.store.packing import plain, written
from reportedly.store.schema_people import people, sessions, tokens

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# How exactly the last use is known: writing it down with every page would make every page a change of the project.
NOTED_EVERY = timedelta(minutes=5)
MOST_TOKENS = 20
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Holder:
    """Whom a session or a token belongs to."""

    name: str
    role: str


@dataclass(frozen=True)
class ApiToken:
    """A token as its owner sees it: the secret was shown once and is not known any more."""

    no: int
    label: str
    at: str
    used: str | None


class Keys:
    """Sessions and tokens of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin_session(self, secret: str, person: str, address: str | None = None, at: datetime | None = None) -> None:
        """Hash of a secret and the key of a person -> they are signed in. Sessions that are over are thrown away."""
        at = at or datetime.now(UTC)
        with self._database.writing() as connection:
            over = (sessions.c.at < written(at - LONGEST)) | (sessions.c.seen < written(at - IDLE))
            connection.execute(sessions.delete().where(over))
            row = {"secret": secret, "person": person, "at": written(at), "seen": written(at)}
            connection.execute(sessions.insert().values(**row))
            note(connection, at, _name(connection, person), "signed in", None, address)

    def session(self, secret: str, at: datetime | None = None) -> Holder | None:
        """Hash of a secret -> whose session it is; none that was idle or has lasted too long."""
        at = at or datetime.now(UTC)
        query = (
            select(people.c.name, people.c.role, sessions.c.seen)
            .join(people, people.c.key == sessions.c.person)
            .where(sessions.c.secret == secret, people.c.active.is_(True))
            .where(sessions.c.at >= written(at - LONGEST), sessions.c.seen >= written(at - IDLE))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.seen < written(at - NOTED_EVERY):
            with self._database.writing() as connection:
                connection.execute(sessions.update().where(sessions.c.secret == secret).values(seen=written(at)))
        return Holder(row.name, row.role)

    def end_session(self, secret: str, address: str | None = None) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            person = connection.execute(select(sessions.c.person).where(sessions.c.secret == secret)).scalar()
            if person is not None:
                connection.execute(sessions.delete().where(sessions.c.secret == secret))
                note(connection, datetime.now(UTC), _name(connection, person), "signed out", None, address)

    def make_token(self, secret: str, person: str, label: str, address: str | None = None) -> None:
        """Hash of a secret, key of a person and what the token is for -> it is theirs. Raises :class:`UsageError`."""
        label = " ".join(plain(label).split())
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            raise UsageError(f"say in 1 to {LONGEST_LABEL} characters what the token is for")
        at = datetime.now(UTC)
        with self._database.writing() as connection:
            if len(connection.execute(select(tokens.c.no).where(tokens.c.person == person)).all()) >= MOST_TOKENS:
                raise UsageError(f"nobody needs more than {MOST_TOKENS} tokens; revoke one first")
            connection.execute(tokens.insert().values(secret=secret, person=person, label=label, at=written(at)))
            note(connection, at, _name(connection, person), "made a token", label, address)

    def token(self, secret: str, at: datetime | None = None) -> Holder | None:
        """Hash of a secret -> whose token it is."""
        at = at or datetime.now(UTC)
        query = (
            select(people.c.name, people.c.role, tokens.c.used)
            .join(people, people.c.key == tokens.c.person)
            .where(tokens.c.secret == secret, people.c.active.is_(True))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.used is None or row.used < written(at - NOTED_EVERY):
            with self._database.writing() as connection:
                connection.execute(tokens.update().where(tokens.c.secret == secret).values(used=written(at)))
        return Holder(row.name, row.role)

    def tokens(self, person: str) -> list[ApiToken]:
        """Key of a person -> their tokens, the newest first."""
        query = select(tokens.c.no, tokens.c.label, tokens.c.at, tokens.c.used).where(tokens.c.person == person)
        with self._database.reading() as connection:
            return [ApiToken(*row) for row in connection.execute(query.order_by(tokens.c.no.desc()))]

    def revoke_token(self, number: int, person: str, address: str | None = None) -> None:
        """Number of a token and the key of its owner -> it lets nobody in any more."""
        with self._database.writing() as connection:
            mine = (tokens.c.no == number) & (tokens.c.person == person)
            label = connection.execute(select(tokens.c.label).where(mine)).scalar()
            if label is not None:
                connection.execute(delete(tokens).where(mine))
                note(connection, datetime.now(UTC), _name(connection, person), "revoked a token", label, address)


def drop_keys(connection: Connection, person: str, tokens_too: bool) -> None:
    """Key of a person -> all their sessions end, and their tokens if ``tokens_too``."""
    connection.execute(sessions.delete().where(sessions.c.person == person))
    if tokens_too:
        connection.execute(tokens.delete().where(tokens.c.person == person))


def _name(connection: Connection, person: str) -> str:
    return str(connection.execute(select(people.c.name).where(people.c.key == person)).scalar() or person)
