"""What a site asks of robots (RFC 9309), looked up once a run and site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

# A site whose robots.txt says "Crawl-delay: 86400" is better not asked than waited for.
LONGEST_DELAY = 60.0
LARGEST = 512_000


@dataclass(frozen=True)
class Rules:
    """What one site allows: whether an address may be asked, and how long to wait between two requests (seconds)."""

    rules: Protego | None
    closed: bool = False

    def allow(self, url: str, agent: str) -> bool:
        """Whether ``agent`` may ask this address."""
        return not self.closed and (self.rules is None or self.rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the site asks for, 0 where it asks for none."""
        asked = self.rules.crawl_delay(agent) if self.rules else None
        return min(float(asked or 0.0), LONGEST_DELAY)


def robots_address(url: str) -> str:
    """Address of a page -> that of its site's robots.txt."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def read_rules(ask: Callable[[str], tuple[int, bytes] | None], url: str) -> Rules:
    """What asks an address (status and body, ``None`` when there was no answer), and a page -> the rules of its site.

    RFC 9309, 2.3.1: no such file (4xx) allows everything; a server that fails (5xx) or does not answer allows nothing.
    """
    answer = ask(robots_address(url))
    if answer is None or answer[0] >= 500:
        return Rules(None, closed=True)
    if answer[0] >= 400:
        return Rules(None)
    return Rules(Protego.parse(answer[1][:LARGEST].decode("utf-8", "replace")))
