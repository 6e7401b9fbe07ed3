"""Mends learned attributions by structure: quotations nobody was given, spans cut in the middle, levels taken for one.

The extractor reads a few sentences at a time and knows one level only. Where it and the rules read the same cue, its spans are
the better ones on the whole, so that only what structure shows to be wrong is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportedly.coding.attribution.drafts import EDGE
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.parse import Parsed
from reportedly.record import Span, Spans

_UNFINISHED = frozenset({"WDT", "WP", "WP$", "WRB", "IN", "TO", "CC", "DT", "PRP$", "VBG"})
"""Tags of words that end no span: the rest of the phrase was cut off."""
_LEAST = 40
"""Characters of a quotation that make it more than a phrase."""
_HOLE = 12
"""Characters that may be missing within a content without being left out on purpose."""
_MARKED = re.compile(r"[\"“”„«»]|\'\'")
_MARKS = "\"“„«'"


def repair(parsed: Parsed, learned: Sequence[RawAttribution], ruled: Sequence[RuleFound]) -> list[RawAttribution]:
    """Learned and ruled attributions -> the learned ones, mended, without those that turn out to be another's source."""
    covered = bytearray(len(parsed.text))
    for raw in learned:
        for start, end in raw.content:
            covered[start:end] = b"\x01" * (end - start)
    by_cue = {i: rule for rule in ruled for start, end in rule.raw.cue for i in range(start, end)}
    apart = _Apart(parsed, ruled)
    mended = []
    hearsay = [rule for rule in ruled if rule.family == "hearsay" and not rule.raw.source]
    for raw in learned:
        if _has_empty_cue(parsed, raw) and any(touch(rule.raw.content, raw.content) for rule in hearsay):
            # "It is believed that ...": "it" is no cue, and the rules have the verb
            continue
        rule = next((by_cue[i] for start, end in raw.cue for i in range(start, end) if i in by_cue), None)
        if rule is not None:
            raw = _mend(parsed, raw, rule, covered)
        raw = apart.cut(_before_predicate(parsed, raw))
        content = _filled(parsed.text, raw)
        if content:
            source = tuple(trim(parsed.text, span) for span in raw.source)
            mended.append(replace(raw, source=tuple(span for span in source if span[0] < span[1]), content=content))
    return mended


def _before_predicate(parsed: Parsed, raw: RawAttribution) -> RawAttribution:
    """End the clause of a noun before the noun's own verb: "The rumour that he had fled | spread quickly"."""
    cue = parsed.tokens(*(raw.cue or raw.content)[-1])
    if not raw.cue or not len(cue) or cue.root.pos_ != "NOUN" or cue.root.dep_ not in ("nsubj", "nsubjpass"):
        return raw
    noun, verb = cue.root, cue.root.head
    start, end = raw.content[-1]
    clause = next((c for c in noun.rights if c.dep_ in ("acl", "relcl", "ccomp") and start <= c.idx < end), None)
    if clause is None or not start <= verb.idx < end or clause.right_edge.i >= verb.i:
        return raw
    last = clause.right_edge
    return replace(raw, content=(*raw.content[:-1], (start, last.idx + len(last))))


def _has_empty_cue(parsed: Parsed, raw: RawAttribution) -> bool:
    cue = [token for span in raw.cue for token in parsed.tokens(*span)]
    return bool(cue) and not raw.source and all(token.lower_ in ("it", "there") for token in cue)


