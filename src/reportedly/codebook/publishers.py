"""Placeholder of the table of publishers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PublisherTable:
    """Placeholder."""


def load_publishers(folder: Path) -> PublisherTable:
    """Folder -> table."""
    return PublisherTable()
