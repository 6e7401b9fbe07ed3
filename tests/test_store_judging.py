"""What a judgement derives anew, and what it leaves alone; on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bench.projects import make_reports, put
from sqlalchemy import event, select, text

from reportedly.judgement import make_judgement
from reportedly.linking.linker import link
from reportedly.record import ClaimRef
from reportedly.store import Project, create_project, open_project, opening, relinking
from reportedly.store.database import Database
from reportedly.store.schema import claims, incidents, linked_records, reports, reviews, settings

MOST_STATEMENTS = 24


@pytest.fixture
def project(where: str) -> Iterator[Project]:
    with create_project(where) as made:
        put(made, list(make_reports(40, claims=3)))
        made.link()
        yield made


def refs(project: Project) -> list[ClaimRef]:
    return [ClaimRef(report=one.report.id, claim=claim.id) for one in project.reports(judged=False) for claim in one.claims]


def rows(where: str, query) -> list[tuple[object, ...]]:
    database = Database(where)
    with database.reading() as connection:
        found = [tuple(row) for row in connection.execute(query)]
    database.close()
    return found


@contextmanager
def counted(project: Project) -> Iterator[list[str]]:
    """Give the statements that are sent to the database inside."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement)

    engine = project._database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_what_a_claim_says_stays_and_so_does_its_incident(project, where):
    ref = refs(project)[0]
    (holder,) = [one for one in project.incidents() if ref in one.incident.claims]
    before = list(project.incidents())
    (left,) = rows(where, select(reviews.c.left, reviews.c.rank).where(reviews.c.incident == holder.incident.id))
    accepted = project.judge(make_judgement("accept", "Ann", claims=[ref]))
    noted = project.judge(make_judgement("note", "Bob", claims=[ref], why="seen"))
    assert (accepted.incidents, noted.incidents) == ((), ())
    assert list(project.incidents()) == before
    mine = select(claims.c.verdict, claims.c.judged).join(reports, reports.c.no == claims.c.report)
    mine = mine.where(reports.c.id == ref.report, claims.c.id == ref.claim)
    assert rows(where, mine) == [("accept", 2)]
    judged = select(reviews.c.left, reviews.c.reviewers, reviews.c.changed_since).where(reviews.c.incident == holder.incident.id)
    assert rows(where, judged) == [(left[0] - 1, "Ann | Bob", False)]
    assert rows(where, select(linked_records.c.report)) == []
    project.judge(make_judgement("undo", "Ann", undoes=accepted.id))
    assert rows(where, mine) == [(None, 1)]
    assert rows(where, judged)[0][0] == left[0]
    assert project.counts().unlinked == 0


@pytest.mark.parametrize("verdict", ["accept", "note"])
def test_few_statements_are_asked_however_much_was_judged(project, verdict):
    every = refs(project)
    project.judge(make_judgement("note", "Ann", claims=every[:1], why="the first of a process asks for more"))
    with counted(project) as early:
        project.judge(make_judgement(verdict, "Ann", claims=every[1:2], why="early"))
    for n, ref in enumerate(every[3:40]):
        project.judge(make_judgement("accept" if n % 2 else "note", "Bob", claims=[ref], why=str(n)))
    with counted(project) as late:
        project.judge(make_judgement(verdict, "Ann", claims=every[2:3], why="late"))
    assert len(early) == len(late) <= MOST_STATEMENTS


