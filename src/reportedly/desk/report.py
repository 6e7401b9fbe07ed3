"""The page of one report: its text with every layer, its versions with their differences, its copies beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reportedly.desk.blind import blind_page
from reportedly.desk.pages import render
from reportedly.desk.sign_in import Person
from reportedly.exports import words
from reportedly.exports.page.highlight import escape_text
from reportedly.exports.page.views import ReportView, is_web_address, view_reports
from reportedly.exports.page.world import load_world
from reportedly.linking.copies import find_copies
from reportedly.record import CodedReport, Spans
from reportedly.store import Project
from reportedly.store.reports import Version

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Two long texts of many words are compared line by line first; this is where that begins to cost more than a page may.
LONGEST_COMPARED = 200_000
MOST_COPIES = 20


@dataclass(frozen=True)
class VersionView:
    """One version of a report: what was said of it, and how its text differs from the version before."""

    number: int
    title: str | None
    published: str | None
    fetched: str | None
    added: str
    characters: int
    difference: Markup | None
    changed: int


@dataclass(frozen=True)
class CopyView:
    """Another report that shares text with this one: both texts, the shared passages marked."""

    id: str
    title: str
    publisher: str | None
    published: str | None
    share: str
    why: str
    here: Markup
    there: Markup


@dataclass(frozen=True)
class ReportPage:
    """All that the page of a report shows."""

    report: ReportView
    versions: tuple[VersionView, ...]
    copies: tuple[CopyView, ...]
    incidents: tuple[tuple[str, str], ...]


def view_report_page(project: Project, coded: CodedReport) -> ReportPage:
    """Project and one of its reports -> what its page shows."""
    about = list(project.incidents(project.incidents_of([coded.report.id])))
    (view,) = view_reports([coded], [], load_world().names)
    others = list(
        dict.fromkeys(
            report
            for one in about
            for group in one.incident.copies
            if coded.report.id in group
            for report in group
            if report != coded.report.id
        )
    )
    named = [(one.incident.id, _headline(one.incident.act, words.say_place(one.incident.where, load_world().names),
              words.say_days(one.incident.from_, one.incident.to))) for one in about]  # fmt: skip
    return ReportPage(
        view,
        view_versions(project.report_versions(coded.report.id)),
        tuple(_copies(coded, project.reports(others[:MOST_COPIES]))),
        tuple(named),
    )


def _headline(act: str, where: str | None, when: str | None) -> str:
    said = words.say_act(act)
    return ", ".join(part for part in (said[:1].upper() + said[1:], where, when) if part)


def view_versions(versions: Sequence[Version]) -> tuple[VersionView, ...]:
    """Versions of a report, the first first -> the newest first, each with what was put in and taken out since the one before."""
    views = []
    for n, one in enumerate(versions):
        report = one.report
        before = versions[n - 1].report.text if n else None
        difference, changed = mark_difference(before, report.text) if before is not None else (None, 0)
        views.append(
            VersionView(
                one.version, report.title, report.published, report.fetched, one.added, len(report.text), difference, changed
            )
        )
    return tuple(reversed(views))


def mark_difference(old: str, new: str) -> tuple[Markup | None, int]:
    """Two texts -> the new one with what was put in and taken out marked, and how many places these are.

    ``None`` for texts that are too long to be compared while a reader waits.
    """
    if len(old) + len(new) > LONGEST_COMPARED:
        return None, int(old != new)
    one, other = WORD.findall(old), WORD.findall(new)
    out, places = [], 0
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = "".join(one[a:b]), "".join(other[c:d])
        if kind == "equal":
            out.append(escape_text(come))
            continue
        places += 1
        if gone:
            out.append(f"<del>{escape_text(gone)}</del>")
        if come:
            out.append(f"<ins>{escape_text(come)}</ins>")
    return Markup("".join(out)), places


def _copies(coded: CodedReport, others: Iterable[CodedReport]) -> Iterable[CopyView]:
    for other in others:
        for copy in find_copies((coded, other), least=0.0):
            first = copy.first == coded.report.id
            here, there = (copy.spans_first, copy.spans_second) if first else (copy.spans_second, copy.spans_first)
            yield CopyView(
                other.report.id, words.name_report(other.report), other.report.publisher,
                words.say_day(other.report.published[:10]) if other.report.published else None,
                f"{copy.share * 100:.0f}%", copy.why, mark_passages(coded.report.text, here),
                mark_passages(other.report.text, there),
            )  # fmt: skip


def mark_passages(text: str, spans: Spans) -> Markup:
    """Text and passages of it -> the text with the passages marked and numbered, so that two texts can be read side by side."""
    out, at = [], 0
    order = {span: n for n, span in enumerate(spans, 1)}
    for start, end in sorted(spans):
        if start < at:
            continue
        out.append(escape_text(text[at:start]))
        number = order[start, end]
        out.append(f'<mark data-n="{number}"><sup>{number}</sup>{escape_text(text[start:end])}</mark>')
        at = end
    out.append(escape_text(text[at:]))
    return Markup("".join(out))


def report_routes(desk: Desk) -> APIRouter:
    """The routes of the page of a report and of the bytes that it was taken from."""
    router = APIRouter()
    project = desk.project

    @router.get("/reports/{report_id:path}")
    def show(request: Request, report_id: str, original: Annotated[str | None, Query()] = None) -> Response:
        person = desk.person(request)
        with project.one_state():
            return show_now(request, person, report_id, original)

    def show_now(request: Request, person: Person, report_id: str, original: str | None) -> Response:
        if original is not None:
            return _download(project, report_id, original)
        coded = next(iter(project.reports([report_id])), None)
        if coded is None:
            versions = project.report_versions(report_id)
            if not versions:
                raise HTTPException(404, "There is no such report.")
            newest = versions[-1].report
            return render(
                request, "uncoded.html", person, report=newest, versions=view_versions(versions),
                text=Markup(escape_text(newest.text)), link=is_web_address(newest.url),
            )  # fmt: skip
        if first := blind_page(project, person.name, [report_id]):
            return RedirectResponse(first, 303)
        page = view_report_page(project, coded)
        return render(request, "report.html", person, page=page, originals=_originals(project, report_id))

    return router


def _originals(project: Project, report_id: str) -> list[tuple[int, str]]:
    return [(one.version, one.original) for one in project.report_versions(report_id) if one.original]


def _download(project: Project, report_id: str, sha256: str) -> Response:
    """The bytes of a version, to be saved and not shown: they are what strangers wrote."""
    if sha256 not in {one.original for one in project.report_versions(report_id)}:
        raise HTTPException(404, "This report was not taken from these bytes.")
    content = project.original(sha256) or b""
    return Response(
        content, media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{sha256[:16]}.bin"'},
    )  # fmt: skip
