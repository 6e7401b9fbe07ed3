"""What stands before every page: the host that was asked, where a request comes from, how large it is, and what may load.

Pages show text that strangers wrote. So nothing may load but what the package brings, no script stands in a page, nothing frames
the desk, and a request that changes something must come from the desk's own pages (its ``Origin``, checked here, and the token of
the session's form, checked by the routes).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1 << 20
SLOWEST_BODY = 30.0
API = "/api/"
ERRORS = {
    400: "invalid", 401: "not-signed-in", 403: "forbidden", 404: "not-found", 405: "no-such-method", 408: "too-slow",
    409: "conflict", 413: "too-large", 421: "unknown-name", 422: "invalid", 429: "too-many", 503: "unavailable",
}  # fmt: skip
"""Status -> what the API calls the error."""
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")
TOO_LARGE = f"This request is larger than {LARGEST_BODY >> 20} MB."
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not "no-referrer": with it a browser says of its own forms that they come from "null".
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Guard:
    """ASGI middleware that refuses what does not belong here and sets the headers of every answer.

    ``hosts`` are the names (``host`` or ``host:port``) that the desk answers to: a page elsewhere that resolves its own name to
    this machine ("DNS rebinding") names another. To those in ``public`` it answers only where TLS stands before them.
    """

    def __init__(self, app: App, hosts: Sequence[str], public: Sequence[str] = ()) -> None:
        self.app = app
        self.public = frozenset(host.lower() for host in public)
        self.hosts = frozenset(host.lower() for host in hosts) | self.public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass, with a limit on its body; answer the rest with one line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refusal(scope["method"], headers, scope.get("scheme", "http"))
        path = scope.get("path", "")
        if refused is not None:
            await _answer(send, path, *refused)
            return
        taken = 0
        late = asyncio.get_running_loop().time() + SLOWEST_BODY
        whole = False
        cut: list[tuple[int, str]] = []

        async def limited() -> Message:
            nonlocal taken, whole
            if whole:  # what comes now is only whether the other side has gone away
                return await receive()
            try:
                async with asyncio.timeout_at(late):
                    message = await receive()
            except TimeoutError:
                cut.append((408, f"This request did not arrive within {SLOWEST_BODY:.0f} seconds."))
                raise CutOffError from None
            whole = not message.get("more_body", False)
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                cut.append((413, TOO_LARGE))
                raise CutOffError
            return message

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if cut and not started:  # whatever the routes make of a body that was cut off, this is what is wrong
                started = True
                await _answer(send, path, *cut[0])
            if cut:
                return
            if message["type"] == "http.response.start":
                started = True
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in given)]
                if scope.get("scheme") == "https":
                    message["headers"].append(TLS_ONLY)
                if b"cache-control" not in given:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        try:
            await self.app(scope, limited, guarded)
        except CutOffError:
            if not started:
                await _answer(send, path, *cut[0])
        except Exception:
            # Whatever went wrong is told to who runs the desk, on the terminal, and to nobody else.
            logging.getLogger("reportedly.desk").exception("%s %s failed", scope["method"], path)
            if not started:
                await _answer(send, path, 500, "The desk has failed at this. What was decided before is kept.")

    def _refusal(self, method: str, headers: dict[bytes, str], scheme: str) -> tuple[int, str] | None:
        host = headers.get(b"host", "").lower()
        if host not in self.hosts:
            return 421, "The desk does not answer to this name. Use the address that it printed."
        if host in self.public and scheme != "https":
            return 403, "By this name the desk answers over TLS only; a proxy before it must say so (X-Forwarded-Proto: https)."
        if method not in SAFE:
            origin = headers.get(b"origin")
            if origin is not None and _host_of(origin) not in self.hosts:
                return 403, "This request comes from another site."
            if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "This request comes from another site."
        length = headers.get(b"content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 12 or int(length) > LARGEST_BODY:
            return 413, TOO_LARGE
        return None


class CutOffError(Exception):
    """A body went on after the limit, of size or of time."""


def _host_of(origin: str) -> str:
    """Origin of a page -> its host and port; nothing for what is no origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def _answer(send: Send, path: str, status: int, line: str) -> None:
    """Answer with one line: as JSON to a program that asks the API, as text to anybody else."""
    api = path.startswith(API)
    body = error_json(status, line) if api else (line + "\n").encode()
    kind = b"application/json" if api else b"text/plain; charset=utf-8"
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", kind), (b"content-length", str(len(body)).encode()), *HEADERS, (b"cache-control", b"no-store"),
                (b"connection", b"close"),
            ],
        }
    )  # fmt: skip
    await send({"type": "http.response.body", "body": body})


def error_json(status: int, line: str, **more: object) -> bytes:
    """Status and what went wrong in one line -> the body of an error of the API."""
    return json.dumps({"error": ERRORS.get(status, "failed"), "detail": line, **more}).encode()
