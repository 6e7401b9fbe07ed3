"""Joins mentions inside one report to their first naming: aliases, acronyms, last names, definite phrases, pronouns.

A wrong link spreads one actor's country and roles to another, a missing one costs a detail: where two antecedents are as good,
none is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import find_words, fold, word_list, word_set
from reportedly.coding.actors.acronyms import abbreviates
from reportedly.coding.actors.spans import TAKEN_UP
from reportedly.coding.coreference.chains import Chains
from reportedly.coding.coreference.mentions import gather_facts, number_mentions
from reportedly.coding.coreference.pronouns import find_pronouns
from reportedly.coding.parse import Parsed
from reportedly.record import Actor

_SHORT = r"((?:[A-Z][A-Za-z&/-]{0,3}){2,8})"
_BRACKET = re.compile(rf"\s*[(\[]\s*[\"“']?{_SHORT}[\"”']?\s*[)\]]|, or (?:the )?{_SHORT}(?=[,.;)])")
_GROUP_WORDS = TAKEN_UP | word_set("militia faction outfit gang")
_SAME = (
    word_set("army military forces troops soldiers"),
    word_set("government regime authorities administration"),
    word_set("rebels insurgents guerrillas guerillas militants fighters"),
    word_set("attackers gunmen assailants"),
    word_set("protesters protestors demonstrators"),
)
_ARMED_GROUPS = frozenset(("REB", "PRM", "UAF", "CRM"))
_IS = word_set("is was")
_SPEAKERS = word_set("spokesman spokeswoman spokesperson spokesmen representative")
_DEMONSTRATIVES = word_set("this that these those")
_GROUP_SPAN = 3


def resolve_coreference(
    parsed: Parsed,
    codebook: Codebook,
    actors: Sequence[Actor],
) -> tuple[Actor, ...]:
    """Actor mentions -> the same and the pronouns among them that resolve, in text order, with ``same_as`` set.

    ``same_as`` is the index of the first mention; id, name, country and roles that one mention of a chain tells are told of all.
    """
    if not actors:
        return ()
    chains = Chains(parsed, _with_surnames(parsed, _with_acronyms(parsed, actors)))
    _join_names(chains)
    _join_appositions(chains)
    _join_predicates(chains)
    _join_phrases(chains)
    facts = gather_facts(chains)
    roots = [chains.root(i) for i in range(len(chains.actors))]
    genders = codebook.registry.genders
    pronouns = find_pronouns(parsed, chains.actors, roots, chains.heads, genders)
    return number_mentions(chains, facts, pronouns, _sides(chains, facts, codebook))


def _sides(chains: Chains, facts: dict[int, Actor], codebook: Codebook) -> dict[int, tuple[Actor, int | None]]:
    """First mention of a spokesman -> the body he speaks for, and its first mention if the report has one.

    "A Shabaab spokesman", "a spokesman for the group": the "we" of his words is that body.
    """
    sides: dict[int, tuple[Actor, int | None]] = {}
    groups = [i for i, a in enumerate(chains.actors) if a.kind in ("group", "organization") and set(a.roles) & _ARMED_GROUPS]
    known = {a.id: chains.root(i) for i, a in reversed(list(enumerate(chains.actors))) if a.id}
    for i, actor in enumerate(chains.actors):
        words = find_words(actor.text)
        if not any(w.key in _SPEAKERS for w in words) or chains.root(i) in sides:
            continue
        terms = [
            t for m in codebook.registry.find(words) for t in m.found if t.sort == "actor" and t.kind in ("group", "organization")
        ]
        if terms:
            row = codebook.registry.actors[terms[0].key]
            body = Actor(
                start=actor.start, end=actor.end, text=actor.text, kind="group", id=row.id, name=row.name,
                country=actor.country, roles=actor.roles,
            )  # fmt: skip
            sides[chains.root(i)] = (body, known.get(row.id))
        elif words[-1].key in _GROUP_WORDS and len(words) > 2:
            near = {chains.root(j) for j in _antecedents(chains, words[-1].key, {}, [g for g in groups if g < i], i)}
            if len(near) == 1:
                root = near.pop()
                sides[chains.root(i)] = (facts[root], root)
                told = facts[chains.root(i)]
                facts[chains.root(i)] = msgspec.structs.replace(
                    told, country=told.country or facts[root].country, roles=told.roles or facts[root].roles
                )
    return sides


def _with_acronyms(parsed: Parsed, actors: Sequence[Actor]) -> list[Actor]:
    """Add the short forms that the report itself introduces: "the Popular Dawn Brigades (PDB)", and PDB from there on."""
    text = parsed.text
    short: dict[str, Actor] = {}
    for actor in actors:
        name = (found := _BRACKET.match(text, actor.end)) and (found.group(1) or found.group(2))
        if name and actor.kind in ("organization", "group") and abbreviates(name, [w.key for w in find_words(actor.text)]):
            short.setdefault(name, actor)
    if not short:
        return list(actors)
    by_start = {a.start: a for a in actors}
    taken = sorted((a.start, a.end) for a in actors)
    starts = [s for s, _ in taken]
    for found in re.finditer(r"\b(?:" + "|".join(map(re.escape, sorted(short, key=len, reverse=True))) + r")\b", text):
        long = short[found.group()]
        start, end = found.span()
        if start < long.end:
            continue
        at = bisect_right(starts, start) - 1
        inside = at >= 0 and start < taken[at][1]
        if inside and taken[at] != (start, end):
            continue
        known = by_start.get(start) if inside else None
        by_start[start] = Actor(
            start=start, end=end, text=found.group(), kind=long.kind, id=long.id or (known.id if known else None),
            name=long.name or (known.name if known else None), country=long.country or (known.country if known else None),
            roles=long.roles or (known.roles if known else ()), same_as=long.start,
        )  # fmt: skip
    return [by_start[start] for start in sorted(by_start)]


def _with_surnames(parsed: Parsed, actors: list[Actor]) -> list[Actor]:
    """Add names that the model missed, of people whose full name the report has given before: "Gacha", "Rodriguez Gacha"."""
    full: dict[str, tuple[Actor, tuple[str, ...]] | None] = {}
    for actor in actors:
        words = tuple(w.key for w in find_words(actor.name or "")) if actor.kind == "person" else ()
        if len(words) > 1 and len(words[-1]) > 3 and "'s" not in words:
            known = full.setdefault(words[-1], (actor, words))
            if known is not None and known[1] != words and words not in (known[1][-len(words) :],):
                full[words[-1]] = None
    if not full:
        return actors
    starts = [a.start for a in actors]
    doc, added = parsed.doc, []
    for token in doc:
        named = full.get(fold(token.text)) if token.pos_ == "PROPN" else None
        if named is None or token.idx < named[0].end or token.text not in named[0].text or token.i in parsed.boilerplate:
            continue
        at = bisect_right(starts, token.idx) - 1
        first = token.i
        for word in reversed(named[1][:-1]):
            if first == 0 or fold(doc[first - 1].text) != word:
                break
            first -= 1
        alone = (first == 0 or doc[first - 1].pos_ != "PROPN") and (token.i + 1 == len(doc) or doc[token.i + 1].pos_ != "PROPN")
        if alone and doc[first].idx >= actors[at].end:
            start, end = doc[first].idx, token.idx + len(token)
            name = parsed.text[start:end]
            added.append(Actor(start=start, end=end, text=name, kind="person", name=" ".join(name.split())))
    return sorted([*actors, *added], key=lambda a: a.start)


def _join_names(chains: Chains) -> None:
    by_id: dict[str, int] = {}
    by_start = {a.start: i for i, a in enumerate(chains.actors)}
    by_name: dict[str, int] = {}
    by_word: dict[str, list[int]] = {}
    people: dict[str, list[int]] = {}
    for i, actor in enumerate(chains.actors):
        if actor.same_as is not None:
            chains.join(i, by_start[actor.same_as])
        if actor.kind == "person" and actor.id and actor.id not in by_id:
            actor = _namesake(chains, i, people)
        counted = any(t.like_num for t in chains.parsed.tokens(actor.start, actor.end))
        if actor.kind in ("person", "organization", "group") and actor.id and not counted:
            # "62 Syrian troops" are of the army, but are not the army
            if actor.id in by_id:
                chains.join(i, by_id[actor.id])
            by_id.setdefault(actor.id, i)
        if actor.kind == "person" and actor.name:
            _join_person(chains, i, people)
        elif actor.kind in ("organization", "group") and actor.name and not actor.id:
            key = " ".join(w.key for w in find_words(actor.name))
            if key in by_name:
                chains.join(i, by_name[key])
            elif " " not in key and not actor.name.isupper() and len(held := {chains.root(j) for j in by_word.get(key, ())}) == 1:
                chains.join(i, held.pop())  # "the Observatory"
            elif key.split()[-1:] and key.split()[-1] in people:
                # the model takes a surname by itself for a firm
                _join_person(chains, i, people)
            by_name.setdefault(key, i)
        if actor.kind == "organization" and actor.name:
            for word in find_words(actor.text):
                if word.raw[0].isupper() and len(actor.text) > len(word.raw):
                    by_word.setdefault(word.key, []).append(i)


def _namesake(chains: Chains, i: int, people: dict[str, list[int]]) -> Actor:
    """A surname that the registry gives to one person, in a report that has named another in full, is the other's."""
    actor = chains.actors[i]
    surname = find_words(actor.text)[-1].key
    others = [chains.actors[j] for j in people.get(surname, ()) if len(find_words(chains.actors[j].name or "")) > 1]
    if len(actor.text.split()) == 1 and any(o.id != actor.id for o in others):
        actor = Actor(start=actor.start, end=actor.end, text=actor.text, kind="person", name=actor.text)
        chains.actors[i] = actor
    return actor


