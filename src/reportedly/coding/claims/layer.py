"""Makes claims of triggers, arguments, status and attribution: one claim an event and source."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import carried_by, host
from reportedly.coding.claims.dating import find_when, is_since, window_of
from reportedly.coding.claims.doers import DoerModel, name_doers
from reportedly.coding.claims.events import find_triggers, lemma_of, lemmas_of
from reportedly.coding.claims.figures import find_untold, summed_status
from reportedly.coding.claims.ground import Ground, head_of, lay_ground, token_span
from reportedly.coding.claims.inaction import find_inaction
from reportedly.coding.claims.involvement import read_involvement
from reportedly.coding.claims.joining import join_events
from reportedly.coding.claims.metaphor import is_armed, is_spoken, is_sporting, read_moods
from reportedly.coding.claims.other_news import CONFIDENCE, find_other_news
from reportedly.coding.claims.retelling import Draft, merge_retold, refers_back
from reportedly.coding.claims.sides import name_sides
from reportedly.coding.claims.slots import Actors, attach_layers, find_parties, read_arguments
from reportedly.coding.claims.speech import is_courtesy, resolve_speech
from reportedly.coding.claims.status import dated_status, read_status, stance_status, weaker
from reportedly.coding.claims.telling import Telling, in_passing, is_spoken_of, is_state, own_words, path
from reportedly.coding.parse import Parsed
from reportedly.coding.states import States
from reportedly.record import Actor, Attribution, Claim, Place, Time, Toll

_VERBAL = word_set("AGREE CONSULT SUPPORT CONCEDE COOPERATE REQUEST REJECT SANCTION AID ACCUSE THREATEN")
_MISHAPS = word_set("killing wounding bombing arson destruction displacement")
_DEEDS = word_set("kill wound murder slay slaughter gun butcher killing murder slaying")

_EARLIER = re.compile(r"\b(?:earlier|previous|original|first) (?:version|edition)s? of (?:this|the|our) ", re.IGNORECASE)


def find_claims(
    parsed: Parsed,
    codebook: Codebook,
    actors: Sequence[Actor],
    places: Sequence[Place],
    times: Sequence[Time],
    tolls: Sequence[Toll],
    attributions: Sequence[Attribution],
    states: States | None = None,
    doer_model: DoerModel | None = None,
) -> tuple[tuple[Claim, ...], tuple[Actor, ...]]:
    """All layers below -> the claims in text order, and the actors (any that claims add come at the end).

    With the encoder's states and the model of doers, empty places of doers are filled from the sentence (``doers``).
    """
    table = codebook.acts
    ground = lay_ground(parsed, table, actors, places, times, tolls)
    tellings = _read_tellings(ground)
    known = Actors(ground)
    holder = _Holder(attributions)
    drafts = []
    for telling in tellings:
        draft = _draft(telling, known, holder, attributions)
        if draft is not None:
            drafts.append(draft)
    drafts = name_doers(drafts, known.all, ground, states, doer_model, _says_anything)
    kept = merge_retold(name_sides(drafts, known.all), known.all, ground, attributions)
    told = [draft for draft in kept if _says_anything(draft)]
    claims = [_claim(draft, ground, attributions) for draft in sorted(told, key=lambda d: d.trigger)]
    other = find_other_news(ground, claims, attributions)
    if other is not None and (draft := _draft(other, known, holder, attributions)) is not None:
        claims.append(_claim(draft, ground, attributions, CONFIDENCE))
        claims.sort(key=lambda claim: claim.trigger)
    return tuple(claims), tuple(known.all)


def _says_anything(draft: Draft) -> bool:
    """Whether a draft has a slot at all; a bare word of violence or diplomacy names a kind of event and tells of none."""
    if draft.who or draft.whom or draft.where or draft.tolls or draft.weapon:
        return True
    if draft.telling.is_noun:
        return draft.when is not None or (draft.status == "denied" and refers_back(draft.telling))
    sites = draft.telling.found.sites
    return "obj" in sites or "subj" in sites


def _read_tellings(ground: Ground) -> list[Telling]:
    table = ground.table
    tellings = [
        Telling(found=f, act=f.act, head=f.head, words=f.words, sentence=f.head.sent.start) for f in find_triggers(ground)
    ]
    for telling in tellings:
        read_arguments(telling, ground)
    owners = own_words(tellings, table.classes["light"])
    for telling in tellings:
        telling.status = read_status(telling.head, table.classes)
    tellings = join_events(tellings, owners)
    tellings = resolve_speech(tellings, owners, ground)
    tellings = read_involvement(tellings, ground)
    tellings += find_inaction(tellings, ground)
    attach_layers(tellings, owners, ground)
    _give_places(tellings)
    moods = read_moods(ground)
    for telling in tellings:
        if is_spoken(telling, ground):
            telling.act = table.acts["condemnation"]
    counts = Counter(t.sentence for t in tellings)
    calm = not any(mood & {"disaster", "plant"} for mood in moods.values())
    if not any(_is_conflict(t, ground) for t in tellings):
        tellings = [t for t in tellings if t.who or not _may_be_mishap(t, ground) or (calm and lemma_of(t.head) in _DEEDS)]
    kept = [t for t in tellings if _is_event(t, counts[t.sentence] == 1, ground, moods.get(t.sentence, frozenset()))]
    return kept + find_untold(kept, ground, calm=calm)


def _give_places(tellings: Sequence[Telling]) -> None:
    """The place of what is spoken of is not that of speaking: "condemned the strike on the camp in Jenin", whatever the parse."""
    by_head = {t.head.i: t for t in tellings}
    for telling in tellings:
        if telling.is_noun and telling.has("force") and is_spoken_of(telling) and not telling.places and not telling.where:
            speaking = by_head.get(telling.head.head.i)
            if speaking is not None and not speaking.has("force"):
                telling.places, speaking.places = speaking.places, []


def _may_be_mishap(telling: Telling, ground: Ground) -> bool:
    """Whether a telling without a doer may be one of nature or a mishap; not "was shot and killed", told by a deed."""
    if telling.act.name in _MISHAPS:
        return len(telling.words) == 1 or not _is_deed(telling, ground)
    return telling.act.name == "attack" and lemma_of(telling.head) in ("hit", "strike", "rock")


def _is_deed(telling: Telling, ground: Ground) -> bool:
    """Whether the head of a trigger of several words tells of violence when it stands alone: to shoot, to stab, to beat."""
    alone = (row for row in ground.table.verbs.get(lemma_of(telling.head), ()) if len(row.words) == 1)
    return any("force" in row.act.traits and row.act.name not in _MISHAPS for row in alone)


def _is_conflict(telling: Telling, ground: Ground) -> bool:
    """Whether a telling shows that the report is about violence, not about mishaps."""
    if not telling.has("force"):
        return telling.act.type in ("COERCE", "PROTEST", "MOBILIZE", "ACCUSE", "THREATEN")
    if telling.act.name not in _MISHAPS or (len(telling.words) > 1 and _is_deed(telling, ground)):
        return telling.act.name != "attack" or lemma_of(telling.head) not in ("hit", "strike", "rock")
    weapon = bool(telling.weapon) and lemma_of(ground.parsed.doc[telling.weapon[-1]]) not in ("explosion", "blast")
    return weapon or any(ground.tests(t) & {"+state", "+nonstate"} for t in (*telling.who, *telling.whom))


def _is_event(telling: Telling, alone: bool, ground: Ground, mood: frozenset[str]) -> bool:
    """Leave out metaphors, accidents, and nouns that only name a kind of event and tell of none."""
    if telling.back:
        return True
    if is_sporting(telling, mood, ground) or is_courtesy(telling) or is_state(telling):
        return False
    if telling.has("force"):
        weapon = bool(telling.weapon) and not set(telling.weapon) & set(telling.words)
        if "disaster" in mood and not is_armed(telling, ground):
            return False
        if telling.is_noun and not telling.heads and not ground.table.classes["device"].isdisjoint(lemmas_of(telling.head)):
            return False
        if _is_accident(telling, mood) and not telling.who and not weapon:
            return False
    if telling.act.name == "inaction" and telling.who:
        return True
    if telling.is_noun and telling.has("force") and is_spoken_of(telling) and refers_back(telling):
        return True  # "the group, which denied the attack, ...": which one, the words before it tell
    if not telling.is_noun:
        if alone:
            return True
        verbal = telling.act.type in _VERBAL
        return not (in_passing(telling) or (verbal and telling.head.dep_ in ("relcl", "acl")))
    if telling.has("force") or telling.act.type in ("COERCE", "PROTEST", "MOBILIZE", "RETREAT"):
        return bool(
            telling.who or telling.whom or telling.places or telling.tolls or (telling.weapon and telling.has("force"))
        ) or (telling.has("force") and alone)
    return bool(telling.who) and (alone or _carried(telling, ground.table.classes["light"]))


def _is_accident(telling: Telling, mood: frozenset[str]) -> bool:
    """Whether harm or a blast is told where nature, a vehicle or a gas pipe may have done it."""
    if telling.act.name in (
        "killing",
        "wounding",
        "attack",
        "destruction",
        "displacement",
        "arson",
        "disappearance",
        "abduction",
    ):
        return "disaster" in mood
    blast = telling.act.name == "bombing" and lemma_of(telling.head) in ("explosion", "blast", "explode", "detonation", "go")
    return blast and bool(mood & {"disaster", "plant"}) and "armed" not in mood


def _carried(telling: Telling, light: frozenset[str]) -> bool:
    """Whether a noun tells the main act of a clause: "held talks", "talks resumed", not "at the request of"."""
    carrier = host(telling.head)
    if carrier is None:
        return telling.head.dep_ == "ROOT"
    return telling.head.dep_ in ("nsubj", "nsubjpass") or carried_by(carrier, light)


def _draft(telling: Telling, known: Actors, holder: _Holder, attributions: Sequence[Attribution]) -> Draft | None:
    ground = known.ground
    doc = ground.parsed.doc
    who, whom = find_parties(telling, known)
    first, last = doc[min(telling.words)], doc[max(telling.words)]
    start, end = first.idx, last.idx + len(last.text)
    # "the ministry in Damascus" is no place of the event, "the village of Minova" that is struck is
    used = [(known.all[i].start, known.all[i].end) for i in (*who, *whom) if i in who or known.all[i].kind != "object"]
    used += [span for span in holder.sources if not span[0] <= start < span[1]]  # "the ministry in Damascus denied ..."
    where = tuple(i for i in telling.places if not any(_overlap(ground.places[i], span) for span in used))
    where += tuple(i for t in telling.where if (i := ground.place_at.get(t.i)) is not None and i not in where)
    # the most exact place first: a claim is where it is told most exactly, and within the others
    where = tuple(sorted(where, key=lambda i: _exactness(ground.places[i])))
    attribution = holder.innermost(start, end)
    held = attributions[attribution] if attribution is not None else None
    if held is not None and _names_doer(held, ground):
        attribution, held = held.parent, None if held.parent is None else attributions[held.parent]
    when = find_when(telling, ground, held, holder.said)
    lasting = when is None or (when in telling.times and is_since(ground.times[when], ground))
    status = weaker(
        telling.status,
        "asserted" if held is None or _is_aside(telling, held) else stance_status(held),
        "negated" if held is not None and _is_taken_back(held, ground) else "asserted",
        dated_status(None if when is None or lasting else ground.times[when], ground.parsed.report.published),
        summed_status(telling, ground, when),
    )
    weapon = (doc[telling.weapon[0]].idx, doc[telling.weapon[-1]].idx + len(doc[telling.weapon[-1]])) if telling.weapon else None
    return Draft(
        telling=telling, act=telling.act, trigger=(start, end), who=who, whom=whom, where=where, when=when,
        weapon=weapon, tolls=tuple(dict.fromkeys(telling.tolls)), attribution=attribution, status=status,
    )  # fmt: skip


def _exactness(place: Place) -> int:
    return 8 if place.geonameid is None else (place.precision or 7)


def _is_taken_back(held: Attribution, ground: Ground) -> bool:
    """Whether a report takes back what it said: "An earlier version of this report said that ..."."""
    return any(_EARLIER.search(ground.parsed.text, start, end) for start, end in held.source)


def _names_doer(held: Attribution, ground: Ground) -> bool:
    """Whether "attributed to the group" says who did the deed, not who told of it: what is attributed is a deed."""
    if not any("attribut" in ground.parsed.text[s:e] or "ascribe" in ground.parsed.text[s:e] for s, e in held.cue):
        return False
    heads = [head_of(ground.parsed, token_span(ground.starts, s, e)) for s, e in held.content]
    deeds = (row for head in heads for row in ground.table.nouns.get(lemma_of(head), ()) if len(row.words) == 1)
    return any("force" in row.act.traits for row in deeds)


def _is_aside(telling: Telling, held: Attribution) -> bool:
    """Whether a relative clause within what is said tells the event: "denied bail to X, who was arrested on Saturday"."""
    for above in path(telling.head):
        if not any(start <= above.idx < end for start, end in held.content):
            return False
        if above.dep_ == "relcl" and any(start <= above.head.idx < end for start, end in held.content):
            return True
    return False


def _overlap(place: Place, span: tuple[int, int]) -> bool:
    return place.start < span[1] and span[0] < place.end


class _Holder:
    """Finds the innermost attribution whose content holds a span."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        # Of two levels with the same words ("was quoted as saying by the agency that ...") the deeper one is the inner one.
        depth = [_depth(attributions, i) for i in range(len(attributions))]
        spans = [(end - start, -depth[i], start, end, i) for i, a in enumerate(attributions) for start, end in a.content]
        self._spans = sorted(spans)
        self.said = [span for a in attributions for span in (*a.source, *a.cue)]
        self.sources = [span for a in attributions for span in a.source]

    def innermost(self, start: int, end: int) -> int | None:
        return next((i for _, _, s, e, i in self._spans if s <= start and end <= e), None)


