"""Placeholder: reads counts of people harmed as low, best, high."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.book import Codebook
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Toll


def find_tolls(parsed: Parsed, codebook: Codebook, actors: Sequence[Actor]) -> tuple[tuple[Toll, ...], tuple[Actor, ...]]:
    """A parsed report and its actors -> its tolls in text order, and the actors (any the tolls add come at the end)."""
    return (), tuple(actors)
