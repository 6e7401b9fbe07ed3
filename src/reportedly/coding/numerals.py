"""Reads English cardinal numbers, in words, digits or both; a number is exact or it is no number."""

from __future__ import annotations

import re
from math import isfinite

ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000,
          "billion": 1_000_000_000}  # fmt: skip
WORDS = frozenset((*ONES, *TENS, *SCALES))
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_PARTS = re.compile(r"[\s‐‑–-]+")


def read_number(text: str) -> int | None:
    """Text of a number ("14", "1,200", "2.5 million", "twenty-three", "a hundred and five") -> its value.

    ``None`` where the text is no whole number, so that "forty" is never read out of "forties".
    """
    total, group, seen = 0.0, 0.0, False
    for part in _PARTS.split(text.strip().lower()):
        if part in ("", "and"):
            continue
        if _DIGITS.fullmatch(part):
            group += float(part.replace(",", ""))
        elif part in ONES:
            group += ONES[part]
        elif part in TENS:
            group += TENS[part]
        elif part in ("a", "an") and not seen:
            pass
        elif part == "hundred":
            group = (group or 1) * 100
        elif part in SCALES:
            total, group = total + (group or 1) * SCALES[part], 0.0
        else:
            return None
        seen = True
    value = total + group
    return int(value) if seen and isfinite(value) and value == int(value) else None


def read_year(text: str) -> int | None:
    """Words of a year ("nineteen ninety-six", "two thousand and four", "twenty seventeen") -> the year, else ``None``."""
    parts = [part for part in _PARTS.split(text.strip().lower()) if part not in ("", "and")]
    if parts[:2] == ["two", "thousand"]:
        rest = read_number(" ".join(parts[2:])) if parts[2:] else 0
        return 2000 + rest if rest is not None and rest < 100 else None
    if parts and parts[0] in ("eighteen", "nineteen", "twenty") and len(parts) > 1:
        rest = read_number(" ".join(p for p in parts[1:] if p not in ("hundred", "oh")) or "0")
        return read_number(parts[0]) * 100 + rest if rest is not None and rest < 100 else None  # type: ignore[operator]
    return None