def _depth(attributions: Sequence[Attribution], i: int) -> int:
    parent = attributions[i].parent
    return 0 if parent is None else 1 + _depth(attributions, parent)


def _claim(draft: Draft, ground: Ground, attributions: Sequence[Attribution], confidence: float | None = None) -> Claim:
    act = draft.act
    window = window_of(draft.telling, draft.when, ground)
    return Claim(
        id=_identity(draft, ground, attributions),
        act=act.name,
        type=act.type,
        mode=act.mode,
        cameo=act.cameo,
        acled=act.acled,
        trigger=draft.trigger,
        who=draft.who,
        whom=draft.whom,
        where=draft.where,
        when=draft.when,
        from_=window[0],
        to=window[1],
        weapon=draft.weapon,
        tolls=draft.tolls,
        attribution=draft.attribution,
        status=draft.status,
        confidence=_confidence(draft) if confidence is None else confidence,
    )


def _identity(draft: Draft, ground: Ground, attributions: Sequence[Attribution]) -> str:
    said = ""
    if draft.attribution is not None:
        held = attributions[draft.attribution]
        said = "|".join(ground.parsed.text[s:e] for s, e in (*held.cue, *held.source))
    content = "\0".join((ground.parsed.report.id, draft.act.name, f"{draft.trigger[0]}:{draft.trigger[1]}", said))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _confidence(draft: Draft) -> float:
    """How well a claim is borne out by its clause: a verb over a noun, both parties over one, a place, a day."""
    telling = draft.telling
    score = 0.45 if telling.is_noun else 0.55
    score += 0.12 * bool(draft.who) + 0.12 * bool(draft.whom) + 0.06 * bool(draft.where) + 0.05 * (draft.when is not None)
    score += 0.05 * (telling.found.trigger.subject is not None or telling.found.trigger.object is not None)
    return round(min(score, 0.95), 2)