def _mend(parsed: Parsed, raw: RawAttribution, rule: RuleFound, covered: bytearray) -> RawAttribution:
    ruled = rule.raw.content
    if rule.raw.source and raw.source:
        raw = _with_whole_source(parsed, raw, rule.raw.source[0])
    elif rule.raw.source and raw.cue and 0 <= raw.cue[0][0] - rule.raw.source[0][1] <= 1:
        # "The general asked whether ...": who stands right before the cue is its source
        raw = replace(raw, source=rule.raw.source)
    if rule.family == "hearsay" and not rule.raw.source and raw.source and _lies_in(raw.source, rule.raw.cue):
        # "Reports emerged that ...": the noun is the cue, and nobody is named
        raw = replace(raw, source=(), cue=rule.raw.cue)
    beyond = [span for span in ruled if not touch((span,), raw.content)]
    free = bool(beyond) and not any(any(covered[slice(*span)]) for span in beyond)
    if free and rule.family in ("according", "hearsay") and _lies_in(raw.content, ruled):
        # "The soldiers, according to the mayor, fired first": the clause goes on behind what stands in it
        return replace(raw, content=ruled)
    sourced = bool(rule.raw.source) == bool(raw.source)
    if sourced and touch(ruled, raw.content) and _is_better(parsed.text, rule, raw.content):
        return replace(raw, content=ruled)
    if rule.family == "passive" and touch(rule.raw.source, raw.source):
        return replace(raw, content=_united([*raw.content, *ruled]))
    text = parsed.text
    quoted = [span for span in ruled if text[span[0]] in _MARKS and span[1] - span[0] > _LEAST]
    missing = [span for span in quoted if not any(covered[slice(*span)])]
    if missing and not _goes_on(text, raw.content, missing[-1][1]):
        kept = raw.content if touch(raw.content, ruled) or any(mark in text[slice(*raw.content[0])] for mark in '“”"') else ()
        return replace(raw, content=tuple(sorted({*kept, *missing})))
    start, end = raw.content[-1]
    whole = next((span for span in ruled if span[0] <= start < span[1] and span[1] > end), None)
    if whole is not None and (_unfinished(parsed, raw.content[-1]) or _cut_before_condition(parsed, (start, end), whole[1])):
        return replace(raw, content=(*raw.content[:-1], (start, whole[1])))
    return raw


def _is_better(text: str, rule: RuleFound, learned: Spans) -> bool:
    """Tell the contents that the rules see better: a quotation by its marks, the clause of a noun by its end."""
    if rule.family == "quotation":
        return not _goes_on(text, learned, rule.raw.content[-1][1])
    return rule.family == "noun" and learned[-1][1] - rule.raw.content[-1][1] > _HOLE


def _goes_on(text: str, learned: Spans, end: int) -> bool:
    """Tell whether the rules carry a quotation on into paragraphs that the extractor, which knows chains, left out."""
    return "\n" in text[learned[-1][1] : end] and bool(_MARKED.search(text, *_hull(learned)))


def _with_whole_source(parsed: Parsed, raw: RawAttribution, whole: Span) -> RawAttribution:
    """Take the whole phrase where the learned source breaks off in it, or part of it was read as content."""
    inside = [span for span in raw.content if whole[0] <= span[0] and span[1] <= whole[1]]
    start, end = raw.source[0]
    if not touch((whole,), raw.source) and _is_addressee(parsed, raw) and not touch((whole,), raw.content):
        return replace(raw, source=(whole,))
    if whole[0] < start and end <= whole[1] + 1 and any(begin < whole[0] < stop <= start for begin, stop in raw.content):
        # "..., the chairman of the council, Aminu Gora, said": the office is the source's, not the content's
        return replace(raw, source=(whole,), content=tuple(piece for span in raw.content for piece in less(span, (whole,))))
    cut_off = (
        start == whole[0] and end < whole[1] and (_unfinished(parsed, (start, end)) or _goes_with(parsed, (start, end), whole))
    )
    if cut_off or (inside and len(inside) < len(raw.content) and touch((whole,), raw.source)):
        return replace(raw, source=(whole,), content=tuple(span for span in raw.content if span not in inside))
    return raw


def _goes_with(parsed: Parsed, span: Span, whole: Span) -> bool:
    """Tell whether the rest of a source's phrase belongs to what was cut off of it.

    "A video posted | online", "a spokesman for the rebels | , Idris Kone", "an officer | , speaking on condition of ...".
    """
    read, rest = parsed.tokens(*span), parsed.tokens(span[1], whole[1])
    if not len(read) or not len(rest):
        return False
    if read[-1].tag_ == "VBN" and rest[0].head.i == read[-1].i:
        return True
    if rest[0].text != "," or len(rest) < 2:
        return False
    named = rest[1:]
    return all(token.pos_ == "PROPN" for token in named) or named.root.tag_ == "VBG"


def _is_addressee(parsed: Parsed, raw: RawAttribution) -> bool:
    """Tell whether the learned source is who was spoken to: "three residents told the Dispatch"."""
    tokens = parsed.tokens(*raw.source[0])
    cue = {token.i for span in raw.cue for token in parsed.tokens(*span)}
    return len(tokens) > 0 and tokens.root.dep_ in ("dobj", "dative") and tokens.root.head.i in cue


