"""The log of the project in plain words: what changed when, of which report or incident, the last first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reportedly.corrections import is_day
from reportedly.desk.pages import render
from reportedly.desk.reading_forms import read_count
from reportedly.desk.unseen import Unseen
from reportedly.store import Project
from reportedly.store.changes import Change, Kind
from reportedly.store.logbook import Asked
from reportedly.store.telling import say_change

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

PAGE = 100
MOST_CHANGES = 1 << 53
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class ChangeLine:
    """One change in words, and the pages of what it is about."""

    day: str
    time: str
    kind: str
    said: str
    report: str | None
    incident: str | None
    claim: str | None


@dataclass(frozen=True)
class ChangesPage:
    """All that the page of changes shows."""

    asked: Asked
    lines: tuple[ChangeLine, ...]
    after: str | None
    newest: str | None


def read_asked(query: Mapping[str, str]) -> tuple[Asked, int | None]:
    """Query of an address -> what is asked of the log, and the number to begin before; what makes no sense is passed over."""
    said = {name: query.get(name, "").strip()[:200] for name in asdict(Asked())}
    for name in ("since", "until"):
        said[name] = said[name] if is_day(said[name]) else ""
    said["kind"] = said["kind"] if said["kind"] in KINDS else ""
    return Asked(**said), read_count(query.get("before", ""), MOST_CHANGES)


def view_changes(project: Project, asked: Asked, before: int | None, person: str) -> ChangesPage:
    """Project, what is asked of its log, and who asks -> a page of the log.

    What somebody else judged of a claim that the person has yet to code for themselves is left out.
    """
    found = project.logbook.page(asked, before, PAGE + 1, Unseen.of(project, person).rows)
    address = {name: value for name, value in asdict(asked).items() if value}
    return ChangesPage(
        asked=asked,
        lines=tuple(map(_line, found[:PAGE])),
        after=f"/changes?{urlencode({**address, 'before': found[PAGE - 1].no})}" if len(found) > PAGE else None,
        newest=f"/changes?{urlencode(address)}" if before is not None else None,
    )


def _line(one: Change) -> ChangeLine:
    return ChangeLine(one.at[:10], one.at[11:16], one.kind, say_change(one), one.report, one.incident, one.claim)


def changes_routes(desk: Desk) -> APIRouter:
    """The route of the log."""
    router = APIRouter()

    @router.get("/changes")
    def show(request: Request) -> Response:
        person = desk.person(request)
        asked, before = read_asked(request.query_params)
        page = view_changes(desk.project, asked, before, person.name)
        return render(request, "changes.html", person, page=page, kinds=KINDS)

    return router
