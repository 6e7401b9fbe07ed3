"""Mends the contents of learned attributions by structure: quotations nobody was given, clauses cut in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.parse import Parsed
from reportedly.record import Spans

_UNFINISHED = frozenset({"DET", "ADP", "CCONJ", "SCONJ", "PART", "AUX"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB", "IN", "TO", "CC", "DT", "PRP$"})
_LEAST = 40
"""Characters of a quotation that make it more than a phrase."""


def repair(parsed: Parsed, learned: Sequence[RawAttribution], ruled: Sequence[RuleFound]) -> list[RawAttribution]:
    """Learned and ruled attributions -> the learned ones, some with the content that the rules give the same cue.

    The extractor reads a few sentences at a time: a quotation that stands in a paragraph of its own below "released a
    statement," is easily lost, and so is the end of a long clause.
    """
    given = {span for raw in learned for span in raw.content}
    covered = bytearray(len(parsed.text))
    for start, end in given:
        covered[start:end] = b"\x01" * (end - start)
    by_cue = {i: rule for rule in ruled for start, end in rule.raw.cue for i in range(start, end)}
    mended = []
    for raw in learned:
        rule = next((by_cue[i] for start, end in raw.cue for i in range(start, end) if i in by_cue), None)
        mended.append(_mend(parsed, raw, rule.raw.content, covered) if rule is not None else raw)
    return mended


def _mend(parsed: Parsed, raw: RawAttribution, ruled: Spans, covered: bytearray) -> RawAttribution:
    missing = tuple(
        (start, end)
        for start, end in ruled
        if parsed.text[start] in "\"“„«'" and end - start > _LEAST and not any(covered[start:end])
    )
    if missing:
        shared = any(start < stop and begin < end for start, end in raw.content for begin, stop in ruled)
        kept = raw.content if shared or "“" in parsed.text[slice(*raw.content[0])] else ()
        return replace(raw, content=tuple(sorted({*kept, *missing})))
    start, end = raw.content[-1]
    last = parsed.tokens(start, end)
    whole = next((span for span in ruled if span[0] <= start < span[1] and span[1] > end), None)
    if whole is not None and len(last) and last[-1].tag_ in _RELATIVE and last[-1].pos_ != "PROPN":
        return replace(raw, content=(*raw.content[:-1], (start, whole[1])))
    return raw
