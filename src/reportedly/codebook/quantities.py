"""Placeholder of the table of quantities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class QuantityTable:
    """Placeholder."""


def load_quantities(folder: Path) -> QuantityTable:
    """Folder -> table."""
    return QuantityTable()
