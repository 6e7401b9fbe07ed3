"""What is known of the addresses that are looked at again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import or_, select

from reportedly.store.database import Database
from reportedly.store.schema import fetches

FEED = "feed+"
"""Before the address of a feed: it may be a page as well, and what holds for the one does not for the other."""


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

    def put(self, fetch: Fetch, new: Iterable[str] = ()) -> None:
        """Write down what is known of an address now, and with it, all or nothing, ``new`` ones that are to be asked at once.

        Those of ``new`` that are known stay as they are.
        """
        with self._database.writing() as connection:
            connection.execute(fetches.delete().where(fetches.c.url == fetch.url))
            connection.execute(fetches.insert().values(**asdict(fetch)))
            for url in dict.fromkeys(new):
                if not connection.execute(select(fetches.c.url).where(fetches.c.url == url)).first():
                    connection.execute(fetches.insert().values(**asdict(Fetch(url, next_at=fetch.checked_at))))

    def due(self, at: str, limit: int = 1000) -> list[Fetch]:
        """ISO 8601 time -> the pages to ask by then, those that wait longest first; no feeds, which are asked by their watch."""
        query = select(fetches).where(or_(fetches.c.next_at.is_(None), fetches.c.next_at <= at))
        query = query.where(~fetches.c.url.startswith(FEED, autoescape=True))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(fetches.c.next_at, fetches.c.url).limit(limit)).all()
        return [Fetch(**row._mapping) for row in rows]
