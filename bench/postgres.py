"""A PostgreSQL server on loopback for tests and measures: started in a folder of its own, gone with all it held at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USERS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; who of these is there runs it then."""


class NoServerError(Exception):
    """There is no PostgreSQL here that can be started; says why."""


@dataclass(frozen=True)
class Server:
    """A server that holds nothing but the databases of its caller."""

    port: int

    def url(self, database: str) -> str:
        """Name of a database -> the URL of a project in it."""
        return f"postgresql://reportedly@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction, as creating a database must be."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def run_server(durable: bool = False) -> Iterator[Server]:
    """Start a server, and stop it at the end. With ``durable`` it waits for the disk at every commit, as one for use does.

    Raises :class:`NoServerError`.
    """
    initdb, server = _binary("initdb"), _binary("postgres")
    if initdb is None or server is None:
        raise NoServerError("no PostgreSQL here (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="reportedly-postgres-"))
    try:
        place: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **_other_user(folder)}
        made = subprocess.run(
            [initdb, "-D", folder / "server", "-U", "reportedly", "--auth=trust", "-E", "UTF8", "--no-sync"],
            capture_output=True, text=True, check=False, **place,
        )  # fmt: skip
        if made.returncode:
            raise NoServerError(f"initdb does not run here: {made.stderr.strip().splitlines()[-1]}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [server, "-D", str(folder / "server"), "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", ""]
        command += () if durable else ("-F",)
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **place)
        try:
            yield _answering(Server(port))
        finally:
            running.terminate()
            running.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answering(server: Server) -> Server:
    import psycopg

    for _ in range(300):
        try:
            server.run("SELECT 1")
            return server
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise NoServerError("PostgreSQL was started and does not answer")


def _other_user(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    there = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next((there[name] for name in USERS if name in there), None)
    if entry is None:
        raise NoServerError(f"PostgreSQL does not run as root, and there is no user {' or '.join(USERS)}")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _binary(name: str) -> str | None:
    """Name of a program of PostgreSQL -> where it is: on the path, or where Debian puts it."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[4]))
    return shutil.which(name) or next((str(path) for path in debian), None)
