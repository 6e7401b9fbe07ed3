"""Reads from the parse which words stand in which place of a trigger's frame: subject, object, possessor, prepositions.

A place is filled from the trigger's own clause only: through coordination, control, relative clauses, participles and the
light verb that carries a noun ("carried out an attack"). Nothing is taken from another sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import COLLECTIVE, carried_by, host

Sites = dict[str, list[Token]]

_RELATIVE = word_set("who which that whom")
_SUBJECTS = word_set("nsubj csubj")
_PASSIVE_SUBJECTS = word_set("nsubjpass csubjpass")
_LINKS = word_set("xcomp advcl conj dep ccomp parataxis")
_GROUPS = word_set(
    "dozen dozens score scores hundred hundreds thousand thousands million millions number majority rest most many "
    "some % percent cent lot several one two three four five six seven eight nine ten all half both each couple "
    "handful none any more least"
)
_CLAUSELESS = word_set(
    "break attack kill seize capture hit lift strike destroy shell bomb arrest detain kidnap take retake enter besiege"
)
_DESCRIBING = word_set("involve target kill hit leave strike injure wound aim direct")
_EFFECTS = word_set("kill wound injure destroy damage leave")
_WHERE = word_set("in inside near at on outside around")
_SETTLEMENTS = word_set("town village city district province suburb region")
_HELD = word_set("arrest detention trial prosecution conviction imprisonment indictment execution sentencing punishment")
_ASSOCIATION = word_set("support assistance backing help aid cover cooperation participation assist")


def spread(token: Token) -> list[Token]:
    """Head of a phrase -> the heads of all its coordinated parts, in text order ("the army, the police and militias")."""
    heads = [token]
    for head in heads:
        heads.extend(child for child in head.children if child.dep_ == "conj" and child.pos_ not in ("VERB", "AUX"))
    return heads


def core(token: Token) -> Token:
    """Head of a phrase -> its real head: "dozens of people" and "three of the men" are about people and men."""
    for _ in range(3):
        if token.lower_ not in _GROUPS and token.pos_ != "NUM":
            break
        inner = next(
            (p for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj"), None
        )
        if inner is None:
            break
        token = inner
    return token


def is_passive(verb: Token) -> bool:
    """Say whether a verb stands in the passive, as a participle after a noun included ("the men killed by them")."""
    if any(c.dep_ in ("auxpass", "nsubjpass") or c.dep_ == "agent" for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" and c.lemma_ in ("have", "'ve") for c in verb.children):
        return False
    if verb.dep_ in ("acl", "advcl", "ROOT", "amod", "relcl"):
        return not any(c.dep_ in ("dobj", "nsubj") for c in verb.children)
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return is_passive(verb.head) and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
    return False


def read_sites(head: Token, light: frozenset[str]) -> Sites:
    """Head word of a trigger and the codebook's light verbs -> the words that stand in each place around it."""
    sites: Sites = {}
    if head.pos_ in ("VERB", "AUX") and not is_nominal(head):
        _read_verb(head, sites)
    else:
        _read_noun(head, sites, light)
    return sites


def subjects(verb: Token) -> list[Token]:
    """Verb -> who does it: its subject, or the one it shares with the verb that governs or precedes it."""
    return _subjects(verb, 0)


def objects(verb: Token) -> list[Token]:
    """Verb -> what it is done to: its object, the subject of its passive, or the noun that its participle describes."""
    return _objects(verb, 0)


def is_nominal(token: Token) -> bool:
    """Say whether a participle stands as a noun: "the shelling of the town", "killed in police firing"."""
    if token.tag_ != "VBG" or any(c.dep_ == "dobj" for c in token.children):
        return False
    return token.dep_ in ("pobj", "nsubj", "nsubjpass") or any(c.dep_ in ("det", "poss") for c in token.children)


def _antecedent(token: Token, verb: Token) -> list[Token]:
    if token.lower_ in _RELATIVE and verb.dep_ == "relcl":
        return spread(verb.head)
    return spread(core(token))


def _own(verb: Token, deps: frozenset[str]) -> list[Token]:
    return [t for c in verb.children if c.dep_ in deps for t in _antecedent(c, verb)]


