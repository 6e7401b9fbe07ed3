"""The incidents of a project on one map and one line of time, as its address says; each mark leads to its incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, hypot, log10, radians
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reportedly.desk.pages import render
from reportedly.desk.periods import Histogram, draw_days
from reportedly.desk.queue import STANDINGS, address_of, read_wanted
from reportedly.exports import words
from reportedly.exports.page.maps import Map, Placed, Spot, draw_overview
from reportedly.exports.page.world import World, load_world
from reportedly.record import IncidentPlace
from reportedly.store import Project
from reportedly.store.overview import Cell, Spread
from reportedly.store.queue import STATES, Wanted
from reportedly.store.spots import NONE, say_box

if TYPE_CHECKING:
    from reportedly.desk.app import Desk

NAMED = 30
"""So many of the largest marks have their names beside them."""
LEAST_DEGREES = 1.5
SMALLEST, GROWTH, LARGEST = 5.0, 3.5, 17.0


@dataclass(frozen=True)
class Mark:
    """A cell on the map: where (per cent), how wide what is known is (units, 0: the place itself), how large it is drawn.

    ``address`` is the queue of just these incidents, ``closer`` the map of them where they are in several places.
    """

    left: str
    top: str
    x: float
    y: float
    reach: float
    size: str
    drawn: str
    side: str | None
    count: int
    disputed: int
    name: str
    short: str
    precision: str
    address: str
    closer: str | None


@dataclass(frozen=True)
class MapPage:
    """All that the page of the map shows; ``map`` is ``None`` where no incident has coordinates."""

    wanted: Wanted
    map: Map | None
    marks: tuple[Mark, ...]
    areas: dict[str, int]
    placed: int
    unplaced: int
    unplaced_address: str
    days: Histogram
    queue: str
    control: str
    whole: str | None


def view_map(project: Project, wanted: Wanted) -> MapPage:
    """Project, and which incidents are wanted -> what the page of the map shows."""
    seen = project.overview.look(wanted)
    spread = seen.spread
    world = load_world()
    drawn = _draw(spread)
    marks = _marks(spread, drawn, wanted, world) if drawn else ()
    return MapPage(
        wanted=wanted,
        map=drawn,
        marks=marks,
        areas={cell.country: n for n, cell in enumerate(spread.cells) if cell.precision == 6 and cell.country},
        placed=spread.count,
        unplaced=spread.unplaced,
        unplaced_address=address_of(replace(wanted, box=NONE)),
        days=draw_days(seen.days, lambda began: address_of(replace(wanted, began=began))),
        queue=address_of(wanted),
        control=address_of(wanted, "/control"),
        whole=address_of(replace(wanted, box="", precision="", began=""), "/map") if _part(wanted) else None,
    )


@lru_cache(maxsize=32)
def _draw(spread: Spread) -> Map | None:
    """What the map shows -> the drawing; the same for the same, until the project changes."""
    if spread.box is None:
        return None
    south, west, north, east = spread.box
    spots = [_spot(cell) for cell in spread.cells]
    around = [(west, south), (east, north)]
    for spot in spots:  # an area is seen whole
        if spot.reach:
            high = spot.reach / 111.2
            wide = high / max(cos(radians(spot.lat)), 0.2)
            around += [(spot.lon - wide, spot.lat - high), (spot.lon + wide, spot.lat + high)]
    return draw_overview(load_world(), spots, around, LEAST_DEGREES, NAMED)


def _part(wanted: Wanted) -> bool:
    return bool(wanted.box or wanted.precision or wanted.began)


def _spot(cell: Cell) -> Spot:
    place = IncidentPlace(
        name=_name(cell), lat=cell.lat, lon=cell.lon, country=cell.country, precision=cell.precision
    )  # fmt: skip
    return Spot(place, cell.lon, cell.lat, ())


def _name(cell: Cell) -> str:
    """The place, or one of those in the cell and how many more there are."""
    name = cell.name or f"{cell.lat:.2f}, {cell.lon:.2f}"
    return name if cell.places == 1 else f"{name} + {cell.places - 1}"


def _marks(spread: Spread, drawn: Map, wanted: Wanted, world: World) -> tuple[Mark, ...]:
    return tuple(_mark(cell, placed, wanted, world) for cell, placed in zip(spread.cells, drawn.placed, strict=True))


def _mark(cell: Cell, placed: Placed, wanted: Wanted, world: World) -> Mark:
    precisions = cell.precisions
    if wanted.precision:  # what was asked for already is not asked for less narrowly
        precisions = "".join(digit for digit in precisions if digit in wanted.precision)
    own = replace(wanted, box=say_box(cell.box), precision=precisions)
    point = placed.spot.reach == 0 or cell.precision == 2
    across = _kilometres(cell) / 2
    reach = placed.radius * (1 + across / placed.spot.reach) if placed.spot.reach else 0.0
    country = world.names.get(cell.country or "", cell.country)
    full = _name(cell) if cell.places == 1 else f"{cell.name or 'places'} and {words.count_words(cell.places - 1, 'more place')}"
    return Mark(
        left=placed.left, top=placed.top, x=placed.x, y=placed.y, reach=round(reach, 1),
        size=f"{min(LARGEST, SMALLEST + (GROWTH + GROWTH * log10(cell.count) if cell.count > 1 else 0)):.1f}",
        drawn="country" if placed.spot.reach is None else "spot" if point else "rough",
        side=placed.side, count=cell.count, disputed=cell.disputed,
        name=f"{full}, {country}" if country and country != cell.name else full, short=_name(cell),
        precision=placed.spot.precision if point is False or cell.precisions != "12" else "the place itself or near it",
        address=address_of(own), closer=address_of(own, "/map") if cell.places > 1 and own != wanted else None,
    )  # fmt: skip


def _kilometres(cell: Cell) -> float:
    """How far apart the corners of the box of a cell are."""
    south, west, north, east = cell.box
    return hypot((north - south) * 111.2, (east - west) * 111.2 * cos(radians((south + north) / 2)))


def overview_routes(desk: Desk) -> APIRouter:
    """The route of the map."""
    router = APIRouter()

    @router.get("/map")
    def show(request: Request) -> Response:
        person = desk.person(request)
        with desk.project.one_state():
            page = view_map(desk.project, read_wanted(request.query_params))
        return render(request, "map.html", person, page=page, choices=filter_choices(desk.project))

    return router


def filter_choices(project: Project) -> dict[str, Sequence[str]]:
    """What the form of the filters offers to choose from."""
    return {"standings": STANDINGS, "states": STATES, "acts": sorted(project.book.acts.acts)}
