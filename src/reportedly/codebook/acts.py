"""Placeholder of the table of acts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ActTable:
    """Placeholder."""


def load_acts(folder: Path) -> ActTable:
    """Folder -> table."""
    return ActTable()
