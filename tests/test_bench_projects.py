"""The made-up projects of the measures: asked, judged and multiplied."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import scale
from bench.multiplied import multiply
from bench.projects import main, make_reports, put

from reportedly.judgement import make_judgement
from reportedly.linking.linker import link
from reportedly.record import ClaimRef
from reportedly.store import create_project, open_project
from reportedly.store.finding import Filter
from reportedly.store.queue import Wanted


@pytest.fixture
def small(tmp_path: Path) -> Path:
    where = tmp_path / "small.db"
    with create_project(str(where)) as project:
        put(project, list(make_reports(15, claims=2)))
        project.link()
    return where


def test_a_project_that_is_there_is_asked_and_judged(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(small), "--there"]) == 0
    said = capsys.readouterr().out
    assert "15 reports, 30 claims" in said
    for name in ("page: incident", "page: map", "judge, reject", "search, rare word"):
        assert f"\n{name}: " in said
    with open_project(str(small)) as project:
        assert {row.verdict for row in project.judgements()} == {"accept", "note", "reject"}


@pytest.mark.parametrize("options", [["--no-link"], []], ids=["not linked", "linked"])
def test_a_few_reports_are_enough_linked_or_not(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--reports", "3", *options]) == 0
    said = capsys.readouterr().out
    assert ("\npage: incident: " in said) == (not options)
    assert "\njudge, reject: " in said


def test_judgements_are_measured_on_an_odd_number_of_incidents() -> None:
    for reports in range(60, 80):
        told = [one for one in link(make_reports(reports)) if len({ref.report for ref in one.claims}) > 1]
        if len(told) % 2:
            break
    assert len(told) % 2
    assert len(told) < 2 * scale.JUDGED, "of more, an even number is taken"
    assert set(scale._judge(reports, 0)["medians"]) == {"accept", "same", "not-same", "correct", "reject", "undo"}


def test_a_multiplied_project_has_everything_so_many_times(small: Path, tmp_path: Path) -> None:
    where = tmp_path / "large.db"
    multiply(small, 4, where)
    with open_project(str(small)) as one, open_project(str(where)) as many:
        before, after = one.counts(), many.counts()
        assert (after.reports, after.claims, after.incidents) == (4 * before.reports, 4 * before.claims, 4 * before.incidents)
        assert many.queue(Wanted()).total == 4 * one.queue(Wanted()).total
        assert len(many.search_reports(Filter(words="mayor"), limit=100).rows) == 60
        first = one.search_reports(Filter(), limit=1).rows[0]
        town = str(first.title).rpartition(" ")[2]
        told = {row.id for row in many.search_reports(Filter(words=town), limit=100).rows}
        assert {row.id for row in one.search_reports(Filter(words=town)).rows} <= told
        assert len(told) < 60, "a town of one copy is no town of another"
        places = {(cell.lat, cell.lon) for cell in many.overview.look(Wanted()).spread.cells}
        assert len(places) > len(one.overview.look(Wanted()).spread.cells)
        (coded,) = many.reports(["made-0-5"])
        ref = ClaimRef(report="made-0-5", claim=coded.claims[0].id)
        assert many.judge(make_judgement("reject", "Ann", claims=[ref])).incidents
        assert many.counts().unlinked == 0
