"""What is known of the addresses that are looked at again and again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import or_, select

from reportedly.store.database import Database
from reportedly.store.schema import fetches


@dataclass(frozen=True)
class Fetch:
    """An address: what its server said last, when it was asked (ISO 8601), when to ask again, and failures in a row."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    checked_at: str | None = None
    next_at: str | None = None
    failures: int = 0


class Fetches:
    """The addresses of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, url: str) -> Fetch | None:
        """Address -> what is known of it, ``None`` if it was never asked."""
        with self._database.reading() as connection:
            row = connection.execute(fetches.select().where(fetches.c.url == url)).one_or_none()
        return Fetch(**row._mapping) if row else None

    def put(self, fetch: Fetch) -> None:
        """Write down what is known of an address now."""
        with self._database.writing() as connection:
            connection.execute(fetches.delete().where(fetches.c.url == fetch.url))
            connection.execute(fetches.insert().values(**asdict(fetch)))

    def due(self, at: str, limit: int = 1000) -> list[Fetch]:
        """ISO 8601 time -> the addresses to ask by then, those that wait longest first."""
        query = select(fetches).where(or_(fetches.c.next_at.is_(None), fetches.c.next_at <= at))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(fetches.c.next_at, fetches.c.url).limit(limit)).all()
        return [Fetch(**row._mapping) for row in rows]