def test_judgements_of_every_kind_lead_to_what_linking_all_at_once_gives(project):
    chance = random.Random(3)
    every = refs(project)
    made = []
    for n in range(60):
        verdict = chance.choice(("accept", "reject", "note", "correct", "same", "not-same", "undo"))
        one, other = chance.sample(every, 2)
        match verdict:
            case "undo" if made:
                judgement = make_judgement("undo", "Bob", undoes=chance.choice(made))
            case "same" | "not-same":
                judgement = make_judgement(verdict, "Ann", claims=[one], others=[other], why=str(n))
            case "correct":
                judgement = make_judgement("correct", "Ann", claims=[one], field="from", after="2016-03-04", why=str(n))
            case _:
                judgement = make_judgement("accept" if verdict == "undo" else verdict, "Ann", claims=[one], why=str(n))
        made.append(judgement.id)
        before = {one.incident.id: one for one in project.incidents()}
        told = project.judge(judgement).incidents
        after = {one.incident.id: one for one in project.incidents()}
        assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == set(told), judgement
    whole = {frozenset(one.claims) for one in link(project.reports(), project.judgements())}
    assert {frozenset(one.incident.claims) for one in project.incidents()} == whole
    assert project.counts().unlinked == 0


def test_the_queue_of_an_older_project_is_filled(where):
    database = Database(where)
    with database.writing() as connection:
        opening.upgrade(connection, "0003")
        connection.execute(settings.insert().values(name="created", value="2024-01-01T00:00:00.000Z"))
        connection.execute(
            text(
                "INSERT INTO incidents (id, act, day, standing, disputed, independent, claims, reports, record, added, changed) "
                "VALUES ('one', 'raid', '', 'single-origin', :no, 1, 1, 1, :record, '2024', '2024')"
            ),
            {"no": False, "record": b""},
        )
    database.close()
    open_project(where).close()
    assert rows(where, select(reviews.c.incident, reviews.c.standing)) == [("one", "single-origin")]


def test_what_leaked_of_a_blind_sample_in_an_older_project_is_kept_back(project: Project, where: str) -> None:
    project.doubles.draw(["Ann", "Bob"], 6, "Zoe", seed=1)
    first, second, third = project.doubles.left("Ann")[:3]
    derived = (
        select(reviews).order_by(reviews.c.incident), select(claims).order_by(claims.c.report, claims.c.id),
        select(incidents.c.id, incidents.c.killed, incidents.c.place).order_by(incidents.c.id),
    )  # fmt: skip
    before = [rows(where, one) for one in derived]
    # Up to step 0005 what the one had said counted at once, as it does now where judging is open.
    project.doubles.set_blind(False)
    project.judge(make_judgement("reject", "Ann", claims=[first], why="not so"))
    project.judge(make_judgement("correct", "Ann", claims=[second], field="toll.killed", after=777))
    project.judge(make_judgement("accept", "Ann", claims=[third]))
    project.close()
    leaked = [rows(where, one) for one in derived]
    assert all(was != now for was, now in zip(before, leaked, strict=True))
    database = Database(where)
    with database.writing() as connection:
        connection.execute(settings.delete().where(settings.c.name == "blind"))
        connection.execute(text("DROP INDEX judgements_verdict"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    database.close()
    with open_project(where) as again:
        assert [rows(where, one) for one in derived] == before
        assert again.counts().unlinked == 0
        whole = {frozenset(one.claims) for one in link(again.reports(), again.judgements(sealed=False))}
        assert {frozenset(one.incident.claims) for one in again.incidents()} == whole
        for ref, verdict in ((first, "reject"), (second, "accept")):
            again.judge(make_judgement(verdict, "Bob", claims=[ref]))
        again.judge(make_judgement("accept", "Ann", claims=[second]))
        assert (777,) in rows(where, select(claims.c.killed))
        assert first not in {ref for one in again.incidents() for ref in one.incident.claims}


def test_a_server_knows_how_full_the_tables_are_when_much_was_linked(where, monkeypatch):
    if "://" not in where:
        pytest.skip("a file plans by its indices alone")
    monkeypatch.setattr(relinking, "BATCH", 40)
    with create_project(where) as made:
        put(made, list(make_reports(40, claims=3)))
        made.link()
        said = "SELECT reltuples FROM pg_class WHERE relname = 'blocks' AND relnamespace = current_schema()::regnamespace"
        ((counted,),) = rows(where, text(said))
        ((there,),) = rows(where, text("SELECT count(*) FROM blocks"))
    assert counted == there > 0
