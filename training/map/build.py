"""Make the country outlines of the page from Natural Earth's.

    npm pack world-atlas@2.0.2 && npm pack i18n-iso-countries@7.14.0      (unpack both)
    python training/map/build.py WORLD_ATLAS ISO_COUNTRIES src/reportedly/exports/page/assets/countries.json

WORLD_ATLAS holds ``countries-50m.json`` (Natural Earth 1:50m, public domain, as TopoJSON under ISC);
ISO_COUNTRIES holds ``codes.json`` (ISO 3166-1 numeric to alpha-3; MIT). Neither is needed at run time.

What comes out is a topology of integers: coordinates in hundredths of a degree, arcs as first point and differences,
countries as polygons of rings of arc numbers (``~n``: arc n backwards). Arcs are thinned by Visvalingam and Whyatt's
rule, each once, so that neighbours keep one common border.
"""

from __future__ import annotations

import heapq
import json
import sys
from itertools import pairwise
from pathlib import Path

UNIT = 100  # steps in a degree
SMALLEST_TRIANGLE = 0.0015  # square degrees; about 18 square kilometres at the equator
SMALLEST_ISLAND = 0.004  # square degrees; smaller rings go, except where a country has no larger one
LEFT_OUT = {"ATA"}

Point = tuple[float, float]


def read_arcs(topology: dict) -> list[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for coded in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in coded:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def thin(arc: list[Point], smallest: float) -> list[Point]:
    """Drop the point that spans the smallest triangle until all span more; both ends stay, and three points of a ring."""
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    areas = [0.0] * len(arc)
    queue = []
    for i in range(1, len(arc) - 1):
        areas[i] = triangle(arc[i - 1], arc[i], arc[i + 1])
        heapq.heappush(queue, (areas[i], i))
    gone: set[int] = set()
    floor = 4 if arc[0] == arc[-1] else 2
    while queue and len(arc) - len(gone) > floor:
        area, i = heapq.heappop(queue)
        if i in gone or area != areas[i]:
            continue
        if area >= smallest:
            break
        gone.add(i)
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < len(arc) - 1:
                areas[j] = max(area, triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(queue, (areas[j], j))
    return [point for i, point in enumerate(arc) if i not in gone]


def step(arc: list[Point]) -> list[tuple[int, int]]:
    """Degrees to whole steps, without points that fall together."""
    out: list[tuple[int, int]] = []
    for x, y in arc:
        point = (round(x * UNIT), round(y * UNIT))
        if not out or point != out[-1]:
            out.append(point)
    return out


def ring_area(ring: list[int], arcs: list[list[tuple[int, int]]]) -> float:
    points = [p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))) / 2 / UNIT**2


def cut_at_date_line(points: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Ring that jumps from one edge of the map to the other -> its parts on both sides; any other ring -> nothing."""
    if all(abs(a[0] - b[0]) < 180 * UNIT for a, b in pairwise([*points, points[0]])):
        return []
    turn, laid, before = 0, [], points[0][0]
    for x, y in points:
        turn += -360 * UNIT if x - before > 180 * UNIT else 360 * UNIT if before - x > 180 * UNIT else 0
        laid.append((x + turn, y))
        before = x
    parts = []
    for west in range(min(x for x, _ in laid) // (360 * UNIT) * 360 * UNIT - 180 * UNIT, max(x for x, _ in laid), 360 * UNIT):
        part = keep(keep(laid, west, 1), west + 360 * UNIT, -1)
        shift = round((west + 180 * UNIT) / (360 * UNIT)) * 360 * UNIT
        if len(part) > 2:
            parts.append([(x - shift, y) for x, y in part])
    return parts


def keep(points: list[tuple[int, int]], limit: int, side: int) -> list[tuple[int, int]]:
    """Ring -> what of it lies on one side of a meridian."""
    kept = []
    for (x0, y0), (x1, y1) in pairwise([*points[-1:], *points]):
        if (x0 - limit) * side >= 0:
            if (x1 - limit) * side >= 0:
                kept.append((x1, y1))
            else:
                kept.append((limit, round(y0 + (limit - x0) / (x1 - x0) * (y1 - y0))))
        elif (x1 - limit) * side >= 0:
            kept += [(limit, round(y0 + (limit - x0) / (x1 - x0) * (y1 - y0))), (x1, y1)]
    return kept


def main(atlas: Path, iso: Path, out: Path) -> None:
    topology = json.loads((atlas / "countries-50m.json").read_text())
    alpha3 = {numeric: code for _, code, numeric, *_ in json.loads((iso / "codes.json").read_text())}
    arcs = [step(thin(arc, SMALLEST_TRIANGLE)) for arc in read_arcs(topology)]
    countries, used = [], {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = alpha3.get(shape.get("id")) or ("XKX" if name == "Kosovo" else None)
        if code in LEFT_OUT:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        by_size = sorted(polygons, key=lambda polygon: -ring_area(polygon[0], arcs))
        kept = [p for n, p in enumerate(by_size) if n == 0 or ring_area(p[0], arcs) >= SMALLEST_ISLAND]
        rings = []
        for ring in (ring for polygon in kept for ring in polygon):
            parts = cut_at_date_line([p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]])
            arcs += [[*part, part[0]] for part in parts]
            rings += [[len(arcs) - len(parts) + n] for n in range(len(parts))] if parts else [ring]
        points = [p for ring in rings for n in ring for p in arcs[n if n >= 0 else ~n]]
        xs, ys = zip(*points, strict=True)
        numbered = [
            [used.setdefault(n, len(used)) if n >= 0 else ~used.setdefault(~n, len(used)) for n in ring] for ring in rings
        ]
        countries.append({"id": code, "name": name, "bbox": [min(xs), min(ys), max(xs), max(ys)], "rings": numbered})
    flat = []
    for n in used:
        (x0, y0), *rest = arcs[n]
        line = [x0, y0]
        for x, y in rest:
            line += [x - x0, y - y0]
            x0, y0 = x, y
        flat.append(line)
    countries.sort(key=lambda country: country["name"])
    topology = {"source": "Natural Earth 4.1.0, 1:50m, public domain", "unit": UNIT, "arcs": flat, "countries": countries}
    out.write_text(json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(countries)} countries, {sum(map(len, flat)) // 2} points, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
