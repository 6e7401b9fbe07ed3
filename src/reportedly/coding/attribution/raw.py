"""What the learned extractor hands to the rest of the attribution layer."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
"""Code-point offsets into a report's text, end exclusive."""


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """One attribution as spans only: no manner, no stance, no actor yet.

    Every list is sorted and free of overlaps, offsets are code points into the report's text, end exclusive.
    `source` is empty where the text names no source, `cue` where nothing but layout or punctuation ties
    content and source; `content` is never empty. `confidence` (0..1) is the probability that a reader would find
    the same attribution: at least half of the content and the same source.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float
