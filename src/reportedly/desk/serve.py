"""Runs the desk on loopback until it is stopped."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from reportedly.desk.app import create_app
from reportedly.desk.sign_in import Token
from reportedly.errors import UsageError
from reportedly.store import Project

LOOPBACK = "127.0.0.1"


def serve(project: Project, name: str, port: int, say: Callable[[str], None], browser: bool) -> None:
    """Serve a project to the person ``name`` on a port of this machine (0: any that is free) until the process is stopped.

    ``say`` gets the address with its token as soon as the desk answers. Raises :class:`UsageError` for a port that is taken.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((LOOPBACK, port))
    except OSError as error:
        raise UsageError(f"port {port} of this machine cannot be used ({error.strerror}); name another with --port") from None
    port = taken.getsockname()[1]
    token = Token.fresh(name)
    app = create_app(project, token, [f"{LOOPBACK}:{port}", f"localhost:{port}"])
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    address = f"http://{LOOPBACK}:{port}/?token={token.secret}"

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
