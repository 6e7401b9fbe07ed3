"""Brings what the learned extractor and the rules find together, and leaves out what is no attribution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.clauses import find_cue
from reportedly.coding.attribution.drafts import Family
from reportedly.coding.attribution.nesting import anchor, find_parents, is_citing
from reportedly.coding.attribution.phrases import is_source_like
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.repair import less, repair, touch, trim_dash
from reportedly.coding.attribution.rules import RuleFound
from reportedly.coding.attribution.stance import read_stance
from reportedly.coding.parse import Parsed
from reportedly.record import Spans

NESTABLE: frozenset[Family] = frozenset(
    {"clause", "quotation", "according", "citing", "passive", "hearsay", "noun", "object", "infinitive", "verdict"}
)
"""Families whose attributions are kept inside another's content: someone else speaks there."""

ADDED: frozenset[Family] = frozenset({"according", "citing", "passive", "hearsay", "headline", "noun", "verdict"})
"""Families that the rules add where the learned extractor found nothing."""

SPOKEN: frozenset[Family] = frozenset({"clause", "quotation"})
"""Families that they add there when the cue is one of speech, writing or report, and its source can speak."""

_CLAIMING = frozenset({"claim", "report", "announce", "admit", "acknowledge"})
_SAME_SPEAKER = frozenset({"he", "she", "it", "they", "i", "we", "you", "who", "which", "that"})
_SEEMING = frozenset({"seem", "appear", "look", "sound", "seemingly", "apparently", "see", "know", "call", "name", "title"})
_TELLING = frozenset({"asserts", "confirms", "denies", "accuses"})
SILENT = frozenset({"dateline", "byline", "credit", "boilerplate"})
_UNNAMED = re.compile(r"(?:for )?(?:not )?(?:to be (?:named|identified|quoted|called)|anonymity)\b")
_CONTRAST = re.compile(r",\s+(?:while|whereas|but|although|though)\s+")
_OPENING_CONTRAST = re.compile(r"(?:while|whereas|but|although|though)\s+")
_QUOTED = re.compile(r"\b(?:quoted|cited)\b.{0,40}\bas saying\b")
_OWN = ("our correspondent", "our reporter", "this reporter", "this correspondent", "our team")


def merge(
    parsed: Parsed,
    learned: Sequence[RawAttribution] | None,
    ruled: Sequence[RuleFound],
    cues: CueTable,
    deeds: frozenset[str] = frozenset(),
) -> list[RawAttribution]:
    """Learned (``None``: no model) and ruled attributions -> those of the report, in the order of their content.

    ``deeds`` are nouns of violence: who claims, reports or announces one tells of it.

    The learned ones are kept, with contents that structure mends. Of the ruled ones those are added that stand inside
    another's content, where the learned extractor does not look, and those of families that it was seldom shown.
    """
    others = {rule.raw.source[0][0]: rule.raw for rule in ruled if rule.raw.source and rule.family in ("clause", "object")}
    ruled = [replace(rule, raw=_before_contrast(parsed.text, rule.raw, others)) for rule in ruled]
    mended = [_before_contrast(parsed.text, raw, others) for raw in repair(parsed, learned or (), ruled)]
    base = [raw for raw in mended if not is_silent(parsed, raw) and not _is_deed(parsed, raw, cues)]
    spoken = [rule for rule in ruled if not is_silent(parsed, rule.raw)]
    places = _Places(parsed.text, base)
    if learned is not None:
        spoken = [rule for rule in (_shared(parsed, rule, base) for rule in spoken) if not places.know(rule)]
    parents = find_parents(parsed.text, [*base, *(rule.raw for rule in spoken)])[len(base) :]
    for rule, parent in zip(spoken, parents, strict=True):
        if parent is not None:
            if rule.family in NESTABLE and _speaks_there(parsed, rule, cues):
                base.append(rule.raw)
        elif learned is None or (_is_sure(parsed, rule, cues, deeds) and not places.hold(rule)):
            base.append(rule.raw)
    spoken_of = [_outside(parsed, raw) for raw in base]
    return sorted((raw for raw in spoken_of if raw.content), key=lambda raw: (raw.content[0], raw.cue))


