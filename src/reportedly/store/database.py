"""Connects to the database of a project: one SQLite file, or PostgreSQL by URL; one way to read it and one to write it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local
from time import monotonic
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Engine, Row, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from reportedly.store.errors import ProjectError, StoreError

# Seconds that one process waits until another has written.
PATIENCE = 60
# Connections that one process may hold: as many as the threads that a server answers with.
MOST_CONNECTIONS = 40
# Those of them that stay open. Of a file, each has a cache of its own that costs memory; making one at a server costs time.
KEPT_FILE, KEPT_SERVER = 8, 20
# A connection that nobody has used for so many seconds is asked whether the server is still there, before it is used again: to
# ask each time would cost as much as a short statement does.
IDLE = 5.0
# Names the lock that a writer holds; one project lies in one PostgreSQL database, and these locks are the database's own.
WRITER = 0x7265706F


Found: TypeAlias = Row[*tuple[Any, ...]]
"""A row with its columns by name."""


def new_number(result: CursorResult[*tuple[Any, ...]]) -> int:
    """What an insert gave back -> the number of the new row."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


class Database:
    """The database of one project. ``where`` is what the user called it, without a password."""

    def __init__(self, where: str) -> None:
        self.path, url = _parse(where)
        self.where = str(self.path) if self.path else url.render_as_string(hide_password=True)
        self.engine = _sqlite(url) if self.path else _postgres(url)
        # Of PostgreSQL each statement would see what had been kept when it began; a file is read in one state anyway.
        self._reader = self.engine if self.path else self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._turn = Lock()
        self._state = local()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.path is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose statements see one state of the project. Raises :class:`StoreError`."""
        shared: Connection | None = getattr(self._state, "connection", None)
        if shared is not None:
            with self._failing():
                yield shared
            return
        with self._failing(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Let all that this thread reads inside come from one state of the project, whatever is written meanwhile.

        What a page shows fits together then, and it takes one transaction and not dozens. Nothing is to be written inside: that
        takes a second connection, and there is one a thread. Who asks is looked up before: it may note when they were seen.
        """
        with self.reading() as connection:
            outer: Connection | None = getattr(self._state, "connection", None)
            self._state.connection = connection
            try:
                yield
            finally:
                self._state.connection = outer

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept when the block ends well, and none of them when it does not.

        There is one writer at a time: what a writer reads stays true until it has written. Raises :class:`StoreError`.
        """
        # The threads of one process take turns here: SQLite itself lets whoever asks at the right moment go first, and a writer
        # that waits in the database holds a connection meanwhile.
        with self._turn, self._failing(), self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER})
            yield connection

    def settle(self) -> None:
        """Let readers of the file go on while somebody writes. It stays with the file, so it waits until that is ours."""
        if self.is_sqlite:
            with self._failing(), self.engine.connect() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()

    def look_over(self) -> None:
        """Let PostgreSQL count what is in the tables, after much has come in: it does so by itself a minute later.

        Until then it takes tables for empty that were filled just now, and reads them from end to end for each judgement.
        """
        if not self.is_sqlite:
            with self._failing(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn a failure of the database into one line; what is our own mistake stays an exception."""
        try:
            yield
        except (DataError, IntegrityError, ProgrammingError):
            raise
        except DBAPIError as error:
            said = " ".join(str(error.orig).split()) or type(error.orig).__name__
            if "not a database" in said:
                raise ProjectError(f"{self.where}: is no project; make one with: reportedly init --project FILE") from None
            if "malformed" in said:
                # As where another file was put in its place while its -wal file was still there.
                raise ProjectError(f"{self.where}: the file is damaged; go on with a whole copy of it") from None
            raise StoreError(f"{self.where}: {said}; what was accepted is kept, run the same command again to go on") from error


def _parse(where: str) -> tuple[Path | None, URL]:
    """File or URL -> the path (``None`` for PostgreSQL) and SQLAlchemy's URL."""
    if "://" not in where:
        path = Path(where)
        return path, URL.create("sqlite", database=str(path))
    try:
        url = make_url(where)
    except ArgumentError:
        raise ProjectError(f"{where}: no such form of a project; give a file or postgresql://USER@HOST/DATABASE") from None
    if url.get_backend_name() in ("postgresql", "postgres"):
        return None, url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database), URL.create("sqlite", database=url.database)
    raise ProjectError(f"{url.drivername}: projects are SQLite files or PostgreSQL databases; give a file or postgresql://...")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=KEPT_FILE,
        max_overflow=MOST_CONNECTIONS - KEPT_FILE,
        pool_use_lifo=True,
        connect_args={"timeout": PATIENCE},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in (
            "busy_timeout=%d" % (PATIENCE * 1000),  # noqa: UP031
            # What was accepted survives a power cut too: the log is flushed to the disk at every commit.
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later can be refused half-way; one that says so at once waits its turn.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_size=KEPT_SERVER,
            max_overflow=MOST_CONNECTIONS - KEPT_SERVER,
            pool_use_lifo=True,
            connect_args={"connect_timeout": 10, "application_name": "reportedly"},
        )
    except (NoSuchModuleError, ModuleNotFoundError):
        raise ProjectError("a project in PostgreSQL needs the extra: pip install 'reportedly[postgres]'") from None

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.get("since")
        if since is not None and monotonic() - since > IDLE:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool makes another one

    return engine
