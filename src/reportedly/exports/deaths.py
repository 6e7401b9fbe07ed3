"""How many of the dead were of which side, as UCDP counts them."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.exports.entries import Entry
from reportedly.exports.parties import STATE, Party


@dataclass(frozen=True)
class Deaths:
    """UCDP's deaths by side; ``None`` where no figure is told. What is not known to be of a side is ``unknown``."""

    a: int | None = None
    b: int | None = None
    civilians: int | None = None
    unknown: int | None = None


def find_deaths(entry: Entry, side_a: Party | None, side_b: Party | None) -> Deaths:
    """Entry and its sides -> the deaths of each; together they are the best figure, as UCDP wants it.

    Where the figures of the sides, which may be different origins' own, are together more than the best figure, nobody can say
    which of them it holds: all are of no known side then.
    """
    if entry.killed is None or entry.killed.best is None:
        return Deaths()
    best = entry.killed.best
    found = {
        one.side.id: one.toll.best
        for one in (entry.examined.sides if entry.examined else ())
        if one.harm == "killed" and one.toll.best is not None
    }
    a, b, civilians = (found.get(name, 0) for name in (_side_id(side_a), _side_id(side_b), "civilians"))
    known = a + b + civilians
    return Deaths(a, b, civilians, best - known) if known <= best else Deaths(0, 0, 0, best)


def _side_id(party: Party | None) -> str:
    """Party -> the id of its side in :func:`reportedly.assessing.assessor.tolls_by_side`."""
    if party is None:
        return ""
    return f"{party.country}-GOV" if party.country and set(party.roles) & STATE else party.id or ""
