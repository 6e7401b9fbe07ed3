"""Brings what the learned extractor and the rules find together, and leaves out what is no attribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.drafts import Family
from reportedly.coding.attribution.nesting import CITING, anchor, find_parents
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.attribution.stance import read_stance
from reportedly.coding.parse import Parsed
from reportedly.record import Spans

NESTABLE: frozenset[Family] = frozenset(
    {"clause", "quotation", "according", "citing", "passive", "hearsay", "noun", "object", "infinitive"}
)
"""Families whose attributions are kept inside another's content: someone else speaks there."""

ADDED: frozenset[Family] = frozenset({"according", "citing", "passive", "hearsay", "headline"})
"""Families that the rules add where the learned extractor found nothing."""

_SAME_SPEAKER = frozenset({"he", "she", "it", "they", "i", "we", "you", "who", "which", "that"})
_TELLING = frozenset({"asserts", "confirms", "denies", "accuses"})
_OWN = ("our correspondent", "our reporter", "this reporter", "this correspondent", "our team")


def merge(
    parsed: Parsed, learned: Sequence[RawAttribution] | None, ruled: Sequence[RuleFound], cues: CueTable
) -> list[RawAttribution]:
    """Learned (``None``: no model) and ruled attributions -> those of the report, in the order of their content.

    The learned ones are kept as they are. Of the ruled ones those are added that stand inside another's content, where
    the learned extractor does not look, and those of families that it was seldom shown.
    """
    base = [raw for raw in learned or () if not is_silent(parsed, raw)]
    spoken = [rule for rule in ruled if not is_silent(parsed, rule.raw)]
    if learned is not None:
        spoken = [_shared(parsed, rule, base) for rule in spoken]
        spoken = [rule for rule in spoken if not _known(rule, base)]
    parents = find_parents(parsed.text, [*base, *(rule.raw for rule in spoken)])[len(base) :]
    for rule, parent in zip(spoken, parents, strict=True):
        if parent is not None:
            if rule.family in NESTABLE and _speaks_there(parsed, rule, cues):
                base.append(rule.raw)
        elif learned is None or (rule.family in ADDED and not _overlaps_any(rule.raw.content, learned)):
            base.append(rule.raw)
    return sorted(base, key=lambda raw: (raw.content[0], raw.cue))


def _known(rule: RuleFound, learned: Sequence[RawAttribution]) -> bool:
    """Tell whether the learned extractor found it too: their cues touch, or most of their contents is shared."""
    if rule.family == "citing":
        return any(_touch(rule.raw.cue, raw.cue) and raw.source and _touch(raw.source, rule.raw.source) for raw in learned)
    at = anchor(rule.raw)
    return any(
        _touch(rule.raw.cue, raw.cue)
        or (_alike(rule.raw.content, raw.content) and not any(start <= at < end for start, end in raw.content))
        for raw in learned
    )


def _shared(parsed: Parsed, rule: RuleFound, learned: Sequence[RawAttribution]) -> RuleFound:
    """Give "citing two officials" the content of the learned attribution in its sentence: they cite what is told there."""
    if rule.family != "citing":
        return rule
    sentence = parsed.tokens(*rule.raw.cue[0]).sent
    for raw in learned:
        at = (raw.cue or raw.content)[0][0]
        cue = parsed.text[slice(*raw.cue[0])].lower() if raw.cue else ""
        if sentence.start_char <= at < sentence.end_char and cue not in CITING and not _touch(raw.content, rule.raw.cue):
            return replace(rule, raw=replace(rule.raw, content=raw.content))
    return rule


def _speaks_there(parsed: Parsed, rule: RuleFound, cues: CueTable) -> bool:
    """Tell whether an attribution inside another is someone else's word, and not "he said he hopes"."""
    raw = rule.raw
    source = parsed.text[slice(*raw.source[0])].lower() if raw.source else ""
    if source in _SAME_SPEAKER:
        return False
    stand = read_stance(parsed, raw.cue, raw.content, cues)
    if (rule.family == "noun" and not raw.source) or (rule.family in ("object", "infinitive") and stand.stance not in _TELLING):
        return False
    return stand.kind in ("speech", "writing", "report", "perception")


def is_silent(parsed: Parsed, raw: RawAttribution) -> bool:
    """Tell whether it is no attribution of the report: in boilerplate, or the reporter's own observation.

    Outside of quotations "I", "we" and "our correspondent" are the report itself.
    """
    if raw.source:
        source = parsed.text[slice(*raw.source[0])].lower()
        if source in ("i", "we", "us") or source.startswith(_OWN):
            return True
    first = parsed.tokens(*(raw.cue or raw.content)[0])
    return bool(parsed.boilerplate) and len(first) > 0 and first[0].i in parsed.boilerplate


def _touch(some: Spans, others: Spans) -> bool:
    return any(start < stop and begin < end for start, end in some for begin, stop in others)


def _overlaps_any(content: Spans, raws: Sequence[RawAttribution]) -> bool:
    return any(_touch(content, raw.content) for raw in raws)


def _alike(some: Spans, others: Spans) -> bool:
    shared = sum(max(0, min(end, stop) - max(start, begin)) for start, end in some for begin, stop in others)
    total = sum(end - start for start, end in (*some, *others)) - shared
    return shared * 2 >= total
