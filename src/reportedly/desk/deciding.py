"""What a person decides on a page becomes a judgement: accept, reject, correct, note, same, not same, undo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType

import msgspec

from reportedly.coding.places.gazetteer import load_gazetteer
from reportedly.corrections import FIELDS, LISTS, check_value, field_value, has_words
from reportedly.desk.reading_forms import read_count
from reportedly.desk.unseen import Unseen, refuse_hidden, refuse_waiting
from reportedly.errors import UsageError
from reportedly.judgement import in_force, make_judgement
from reportedly.record import ClaimRef, Judgement, Span
from reportedly.store import Project
from reportedly.store.judging import Judged
from reportedly.suggesting import settle_value, with_spans

MOST_PEOPLE = 10**10
"""What no toll can be; how many people there can be is asked where a correction is checked."""
LONGEST_TEXT = 10**10


@dataclass(frozen=True)
class Decision:
    """What a form brings, in its own words.

    ``seen`` is the last judgement that the page showed of these claims, empty where there was none; ``...`` asks for nothing,
    for who joins an incident on the page to one that is not on it. A program gives ``after``, the value as JSON has it, in the
    place of the words of ``value``. ``spans`` says where each name of a list stands, of which ``span`` has but one place.
    """

    verdict: str
    claims: tuple[ClaimRef, ...]
    others: tuple[ClaimRef, ...] = ()
    field: str | None = None
    value: str | None = None
    span: Span | None = None
    why: str | None = None
    seen: str | EllipsisType = ""
    after: object = ...
    spans: Mapping[str, Span] | None = None


def decide(project: Project, decision: Decision, by: str) -> Judged:
    """A decision and who made it -> the judgement as the project keeps it.

    Raises ``UsageError`` for what cannot be decided, ``Conflict`` if somebody else decided since the page was shown, a 403 for
    a claim that they have yet to judge blindly: a conflict would tell them what the other said.
    """
    if not decision.claims:
        raise UsageError("choose a claim first")
    _let_decide(project, by, (*decision.claims, *decision.others), decision.verdict)
    before = after = None
    if decision.verdict == "correct":
        if decision.field not in FIELDS:
            raise UsageError(f"{decision.field!r} is no field that can be corrected")
        before = _before(project, decision.claims[0], decision.field)
        if decision.after is ...:
            after = read_typed(
                project, decision.claims[0], decision.field, decision.value or "", decision.span, decision.spans or {}
            )
        else:
            after = settle(project, decision.claims[0], decision.field, decision.after, decision.span)
    made = make_judgement(
        decision.verdict, by, claims=decision.claims, others=decision.others, field=decision.field, before=before, after=after,
        span=decision.span, why=(decision.why or "").strip() or None,
    )  # fmt: skip
    return project.judge(made, decision.seen or None)


def read_typed(
    project: Project, ref: ClaimRef, field: str, written: str, span: Span | None, spans: Mapping[str, Span]
) -> object:  # fmt: skip
    """Field of a claim, what was typed for it, and the words picked for all of it and for each name -> the value that is kept.

    Raises ``UsageError`` for what cannot be read; whether the report bears it out is found out by who writes it down.
    """
    return settle(project, ref, field, with_spans(read_value(field, written), spans), span)


def settle(project: Project, ref: ClaimRef, field: str, value: object, span: Span | None) -> object:
    """Value of a field of a claim as it was given -> the same with its places looked up: in the report, and in the gazetteer.

    In the report as the machine coded it, which tells nothing of what others judged. Raises ``UsageError`` for a value that the
    field does not take.
    """
    check_value(field, value)
    coded = next(iter(project.reports([ref.report], judged=False)), None) if field == "where" else None
    return value if coded is None else settle_value(coded, field, value, load_gazetteer(project.gazetteer), span)


def undo(project: Project, judgement: str, by: str, seen: str | EllipsisType, why: str | None = None) -> Judged:
    """Id of a judgement -> it is taken back, by another one."""
    made = project.judgement(judgement)
    if made and made.id in Unseen.of(project, by).rows:  # nor that it is there
        raise UsageError(f"{judgement}: there is no such judgement to undo")
    if made:
        _let_decide(project, by, (*made.claims, *made.others), made.verdict)
    return project.judge(make_judgement("undo", by, undoes=judgement, why=(why or "").strip() or None), seen or None)


def _let_decide(project: Project, by: str, refs: Sequence[ClaimRef], verdict: str) -> None:
    """Raise a 403 or ``UsageError`` where claims of a blind sample are not this person's to decide on, here or by now."""
    refuse_hidden(project, by, refs)
    refuse_waiting(project, by, refs, verdict in ("same", "not-same"))


