"""Pronouns that resolve safely to an actor mention of the same report; the others are left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.codebook.names import fold, word_set
from reportedly.coding.parse import Parsed
from reportedly.record import Actor

_HE = word_set("he him his himself")
_SHE = word_set("she her hers herself")
_THEY = word_set("they them their theirs themselves")
_IT = word_set("it its itself")
_I = word_set("i me my mine myself")
_WE = word_set("we us our ours ourselves")
_MALE = word_set("mr king prince spokesman policeman businessman man boy son father husband brother sheikh imam priest lord sir")
_FEMALE = word_set("mrs ms miss queen princess spokeswoman policewoman businesswoman woman girl daughter mother wife sister lady")
_TELLING = word_set(
    "say tell add note state explain claim insist warn announce write comment recall argue stress declare continue describe "
    "reply ask acknowledge admit confirm deny"
)
_IDLE = word_set("be seem appear become take remain happen turn rain snow emerge")
_QUOTE = re.compile(r"[“”\"]")
_LABEL = re.compile(r"(?: (?:said|says|added|stated|told reporters))?:(?=\s+\S)")
_SUBJECTS = ("nsubj", "nsubjpass")


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun and the first mention it goes back to; ``collective`` is the "we" of a speaker: of his side, but not him."""

    start: int
    end: int
    root: int
    collective: bool = False


@dataclass(frozen=True)
class _Scene:
    """Mentions with what tells whether a pronoun may stand for them."""

    actors: Sequence[Actor]
    roots: Sequence[int]
    heads: Sequence[Token]
    sentence: Sequence[int]
    starts: Sequence[int]
    gender: dict[int, str]
    at_token: dict[int, int]


def find_pronouns(
    parsed: Parsed, actors: Sequence[Actor], roots: Sequence[int], heads: Sequence[Token], given: Mapping[str, str]
) -> list[Pronoun]:
    """Parse, mentions, the first mention of each, their head tokens, genders of given names -> the pronouns that resolve."""
    starts = [s for s, _ in parsed.sentences]
    scene = _Scene(
        actors, roots, heads, [bisect_right(starts, a.start) for a in actors], [a.start for a in actors],
        _genders(actors, roots, given), {h.i: i for i, h in enumerate(heads)},
    )  # fmt: skip
    quoted = _quotations(parsed.text)
    speeches = _speeches(parsed, scene)
    found = []
    for token in parsed.doc:
        if token.tag_ not in ("PRP", "PRP$") or token.i in parsed.boilerplate:
            continue
        word = token.lower_
        at = bisect_right(scene.starts, token.idx) - 1
        if at >= 0 and token.idx < actors[at].end:
            continue
        inside = _within(quoted, token.idx)
        root = None
        if word in _I or word in _WE:
            root = _speaker(parsed, scene, inside) if inside else _in_speech(speeches, token.idx)
        elif word in _HE or word in _SHE:
            root = None if inside else _person(scene, token, bisect_right(starts, token.idx), "m" if word in _HE else "f")
        elif word in _THEY or word in _IT:
            root = _thing(scene, token, bisect_right(starts, token.idx), many=word in _THEY, quote=inside)
        if root is not None:
            found.append(Pronoun(token.idx, token.idx + len(token), root, collective=word in _WE))
    return found


def _genders(actors: Sequence[Actor], roots: Sequence[int], given: Mapping[str, str]) -> dict[int, str]:
    """First mention -> "m" or "f", by a word such as "Mrs" or "spokesman", or else by the given name."""
    known: dict[int, str] = {}
    by_name: dict[int, str] = {}
    for actor, root in zip(actors, roots, strict=True):
        for word in actor.text.lower().replace(".", " ").split():
            if word in _MALE or word in _FEMALE:
                known.setdefault(root, "m" if word in _MALE else "f")
        name = (actor.name or "").split() if actor.kind == "person" else ()
        if len(name) > 1 and fold(name[0]) in given:
            by_name.setdefault(root, given[fold(name[0])])
    return by_name | known


