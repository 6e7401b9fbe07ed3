"""Makes a project, opens one, and brings an older one up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from reportedly.codebook.book import Codebook, load_codebook
from reportedly.store.database import Database
from reportedly.store.double import keep_back
from reportedly.store.errors import ProjectError
from reportedly.store.packing import learn_records, now
from reportedly.store.project import Project
from reportedly.store.reviews import refresh_reviews
from reportedly.store.schema import HEAD, incidents, reviews, settings

MIGRATIONS = Path(__file__).parent / "migrations"


def create_project(where: str, codebook: Path | None = None) -> Project:
    """File or PostgreSQL URL -> a new, empty project there.

    Raises :class:`ProjectError` if one is there already, or anything else is. It is there whole or not at all.
    """
    database = Database(where)
    if database.path and not database.path.absolute().parent.is_dir():
        raise ProjectError(f"{database.where}: there is no folder {database.path.absolute().parent}; make it first")
    if database.path and database.path.is_dir():
        raise ProjectError(f"{database.where}: is a folder; name a file")
    with database.writing() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables and "settings" in tables:
            raise ProjectError(f"{database.where}: is a project already; add reports to it with: reportedly add")
        if database.is_sqlite and tables:
            raise ProjectError(f"{database.where}: is a database of something else; name another file")
        upgrade(connection)
        rows = [{"name": "created", "value": now()}]
        if codebook:
            rows.append({"name": "codebook", "value": str(codebook.absolute())})
        connection.execute(settings.insert(), rows)
    database.settle()
    learn_records()
    return Project(database, _book(database, codebook))


def open_project(where: str, codebook: Path | None = None, say: Callable[[str], None] | None = None) -> Project:
    """File or PostgreSQL URL -> the project there, brought up to date if an older version made it.

    ``codebook`` is the folder of tables by which incidents are assessed (default: the one that the project was made or last
    added to with). ``say`` is told before an older project is brought up to date. Raises :class:`ProjectError` if there is
    none, or if a newer version made it.
    """
    database = Database(where)
    if database.path and not database.path.is_file():
        raise ProjectError(f"{database.where}: no such project; make one with: reportedly init --project {database.where}")
    found = _version(database)
    if found is None:
        raise ProjectError(f"{database.where}: is no project; make one with: reportedly init --project {database.where}")
    if found > HEAD:
        raise ProjectError(
            f"{database.where}: was made by a newer version (schema {found}, this one knows {HEAD}); bring reportedly up to date"
        )
    if found < HEAD:
        if say:
            say(f"{database.where}: bringing the project up to date (schema {found} to {HEAD})")
        book = _book(database, codebook)
        with database.writing() as connection:
            was = _step(connection)
            upgrade(connection)
            _derive(connection, was, book)
    database.settle()
    learn_records()
    return Project(database, _book(database, codebook))


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables from whatever step they are at to step ``to``, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _derive(connection: Connection, was: str, book: Codebook) -> None:
    """Step that a project was at -> what it lacks or has otherwise is derived anew; it takes the tables of the last step."""
    if was < "0006":  # what one of a blind sample had said counted before the other had judged
        keep_back(connection, book)
    if connection.execute(select(reviews.c.incident).limit(1)).first() is None:
        refresh_reviews(connection, connection.execute(select(incidents.c.id)).scalars().all())


def _step(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _version(database: Database) -> str | None:
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" not in tables or "settings" not in tables:
            return None
        return _step(connection)


def _book(database: Database, codebook: Path | None) -> Codebook:
    """The codebook that was named now, else the one that the project remembers, as far as it is on this machine."""
    if codebook:
        return load_codebook(codebook)
    with database.reading() as connection:
        named = connection.execute(settings.select().where(settings.c.name == "codebook")).one_or_none()
    kept = Path(named.value) if named else None
    return load_codebook(kept if kept and kept.is_dir() else None)
