"""What stands before every page: the host that was asked, where a request comes from, how large it is, and what may load.

Pages show text that strangers wrote. So nothing may load but what the package brings, no script stands in a page, nothing frames
the desk, and a request that changes something must come from the desk's own pages (its ``Origin``, checked here, and the token of
the session's form, checked by the routes).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1 << 20
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
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
    this machine ("DNS rebinding") names another.
    """

    def __init__(self, app: App, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass, with a limit on its body; answer the rest with one line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refusal(scope["method"], headers)
        if refused is not None:
            await _answer(send, *refused)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                raise TooLargeError
            return message

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in given)]
                if b"cache-control" not in given:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        try:
            await self.app(scope, limited, guarded)
        except TooLargeError:
            if not started:
                await _answer(send, 413, f"This request is larger than {LARGEST_BODY >> 20} MB.")

    def _refusal(self, method: str, headers: dict[bytes, str]) -> tuple[int, str] | None:
        if headers.get(b"host", "").lower() not in self.hosts:
            return 421, "The desk does not answer to this name. Use the address that it printed."
        if method not in SAFE:
            origin = headers.get(b"origin")
            if origin is not None and urlsplit(origin).netloc.lower() not in self.hosts:
                return 403, "This request comes from another site."
            if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "This request comes from another site."
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, f"This request is larger than {LARGEST_BODY >> 20} MB."
        return None


class TooLargeError(Exception):
    """A body went on after the limit."""


async def _answer(send: Send, status: int, line: str) -> None:
    body = (line + "\n").encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS,
                (b"connection", b"close"),
            ],
        }
    )  # fmt: skip
    await send({"type": "http.response.body", "body": body})
