"""Kills a process that fills a project, again and again at random moments, and looks at what is left each time.

usage: python tests/killing.py FILE|URL ROUNDS [SEED]

A child does what `reportedly add` and `reportedly judge` do, on reports that are coded already: it adds, stores, links and
judges. It notes every judgement when it has been accepted. The parent kills it (SIGKILL) and checks that the project is whole: no
accepted judgement is lost, no report is there in part or twice. The next child goes on with the same project; when one comes to
the end, the project must be what one that nobody killed is, and a new one is begun.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.projects import make_reports  # noqa: E402
from sqlalchemy import select, text  # noqa: E402

from reportedly.judgement import make_judgement  # noqa: E402
from reportedly.linking.linker import link  # noqa: E402
from reportedly.record import CodedReport, Reading, check, to_json  # noqa: E402
from reportedly.store import Project, ProjectError, create_project, open_project  # noqa: E402
from reportedly.store.database import Database  # noqa: E402
from reportedly.store.packing import unpack_record  # noqa: E402
from reportedly.store.schema import claims, coded, incident_claims, incidents, reports, texts, versions  # noqa: E402

FIRST = list(make_reports(24, seed=1, claims=3))
CHANGED = list(make_reports(24, seed=1, claims=2))[:8]
LINES = {one.report.sha256: to_json(one) for one in (*FIRST, *CHANGED)}


def work(where: str, accepted: int) -> None:
    """Fill the project from wherever it stands, and note on the file ``accepted`` every judgement that was accepted."""
    try:
        project = create_project(where)
    except ProjectError:
        project = open_project(where)
    with project:
        for made in (FIRST, CHANGED):
            for start in range(0, len(made), 4):
                project.add([Reading(report=one.report) for one in made[start : start + 4]])
                project.store([(one, LINES[one.reading.report.sha256]) for one in project.to_code()])
                if start % 8 == 4:
                    project.link()
                    judge(project, accepted)
        project.link()


def judge(project: Project, accepted: int) -> None:
    """Decide what has not been decided; which it is depends on what is in the project alone."""
    done = {row.why for row in project.judgements()}
    for coded_report in list(project.reports(judged=False))[::5]:
        ref = f"{coded_report.report.id} {coded_report.report.sha256}"
        if ref in done:
            continue
        claim = next(one for one in project.find_claims(coded_report.claims[0].id))
        project_judgement = make_judgement("accept", "Ann", claims=[claim], why=ref)
        project.judge(project_judgement)
        os.write(accepted, f"{project_judgement.id}\n".encode())


def examine(where: str, accepted: Path) -> None:
    """Look whether the project is whole; raises ``AssertionError`` that says what is not."""
    try:
        project = open_project(where)
    except ProjectError as error:
        assert "is no project" in str(error) or "no such project" in str(error), error
        assert not accepted.read_text().split(), "judgements were accepted by what is no project"
        return
    with project:
        there = {row.id for row in project.judgements()}
        lost = [name for name in accepted.read_text().split() if name not in there]
        assert not lost, f"accepted judgements are lost: {lost}"
        whys = [row.why for row in project.judgements()]
        assert len(whys) == len(set(whys)), "a judgement is there twice"
        for one in project.reports():
            check(one)
    database = Database(where)
    with database.reading() as connection:
        if database.is_sqlite:
            assert connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
            assert not connection.execute(text("PRAGMA foreign_key_check")).all()
        held = connection.execute(select(reports)).all()
        assert {row.id for row in held} <= {one.report.id for one in FIRST}
        assert len({row.url for row in held}) == len(held), "a report is there twice"
        for row in held:
            kept = connection.execute(select(versions.c.version).where(versions.c.report == row.no)).scalars().all()
            assert sorted(kept) == list(range(1, row.version + 1)), f"{row.id}: versions {kept} of {row.version}"
            assert row.version <= 2
            if row.coded_version is None:
                assert row.state == "waiting", f"{row.id}: {row.state}, not coded"
                continue
            where_ = (coded.c.report == row.no) & (coded.c.version == row.coded_version)
            record = unpack_record(connection.execute(select(coded.c.record).where(where_)).scalar_one(), CodedReport)
            rows = connection.execute(select(claims.c.id).where(claims.c.report == row.no)).scalars().all()
            assert sorted(rows) == sorted(claim.id for claim in record.claims), f"{row.id}: claims of another record"
            body = connection.execute(select(texts.c.body).where(texts.c.report == row.no)).scalar_one()
            assert body == record.report.text, f"{row.id}: text of another version"
        names = set(connection.execute(select(incidents.c.id)).scalars())
        assert set(connection.execute(select(incident_claims.c.incident)).scalars()) <= names, "claims of an incident that is not"
    database.close()


def finished(where: str) -> tuple[object, ...]:
    """What a project that came to its end holds, without the ids that depend on the order in which it was filled."""
    with open_project(where) as project:
        linked = {frozenset(one.incident.claims) for one in project.incidents()}
        assert linked == {frozenset(one.claims) for one in link(project.reports(), project.judgements())}
        counts = project.counts()
        texts_ = {(one.report.id, v.report.sha256) for one in project.reports() for v in project.report_versions(one.report.id)}
        return (
            counts.reports, counts.versions, counts.states, counts.claims, counts.unlinked, linked, frozenset(texts_),
            frozenset(row.why for row in project.judgements()),
        )  # fmt: skip


def wipe(where: str) -> None:
    """Take the project away."""
    if "://" not in where:
        for path in Path(where).parent.glob(Path(where).name + "*"):
            path.unlink()
        return
    database = Database(where)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


def run(where: str, accepted: Path) -> int:
    """Start a child at its work -> its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(where, os.open(accepted, os.O_WRONLY | os.O_APPEND))
        code = 0
    except BaseException as error:
        sys.stderr.write(f"child: {type(error).__name__}: {error}\n")
        sys.stderr.flush()
    finally:
        os._exit(code)


def main(where: str, rounds: int, seed: int) -> None:
    """Kill ``rounds`` times; raises ``AssertionError`` when something is lost."""
    chance = random.Random(seed)
    noted, name = tempfile.mkstemp(suffix=".accepted")
    os.close(noted)
    accepted = Path(name)
    begun = time.monotonic()
    assert os.waitpid(run(where, accepted), 0)[1] == 0
    length = time.monotonic() - begun
    examine(where, accepted)
    expected = finished(where)
    ends = kills = 0
    wipe(where)
    accepted.write_text("")
    while kills < rounds:
        child = run(where, accepted)
        until = time.monotonic() + chance.uniform(0, length / 2)
        status = None
        while status is None and time.monotonic() < until:
            done, state = os.waitpid(child, os.WNOHANG)
            status = state if done else None
            time.sleep(0.0005)
        if status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
        examine(where, accepted)
        if status is not None:
            assert status == 0, "the child failed"
            assert finished(where) == expected, "what was killed and went on is not what was never killed"
            ends += 1
            wipe(where)
            accepted.write_text("")
    accepted.unlink()
    sys.stdout.write(f"{kills} kills, {ends} projects that came to their end\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
