"""From sentence to claim, as shipped: whatever a source tells, the claim made of it rests on that source and on no other."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportedly.record import Claim, CodedReport

HERE = Path(__file__).parent / "cases"
CASES = tomllib.loads((HERE / "attribution.toml").read_text(encoding="utf-8"))["case"]
TOLD = tomllib.loads((HERE / "attribution_claims.toml").read_text(encoding="utf-8"))["case"]


def source_of(record: CodedReport, claim: Claim) -> list[str] | None:
    if claim.attribution is None:
        return None
    return [record.report.text[start:end] for start, end in record.attributions[claim.attribution].source]


def innermost(text: str, case: dict[str, Any], at: int) -> list[str] | None:
    """Case and an offset -> the source of the shortest content that holds it, of two the same the one inside the other."""
    holding = []
    for n, row in enumerate(case.get("learned", case["attributions"])):
        spans = [(start, start + len(part)) for part in row["content"] if (start := text.find(part)) >= 0]
        if any(start <= at < end for start, end in spans):
            holding.append((sum(end - start for start, end in spans), "parent" not in row, n, row["source"]))
    return min(holding)[-1] if holding else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['phenomenon']}: {case['text'][:50]}")
def test_a_claim_rests_on_the_source_that_tells_it(case: dict[str, Any], code: Callable[..., CodedReport]) -> None:
    record = code(case["text"], published="2017-09-09")
    for claim in record.claims:
        assert source_of(record, claim) == innermost(case["text"], case, claim.trigger[0])


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case["text"][:60])
def test_a_told_event_has_a_claim_with_its_source(case: dict[str, Any], code: Callable[..., CodedReport]) -> None:
    """Each word of ``told`` is the trigger of a claim; its value is the chain of sources, the innermost first."""
    text = case["text"]
    record = code(text, published="2017-09-09")
    for word, chain in case["told"].items():
        claims = [claim for claim in record.claims if text[slice(*claim.trigger)].startswith(word)]
        assert claims, f"no claim of {word!r}"
        for claim in claims:
            sources, at = [], claim.attribution
            while at is not None:
                attribution = record.attributions[at]
                sources.append(" ".join(text[start:end] for start, end in attribution.source))
                at = attribution.parent
            assert sources == chain
