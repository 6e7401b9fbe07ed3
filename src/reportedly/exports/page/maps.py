"""Maps of incidents: one of all, one for each place; what is known only roughly is drawn as an area, never as a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportedly.exports.page.world import Point, Shape, Window, World, draw_countries, fit_window, load_world
from reportedly.exports.words import WHERE_PRECISION
from reportedly.record import IncidentPlace

OVERVIEW = (1000, 520)
LOCATOR = (400, 300)
# Kilometres around the point that a place of each UCDP where_prec may lie in; none where the area is the country itself.
# Those of district and province are drawn sizes, since no outlines of them come with the page.
REACH: dict[int | None, int | None] = {1: 0, 2: 25, 3: 40, 4: 100, 5: 120, 6: None, 7: 200, None: 60}
SCALES = (10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class Spot:
    """A place with coordinates and the numbers of the incidents there."""

    place: IncidentPlace
    lon: float
    lat: float
    incidents: tuple[int, ...]

    @property
    def name(self) -> str:
        """Name of the place, or its coordinates where it has none."""
        return self.place.name or f"{self.lat:.2f}, {self.lon:.2f}"

    @property
    def reach(self) -> int | None:
        """Kilometres around the point that the incidents may lie in; ``None``: the whole country."""
        return REACH.get(self.place.precision, REACH[None])

    @property
    def precision(self) -> str:
        """What is known of where it is, in words."""
        return WHERE_PRECISION.get(self.place.precision or 0, "how exactly is not known")


@dataclass(frozen=True)
class Placed:
    """A spot on a map: where (units and per cent), how wide (units), on which side its name stands."""

    spot: Spot
    x: float
    y: float
    left: str
    top: str
    radius: float
    side: str | None


@dataclass(frozen=True)
class Label:
    """Name of a country on a map, in per cent."""

    name: str
    left: str
    top: str


@dataclass(frozen=True)
class Map:
    """A drawing in ``width`` by ``height`` units."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    placed: tuple[Placed, ...]
    areas: frozenset[str]
    scale_km: int | None
    scale_share: str


def find_spots(places: Sequence[IncidentPlace | None]) -> list[Spot]:
    """Places of the incidents, in order -> the spots that have coordinates on Earth, each once."""
    spots: dict[tuple[object, ...], tuple[IncidentPlace, float, float, list[int]]] = {}
    for number, place in enumerate(places):
        if place is None or place.lat is None or place.lon is None:
            continue
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            continue
        key = (place.geonameid or (round(place.lat, 3), round(place.lon, 3)), place.precision)
        spots.setdefault(key, (place, place.lon, place.lat, []))[3].append(number)
    return [Spot(place, lon, lat, tuple(numbers)) for place, lon, lat, numbers in spots.values()]


def draw_overview(
    world: World, spots: Sequence[Spot], around: Sequence[Point] = (), least: float = 7, names: int | None = None
) -> Map:
    """Spots (one at least) -> the map that shows them all, and the points ``around`` them.

    It shows ``least`` degrees of latitude or more; only the first ``names`` of the spots get theirs written beside them.
    """
    window = fit_window([*_extents(world, spots), *around], *OVERVIEW, least=least)
    return _draw(world, spots, window, countries=14, names=names)


def draw_locator(world: World, spot: Spot) -> Map:
    """Spot -> the map of its surroundings; that of a country shows all of it."""
    least = 5 if not spot.reach else max(5, spot.reach / 111.2 * 4)
    return _draw(world, [spot], fit_window(_extents(world, [spot]), *LOCATOR, least=least), countries=6)


def _extents(world: World, spots: Sequence[Spot]) -> list[Point]:
    points = [(spot.lon, spot.lat) for spot in spots]
    whole = {spot.place.country for spot in spots if spot.reach is None}
    for country in world.topology.countries:
        if country.id in whole:
            points += world.mainland(country)
    return points


def _draw(world: World, spots: Sequence[Spot], window: Window, countries: int, names: int | None = None) -> Map:
    shapes = _shapes(window) if world is load_world() else tuple(draw_countries(world, window))
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for spot in spots:
        x, y = window.project(spot.lon, spot.lat)
        taken.append((x - 10, y - 10, x + 10, y + 10))
    named: set[tuple[str, int, int]] = set()
    for number, spot in enumerate(spots):
        x, y = window.project(spot.lon, spot.lat)
        here = (spot.name, round(x / 40), round(y / 40))
        side = None if here in named or (names is not None and number >= names) else _place_name(spot.name, x, y, window, taken)
        named.add(here)
        placed.append(
            Placed(spot, round(x, 1), round(y, 1), _percent(x, window.width), _percent(y, window.height),
                   round((spot.reach or 0) * window.km, 1), side)
        )  # fmt: skip
    labels: list[Label] = []
    for shape in sorted(shapes, key=lambda shape: (-shape.share, shape.name)):
        x, y = shape.middle
        half = len(shape.name) * 4.2 * window.width / 640 + 4
        box = (x - half, y - 12, x + half, y + 12)
        fits = box[0] > 0 and box[2] < window.width and box[1] > 0 and box[3] < window.height
        if shape.share > 0.012 and fits and len(labels) < countries and not any(_touch(box, other) for other in taken):
            taken.append(box)
            labels.append(Label(shape.name, _percent(x, window.width), _percent(y, window.height)))
    areas = frozenset(spot.place.country for spot in spots if spot.reach is None and spot.place.country)
    scale = max((km for km in SCALES if km * window.km < window.width * 0.25), default=SCALES[0])
    # Over half the globe a kilometre has no one length on the paper.
    narrow = window.east - window.west < 90
    return Map(
        window.width, window.height, shapes, tuple(labels), tuple(placed), areas, scale if narrow else None,
        _percent(scale * window.km, window.width),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _shapes(window: Window) -> tuple[Shape, ...]:
    """The countries that a window shows: the desk draws the same windows again and again."""
    return tuple(draw_countries(load_world(), window))


def _place_name(name: str, x: float, y: float, window: Window, taken: list[tuple[float, float, float, float]]) -> str | None:
    """Side of a point on which its name runs into nothing; ``None`` where there is none."""
    wide = len(name) * 8.4 * window.width / 640 + 12
    for side, box in (
        ("right", (x + 11, y - 9, x + 11 + wide, y + 9)), ("left", (x - 11 - wide, y - 9, x - 11, y + 9)),
        ("above", (x - wide / 2, y - 32, x + wide / 2, y - 12)), ("below", (x - wide / 2, y + 12, x + wide / 2, y + 32)),
    ):  # fmt: skip
        inside = box[0] > 0 and box[2] < window.width and box[1] > 0 and box[3] < window.height
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            return side
    return None


def _touch(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _percent(part: float, whole: float) -> str:
    return f"{part / whole * 100:.2f}%"
