"""Asks addresses one after another: politely, within limits, and without ever asking for what has not changed."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from reportedly._version import __version__
from reportedly.errors import ReportedlyError
from reportedly.fetching.addresses import RefusedError, Transport
from reportedly.fetching.robots import Rules, read_rules

AGENT = "reportedly"
LARGEST_BODY = 20 << 20
MOST_REDIRECTS = 5
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
# A server that sends a byte now and then holds nothing up for longer than this.
LONGEST = 90.0
BETWEEN = 2.0
# A server may ask to wait for a week; what asks for more is mistaken.
LONGEST_WAIT = 7 * 86400.0
# RFC 9309, 2.4: rules are not to be used for longer than a day. A site that could not be asked is asked again sooner.
RULES_HOLD, CLOSED_HOLDS = 86400.0, 3600.0


class FetchError(ReportedlyError):
    """An address that gave nothing, and why. ``later`` are seconds that its server asks to wait."""

    def __init__(self, reason: str, later: float | None = None) -> None:
        super().__init__(reason)
        self.later = later


class PrivateError(FetchError):
    """An address of this machine or its network, not asked because that is not allowed; the error says how to allow it."""


@dataclass(frozen=True)
class Answer:
    """What a server said: ``url`` is the address that answered in the end, ``asked`` the one that was asked.

    ``raw`` is the body as it was sent (perhaps packed), ``body`` the same unpacked; ``fetched`` is an ISO 8601 time in UTC.
    A ``status`` of 304 means: as it was when ``etag`` and ``last_modified`` were given.
    """

    asked: str
    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    body: bytes
    fetched: str

    def header(self, name: str) -> str | None:
        """Value of a header, ``None`` if it is not there."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass
