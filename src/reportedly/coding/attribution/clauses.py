"""Attributions whose cue is a verb: who its source is, and which clause, object or infinitive is what was said.

Labels are those of spaCy's English pipelines (ClearNLP): ccomp, xcomp, nsubj, nsubjpass, agent, advcl, acl, relcl.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from reportedly.codebook.cues import Cue, CueTable
from reportedly.coding.attribution.complements import find_complement
from reportedly.coding.attribution.drafts import Draft, Range, subtree, trimmed

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
BESIDE_VERB = frozenset({"aux", "auxpass", "neg", "prt", "advmod"})
SHOWING = frozenset({"video", "footage", "photo", "photograph", "image", "picture", "clip", "recording"})
IMPERSONAL = frozenset({"it", "there"})
GOING_ON = frozenset({
    "add", "say", "note", "stress", "tell", "claim", "argue", "insist", "warn", "point", "explain", "accuse", "promise", "vow",
    "call", "describe", "urge",
})  # fmt: skip
_MISTAKEN = {"hoped": "hope", "hoping": "hope", "feared": "fear", "felt": "feel"}
"""Lemmas that the language model gets wrong ("hoped" comes out as "hop")."""
_QUOTING = frozenset({"cite", "quote"})
_THINGS = frozenset({"which", "that", "what", "this", "these", "those"})
"""Subjects that neither think nor plan ("victories which aim to ..." is the author's own reading of them)."""
_RELATIVE = frozenset({"who", "which", "that", "what", "whom"})


def find_cue(token: Token, cues: CueTable) -> tuple[Cue, tuple[int, ...]] | None:
    """Verb token -> its cue and the tokens of the cue beside the verb group ("statement" of "issued a statement")."""
    lemma = _MISTAKEN.get(token.lower_) or token.lemma_.lower()
    for cue in cues.light.get(lemma, ()):
        extra = _light_noun(token, cue.words[1:])
        if extra is not None:
            # "put the toll at 40": the noun is what is told, no part of the cue
            return cue, () if "object" in cue.frames else extra
    cue_ = cues.verbs.get(lemma)
    return (cue_, ()) if cue_ else None


def _light_noun(verb: Token, words: tuple[str, ...]) -> tuple[int, ...] | None:
    wanted = set(words)
    for child in verb.rights:
        if child.i - verb.i > 6:
            return None
        if child.lemma_.lower() in wanted:
            found = [t.i for t in verb.doc[verb.i + 1 : child.i + 1]]
            missing = wanted - {verb.doc[i].lemma_.lower() for i in found}
            if not missing:
                return tuple(found)
            following = verb.doc[child.i + 1 : child.i + 1 + len(missing)]
            if missing <= {t.lemma_.lower() for t in following}:
                return (*found, *(t.i for t in following))
    return None


def verb_group(verb: Token) -> set[int]:
    """Verb -> itself with the auxiliaries, negation, particle and adverbs that stand right beside it."""
    group = {verb.i}
    beside = {child.i for child in verb.children if child.dep_ in BESIDE_VERB}
    i = verb.i - 1
    while i in beside:
        group.add(i)
        i -= 1
    i = verb.i + 1
    while i in beside:
        group.add(i)
        i += 1
    return group


def is_passive(verb: Token) -> bool:
    """Tell whether the verb has a passive subject or auxiliary, or is a bare past participle after a noun."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl") and not any(c.dep_ == "aux" for c in verb.children)


def find_subject(verb: Token) -> tuple[Token | None, set[int]]:
    """Verb -> its subject, taken over from the verb above where it has none, and the verbs passed on the way up."""
    passed: set[int] = set()
    for _ in range(5):
        # the nearest one: "which the army says", "The rebels attacked at dawn, two residents said" parsed with two subjects
        own = [child for child in verb.children if child.dep_ in SUBJECTS]
        if own:
            nearest = min(own, key=lambda child: abs(child.i - verb.i))
            return (None if nearest.dep_ == "csubj" else nearest), passed
        head = verb.head
        if head.i == verb.i:
            return None, passed
        if verb.dep_ == "xcomp":
            if any(child.dep_ in ("dobj", "nsubjpass") for child in head.children):
                return None, passed
            passed |= verb_group(head) | set(range(head.i, verb.i)) if verb.i - head.i < 5 else set()
            verb = head
        elif verb.dep_ in ("conj", "advcl", "dep", "parataxis") and (head.pos_ in ("VERB", "AUX")):
            if verb.dep_ != "conj" and verb.tag_ not in ("VBG", "VBN"):
                return None, passed
            verb = speaking_above(verb) or head
        elif verb.dep_ == "pcomp" and head.dep_ == "prep" and head.head.pos_ in ("VERB", "AUX"):
            if head.lower_ == "as":
                beside = is_passive(head.head) and verb.i - head.head.i < 3
                return _quoted_person(head.head), passed | (verb_group(head.head) | {head.i} if beside else set())
            verb = head.head
        elif verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBG" and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return head, passed
        else:
            return None, passed
    return None, passed


def speaking_above(verb: Token) -> Token | None:
    """Participle of speech -> the verb whose speaker goes on: "said the rebels had fired, adding that ...".

    The parse hangs the participle on the nearest verb, that of the content; behind a comma it is the speaker's.
    """
    if verb.dep_ != "advcl" or verb.tag_ != "VBG" or verb.i == 0 or verb.doc[verb.i - 1].text != ",":
        return None
    if verb.lemma_.lower() not in GOING_ON:
        return None
    above = verb.head
    for _ in range(4):
        if above.dep_ == "ccomp" and above.head.i < verb.i and any(c.dep_ in SUBJECTS for c in above.head.children):
            return above.head
        if above.head.i == above.i or above.dep_ not in ("conj", "advcl", "xcomp", "relcl", "acl"):
            return None
        above = above.head
    return None


def _quoted_person(verb: Token) -> Token | None:
    """Find who speaks in "quoted a commander as saying" and "was quoted as saying": not the one who quotes."""
    wanted = "nsubjpass" if is_passive(verb) else "dobj"
    found = next((c for c in verb.children if c.dep_ == wanted), None)
    if found is None and wanted == "nsubjpass" and verb.dep_ in ("acl", "relcl"):
        return verb.head
    return found


def source_range(subject: Token, verb: Token) -> Range | None:
    """Subject token -> the range of its phrase, cut before the verb where the verb hangs on it."""
    start, end = subtree(subject)
    if start <= verb.i < end:
        end = verb.i if verb.i > subject.i else end
        start = start if verb.i > subject.i else verb.i + 1
    quoting = next((t.i for t in subject.doc[start:end] if t.tag_ == "VBG" and t.lemma_ in _QUOTING and t.i > subject.i), None)
    end = quoting if quoting is not None else end
    if subject.lower_ in _RELATIVE or end - start > 40:
        start, end = subject.i, subject.i + 1
    return trimmed(subject.doc, (start, end))


def find_in_clauses(doc: Doc, cues: CueTable, skip: frozenset[int] | set[int]) -> Iterator[Draft]:
    """Parse, cues and tokens to pass over -> drafts of every verb cue that has a source or is impersonal, in order."""
    for token in doc:
        if token.pos_ not in ("VERB", "AUX") or token.i in skip or token.tag_ not in VERB_TAGS:
            continue
        found = find_cue(token, cues)
        if found:
            yield from _quoted_by(token)
            draft = _passive(token, *found) if is_passive(token) else _active(token, *found)
            if draft:
                yield draft


def _quoted_by(verb: Token) -> Iterator[Draft]:
    """Find the medium in "was quoted as saying by the agency", "was quoted by the agency as saying": the outer level."""
    saying = verb
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and is_passive(verb.head.head):
        quoting = verb.head.head
    else:
        return
    person = _quoted_person(quoting)
    agents = [c for v in (quoting, saying) for c in v.children if c.lower_ == "by" and c.dep_ in ("agent", "prep")]
    held = next((c for agent in agents for c in agent.children if c.dep_ == "pobj"), None)
    if held is None or person is None:
        return
    that = next((c for c in held.rights if c.dep_ == "relcl"), None)
    end = that.left_edge.i if that is not None else held.right_edge.i + 1
    source = trimmed(verb.doc, (held.left_edge.i, end))
    if source is None:
        return
    start, stop = subtree(person)
    stop = min(stop, quoting.i) if start < quoting.i else stop
    content = ((start, stop), (verb.head.i, saying.i + 1), (max(saying.i + 1, end if held.i > saying.i else 0),
               max(saying.right_edge.i, held.right_edge.i) + 1))  # fmt: skip
    cue = verb_group(quoting) | {agents[0].i}
    yield Draft(source, tuple(sorted(cue)), content, "passive", quoting.i)


def _active(verb: Token, cue: Cue, extra: tuple[int, ...]) -> Draft | None:
    subject, passed = find_subject(verb)
    if subject is None or (subject.lower_ in IMPERSONAL and subject.dep_ == "expl"):
        return None
    if cue.kind in ("intention", "belief", "attitude") and subject.lower_ in _THINGS:
        return None
    complement = find_complement(verb, cue, extra, subject)
    if complement is None:
        return None
    content, more, family = complement
    source = source_range(subject, verb)
    if source is None:
        return None
    told = {i for start, end in content for i in range(start, end)}
    beside = set(extra) - told
    return Draft(source, tuple(sorted(verb_group(verb) | passed | beside | set(more))), content, family, verb.i)


def _caption(verb: Token, agent: Token, source: Range) -> Draft | None:
    """Give a caption to who brought the picture: "A burnt-out lorry lies ..., in a photograph released by the army"."""
    picture = verb.head
    placed = picture.head if verb.dep_ == "acl" and picture.lemma_.lower() in SHOWING and picture.dep_ == "pobj" else None
    if placed is None or placed.lower_ != "in" or placed.i <= verb.sent.start:
        return None
    before = trimmed(verb.doc, (verb.sent.start, placed.i))
    return Draft(source, tuple(range(placed.i, agent.i + 1)), (before,), "passive", verb.i) if before is not None else None


def _passive(verb: Token, cue: Cue, extra: tuple[int, ...]) -> Draft | None:
    if verb.lemma_.lower() in _QUOTING and (verb.dep_ == "acl" or any(c.lower_ == "as" for c in verb.rights)):
        return None
    subject, _ = find_subject(verb)
    group = verb_group(verb)
    if subject is None and verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN"):
        subject = verb.head
    agent = next((c for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")), None)
    source_head = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    clause = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp", "oprd")), None)
    subject_range: tuple[Range, ...] = ()
    if subject is not None and subject.lower_ not in IMPERSONAL:
        start, end = subtree(subject)
        subject_range = ((start, min(end, verb.i) if start < verb.i else end),)
    if source_head is not None and agent is not None:
        source = trimmed(verb.doc, subtree(source_head))
        if source is None or source_head.ent_type_ in ("DATE", "TIME") or source_head.tag_ == "VBG":
            return None
        if (caption := _caption(verb, agent, source)) is not None:
            return caption
        beside = [c for c in verb.rights if c.dep_ == "prep" and c.lower_ in ("as", "on", "of", "for")]
        content = (*subject_range, *((subtree(clause),) if clause is not None else ()), *(subtree(c) for c in beside))
        wanted = {"clause", "object"} & cue.signs
        if not content or not wanted or cue.kind == "intention":
            return None
        return Draft(source, tuple(sorted(group | {agent.i} | set(extra))), content, "passive", verb.i)
    if clause is None:
        of = next((c for c in verb.rights if c.dep_ == "prep" and c.lower_ == "of"), None)
        if cue.stance == "accuses" and "impersonal" in cue.frames and of is not None and subject_range:
            return Draft(None, tuple(sorted(group)), (*subject_range, subtree(of)), "hearsay", verb.i)
        return None
    if "impersonal" not in cue.frames or (cue.words[0] == "tell" and subject is not None and subject.lower_ != "it"):
        return None
    content = (*subject_range, subtree(clause)) if clause.dep_ != "ccomp" or clause.tag_ == "VB" else (subtree(clause),)
    return Draft(None, tuple(sorted(group)), content, "hearsay", verb.i)
