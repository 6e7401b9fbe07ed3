"""What linking asks of the tables of a project is looked up in an index, however large the project has grown."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from reportedly.judgement import make_judgement
from reportedly.record import CodedReport, Reading, to_json
from reportedly.store import Project, create_project

TABLES = (
    "edges", "copies", "blocks", "block_rows", "incident_claims", "redirected_claims", "redirects", "incidents", "reviews",
    "reports", "coded", "linked_records", "claims", "moves", "judgements", "judged_claims",
)  # fmt: skip


@pytest.fixture
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The statements, with their values, that any database is asked from now on."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        found.append((statement, values[0] if many else values))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def fill(project: Project, made: list[CodedReport]) -> None:
    project.add([Reading(report=one.report, marks=one.marks) for one in made])
    lines = {one.report.id: to_json(one) for one in made}
    project.store([(one, lines[one.reading.report.id]) for one in project.to_code()])


def test_neither_linking_nor_a_judgement_reads_a_table_from_end_to_end(
    tmp_path: Path, made_reports: list[CodedReport], asked: list[tuple[str, Any]]
) -> None:
    where = tmp_path / "project.db"
    with create_project(str(where)) as project:
        fill(project, made_reports)
        asked.clear()
        project.link()
        linking = list(asked)
        found = max((one.incident for one in project.incidents()), key=lambda one: len({ref.report for ref in one.claims}))
        one = found.claims[0]
        other = next(ref for ref in found.claims if ref.report != one.report)
        asked.clear()
        project.judge(make_judgement("not-same", "Ana", claims=[one], others=[other]))
        project.judge(make_judgement("reject", "Ana", claims=[one]))
        project.judge(make_judgement("accept", "Ana", claims=[other]))
    named = {
        table: {row for row in (*linking, *asked) if re.search(rf'(FROM|JOIN|UPDATE) "?{table}\b', row[0])} for table in TABLES
    }
    assert all(named.values()), [table for table, rows in named.items() if not rows]
    wanted = set().union(*named.values())
    with sqlite3.connect(where) as database:
        for text, values in wanted:
            plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {text}", values)]
            assert not [step for step in plan if re.match(rf"SCAN ({'|'.join(TABLES)})\b", step)], text