def _unfinished(parsed: Parsed, span: Span) -> bool:
    tokens = parsed.tokens(*span)
    return len(tokens) > 0 and tokens[-1].tag_ in _UNFINISHED and tokens[-1].pos_ != "PROPN"


def _cut_before_condition(parsed: Parsed, read: Span, end: int) -> bool:
    """Tell whether a content was cut before a clause that belongs to it: "said the town would fall | if no help came"."""
    held, rest = parsed.tokens(*read), parsed.tokens(read[1], end)
    if not len(held) or not len(rest) or rest[0].dep_ not in ("mark", "advmod") or rest[0].tag_ not in ("IN", "WRB"):
        return False
    clause = rest[0].head
    return clause.dep_ == "advcl" and held.start <= clause.head.i < held.end


class _Apart:
    """What stands in a sentence beside the content: those who are cited, and what takes up what was told."""

    def __init__(self, parsed: Parsed, ruled: Sequence[RuleFound]) -> None:
        text = parsed.text
        self.taken: list[Span] = [span for rule in ruled if rule.family == "citing" for span in rule.raw.source]
        for rule in ruled:
            if rule.family == "verdict" and rule.raw.source:
                start = text.rfind(",", max(rule.raw.source[0][0] - 60, 0), rule.raw.source[0][0])
                if start >= 0:
                    self.taken.append((start, max(rule.raw.cue[-1][1], rule.raw.source[0][1])))
        clauses = [rule for rule in ruled if rule.family in ("clause", "object") and rule.raw.source and rule.raw.cue]
        self.claimed = {rule.raw.content: rule for rule in clauses if not _MARKED.search(text, *_hull(rule.raw.content))}

    def cut(self, raw: RawAttribution) -> RawAttribution:
        """Take out of a content what is no part of it; "citing" as a cue of its own keeps no content."""
        here = [span for span in self.taken if touch((span,), raw.content)]
        if len(raw.content) > 1:
            # "Reuters reported ..., while the BBC put the toll at 70": the last piece has a source and cue of its own
            for span in raw.content:
                rule = self.claimed.get((span,))
                if rule and not touch(rule.raw.cue, raw.cue) and not touch(rule.raw.source, (*raw.source, *raw.content)):
                    here.append(span)
        if not here:
            return raw
        return replace(raw, content=tuple(piece for span in raw.content for piece in less(span, here)))


def _hull(spans: Spans) -> Span:
    return spans[0][0], spans[-1][1]


def less(span: Span, taken: Sequence[Span]) -> Iterable[Span]:
    """Span and spans to take out of it -> what is left, in order."""
    start, end = span
    for begin, stop in sorted(taken):
        if begin < end and start < stop:
            if start < begin:
                yield start, begin
            start = stop
    if start < end:
        yield start, end


def _filled(text: str, raw: RawAttribution) -> Spans:
    """Join pieces of a content between which a word or two was lost, and drop pieces without a word."""
    own = (*raw.source, *raw.cue)
    found: list[Span] = []
    for start, end in raw.content:
        if not any(char.isalnum() for char in text[start:end]):
            continue
        last = found[-1] if found else None
        gap = (last[1], start) if last else None
        if last and gap and gap[1] - gap[0] <= _HOLE and "\n" not in text[slice(*gap)] and not touch((gap,), own):
            found[-1] = (last[0], end)
        else:
            found.append((start, end))
    return tuple(_trimmed_end(text, span) for span in found)


def _trimmed_end(text: str, span: Span) -> Span:
    start, end = span
    while end > start + 1 and (text[end - 1].isspace() or (text[end - 1] in ",;:" and text[end - 2] not in ",.!?")):
        end -= 1
    return start, end


def trim(text: str, span: Span) -> Span:
    """Span -> the same without white space and punctuation at its edges."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in EDGE):
        start += 1
    while end > start and (text[end - 1].isspace() or (text[end - 1] in EDGE and text[end - 1] != ".")):
        end -= 1
    return start, end


def trim_dash(text: str, span: Span) -> Span:
    """Span -> the same without white space, dashes and commas at its start."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in "-–—,:"):
        start += 1
    return start, end


def _united(spans: Iterable[Span]) -> Spans:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _lies_in(some: Spans, others: Spans) -> bool:
    return all(any(start <= s and e <= end for start, end in others) for s, e in some)


def touch(some: Spans, others: Spans) -> bool:
    """Tell whether two lists of spans share a character."""
    return any(start < stop and begin < end for start, end in some for begin, stop in others)
