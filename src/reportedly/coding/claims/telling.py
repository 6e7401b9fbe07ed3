"""A telling: one trigger with its arguments while a claim is being made of it; and the climb that finds whose a word is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from reportedly.codebook.acts import Act
from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import carried_by, host
from reportedly.coding.claims.events import Found
from reportedly.record import Status

_GATHERING = word_set("gather assemble meet unite turn join come take")
_OCCURRING = word_set("be occur happen erupt continue follow come start begin leave cause last")
_HOLDING = word_set("control hold")
_SPEAKING = word_set("confirm deny claim condemn denounce report announce acknowledge admit describe blame reject dismiss")
_BARRIERS = word_set("relcl ccomp parataxis advcl conj")
LOCATIVE = word_set(
    "in at near on outside inside around from to into of off over across throughout toward towards between through along "
    "under against within by beside behind north south east west for"
)


@dataclass(slots=True)
class Telling:
    """One event as one clause tells it; words only, no records yet. Lists are in order of preference."""

    found: Found
    act: Act
    head: Token
    words: tuple[int, ...]
    who: list[Token] = field(default_factory=list)
    whom: list[Token] = field(default_factory=list)
    where: list[Token] = field(default_factory=list)
    beside: list[Token] = field(default_factory=list)
    heads: list[Token] = field(default_factory=list)
    weapon: tuple[int, ...] = ()
    tolls: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    status: Status = "asserted"
    sentence: int = 0
    untold: bool = False
    """Made of a figure alone, that no word of violence tells: "he had counted 11 bodies"."""
    back: bool = False
    """Takes up the event told last without a word for it: "denied that the gang was involved"."""

    @property
    def is_noun(self) -> bool:
        """Whether the trigger is a noun."""
        return self.found.trigger.pos == "noun"

    def has(self, trait: str) -> bool:
        """Whether the act has a trait of acts.csv."""
        return trait in self.act.traits


Owners = dict[int, Telling]


def in_passing(telling: Telling) -> bool:
    """Whether an act is told only in a purpose, a condition, or a clause that describes something else."""
    head = telling.head
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in head.children)
    if head.dep_ in ("advcl", "acl") and infinitive:
        return head.head.lemma_.lower() not in _GATHERING
    for above in path(head):
        if above.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ in ("if", "unless", "until", "lest") for c in above.children
        ):
            return True
        if above.dep_ in ("relcl", "ccomp", "ROOT"):
            break
    return False


def is_state(telling: Telling) -> bool:
    """Whether a participle only says in whose hands a place is: "a village controlled by rebels" tells of no capture."""
    return telling.head.lemma_ in _HOLDING and telling.head.tag_ == "VBN" and telling.head.dep_ in ("acl", "amod")


def is_spoken_of(telling: Telling) -> bool:
    """Whether an event is what somebody confirms, denies, claims or condemns: "denied the attack", "was claimed by"."""
    return telling.head.dep_ in ("dobj", "nsubjpass") and telling.head.head.lemma_.lower() in _SPEAKING


def own_words(tellings: Sequence[Telling], light: frozenset[str]) -> Owners:
    """Tellings and light verbs -> by token, the telling that it tells; a light or empty verb belongs to its noun."""
    owners: Owners = {}
    for telling in tellings:
        for i in (*telling.words, *(h.i for h in telling.heads)):
            owners.setdefault(i, telling)
    for telling in tellings:
        if telling.found.trigger.object is not None:
            # "broke the siege of the town": the siege is part of what tells
            for token in telling.found.sites.get("obj", ()):
                if telling.head.dep_ in ("relcl", "acl") and telling.head.head == token:
                    continue  # "the town that rebels took": the town stands outside
                owners.setdefault(token.i, telling)
    for telling in tellings:
        carrier = host(telling.head) if telling.is_noun else None
        if carrier is None or carrier.i in owners:
            continue
        if carried_by(carrier, light) or carrier.lemma_ in _OCCURRING or telling.head.dep_ in ("nsubj", "nsubjpass", "dobj"):
            owners[carrier.i] = telling
    return owners


def climb(token: Token, owners: Owners, barriers: frozenset[str] = _BARRIERS) -> Telling | None:
    """Word -> the telling in whose clause it stands; ``None`` when a clause of its own lies between."""
    for step, above in enumerate(path(token)):
        if above.i in owners:
            return owners[above.i]
        if step and above.dep_ in barriers and above.pos_ in ("VERB", "AUX"):
            return None
        if step == 0 and above.dep_ in ("relcl", "ccomp"):
            return None
    return None


def path(token: Token) -> Iterator[Token]:
    """Word -> itself and the words it hangs on, up to the root of its sentence."""
    for _ in range(25):
        yield token
        if token.head == token:
            return
        token = token.head
