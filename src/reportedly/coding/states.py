"""The states of the shipped encoder by character, for layers that put a head of their own on the pass it makes anyway."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class States:
    """One state for each word piece of a text, and where the pieces start and end (code points, in order)."""

    starts: Sequence[int]
    ends: Sequence[int]
    vectors: Floats

    def word(self, start: int, end: int) -> Floats:
        """Span of a word -> the mean state of the pieces that touch it; noughts where none does."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        if last <= first:
            return np.zeros(self.vectors.shape[1:], dtype=np.float32)
        return np.asarray(self.vectors[first:last].mean(axis=0))
