"""Brings what the learned extractor and the rules find together, and leaves out what is no attribution."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.nesting import find_parents
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.attribution.stance import read_stance
from reportedly.coding.parse import Parsed

NESTABLE = frozenset({"clause", "quotation", "according", "citing", "passive", "hearsay"})
"""Families whose attributions are kept inside another's content: someone else speaks there."""

_SAME_SPEAKER = frozenset({"he", "she", "it", "they", "i", "we", "you", "who", "which", "that"})


def merge(
    parsed: Parsed, learned: Sequence[RawAttribution] | None, ruled: Sequence[RuleFound], cues: CueTable
) -> list[RawAttribution]:
    """Learned (``None``: no model) and ruled attributions -> those of the report, in the order of their content."""
    chosen = [(rule.raw, rule.family in NESTABLE) for rule in ruled]
    raws = [raw for raw, _ in chosen]
    nested = [parent is not None for parent in find_parents(raws)]
    kept = [
        raw
        for (raw, nestable), inner in zip(chosen, nested, strict=True)
        if not is_own_observation(parsed, raw) and (not inner or (nestable and _speaks_there(parsed, raw, cues)))
    ]
    return sorted(kept, key=lambda raw: (raw.content[0], raw.cue))


def _speaks_there(parsed: Parsed, raw: RawAttribution, cues: CueTable) -> bool:
    """Tell whether an attribution inside another is someone else's word, and not "he said he hopes"."""
    source = parsed.text[slice(*raw.source[0])].lower() if raw.source else ""
    if source in _SAME_SPEAKER:
        return False
    return read_stance(parsed, raw.cue, raw.content, cues).kind in ("speech", "writing", "report", "perception")


_OWN = ("our correspondent", "our reporter", "this reporter", "this correspondent", "our team", "i", "we", "us")


def is_own_observation(parsed: Parsed, raw: RawAttribution) -> bool:
    """Tell whether the source is the reporter: outside of quotations "I", "we" and "our correspondent" are the report."""
    if not raw.source:
        return False
    source = parsed.text[slice(*raw.source[0])].lower()
    return source in _OWN or source.startswith(_OWN[:6])