def _person(scene: _Scene, token: Token, sentence: int, gender: str) -> int | None:
    """The only person of this and the sentence before; of several, the one that is the last subject."""
    near: list[int] = []
    tells = token.dep_ == "nsubj" and token.head.lemma_.lower() in _TELLING
    for i in range(bisect_right(scene.starts, token.idx) - 1, -1, -1):
        if sentence - scene.sentence[i] > 1:
            break
        head = scene.heads[i]
        single = head.tag_ not in ("NNS", "NNPS") and not (tells and head.dep_ != "nsubj")
        human = scene.actors[i].kind == "person" or (scene.actors[i].kind == "role" and single)
        if _is_bound(token, head):
            continue
        if human and scene.gender.get(scene.roots[i], gender) == gender:
            near.append(i)
    chosen = _only(scene, near)
    if chosen is not None:
        scene.gender.setdefault(chosen, gender)
    return chosen


def _is_bound(token: Token, head: Token) -> bool:
    """Whether a pronoun is object of the verb whose subject the noun is: "the army shelled them" are not the army."""
    if token.tag_ == "PRP$" or token.dep_ in _SUBJECTS or token.lower_.endswith(("self", "selves")):
        return False
    verb = token.head if token.dep_ in ("dobj", "dative", "iobj") else token.head.head
    return head.dep_ in _SUBJECTS and head.head.i == verb.i


def _is_idle(token: Token) -> bool:
    """Whether an "it" stands for nothing: "it is raining", "it is not known which", "it was reported that"."""
    if any(c.dep_ == "prep" and c.lower_ == "behind" for c in token.head.children):
        return False  # "it was behind the attack"
    if token.dep_ == "expl" or token.head.lemma_.lower() in _IDLE:
        return True
    return token.dep_ == "nsubjpass" and any(t.dep_ in ("ccomp", "csubj", "xcomp") for t in token.head.children)


def _only(scene: _Scene, near: Sequence[int]) -> int | None:
    roots = {scene.roots[i] for i in near}
    if len(roots) > 1:
        subjects = [i for i in near if scene.heads[i].dep_ in _SUBJECTS]
        last = [i for i in subjects if scene.sentence[i] == scene.sentence[subjects[0]]] if subjects else []
        roots = {scene.roots[i] for i in last}
    return roots.pop() if len(roots) == 1 else None


def _thing(scene: _Scene, token: Token, sentence: int, *, many: bool, quote: tuple[int, int] | None = None) -> int | None:
    """The nearest subject before the pronoun, in its sentence or the one before, if that is an actor of its number.

    Whoever speaks calls nobody "they" that only the report has called a speaker: 'residents said. "They shot my neighbour"'.
    """
    if token.lower_ == "it" and (token.dep_ not in _SUBJECTS or _is_idle(token)):
        return None
    subject = _nearest_subject(token)
    partitive = token.i > 0 and token.nbor(-1).lower_ in ("of", "among")  # "two men, one of them a guard"
    if subject is None or partitive or _is_bound(token, subject):
        return None
    tells = token.dep_ == "nsubj" and token.head.lemma_.lower() in _TELLING
    if tells and subject.head.lemma_.lower() not in _TELLING and many:
        return None  # "the group fled", they added: those who speak were named before
    if quote is not None and subject.idx < quote[0] and subject.head.lemma_.lower() in _TELLING:
        return None
    i = scene.at_token.get(subject.i)
    if i is None or sentence - scene.sentence[i] > 1:
        return None
    plural = scene.heads[i].tag_ in ("NNS", "NNPS")
    actor = scene.actors[i]
    if many:
        fits = plural or actor.kind == "group" or (actor.kind == "organization" and actor.roles[:1] in (("COP",), ("MIL",)))
    else:
        fits = actor.kind in ("organization", "group") and not (plural and actor.id is None)
    return scene.roots[i] if fits else None


