"""Names the doer of a violent event where its clause leaves the place empty: a small network over the encoder and the parse.

"The court held two officers responsible for the massacre" has its doer in the sentence, but in none of the places of the
trigger's frame. For each actor of that sentence the network weighs the states of both words in the encoder that reads the
report anyway, and the way between them through the parse: its links, its prepositions and the words it passes. It fills
empty places only, from the trigger's own sentence only, and always with an actor that the report names there. The card
beside the weights, and training/doers, say what it learned from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.ground import Ground, head_of, token_span
from reportedly.coding.claims.retelling import Draft
from reportedly.coding.claims.status import weaker
from reportedly.coding.claims.telling import Telling, path
from reportedly.coding.stamp import doers_version
from reportedly.coding.states import Floats, States
from reportedly.errors import UsageError
from reportedly.record import Actor

_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})
_NONSTATE = frozenset({"REB", "UAF", "PRM", "CRM"})
_TOLD = frozenset({"VERB", "NOUN", "ADJ", "AUX", "ADP"})
_HOLDING = word_set("accuse suspect charge try arrest detain jail indict prosecute imprison question summon wanted suspected")
_OWNING = word_set("control hold occupy own run govern inhabit populate dominate guard")
_GUARDING = word_set("guard escort patrol protect deploy station post accompany")
_DENYING = word_set("deny disclaim refute")
_FAR = 9


@dataclass(frozen=True)
class DoerModel:
    """The loaded network: the weights of each of its members by name, the number of each feature, and the card."""

    members: tuple[Mapping[str, Floats], ...]
    features: Mapping[str, int]
    card: dict[str, Any]

    @property
    def version(self) -> str:
        """See :func:`~reportedly.coding.stamp.doers_version`."""
        return doers_version(self.card)

    def score(self, trigger: Floats, mention: Floats, features: Sequence[str]) -> float:
        """States of a trigger and of an actor, and the features of the way between them -> how likely the actor did it."""
        known = [self.features[f] for f in features if f in self.features]
        return sum(_score(w, trigger, mention, known) for w in self.members) / len(self.members)


def _score(w: Mapping[str, Floats], trigger: Floats, mention: Floats, known: list[int]) -> float:
    one = np.maximum(w["t.weight"] @ trigger + w["t.bias"], 0)
    two = np.maximum(w["m.weight"] @ mention + w["m.bias"], 0)
    joint = w["h.weight"] @ np.concatenate([one, two, one * two]) + w["h.bias"] + w["e.weight"][known].sum(axis=0)
    raised = (w["o.weight"] @ np.maximum(joint, 0) + w["o.bias"])[0]
    return float(1 / (1 + np.exp(-raised)))


@lru_cache(maxsize=2)
def load_doer_model(folder: Path | None = None) -> DoerModel | None:
    """Folder (weights.npz, features.json, card.json), by default the shipped one -> its model; ``None`` where it was left out.

    Raises :class:`UsageError` when a file is missing beside its card, or is not the one that the card names.
    """
    place = folder or Path(str(files("reportedly.models") / "doers"))
    if not (place / "card.json").is_file():
        return None
    card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    for name, digest in card["sha256"].items():
        if not (place / name).is_file() or hashlib.sha256((place / name).read_bytes()).hexdigest() != digest:
            raise UsageError(f"the model of doers is not the one its card names: {place / name}; install the package anew")
    with np.load(place / "weights.npz", allow_pickle=False) as held:
        weights = [
            {name.partition(".")[2]: held[name].astype(np.float32) for name in held.files if name.partition(".")[0] == str(n)}
            for n in range(card["members"])
        ]
    names = json.loads((place / "features.json").read_text(encoding="utf-8"))
    return DoerModel(tuple(weights), {name: n for n, name in enumerate(names)}, card)


def name_doers(
    drafts: Sequence[Draft],
    actors: Sequence[Actor],
    ground: Ground,
    states: States | None,
    model: DoerModel | None,
    told: Callable[[Draft], bool],
) -> list[Draft]:
    """Drafts and the actors of a report -> the same, an empty who of a violent act filled where the model is sure enough.

    ``told`` says of a draft whether it tells of an event without a doer too: what would be left out stays out.
    """
    empty = [draft.act.type == "ASSAULT" and not draft.who and told(draft) for draft in drafts]
    if states is None or model is None or not any(empty):
        return list(drafts)
    by_sentence = _by_sentence(actors, ground)
    named = []
    for draft, is_open in zip(drafts, empty, strict=True):
        near = by_sentence.get(draft.telling.sentence, ())
        found = _doer(draft, near, actors, states, model) if is_open else None
        if found is not None:
            words = _governing(draft.telling, next(head for index, head in near if index == found))
            if words.isdisjoint(_DENYING):
                held = not words.isdisjoint(_HOLDING)
                draft = replace(draft, who=(found,), status=weaker(draft.status, "possible" if held else "asserted"))
        named.append(draft)
    return named


def _governing(telling: Telling, head: Token) -> set[str]:
    """The words that govern a trigger and its doer: being held for a deed, or denying it, is not having done it."""
    return {token.lemma_.lower() for start in (head, telling.head) for token in islice(path(start), _FAR)}


def _by_sentence(actors: Sequence[Actor], ground: Ground) -> dict[int, list[tuple[int, Token]]]:
    found: dict[int, list[tuple[int, Token]]] = {}
    for index, actor in enumerate(actors):
        head = head_of(ground.parsed, token_span(ground.starts, actor.start, actor.end))
        found.setdefault(head.sent.start, []).append((index, head))
    return found


def _doer(
    draft: Draft, near: Sequence[tuple[int, Token]], actors: Sequence[Actor], states: States, model: DoerModel
) -> int | None:
    telling = draft.telling
    taken = {*telling.words, *(h.i for h in telling.heads)}
    harmed = {_first(i, actors) for i in draft.whom}
    best, score = None, float(model.card["threshold"])
    trigger = _state(telling.head, states)
    for index, head in near:
        if head.i in taken or actors[index].kind == "object" or _first(index, actors) in harmed:
            continue
        if _holds_place(head) or _only_guards(head):
            continue
        if (likely := model.score(trigger, _state(head, states), read_features(telling, actors[index], head))) > score:
            best, score = index, likely
    return best


def _holds_place(head: Token) -> bool:
    """Whether an actor is named as the one whose place it is: "hit a village controlled by the rebels"."""
    verb = head.head.head if head.dep_ == "pobj" else head.head
    return verb.dep_ in ("acl", "relcl") and verb.lemma_.lower() in _OWNING


def _only_guards(head: Token) -> bool:
    """Whether an actor is named as one who was there to guard: "in the presence of police guarding the march"."""
    verbs = [c for c in head.children if c.dep_ in ("acl", "relcl")]
    if head.dep_ in ("nsubj", "nsubjpass"):
        verbs.append(head.head)
    return any(verb.lemma_.lower() in _GUARDING for verb in verbs)


def _first(index: int, actors: Sequence[Actor]) -> int:
    first = actors[index].same_as
    return index if first is None else first


def _state(token: Token, states: States) -> Floats:
    return states.word(token.idx, token.idx + len(token.text))


def read_features(telling: Telling, actor: Actor, head: Token) -> tuple[str, ...]:
    """Telling, an actor of its sentence and the head of its mention -> the features of the way from the one to the other."""
    return tuple(_features(telling, actor, head))


def _features(telling: Telling, actor: Actor, head: Token) -> Iterator[str]:
    trigger, noun = telling.head, int(telling.is_noun)
    above, below = list(islice(path(head), 26)), list(islice(path(trigger), 26))
    reached = {t.i for t in below}
    up = next((n for n, t in enumerate(above) if t.i in reached), len(above))
    down = next((n for n, t in enumerate(below) if up < len(above) and t.i == above[up].i), _FAR)
    yield f"up {min(up, 5)}"
    yield f"down {min(down, 5)}"
    yield f"both {min(up, 4)} {min(down, 4)}"
    yield f"link {head.dep_}"
    links, deeper = [t.dep_ for t in above[: min(up, 3)]], [t.dep_ for t in below[: min(down, 3)]]
    yield "links " + "/".join(links)
    yield "deeper " + "/".join(deeper)
    yield f"way {'/'.join(links[:2])} {'/'.join(deeper[:2])} {noun}"
    if up >= 2 and above[1].pos_ == "ADP":
        yield f"preposition {above[1].lower_}" + (" near" if up == 2 else "")
    side = "after" if head.i > trigger.i else "before"
    yield f"distance {min(int(log2(abs(head.i - trigger.i) + 1)), 5)} {side}"
    yield f"noun {noun}"
    yield f"kind {actor.kind}"
    yield f"kind {actor.kind} {noun} {side}"
    roles = set(actor.roles)
    yield "state" if roles & _STATE else "nonstate" if roles & _NONSTATE else "no role"
    if actor.id:
        yield "registered"
    for passed in (*above[1 : up + 1], *below[1:down]):
        if passed.pos_ in _TOLD:
            yield f"passes {passed.lemma_.lower()}"
    governor = next(((n, t) for n, t in enumerate(above) if n and t.pos_ in ("VERB", "AUX")), None)
    if governor is not None:
        own = governor[0] >= up and up < len(above) and above[up].i == trigger.i
        yield f"under {'the trigger' if own else governor[1].lemma_.lower()} {head.dep_}"
    yield f"tag {trigger.tag_}"
    yield f"trigger {trigger.dep_}"
