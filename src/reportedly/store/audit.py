"""What happened at the door of a project: who came in, who was kept out, who let whom in; and how long to wait after failures."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, literal, null, select, union_all

from reportedly.store.database import Database
from reportedly.store.packing import plain, plain_or_none, written
from reportedly.store.schema import judgements
from reportedly.store.schema_people import attempts, audit

What = Literal[
    "signed in",
    "failed to sign in",
    "signed out",
    "invited",
    "withdrew an invitation",
    "joined",
    "changed a role",
    "removed",
    "changed the password",
    "made a token",
    "revoked a token",
]
# Each failure beyond those that are free doubles the wait before the next attempt, up to the longest.
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One line of the log: when, who, what, about whom or what, and the network address that it came from."""

    at: str
    by: str
    what: str
    about: str | None
    address: str | None


class Audit:
    """The log of a project, and the failed attempts to get in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, by: str, what: What, about: str | None = None, address: str | None = None) -> None:
        """Write a line of the log."""
        with self._database.writing() as connection:
            note(connection, datetime.now(UTC), by, what, about, address)

    def entries(self, limit: int = 100, offset: int = 0, without: Collection[str] = ()) -> list[Entry]:
        """Lines of the log, the last first, with the judgements in between, but those (ids) in ``without``."""
        told = select(audit.c.at, audit.c.by, audit.c.what, audit.c.about, audit.c.address)
        judged = select(
            judgements.c.at, judgements.c.by, literal("judged").label("what"), judgements.c.verdict.label("about"),
            null().label("address"),
        )  # fmt: skip
        if without:
            judged = judged.where(judgements.c.id.not_in(without))
        both = union_all(told, judged).subquery()
        query = select(both).order_by(both.c.at.desc(), both.c.what).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [Entry(**row._mapping) for row in connection.execute(query)]

    def attempt(self, keys: dict[str, int], at: datetime) -> int:
        """Count an attempt before it is made; ``keys`` are what it is counted by, with how many failures of each are free.

        Gives the seconds to wait, 0 when the attempt may be made. It counts as a failure until :meth:`succeeded` takes it back,
        so that many at once are not freer than one after the other.
        """
        with self._database.writing() as connection:
            connection.execute(attempts.delete().where(attempts.c.at < written(at - FORGOTTEN)))
            hashed = {_hash(key): free for key, free in keys.items()}
            known = {row.key: row for row in connection.execute(select(attempts).where(attempts.c.key.in_(hashed)))}
            wait = max((_left(known[key].next_at, at) for key in known), default=0)
            if wait:
                return wait
            for key, free in hashed.items():
                failures = (known[key].failures if key in known else 0) + 1
                over = failures - free
                pause = min(LONGEST_WAIT, timedelta(seconds=2 ** min(over, 20))) if over >= 0 else timedelta(0)
                connection.execute(attempts.delete().where(attempts.c.key == key))
                row = {"key": key, "failures": failures, "at": written(at), "next_at": written(at + pause)}
                connection.execute(attempts.insert().values(**row))
        return 0

    def succeeded(self, forget: str, back: str, at: datetime) -> None:
        """Take back an attempt that was none: forget all failures of one key, and of the other this one attempt alone.

        Who signs in as themselves in between is no freer to guess the passwords of others.
        """
        with self._database.writing() as connection:
            connection.execute(attempts.delete().where(attempts.c.key == _hash(forget)))
            less = attempts.update().where(attempts.c.key == _hash(back), attempts.c.failures > 0)
            connection.execute(less.values(failures=attempts.c.failures - 1, next_at=written(at)))


def note(connection: Connection, at: datetime, by: str, what: What, about: str | None = None, address: str | None = None) -> None:
    """Write a line of the log, in the transaction of what it tells of."""
    row = {"at": written(at), "by": plain(by), "what": what, "about": plain_or_none(about), "address": plain_or_none(address)}
    connection.execute(audit.insert().values(**row))


def _left(until: str, at: datetime) -> int:
    """The time when an attempt may be made again -> the seconds until then, rounded up."""
    seconds = (datetime.fromisoformat(until) - at).total_seconds()
    return max(0, -int(-seconds // 1))


def _hash(key: str) -> str:
    # What is typed as a name may be a password that was typed into the wrong field.
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
