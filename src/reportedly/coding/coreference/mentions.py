"""What a chain of mentions tells as a whole, and the mentions of a report with that told of each."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.coding.actors.spans import TAKEN_UP
from reportedly.coding.coreference.chains import Chains
from reportedly.coding.coreference.pronouns import Pronoun
from reportedly.record import Actor


def gather_facts(chains: Chains) -> dict[int, Actor]:
    """First mention of a chain -> what the chain as a whole tells: the first id, name, country and roles that are known."""
    told: dict[int, Actor] = {}
    for i, actor in enumerate(chains.actors):
        root = chains.root(i)
        have = told.get(root)
        if have is None:
            told[root] = actor
            continue
        named = have.kind in ("person", "organization", "group") and have.name
        told[root] = Actor(
            start=have.start, end=have.end, text=have.text, kind=have.kind if named or actor.kind == "role" else actor.kind,
            id=have.id or actor.id, name=have.name or actor.name, country=have.country or actor.country,
            roles=have.roles or actor.roles,
        )  # fmt: skip
    return told


def number_mentions(
    chains: Chains, facts: dict[int, Actor], pronouns: Sequence[Pronoun], sides: dict[int, tuple[Actor, int | None]]
) -> tuple[Actor, ...]:
    """Put the pronouns among the mentions and make ``same_as`` an index of the whole list."""
    entries: list[tuple[int, Actor, int | None]] = []
    for i, actor in enumerate(chains.actors):
        root = chains.root(i)
        if _is_empty(facts[root]):
            continue
        entries.append((actor.start, _told(actor, facts[root]), root if root != i else None))
    for pronoun in pronouns:
        fact = facts[pronoun.root]
        if _is_empty(fact):
            continue
        kind = "group" if pronoun.collective else fact.kind
        side, first = sides.get(pronoun.root, (None, None)) if pronoun.collective else (fact, pronoun.root)
        mention = Actor(
            start=pronoun.start, end=pronoun.end, text=chains.parsed.text[pronoun.start : pronoun.end], kind=kind,
            id=side.id if side else None, name=side.name if side else None,
            country=(side or fact).country, roles=(side or fact).roles,
        )  # fmt: skip
        if pronoun.collective and first is not None and chains.actors[first].start > pronoun.start:
            first = None  # the body is named only later
        entries.append((pronoun.start, mention, first))
    entries.sort(key=lambda e: e[0])
    index = {start: n for n, (start, _, _) in enumerate(entries)}
    return tuple(_placed(actor, None if root is None else index[chains.actors[root].start]) for _, actor, root in entries)


def _is_empty(fact: Actor) -> bool:
    """Whether a chain of "the group", "the movement" has taken up nothing."""
    return fact.text.lower() in TAKEN_UP and not (fact.id or fact.roles or fact.country or fact.name)


def _told(actor: Actor, fact: Actor) -> Actor:
    kind = "person" if (fact.kind, actor.kind) == ("person", "organization") else actor.kind
    return Actor(
        start=actor.start, end=actor.end, text=actor.text, kind=kind, id=actor.id or fact.id, name=actor.name or fact.name,
        country=actor.country or fact.country, roles=actor.roles or fact.roles,
    )  # fmt: skip


def _placed(actor: Actor, same_as: int | None) -> Actor:
    return Actor(
        start=actor.start, end=actor.end, text=actor.text, kind=actor.kind, id=actor.id, name=actor.name,
        country=actor.country, roles=actor.roles, same_as=same_as,
    )  # fmt: skip
