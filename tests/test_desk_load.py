"""Many at one desk at once: no error, and every judgement that was accepted is in the database afterwards."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench.desk_load import load

ROOT = Path(__file__).parents[1]


# Thirty threads that are the first to read a record, all at the same moment.
TOGETHER = """
import sys, threading
from reportedly.store import open_project
sys.setswitchinterval(1e-6)
with open_project(sys.argv[1]) as project:
    start = threading.Barrier(30)
    def read():
        start.wait()
        list(project.incidents())
        list(project.reports())
    threads = [threading.Thread(target=read) for _ in range(30)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
"""


def test_threads_that_read_their_first_record_together_do_not_crash(sample_project: Path) -> None:
    run = subprocess.run([sys.executable, "-c", TOGETHER, str(sample_project)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("database", [(), ("--postgresql",)], ids=["sqlite", "postgresql"])
def test_thirty_reviewers_lose_nothing(database: tuple[str, ...]) -> None:
    if database and importlib.util.find_spec("psycopg") is None:
        pytest.skip("no psycopg here (pip install 'reportedly[postgres]')")
    command = [sys.executable, "-m", "bench.desk_load", *database, "--reports", "150", "--seconds", "20", "--pause", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if "NoServerError" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode in (0, 3), run.stdout + run.stderr  # how fast it is depends on what else the machine does
    found = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", run.stdout, re.MULTILINE))
    assert int(found["accepted judgements"].replace(",", "")) > 20
    assert (found["errors"], found["of these lost"]) == ("0", "0")


@pytest.mark.slow
def test_what_an_earlier_run_left_hides_nothing_that_a_later_one_lost(sample_project: Path, tmp_path: Path) -> None:
    where = str(shutil.copy(sample_project, tmp_path / "war.db"))
    runs = [load(where, 2, 4.0, 0.0) for _ in range(2)]
    first, second = (tally.accepted for tally, _ in runs)
    assert first
    assert second
    assert not first & second
    assert [lost for _, lost in runs] == [0, 0]
