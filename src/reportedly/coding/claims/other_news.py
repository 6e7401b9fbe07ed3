"""Says what a report is about that tells of no act of the codebook: one claim of the act ``other-news``, for screening.

Who reads feeds must see what was set aside, and in what groups. So a report without a claim of something that happened gives
one of what its headline or first sentences tell, by the same rules for parties, places, days and attribution as any other
claim. Texts of a sentence or two are no reports and give none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spacy.tokens import Span, Token

from reportedly.codebook.acts import OTHER_NEWS, Act, Trigger
from reportedly.coding.claims.arguments import read_sites
from reportedly.coding.claims.events import Found, lemma_of
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.slots import attach_layers, read_arguments
from reportedly.coding.claims.status import read_status
from reportedly.coding.claims.telling import Telling, own_words
from reportedly.record import Attribution, Claim

# Whoever reads the claim knows no more than which words the report begins with.
CONFIDENCE = 0.2
# A text without a title is a report when it has so many words and sentences, as a short wire report has. A post, a caption, the
# line of a table has less; it would only be given back as "something was told" beside the text, which is as quickly read.
FEWEST_WORDS, FEWEST_SENTENCES = 40, 3
# What a report is about stands in its headline or in so many sentences of its beginning, each of so many words.
FIRST, SHORTEST = 4, 3
# A line of which less than this is words is an address, a table or a row of marks.
WORDY = 0.6
DEEPEST = 4
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_HAPPENED = frozenset(("asserted", "denied", "possible"))
_SITES = {"verb": (("subj", "by"), ("obj",)), "noun": (("poss", "by", "mod", "subj"), ("of", "on", "against"))}


def find_other_news(ground: Ground, claims: Sequence[Claim], attributions: Sequence[Attribution]) -> Telling | None:
    """The layers of a report and its claims -> what it is about, where no claim is of something said to have happened.

    ``None`` for a text too short to be a report, and where the codebook has no such act.
    """
    act = ground.table.acts.get(OTHER_NEWS)
    if act is None or any(claim.status in _HAPPENED for claim in claims):
        return None
    sentences = [sent for sent in ground.parsed.doc.sents if _is_told(sent, ground)]
    if not _is_report(sentences, ground):
        return None
    head = _main_word(sentences[:FIRST], _cues(ground, attributions))
    return None if head is None else _telling(head, act, ground)


def _words(sent: Span, ground: Ground) -> list[Token]:
    return [token for token in sent if token.is_alpha and token.i not in ground.parsed.boilerplate]


def _is_told(sent: Span, ground: Ground) -> bool:
    """Whether a sentence tells something: it is no furniture, and most of it is words."""
    written = [token for token in sent if not token.is_space and not token.is_quote and token.i not in ground.parsed.boilerplate]
    words = _words(sent, ground)
    return len(words) >= SHORTEST and len(words) >= WORDY * len(written)


def _is_report(sentences: Sequence[Span], ground: Ground) -> bool:
    if ground.parsed.report.title:
        return bool(sentences)
    return len(sentences) >= FEWEST_SENTENCES and sum(len(_words(sent, ground)) for sent in sentences) >= FEWEST_WORDS


def _cues(ground: Ground, attributions: Sequence[Attribution]) -> Collection[int]:
    spans = [span for attribution in attributions for span in attribution.cue]
    return {token.i for start, end in spans for token in ground.parsed.tokens(start, end)}


def _main_word(sentences: Sequence[Span], cues: Collection[int]) -> Token | None:
    """Headline and first sentences -> the word for what they tell.

    The first main verb that is more than "is" and has a named subject ("it has been a long week" tells of nothing yet), else any
    main verb with a subject, else the head noun of the first line that has one.
    """
    verbs = [verb for sent in sentences if (verb := _main_verb(sent.root, cues)) is not None]
    best = next((verb for verb in verbs if verb.lemma_ != "be" and not _is_unnamed(verb)), None)
    if best is None and verbs:
        best = verbs[0]
    nouns = (sent.root for sent in sentences if sent.root.pos_ in ("NOUN", "PROPN") and sent.root.is_alpha)
    return best or next(nouns, None)


def _is_unnamed(head: Token) -> bool:
    """Whether the subject of a verb is a word like "it" or "we"; a noun stands for itself."""
    return any(child.dep_ in SUBJECTS and child.pos_ == "PRON" for child in head.children)


def _main_verb(root: Token, cues: Collection[int]) -> Token | None:
    """Root of a sentence -> its main verb, or that of what is said in it ("the agency said that the rocket had flown")."""
    for verb in _said(root, cues):
        if verb.pos_ not in ("VERB", "AUX") or not any(child.dep_ in SUBJECTS for child in verb.children):
            continue
        # "was the strongest quake in years": what was, not that it was
        attributes = (c for c in verb.children if verb.lemma_ == "be" and c.dep_ == "attr" and c.pos_ == "NOUN")
        attribute = next(attributes, None)
        return verb if attribute is None or _is_unnamed(verb) else attribute
    return None


def _said(root: Token, cues: Collection[int]) -> Iterator[Token]:
    """Root of a sentence -> the verbs that may be its main one, that of what is said before that of saying it."""
    spoken = [root]
    while spoken[-1].i in cues and len(spoken) < DEEPEST:
        inner = next((c for c in spoken[-1].children if c.dep_ == "ccomp"), None)
        if inner is None:
            break
        spoken.append(inner)
    yield from reversed(spoken)


def _telling(head: Token, act: Act, ground: Ground) -> Telling:
    light = ground.table.classes["light"]
    pos = "verb" if head.pos_ in ("VERB", "AUX") else "noun"
    who, whom = _SITES[pos]
    row = Trigger((lemma_of(head),), pos, act, None, None, who, whom, (), frozenset(), 0)
    found = Found(head, (head.i,), row, read_sites(head, light))
    telling = Telling(found=found, act=act, head=head, words=found.words, sentence=head.sent.start)
    read_arguments(telling, ground)
    telling.status = read_status(head, ground.table.classes)
    attach_layers([telling], own_words([telling], light), ground)
    return telling