class _Places:
    """Where in a text the learned attributions have their cues and contents."""

    def __init__(self, text: str, learned: Sequence[RawAttribution]) -> None:
        self.text, self.learned = text, learned
        self.cue_owners: dict[int, int] = {}
        self.owners: dict[int, int] = {}
        for n, raw in enumerate(learned):
            for start, end in raw.cue:
                self.cue_owners.update(dict.fromkeys(range(start, end), n))
            for start, end in raw.content:
                self.owners.update(dict.fromkeys(range(start, end), n))

    def hold(self, rule: RuleFound) -> bool:
        """Tell whether any of the content is a learned attribution's, where two may not share it."""
        if rule.family in ("citing", "verdict"):
            return False
        content = rule.raw.content
        held = {self.owners[i] for start, end in content for i in range(start, end) if i in self.owners}
        if rule.family != "passive":
            return bool(held)
        # "The ministry's assertion that ... was rejected by the monitors": the whole level below lies inside
        return any(not touch(content, self.learned[n].cue) and not touch(rule.raw.cue, self.learned[n].cue) for n in held)

    def know(self, rule: RuleFound) -> bool:
        """Tell whether the learned extractor found it too: their cues touch, or most of their contents is shared."""
        same = {self.cue_owners[i] for start, end in rule.raw.cue for i in range(start, end) if i in self.cue_owners}
        if rule.family == "passive":
            # "was quoted as saying by the agency": one verb, two levels
            return any(touch(self.learned[n].source, rule.raw.source) for n in same)
        if same and _QUOTED.search(self.text, rule.raw.cue[0][0], rule.raw.cue[-1][1]):
            # the same verb, and who is quoted was read as part of what the agency tells
            return any(touch(self.learned[n].source, rule.raw.source) for n in same)
        if same:
            return True
        owners = {self.owners[i] for start, end in rule.raw.content for i in (start, end - 1) if i in self.owners}
        at = anchor(rule.raw)
        return rule.family not in ("citing", "verdict") and any(
            _alike(rule.raw.content, self.learned[n].content)
            and not any(start <= at < end for start, end in self.learned[n].content)
            for n in owners
        )


def _shared(parsed: Parsed, rule: RuleFound, learned: Sequence[RawAttribution]) -> RuleFound:
    """Give "citing two officials" the content of the learned attribution in its sentence: they cite what is told there."""
    if rule.family != "citing":
        return rule
    sentence = parsed.tokens(*rule.raw.cue[0]).sent
    for raw in learned:
        here = sentence.start_char <= anchor(raw) < sentence.end_char
        if here and not is_citing(parsed.text, raw) and not touch(raw.content, rule.raw.cue):
            return replace(rule, raw=replace(rule.raw, content=raw.content))
    return rule


def _speaks_there(parsed: Parsed, rule: RuleFound, cues: CueTable) -> bool:
    """Tell whether an attribution inside another is someone else's word, and not "he said he hopes"."""
    raw = rule.raw
    source = parsed.text[slice(*raw.source[0])].lower() if raw.source else ""
    if source in _SAME_SPEAKER:
        return False
    cue = [token for start, end in raw.cue for token in parsed.tokens(start, end)]
    if any(token.tag_ in ("MD", "TO") for token in cue):
        # "that the country would declare": nobody has said it yet
        return False
    if raw.source and not _may_speak(parsed, raw.source, cues):
        return False
    stand = read_stance(parsed, raw.cue, raw.content, cues)
    if stand.cue is None or stand.kind not in ("speech", "writing", "report", "perception"):
        return False
    if rule.family == "noun":
        return bool(raw.source)
    if rule.family in ("object", "infinitive"):
        return stand.stance in _TELLING and ("clause" in stand.cue.signs or stand.cue.words[0] in ("accuse", "blame"))
    return rule.family != "hearsay" or stand.stance != "accuses"


def _before_contrast(text: str, raw: RawAttribution, others: Mapping[int, RawAttribution]) -> RawAttribution:
    """End a content where another source is set against it: "..., while activists denied it" is not what the media told.

    ``others`` are ruled attributions by the start of their source.
    """
    last = raw.content[-1]
    opening = _OPENING_CONTRAST.match(text, *last) if len(raw.content) > 1 else None
    if opening and (first := others.get(opening.end())) is not None and not touch(first.cue, raw.cue):
        # "Fifty had died, the governor said, but a doctor put the number at 70"
        return replace(raw, content=raw.content[:-1])
    for contrast in _CONTRAST.finditer(text, *last):
        other = others.get(contrast.end())
        if other is not None and raw.cue and raw.cue[0][0] < contrast.start() and not touch(other.cue, raw.cue):
            return replace(raw, content=(*raw.content[:-1], (last[0], contrast.start())))
    return raw


