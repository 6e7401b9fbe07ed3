"""Speech acts: a promise, demand, refusal or threat is coded by what it is about; what it is about is no event yet.

PLOVER codes "will send aid" as an agreement, "will attack" as a threat, "must withdraw" as a demand, "refused to meet" as a
refusal to meet (PLOVER manual, draft 2.0, on the future tense and on verbal types).
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from reportedly.codebook.acts import SPEECH, ActTable
from reportedly.codebook.names import word_set
from reportedly.coding.claims.arguments import subjects
from reportedly.coding.claims.carriers import carried_by, host
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.status import is_negated, modals
from reportedly.coding.claims.telling import Owners, Telling, path

_COMPLEMENTS = word_set("xcomp ccomp dobj prep pcomp pobj nsubjpass acl dative oprd")
_COMING = word_set("will 'll ’ll wo shall would 'd")
_DUE = word_set("must should ought")
_SAYING = word_set("say announce declare tell state add vow insist warn stress argue urge note explain reiterate confirm")
_PRONOUNS = word_set("it they he she we i")
_MARKS = frozenset('"“”«»„``')
_BLAMING = {"blame": "on", "pin": "on", "attribute": "to", "ascribe": "to"}
_NOBODY = word_set("nobody none")
_UNNAMED = word_set("name identify quote call remain mention comment elaborate")
_VERBAL = word_set("REQUEST ACCUSE REJECT THREATEN AGREE")


def complements(tellings: Sequence[Telling], owners: Owners) -> list[tuple[Telling, Telling]]:
    """Tellings -> pairs of a speech act and an act that it is about ("agreed" - "to withdraw")."""
    return [(governor, telling) for telling in tellings if (governor := _governor(telling, owners)) is not None]


def _governor(telling: Telling, owners: Owners) -> Telling | None:
    steps = list(path(telling.head))
    for i, above in enumerate(steps[1:7], 1):
        link = steps[i - 1].dep_
        if link in ("relcl", "nsubj", "poss", "parataxis", "agent", "appos"):
            return None
        owner = owners.get(above.i)
        if owner is not None and owner is not telling:
            if link == "advcl" and any(c.dep_ == "mark" and c.lower_ == "for" for c in steps[i - 1].children):
                return owner  # "called for the president to resign"
            return owner if link in _COMPLEMENTS or (link == "conj" and i > 1) else None
    return None


def resolve_speech(tellings: list[Telling], owners: Owners, ground: Ground) -> list[Telling]:
    """Tellings -> the same with speech acts named by what they are about, and without what they are only about."""
    gone: set[int] = set()
    table = ground.table
    for speech, about in complements(tellings, owners):
        if id(speech) in gone:
            continue
        kind = next((trait for trait in SPEECH if speech.has(trait)), None)
        if about.is_noun and speech.act.name == "agreement":
            kind = None
        if about.is_noun and about.has("force") and speech.head.lemma_ == "order" and about.head.head == speech.head:
            about.who = about.who or list(speech.who)  # "ordered the killing of the mayor": it is theirs
            gone.add(id(speech))
            continue
        if kind is not None and speech.act.type is not None:
            _fold(speech, about, kind, table)
            gone.add(id(about))
        elif speech.act.name == "responsibility-claimed" and about.has("force"):
            if speech.status == "negated" or any(t.lower_ in _NOBODY or is_negated(t) for t in speech.who):
                gone.add(id(about))  # "no group claimed the raid" says nothing of the raid
                continue
            about.who = about.who or list(speech.who)  # "claimed responsibility for the blast": their own word for it
            speech.whom = list(about.whom)
        elif speech.has("accuse") or speech.has("approve"):
            _weigh(speech, about, gone)
        elif speech.act.type in _VERBAL or speech.has("meet") or (not speech.has("force") and not about.has("force")):
            gone.add(id(about))
    kept = [t for t in tellings if id(t) not in gone]
    for telling in kept:
        _read_future(telling, ground)
    return kept


def _fold(speech: Telling, about: Telling, kind: str, table: ActTable) -> None:
    act = table.spoken(kind, about.act)
    if act is not None:
        speech.act = act
    if speech.head.lemma_.lower() in ("plan", "intend") and speech.status == "asserted":
        speech.status = "planned"
    if kind == "demand":
        speech.whom = speech.whom or about.who or about.whom
    else:
        speech.whom = about.whom or speech.whom or [t for t in about.who if t not in speech.who]
    speech.where = speech.where or about.where


def _weigh(speech: Telling, about: Telling, gone: set[int]) -> None:
    """What is blamed, condemned or praised is told as well, by the one who speaks, when it has parties of its own."""
    if speech.has("accuse") and about.has("force"):
        _lay_blame(speech, about)
        if about.who or about.whom or about.where:
            if not speech.whom:
                speech.whom = list(about.who)
            return
    gone.add(id(about))
    if not speech.whom:
        speech.whom = about.who or about.whom


def _lay_blame(speech: Telling, about: Telling) -> None:
    """Read "blamed the attack on the group", "the raid was attributed to the army": who is blamed did it, by that word."""
    if about.is_noun and not about.who and speech.head.lemma_.lower() in ("accuse", "blame"):
        link = about.head.head
        if link.lower_ in ("of", "for", "over") and (link.head == speech.head or link.head in speech.whom):
            about.who = [t for t in speech.whom if t not in about.whom]  # "accused the militia of the attack"
            return
    place = _BLAMING.get(speech.head.lemma_.lower())
    if place is None or not about.is_noun or about.head.dep_ not in ("dobj", "nsubjpass") or about.head.head != speech.head:
        return
    blamed = speech.found.sites.get(place) or about.found.sites.get(place, [])
    if blamed:
        about.who, speech.whom = list(blamed), list(blamed)
        about.whom = [t for t in about.whom if t not in blamed]


def _read_future(telling: Telling, ground: Ground) -> None:
    """An act in the future tense is a promise or a threat, "must" a demand of the one who says it."""
    if telling.act.type in _VERBAL or telling.act.type is None:
        return
    verb, table = telling.head, ground.table
    if telling.is_noun:
        carrier = host(verb)
        if carrier is None or not carried_by(carrier, table.classes["light"]):
            return
        verb = carrier
    seen = set(modals(verb))
    saying = _saying(verb)
    if verb.dep_ == "xcomp" and not seen and verb.head.lemma_ == "go":
        seen = {"will"} if any(c.lower_ in ("am", "is", "are", "'s", "’s") for c in verb.head.children) else seen
    if seen & _DUE and saying is not None:
        act = table.spoken("demand", telling.act)
        speakers = subjects(saying)
        if act is not None and speakers:
            telling.act, telling.whom, telling.who = act, telling.who or telling.whom, speakers
            telling.status = "asserted"
    elif seen & _COMING and (telling.who or saying is not None) and not ("would" in seen and saying is None):
        act = table.spoken("refuse" if is_negated(verb) else "future", telling.act)
        if act is not None:
            telling.act, telling.status = act, "asserted" if is_negated(verb) else "planned"
    spoken_for = (ground.actors[i] for t in telling.who if (i := ground.actor_at.get(t.i)) is not None)
    known = any(actor.id or actor.same_as is not None for actor in spoken_for if actor.kind == "group")
    if saying is not None and telling.who and not known and all(_is_speaker(t, saying) for t in telling.who):
        telling.who = subjects(saying) or telling.who


def _is_speaker(pronoun: Token, saying: Token) -> bool:
    """Whether a pronoun may stand for who speaks; inside a quotation only "I" and "we" do ("They shot my neighbour")."""
    if pronoun.lower_ not in _PRONOUNS:
        return False
    if pronoun.lower_ in ("i", "we"):
        return True
    first, last = sorted((pronoun.i, saying.i))
    if any(t.text in _MARKS for t in pronoun.doc[first:last]):
        return False
    several = any(t.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in t.children) for t in subjects(saying))
    return pronoun.lower_ != "they" or several or not subjects(saying)


def is_courtesy(telling: Telling) -> bool:
    """Whether a speech act is a phrase of reporting, or a manner.

    "She asked not to be named", "declined to comment"; "opened fire without warning".
    """
    head = telling.head
    if telling.has("force"):
        return False
    if head.dep_ in ("pobj", "pcomp") and head.head.lower_ == "without":
        return not telling.whom
    return telling.act.type in ("REQUEST", "REJECT") and any(
        c.dep_ in ("xcomp", "advcl") and c.lemma_.lower() in _UNNAMED for c in head.children
    )


def _saying(verb: Token) -> Token | None:
    for above in path(verb):
        if above.dep_ == "ccomp" and above.head.lemma_.lower() in _SAYING:
            return above.head
        if above.dep_ not in ("ccomp", "conj", "xcomp"):
            return None
    return None
