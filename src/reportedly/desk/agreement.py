"""Double coding: a sample that two people judge for themselves, how far they agree, and where somebody has to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.agreement import Agreement
from reportedly.desk.blind import code_claim, view_blind
from reportedly.desk.deciding import last_seen
from reportedly.desk.incident_page import say_value
from reportedly.desk.pages import render
from reportedly.desk.queue import read_wanted
from reportedly.desk.ratings import LABELS, VERDICT, Difference, by_claim, compare, people_of, rate
from reportedly.desk.reading_forms import read_count
from reportedly.desk.unseen import refuse_hidden
from reportedly.errors import UsageError
from reportedly.judgement import make_judgement
from reportedly.record import ClaimRef, CodedReport
from reportedly.store import Project

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

MOST_DRAWN = 5000
MOST_SHOWN = 200


@dataclass(frozen=True)
class Row:
    """Agreement on one field, in figures that can be read."""

    field: str
    n: int
    same: int
    percent: str
    kappa: str
    alpha: str
    metric: str


@dataclass(frozen=True)
class Dispute:
    """A difference in words, and where to look at it."""

    report: str
    claim: str
    field: str
    label: str
    trigger: str
    first: str
    second: str
    machine: str
    decided: str | None
    address: str
    seen: str


@dataclass(frozen=True)
class Share:
    """One person of the samples: how many claims are theirs, and how many of these are left."""

    person: str
    claims: int
    left: int


@dataclass(frozen=True)
class AgreementPage:
    """All that the page of agreement shows; ``pair`` is ``None`` where no two people have judged one claim."""

    pairs: tuple[tuple[str, str, int, str], ...]
    pair: tuple[str, str] | None
    only: str
    compared: int
    rows: tuple[Row, ...]
    open: tuple[Dispute, ...]
    closed: tuple[Dispute, ...]
    hidden: int
    shares: tuple[Share, ...]
    blind: bool
    mine: int


def view_agreement(project: Project, person: str, first: str, second: str, only: str) -> AgreementPage:
    """Project, who asks, the two people to compare (empty: those with the most claims), ``sample`` or all -> the page."""
    assigned = project.doubles.assigned()
    sample = {one.ref for one in assigned}
    hidden = project.doubles.hidden_from(person)
    # What the person has yet to judge blindly is not in the comparison that they see either.
    claims = {
        ref: rows
        for ref, rows in by_claim(project.doubles.judgements()).items()
        if ref not in hidden and (only != "sample" or ref in sample)
    }
    pairs = people_of(claims)
    pair = (first, second) if (first, second) in pairs or (second, first) in pairs else next(iter(pairs), None)
    rated = rate(claims, *pair) if pair else []
    records = _records(project, (one.ref for one in rated))
    measured, differences = compare(rated, records)
    incidents = project.doubles.incidents_of(one.ref for one in differences)
    last = last_seen(project.doubles.judgements_in_effect())
    disputes = [_dispute(one, records[one.ref.report], incidents, last.get(one.ref, "")) for one in differences]
    shares = []
    for name in sorted({one.person for one in assigned if not hidden or one.person == person}):
        left = project.doubles.left(name)
        shares.append(Share(name, sum(one.person == name for one in assigned), len(left)))
    return AgreementPage(
        pairs=tuple((a, b, n, "/agreement?" + urlencode({"first": a, "second": b, "only": only})) for (a, b), n in pairs.items()),
        pair=pair,
        only=only,
        compared=len(rated),
        rows=tuple(_row(field, one) for field, one in measured.items()),
        open=tuple(one for one in disputes if one.decided is None)[:MOST_SHOWN],
        closed=tuple(one for one in disputes if one.decided is not None)[:MOST_SHOWN],
        hidden=len(hidden),
        shares=tuple(shares),
        blind=project.doubles.blind,
        mine=next((share.left for share in shares if share.person == person), 0),
    )


def _records(project: Project, refs: Iterable[ClaimRef]) -> dict[str, CodedReport]:
    names = sorted({ref.report for ref in refs})
    return {record.report.id: record for record in project.reports(names, judged=False)} if names else {}


def _row(field: str, one: Agreement) -> Row:
    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}".replace("-", "−")

    percent = "–" if one.percent is None else f"{one.percent:.0%}"
    metric = "interval" if field.startswith("toll.") else "nominal"
    return Row(_label(field), one.n, one.same, percent, figure(one.kappa), figure(one.alpha), metric)


def _label(field: str) -> str:
    return LABELS.get(field, field.removeprefix("toll.") if field.startswith("toll.") else field)


def _dispute(one: Difference, record: CodedReport, incidents: dict[ClaimRef, str], seen: str) -> Dispute:
    claim = next(claim for claim in record.claims if claim.id == one.ref.claim)
    incident = incidents.get(one.ref)
    decided = None
    if one.decided is not None:
        said = {"accept": "accepted", "reject": "rejected"}.get(one.decided.verdict) or say_value(one.field, one.decided.after)
        decided = f"{said}, by {one.decided.by}"
    report = f"/reports/{quote(one.ref.report, safe='')}"
    return Dispute(
        one.ref.report, one.ref.claim, one.field, _label(one.field), record.report.text[slice(*claim.trigger)],
        say_value(one.field, one.first), say_value(one.field, one.second),
        "" if one.field == VERDICT else say_value(one.field, one.machine), decided,
        f"/incidents/{incident}#k-{one.ref.claim}" if incident else report, seen,
    )  # fmt: skip


def decide_between(
    project: Project, ref: ClaimRef, field: str, pair: tuple[str, str], choice: str, by: str, seen: str | EllipsisType = ...
) -> None:
    """A claim, the field that two people differ on, whose word holds (``first`` or ``second``), who decides -> a judgement.

    ``seen`` is the last judgement of the claim that the page showed. Raises ``Conflict`` if there is another by now,
    ``UsageError`` if they do not differ there, a 403 for who has yet to judge the claim blindly.
    """
    refuse_hidden(project, by, [ref])
    claims = {one: rows for one, rows in by_claim(project.doubles.judgements()).items() if one == ref}
    _, differences = compare(rate(claims, *pair), _records(project, [ref]))
    one = next((one for one in differences if one.field == field), None)
    if one is None or choice not in ("first", "second"):
        raise UsageError(f"{pair[0]} and {pair[1]} do not differ there; load the page again")
    value = one.first if choice == "first" else one.second
    why = f"decided between {pair[0]} and {pair[1]}"
    if field == VERDICT:
        made = make_judgement(str(value), by, claims=[ref], why=why)
    else:
        whose = pair[0] if choice == "first" else pair[1]
        own = (row for row in reversed(claims[ref]) if row.by == whose and row.field == field and row.after == value)
        span = next((row.span for row in own), None)  # the words that were picked for it go with it
        made = make_judgement("correct", by, claims=[ref], field=field, before=one.machine, after=value, span=span, why=why)
    project.judge(made, seen or None)


def agreement_routes(desk: Desk) -> APIRouter:
    """The routes of double coding."""
    router = APIRouter()
    project = desk.project

    @router.get("/agreement")
    def show(request: Request, first: str = "", second: str = "", only: str = "") -> Response:
        person = desk.person(request)
        page = view_agreement(project, person.name, first[:200], second[:200], "sample" if only == "sample" else "")
        return render(request, "agreement.html", person, page=page)

    @router.get("/agreement/code")
    def code(request: Request) -> Response:
        person = desk.person(request, "coder")
        page = view_blind(project, person.name)
        if page is None:
            return RedirectResponse("/agreement", 303)
        return render(request, "blind.html", person, page=page)

    @router.post("/agreement/code")
    def judge(
        request: Request,
        report: Annotated[str, Form()],
        claim: Annotated[str, Form()],
        verdict: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        field: Annotated[str, Form()] = "",
        value: Annotated[str, Form()] = "",
        start: Annotated[str, Form()] = "",
        end: Annotated[str, Form()] = "",
        spans: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token)
        code_claim(project, ClaimRef(report=report, claim=claim), person.name, verdict, field, value, (start, end), why, spans)
        return RedirectResponse("/agreement/code", 303)

    @router.post("/agreement/sample")
    def sample(
        request: Request,
        first: Annotated[str, Form()],
        second: Annotated[str, Form()],
        count: Annotated[str, Form()] = "20",
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, "editor")
        wanted = read_count(count, MOST_DRAWN)
        if not wanted:
            raise UsageError(f"{count[:20]!r} is no number of incidents from 1 to {MOST_DRAWN}")
        project.doubles.draw([first[:200], second[:200]], wanted, person.name, read_wanted(request.query_params))
        return RedirectResponse("/agreement", 303)

    @router.post("/agreement/blind")
    def blind(request: Request, on: Annotated[str, Form()], form_token: Annotated[str, Form()] = "") -> Response:
        desk.deciding(request, form_token, "editor")
        project.doubles.set_blind(on == "1")
        return RedirectResponse("/agreement", 303)

    @router.post("/agreement/decide")
    def adjudicate(
        request: Request,
        report: Annotated[str, Form()],
        claim: Annotated[str, Form()],
        field: Annotated[str, Form()],
        first: Annotated[str, Form()],
        second: Annotated[str, Form()],
        choice: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        seen: Annotated[str | None, Form()] = None,
    ) -> Response:
        person = desk.deciding(request, form_token, "editor")
        ref, known = ClaimRef(report=report, claim=claim), ... if seen is None else seen
        decide_between(project, ref, field, (first, second), choice, person.name, known)
        return RedirectResponse("/agreement?" + urlencode({"first": first, "second": second}) + "#differ", 303)

    return router