def _outside(parsed: Parsed, raw: RawAttribution) -> RawAttribution:
    """Take datelines, bylines and boilerplate out of a content: "DAKAR (Baraka) - Two men died, police said"."""
    silent = [(mark.start, mark.end) for mark in parsed.marks if mark.kind in SILENT]
    if not silent or not touch(tuple(silent), raw.content):
        return raw
    content = (trim_dash(parsed.text, piece) for span in raw.content for piece in less(span, silent))
    return replace(raw, content=tuple(span for span in content if span[0] < span[1]))


def _is_sure(parsed: Parsed, rule: RuleFound, cues: CueTable, deeds: frozenset[str]) -> bool:
    """Tell whether the rules alone may add an attribution that the learned extractor did not find."""
    if rule.family in ADDED:
        return True
    if rule.family not in SPOKEN | {"object"} or not rule.raw.source or not _may_speak(parsed, rule.raw.source, cues):
        return False
    stand = read_stance(parsed, rule.raw.cue, rule.raw.content, cues)
    # "the army spoke of 12 dead": what hangs on "of" is what was said, as a clause would be
    spoken_of = stand.cue is not None and "of" in stand.cue.signs and _ends_in(parsed, rule.raw.cue, "of")
    told = rule.family in SPOKEN or spoken_of or stand.stance in ("denies", "confirms", "estimates")
    if not told and stand.cue is not None and stand.cue.words[0] in _CLAIMING:
        told = parsed.tokens(*rule.raw.content[0]).root.lemma_.lower() in deeds  # "the rebels claimed the ambush"
    return told and stand.kind in ("speech", "writing", "report")


def _ends_in(parsed: Parsed, cue: Spans, word: str) -> bool:
    return bool(cue) and parsed.text[slice(*cue[-1])].lower().split()[-1:] == [word]


def _may_speak(parsed: Parsed, source: Spans, cues: CueTable) -> bool:
    """Tell a speaker or a document from what only suggests something ("the phrase suggests that ...")."""
    tokens = parsed.tokens(*source[0])
    return len(tokens) > 0 and (is_source_like(tokens.root, cues.sources) or tokens.root.pos_ in ("PRON", "PROPN", "NUM"))


def _is_deed(parsed: Parsed, raw: RawAttribution, cues: CueTable) -> bool:
    """Tell whether the cue is an act of war with a thing or a place for its object: "rebels regularly target the town"."""
    content = parsed.tokens(*raw.content[0])
    quoted = any(char in '"“”«»' for start, end in raw.content for char in parsed.text[start:end])
    if quoted or not len(content) or content.root.dep_ in ("ccomp", "parataxis") or content[0].lower_ in ("that", "to"):
        return False
    cue = [token for span in raw.cue for token in parsed.tokens(*span)]
    if len(cue) > 1 and any(token.lower_ in cues.adverbs for token in cue):
        # "forces reportedly discovered the bodies": the forces say nothing, somebody says that they did
        return True
    verbs = [token for token in cue if token.pos_ == "VERB"]
    rows = [found[0] if (found := find_cue(token, cues)) else None for token in verbs]
    return bool(rows) and all(row is not None and row.kind == "deed" for row in rows)


def is_silent(parsed: Parsed, raw: RawAttribution) -> bool:
    """Tell whether it is no attribution of the report: in boilerplate, the reporter's own observation, a wish for anonymity.

    Outside of quotations "I", "we" and "our correspondent" are the report itself.
    """
    # "it seemed as though ..." is how the reporter puts it, nobody else's word
    if not raw.source and any(t.lemma_.lower() in _SEEMING for span in raw.cue for t in parsed.tokens(*span)):
        return True
    if _UNNAMED.match(parsed.text, raw.content[0][0]):
        return True
    if raw.source:
        source = parsed.text[slice(*raw.source[0])].lower()
        if source in ("i", "we", "us") or source.startswith(_OWN):
            return True
    first = parsed.tokens(*(raw.cue or raw.content)[0])
    return bool(parsed.boilerplate) and len(first) > 0 and first[0].i in parsed.boilerplate


def _alike(some: Spans, others: Spans) -> bool:
    shared = sum(max(0, min(end, stop) - max(start, begin)) for start, end in some for begin, stop in others)
    total = sum(end - start for start, end in (*some, *others)) - shared
    return shared * 2 >= total
