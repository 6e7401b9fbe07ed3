"""From a text to raw attributions: pieces, scores, runs, pairs, and their repair by quotation structure."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.coding.attribution.decode import Linked, Run, Scores, link_runs, read_runs
from reportedly.coding.attribution.encoder import Encoder, read_text, score_pieces
from reportedly.coding.attribution.pieces import Pieces
from reportedly.coding.attribution.quotes import Draft, repair_quotes
from reportedly.coding.attribution.raw import RawAttribution, Span


def tag_attributions(text: str, sentences: Sequence[Span], encoder: Encoder) -> list[RawAttribution]:
    """Return the attributions of `text`, in order of their content.

    `sentences` are its sentence spans in code points, in order; the encoder's windows are cut at their starts. An
    empty text gives an empty list.
    """
    pieces = read_text(text, encoder)
    if not len(pieces):
        return []
    drafts = decode_text(text, pieces, score_pieces(pieces, sentences, encoder))
    return [RawAttribution(draft.source, draft.cue, draft.content, draft.confidence) for draft in drafts]


def decode_text(text: str, pieces: Pieces, scores: Scores) -> list[Draft]:
    """Return the attributions that the scores of a text's pieces make, repaired, in order of content."""
    linked, orphans = link_runs(read_runs(scores.tags), scores)
    drafts = [_draft(text, pieces, one) for one in linked]
    return repair_quotes(text, drafts, _spans(text, pieces, orphans))


def _draft(text: str, pieces: Pieces, linked: Linked) -> Draft:
    source, cue, content = (_spans(text, pieces, runs) for runs in (linked.source, [linked.cue], linked.content))
    return Draft(source, cue, content, 0.5)


def _spans(text: str, pieces: Pieces, runs: Sequence[Run]) -> tuple[Span, ...]:
    return tuple(sorted(_trim(text, pieces.starts[run.start], pieces.ends[run.end - 1]) for run in runs))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
