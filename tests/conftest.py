"""What the tests share: the models, loaded once a process, and one way to code a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportedly.coding.coder import Models, code_report, load_models
from reportedly.reading.draft import Draft, finish
from reportedly.record import CodedReport, check

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def models() -> Models:
    return load_models()


@pytest.fixture(scope="session")
def code(models: Models) -> Callable[..., CodedReport]:
    def one(text: str, published: str | None = None, **fields: str) -> CodedReport:
        reading = finish(Draft(text=text, published=published, **fields), models.codebook.publishers, None, None)
        return check(code_report(reading, models))

    return one


@pytest.fixture
def samples() -> Path:
    return ROOT / "samples"
