"""A claim of a sample as one person is to judge it: the machine's coding and their own corrections, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reportedly.corrections import FIELDS, field_value
from reportedly.desk.deciding import read_span, read_spans, read_typed
from reportedly.desk.incident_page import say_value
from reportedly.errors import UsageError
from reportedly.exports.page.views import ClaimView, ReportView, view_reports
from reportedly.exports.page.world import load_world
from reportedly.judgement import make_judgement
from reportedly.record import Claim, ClaimRef, CodedReport, Judgement
from reportedly.store import Project
from reportedly.store.judged import judged_record

VERDICTS = ("accept", "reject", "correct")


@dataclass(frozen=True)
class BlindPage:
    """The next claim of a person's sample, and how many are left with it."""

    report: ReportView
    claim: ClaimView
    corrected: tuple[str, ...]
    left: int
    blind: bool
    now: Mapping[str, str]
    """What each field is, in words."""


def blind_page(project: Project, person: str, reports: Iterable[str]) -> str | None:
    """Who wants to see these reports -> where to judge them first, ``None`` if nothing there has to be judged blindly."""
    hidden = project.doubles.hidden_from(person)
    if not hidden:
        return None
    wanted = set(reports)
    return "/agreement/code" if any(ref.report in wanted for ref in hidden) else None


def incidents_to_judge(project: Project, person: str) -> frozenset[str]:
    """Name -> the incidents of the claims that they have yet to judge blindly."""
    hidden = project.doubles.hidden_from(person)
    return frozenset(project.doubles.incidents_of(hidden).values()) if hidden else frozenset()


def view_blind(project: Project, person: str) -> BlindPage | None:
    """Project and a person -> the first claim of their sample that they have yet to judge, ``None`` if there is none left."""
    left = project.doubles.left(person)
    for ref in left:
        record, claim, own = _as_seen_by(project, ref, person)
        if record is None or claim is None:
            continue
        (view,) = view_reports([record], [], load_world().names)
        shown = next(one for one in view.claims if one.id == ref.claim)
        corrected = tuple(dict.fromkeys(row.field for row in own if row.verdict == "correct" and row.field))
        now = {field: say_value(field, field_value(record, claim, field)) for field in FIELDS}
        return BlindPage(view, shown, corrected, len(left), project.doubles.blind, now)
    return None


def _as_seen_by(project: Project, ref: ClaimRef, person: str) -> tuple[CodedReport | None, Claim | None, list[Judgement]]:
    """A claim and a person -> the machine's record with this person's judgements of the claim laid over, but rejections."""
    record = next(iter(project.reports([ref.report], judged=False)), None)
    own = [row for row in project.doubles.judgements([ref.report]) if row.by == person and (row.undoes or ref in row.claims)]
    own = [row for row in own if row.verdict != "reject"]
    if record is None:
        return None, None, own
    laid = judged_record(record, own, project.book)
    return laid, next((claim for claim in laid.claims if claim.id == ref.claim), None), own


def code_claim(
    project: Project, ref: ClaimRef, person: str, verdict: str, field: str, value: str, span: tuple[str, str], why: str,
    spans: str = "",
) -> None:  # fmt: skip
    """What a person decides of a claim of their sample -> a judgement. Raises ``UsageError`` for what cannot be decided."""
    if ref not in {one.ref for one in project.doubles.assigned(person)}:
        raise UsageError("this claim is in no sample of yours")
    record, claim, _ = _as_seen_by(project, ref, person)
    if record is None or claim is None:
        raise UsageError(f"claim {ref.claim}: there is no such claim any more")
    reason = why.strip() or None
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is nothing to be decided here")
    if verdict != "correct":
        project.judge(make_judgement(verdict, person, claims=[ref], why=reason))
        return
    if field not in FIELDS:
        raise UsageError(f"{field!r} is no field that can be corrected")
    at = read_span(*span)
    after = read_typed(project, ref, field, value, at, read_spans(spans))
    project.judge(
        make_judgement(
            "correct", person, claims=[ref], field=field, before=field_value(record, claim, field),
            after=after, span=at, why=reason,
        )
    )  # fmt: skip
