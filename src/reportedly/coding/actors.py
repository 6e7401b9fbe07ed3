"""Placeholder: finds actor mentions and resolves them to registry id, country and role codes."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.book import Codebook
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Place


def find_actors(parsed: Parsed, codebook: Codebook, places: Sequence[Place]) -> tuple[Actor, ...]:
    """A parsed report and its places -> its actor mentions, in text order."""
    return ()
