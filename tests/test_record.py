import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.record import (
    Actor,
    Attribution,
    Claim,
    CodedReport,
    Coder,
    Report,
    SpanError,
    Time,
    check,
    digest,
    problems,
    read_coded,
    to_json,
)

CODER = Coder(version="0", codebook="none", models={})


def coded(text, **layers):
    return CodedReport(coder=CODER, report=Report(id="r", text=text, sha256=digest(text)), **layers)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_json_round_trip_keeps_text_and_spans(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    record = coded(text, actors=(Actor(start=start, end=end, text=text[start:end], kind="person", roles=("MIL",)),))
    assert read_coded(to_json(check(record))) == record


def test_days_are_from_and_to_in_json():
    record = coded("today", times=(Time(start=0, end=5, text="today", type="DATE", value="2020-01-02", from_="2020-01-02"),))
    row = msgspec.json.decode(to_json(record))
    assert row["times"][0]["from"] == "2020-01-02"
    assert row["times"][0]["to"] is None


def test_what_is_not_known_is_written_as_null():
    row = msgspec.json.decode(to_json(coded("text", actors=(Actor(start=0, end=4, text="text", kind="person"),))))
    assert row["actors"][0]["id"] is None
    assert row["report"]["publisher"] is None


CLAIM = {"id": "c", "act": "kill", "trigger": (0, 4), "status": "asserted", "confidence": 1.0}


@pytest.mark.parametrize(
    ("layers", "problem"),
    [
        ({"actors": (Actor(start=0, end=3, text="text", kind="person"),)}, "actors[0] [0:3] is not 'text'"),
        ({"actors": (Actor(start=2, end=2, text="", kind="person"),)}, "actors[0] [2:2] is not ''"),
        (
            {"attributions": (Attribution(content=((0, 9),), manner="quote", stance="asserts"),)},
            "attributions[0] [0:9] is not inside",
        ),
        ({"claims": (Claim(**CLAIM, who=(0,)),)}, "claims[0] points to actors[0]"),
        ({"claims": (Claim(**CLAIM, where=(1,)),)}, "claims[0] points to places[1]"),
        ({"claims": (Claim(**CLAIM, when=-1),)}, "claims[0] points to times[-1]"),
        ({"claims": (Claim(**CLAIM, attribution=0),)}, "claims[0] points to attributions[0]"),
        (
            {"actors": (Actor(start=0, end=4, text="text", kind="person", same_as=1),)},
            "actors[0] points to actors[1]",
        ),
    ],
)
def test_check_names_what_does_not_fit(layers, problem):
    with pytest.raises(SpanError, match="report r: "):
        check(coded("text", **layers))
    assert next(problems(coded("text", **layers))).startswith(problem)


def test_check_refuses_a_text_that_was_changed():
    record = msgspec.structs.replace(coded("text"), report=Report(id="r", text="text!", sha256=digest("text")))
    assert list(problems(record)) == ["sha256 is not that of the text"]


def test_a_wrong_field_is_named():
    with pytest.raises(msgspec.ValidationError, match="kind"):
        read_coded(to_json(coded("text")).replace(b'"marks":[]', b'"marks":[{"start":0,"end":1,"kind":"headlines"}]'))
