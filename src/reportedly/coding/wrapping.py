"""Tells a line break that ends something from one that only wraps the text."""

from __future__ import annotations

# Lengths of lines that a machine wrapped: FBIS files and e-mail break at some 70 characters.
WRAPPED = range(55, 101)


def is_wrap(text: str, start: int, end: int) -> bool:
    """Text and the span of white space that holds a line break -> whether the sentence goes on after it.

    It does after a single break that follows a line of :data:`WRAPPED` length which ends in no stop, before a line no longer.
    """
    if start == 0 or text.count("\n", start, end) != 1:
        return False
    before = start - 1 - text.rfind("\n", 0, start)
    after = text.find("\n", end)
    return before in WRAPPED and text[start - 1] not in '.!?:"”' and (after if after >= 0 else len(text)) - end < WRAPPED.stop
