"""Where an address may lead: to paths of the desk, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_path(written: str) -> str:
    """Where somebody wanted to go, as an address says it -> a path of this desk; anything else leads to the queue."""
    parts = urlsplit(written)
    ours = written[:1] == "/" and written[1:2] not in ("/", "\\") and not parts.scheme and not parts.netloc
    return written if ours and written.isprintable() and "\\" not in written else "/"
