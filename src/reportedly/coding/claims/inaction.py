"""What police and soldiers did not do: "police did not respond", "was nowhere to be seen", "the failure of the army to act".

Security forces that stand by while others do harm are an event of their own (act ``inaction``). It is told by negating or
failing at something that only they would do, so no single word tells it, and the table of triggers cannot.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from reportedly.codebook.acts import Trigger
from reportedly.codebook.names import word_set
from reportedly.coding.claims.arguments import core, spread, subjects
from reportedly.coding.claims.events import Found, lemmas_of
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.status import is_negated, modals, read_status
from reportedly.coding.claims.telling import Telling

# A jawan is a soldier or constable in the press of South Asia.
_SECURITY = word_set("police policeman policewoman constable cop jawan gendarme army troop soldier security") | {
    "police officer", "security force", "security personnel", "police force", "police personnel",
}  # fmt: skip
_SECURITY_ROLES = frozenset({"COP", "MIL", "PRM"})
# What is asked of police in need; not to do it is to fail. Not "arrest" or "fire": those are acts, negated.
_DUTIES = word_set(
    "act respond react intervene help protect prevent stop control check contain curb come arrive move save rescue"
)
# "did not respond to a request for comment", "to written questions": the press asked, nobody was in need.
_ANSWERS = word_set("respond react")
_ASKED = word_set(
    "request question comment message email e-mail mail inquiry enquiry query letter text voicemail call interview statement "
    "allegation accusation claim criticism"
)
# "their calls", "distress calls", "requests for help" are what police are there for, and no matter of words.
_NEED = word_set("help assistance aid protection rescue support backup reinforcement intervention force troop distress emergency")
# "did not act as host", "did not move to the new barracks"; "did not act to stop the mob" has a verb.
_OTHERWISE = {"act": word_set("as"), "move": word_set("as to")}
# Verbs that tell nothing without their object: "did not take any action", "provided no security". Police in South Asia take up a
# case by registering a first information report, an FIR.
_CARRIED = {
    "take": word_set("action step note measure complaint"),
    "do": word_set("anything something enough much nothing little job duty"),
    "make": word_set("effort attempt arrest arrangement"), "provide": word_set("security protection help cover"),
    "give": word_set("security protection help"), "register": word_set("complaint case fir firs"),
    "record": word_set("complaint case fir firs statement"), "offer": word_set("protection help resistance"),
}  # fmt: skip
_LITTLE = word_set("nothing little")
_FAILING = word_set("fail refuse neglect omit hesitate")
_UNABLE = word_set("unable reluctant unwilling powerless helpless able slow loath")
_COMING = frozenset({"will", "would", "wo", "'ll", "may", "might", "should", "must"})
_SPEECH = word_set("comment say name give confirm identify elaborate disclose answer speak reveal discuss divulge tell specify")
_ABSENT = word_set("nowhere absent invisible passive sluggish inactive inadequate indifferent mute missing")
_FLIGHT = {
    "run": word_set("away"), "turn": word_set("deaf"), "arrive": word_set("late"),
}  # fmt: skip
_NOUNS = word_set(
    "inaction failure negligence apathy laxity inefficiency slackness inability lapse delay absence passivity indifference"
)
_OF = word_set("of by from")


def find_inaction(tellings: Sequence[Telling], ground: Ground) -> list[Telling]:
    """Tellings of one report -> one more for each clause in which police or soldiers are said not to have acted."""
    row = next((r for rows in ground.table.nouns.values() for r in rows if r.act.name == "inaction"), None)
    taken = {i for t in tellings for i in (*t.words, t.head.i)}
    for telling in tellings:
        if telling.act.name == "inaction" and telling.is_noun and not telling.who:
            telling.who = _owners(telling.head, ground)
    if row is None:
        return []
    return [
        _telling(token, doers, row, ground)
        for token in ground.parsed.doc
        if token.i not in ground.parsed.boilerplate and token.i not in taken and (doers := _idle(token, taken, ground))
    ]


def _telling(token: Token, doers: list[Token], row: Trigger, ground: Ground) -> Telling:
    status = read_status(token, ground.table.classes)
    return Telling(
        found=Found(token, (token.i,), row, {}), act=row.act, head=token, words=_words(token), who=doers,
        status="asserted" if status == "negated" else status, sentence=token.sent.start,
    )  # fmt: skip


def _words(token: Token) -> tuple[int, ...]:
    """Word that tells of inaction -> it with its negation and what carries it: "did not respond", "took no action"."""
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "AUX") or lemma in _FAILING:
        return (token.i,)
    beside = _FLIGHT.get(lemma, frozenset()) | _CARRIED.get(lemma, frozenset())
    words = [token.i]
    for child in token.children:
        if child.dep_ in ("neg", "aux") or child.lemma_.lower() in beside:
            words.append(child.i)
        elif any(c.lower_ in beside for c in child.children):
            words += [child.i, *(c.i for c in child.children if c.lower_ in beside)]
    return tuple(sorted(words))


def _idle(token: Token, taken: set[int], ground: Ground) -> list[Token]:
    """Word that may tell of inaction, and the words of other events -> the police or soldiers whose inaction it is, if any."""
    if token.pos_ == "NOUN":
        return _owners(token, ground) if token.lemma_.lower() in _NOUNS else []
    if token.pos_ not in ("VERB", "AUX", "ADJ", "ADV"):
        return []
    verb = token.head if token.pos_ in ("ADJ", "ADV") and token.dep_ in ("acomp", "advmod", "oprd", "attr") else token
    if not _is_idle(token, verb, taken) or _COMING & set(modals(verb)):
        return []  # "police would be unable to stop the mob": nobody knows yet
    return [t for t in subjects(verb) if _is_security(t, ground)]


def _is_idle(token: Token, verb: Token, taken: set[int]) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ in ("ADJ", "ADV"):
        if lemma in _ABSENT:
            return verb.lemma_ in ("be", "remain", "stay", "prove") and not is_negated(verb)
        return lemma in _UNABLE and _leads_to_deed(token, taken) and (lemma != "able" or is_negated(verb))
    if lemma in _FAILING:
        return _leads_to_deed(token, taken) and not is_negated(token)
    if lemma in _FLIGHT:
        return any(c.lower_ in _FLIGHT[lemma] or any(g.lower_ in _FLIGHT[lemma] for g in c.children) for c in token.children)
    things = {c.lemma_.lower() for c in token.children if c.dep_ in ("dobj", "advmod", "attr")}
    if lemma == "do" and things & _LITTLE:
        return not is_negated(token) or "little" in things
    undone = is_negated(token) and token.dep_ != "xcomp"
    return undone and ((lemma in _DUTIES and not _is_of_words(token)) or bool(_CARRIED.get(lemma, frozenset()) & things))


def _leads_to_deed(token: Token, taken: set[int]) -> bool:
    """Whether "failed", "unable" is followed by something to do.

    Not by a word of saying ("refused to comment"), nor by an event, which is told itself ("failed to capture the hill").
    """
    clauses = [c for c in token.children if c.dep_ in ("xcomp", "ccomp", "acl")]
    return any(c.lemma_.lower() not in _SPEECH and c.i not in taken and not _is_of_words(c) for c in clauses)


def _is_of_words(verb: Token) -> bool:
    """Whether a verb like "respond" is about answering somebody's words, or one like "act" about something else than help."""
    lemma = verb.lemma_.lower()
    preps = [c for c in verb.children if c.dep_ in ("prep", "dative")]
    if any(p.lower_ in _OTHERWISE.get(lemma, frozenset()) for p in preps):
        return True
    held = [t for p in preps if p.lower_ in ("to", "for") for c in p.children if c.dep_ == "pobj" for t in spread(c)]
    return lemma in _ANSWERS and any(t.lemma_.lower() in _ASKED and not _asks_for_help(t) for t in held)