def _join_person(chains: Chains, i: int, people: dict[str, list[int]]) -> None:
    """A name in part ("Carter", "al-Obeidi") goes back to the one person whose name holds all its words."""
    words = [w.key for w in find_words(chains.actors[i].name or "") if w.key not in ("al", "el", "'s")]
    if chains.actors[i].id:
        words += [w.key for w in find_words(chains.actors[i].text) if w.raw[0].isupper() and w.key not in words]
    if not words:
        return
    held = set(words)
    namesakes = ((j, _name_words(chains, j)) for j in people.get(words[-1], ()))
    roots = {chains.root(j) for j, names in namesakes if held <= names or held >= names}
    if len(roots) == 1:
        other = roots.pop()
        ids = {chains.actors[i].id, chains.actors[other].id} - {None}
        if len(ids) < 2:
            chains.join(i, other)
    for word in held:
        people.setdefault(word, []).append(i)


def _name_words(chains: Chains, i: int) -> set[str]:
    actor = chains.actors[i]
    return {w.key for name in (actor.name or "", actor.text if actor.id else "") for w in find_words(name)} - {"al", "el", "'s"}


def _join_appositions(chains: Chains) -> None:
    """As in "Samir Odeh, the group's spokesman," and "the defence minister, Samir Odeh,": a name and a role side by side."""
    for i in range(len(chains.actors) - 1):
        one, two = chains.actors[i], chains.actors[i + 1]
        if {one.kind, two.kind} != {"person", "role"}:
            continue
        gap = chains.parsed.text[one.end : two.start].lower()
        if gap not in (", ", ", the ", ", a ", ", an "):
            continue
        role = i if one.kind == "role" else i + 1
        after = chains.parsed.text[two.end : two.end + 1]
        closed = after in (",", ".", ";") or chains.heads[i + 1].dep_ == "appos"
        if closed and chains.heads[role].tag_ not in ("NNS", "NNPS") and chains.heads[i + 1].dep_ != "conj":
            chains.join(i, i + 1)


