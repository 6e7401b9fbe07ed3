"""Compares places: the same, in one another, near, or apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from reportedly.record import Place

# A town's name stands for what lies around it; the next town is another place.
NEAR_KM = 8.0
AREA_KM = 25.0
EARTH_KM = 6371.0
EXACT = ("city", "facility")


@dataclass(frozen=True)
class Where:
    """A place named by a claim; two mentions of one place are equal."""

    geonameid: int | None
    name: str
    kind: str
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    precision: int | None

    @property
    def exact(self) -> bool:
        """A town or a site, and not an area that holds many."""
        return self.kind in EXACT and self.lat is not None


def place_of(place: Place) -> Where:
    """Coded place -> what is compared of it."""
    return Where(
        place.geonameid, place.name or place.text, place.kind, place.lat, place.lon, place.country, place.admin1,
        place.precision,
    )  # fmt: skip


def most_precise(places: Iterable[Where]) -> Where | None:
    """Places of an account -> the resolved town or site named first, else the smallest area, else ``None``."""
    order = {"facility": 1, "city": 0, "other": 2, "admin": 3, "region": 4, "country": 5}
    found = list(places)
    ranked = [(where.lat is None, order.get(where.kind, 6), i) for i, where in enumerate(found)]
    return found[min(ranked)[2]] if ranked else None


def distance(a: Where, b: Where) -> float | None:
    """Kilometres between two resolved places, ``None`` when either is not resolved."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    dlat, dlon = radians(b.lat - a.lat), radians(b.lon - a.lon)
    h = sin(dlat / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(dlon / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def far_apart(a: Where, b: Where) -> bool:
    """Whether one event cannot have been in both: two towns apart, or two countries."""
    if a.country and b.country and a.country != b.country:
        return not _at_border(a, b)
    if not (a.exact and b.exact):
        return bool(a.admin1 and b.admin1 and a.admin1 != b.admin1)
    apart = distance(a, b)
    return apart is not None and a.geonameid != b.geonameid and apart > AREA_KM


def place_score(a: Where | None, b: Where | None) -> tuple[float, str]:
    """Two places -> how much they speak for one event, and why."""
    if a is None or b is None:
        return 0.0, "a place is not told"
    if a.geonameid is not None and a.geonameid == b.geonameid:
        value = {"city": 3.0, "facility": 3.5, "other": 2.0, "admin": 1.0, "region": 0.5, "country": 0.3}.get(a.kind, 0.5)
        return value, f"both in {a.name}"
    if a.country and b.country and a.country != b.country:
        if _at_border(a, b):
            return 0.0, f"{a.name} and {b.name} lie on either side of a border"
        return -5.0, f"{a.name} and {b.name} lie in different countries"
    apart = distance(a, b)
    if a.exact and b.exact and apart is not None:
        if apart <= NEAR_KM:
            return 2.0, f"{a.name} and {b.name} are {apart:.0f} km apart"
        if apart <= AREA_KM:
            return 0.0, f"{a.name} and {b.name} are {apart:.0f} km apart"
        return -6.0, f"{a.name} and {b.name} are {apart:.0f} km apart"
    # A province does not match every town in it: it only does not speak against it.
    if a.admin1 and b.admin1:
        return (0.5, f"both in {a.admin1}") if a.admin1 == b.admin1 and a.country == b.country else (-2.5, "different provinces")
    if a.country and a.country == b.country:
        return 0.2, f"both in {a.country}"
    if a.name.casefold() == b.name.casefold():
        return 2.0, f"both name {a.name}, which is not resolved"
    return 0.0, "a place is not resolved"


def _at_border(a: Where, b: Where) -> bool:
    """Whether two places of different countries lie so near that each side may tell of its own ("shells hit Poonch")."""
    apart = distance(a, b)
    return apart is not None and apart <= 2 * AREA_KM and a.kind != "country" and b.kind != "country"
