"""Headlines name their source with a colon or a dash: "Army: 22 killed", "22 killed - army"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from reportedly.codebook.cues import CueTable
from reportedly.coding.attribution.drafts import Draft, Range, trimmed
from reportedly.coding.parse import Parsed

_COLON, _DASH = frozenset({":"}), frozenset({"-", "–", "—", "--", "|"})
_LONGEST = 30


def find_in_headlines(parsed: Parsed, cues: CueTable, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Parsed report -> drafts of its headline lines that carry a colon or a dash with a source beside it."""
    doc = parsed.doc
    taken = {i for draft in drafts for i in draft.cue}
    for line in _headlines(parsed):
        start, end = line
        for i in range(start, end):
            mark = doc[i].text
            if mark in _COLON and 0 < i - start <= 7 and end - i > 2 and i not in taken:
                if _names(doc, (start, i), cues) and not _names(doc, (i + 1, end), cues, whole=True):
                    yield Draft(trimmed(doc, (start, i)), (i,), ((i + 1, end),), "headline", i)
                elif end - i <= 6 and _names(doc, (i + 1, end), cues, whole=True):
                    yield Draft(trimmed(doc, (i + 1, end)), (i,), ((start, i),), "headline", i)
                break
            if mark in _DASH and doc[i - 1 : i].text_with_ws.endswith(" ") and 0 < end - i - 1 <= 5 and i - start > 2:
                if _names(doc, (i + 1, end), cues, whole=True):
                    yield Draft(trimmed(doc, (i + 1, end)), (i,), ((start, i),), "headline", i)
                break
            if mark == "," and 2 <= end - i - 1 <= 5 and i - start > 2 and not any(k in taken for k in range(i, end)):
                # "Thousands flee fighting, says UN" and "..., UN says"
                said = next((k for k in (i + 1, end - 1) if doc[k].lower_ in ("says", "said", "say")), None)
                names = (i + 2, end) if said == i + 1 else (i + 1, end - 1)
                if said is not None and _names(doc, names, cues, whole=True):
                    yield Draft(trimmed(doc, names), (said,), ((start, i),), "headline", said)
                    break


def _headlines(parsed: Parsed) -> Iterator[Range]:
    doc = parsed.doc
    marked = [m for m in parsed.marks if m.kind == "headline"]
    if marked:
        for mark in marked:
            span = parsed.tokens(mark.start, mark.end)
            if len(span):
                yield span.start, span.end
        return
    end = next((token.i for token in doc if token.is_space and "\n" in token.text), 0)
    if 0 < end <= _LONGEST and doc[end - 1].text not in (".", "”", '"', ":", ","):
        yield 0, end


def _names(doc: Doc, tokens: Range, cues: CueTable, whole: bool = False) -> bool:
    """Tell whether a short stretch of a headline names someone: a person or body, or a source word as its last noun."""
    some = [t for t in doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    if not some or any(t.pos_ in ("VERB", "AUX") and t.tag_ not in ("VBG", "VBN") for t in some):
        return False
    if some[-1].lemma_.lower() in cues.sources or some[-1].lower_ in cues.sources or some[0].lower_ in cues.sources:
        return True
    names = [t for t in some if t.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")]
    return len(names) >= (len(some) if whole else 1) and some[-1].pos_ in ("PROPN", "NOUN", "ADJ")
