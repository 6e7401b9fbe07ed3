"""Placeholder of the table of registry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Registry:
    """Placeholder."""


def load_registry(folder: Path) -> Registry:
    """Folder -> table."""
    return Registry()
