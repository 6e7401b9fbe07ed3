"""What a program or a person gives as the right value of a field: kept so that the record holds, or refused in one line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.corrections import FIELDS
from reportedly.corrections.values import ALLOWED, CHOICES
from reportedly.desk.blind import code_claim
from reportedly.desk.deciding import Decision, decide, read_spans
from reportedly.errors import UsageError
from reportedly.record import ClaimRef, CodedReport, check
from reportedly.store import Project
from reportedly.suggesting import with_spans

NUMBERS = st.one_of(st.integers(-2, 60), st.just(10**30), st.floats(), st.booleans(), st.none())
WORDS = st.one_of(
    st.sampled_from(["market", "Saraqib", "2016-05-09", "P3D", "SYR-MIL", "shelling", "GOV", "#99", "Mosul #9166649", "\ud800"]),
    st.text(max_size=6),
)  # fmt: skip
SPANS = st.one_of(st.tuples(st.integers(-1, 400), st.integers(0, 400)).map(list), st.just([99998, 99999]), st.just([0, 10**30]))
JSON = st.recursive(
    st.one_of(NUMBERS, WORDS, SPANS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=6,
)  # fmt: skip
KEYS = {"span": SPANS, "spans": st.lists(SPANS, max_size=2), "kind": st.sampled_from(["group", "city", "other", 3]),
        "type": st.sampled_from(["DATE", "SET", "x"])}  # fmt: skip


def values_for(field: str) -> st.SearchStrategy[object]:
    """Values that may be meant for the field, wrong ones, and any JSON at all."""
    some = {key: st.one_of(KEYS.get(key, WORDS), JSON) for key in ALLOWED.get(field, ())}
    objects = st.fixed_dictionaries({}, optional=some) if some else WORDS
    one = st.one_of(objects, WORDS, NUMBERS, st.sampled_from(CHOICES.get(field, ("market",))))
    return st.one_of(one, st.lists(one, max_size=2), JSON)


def report_of(project: Project) -> CodedReport:
    """A report of the samples as the machine coded it."""
    return next(one for one in project.reports(judged=False) if "market" in one.report.text)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_given_is_kept_and_holds_or_is_refused(data: st.DataObject, project: Project) -> None:
    field = data.draw(st.sampled_from(FIELDS))
    coded = report_of(project)
    claim = data.draw(st.sampled_from(coded.claims))
    span = data.draw(st.one_of(st.none(), st.tuples(st.integers(-1, 500), st.integers(0, 500))))
    ref = ClaimRef(report=coded.report.id, claim=claim.id)
    given = Decision("correct", (ref,), field=field, after=data.draw(values_for(field)), span=span, seen=...)
    try:
        decide(project, given, "Ana")
    except UsageError as error:
        assert str(error)
    for record in project.reports([coded.report.id]):
        check(record)


@given(value=JSON)
def test_whatever_a_list_holds_its_places_are_laid_into_it(value: object) -> None:
    laid = with_spans(value, {"market": (3, 9)})
    assert laid == value or isinstance(laid, list)


@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize(
    ("field", "value", "picked", "spans", "says"),
    [
        ("weapon", "tank shell", ",", "", "no word"),
        ("who", "army", ".", "", "no word"),
        ("who", "army; [x", "", '{"army": [99998, 99999]}', "goes beyond"),
        ("where", '[{"geonameid": "abc"}]', "", "", "geonameid"),
        ("where", "[1]", "", '{"x": [0, 4]}', "a list of names"),
        ("where", '[{"name": ["x"]}]', "", '{"x": [0, 4]}', "name"),
        ("where", '[{"geonameid": 1000000000000000000000000000000}]', "", "", "geonameid"),
    ],
)
def test_who_codes_blindly_is_refused_what_others_are(
    project: Project, blind: bool, field: str, value: str, picked: str, spans: str, says: str
) -> None:
    coded = report_of(project)
    ref = ClaimRef(report=coded.report.id, claim=coded.claims[0].id)
    start = coded.report.text.index(picked)
    at: Any = (start, start + 1) if picked else None
    if blind:
        count = sum(1 for _ in project.incidents())
        project.doubles.draw(["Ana", "Ben"], count, "Zoe", seed=3)
        typed = (str(at[0]), str(at[1])) if at else ("", "")
        with pytest.raises(UsageError, match=says):
            code_claim(project, ref, "Ana", "correct", field, value, typed, "", spans)
    else:
        given = Decision("correct", (ref,), field=field, value=value, span=at, spans=read_spans(spans), seen=...)
        with pytest.raises(UsageError, match=says):
            decide(project, given, "Ana")
    assert project.judgements() == []