def read_span(start: str, end: str) -> Span | None:
    """Two offsets as typed, or nothing -> the span."""
    start, end = start.strip(), end.strip()
    if not start and not end:
        return None
    first, last = read_count(start, LONGEST_TEXT), read_count(end, LONGEST_TEXT)
    if first is None or last is None:
        wrong = start if first is None else end
        raise UsageError(f"from and to character take digits only, and both or none; {wrong[:60]!r} is no number")
    return first, last


def read_spans(written: str) -> dict[str, Span]:
    """Where each name of a list stands, as the script of the form writes it -> the spans by name."""
    if not written:
        return {}
    try:
        return msgspec.json.decode(written, type=dict[str, Span])
    except msgspec.DecodeError:
        raise UsageError("the places of the names cannot be read") from None


def read_value(field: str, written: str) -> object:
    """A value as it was typed -> the JSON that a correction takes: nothing at all means "not told".

    A list of names is parted by semicolons, a toll is a number, a range ("9-19") or "at least 14".
    """
    written = written.strip()
    if written[:1] in "[{" and written:
        try:
            return json.loads(written)
        except (ValueError, RecursionError):  # brackets without end
            raise UsageError(f"{written[:60]!r} is no JSON that can be read") from None
    names = [name.strip() for name in written.split(";") if name.strip()] if field in LISTS else [written] if written else []
    for name in names:
        if not has_words(name):
            raise UsageError(f"{name[:60]!r} is punctuation, and no value of {field}; leave it empty for what is not told")
    if field in LISTS:
        return names
    if not written:
        return None
    return _toll(written) if field.startswith("toll.") else written


def _toll(written: str) -> object:
    first, dash, last = (part.strip() for part in written.replace("–", "-").partition("-"))
    words = written.lower().removeprefix("at least").strip()
    low, high = read_count(first, MOST_PEOPLE), read_count(last, MOST_PEOPLE)
    if dash and low is not None and high is not None:
        return {"low": low, "high": high}
    least, exact = read_count(words, MOST_PEOPLE), read_count(written, MOST_PEOPLE)
    if written.lower().startswith("at least") and least is not None:
        return {"low": least, "best": least}
    if exact is None:
        raise UsageError(f"{written[:60]!r} is no figure; write 14, 9-19 or at least 14")
    return exact


def _before(project: Project, ref: ClaimRef, field: str) -> object:
    for coded in project.reports([ref.report]):
        for claim in coded.claims:
            if claim.id == ref.claim:
                return field_value(coded, claim, field)
    raise UsageError(f"claim {ref.claim}: there is no such claim any more")


def last_seen(rows: Iterable[Judgement]) -> Mapping[ClaimRef, str]:
    """Judgements, the first first -> for each claim the id of the last one about it; an undo is about what it takes back."""
    about: dict[str, tuple[ClaimRef, ...]] = {}
    last: dict[ClaimRef, str] = {}
    for row in rows:
        about[row.id] = refs = about.get(row.undoes, ()) if row.undoes else (*row.claims, *row.others)
        last.update(dict.fromkeys(refs, row.id))
    return last


@dataclass(frozen=True)
class Verdicts:
    """What counts of the judgements on one claim: accepted, rejected or neither; corrections and notes that stand."""

    verdict: str | None = None
    corrections: tuple[Judgement, ...] = ()
    notes: tuple[Judgement, ...] = ()
    latest: str | None = None
    """The judgement that "undo" takes back."""


def verdicts_of(rows: Sequence[Judgement]) -> Mapping[ClaimRef, Verdicts]:
    """Judgements, the first first -> what stands of them for each claim."""
    found: dict[ClaimRef, Verdicts] = {}
    for row in in_force(rows):
        for ref in (*row.claims, *row.others):
            was = found.get(ref, Verdicts())
            found[ref] = Verdicts(
                verdict=row.verdict if row.verdict in ("accept", "reject") else was.verdict,
                corrections=(*was.corrections, row) if row.verdict == "correct" else was.corrections,
                notes=(*was.notes, row) if row.verdict == "note" else was.notes,
                latest=row.id,
            )
    return found
