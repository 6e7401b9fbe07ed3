"""Who says who holds which place, since when: one line a claim, with its source; what is said otherwise stands beside it.

Nothing here says who holds a place. Which acts are about that is read off the codebook: those that cross to ACLED's three kinds
of a change of territory, and those of taking and besieging by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reportedly.codebook.book import Codebook
from reportedly.codebook.registry import STATES
from reportedly.desk.overview import filter_choices
from reportedly.desk.pages import render
from reportedly.desk.queue import address_of, read_page, read_wanted
from reportedly.exports import words
from reportedly.exports.page.timeline import Dated, Timeline, draw_timeline, read_day
from reportedly.exports.page.world import load_world
from reportedly.record import Origin
from reportedly.store import Project
from reportedly.store.control import HeldPlace, Statement
from reportedly.store.queue import Wanted

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

PLACES = 15
LINES = 600
NEAR = timedelta(days=3)
"""A claim and a denial whose days lie no further apart than this may be about one and the same taking."""

# What an act says of a place: what became of it, and whether "who" is then said to hold it.
TAKEN, GIVEN, LEFT, BESIEGED, FREED, EASED = "taken", "handed over", "left", "besieged", "siege broken", "siege lifted"
BY_NAME = {"territory-captured": TAKEN, "siege-laid": BESIEGED, "siege-broken": FREED, "siege-lifted": EASED,
           "withdrawal": LEFT, "territory-handed-over": GIVEN}  # fmt: skip
BY_ACLED = {
    "Government regains territory": TAKEN, "Non-state actor overtakes territory": TAKEN,
    "Non-violent transfer of territory": GIVEN,
}  # fmt: skip


@dataclass(frozen=True)
class ControlLine:
    """One claim in words: what is said of the place, who says so and whether that is a party, who printed it."""

    said: str
    status: str
    when: str
    source: str
    kind: str
    party: bool
    publisher: str
    published: str | None
    report: str
    incident: str | None
    claim: str
    against: tuple[int, ...]
    """Numbers, from 1, of the lines of the place that say otherwise."""


@dataclass(frozen=True)
class PlacePage:
    """A place, what is said of it, and the days of that."""

    name: str
    country: str
    lines: tuple[ControlLine, ...]
    apart: tuple[tuple[int, int], ...]
    timeline: Timeline
    alone: str


@dataclass(frozen=True)
class ControlPage:
    """All that the page of control shows."""

    wanted: Wanted
    places: tuple[PlacePage, ...]
    total: int
    first: int
    nowhere: int
    cut: bool
    before: str | None
    after: str | None
    map: str


def territory_acts(book: Codebook) -> dict[str, str]:
    """Codebook -> its acts that say who holds a place, and what each says became of it."""
    found = {}
    for name, act in book.acts.acts.items():
        crossed = BY_ACLED.get(act.acled.sub_event_type) if act.acled else None
        if deed := BY_NAME.get(name, crossed):
            found[name] = deed
    return found


def view_control(project: Project, wanted: Wanted, page: int) -> ControlPage:
    """Project, which incidents are wanted, and a page from 1 -> what is said of the places of that page."""
    acts = territory_acts(project.book)
    start = (page - 1) * PLACES
    found = project.control.places(acts, wanted, PLACES, start)
    lines = project.control.statements(acts, wanted, found.rows, LINES) if found.rows else []
    origins = _origins(project, lines)
    more = start + len(found.rows) < found.total
    return ControlPage(
        wanted=wanted,
        places=tuple(
            view_place(place, [one for one in lines if _is_of(one, place)], acts, origins, wanted, project.book)
            for place in found.rows
        ),
        total=found.total,
        first=start + 1 if found.rows else 0,
        nowhere=found.nowhere,
        cut=len(lines) == LINES,
        before=address_of(wanted, "/control", page=page - 1) if page > 1 else None,
        after=address_of(wanted, "/control", page=page + 1) if more else None,
        map=address_of(wanted, "/map"),
    )


def _is_of(one: Statement, place: HeldPlace) -> bool:
    return one.geonameid == place.geonameid and (place.geonameid is not None or one.words == place.words)


def _origins(project: Project, lines: Sequence[Statement]) -> dict[tuple[str, str], Origin]:
    """Claims -> what each ultimately rests on, as its incident has it; a claim is known by incident and id."""
    ids = sorted({one.incident for one in lines if one.incident})
    return {
        (assessed.incident.id, claim): origin
        for assessed in (project.incidents(ids) if ids else ())
        for origin in assessed.assessment.origins
        for claim in origin.claims
    }


def view_place(
    place: HeldPlace,
    told: Sequence[Statement],
    acts: Mapping[str, str],
    origins: Mapping[tuple[str, str], Origin],
    wanted: Wanted,
    book: Codebook,
) -> PlacePage:
    """A place and the claims about it -> what is shown of them."""
    apart = find_contradictions(told, acts)
    lines = []
    for n, one in enumerate(told):
        origin = origins.get((one.incident or "", one.claim))
        kind = one.source_kind or (origin.kind if origin else "")
        others = sorted({b if a == n else a for a, b in apart if n in (a, b)})
        lines.append(
            ControlLine(
                said=say_statement(one, acts[one.act], book), status=one.status,
                when=words.say_days(one.first, one.last) or "day not told", source=one.source or words.THE_REPORT,
                kind=words.SOURCE_KINDS[kind] if kind and kind != "other" and one.source else "",
                party=one.source_kind == "party" or (origin is not None and origin.party),
                publisher=one.publisher or "publisher not known",
                published=words.say_day(one.published[:10]) if one.published else None, report=one.report,
                incident=one.incident, claim=one.claim, against=tuple(other + 1 for other in others),
            )
        )  # fmt: skip
    country = load_world().names.get(place.country or "", place.country or "")
    dated = []
    for one in told:
        first, last = read_day(one.first), read_day(one.last)
        marked = first or last
        dated.append(Dated(first, last, ((marked, one.status),) if marked else ()))
    return PlacePage(
        place.name, "" if country == place.name else country, tuple(lines), tuple(apart), draw_timeline(dated),
        address_of(replace(wanted, place=place.name, country=place.country or wanted.country), "/control"),
    )  # fmt: skip


def say_statement(one: Statement, deed: str, book: Codebook) -> str:
    """A claim, what its act says of a place, and the codebook that has the names of parties -> that in words."""
    who, whom = (", ".join(_name(name, book) for name in names.split(" | ")) if names else "" for names in (one.who, one.whom))
    by = f"{deed} by {who}" if who else f"{deed}, by whom is not told"
    if deed in (TAKEN, BESIEGED) and whom:
        return f"{by}, from {whom}" if deed == TAKEN else f"{by}, against {whom}"
    return f"{by}, to {whom}" if deed == GIVEN and whom else by


def _name(name: str, book: Codebook) -> str:
    """A party as the table of claims has it, an id or a name -> its name."""
    registry = book.registry
    if name in registry.actors:
        return registry.actors[name].name
    country, _, state = name.partition("-")
    return registry.state_name(country, state) if country in registry.countries and state in STATES else name


def find_contradictions(told: Sequence[Statement], acts: Mapping[str, str]) -> list[tuple[int, int]]:
    """Claims about one place -> the pairs, by number, that cannot both be so, or not on one day.

    One asserts what the other denies of the same doer (or of one that is not told), three days apart at most; or both assert
    that the place was taken on one day, and by others. The second may also be a taking and a retaking: who reads it decides.
    """
    found = []
    for a, one in enumerate(told):
        for b in range(a + 1, len(told)):
            other = told[b]
            if acts[one.act] != acts[other.act]:
                continue
            doers = [_stems(each.who) for each in (one, other)]
            shared = bool(doers[0] & doers[1]) or not all(doers)
            denied = [each.status in ("denied", "negated") for each in (one, other)]
            asserted = [each.status == "asserted" for each in (one, other)]
            against = ((denied[0] and asserted[1]) or (asserted[0] and denied[1])) and shared and _near(one, other, NEAR)
            others = all(asserted) and acts[one.act] == TAKEN and not shared and _near(one, other, timedelta(0))
            if against or others:
                found.append((a, b))
    return found


def _stems(names: str | None) -> set[str]:
    """Names of parties -> their words, one and many alike: "rebels" and "rebel fighters" have one in common."""
    found = {word.strip(".,").casefold().removesuffix("s") for word in (names or "").replace("|", " ").split()}
    return found - {"", "the", "of", "and", "force", "fighter", "group", "troop"}


def _near(one: Statement, other: Statement, apart: timedelta) -> bool:
    first, second = _days(one), _days(other)
    if first is None or second is None:
        return False
    return first[0] - second[1] <= apart and second[0] - first[1] <= apart


def _days(one: Statement) -> tuple[date, date] | None:
    first, last = read_day(one.first), read_day(one.last)
    if first is None and last is None:
        return None
    return (first or last, last or first)  # type: ignore[return-value]


def control_routes(desk: Desk) -> APIRouter:
    """The route of control as reported."""
    router = APIRouter()

    @router.get("/control")
    def show(request: Request) -> Response:
        person = desk.person(request)
        with desk.project.one_state():
            page = view_control(desk.project, read_wanted(request.query_params), read_page(request.query_params))
        return render(request, "control.html", person, page=page, choices=filter_choices(desk.project))

    return router
