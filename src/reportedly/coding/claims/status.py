"""Decides whether an event is asserted, or told as denied, possible, planned, negated or historical.

Read from modality, negation, conditions, tense, the words that govern the trigger, and the stance of the attribution; where
they differ the weaker one wins, so that nothing is asserted which the text holds back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import carried_by, is_effect
from reportedly.record import Attribution, Status, Time

Words = Mapping[str, frozenset[str]]

_RANK: dict[Status, int] = {"asserted": 0, "historical": 1, "possible": 2, "planned": 3, "negated": 4, "denied": 5}
_MODALS: dict[str, Status] = {
    "will": "planned", "'ll": "planned", "’ll": "planned", "wo": "planned", "shall": "planned", "should": "planned",
    "must": "planned", "ought": "planned", "would": "possible", "'d": "possible", "can": "possible", "ca": "possible",
    "could": "possible", "may": "possible", "might": "possible",
}  # fmt: skip
_ADVERBS: dict[str, Status] = {
    "allegedly": "possible", "possibly": "possible", "perhaps": "possible", "maybe": "possible", "apparently": "possible",
    "probably": "possible", "presumably": "possible", "likely": "possible", "supposedly": "possible",
    "purportedly": "possible", "potentially": "possible", "never": "negated", "hardly": "negated", "nearly": "negated",
    "almost": "negated", "historically": "historical",
}  # fmt: skip
_ADJECTIVES: dict[str, Status] = {
    "alleged": "possible", "possible": "possible", "suspected": "possible", "potential": "possible", "apparent": "possible",
    "likely": "possible", "presumed": "possible", "rumoured": "possible", "rumored": "possible", "feared": "possible",
    "hypothetical": "possible", "supposed": "possible", "unconfirmed": "possible", "imminent": "planned",
    "planned": "planned", "proposed": "planned", "threatened": "planned", "impending": "planned", "future": "planned",
    "upcoming": "planned", "expected": "planned", "foiled": "negated", "forthcoming": "planned", "further": "asserted",
    "aborted": "negated", "thwarted": "negated", "averted": "negated", "historic": "asserted", "anticipated": "planned",
}  # fmt: skip
_NOUNS: dict[str, Status] = {
    "threat": "planned", "plan": "planned", "plot": "planned", "fear": "possible", "risk": "possible", "danger": "possible",
    "possibility": "possible", "prospect": "possible", "allegation": "possible", "rumour": "possible", "rumor": "possible",
    "suspicion": "possible", "warning": "possible", "preparation": "planned", "proposal": "planned", "intention": "planned",
    "call": "planned", "demand": "planned", "likelihood": "possible", "denial": "denied", "hope": "possible",
    "promise": "planned", "vow": "planned", "pledge": "planned", "absence": "negated", "lack": "negated",
    "anniversary": "historical", "commemoration": "historical", "memory": "historical", "memorial": "historical",
    "history": "historical", "prevention": "negated", "offer": "planned", "readiness": "planned", "willingness": "planned",
    "veteran": "historical", "survivor": "historical", "chance": "possible", "potential": "possible", "concern": "possible",
}  # fmt: skip
_ABILITIES: dict[str, Status] = {
    "unable": "negated", "unwilling": "negated", "reluctant": "negated", "unlikely": "possible", "likely": "possible",
    "ready": "planned", "willing": "planned", "prepared": "planned", "set": "planned", "poised": "planned", "due": "planned",
    "eager": "planned", "possible": "possible", "impossible": "negated", "capable": "possible",
}  # fmt: skip
_REMEMBERING = word_set("commemorate remember memorialise memorialize mourn")
_ACTUAL = word_set(
    "begin start continue manage proceed dare use come get happen force compel lead cause allow enable let make see "
    "watch hear help find keep stop leave catch go end have be try attempt seek resort fail rush move return unite "
    "prompt oblige drive push provoke join appear seem arrest charge accuse convict detain blame suspect sentence"
)
_OCCURRING = word_set("take happen occur erupt break be follow come start begin resume last")
_OWNING_UP = word_set("confirm deny verify report announce acknowledge corroborate")
_UNDONE = word_set("fail refuse decline stop cease neglect omit avoid")
_CONDITIONS = word_set("if unless whether lest should provided")
_STANCES: dict[str, Status] = {
    "denies": "denied", "doubts": "possible", "questions": "possible", "hopes": "possible", "fears": "possible",
    "asks": "possible", "withholds": "possible",
    "orders": "planned", "demands": "planned", "promises": "planned", "threatens": "planned", "plans": "planned",
    "warns": "possible", "suspects": "possible", "believes": "possible", "predicts": "planned", "expects": "planned",
    "proposes": "planned", "urges": "planned",
}  # fmt: skip
_YEAR = 366


def weaker(*statuses: Status) -> Status:
    """Several readings -> the weakest: denied, negated, planned, possible, historical, asserted."""
    return max(statuses, key=_RANK.__getitem__, default="asserted")


def read_status(head: Token, words: Words) -> Status:
    """Head word of a trigger and the codebook's word classes -> the status that its sentence gives it."""
    return weaker("asserted", *_readings(head, words))


