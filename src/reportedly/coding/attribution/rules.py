"""Attributions by rule over the parse: what runs without the learned extractor, and what supplements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.clauses import find_in_clauses, speaking_above
from reportedly.coding.attribution.complements import verdict_noun
from reportedly.coding.attribution.drafts import Draft, Family, raw_of, read_quoted, runs, subtree, trimmed, with_content
from reportedly.coding.attribution.headlines import find_in_headlines
from reportedly.coding.attribution.phrases import find_phrases
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.speech import attach_quotations, quoted_within
from reportedly.coding.parse import Parsed
from reportedly.record import Spans

PRECISION: dict[Family, float] = {
    "clause": 0.8, "object": 0.6, "infinitive": 0.6, "quotation": 0.8, "according": 0.8, "passive": 0.6,
    "hearsay": 0.6, "noun": 0.4, "headline": 0.7, "citing": 0.6, "verdict": 0.7,
}  # fmt: skip
"""Share of a family's attributions that a second reader finds too."""


@dataclass(frozen=True, slots=True)
class RuleFound:
    """An attribution found by rule, with the family of the rule."""

    raw: RawAttribution
    family: Family


def find_by_rules(parsed: Parsed, cues: CueTable) -> list[RuleFound]:
    """Parsed report and cues -> every attribution that the rules find, nested ones too, in order of their content."""
    doc, skip = parsed.doc, parsed.boilerplate
    quoted = read_quoted(parsed)
    clauses = list(find_in_clauses(doc, cues, skip))
    drafts = attach_quotations(doc, clauses, quoted, cues)
    drafts += quoted_within(doc, clauses, quoted, read_quoted(parsed, inner=True), cues)
    drafts += find_phrases(doc, cues, skip)
    drafts = _part(doc, _share_cited(doc, drafts))
    drafts += find_in_headlines(parsed, cues, drafts)
    found: dict[tuple[Spans, Spans], RuleFound] = {}
    for draft in drafts:
        raw = raw_of(doc, draft, PRECISION[draft.family])
        if raw is not None:
            found.setdefault((raw.cue, raw.content), RuleFound(raw, draft.family))
    return sorted(found.values(), key=lambda rule: (rule.raw.content[0], rule.raw.cue))


def _share_cited(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Give "citing two officials" the content of the verb that it hangs on, and drop "citing" as a verb of its own."""
    cited = {draft.head: draft for draft in drafts if draft.family == "citing"}
    by_head = {draft.head: draft for draft in drafts if draft.family in ("clause", "quotation", "object")}
    kept = []
    for draft in drafts:
        if draft.head in cited and draft.family != "citing":
            continue
        if draft.family == "citing":
            verb = doc[draft.head].head
            above = by_head.get(verb.i) or next((by_head[t.i] for t in verb.ancestors if t.i in by_head), None)
            if above is not None and above.source != draft.source:
                kept.append(replace(draft, content=above.content))
                continue
        kept.append(draft)
    return kept


def _part(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Take what a speaker goes on to say ("..., adding that ...") out of the content before it, and nouns out of cues."""
    going_on = [draft for draft in drafts if speaking_above(doc[draft.head]) is not None]
    verdicts = [noun for draft in drafts if (noun := verdict_noun(doc[draft.head])) is not None]
    cited = [draft for draft in drafts if draft.family == "citing"]
    in_cues = {i for draft in drafts if draft.family != "noun" for i in draft.cue}
    # "who asked not to be named" says what kind of source it is, so it stays in it
    speaking = [doc[draft.head] for draft in drafts if doc[draft.head].lemma_ != "ask"]
    relative = [verb.left_edge.i for verb in speaking if verb.dep_ == "relcl"]
    kept = []
    for draft in drafts:
        if draft.family == "noun" and draft.head in in_cues:
            continue
        later = [doc[other.head] for other in going_on if other is not draft and other.source == draft.source]
        own = {i for verb in later for i in range(*subtree(verb))}
        own.update(i for other in cited if other.source and other.head > draft.head for i in range(other.head, other.source[1]))
        own.update(i for noun in verdicts if noun.i > draft.head for i in range(*subtree(noun)))
        if own:
            content = {i for piece in draft.content for i in range(*piece)} - own
            draft = replace(draft, content=tuple(runs(content)))
        # "denied by the secretary, who said ...": the source ends where it begins to speak on its own
        cut = min((i for i in relative if draft.source and draft.source[0] < i < draft.source[1]), default=None)
        if draft.source and cut is not None:
            draft = replace(draft, source=trimmed(doc, (draft.source[0], cut)))
        if draft.content:
            kept.append(draft)
    return [_whole(draft, kept) if draft.family == "according" else draft for draft in kept]


def _whole(outer: Draft, drafts: Sequence[Draft]) -> Draft:
    """Give "“We left,” she said, according to the Daily" the quotation too: what "she said" says is reported with it."""
    held = [d.content for d in drafts if d.family != "according" and any(start <= d.head < end for start, end in outer.content)]
    return with_content(outer, (*outer.content, *(piece for content in held for piece in content))) if held else outer


def outermost(found: Sequence[RuleFound]) -> list[RuleFound]:
    """Attributions by rule -> those whose cue lies in no other's content."""
    spans = [(span, n) for n, rule in enumerate(found) for span in rule.raw.content]
    kept = []
    for n, rule in enumerate(found):
        at = (rule.raw.cue or rule.raw.source or rule.raw.content)[0][0]
        if not any(start <= at < end and other != n for (start, end), other in spans):
            kept.append(rule)
    return kept
