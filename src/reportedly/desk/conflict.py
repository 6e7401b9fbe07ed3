"""What is shown to who decides what somebody else has decided since: both, side by side, and what was typed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from reportedly.corrections import FIELDS, field_value
from reportedly.desk.deciding import Decision, last_seen
from reportedly.desk.incident_page import SAID, HistoryLine, name_refs, say_value, seen_of, view_history
from reportedly.desk.unseen import Unseen
from reportedly.record import ClaimRef, Judgement
from reportedly.store import Project


@dataclass(frozen=True)
class ConflictPage:
    """What was decided in between, what the reader wanted, and the form that applies it anyway.

    ``now`` is the value that the field has by now, ``words`` the evidence that was picked; ``form`` holds what was typed.
    """

    between: tuple[HistoryLine, ...]
    said: str
    field: str | None
    now: str
    typed: str
    evidence: str
    why: str
    act: str
    form: Mapping[str, str]


def view_conflict(project: Project, decision: Decision, person: str, undoes: str = "") -> ConflictPage:
    """Project, a decision that came too late, who made it, and the judgement that it takes back -> the page that says so."""
    refs = (*decision.claims, *decision.others)
    rows = project.judgements(sorted({ref.report for ref in refs}), sealed=False)
    about = _about(rows, refs)
    names = [row.id for row in rows]
    since = names.index(decision.seen) + 1 if isinstance(decision.seen, str) and decision.seen in names else 0
    late = {row.id for row in rows[since:] if row.id in about}
    now, evidence = "", ""
    if decision.verdict == "correct" and decision.field in FIELDS:
        now, evidence = _now(project, decision.claims[0], decision.field, decision.span)
    start, end = decision.span or ("", "")
    return ConflictPage(
        between=tuple(line for line in view_history(Unseen.of(project, person).judgements(rows)) if line.id in late),
        said=SAID.get(decision.verdict, decision.verdict),
        field=decision.field,
        now=now,
        typed=decision.value or "",
        evidence=evidence,
        why=decision.why or "",
        act="undo" if undoes else "judge",
        form={
            "verdict": decision.verdict, "claims": name_refs(decision.claims), "others": name_refs(decision.others),
            "seen": seen_of(rows, refs), "judgement": undoes, "field": decision.field or "", "start": str(start), "end": str(end),
            "spans": msgspec.json.encode(decision.spans).decode() if decision.spans else "",
        },
    )  # fmt: skip


def _about(rows: Sequence[Judgement], refs: tuple[ClaimRef, ...]) -> set[str]:
    """Judgements and claims -> the ids of those about these claims; an undo is about what it takes back."""
    wanted = set(refs)
    about: set[str] = set()
    for row in rows:
        if wanted & {*row.claims, *row.others} or row.undoes in about:
            about.add(row.id)
    return about | {name for ref, name in last_seen(rows).items() if ref in wanted}


def _now(project: Project, ref: ClaimRef, field: str, span: tuple[int, int] | None) -> tuple[str, str]:
    for coded in project.reports([ref.report]):
        words = coded.report.text[slice(*span)] if span else ""
        for claim in coded.claims:
            if claim.id == ref.claim:
                return say_value(field, field_value(coded, claim, field)), words
        return "", words
    return "", ""