def stance_status(attribution: Attribution | None) -> Status:
    """Attribution that holds the trigger -> the status that its stance gives: what is denied, doubted, asked or hoped for."""
    return "asserted" if attribution is None else _STANCES.get(attribution.stance, "asserted")


def dated_status(time: Time | None, published: str | None) -> Status:
    """Time of the event and day of publication -> ``historical`` when more than a year lies between them."""
    if time is None or published is None or time.to is None or time.type == "SET":
        return "asserted"
    return "historical" if _days(published) - _days(time.to) > _YEAR else "asserted"


def modals(verb: Token) -> Iterator[str]:
    """Verb -> its modal verbs, those of the verb it is coordinated with included ("will attack and burn")."""
    for _ in range(3):
        own = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
        yield from (c.lower_ for c in own if c.lower_ in _MODALS)
        if own or verb.dep_ != "conj" or any(c.dep_ == "nsubj" for c in verb.children):
            return
        verb = verb.head


def is_negated(token: Token) -> bool:
    """Say whether a verb or noun is negated: "did not attack", "no attack", "without violence", "nobody was hurt"."""
    for child in token.children:
        if child.dep_ == "neg" and child.lower_ not in ("only", "just"):
            return not any(c.lower_ in ("only", "just") for c in token.doc[child.i + 1 : child.i + 2])
        if child.dep_ == "det" and child.lower_ in ("no", "neither"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in ("nobody", "none", "nothing") or any(c.lower_ == "no" and c.dep_ == "det" for c in child.children)
        ):
            return True
    return token.dep_ in ("pobj", "pcomp") and token.head.lower_ == "without"


def _readings(head: Token, words: Words) -> Iterator[Status]:
    if is_negated(head):
        yield "negated"
    yield from _own(head)
    token = head
    noun = head.pos_ not in ("VERB", "AUX")
    if head.sent[-1].text == "?" or any(t.text == "?" for t in head.sent[-2:]):
        yield "possible"
    for _ in range(7):
        parent, link = token.head, token.dep_
        if parent == token or link in ("relcl", "punct", "parataxis", "poss", "appos", "agent"):
            return
        if parent.pos_ in ("VERB", "AUX"):
            yield from _governed(parent, link, token, noun, words)
            if link in ("nsubj", "advcl", "prep"):
                return
            if link == "conj" or (link == "ccomp" and not noun):
                noun = False
            if link == "acomp" and is_negated(parent):
                yield "negated"
        elif parent.pos_ == "ADJ" and link in ("xcomp", "ccomp") and (known := _ABILITIES.get(parent.lower_)):
            yield known
        elif parent.pos_ in ("NOUN", "PROPN") and link in ("prep", "acl", "pobj", "compound"):
            if (known := _NOUNS.get(parent.lemma_.lower())) and (
                (link == "acl" and not is_effect(token)) or token.lower_ in ("of", "to", "for", "about", "from", "against")
            ):
                yield known
            if link == "acl":
                return
        token = parent


