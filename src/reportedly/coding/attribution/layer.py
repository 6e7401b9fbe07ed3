"""Placeholder: finds source, cue and content spans, their manner and stance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportedly.codebook.book import Codebook
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Attribution


def load_attribution_model() -> Any:
    """-> the attribution model that comes with the package, or ``None``."""
    return None


def find_attributions(parsed: Parsed, codebook: Codebook, actors: Sequence[Actor], model: Any) -> tuple[Attribution, ...]:
    """A parsed report and its actors -> its attributions, in text order."""
    return ()