def _asks_for_help(noun: Token) -> bool:
    """Whether a call or request is one of people in need: "their calls", "distress calls", "calls from residents for help"."""
    wanted = [t for p in noun.children if p.lower_ == "for" for c in p.children if c.dep_ == "pobj" for t in spread(c)]
    words = {t.lemma_.lower() for t in (*wanted, *(c for c in noun.children if c.dep_ in ("compound", "amod")))}
    if words & _NEED:
        return True
    owned = any(c.dep_ == "poss" for c in noun.children)
    return noun.lemma_.lower() == "call" and owned and _ASKED.isdisjoint(t.lemma_.lower() for t in noun.subtree if t is not noun)


def _owners(noun: Token, ground: Ground) -> list[Token]:
    found = [t for c in noun.children if c.dep_ in ("poss", "compound", "amod", "nmod") for t in spread(core(c))]
    for child in noun.children:
        if child.dep_ in ("prep", "agent"):
            held = [p for p in child.children if p.dep_ == "pobj"]
            if child.lower_ == "on":  # "lapses on the part of the police"
                held = [q for p in held if p.lower_ == "part" for c in p.children if c.lower_ == "of" for q in c.children]
            elif child.lower_ not in _OF:
                continue
            found += [t for p in held for t in spread(core(p))]
    return [t for t in found if _is_security(t, ground)]


def _is_security(token: Token, ground: Ground) -> bool:
    if not _SECURITY.isdisjoint(lemmas_of(token)):
        return True
    index = ground.actor_at.get(token.i)
    if index is None:
        return False
    actor = ground.actors[index]
    roles = actor.roles or (ground.actors[actor.same_as].roles if actor.same_as is not None else ())
    return bool(set(roles) & _SECURITY_ROLES) and "REB" not in roles
