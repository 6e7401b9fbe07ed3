"""Reports that are made for measuring scale: a project that goes on has new days and new names, a crowded one has not."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from reportedly.record import CodedReport


@pytest.fixture(scope="module")
def varied() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_varied", Path(__file__).parents[1] / "bench" / "varied.py")
    assert spec and spec.loader
    module = sys.modules["bench_varied"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def days(reports: Sequence[CodedReport]) -> int:
    return len({one.report.published for one in reports})


def words(reports: Sequence[CodedReport]) -> set[str]:
    return {word for one in reports for word in re.findall(r"\w+", one.report.text)}


def test_days_and_names_grow_with_the_claims_and_stay_where_it_is_crowded(
    varied: ModuleType, made_reports: list[CodedReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(varied, "CROWDED", 200)
    groups = [[one] for one in made_reports[:2]]
    few, many = list(varied.vary(groups, 200)), list(varied.vary(groups, 1600))
    crowded = list(varied.vary(groups, 1600, crowded=True))
    assert days(many) > 5 * days(few) and days(crowded) == days(few)
    names = {varied.invent("name", n) for n in range(1600 // varied.NAME_OF)}
    assert len(names & words(many)) > 3 * len(names & words(crowded)) > 0
    assert len({one.report.id for one in many}) == len(many) and len(crowded) == len(many)
