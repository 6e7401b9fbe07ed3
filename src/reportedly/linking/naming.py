"""Names for incidents: digests of what they stand on."""

from __future__ import annotations

import hashlib


def name_incident(*parts: str) -> str:
    """Words that tell one incident from all others -> its id, 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(("incident", *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
