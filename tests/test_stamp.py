"""The stamp of a coder, read from the cards of its models: the same as that of the loaded models, without loading them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from reportedly.coding.coder import Models
from reportedly.coding.stamp import read_stamp
from reportedly.errors import UsageError
from reportedly.store import create_project

HEAVY = ("spacy", "onnxruntime", "tokenizers")
SCRIPT = f"""
import sys
from reportedly.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_stamp_read_from_the_cards_is_that_of_the_loaded_models(models: Models) -> None:
    assert read_stamp() == models.coder


def test_a_model_that_is_not_there_is_one_line() -> None:
    for name in ("nowhere", "no.where", "no/where", "json"):
        with pytest.raises(UsageError, match="is not installed") as caught:
            read_stamp(language_model=name)
        assert "\n" not in str(caught.value)


def test_the_status_of_a_coded_project_loads_no_model(tmp_path, made_reports) -> None:
    from reportedly.record import Reading, to_json

    where = str(tmp_path / "project.db")
    with create_project(where) as project:
        project.add([Reading(report=one.report) for one in made_reports[:3]])
        project.store([(one, to_json(made_reports[n])) for n, one in enumerate(project.to_code())])
    run = subprocess.run([sys.executable, "-c", SCRIPT, "status", "--project", where], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert re.search(r"by another coder +3 \(to code them again", run.stdout), run.stdout
    assert run.stdout.splitlines()[-1] == "[]"
