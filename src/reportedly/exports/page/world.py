"""The outlines of countries that come with the page, cut to a window and drawn as SVG paths."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate

import msgspec

Point = tuple[float, float]
Ring = list[Point]


class Country(msgspec.Struct, frozen=True):
    """A country's name, ISO alpha-3 code, box in hundredths of a degree, and rings of arc numbers."""

    id: str | None
    name: str
    bbox: tuple[int, int, int, int]
    rings: tuple[tuple[int, ...], ...]


class _Topology(msgspec.Struct, frozen=True):
    source: str
    unit: int
    arcs: tuple[tuple[int, ...], ...]
    countries: tuple[Country, ...]


@dataclass(frozen=True)
class World:
    """All outlines."""

    topology: _Topology

    @cached_property
    def names(self) -> dict[str, str]:
        """ISO alpha-3 code -> name."""
        return {country.id: country.name for country in self.topology.countries if country.id}

    def ring(self, numbers: tuple[int, ...]) -> Ring:
        """Numbers of arcs -> the ring they make, in degrees, its end not repeated."""
        points: Ring = []
        unit = self.topology.unit
        for number in numbers:
            arc = self.topology.arcs[number if number >= 0 else ~number]
            xs, ys = accumulate(arc[::2]), accumulate(arc[1::2])
            line = [(x / unit, y / unit) for x, y in zip(xs, ys, strict=True)]
            points += line[:-1] if number >= 0 else line[:0:-1]
        return points

    def mainland(self, country: Country) -> list[Point]:
        """Country -> two corners of the box of its large parts: far islands would make its map one of the oceans."""
        rings = [self.ring(numbers) for numbers in country.rings]
        areas = [_centroid(ring)[0] for ring in rings]
        lons, lats = zip(
            *(p for ring, area in zip(rings, areas, strict=True) if area > max(areas) / 10 for p in ring), strict=True
        )
        return [(min(lons), min(lats)), (max(lons), max(lats))]


@cache
def load_world() -> World:
    """Read the outlines that come with the package."""
    path = files("reportedly.exports.page") / "assets" / "countries.json"
    return World(msgspec.json.decode(path.read_bytes(), type=_Topology))


@dataclass(frozen=True)
class Window:
    """A box of degrees and the drawing it fills: ``width`` by ``height`` units, north up, true to scale at its middle."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def project(self, lon: float, lat: float) -> Point:
        """Degrees -> units from the upper left corner."""
        return (
            (lon - self.west) / (self.east - self.west) * self.width,
            (self.north - lat) / (self.north - self.south) * self.height,
        )

    @property
    def km(self) -> float:
        """Units in a kilometre, north to south."""
        return self.height / ((self.north - self.south) * 111.2)


def fit_window(points: list[Point], width: int, height: int, least: float) -> Window:
    """Places (lon, lat), size of the drawing, and degrees of latitude it shows at least -> the window around them."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = max(math.cos(math.radians(middle_lat)), 0.35)
    tall = max((max(lats) - min(lats)) * 1.4, least)
    tall = max(tall, (max(lons) - min(lons)) * 1.35 * squeeze * height / width)
    wide = tall * width / height / squeeze
    if wide > 300:
        # The whole world without the ice at both ends, about true to shape at 40 degrees.
        return Window(-180, -58, 180, 84, width, height)
    return Window(middle_lon - wide / 2, middle_lat - tall / 2, middle_lon + wide / 2, middle_lat + tall / 2, width, height)


def clip(ring: Ring, window: Window) -> Ring:
    """Ring in degrees -> what of it lies in the window and a little around it (Sutherland and Hodgman)."""
    dx, dy = (window.east - window.west) * 0.02, (window.north - window.south) * 0.02
    for axis, limit, side in (
        (0, window.west - dx, 1), (0, window.east + dx, -1), (1, window.south - dy, 1), (1, window.north + dy, -1),
    ):  # fmt: skip
        if not ring:
            return ring
        if all((point[axis] - limit) * side >= 0 for point in ring):
            continue
        kept: Ring = []
        before = ring[-1]
        for point in ring:
            inside, was_inside = (point[axis] - limit) * side >= 0, (before[axis] - limit) * side >= 0
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
                kept.append((limit, other) if axis == 0 else (other, limit))
            if inside:
                kept.append(point)
            before = point
        ring = kept
    return ring


@dataclass(frozen=True)
class Shape:
    """A country in a window: its path, the area it covers (a share of the window) and the middle of its largest part."""

    code: str | None
    name: str
    path: str
    share: float
    middle: Point


def draw_countries(world: World, window: Window) -> Iterator[Shape]:
    """Give the countries that a window shows."""
    unit = world.topology.unit
    for country in world.topology.countries:
        west, south, east, north = (n / unit for n in country.bbox)
        if west > window.east or east < window.west or south > window.north or north < window.south:
            continue
        path, total, largest, middle = [], 0.0, 0.0, (0.0, 0.0)
        for numbers in country.rings:
            points = _thinned([window.project(*point) for point in clip(world.ring(numbers), window)])
            if len(points) < 3:
                continue
            area, centre = _centroid(points)
            total += area
            if area > largest:
                largest, middle = area, centre
            path.append(_path(points))
        if path:
            yield Shape(country.id, country.name, "".join(path), total / (window.width * window.height), middle)


def _thinned(points: Ring) -> Ring:
    """Leave out points that lie closer than a unit to the one before: nobody could see them."""
    kept: Ring = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    return kept


def _path(points: Ring) -> str:
    """Points -> a closed path of whole tenths, each but the first by its distance from the one before."""
    x0, y0 = round(points[0][0] * 10), round(points[0][1] * 10)
    parts = [f"M{x0 / 10:g},{y0 / 10:g}l"]
    for x, y in points[1:]:
        x1, y1 = round(x * 10), round(y * 10)
        parts.append(f"{(x1 - x0) / 10:g},{(y1 - y0) / 10:g}")
        x0, y0 = x1, y1
    return parts[0] + " ".join(parts[1:]) + "z"


def _centroid(points: Ring) -> tuple[float, Point]:
    area = x = y = 0.0
    (x0, y0) = points[-1]
    for x1, y1 in points:
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
        x0, y0 = x1, y1
    if abs(area) < 1e-9:
        return 0.0, points[0]
    return abs(area) / 2, (x / (3 * area), y / (3 * area))