def _join_predicates(chains: Chains) -> None:
    """As in "Odeh was a militant", "Odeh is the spokesman": what a person is said to be is that person."""
    at_token = {head.i: i for i, head in enumerate(chains.heads)}
    for i, actor in enumerate(chains.actors):
        head = chains.heads[i]
        if actor.kind == "role" and head.dep_ == "attr" and head.tag_ not in ("NNS", "NNPS"):
            verb = head.head
            if verb.lower_ not in _IS or any(t.dep_ in ("aux", "neg", "mark") for t in verb.lefts):
                continue  # "Odeh may be", "if Odeh is", "Odeh becomes": not yet, or not at all
            subject = next((t for t in verb.lefts if t.dep_ == "nsubj"), None)
            j = at_token.get(subject.i) if subject is not None else None
            negated = any(t.dep_ == "neg" for t in verb.children)
            if j is not None and chains.actors[j].kind == "person" and not negated:
                chains.join(i, j)


def _join_phrases(chains: Chains) -> None:
    """Join "the minister", "the army", "the group" to the only earlier mention with that head, or the only group around."""
    earlier: dict[str, list[int]] = {}
    groups: list[int] = []
    for i, actor in enumerate(chains.actors):
        word = chains.head_word(i)
        if chains.root(i) == i and _is_definite(chains.parsed.text, actor):
            found = [j for j in _antecedents(chains, word, earlier, groups, i) if _agree(chains, i, j)]
            roots = {chains.root(j) for j in found}
            if len(roots) == 1:
                chains.join(i, roots.pop())
        for key in _keys(chains, i, word):
            earlier.setdefault(key, []).append(i)
        if actor.id and actor.kind in ("group", "organization") and set(actor.roles) & _ARMED_GROUPS:
            groups.append(i)


