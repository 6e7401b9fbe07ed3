"""A named reason for or against two accounts telling of one event, and their sum."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One feature of a pair: its name, what it adds, and why in plain words."""

    name: str
    value: float
    why: str


@dataclass(frozen=True)
class Comparison:
    """The reasons of a pair. ``score`` is their sum."""

    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """Sum of the reasons' values."""
        return round(sum(reason.value for reason in self.reasons), 4)
