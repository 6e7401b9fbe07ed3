"""Incidents near another in place and day, on both databases."""

from __future__ import annotations

from datetime import date
from math import cos, hypot, radians

from bench.projects import make_reports, put

from reportedly.store import create_project
from reportedly.store.nearby import DAYS, KM, KM_OF_DEGREE


def test_what_is_near_is_found_wherever_the_rest_is(where: str) -> None:
    with create_project(where) as project:
        put(project, list(make_reports(120, claims=4)), 60)
        project.link()
        every = [one.incident for one in project.incidents()]
        found = 0
        for one in every[::7]:
            assert one.where and one.where.lat is not None and one.where.lon is not None and one.from_
            expected = set()
            for other in every:
                assert other.where and other.where.lat is not None and other.where.lon is not None and other.from_
                east = abs((one.where.lon - other.where.lon + 180) % 360 - 180)
                east *= cos(radians((one.where.lat + other.where.lat) / 2))
                near = hypot(one.where.lat - other.where.lat, east) * KM_OF_DEGREE <= KM
                if (
                    near
                    and other.id != one.id
                    and abs(date.fromisoformat(other.from_) - date.fromisoformat(one.from_)).days <= DAYS
                ):
                    expected.add(other.id)
            assert {near.id for near in project.near(one, limit=1000)} == expected
            found += len(expected)
        assert found, "nothing is near anything: this tests nothing"
