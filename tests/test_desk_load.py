"""Many at one desk at once: no error, and every judgement that was accepted is in the database afterwards."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_thirty_reviewers_lose_nothing(where: str) -> None:
    command = [sys.executable, "-m", "bench.desk_load", "--project", where, "--make", "--reports", "150", "--seconds", "20"]
    run = subprocess.run([*command, "--pause", "1"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (found,) = re.findall(r"accepted (\S+), lost (\d+)", run.stdout)
    assert int(found[0].replace(",", "")) > 20
    assert found[1] == "0"
