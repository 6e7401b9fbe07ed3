"""Brings what the learned extractor and the rules find together, and leaves out what is no attribution."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.drafts import Family
from reportedly.coding.attribution.nesting import find_parents
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.attribution.stance import read_stance
from reportedly.coding.parse import Parsed

NESTABLE = frozenset({"clause", "quotation", "according", "citing", "passive", "hearsay", "noun", "object"})
"""Families whose attributions are kept inside another's content: someone else speaks there."""

_SAME_SPEAKER = frozenset({"he", "she", "it", "they", "i", "we", "you", "who", "which", "that"})


def merge(
    parsed: Parsed, learned: Sequence[RawAttribution] | None, ruled: Sequence[RuleFound], cues: CueTable
) -> list[RawAttribution]:
    """Learned (``None``: no model) and ruled attributions -> those of the report, in the order of their content."""
    parents = find_parents(parsed.text, [rule.raw for rule in ruled])
    kept = [
        rule.raw
        for rule, parent in zip(ruled, parents, strict=True)
        if not is_own_observation(parsed, rule.raw)
        and (parent is None or (rule.family in NESTABLE and _speaks_there(parsed, rule.raw, rule.family, cues)))
    ]
    return sorted(kept, key=lambda raw: (raw.content[0], raw.cue))


def _speaks_there(parsed: Parsed, raw: RawAttribution, family: Family, cues: CueTable) -> bool:
    """Tell whether an attribution inside another is someone else's word, and not "he said he hopes"."""
    source = parsed.text[slice(*raw.source[0])].lower() if raw.source else ""
    if source in _SAME_SPEAKER:
        return False
    stand = read_stance(parsed, raw.cue, raw.content, cues)
    if (family == "noun" and not raw.source) or (family == "object" and stand.stance not in _TELLING):
        return False
    return stand.kind in ("speech", "writing", "report", "perception")


_TELLING = frozenset({"asserts", "confirms", "denies", "accuses"})
_OWN = ("our correspondent", "our reporter", "this reporter", "this correspondent", "our team", "i", "we", "us")


def is_own_observation(parsed: Parsed, raw: RawAttribution) -> bool:
    """Tell whether the source is the reporter: outside of quotations "I", "we" and "our correspondent" are the report."""
    if not raw.source:
        return False
    source = parsed.text[slice(*raw.source[0])].lower()
    return source in _OWN or source.startswith(_OWN[:5])