def _subjects(verb: Token, depth: int) -> list[Token]:
    passive = is_passive(verb)
    if passive or depth > 4:
        return []
    governor = verb.head
    if verb.tag_ == "VBG" and verb.lemma_ in _EFFECTS and _is_after_site(verb):
        above = governor
        while above.head != above and above.pos_ not in ("VERB", "AUX"):
            above = above.head
        return _subjects(above, depth + 1) if above.pos_ in ("VERB", "AUX") else []
    if own := _own(verb, _SUBJECTS):
        return own
    if verb.dep_ == "acl" and governor.pos_ not in ("VERB", "AUX"):
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if verb.tag_ in ("VBG", "VBD") or (not infinitive and any(c.dep_ == "dobj" for c in verb.children)):
            return spread(governor)
        return _holders(governor) or _of_host(governor, depth)
    if verb.dep_ == "relcl":
        return spread(governor) if not _own(verb, _PASSIVE_SUBJECTS) else []
    if verb.dep_ == "pcomp":
        return _of_preposition(verb, depth)
    if verb.dep_ in _LINKS and governor.pos_ in ("VERB", "AUX") and governor != verb:
        if verb.dep_ == "xcomp" and (
            controlled := [t for c in governor.children if c.dep_ in ("dobj", "dative") for t in spread(core(c))]
        ):
            return controlled
        if verb.dep_ == "conj" and (told := _teller_of_past(verb, governor)):
            return told
        if is_passive(governor):
            return objects(governor) if verb.dep_ in ("xcomp", "conj") else _agents(governor)
        return _subjects(governor, depth + 1)
    return []


def _holders(noun: Token) -> list[Token]:
    """Find who has the plan that an infinitive tells: "the army's plan to attack", "the refusal of the rebels to leave"."""
    owned = [t for c in noun.children if c.dep_ == "poss" for t in spread(c)]
    return owned or [
        t
        for c in noun.children
        if c.dep_ in ("prep", "agent") and c.lower_ in ("by", "of", "from")
        for p in c.children
        if p.dep_ == "pobj"
        for t in spread(core(p))
    ]


def _teller_of_past(verb: Token, governor: Token) -> list[Token]:
    """Read "Gora said that the men had abducted 34 people and had burned a post": the men burned it, whatever the parse.

    A past perfect goes on from the past perfect before it, not from the simple past that holds them both.
    """
    if governor.tag_ != "VBD" or not any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children):
        return []
    for token in reversed(verb.doc[governor.i + 1 : verb.i]):
        if token.pos_ == "VERB" and any(c.dep_ == "aux" and c.lower_ == "had" for c in token.children):
            return _own(token, _SUBJECTS)
    return []


def _is_after_site(verb: Token) -> bool:
    """Say whether a participle follows where something is: "shelled a car in the town of Hader killing two men".

    The place does nothing; the parse may make its name the subject of the participle.
    """
    if verb.dep_ == "pcomp":
        return verb.head.lower_ == "of" and verb.head.head.lemma_ in _SETTLEMENTS
    noun = verb.head
    if verb.dep_ == "acl" and noun.dep_ == "dobj" and noun.head.lemma_ in _CLAUSELESS | _DESCRIBING:
        return True  # "hit a village killing two"
    if verb.dep_ != "acl" or noun.dep_ != "pobj":
        return False
    return noun.head.lower_ in _WHERE or (noun.head.lower_ == "of" and noun.head.head.lemma_ in _SETTLEMENTS)


def _of_preposition(verb: Token, depth: int) -> list[Token]:
    """Find who does what stands after a preposition: "accused the army of killing", "for shelling", "by burning"."""
    governor = verb.head.head
    if governor.pos_ in ("VERB", "AUX"):
        if verb.head.lower_ in ("of", "for", "from") and (
            object_ := [t for c in governor.children if c.dep_ in ("dobj", "nsubjpass") for t in spread(core(c))]
        ):
            return object_
        if governor.dep_ in ("acl", "relcl") and is_passive(governor):
            return _objects(governor, depth + 1)  # "the soldiers accused of killing"
        return _subjects(governor, depth + 1)
    if governor.lemma_ in _HELD and verb.head.lower_ in ("for", "over"):
        return [t for t in _holders(governor) if t not in _agents(governor)]  # "the arrest of 45 soldiers for killing"
    return [t for c in governor.children if c.dep_ == "poss" for t in spread(c)] or _of_host(governor, depth)


