"""Runs the desk until it is stopped: for one person on loopback, or for a team, which may stand behind a proxy."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from reportedly.desk.app import create_app
from reportedly.desk.sign_in import Token
from reportedly.errors import UsageError
from reportedly.store import Project

LOOPBACK = "127.0.0.1"
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)
SLOWEST_HEAD = 10.0
MOST_CONNECTIONS = 1000


@dataclass(frozen=True)
class Listening:
    """Where a team's desk answers: an address of this machine, a port (0: any that is free), and public names.

    By its public names it is reached over TLS alone, through a proxy at ``proxy``: only what this one says of whom it speaks for
    (``X-Forwarded-For``, ``X-Forwarded-Proto``) is believed.
    """

    host: str = LOOPBACK
    port: int = 0
    names: tuple[str, ...] = ()
    proxy: str = LOOPBACK


def serve(project: Project, name: str, port: int, say: Callable[[str], None], browser: bool) -> None:
    """Serve a project to the person ``name`` on a port of this machine (0: any that is free) until the process is stopped.

    ``say`` gets the address with its token as soon as the desk answers. Raises :class:`UsageError` for a port that is taken.
    """
    taken = _take(LOOPBACK, port)
    token = Token.fresh(name)
    here = _names_of(LOOPBACK, taken)
    app = create_app(project, token, here)
    _run(app, taken, f"http://{here[0]}/?token={token.secret}", say, browser, None)


def serve_team(
    project: Project, name: str, at: Listening, say: Callable[[str], None], tell: Callable[[str], None], browser: bool
) -> None:
    """Serve a project to its team until the process is stopped.

    ``say`` gets the address as soon as the desk answers; while there is no admin it is the link that makes ``name`` one, and
    ``tell`` says so. Raises :class:`UsageError` for an address that cannot be used, or that others reach without a public name.
    """
    from reportedly.desk.team import Team

    for one in at.names:
        if not NAME.fullmatch(one):
            raise UsageError(f"{one!r} is no name of a host; write it as desk.example.org")
    if not _is_loopback(at.host) and not at.names:
        raise UsageError(
            f"others can reach {at.host}: passwords must travel over TLS; put a proxy before the desk and name it with --name"
        )
    taken = _take(at.host, at.port)
    here = _names_of(at.host, taken)
    team = Team(project)
    app = create_app(project, team, here, at.names)
    address = f"https://{at.names[0]}" if at.names else f"http://{here[0]}"
    project.people.remember_address(address)
    if project.people.has_admin():
        address += "/"
    else:
        tell(f"nobody is in the team yet; the link below makes {name} its admin, once, within seven days")
        address += team.invite(name, "admin", "the command line")
    _run(app, taken, address, say, browser and _is_loopback(at.host), at.proxy if at.names else None)


def _run(
    app: FastAPI, taken: socket.socket, address: str, say: Callable[[str], None], browser: bool, proxy: str | None
) -> None:  # fmt: skip
    config = uvicorn.Config(
        app, http=Patient, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5,
        limit_concurrency=MOST_CONNECTIONS, proxy_headers=proxy is not None, forwarded_allow_ips=proxy or "",
    )  # fmt: skip
    server = uvicorn.Server(config)

    def announce() -> None:
        while not server.started:
            if server.should_exit or stopped.wait(0.02):
                return
        say(address)
        if browser:
            webbrowser.open(address)

    stopped = threading.Event()
    threading.Thread(target=announce, daemon=True).start()
    try:
        server.run(sockets=[taken])
    finally:
        stopped.set()


class Patient(H11Protocol):
    """HTTP that waits for the head of a request, but not for ever: who sends it byte by byte would hold a connection each."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that has begun must end in time."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if not self._waiting() or self.transport.is_closing():
            self._stop()
        elif self._late is None:
            self._late = self.loop.call_later(SLOWEST_HEAD, self._close)

    def _waiting(self) -> bool:
        """Whether nothing is being answered, and the other side has not ended what it began: a head, or a body nobody wants."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._late = None
        if self._waiting():
            self.transport.close()


def _take(host: str, port: int) -> socket.socket:
    """Address and port of this machine -> the socket that is bound to it. Raises :class:`UsageError`."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(where)
    except OSError as error:
        place = "this machine" if host == LOOPBACK else host
        raise UsageError(f"port {port} of {place} cannot be used ({error.strerror}); name another with --port") from None
    return taken


def _names_of(host: str, taken: socket.socket) -> list[str]:
    """Where the desk listens -> the names by which this machine itself reaches it; none where others can, without TLS."""
    port = taken.getsockname()[1]
    if not _is_loopback(host):
        return []
    if host == "::1":
        return [f"[::1]:{port}", f"localhost:{port}"]
    return [f"{LOOPBACK}:{port}", f"localhost:{port}"]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
