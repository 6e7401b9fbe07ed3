"""What must hold of every report, whatever its text: spans are true, two runs are equal, nothing is invented."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.record import to_json

WORDS = st.sampled_from(
    [
        *[
            "army",
            "soldiers",
            "ISIS",
            "Daesh",
            "Deir",
            "ez-Zor",
            "Aleppo",
            "shelled",
            "killed",
            "14",
            "dozens",
            "civilians",
            "said",
            "denied.",
            "residents",
            "hospital",
        ],
        *[
            "airstrike",
            "Gen.",
            "U.S.",
            "“we",
            "did",
            "not”",
            "on",
            "Monday",
            "2017-09-09",
            "the",
            "ministry,",
            "according",
            "to",
            "at",
            "least",
            "in",
            "by",
            "’",
            '"',
            "''",
            "«",
            "»",
            "—",
        ],
        *[
            "The",
            "post",
            "X",
            "appeared",
            "first",
            "on",
            "Y.",
            "🇸🇾",
            "👩🏽\u200d⚕️",
            "قُتل",
            "دير",
            "الزور",
            "café",
            "\u200f",
            "\u202e",
        ],
        *("\r\n", "\n\n", "\t", "\n"),
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=40).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
).filter(str.strip)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_spans_are_true_and_two_runs_are_equal_for_any_text(code, text):
    first = code(text, published="2017-09-09")  # the fixture checks every span and index
    assert first.report.text == text
    assert to_json(code(text, published="2017-09-09")) == to_json(first)


SENTENCE = "Rebels shelled the town of Saraqib on Monday, killing two people, the army said."


@pytest.mark.parametrize("before", ["🇸🇾 ", "قال الجيش\r\n", "cafe\u0301\n\n", "👩🏽‍⚕️👨‍👩‍👧\n"])
def test_offsets_count_code_points(code, before):
    plain, moved = code(SENTENCE), code(before + SENTENCE)
    shift = len(before)
    found = {(a.start - shift, a.text) for a in moved.actors}
    assert {(a.start, a.text) for a in plain.actors} <= found


def test_nothing_is_claimed_in_a_footer(code):
    footer = "The post Rebels shell town, killing two appeared first on The Example."
    record = code(f"{SENTENCE}\n\n{footer}")
    start = record.report.text.index(footer)
    assert record.report.publisher == "The Example"
    assert not [c for c in record.claims if c.trigger[0] >= start]
    assert not [a for a in record.attributions for s, _ in a.content if s >= start]
