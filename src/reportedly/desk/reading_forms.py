"""Numbers as people type them, or as an address has them."""

from __future__ import annotations


def read_count(text: str, most: int) -> int | None:
    """Text and the largest number wanted -> the number from 0 on that it is, ``None`` for what is none or too large.

    Only the digits 0 to 9 are read: ``str.isdigit`` also takes signs such as a raised two, of which ``int`` makes nothing.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
