"""Compares the claims of two versions of a report: what was corrected, raised, lowered, withdrawn, added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reportedly.linking.account import party_of
from reportedly.record import Claim, CodedReport, Toll
from reportedly.store.changes import Kind

WORD = re.compile(r"\w+")
# Two claims of one act that stand in reworded sentences are one when they share this much of the words around the trigger.
ALIKE = 0.5
AROUND = 12


@dataclass(frozen=True)
class Difference:
    """What is different between two versions; ``claim`` is the id in the new one, or in the old one if it was withdrawn."""

    kind: Kind
    claim: str
    field: str | None = None
    before: object = None
    after: object = None


def compare_versions(old: CodedReport, new: CodedReport) -> Iterator[Difference]:
    """Two codings of a report -> what is different between their claims, in the order of the new text.

    A claim of the one is that of the other when its trigger stands at the place to which the unchanged words around it have
    moved, or else when it is of the same act and most of the words around its trigger are the same.
    """
    pairs = pair_claims(old, new)
    paired = {id(after): before for before, after in pairs}
    for claim in new.claims:
        before = paired.get(id(claim))
        if before is None:
            yield Difference("claim added", claim.id, after=describe(new, claim))
        else:
            yield from differences(old, before, new, claim)
    kept = {id(before) for before, _ in pairs}
    for claim in old.claims:
        if id(claim) not in kept:
            yield Difference("claim withdrawn", claim.id, before=describe(old, claim))


def pair_claims(old: CodedReport, new: CodedReport) -> list[tuple[Claim, Claim]]:
    """Two codings of a report -> the claims that are one in both, each claim once."""
    starts = _moved(old.report.text, new.report.text)
    at: dict[int, list[Claim]] = {}
    for claim in new.claims:
        at.setdefault(claim.trigger[0], []).append(claim)
    pairs: list[tuple[Claim, Claim]] = []
    left: list[Claim] = []
    for claim in old.claims:
        there = at.get(starts.get(claim.trigger[0], -1), [])
        # "shelled and bombed" may be two claims of one trigger: the one of the same act and source goes first.
        best = min(there, key=lambda one: (one.act != claim.act, _source(new, one) != _source(old, claim)), default=None)
        if best is None:
            left.append(claim)
        else:
            there.remove(best)
            pairs.append((claim, best))
    free = [claim for claims in at.values() for claim in claims]
    scored = sorted(
        ((-score, i, j) for i, a in enumerate(left) for j, b in enumerate(free) if (score := _alike(old, a, new, b)) >= ALIKE),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, i, j in scored:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((left[i], free[j]))
    return pairs


def _moved(old: str, new: str) -> dict[int, int]:
    """Two texts -> where the words of the first stand in the second, by their first characters."""
    if old == new:
        return {match.start(): match.start() for match in WORD.finditer(old)}
    first, second = list(WORD.finditer(old)), list(WORD.finditer(new))
    matcher = SequenceMatcher(None, [m.group() for m in first], [m.group() for m in second])
    moved = {}
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            moved[first[block.a + n].start()] = second[block.b + n].start()
    return moved


def _alike(old: CodedReport, a: Claim, new: CodedReport, b: Claim) -> float:
    if a.act != b.act:
        return 0.0
    one, other = _around(old.report.text, a), _around(new.report.text, b)
    return len(one & other) / max(1, min(len(one), len(other)))


def _around(text: str, claim: Claim) -> set[str]:
    before = [m.group().casefold() for m in WORD.finditer(text[max(0, claim.trigger[0] - 200) : claim.trigger[0]])][-AROUND:]
    after = [m.group().casefold() for m in WORD.finditer(text[claim.trigger[1] : claim.trigger[1] + 200])][:AROUND]
    return {*before, *after}


def differences(old: CodedReport, before: Claim, new: CodedReport, after: Claim) -> Iterator[Difference]:
    """Two codings of a report and a claim of each that is one in both -> what the claim says otherwise."""
    for field, was, became in (
        ("act", before.act, after.act),
        ("status", before.status, after.status),
        ("who", _uncounted(old, before, before.who), _uncounted(new, after, after.who)),
        ("whom", _uncounted(old, before, before.whom), _uncounted(new, after, after.whom)),
        ("where", places(old, before), places(new, after)),
        ("from", before.from_, after.from_),
        ("to", before.to, after.to),
        ("source", _source(old, before), _source(new, after)),
    ):
        if was != became:
            yield Difference("correction", after.id, field, was, became)
    one, other = tolls(old, before), tolls(new, after)
    for harm in sorted(one.keys() | other.keys()):
        low, high = one.get(harm), other.get(harm)
        if low == high:
            continue
        kind: Kind = "correction"
        if low is not None and high is not None:
            kind = "toll raised" if high > low else "toll lowered"
        yield Difference(kind, after.id, f"toll.{harm}", low, high)


def _uncounted(coded: CodedReport, claim: Claim, indices: Sequence[int]) -> list[str]:
    """The parties without those that are only a figure: "five people" that become "seven people" are a toll raised."""
    counted = {coded.tolls[i].whom for i in claim.tolls}
    return parties(coded, [i for i in indices if i not in counted or coded.actors[i].id])


def parties(coded: CodedReport, indices: Sequence[int]) -> list[str]:
    """Indices of actors -> their registry ids, or else names, each once."""
    return list(dict.fromkeys(party_of(coded.actors, i).label for i in indices))


def places(coded: CodedReport, claim: Claim) -> list[str]:
    """Claim -> the names of its places."""
    return list(dict.fromkeys(coded.places[i].name or coded.places[i].text for i in claim.where))


def tolls(coded: CodedReport, claim: Claim) -> dict[str, int]:
    """Claim -> the figure that it gives for each harm; of several the highest, which the others are parts of."""
    figures: dict[str, int] = {}
    for toll in (coded.tolls[i] for i in claim.tolls):
        if (figure := _figure(toll)) is not None:
            figures[toll.harm] = max(figure, figures.get(toll.harm, 0))
    return figures


def _figure(toll: Toll) -> int | None:
    return next((figure for figure in (toll.best, toll.low, toll.high) if figure is not None), None)


def _source(coded: CodedReport, claim: Claim) -> str | None:
    return source_of(coded, claim)[0]


def source_of(coded: CodedReport, claim: Claim) -> tuple[str | None, str | None]:
    """Claim -> the words for its source and what kind of source it is, ``None`` where the report itself says so."""
    if claim.attribution is None:
        return None, None
    attribution = coded.attributions[claim.attribution]
    words = " ".join(" ".join(coded.report.text[start:end].split()) for start, end in attribution.source)
    return words or None, attribution.source_kind


def describe(coded: CodedReport, claim: Claim) -> str:
    """Claim -> one line: who, act, whom, where, when, tolls, status, source."""
    who, whom = (", ".join(parties(coded, indices)) for indices in (claim.who, claim.whom))
    days = claim.from_ if claim.from_ == claim.to else "/".join(day for day in (claim.from_, claim.to) if day)
    harms = ", ".join(f"{figure} {harm}" for harm, figure in sorted(tolls(coded, claim).items()))
    line = " ".join(part for part in (who, claim.act, whom) if part)
    told = "; ".join(part for part in (", ".join(places(coded, claim)), days, harms, claim.status) if part)
    source = _source(coded, claim)
    return f"{line} ({told}{f'; source: {source}' if source else ''})"