def _of_host(noun: Token, depth: int) -> list[Token]:
    if noun.dep_ in ("dobj", "attr") and noun.head.pos_ in ("VERB", "AUX"):
        return _subjects(noun.head, depth + 1)
    if noun.dep_ == "pobj" and noun.head.head.pos_ in ("VERB", "AUX"):
        return _subjects(noun.head.head, depth + 1)
    return []


def _agents(verb: Token) -> list[Token]:
    return [t for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj" for t in spread(core(p))]


def _objects(verb: Token, depth: int) -> list[Token]:
    found = _own(verb, frozenset({"dobj"})) or _own(verb, _PASSIVE_SUBJECTS)
    if not found and not is_passive(verb):
        found = _raised(verb)
    if found or depth > 4:
        return found
    governor = verb.head
    if is_passive(verb):
        if verb.dep_ in ("acl", "relcl", "amod"):
            return spread(governor)
        if verb.dep_ == "conj":
            return _objects(governor, depth + 1)
        if verb.dep_ in ("xcomp", "advcl") and governor.pos_ in ("VERB", "AUX"):
            return (
                _objects(governor, depth + 1) if verb.dep_ == "xcomp" and is_passive(governor) else _subjects(governor, depth + 1)
            )
        return []
    if (
        verb.dep_ == "relcl"
        and _own(verb, _SUBJECTS)
        and not any(c.dep_ in _SUBJECTS and c.lower_ in _RELATIVE for c in verb.children)
    ):
        return spread(governor)  # "the town that rebels seized"
    # "attacked and burned a village": the object stands with the last verb
    if not any(c.dep_ in ("prep", "ccomp", "xcomp") for c in verb.children):
        return [t for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" for t in _own(c, frozenset({"dobj"}))]
    return []


def _raised(verb: Token) -> list[Token]:
    """Read "allowed them to enter", "urged the army to leave": the subject of the infinitive is the object of the verb.

    A small parser also hangs an object on a clause that follows it ("broke the siege as aid now flows in").
    """
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i > verb.i and not any(c.dep_ == "mark" for c in child.children):
            infinite = (
                child.pos_ == "ADJ" or any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children) or child.tag_ == "VB"
            )
            if infinite or verb.lemma_ in _CLAUSELESS:
                return [t for c in child.children if c.dep_ in ("nsubj", "nsubjpass") and c.i > verb.i for t in spread(core(c))]
    return []


def _read_verb(verb: Token, sites: Sites) -> None:
    if found := _subjects(verb, 0):
        sites["subj"] = found
    if found := _objects(verb, 0):
        sites["obj"] = found
    if found := _agents(verb):
        sites["by"] = found
    direct = []
    for child in verb.children:
        if child.dep_ == "dative" and child.pos_ != "ADP":
            sites.setdefault("iobj", []).extend(spread(core(child)))
        elif child.dep_ == "dobj":
            direct.append(child)
    _add_prepositions(verb, sites)
    for child in direct:
        # "launched rockets at the town": the preposition may hang on the object
        _add_prepositions(child, sites)
        for part in spread(child):
            if any(c.dep_ == "poss" for c in part.children):
                sites.setdefault("poss", []).extend(t for c in part.children if c.dep_ == "poss" for t in spread(c))
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and "by" not in sites
        and is_passive(verb)
        and (found := _agents(verb.head))
    ):
        sites["by"] = found


