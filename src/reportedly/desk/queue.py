"""The queue: incidents to review, what matters first, as the address of the page says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reportedly.corrections import is_day
from reportedly.desk.blind import incidents_to_judge
from reportedly.desk.pages import render
from reportedly.desk.reading_forms import read_count
from reportedly.exports import words
from reportedly.exports.page.world import load_world
from reportedly.record import Standing
from reportedly.store import Project
from reportedly.store.packing import plain
from reportedly.store.queue import ORDERS, STATES, Order, Queued, Wanted
from reportedly.store.spots import read_spot

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

PAGE = 50
LAST = 200
LONGEST = 200
STANDINGS: tuple[Standing, ...] = get_args(Standing)
ORDERS_SAID: dict[Order, str] = {
    "first": "what matters first", "newest": "newest", "oldest": "oldest", "reports": "most reports", "killed": "most killed",
}  # fmt: skip
USUAL = {field.name: field.default for field in fields(Wanted)}
"""What an address need not say."""


@dataclass(frozen=True)
class Line:
    """One incident of the queue in words."""

    id: str
    address: str
    headline: str
    when: str | None
    standing: str
    disputed: bool
    feet: str
    killed: str
    left: str
    changed: bool
    reviewers: str


@dataclass(frozen=True)
class QueuePage:
    """All that the page of the queue shows."""

    wanted: Wanted
    filtered: bool
    lines: tuple[Line, ...]
    total: int
    more: bool
    first: int
    last: int
    before: str | None
    after: str | None


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Query of an address -> what is wanted; what makes no sense in it is passed over."""
    said = {
        field.name: plain(query.get(field.name, "")).strip()[:LONGEST] for field in fields(Wanted) if field.name != "disputed"
    }
    wanted = Wanted(**said, disputed=query.get("disputed") in ("1", "on"))  # type: ignore[arg-type]
    box, precision, began = read_spot(wanted.box, wanted.precision, wanted.began)
    return replace(
        wanted,
        order=wanted.order if wanted.order in ORDERS else "first",
        state=wanted.state if wanted.state in STATES else "all",
        standing=wanted.standing if wanted.standing in STANDINGS else "",
        since=wanted.since if is_day(wanted.since) else "",
        until=wanted.until if is_day(wanted.until) else "",
        country=wanted.country.upper() if re.fullmatch(r"[A-Za-z]{3}", wanted.country) else "",
        box=box,
        precision=precision,
        began=began,
    )


def address_of(wanted: Wanted, path: str = "/", **more: object) -> str:
    """What is wanted -> the address that says so."""
    said: dict[str, object] = {name: value for name, usual in USUAL.items() if (value := getattr(wanted, name)) != usual}
    if said.get("disputed"):
        said["disputed"] = "1"
    query = urlencode({**said, **more})
    return f"{path}?{query}" if query else path


def view_queue(project: Project, wanted: Wanted, page: int, person: str) -> QueuePage:
    """Project, what is wanted of its queue, the number of a page from 1, and who asks -> what that page shows."""
    blind = incidents_to_judge(project, person)
    found = project.queue(wanted, PAGE, (page - 1) * PAGE)
    first = (page - 1) * PAGE
    last = first + len(found.rows)
    return QueuePage(
        wanted=wanted,
        filtered=wanted != Wanted() or page > 1,
        lines=tuple(view_line(one, wanted, page, one.id in blind) for one in found.rows),
        total=found.total,
        more=found.more,
        first=first + 1 if found.rows else 0,
        last=last,
        before=address_of(wanted, page=page - 1) if page > 1 else None,
        after=address_of(wanted, page=page + 1) if (last < found.total or found.more) and page < LAST else None,
    )


def view_line(one: Queued, wanted: Wanted, page: int, blind: bool = False) -> Line:
    """An incident of the queue, what was wanted, and the page -> its line in words, with the address that goes on from there."""
    course: dict[str, object] = {"at": one.key} | ({"page": page} if page > 1 else {})
    address = address_of(wanted, f"/incidents/{one.id}", **course)
    act = words.say_act(one.act)
    country = load_world().names.get(one.country or "", one.country)
    place = ", ".join(dict.fromkeys(part for part in (one.place, country) if part))
    return Line(
        id=one.id,
        address=address,
        headline=", ".join(part for part in (act[:1].upper() + act[1:], place) if part),
        when=words.say_days(one.from_, one.to),
        standing=one.standing,
        disputed=one.disputed,
        feet=f"{words.count_words(one.reports, 'report')}, {one.independent} independent",
        killed="" if one.killed is None else f"{one.killed} killed",
        left="yours to judge blindly" if blind else "reviewed" if one.left == 0 else f"{one.left} of {one.claims} open",
        changed=one.changed_since,
        reviewers=one.reviewers or "",
    )


def read_page(query: Mapping[str, str]) -> int:
    """Query of an address -> the number of the page, from 1."""
    return max(1, min(read_count(query.get("page", "1"), 10**6) or 1, LAST))


def queue_routes(desk: Desk) -> APIRouter:
    """The route of the queue."""
    router = APIRouter()

    @router.get("/")
    def show(request: Request) -> Response:
        person = desk.person(request)
        with desk.project.one_state():
            page = view_queue(desk.project, read_wanted(request.query_params), read_page(request.query_params), person.name)
        acts = sorted(desk.project.book.acts.acts)
        part = replace(page.wanted, box="", precision="", began="") != page.wanted
        return render(
            request, "queue.html", person, page=page, standings=STANDINGS, orders=ORDERS_SAID, states=STATES, acts=acts,
            map=address_of(page.wanted, "/map"),
            whole=address_of(replace(page.wanted, box="", precision="", began="")) if part else None,
        )  # fmt: skip

    return router