def _agree(chains: Chains, i: int, j: int) -> bool:
    """As in "the army" is no rebel army, "the military police" goes back to the same words only."""
    one, two = chains.actors[i], chains.actors[j]
    if one.roles and two.roles and not set(one.roles) & set(two.roles):
        return False
    counted = any(t.dep_ == "nummod" for t in chains.heads[j].children)
    if counted and chains.head_word(i) != chains.head_word(j):
        return False  # "three soldiers ... The army said": some of its men are not the army
    words = one.text.lower().split()
    return len(words) == 1 or words[0] in _DEMONSTRATIVES or two.text.lower().split()[-len(words) :] == words


def _antecedents(chains: Chains, word: str, earlier: dict[str, list[int]], groups: list[int], i: int) -> list[int]:
    if word in _GROUP_WORDS:
        near = [j for j in groups if chains.sentences[i] - chains.sentences[j] < _GROUP_SPAN]
        return near or groups
    same = earlier.get(word, [])
    if same:
        return same
    return [j for kin in _SAME if word in kin for other in sorted(kin) for j in earlier.get(other, [])]


def _keys(chains: Chains, i: int, word: str) -> Iterable[str]:
    """The head words by which a later phrase may take up a mention: of a titled person, every word of the title."""
    actor = chains.actors[i]
    if actor.kind == "person":
        return [w.key for w in find_words(actor.text) if w.key in _TITLES]
    return [word]


_TITLES = frozenset(
    word_list(
        "president minister premier chancellor king queen governor mayor ambassador envoy general colonel major captain "
        "lieutenant commander spokesman spokeswoman spokesperson chief leader director secretary senator judge prosecutor "
        "bishop archbishop priest imam sheikh doctor professor activist journalist officer official pope prince"
    )
)


def _is_definite(text: str, actor: Actor) -> bool:
    """Whether a mention is a bare definite phrase: "the army", "this group", but not "the Syrian army"."""
    if actor.kind not in ("role", "organization", "group") or actor.id or actor.country or actor.name:
        return False
    words = actor.text.split()
    if words[0].lower() in _DEMONSTRATIVES:
        return len(words) <= 3
    return len(words) <= 2 and text[max(0, actor.start - 4) : actor.start].lower() == "the " and words[-1].islower()
