"""Tells the police of one city from those of another: who speaks for the police, and of which city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportedly.assessing.names import role_of
from reportedly.assessing.source import Key, Source
from reportedly.assessing.told import Told
from reportedly.record import Place


def is_police(source: Source) -> bool:
    """Whether a source is the police or speaks for them."""
    if source.key[0] == "media" or source.kind == "witness" or "GOV" in source.roles:
        return False
    return (source.id or "").endswith("-COP") or "COP" in source.roles or role_of(source.name) == "COP"


def find_police(told: Sequence[Told]) -> Mapping[int, Key]:
    """Claims of an incident -> for those of the police, by index, the key of the police who speak.

    The police who speak about one incident are one body, whatever each report calls it, unless two cities are named: then who
    names no city is of the police of the one city named in the same report, and else apart.
    """
    police = [i for i, one in enumerate(told) if is_police(one.source)]
    cities = {i: city for i in police if (city := _city(told[i])) is not None}
    if len({city.geonameid for city in cities.values()}) < 2:
        return dict.fromkeys(police, ("police",))
    keys: dict[int, Key] = {}
    for i in police:
        report = told[i].coded.report.id
        own = {city.geonameid for j, city in cities.items() if told[j].coded.report.id == report}
        of = cities[i].geonameid if i in cities else next(iter(own)) if len(own) == 1 else None
        keys[i] = ("police", str(of) if of is not None else "")
    return keys


def _city(one: Told) -> Place | None:
    """The city in the words of a source: "police in Gusau", "Kano police"."""
    words = " ".join(one.source.words.split())
    return next(
        (p for p in one.coded.places if p.kind == "city" and p.geonameid is not None and " ".join(p.text.split()) in words), None
    )
