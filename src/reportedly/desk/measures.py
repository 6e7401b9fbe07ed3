"""How good the coder is, by what people judged: per layer and per act, and what to correct first.

Only claims that somebody accepted or rejected count: of one that is corrected and no more, it is not known whether all the rest
is right. A field that the machine filled is right if the claim was accepted and the field not corrected. What the machine left
empty and a person filled is counted apart: it was missed, and is no part of precision. Who accepts many claims at once need not
have checked each field of each: how many were accepted only so is counted, and said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reportedly.agreement import wilson
from reportedly.corrections import ATTRIBUTION_FIELDS
from reportedly.desk.incident_page import words_of
from reportedly.desk.pages import render
from reportedly.desk.ratings import value_key
from reportedly.exports import words
from reportedly.judgement import in_force
from reportedly.record import ClaimRef, Judgement
from reportedly.store import Project
from reportedly.store.finished import Finished

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

# The fields that a correction sets, by layer; what is not here (the weapon) is in no layer.
LAYERS: Mapping[str, tuple[str, ...]] = {
    "act": ("act",), "who": ("who",), "whom": ("whom",), "where": ("where",), "when": ("when", "from", "to"),
    "toll": ("toll.killed", "toll.injured"), "status": ("status",), "attribution": ATTRIBUTION_FIELDS,
}  # fmt: skip
MOST_CLASSES = 20


@dataclass(frozen=True)
class Precision:
    """How many of ``n`` are right, and within which interval (Wilson, 95 %) the share is, drawn in per cent."""

    name: str
    n: int
    right: int
    corrected: int
    missed: int
    share: str
    low: str
    high: str
    width: str
    between: str


@dataclass(frozen=True)
class ActMeasure:
    """Claims of one act, as the machine classed them: accepted as they were, corrected and kept, rejected."""

    act: str
    claims: int
    accepted: int
    corrected: int
    rejected: int
    kept: Precision
    address: str


@dataclass(frozen=True)
class Correction:
    """A class of corrections: what became what, and how often."""

    layer: str
    before: str
    after: str
    count: int


@dataclass(frozen=True)
class MeasuresPage:
    """All that the page of measures shows."""

    claims: int
    accepted: int
    corrected: int
    rejected: int
    begun: int
    kept: Precision
    layers: tuple[Precision, ...]
    acts: tuple[ActMeasure, ...]
    corrections: tuple[Correction, ...]
    notes: int
    together: int


def view_measures(project: Project) -> MeasuresPage:
    """Project -> the measures. A claim of a blind sample is in them when both have judged it."""
    return measure(project.finished.all(), project.doubles.judgements_in_effect())


def measure(finished: Sequence[Finished], rows: Iterable[Judgement]) -> MeasuresPage:
    """Claims with a verdict as they are judged to be, and all judgements -> the measures."""
    force = in_force(rows)
    corrections = corrections_of(force)
    done = {one.ref for one in finished}
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    acts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in finished:
        own = corrections.get(one.ref, {})
        act = str(own["act"][0]) if "act" in own else one.act
        acts[act]["rejected" if one.rejected else "corrected" if own else "accepted"] += 1
        if one.rejected:
            continue
        for layer in LAYERS:
            outcome = _outcome(one, layer, own)
            (right if outcome == "right" else wrong if outcome == "wrong" else missed)[layer] += outcome != ""
    totals: Counter[str] = Counter()
    for found in acts.values():
        totals.update(found)
    kept = totals["accepted"] + totals["corrected"]
    return MeasuresPage(
        claims=len(finished), accepted=totals["accepted"], corrected=totals["corrected"], rejected=totals["rejected"],
        begun=len(corrections.keys() - done),
        kept=precision("claims", kept, totals["rejected"]),
        layers=tuple(precision(layer, right[layer], wrong[layer], missed[layer]) for layer in LAYERS),
        acts=tuple(_act(act, found) for act, found in sorted(acts.items(), key=lambda one: (-sum(one[1].values()), one[0]))),
        corrections=_classes(corrections), notes=sum(row.verdict == "note" for row in force),
        together=_together(done, force),
    )  # fmt: skip


def _together(done: Set[ClaimRef], force: Iterable[Judgement]) -> int:
    """How many claims were accepted only in one decision with others, so that nobody need have looked at each."""
    alone: dict[ClaimRef, bool] = {}
    for row in force:
        if row.verdict in ("accept", "reject", "correct"):
            for ref in row.claims:
                alone[ref] = alone.get(ref, False) or row.verdict != "accept" or len(row.claims) == 1
    return sum(not one for ref, one in alone.items() if ref in done)


def corrections_of(force: Iterable[Judgement]) -> dict[ClaimRef, dict[str, tuple[object, object]]]:
    """Judgements in force, the first first -> for each claim the fields that were corrected, from what at first to what at last.

    A correction back to what the machine said is none.
    """
    found: dict[ClaimRef, dict[str, tuple[object, object]]] = defaultdict(dict)
    for row in force:
        if row.verdict == "correct" and row.field:
            own = found[row.claims[0]]
            own[row.field] = (own[row.field][0] if row.field in own else row.before, row.after)
    changed = {ref: {f: (a, b) for f, (a, b) in own.items() if value_key(f, a) != value_key(f, b)} for ref, own in found.items()}
    return {ref: own for ref, own in changed.items() if own}


def _outcome(one: Finished, layer: str, own: Mapping[str, tuple[object, object]]) -> str:
    """What became of a layer of a kept claim: ``right``, ``wrong``, ``missed``, or nothing if it was empty and stayed so."""
    changed = [own[field] for field in LAYERS.get(layer, ()) if field in own]
    if changed:
        return "wrong" if any(before not in (None, [], "") for before, _ in changed) else "missed"
    filled = True if layer in ("act", "status") else getattr(one, layer)
    return "right" if filled else ""


def precision(name: str, right: int, wrong: int, missed: int = 0) -> Precision:
    """How many are right, wrong and missed -> precision with its interval, in words and per cent."""
    n = right + wrong
    ends = wilson(right, n)
    if ends is None:
        return Precision(name, 0, 0, 0, missed, "–", "0%", "0%", "0%", "")
    low, high = ends
    return Precision(
        name, n, right, wrong, missed, f"{right / n:.0%}", f"{low * 100:.1f}%", f"{high * 100:.1f}%",
        f"{(high - low) * 100:.1f}%", f"{low:.0%} to {high:.0%}",
    )  # fmt: skip


def _act(act: str, found: Counter[str]) -> ActMeasure:
    return ActMeasure(
        words.say_act(act), sum(found.values()), found["accepted"], found["corrected"], found["rejected"],
        precision(act, found["accepted"], found["corrected"] + found["rejected"]),
        "/?" + urlencode({"act": act}),
    )  # fmt: skip


def _classes(corrections: Mapping[ClaimRef, Mapping[str, tuple[object, object]]]) -> tuple[Correction, ...]:
    """What is corrected most: act and status from which to which, of the rest whether something was added, dropped, changed."""
    counted: Counter[tuple[str, str, str]] = Counter()
    layer_of = {field: layer for layer, fields in LAYERS.items() for field in fields}
    for own in corrections.values():
        for field, (before, after) in own.items():
            layer = layer_of.get(field, field.removeprefix("toll."))
            if field in ("act", "status"):
                counted[layer, words_of(before), words_of(after)] += 1
            else:
                counted[layer, *_change(before, after)] += 1
    return tuple(
        Correction(*key, count) for key, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_CLASSES]
    )


def _change(before: object, after: object) -> tuple[str, str]:
    empty = [value in (None, [], "") for value in (before, after)]
    if empty[0]:
        return "nothing", "something: it was missed"
    return ("something", "nothing: it was not told") if empty[1] else ("something", "something else")


def measures_routes(desk: Desk) -> APIRouter:
    """The route of the measures."""
    router = APIRouter()

    @router.get("/measures")
    def show(request: Request) -> Response:
        person = desk.person(request)
        return render(request, "measures.html", person, page=view_measures(desk.project))

    return router
