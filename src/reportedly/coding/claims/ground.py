"""What the layers below say about each token: the actor, place, time and toll that it belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Token

from reportedly.codebook.acts import ActTable
from reportedly.codebook.names import word_set
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Place, Time, Toll

STATE_ROLES = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})
NONSTATE_ROLES = frozenset({"REB", "UAF", "PRM", "CRM"})
_STATE_WORDS = word_set(
    "army police government military troop soldier policeman constable jawan authority parliament president minister "
    "court judge prosecutor navy marine cabinet ministry administration security regime airforce gendarme commando "
    "officer state country nation junta council coalition republic"
)
_NONSTATE_WORDS = word_set(
    "rebel militant insurgent guerrilla guerilla gunman jihadist terrorist extremist militia militiaman bandit "
    "separatist fighter gang kidnapper naxalite maoist ultra pirate attacker assailant"
)

_FIRMS = word_set("firm company corporation bank team partner")
_ONE_PERSON = frozenset({"he", "she", "him", "her", "i"})
_PRONOUNS = word_set("it they he she we i them him her who")


class Mention(Protocol):
    """Anything with a span."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Ground:
    """The layers of one report by token: index of the actor (place, time, toll) that a token belongs to, or nothing."""

    parsed: Parsed
    table: ActTable
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    times: tuple[Time, ...]
    tolls: tuple[Toll, ...]
    actor_at: dict[int, int]
    place_at: dict[int, int]
    time_at: dict[int, int]
    starts: tuple[int, ...]

    def tests(self, token: Token) -> set[str]:
        """Token -> what it passes of the tests that conditions in triggers.csv may name."""
        found: set[str] = set()
        index = self.actor_at.get(token.i)
        lemma = token.lemma_.lower()
        if token.i in self.place_at or token.ent_type_ in ("GPE", "LOC", "FAC"):
            found.add("+place")
        if index is not None:
            actor = self.actors[index]
            if actor.same_as is not None and not actor.roles:
                actor = self.actors[actor.same_as]
            found.add("+actor")
            roles = set(actor.roles)
            if not roles and token.lower_ in _PRONOUNS - _ONE_PERSON:
                return {"+actor", "+person", "+state", "+nonstate"}
            if actor.kind in ("person", "role", "group"):
                found.add("+person")
            if actor.kind == "nationality":
                found.add("+nationality")
            if roles & STATE_ROLES:
                found.add("+state")
            if roles & NONSTATE_ROLES:
                found.add("+nonstate")
            if not roles and actor.country and token.i in self.place_at:
                found.add("+state")
        elif token.ent_type_ in ("NORP", "ORG"):
            found.add("+actor")
        elif token.lower_ in _PRONOUNS:
            return {"+person"} if token.lower_ in _ONE_PERSON else {"+actor", "+person", "+state", "+nonstate"}
        if lemma in _STATE_WORDS and "+nonstate" not in found:
            found.add("+state")
        if lemma in _NONSTATE_WORDS and "+state" not in found:
            found.add("+nonstate")
        if token.ent_type_ == "PERSON" or lemma in self.table.classes["person"]:
            found.add("+person")
        if lemma in self.table.classes["collective"]:
            found |= {"+collective"} if lemma in _FIRMS else {"+collective", "+actor"}
        if token.pos_ == "NUM" or token.like_num:
            found.add("+number")
        if token.ent_type_ == "NORP":
            found.add("+nationality")
        return found


def lay_ground(
    parsed: Parsed,
    table: ActTable,
    actors: Sequence[Actor],
    places: Sequence[Place],
    times: Sequence[Time],
    tolls: Sequence[Toll],
) -> Ground:
    """The layers of one report -> the same by token. Of several actors on one token, the one whose head it is counts."""
    starts = [token.idx for token in parsed.doc]
    return Ground(
        parsed=parsed,
        table=table,
        actors=tuple(actors),
        places=tuple(places),
        times=tuple(times),
        tolls=tuple(tolls),
        actor_at=_by_token(parsed, starts, actors),
        place_at=_by_token(parsed, starts, places),
        time_at=_by_token(parsed, starts, times),
        starts=tuple(starts),
    )


def token_span(starts: Sequence[int], start: int, end: int) -> range:
    """Token offsets and a code-point span -> the indices of the tokens in it."""
    first = max(bisect_right(starts, start) - 1, 0)
    return range(first, max(bisect_right(starts, end - 1), first + 1)) if starts else range(0)


def head_of(parsed: Parsed, span: range) -> Token:
    """Tokens of a mention -> the one that the others hang on."""
    for i in span:
        if parsed.doc[i].head.i not in span or parsed.doc[i].head.i == i:
            return parsed.doc[i]
    return parsed.doc[span[-1]]


def _by_token(parsed: Parsed, starts: Sequence[int], mentions: Sequence[Mention]) -> dict[int, int]:
    heads: dict[int, int] = {}
    inner: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for index, mention in enumerate(mentions):
        span = token_span(starts, mention.start, mention.end)
        if not span:
            continue
        head = head_of(parsed, span).i
        if head not in heads or len(span) > sizes[head]:
            heads[head], sizes[head] = index, len(span)
        for i in span:
            inner.setdefault(i, index)
    return inner | heads
