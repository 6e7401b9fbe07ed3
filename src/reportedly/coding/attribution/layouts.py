"""Attributions that the layout of a page makes without a verb: signed quotations and transcripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reportedly.coding.attribution.quotations import Quotation
from reportedly.coding.attribution.quote_repair import Draft
from reportedly.coding.attribution.raw import Span

SURE = 0.8
"""The confidence of an attribution found by layout alone."""
_NAME = r"[A-Z\u00c0-\u00de@][\w.'\u2019@-]*(?: (?:[A-Z\u00c0-\u00de][\w.'\u2019-]*|de|al|bin|van|von|of|the)){0,4}"
_SIGNED = re.compile(
    rf"[ \u00a0]*(?:\n\s*)?(?P<dash>\u2015|\u2014|\u2013|--?)[ \u00a0]*(?P<name>{_NAME})"
    r"(?:,[^\n\"\u201c\u201d]{0,80}|[ ]\(@\w+\)[^\n]{0,40})?[.]?[ \u00a0]*(?=\n|\Z)"
)
_TURN = re.compile(
    r"^[\"\u201c]?(?P<name>[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]+){0,2}|[A-Z][\w.'\u2019-]+(?: [A-Z][\w.'\u2019-]+){0,2})"
    r"(?P<colon>:)[ \u00a0]+(?P<said>[^\n]*\S)",
    re.MULTILINE,
)
_LEAST_TURNS, _LEAST_WORDS = 3, 6


def find_signed(text: str, quotations: Sequence[Quotation]) -> list[Draft]:
    """Return quotations that fill a line and are signed after a dash, as letters and posts are.

    The content is the quotation, the cue the dash, the source the name; what follows the name in brackets or after a
    comma belongs to neither.
    """
    found = []
    for quotation in quotations:
        begins_line = not text[: quotation.start].rsplit("\n", 1)[-1].strip()
        if not begins_line or quotation.depth or quotation.width != "double" or not quotation.closed:
            continue
        if signed := _SIGNED.match(text, quotation.end):
            content = ((quotation.start, quotation.end),)
            found.append(Draft((signed.span("name"),), (signed.span("dash"),), content, SURE))
    return found


def find_turns(text: str) -> list[Draft]:
    """Return the turns of a transcript: lines that begin with a speaker's name and a colon.

    Only a text with three such lines or more, one name among them repeated, counts as a transcript; a line of a few
    words ("Killed: 12") is an entry of a table.
    """
    turns = [turn for turn in _TURN.finditer(text) if len(turn["said"].split()) >= _LEAST_WORDS]
    names = Counter(turn["name"] for turn in turns)
    if len(turns) < _LEAST_TURNS or max(names.values()) < 2:
        return []
    return [Draft((turn.span("name"),), (turn.span("colon"),), (_said(text, turn.span("said")),), SURE) for turn in turns]


def _said(text: str, span: Span) -> Span:
    """Leave out the mark that closes a quotation which the turn did not open."""
    start, end = span
    if text[end - 1] in '"\u201d' and text.count(text[end - 1], start, end) % 2:
        return start, end - 1
    return span


def lay_over(drafts: Sequence[Draft], layouts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with those found by layout laid over them.

    A draft that rests on a content found by layout is dropped: it is inside it, or it was pieced together across it.
    """
    taken = [span for draft in layouts for span in draft.content]

    def inside(spans: Sequence[Span]) -> bool:
        return any(s < end and start < e for s, e in spans for start, end in taken)

    return [draft for draft in drafts if not inside(draft.content)] + list(layouts)