def _nearest_subject(token: Token) -> Token | None:
    """The subject noun that stands last before a pronoun, up to the start of the sentence before.

    A pronoun that is itself a subject looks only so far as the clause: "the army said it would ...".
    """
    doc = token.doc
    begun = 0
    for i in range(token.i - 1, -1, -1):
        other = doc[i]
        if other.dep_ in _SUBJECTS:
            if other.pos_ in ("NOUN", "PROPN"):
                return other
            if other.pos_ == "PRON" and other.tag_ in ("PRP", "DT", "NN"):
                return None
        if doc[i + 1].is_sent_start:
            begun += 1
            if begun > 1:
                return None
    return None


def _quotations(text: str) -> list[tuple[int, int]]:
    """Spans between quotation marks, each within one paragraph; a paragraph that is left open is quoted to its end."""
    spans = []
    for paragraph in re.finditer(r"[^\n]+", text):
        open_at: int | None = None
        for mark in _QUOTE.finditer(paragraph.group()):
            at = paragraph.start() + mark.start()
            if mark.group() == "“" or (mark.group() == '"' and open_at is None):
                open_at = at
            elif open_at is not None:
                spans.append((open_at, at))
                open_at = None
        if open_at is not None:
            spans.append((open_at, paragraph.end()))
    return spans


def _speeches(parsed: Parsed, scene: _Scene) -> list[tuple[int, int, int]]:
    """Paragraphs without quotation marks that are one actor's words: start, end, first mention of the speaker.

    "THE MINISTER: We ...", and what follows "The minister said:" in statements of governments, until somebody else speaks.
    """
    spans: list[tuple[int, int, int]] = []
    current: int | None = None
    for paragraph in re.finditer(r"[^\n]+", parsed.text):
        start, end = paragraph.span()
        first = bisect_left(scene.starts, start)
        begins = first < len(scene.starts) and parsed.text[start : scene.starts[first]].strip().lower() in ("", "the")
        label = _LABEL.match(parsed.text, scene.actors[first].end, end) if begins else None
        if label:
            current = scene.roots[first]
            spans.append((label.end(), end, current))
            continue
        tellers = _tellers(scene, start, end)
        if not tellers and begins and paragraph.group().rstrip().endswith("said:"):
            tellers = {scene.roots[first]}
        if paragraph.group().rstrip().endswith(":"):
            current = tellers.pop() if len(tellers) == 1 else None
        elif tellers:
            current = None
        elif current is not None:
            spans.append((start, end, current))
    return spans


def _in_speech(speeches: Sequence[tuple[int, int, int]], at: int) -> int | None:
    i = bisect_right(speeches, at, key=lambda speech: speech[0]) - 1
    return speeches[i][2] if i >= 0 and at < speeches[i][1] else None


def _tellers(scene: _Scene, start: int, end: int, quote: tuple[int, int] = (-1, -1)) -> set[int]:
    """First mentions of those who are said to say something between two offsets, outside a quotation."""
    roots = set()
    for i in range(bisect_left(scene.starts, start), bisect_left(scene.starts, end)):
        head = scene.heads[i]
        outside = not quote[0] <= scene.starts[i] < quote[1]
        tells = head.dep_ in _SUBJECTS and head.head.lemma_.lower() in _TELLING
        if outside and tells and scene.actors[i].kind != "object":
            roots.add(scene.roots[i])
    return roots


def _within(spans: Sequence[tuple[int, int]], at: int) -> tuple[int, int] | None:
    i = bisect_right(spans, (at, len(spans) and spans[-1][1] + 1)) - 1
    return spans[i] if i >= 0 and spans[i][0] <= at < spans[i][1] else None


def _speaker(parsed: Parsed, scene: _Scene, quote: tuple[int, int]) -> int | None:
    """The actor who is said to speak in the paragraph of a quotation, outside the quotation marks; of several none.

    A paragraph that is all quotation has its speaker in the paragraph before, which ends in a colon or comma.
    """
    text = parsed.text
    begin = text.rfind("\n", 0, quote[0]) + 1
    end = text.find("\n", quote[1])
    before = text[:begin].rstrip()
    if not text[begin : quote[0]].strip() and before.endswith((":", ",")):
        begin = before.rfind("\n") + 1
    roots = _tellers(scene, begin, end if end >= 0 else len(text), quote)
    return roots.pop() if len(roots) == 1 else None
