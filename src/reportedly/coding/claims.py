"""Placeholder: makes claims of triggers, arguments, status and attribution."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.book import Codebook
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Attribution, Claim, Place, Time, Toll


def find_claims(
    parsed: Parsed,
    codebook: Codebook,
    actors: Sequence[Actor],
    places: Sequence[Place],
    times: Sequence[Time],
    tolls: Sequence[Toll],
    attributions: Sequence[Attribution],
) -> tuple[tuple[Claim, ...], tuple[Actor, ...]]:
    """All layers below -> the claims in text order, and the actors (any that claims add come at the end)."""
    return (), tuple(actors)
