"""Placeholder: finds TIMEX3 expressions and anchors them to the publication date."""

from __future__ import annotations

from reportedly.coding.parse import Parsed
from reportedly.record import Time


def find_times(parsed: Parsed) -> tuple[Time, ...]:
    """A parsed report -> its times, in text order."""
    return ()
