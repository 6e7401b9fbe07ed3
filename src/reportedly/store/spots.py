"""What part of the map, what precision and what days of beginning an address asks for, and the incidents that fit."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from reportedly.store.schema import incidents

NONE = "none"
"""Asks for the incidents that have no coordinates (``box``), or no day (``began``)."""
PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
PRECISIONS = re.compile(r"[0-7]{1,8}")

Box = tuple[float, float, float, float]
"""South, west, north and east end, in degrees, all inside."""


def read_box(written: str) -> Box | None:
    """``35.5,36.2,35.9,36.8`` -> the box; ``None`` for what is none on Earth."""
    try:
        ends = [float(end) for end in written.split(",")]
    except ValueError:
        return None
    if len(ends) != 4 or not (-90 <= ends[0] <= ends[2] <= 90 and -180 <= ends[1] <= ends[3] <= 180):
        return None
    return ends[0], ends[1], ends[2], ends[3]


def say_box(box: Box) -> str:
    """Box -> the words of an address, of which every digit counts: the same box is read from it."""
    return ",".join(f"{end:.10g}" if float(f"{end:.10g}") == end else repr(end) for end in box)


def read_spot(box: str, precision: str, began: str) -> tuple[str, str, str]:
    """The three as an address has them -> the same, empty where they make no sense."""
    return (
        box if box == NONE or read_box(box) else "",
        "".join(sorted(set(precision))) if PRECISIONS.fullmatch(precision) else "",
        began if began == NONE or PERIOD.fullmatch(began) else "",
    )


def spot_conditions(box: str, precision: str, began: str) -> list[ColumnElement[bool]]:
    """The three of an address (empty: anything) -> what the incidents must fulfil.

    ``precision`` holds digits of UCDP's where_prec, ``0`` where it is not known; ``began`` is the first day, ``FROM..TO``.
    """
    c = incidents.c
    parts: list[ColumnElement[bool]] = []
    if box == NONE:
        parts.append(c.lat.is_(None))
    elif ends := read_box(box) if box else None:
        parts.append(and_(c.lat.between(ends[0], ends[2]), c.lon.between(ends[1], ends[3])))
    if precision:
        known: Any = c.precision.in_([int(digit) for digit in precision if digit != "0"])
        parts.append(or_(known, c.precision.is_(None)) if "0" in precision else known)
    if began == NONE:
        parts.append(c.day == "")
    elif period := PERIOD.fullmatch(began):
        parts.append(c.day.between(period[1], period[2]))
    return parts
