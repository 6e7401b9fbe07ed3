"""Sets of words, written as a reader writes them: in one string."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Words with spaces between them -> the set of them."""
    return frozenset(text.split())
