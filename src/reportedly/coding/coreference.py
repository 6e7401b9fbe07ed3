"""Placeholder: joins mentions inside one report to their first naming."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.book import Codebook
from reportedly.coding.parse import Parsed
from reportedly.record import Actor


def resolve_coreference(parsed: Parsed, codebook: Codebook, actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """Actor mentions -> the same and the pronouns among them that resolve, in text order, with ``same_as`` set."""
    return tuple(actors)
