"""The page of one incident: who says what, by origin, with the words; and what a person decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.blind import blind_page
from reportedly.desk.conflict import view_conflict
from reportedly.desk.course import Course, look_around, read_course
from reportedly.desk.deciding import Decision, decide, read_span, read_spans, undo
from reportedly.desk.incident_page import view_incident_page
from reportedly.desk.pages import render
from reportedly.desk.roles import may_undo, role_for
from reportedly.desk.sign_in import Person
from reportedly.errors import UsageError
from reportedly.exports.page.maps import draw_locator, find_spots
from reportedly.exports.page.world import load_world
from reportedly.record import AssessedIncident, ClaimRef
from reportedly.store import Conflict

if TYPE_CHECKING:
    from reportedly.desk.app import Desk


def read_refs(written: str) -> tuple[ClaimRef, ...]:
    """Claims as a form names them ("report/claim report/claim") -> the claims."""
    refs = []
    for one in written.split():
        report, slash, claim = one.rpartition("/")
        if not slash:
            raise UsageError(f"{one!r} names no claim")
        refs.append(ClaimRef(report=unquote(report), claim=claim))
    return tuple(dict.fromkeys(refs))


def incident_routes(desk: Desk) -> APIRouter:
    """The routes of the page and of what is decided on it."""
    router = APIRouter()
    project = desk.project

    def find(incident_id: str) -> AssessedIncident:
        one = project.incident(incident_id)
        if one is None:
            raise HTTPException(404, "There is no such incident, or nothing is left of it.")
        return one

    @router.get("/incidents/{incident_id}")
    def show(request: Request, incident_id: str) -> Response:
        person = desk.person(request)
        with project.one_state():
            return show_now(request, person, incident_id)

    def show_now(request: Request, person: Person, incident_id: str) -> Response:
        course = read_course(request.query_params)
        one = find(incident_id)
        if one.incident.id != incident_id:  # merged into another: the old address leads there for ever
            return RedirectResponse(course.address(one.incident.id), 303)
        if first := blind_page(project, person.name, (ref.report for ref in one.incident.claims)):
            return RedirectResponse(first, 303)
        world = load_world()
        spots = find_spots([one.incident.where])
        return render(
            request, "incident.html", person, page=view_incident_page(project, one, person.name),
            locator=draw_locator(world, spots[0]) if spots else None, course=course,
            around=look_around(project, course, incident_id),
        )  # fmt: skip

    def back(incident_id: str, course: Course, anchor: str = "") -> Response:
        """To the incident, or to the queue when a decision left nothing of it."""
        one = project.incident(incident_id)
        return RedirectResponse(course.address(one.incident.id) + anchor if one else course.queue(incident_id), 303)

    def is_another(one: AssessedIncident, seen: str, whole: str) -> bool:
        """Whether an incident is not what the page showed (``whole``: its claims): judged since, or made of others by now."""
        last = project.last_judgement(one.incident.claims)
        return bool(whole) and (seen != (last.id if last else "") or set(read_refs(whole)) != set(one.incident.claims))

    def show_conflict(
        request: Request, person: Person, incident_id: str, course: Course, decision: Decision, to: str = "", undoes: str = ""
    ) -> Response:
        """What was decided in between beside what was wanted, and the form that does it anyway."""
        page = view_conflict(project, decision, person.name, undoes)
        return render(request, "conflict.html", person, 409, page=page, incident=incident_id, course=course, to=to)

    def settle(
        request: Request, person: Person, incident_id: str, course: Course, decision: Decision, to: str = "", at: str = ""
    ) -> Response:
        """Decide and go on, at the claim ``at`` or the one decided on; where somebody else has decided since, show both."""
        try:
            decide(project, decision, person.name)
        except Conflict:
            return show_conflict(request, person, incident_id, course, decision, to)
        return RedirectResponse(to, 303) if to else back(incident_id, course, f"#k-{quote(at or decision.claims[0].claim)}")

    def mend(
        request: Request, person: Person, incident_id: str, course: Course, act: str, error: UsageError, typed: Mapping[str, str]
    ) -> Response:
        """What cannot be done as it was typed: why, and the same form with all that was typed."""
        claim = typed.get("claims", "").partition(" ")[0].rpartition("/")[2]
        return render(
            request, "mend.html", person, 400, line=f"{error}.", incident=incident_id, course=course, act=act, typed=typed,
            anchor=f"#k-{claim}" if claim else "",
        )  # fmt: skip

    def following(course: Course, incident_id: str) -> str:
        """Where accepting all goes on, past what is finished: found before it is done, which moves the incident in the queue."""
        open_ones = replace(course.wanted, state="open") if course.wanted.state == "all" else course.wanted
        _, after = project.neighbours(open_ones, incident_id, course.key)
        return course.address(after[0], key=after[1]) if after else course.queue(incident_id)

    @router.post("/incidents/{incident_id}/judge")
    def judge(
        request: Request,
        incident_id: str,
        verdict: Annotated[str, Form()],
        claims: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        others: Annotated[str, Form()] = "",
        field: Annotated[str, Form()] = "",
        value: Annotated[str, Form()] = "",
        start: Annotated[str, Form()] = "",
        end: Annotated[str, Form()] = "",
        spans: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
        then: Annotated[str, Form()] = "",
        beside: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, role_for(verdict))
        course = read_course(request.query_params)
        try:
            span = read_span(start, end)
            named, compared = read_refs(claims), read_refs(others)
            decision = Decision(verdict, named, compared, field or None, value, span, why, seen, spans=read_spans(spans))
            to = following(course, incident_id) if then == "next" else ""
            return settle(request, person, incident_id, course, decision, to, beside)
        except UsageError as error:
            typed = {"verdict": verdict, "claims": claims, "others": others, "seen": seen, "then": then}
            if verdict == "correct":
                typed |= {"field": field, "value": value, "start": start, "end": end, "spans": spans}
            return mend(request, person, incident_id, course, "judge", error, {**typed, "why": why})

    @router.post("/incidents/{incident_id}/split")
    def split(
        request: Request,
        incident_id: str,
        claims: Annotated[list[str] | None, Form()] = None,
        form_token: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
        whole: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, role_for("not-same"))
        course, one = read_course(request.query_params), find(incident_id)
        try:
            marked = read_refs(" ".join(claims or ()))
            if not marked:
                raise UsageError("mark the claims that are of another event first")
            left = tuple(ref for ref in one.incident.claims if ref not in set(marked))
            if not left:
                raise UsageError("these are all claims of the incident; leave one unmarked")
            decision = Decision("not-same", marked, left, why=why, seen=seen)
            if is_another(one, seen, whole):
                return show_conflict(request, person, incident_id, course, decision)
            return settle(request, person, incident_id, course, decision)
        except UsageError as error:
            return mend(request, person, incident_id, course, "", error, {"claims": " ".join(claims or ())})

    @router.post("/incidents/{incident_id}/merge")
    def merge(
        request: Request,
        incident_id: str,
        other: Annotated[str, Form()] = "",
        form_token: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
        whole: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.deciding(request, form_token, role_for("same"))
        named = other.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        course, one = read_course(request.query_params), find(incident_id)
        try:
            two = project.incident(named) if named else None
            if two is None:
                raise UsageError(f"{other[:200]!r} is the id or address of no incident of this project")
            if one.incident.id == two.incident.id:
                raise UsageError("these two are one incident already")
            if two.incident.id != named:
                raise UsageError(f"incident {named[:60]} is part of {two.incident.id} by now; look at that first, then name it")
            # What may be locked is what was on the page: this incident. The other is taken as it is at this moment.
            last = project.last_judgement((*one.incident.claims, *two.incident.claims))
            decision = Decision("same", one.incident.claims, two.incident.claims, why=why, seen=last.id if last else "")
            if is_another(one, seen, whole):
                return show_conflict(request, person, incident_id, course, replace(decision, seen=seen))
            return settle(request, person, incident_id, course, decision)
        except UsageError as error:
            typed = {"other": other, "why": why, "whole": whole, "seen": seen}
            return mend(request, person, incident_id, course, "merge", error, typed)

    @router.post("/incidents/{incident_id}/undo")
    def take_back(
        request: Request,
        incident_id: str,
        judgement: Annotated[str, Form()],
        form_token: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
        seen: Annotated[str | None, Form()] = None,
    ) -> Response:
        person = may_undo(project, desk.deciding(request, form_token), judgement)
        made = project.judgement(judgement)
        course = read_course(request.query_params)
        try:
            undo(project, judgement, person.name, ... if seen is None else seen, why)
        except Conflict:
            if made is None:
                raise
            decision = Decision("undo", made.claims, made.others, why=why, seen=seen or "")
            return show_conflict(request, person, incident_id, course, decision, undoes=judgement)
        anchor = f"#k-{made.claims[0].claim}" if made and made.claims else ""
        return back(incident_id, course, anchor)

    return router
