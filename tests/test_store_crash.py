"""What a crash leaves: killed processes, a full disk, a database that goes away. `make kill-tests` does the first in large."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from reportedly.linking.linker import link
from reportedly.record import ClaimRef, to_json
from reportedly.store import StoreError, create_project, open_project
from reportedly.store.database import Database

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("REPORTEDLY_KILLS", "6"))
TEXT = "Soldiers shelled the village of Exampleville on {day}, killing {n} people, a spokesman said."


def command(*arguments):
    return [sys.executable, "-m", "reportedly", *map(str, arguments)]


def on_both(test):
    """Run a long test on a file by default, and on PostgreSQL among the slow ones."""
    databases = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
    return pytest.mark.parametrize("where", databases, indirect=True)(test)


@on_both
def test_killed_at_any_moment_it_loses_nothing_and_goes_on(where):
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "killing.py", where, str(KILLS), str(KILLS)],
        capture_output=True,
        text=True,
        timeout=60 + 20 * KILLS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith(f"{KILLS} kills")


@on_both
def test_two_that_add_the_same_reports_at_once_add_them_once(where):
    create_project(where).close()
    script = (
        "import sys; sys.path.insert(0, sys.argv[2]);"
        "from bench.projects import make_reports, put; from reportedly.store import open_project\n"
        "with open_project(sys.argv[1]) as project: put(project, list(make_reports(60, claims=2)), 3); project.link()"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, where, str(ROOT)], stderr=subprocess.PIPE) for _ in range(2)]
    assert [(one.communicate(timeout=120)[1].decode(), one.returncode) for one in both] == [("", 0), ("", 0)]
    with open_project(where) as project:
        assert len({one.report.id for one in project.reports()}) == len(list(project.reports())) == 60
        counts = project.counts()
        assert (counts.versions, counts.states, counts.unlinked) == (60, {"coded": 60}, 0)
        whole = {frozenset(one.claims) for one in link(project.reports())}
        assert {frozenset(one.incident.claims) for one in project.incidents()} == whole
        assert [change.kind for change in project.changes()].count("report added") == 60


def limited(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return limit


def test_a_full_disk_is_one_line_and_what_was_there_stays(tmp_path):
    """The file may grow no further, as on a full disk; with room again, the same calls end as if there had always been."""
    where = str(tmp_path / "project.db")
    create_project(where).close()
    script = (
        "import sys; sys.path.insert(0, sys.argv[2]);"
        "from bench.projects import make_reports, put; from reportedly.store import open_project, StoreError\n"
        "with open_project(sys.argv[1]) as project:\n"
        "    try:\n"
        "        put(project, list(make_reports(60, claims=2))); project.link()\n"
        "    except StoreError as error: sys.exit(str(error))"
    )
    call = [sys.executable, "-c", script, where, str(ROOT)]
    # A twin tells how much storing all the reports writes, into the log beside the file; three quarters of it is too little.
    twin = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from bench.projects import make_reports, put; from reportedly.store import create_project\n"
        "with create_project(sys.argv[1]) as project:\n"
        "    put(project, list(make_reports(60, claims=2))); print(Path(sys.argv[1] + '-wal').stat().st_size)"
    )
    written = subprocess.run(
        [sys.executable, "-c", twin, str(tmp_path / "twin.db"), str(ROOT)], capture_output=True, text=True, check=True
    )
    full = int(written.stdout) * 3 // 4
    done = subprocess.run(call, capture_output=True, text=True, preexec_fn=limited(full), timeout=120)
    assert done.returncode == 1, "the disk was not full"
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert where in done.stderr
    assert "run the same command again" in done.stderr
    with open_project(where) as project:
        before = {one.report.id for one in project.reports()}
    assert 0 < len(before) < 60, "the disk was full too early or too late"
    done = subprocess.run(call, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    with open_project(where) as project:
        after = [one.report.id for one in project.reports()]
        assert before < set(after)
        assert len(after) == len(set(after)) == 60
        assert project.counts().unlinked == 0
    database = Database(where)
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    database.close()


@pytest.fixture
def database(postgres):
    """An empty database whose connections can be cut and refused."""
    name = f"cut_{time.time_ns()}"
    postgres.run(f"CREATE DATABASE {name}")
    yield name
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


def cut(postgres, name):
    postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def test_a_connection_that_is_lost_half_way_loses_the_whole_step_and_no_more(postgres, database, made_reports):
    from reportedly.judgement import make_judgement
    from reportedly.record import Reading

    where = postgres.url(database)
    first, second, *_ = made_reports
    with create_project(where) as project:
        project.add([Reading(report=first.report)])
        project.store([(one, to_json(first)) for one in project.to_code()])
        project.link()
        claim = ClaimRef(report=first.report.id, claim=first.claims[0].id)
        accepted = project.judge(make_judgement("accept", "Ann", claims=[claim]))

        def readings():
            yield Reading(report=second.report)
            cut(postgres, database)
            yield Reading(report=made_reports[2].report)

        with pytest.raises(StoreError, match="run the same command again") as caught:
            project.add(readings())
        assert "\n" not in str(caught.value)
        # the next step takes a new connection by itself
        assert project.counts().reports == 1
        assert [row.id for row in project.judgements()] == [accepted.id]
        assert project.add([Reading(report=one.report) for one in made_reports[1:3]]) == ["new", "new"]


def test_a_connection_that_was_cut_while_nobody_used_it_is_made_anew(postgres, database, monkeypatch):
    monkeypatch.setattr("reportedly.store.database.IDLE", 0.0)
    with create_project(postgres.url(database)) as project:
        assert project.counts().reports == 0
        cut(postgres, database)
        assert project.counts().reports == 0


def test_a_server_that_is_gone_is_one_line(postgres, database):
    where = postgres.url(database)
    with create_project(where) as project:
        postgres.run(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false")
        cut(postgres, database)
        with pytest.raises(StoreError) as caught:
            project.counts()
        assert "\n" not in str(caught.value)
        postgres.run(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true")
        assert project.counts().reports == 0


@pytest.mark.slow
def test_add_itself_is_killed_while_it_codes_and_goes_on(tmp_path, where):
    """The whole command with its models and two workers, killed as often as it takes; at the end all is there once."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    lines = [{"id": str(n), "text": TEXT.format(day=days[n % 5], n=n + 2), "published": "2020-01-10"} for n in range(200)]
    source = tmp_path / "reports.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    create_project(where).close()
    call = command("add", source, "--project", where, "--workers", 2)
    kills = 0
    for wait in (6, 7, 8, 9, 12, 15):
        child = subprocess.Popen(call, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            child.wait(wait)
            break
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            kills += 1
        with open_project(where) as project:
            counts = project.counts()
            assert counts.reports == sum(counts.states.values())
    assert kills
    assert subprocess.run(call, capture_output=True, timeout=600).returncode == 0
    with open_project(where) as project:
        assert project.counts().states == {"coded": 200}
        assert project.counts().unlinked == 0
        assert [change.kind for change in project.changes()].count("report added") == 200