def _read_noun(noun: Token, sites: Sites, light: frozenset[str]) -> None:
    for child in noun.children:
        if child.dep_ == "poss":
            sites.setdefault("poss", []).extend(spread(core(child)))
        elif child.dep_ in ("compound", "amod", "nmod") and child.i < noun.i:
            sites.setdefault("mod", []).extend(spread(child))
        elif child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
            _add_described(child, sites)
    _add_prepositions(noun, sites)
    if "by" not in sites and (found := _agents_below(noun)):
        sites["by"] = found
    if "on" not in sites and "against" not in sites:
        _targets_below(sites.get("by", []), sites)
    carrier = host(noun)
    if carrier is None:
        return
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_ in COLLECTIVE:
        noun = noun.head.head
    as_object = (
        noun.dep_ in ("dobj", "attr", "conj") or noun.dep_ == "nsubjpass" or (noun.dep_ == "pobj" and noun.head.dep_ != "agent")
    )
    if as_object and carried_by(carrier, light):
        if found := _subjects(carrier, 0):
            sites["subj"] = found
        if found := _agents(carrier):
            sites.setdefault("by", []).extend(found)
        _add_prepositions(carrier, sites)
    elif noun.dep_ in ("nsubj", "nsubjpass"):
        for place in ("in", "near", "at", "on", "outside", "around", "between"):
            for child in carrier.children:
                if child.dep_ == "prep" and child.lower_ == place:
                    sites.setdefault(place, []).extend(t for p in child.children if p.dep_ == "pobj" for t in spread(core(p)))


def _agents_below(noun: Token) -> list[Token]:
    """Find the doer in a chain of prepositions: "the shelling of the town by the army", where "by" hangs on the town."""
    parts = [noun]
    for part in parts[:]:
        parts.extend(p for c in part.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj")
    for part in parts[1:4]:
        parts.extend(p for c in part.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj")
    for part in parts[1:7]:
        for child in part.children:
            if child.dep_ == "prep" and child.lower_ == "by":
                return [t for p in child.children if p.dep_ == "pobj" for t in spread(core(p))]
    return []


def _targets_below(agents: list[Token], sites: Sites) -> None:
    """Find what stands after the doer: "the attack by the rebels on the garrison", where "on" hangs on the rebels."""
    for agent in agents:
        for child in agent.children:
            if child.dep_ == "prep" and child.lower_ in ("on", "against"):
                sites.setdefault(child.lower_, []).extend(t for p in child.children if p.dep_ == "pobj" for t in spread(core(p)))


def _add_described(verb: Token, sites: Sites) -> None:
    """Read a clause that describes the noun: "an attack carried out by rebels", "a strike targeting a depot"."""
    if verb.lemma_ in ("control", "hold"):
        return  # "a strike on a town controlled by rebels" is not theirs
    if found := _agents(verb):
        sites.setdefault("by", []).extend(found)
    elif verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN") and verb.lemma_ in _DESCRIBING:
        sites.setdefault("of", []).extend(_own(verb, frozenset({"dobj"})))
        _add_prepositions(verb, sites)
    elif verb.dep_ == "relcl" and (found := [c for c in verb.children if c.dep_ == "nsubj" and c.lower_ not in _RELATIVE]):
        sites.setdefault("by", []).extend(t for c in found for t in spread(c))


def _add_prepositions(head: Token, sites: Sites) -> None:
    for child in head.children:
        if child.dep_ != "prep" and not (child.dep_ == "dative" and child.pos_ == "ADP"):
            continue
        name = child.lower_
        if name == "with" and (partners := list(_partners(child))):
            sites.setdefault("beside", []).extend(partners)
            continue
        for part in child.children:
            if part.dep_ == "pobj":
                sites.setdefault(name, []).extend(spread(core(part)))
            elif part.dep_ == "prep":
                for inner in part.children:
                    if inner.dep_ == "pobj":
                        sites.setdefault(part.lower_, []).extend(spread(core(inner)))
                        sites.setdefault(name, []).extend(spread(core(inner)))


def _partners(preposition: Token) -> Iterable[Token]:
    """Read "with the support of the Russian air force": those who stood by the doer."""
    for noun in preposition.children:
        if noun.dep_ == "pobj" and noun.lemma_ in _ASSOCIATION:
            for child in noun.children:
                if child.dep_ in ("poss", "amod", "compound"):
                    yield from spread(child)
                elif child.dep_ == "prep" and child.lower_ in ("of", "from", "by"):
                    yield from (t for p in child.children if p.dep_ == "pobj" for t in spread(core(p)))