def _own(head: Token) -> Iterator[Status]:
    for child in head.children:
        if child.dep_ == "advmod" and child.lower_ in _ADVERBS:
            yield _ADVERBS[child.lower_]
        elif child.dep_ in ("amod", "compound") and child.lower_ in _ADJECTIVES:
            yield _ADJECTIVES[child.lower_]
        elif child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            yield "possible"
    if head.pos_ in ("VERB", "AUX"):
        for modal in modals(head):
            yield _MODALS[modal]
        if head.dep_ == "advcl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in head.children):
            yield "planned"


def _governed(verb: Token, link: str, token: Token, noun: bool, words: Words) -> Iterator[Status]:
    """Read what the governing verb does to the event: "denied that ...", "planned to ...", "carried out no attack"."""
    if link in ("nsubj", "agent", "punct", "npadvmod"):
        if link == "nsubj" and noun and (verb.lemma_ in _OCCURRING or carried_by(verb, words["light"])):
            yield from (_MODALS[m] for m in modals(verb))
            if is_negated(verb):
                yield "negated"
        return
    negated = is_negated(verb)
    inside = link in ("dobj", "xcomp", "ccomp", "pcomp", "nsubjpass", "attr", "acomp", "prep", "oprd")
    if not inside:
        if link == "advcl" and token.i > verb.i:
            return
        return
    lemma = verb.lemma_.lower()
    if lemma in _OWNING_UP and link in ("dobj", "nsubjpass") and _is_withheld(verb, negated):
        yield "possible"  # "has not confirmed the attack", "would neither confirm nor deny it": it may have been all the same
        return
    if carried_by(verb, words["deny"]) and link in ("dobj", "ccomp", "xcomp", "pcomp", "nsubjpass"):
        yield "asserted" if negated else "denied"
        return
    if carried_by(verb, words["foil"]) and link in ("dobj", "nsubjpass", "xcomp"):
        yield "negated"
    elif carried_by(verb, words["plan"]) and link != "prep":
        yield "planned"
    elif (
        lemma in words["doubt"]
        and link in ("ccomp", "xcomp", "prep")
        and lemma not in ("claim", "suggest", "accuse", "blame", "believe", "think")
    ) or (lemma in ("fear", "suspect", "predict") and link in ("dobj", "nsubjpass")):
        yield "possible"
    if lemma in _REMEMBERING:
        yield "historical"
    if lemma in _UNDONE and link == "xcomp":
        yield "asserted" if negated else "negated"
    elif link == "xcomp" and lemma not in _ACTUAL and _is_to_come(token):
        yield "planned"
    if noun or link == "xcomp":
        if negated and link not in ("ccomp", "prep"):
            yield "negated"
        if link != "ccomp":
            yield from (_MODALS[m] for m in modals(verb))
    for child in verb.children:
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS and link in ("dobj", "xcomp", "nsubjpass"):
            yield "possible"
        if child.dep_ == "advmod" and child.lower_ in ("allegedly", "reportedly", "never") and link in ("dobj", "xcomp"):
            yield _ADVERBS.get(child.lower_, "asserted")


def _is_withheld(verb: Token, negated: bool) -> bool:
    """Say whether a word of saying is not said: "did not confirm", "neither confirmed nor denied", "has yet to confirm"."""
    if negated and verb.lemma_.lower() != "deny":
        return True
    near = verb.doc[max(verb.i - 3, verb.sent.start) : verb.i]
    return any(t.lower_ in ("neither", "nor") for t in near) or any(
        c.dep_ == "conj" and any(t.lower_ == "nor" for t in verb.doc[verb.i : c.i]) for c in verb.children
    )


def _is_to_come(verb: Token) -> bool:
    """Say whether an infinitive looks ahead: "wants to attack", not "is said to have attacked"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return "to" in auxiliaries and "have" not in auxiliaries


def _days(day: str) -> int:
    year, month, rest = int(day[:4]), int(day[5:7] or 1), int(day[8:10] or 1)
    return year * 365 + month * 30 + rest
