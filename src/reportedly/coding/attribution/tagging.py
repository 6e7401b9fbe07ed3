"""From a text to raw attributions: pieces, scores, runs, pairs, and their repair by quotation structure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.coding.attribution.decode import Linked, Run, Scores, link_runs, read_runs
from reportedly.coding.attribution.encoder import Encoder, read_text, score_pieces
from reportedly.coding.attribution.layouts import find_signed, find_turns, lay_over
from reportedly.coding.attribution.pieces import CLOSING, OPENING, Pieces
from reportedly.coding.attribution.quotations import find_quotations
from reportedly.coding.attribution.quote_repair import Draft, repair_quotes
from reportedly.coding.attribution.raw import RawAttribution, Span
from reportedly.coding.attribution.windows import starting_pieces
from reportedly.coding.states import States

_ENDS_SENTENCE = re.compile(r"(?<=[a-z\d)]{3})\.(?=\s*(?:\n|\Z|[\"\u201c\u2018']?[A-Z]))")
LEAST = 0.35
"""Attributions of less confidence are dropped: this is where found F1 is best, and no attribution beats a wrong one."""


def tag_attributions(text: str, sentences: Sequence[Span], encoder: Encoder) -> list[RawAttribution]:
    """Return the attributions of `text`, in order of their content.

    `sentences` are its sentence spans in code points, in order; the encoder's windows are cut at their starts. An
    empty text gives an empty list.
    """
    return tag_encoded(text, sentences, encode(text, sentences, encoder), encoder)


@dataclass(frozen=True)
class Encoded:
    """A text as the encoder read it: its word pieces and their scores."""

    pieces: Pieces
    scores: Scores

    @property
    def states(self) -> States | None:
        """The encoder's last layer by character, where it was kept."""
        return None if self.scores.states is None else States(self.pieces.starts, self.pieces.ends, self.scores.states)


def encode(text: str, sentences: Sequence[Span], encoder: Encoder) -> Encoded:
    """Text and its sentence spans -> its pieces and their scores; one pass serves all layers that read them."""
    pieces = read_text(text, encoder)
    return Encoded(pieces, score_pieces(pieces, sentences, encoder))


def tag_encoded(text: str, sentences: Sequence[Span], encoded: Encoded, encoder: Encoder) -> list[RawAttribution]:
    """Text, its sentence spans and what :func:`encode` made of it -> its attributions, in order of their content."""
    pieces, scores = encoded.pieces, encoded.scores
    if not len(pieces):
        return []
    drafts = decode_text(text, sentences, pieces, scores, encoder.card["confidence"])
    raws = (RawAttribution(draft.source, draft.cue, draft.content, draft.confidence) for draft in drafts)
    return sorted(raws, key=lambda raw: (raw.content, raw.cue))


def decode_text(text: str, sentences: Sequence[Span], pieces: Pieces, scores: Scores, weights: Sequence[float]) -> list[Draft]:
    """Return the attributions that the scores of a text's pieces make, repaired; `weights` are those of confidence."""
    linked, _ = link_runs(read_runs(scores.tags), scores, _seams(pieces, sentences))
    drafts = [_draft(text, pieces, one, weights) for one in linked]
    drafts = repair_quotes(text, [draft for draft in drafts if draft.content and draft.confidence >= LEAST])
    return lay_over(drafts, [*find_turns(text), *find_signed(text, find_quotations(text))])


def _seams(pieces: Pieces, sentences: Sequence[Span]) -> list[int]:
    """Return the pieces before which one content may end and another begin: sentence starts and quotation marks."""
    starts, _ = starting_pieces(pieces, sentences)
    marks = (i + (shape == CLOSING) for i, shape in enumerate(pieces.shapes) if shape in (OPENING, CLOSING))
    return sorted({*starts, *marks})


def _draft(text: str, pieces: Pieces, linked: Linked, weights: Sequence[float]) -> Draft:
    source, cue, content = (_spans(text, pieces, runs) for runs in (linked.source, [linked.cue], linked.content))
    return Draft(source, cue, content, confidence(linked.signs, weights))


def confidence(signs: Sequence[float], weights: Sequence[float]) -> float:
    """Return the probability that the signs of an attribution make; the first weight stands alone."""
    sum_ = weights[0] + sum(weight * sign for weight, sign in zip(weights[1:], signs, strict=True))
    return round(1 / (1 + math.exp(-sum_)), 4)


def _spans(text: str, pieces: Pieces, runs: Sequence[Run]) -> tuple[Span, ...]:
    # a run of nothing but line breaks leaves no words
    trimmed = (_trim(text, pieces.starts[run.start], pieces.ends[run.end - 1]) for run in runs)
    return tuple(sorted((start, end) for start, end in trimmed if start < end))


def _trim(text: str, start: int, end: int) -> Span:
    """Leave out space, and the comma or full stop that ends the clause around a span and not the span."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    stop = text[end - 1 : end] == "." and len(text[start:end].split()) > 2 and _ENDS_SENTENCE.match(text, end - 1)
    if end - start > 1 and (stop or text[end - 1] in ",;"):
        end -= 1
    return start, end
