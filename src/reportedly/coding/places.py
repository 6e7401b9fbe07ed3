"""Placeholder: finds toponyms and resolves each to a gazetteer entry, or says it cannot."""

from __future__ import annotations

from reportedly.codebook.book import Codebook
from reportedly.coding.gazetteer import Gazetteer
from reportedly.coding.parse import Parsed
from reportedly.record import Place


def find_places(parsed: Parsed, codebook: Codebook, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """A parsed report -> its toponyms, in text order."""
    return ()