class Fetcher:
    """Asks addresses. Two requests to one host are ``between`` seconds apart, or as far as its robots.txt asks."""

    allow_private: bool = False
    between: float = BETWEEN
    longest: float = LONGEST
    largest: int = LARGEST_BODY
    pause: Callable[[float], None] = time.sleep
    _rules: dict[str, tuple[Rules, float]] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)
    _client: httpx.Client | None = None

    def __enter__(self) -> Fetcher:
        """Open the connections."""
        agent = f"{AGENT}/{__version__} (reads news reports of armed conflict; obeys robots.txt)"
        self._client = httpx.Client(
            transport=Transport(self.allow_private), timeout=TIMEOUT, follow_redirects=False, trust_env=False,
            headers={"user-agent": agent, "accept-encoding": "gzip"},
        )  # fmt: skip
        return self

    def __exit__(self, *_exc: object) -> None:
        """Close the connections."""
        if self._client:
            self._client.close()

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """Address, and what its server said of itself last time -> its answer (200 or 304), after redirects.

        Raises :class:`FetchError` for everything else: an address that robots.txt closes, a private one, an error, an answer
        that is too large or takes too long, too many redirects. It is a :class:`PrivateError` where
        ``url`` itself is private.
        """
        conditions = {"if-none-match": etag, "if-modified-since": last_modified}
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            _check_scheme(url)
            try:
                rules = self._rules_of(url)
            except PrivateError as error:
                if url == asked:
                    raise
                raise FetchError(f"redirects to {url[:200]}, and {error}") from None
            if not rules.allow(url, AGENT):
                raise FetchError("the site's robots.txt does not allow it" + (" (it could not be read)" if rules.closed else ""))
            self._wait(url, rules.delay(AGENT))
            answer = self._ask(asked, url, {name: value for name, value in conditions.items() if value})
            target = answer.header("location")
            if answer.status in (301, 302, 303, 307, 308) and target:
                try:
                    url = urljoin(url, target)
                except ValueError:
                    raise FetchError(f"redirects to {target[:200]!r}, which is no address") from None
                continue
            if answer.status in (429, 503):
                raise FetchError(f"the server asks to wait ({answer.status})", _retry_after(answer.header("retry-after")))
            if answer.status not in (200, 304):
                raise FetchError(f"the server answered {answer.status} {answer.reason}".rstrip())
            return answer
        raise FetchError(f"redirects more than {MOST_REDIRECTS} times")

    def _rules_of(self, url: str) -> Rules:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.lower()}"
        rules, until = self._rules.get(site, (None, 0.0))
        if rules is None or time.monotonic() > until:
            rules = read_rules(self._robots, url)
            self._rules[site] = rules, time.monotonic() + (CLOSED_HOLDS if rules.closed else RULES_HOLD)
        return rules

    def _robots(self, url: str) -> tuple[int, bytes] | None:
        first = url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                _check_scheme(url)
                answer = self._ask(url, url, {})
                target = answer.header("location")
                if answer.status not in (301, 302, 303, 307, 308) or not target:
                    return answer.status, answer.body
                url = urljoin(url, target)
        except (FetchError, ValueError) as error:
            if isinstance(error, PrivateError) and url == first:
                raise  # nobody refused but we
            return None
        return 404, b""  # RFC 9309, 2.3.1.2: after five redirects the file counts as not there

    def _wait(self, url: str, delay: float) -> None:
        host = urlsplit(url).netloc.lower()
        due = self._asked.get(host, 0.0) + max(self.between, delay)
        now = time.monotonic()
        if host in self._asked and now < due:
            self.pause(due - now)
        self._asked[host] = time.monotonic()

    def _ask(self, asked: str, url: str, headers: dict[str, str]) -> Answer:
        assert self._client is not None, "a fetcher is used in a with statement"
        until = time.monotonic() + self.longest
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                raw = self._read(answer.iter_raw(), until)
                status, reason, found = answer.status_code, answer.reason_phrase, tuple(answer.headers.multi_items())
        except RefusedError as error:
            raise PrivateError(str(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise FetchError(f"no answer ({str(error) or type(error).__name__})") from None
        packed = next((value for key, value in found if key.lower() == "content-encoding"), "identity").strip().lower()
        body = raw if packed in ("", "identity") else self._unpack(raw, packed)
        return Answer(asked, url, status, reason, found, raw, body, datetime.now(UTC).isoformat(timespec="seconds"))

    def _read(self, chunks: Iterator[bytes], until: float) -> bytes:
        raw = bytearray()
        for chunk in chunks:
            raw += chunk
            if len(raw) > self.largest:
                raise FetchError(f"the answer is larger than {self.largest >> 20} MB")
            if time.monotonic() > until:
                raise FetchError(f"the answer takes longer than {self.longest:.0f} seconds")
        return bytes(raw)

    def _unpack(self, raw: bytes, packed: str) -> bytes:
        if packed not in ("gzip", "x-gzip"):
            raise FetchError(f"the answer is packed as {packed[:40]!r}, which was not asked for")
        opened = zlib.decompressobj(wbits=31)
        try:
            body = opened.decompress(raw, self.largest + 1)
        except zlib.error as error:
            raise FetchError(f"the answer cannot be unpacked ({error})") from None
        if len(body) > self.largest:
            raise FetchError(f"the answer is larger than {self.largest >> 20} MB unpacked")
        return body


def _check_scheme(url: str) -> None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        named = "@" in parts.netloc
    except ValueError:
        fine = named = False
    if not fine:
        raise FetchError(f"{url[:200]!r} is no web address (http or https)")
    if named:  # it would stand in the archive and the project for all who read them, and pass for another host
        raise FetchError("the address holds a user name or password; give one without")


def _retry_after(written: str | None) -> float | None:
    """The header of that name, in seconds or as a date (RFC 9110, 10.2.3) -> seconds, ``None`` if it says nothing."""
    if not written:
        return None
    written = written.strip()[:60]
    if written.isascii() and written.isdecimal():
        return min(float(written), LONGEST_WAIT)
    try:
        return min(max(0.0, (parsedate_to_datetime(written) - datetime.now(UTC)).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return None
