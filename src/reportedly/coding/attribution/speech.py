"""Gives quotations to their speakers: cue beside the marks, cue in the line before, and one speaker for a chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.clauses import find_cue, find_subject, source_range, verb_group
from reportedly.coding.attribution.drafts import Draft, Quoted, Range, trimmed, with_content

_AFTER, _BEFORE = 22, 45
"""How many tokens behind and before a quotation its cue is looked for: it stands in the same sentence, seldom further."""

_STOPS = frozenset(".!?")
_FIRST = frozenset({"i", "we", "our", "my", "us", "me", "ours"})
_NAMES = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ", "NUM"})


def attach_quotations(doc: Doc, drafts: Iterable[Draft], quoted: Sequence[Quoted], cues: CueTable) -> list[Draft]:
    """Drafts of clauses and the quotations -> drafts whose content holds whole quotations, and new ones for the rest.

    A cue inside a quotation is dropped: what a speaker quotes in turn is found by a later pass (``nesting``).
    """
    inside = {i: n for n, q in enumerate(quoted) for i in range(q.start, q.end)}
    speech = _Speech(doc, quoted, cues, inside)
    for draft in drafts:
        if draft.head not in inside:
            speech.add(draft)
    for n in range(len(quoted)):
        speech.give(n)
    speech.set_off()
    for n in range(len(quoted) - 2, -1, -1):
        # “... Nobody fired. / “By dawn the bridge was ours,” he said: the cue stands in the last paragraph only.
        goes_on = not quoted[n].closed and quoted[n + 1].paragraph == quoted[n].paragraph + 1
        if goes_on and n not in speech.owner and n + 1 in speech.owner:
            speech.join(speech.owner[n + 1], n)
    return speech.drafts


def quoted_within(
    doc: Doc, drafts: Sequence[Draft], quoted: Sequence[Quoted], inner: Sequence[Quoted], cues: CueTable
) -> list[Draft]:
    """Drafts inside a quotation whose content is a quotation in turn: “A soldier told me, ‘We have no orders.’”."""
    found = []
    for q in inner:
        around = next((outer for outer in quoted if outer.start <= q.start and q.end <= outer.end), None)
        if around is None:
            continue
        held = [d for d in drafts if around.start <= d.head < q.start and any(s < q.end and q.start < e for s, e in d.content)]
        for draft in held:
            content = [(max(start, around.start), min(end, around.end)) for start, end in draft.content]
            found.append(with_content(draft, (*content, (q.start, q.end))))
        verb = None if held else _verb_before(doc, around.start, q.start, cues)
        if verb is not None:
            subject, _ = find_subject(verb)
            source = source_range(subject, verb) if subject is not None else None
            if source is not None:
                found.append(Draft(source, tuple(sorted(verb_group(verb))), ((q.start, q.end),), "quotation", verb.i))
    return found


def _verb_before(doc: Doc, start: int, end: int, cues: CueTable) -> Token | None:
    for token in reversed(doc[max(start, end - 8) : end]):
        if token.text in _STOPS:
            return None
        cue = find_cue(token, cues) if token.pos_ == "VERB" else None
        if cue:
            return token if "quote" in cue[0].signs else None
    return None


class _Speech:
    """The drafts while quotations are given out; ``owner`` maps a quotation to the draft that holds it."""

    def __init__(self, doc: Doc, quoted: Sequence[Quoted], cues: CueTable, inside: dict[int, int]) -> None:
        self.doc, self.quoted, self.cues, self.inside = doc, quoted, cues, inside
        self.drafts: list[Draft] = []
        self.by_head: dict[int, int] = {}
        self.owner: dict[int, int] = {}

    def add(self, draft: Draft) -> None:
        content: list[Range] = list(draft.content)
        own = {*draft.cue, *(range(*draft.source) if draft.source else ())}
        held = {self.inside[i] for start, end in content for i in range(start, end) if i in self.inside}
        if draft.source and draft.source[0] in self.inside and draft.source[1] - 1 in self.inside:
            return
        for n in held:
            if n in self.owner:
                continue
            q = self.quoted[n]
            if not own & set(range(q.start, q.end)):
                content.append((q.start, q.end))
                self.owner[n] = len(self.drafts)
        self.by_head.setdefault(draft.head, len(self.drafts))
        self.drafts.append(with_content(draft, content) if held else draft)

    def give(self, n: int) -> None:
        q = self.quoted[n]
        if n in self.owner:
            return
        found = self.cue_after(q)
        if found is None and q.continues and n and n - 1 in self.owner:
            self.join(self.owner[n - 1], n)
            return
        found = found or self.cue_before(q)
        if found is not None:
            verb, source = found
            if verb.i in self.by_head:
                self.join(self.by_head[verb.i], n, instead=verb.i < q.start)
            elif source is not None or q.words > 2:
                self.owner[n] = self.by_head[verb.i] = len(self.drafts)
                self.drafts.append(Draft(source, tuple(sorted(verb_group(verb))), ((q.start, q.end),), "quotation", verb.i))
            return
        before = self.chained(n)
        if before is not None:
            self.join(before, n)

    def set_off(self) -> None:
        """Give a statement that is printed without marks below "The minister said:" to its speaker.

        It ends before the first paragraph in which nobody speaks of "I" or "we"; its first one is his in any case.
        """
        for breaks in self.doc:
            i = breaks.i
            if not breaks.is_space or "\n" not in breaks.text or i == 0 or self.doc[i - 1].text != ":":
                continue
            found = self.closing_cue(i - 1)
            end = self.statement_end(i + 1) if found is not None else i + 1
            if found is not None and end > i + 1:
                verb, source = found
                self.by_head[verb.i] = len(self.drafts)
                content = ((i + 1, end),)
                self.drafts.append(Draft(source, tuple(sorted(verb_group(verb))), content, "quotation", verb.i))

    def statement_end(self, start: int) -> int:
        """First token of a statement -> its end: the last paragraph of "I" or "we", with at most one other between."""
        end, begin, apart = start, start, 0
        while begin < len(self.doc) and apart < 2:
            stop = next((k for k in range(begin, len(self.doc)) if "\n" in self.doc[k].text), len(self.doc))
            words = self.doc[begin:stop]
            if any(k in self.inside for k in range(begin, stop)) or not len(words) or words[-1].text not in _STOPS:
                break
            first_person = any(t.lower_ in _FIRST for t in words)
            if begin == start or first_person:
                end = stop
            apart = 0 if first_person or begin == start else apart + 1
            begin = stop + 1
        return end

    def closing_cue(self, colon: int) -> tuple[Token, Range | None] | None:
        """Find the verb of speech without a content of its own that a colon at a paragraph's end belongs to."""
        for k in range(colon - 1, max(colon - 12, -1), -1):
            token = self.doc[k]
            if token.text in _STOPS or token.is_space or k in self.inside:
                return None
            cue = find_cue(token, self.cues) if token.pos_ == "VERB" else None
            if cue and "quote" in cue[0].signs and cue[0].kind in ("speech", "writing") and k not in self.by_head:
                source = self.speaker(token)
                return (token, source) if source is not None else None
        return None

    def join(self, owner: int, n: int, instead: bool = False) -> None:
        """Add a quotation to a draft; ``instead``: in place of an object that only names it ("released a statement")."""
        draft, q = self.drafts[owner], self.quoted[n]
        before = () if instead and draft.family == "object" and owner not in self.owner.values() else draft.content
        self.owner[n] = owner
        self.drafts[owner] = with_content(draft, (*before, (q.start, q.end)))

    def cue_after(self, q: Quoted) -> tuple[Token, Range | None] | None:
        """Find the cue of “...,” said the governor: it follows at once, and the quotation ends in no full stop."""
        last = self.doc[q.end - 2] if q.end - 2 >= q.start else None
        if last is not None and last.text == "." and q.closed and not _lower_follows(self.doc, q.end):
            return None
        for i in range(q.end, min(q.end + _AFTER, len(self.doc))):
            token = self.doc[i]
            if i in self.inside or token.text in _STOPS or (token.is_space and "\n" in token.text) or token.text == ";":
                return None
            if token.pos_ == "VERB" and (found := find_cue(token, self.cues)) and "quote" in found[0].signs:
                source = self.speaker(token)
                if source is None:
                    continue
                if source[0] > i + 1 or (source[1] <= i and source[0] < q.end):
                    return None
                return token, source
            if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("relcl", "acl", "aux", "auxpass"):
                # “...,” the guards jeered: no verb of speech, but the comma and the speaker say that it is one
                spoken = last is not None and last.text == "," and q.words > 3 and token.tag_ in ("VBD", "VBZ")
                source = self.speaker(token) if spoken and token.pos_ == "VERB" else None
                return (token, source) if source and source[0] >= q.end and source[1] == i else None
        return None

    def cue_before(self, q: Quoted) -> tuple[Token, Range | None] | None:
        """Find the cue of: The governor said: “...”, also where the quotation is a paragraph of its own."""
        i = q.start - 1
        while i >= 0 and self.doc[i].is_space:
            i -= 1
        if i < 0:
            return None
        mark = self.doc[i].text
        if mark in _STOPS and not any("\n" in self.doc[k].text for k in range(i + 1, q.start)):
            return self.bare_cue(q, i)
        across = any("\n" in self.doc[k].text for k in range(i + 1, q.start))
        if across and mark not in (",", ":"):
            return None
        root: Token | None = None
        for k in range(i, max(i - _BEFORE, -1), -1):
            token = self.doc[k]
            if k in self.inside or (token.is_space and "\n" in token.text) or (token.text in _STOPS and k < i):
                break
            if token.pos_ not in ("VERB", "AUX"):
                continue
            found = find_cue(token, self.cues)
            near = mark in (",", ":") or i - k < 3
            if across and token.dep_ in ("relcl", "acl", "advcl", "ccomp") and token.tag_ != "VBG":
                continue
            if found and near and ("quote" in found[0].signs or across or mark == ":") and found[0].kind != "intention":
                source = self.speaker(token)
                if source is not None:
                    return token, source
            if token.dep_ == "ROOT":
                root = token
        if root is not None and (mark == ":" or across) and q.words > 4:
            source = self.speaker(root)
            return (root, source) if source is not None else None
        return None

    def bare_cue(self, q: Quoted, stop: int) -> tuple[Token, Range | None] | None:
        """Find the cue of: The bishop agreed. “...” - a sentence that says only that somebody speaks."""
        verb = self.doc[stop].sent.root
        found = find_cue(verb, self.cues) if verb.pos_ == "VERB" and stop - verb.i < 3 and q.words > 3 else None
        if not found or "quote" not in found[0].signs or found[0].kind != "speech" or verb.i in self.by_head:
            return None
        source = self.speaker(verb)
        return (verb, source) if source is not None and verb.i not in self.inside else None

    def speaker(self, verb: Token) -> Range | None:
        subject, _ = find_subject(verb)
        if subject is not None and subject.i not in self.inside and subject.ent_type_ not in ("DATE", "TIME"):
            return source_range(subject, verb)
        return self.beside(verb)

    def beside(self, verb: Token) -> Range | None:
        """Where the parse gives no subject: the name right behind the verb (said Gen Omar) or right before it."""
        start = end = verb.i + 1
        while end < len(self.doc) and self.doc[end].pos_ in _NAMES and end not in self.inside:
            end += 1
        if end == start:
            end = start = verb.i
            while start > 0 and self.doc[start - 1].pos_ in _NAMES and start - 1 not in self.inside:
                start -= 1
        return trimmed(self.doc, (start, end)) if end > start else None

    def chained(self, n: int) -> int | None:
        """Find the draft that an unclaimed quotation carries on: it follows at once, or fills the next paragraph."""
        q = self.quoted[n]
        if q.words < 3 or n == 0 or n - 1 not in self.owner:
            return None
        owner, before = self.owner[n - 1], self.quoted[n - 1]
        if q.paragraph != before.paragraph:
            alone = self.starts_paragraph(q) and self.ends_paragraph(q)
            return owner if alone and q.words > 4 and q.paragraph - before.paragraph == 1 else None
        between = self.doc[before.end : q.start]
        words = [t for t in between if t.is_alpha]
        if not words:
            return owner
        # “...,” she told the meeting in Gao. “...”: only the cue's clause stands between, and a new sentence is quoted
        own = any(i in self.drafts[owner].cue for i in range(before.end, q.start))
        ended = sum(t.text in _STOPS for t in between)
        others = any(t.i in self.by_head and self.by_head[t.i] != owner for t in between if t.tag_ != "VBG")
        return owner if own and ended == 1 and between[-1].text in _STOPS and not others else None

    def starts_paragraph(self, q: Quoted) -> bool:
        return q.start == 0 or "\n" in self.doc[q.start - 1].text

    def ends_paragraph(self, q: Quoted) -> bool:
        rest = self.doc[q.end : q.end + 2].text
        return q.end >= len(self.doc) or not rest.strip(" .,") or rest.lstrip(" .,").startswith("\n")


def _lower_follows(doc: Doc, i: int) -> bool:
    return i < len(doc) and (doc[i].is_lower or doc[i].text == ",")
