"""Which addresses may be asked: none of this machine and none of the network that it stands in, unless that is wanted.

A feed or a redirect that strangers write may name ``http://169.254.169.254/`` or a name that resolves to it. So the address is
looked at when the connection is made, and the connection goes to the address that was looked at: a name that resolves to another
one a moment later ("DNS rebinding") gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from reportedly.errors import ReportedlyError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 addresses that carry an IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class RefusedError(ReportedlyError):
    """An address that is not to be asked, and why."""


def is_public(address: str) -> bool:
    """Address in numbers -> whether it is one of the open internet (RFC 6890), also where it is wrapped in IPv6."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def resolve(host: str, port: int, allow_private: bool) -> tuple[str, ...]:
    """Host and port -> its addresses in numbers. Raises :class:`RefusedError` when one of them is not of the open internet.

    One private address among public ones is enough: which of them a connection takes is chance.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} is not known ({error})") from None
    addresses = tuple(dict.fromkeys(str(row[4][0]) for row in found))
    private = [address for address in addresses if not is_public(address)]
    if private and not allow_private:
        raise RefusedError(f"{host} is {private[0]}, an address of this machine or its network (--allow-private asks it)")
    return addresses


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were looked at, and to nothing else."""

    def __init__(self, allow_private: bool) -> None:
        self._plain = httpcore.SyncBackend()
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for address in resolve(host, port, self._allow_private):
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the interface of httpcore
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        raise RefusedError(f"{path} is no web address")


class Transport(httpx.BaseTransport):
    """An HTTP transport that never connects to a private address. No proxy of the environment is used."""

    def __init__(self, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), max_connections=20, network_backend=_Backend(allow_private)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give the answer, its body still to be read."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        assert isinstance(request.stream, httpx.SyncByteStream)
        try:
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
                )
            )
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error) or "no answer in time") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            raise httpx.ConnectError(str(error) or type(error).__name__) from None
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Any:
        try:
            yield from self._answer.iter_stream()
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error) or "no answer in time") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise httpx.ReadError(str(error) or type(error).__name__) from None

    def close(self) -> None:
        self._answer.close()
