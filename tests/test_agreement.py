"""Measures of agreement against the worked examples of the papers that define them, and what must hold of all figures."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.agreement import agree, cohen_kappa, krippendorff_alpha, wilson

# Krippendorff (2011), section C: four observers, twelve units, values missing.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units(*observers: str) -> list[list[str | None]]:
    rows = [[None if value == "." else value for value in row.split()] for row in observers]
    return [list(unit) for unit in zip(*rows, strict=True)]


def figures(*observers: str) -> list[list[float | None]]:
    return [[None if value is None else float(value) for value in unit] for unit in units(*observers)]


def test_alpha_of_two_observers_and_two_classes_is_that_of_the_paper():
    # Krippendorff (2011), section A.
    found = krippendorff_alpha(units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))
    assert found == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_two_observers_and_five_classes_is_that_of_the_paper():
    # Krippendorff (2011), section B.
    found = krippendorff_alpha(units("a a b b d c c c e d d a", "b a b b b c c c e d d d"))
    assert found == pytest.approx(0.692, abs=0.0005)


def test_alpha_with_values_missing_is_that_of_the_paper():
    assert krippendorff_alpha(units(*OBSERVERS)) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff_alpha(figures(*OBSERVERS), "interval") == pytest.approx(0.849, abs=0.0005)


def test_kappa_is_that_of_the_paper():
    # Cohen (1960): 200 cases, observed .70, expected .41.
    table = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    pairs = [(row, column) for row in range(3) for column in range(3) for _ in range(table[row][column])]
    found = agree(pairs)
    assert found.percent == pytest.approx(0.70)
    assert found.kappa == pytest.approx((0.70 - 0.41) / (1 - 0.41))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_paper(hits: int, n: int, low: float, high: float):
    # Newcombe (1998), table I, method 3.
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.00005)


def test_without_anything_to_disagree_on_nothing_is_said():
    assert agree([]).percent is None
    assert cohen_kappa([("a", "a"), ("a", "a")]) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([["a"], ["b", None]]) is None
    assert wilson(0, 0) is None


def test_an_interval_needs_figures():
    with pytest.raises(ValueError, match="figure"):
        agree([("1", "2")], "interval")
    found = agree([("a", "b"), ("b", "b"), ("a", "c")], "interval", {"a": 1.0, "b": 2.0}.get)
    assert (found.n, found.same) == (3, 1)
    assert found.alpha == krippendorff_alpha([[1.0, 2.0], [2.0, 2.0]], "interval")


CLASSES = st.sampled_from("abcd")
PAIRS = st.lists(st.tuples(CLASSES, CLASSES), max_size=60)
COUNTS = st.lists(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=2, max_size=4), max_size=25)


@given(PAIRS)
def test_no_coefficient_is_above_one_and_only_full_agreement_reaches_it(pairs: list[tuple[str, str]]):
    found = agree(pairs)
    alike = found.same == found.n
    for value in (found.kappa, found.alpha):
        if value is not None:
            assert value <= 1
            assert (value == pytest.approx(1)) is alike


@given(PAIRS, st.permutations("abcd"))
def test_names_of_classes_and_the_order_of_people_and_things_do_not_matter(pairs: list[tuple[str, str]], names: list[str]):
    called = dict(zip("abcd", names, strict=True))
    other = [(called[b], called[a]) for a, b in reversed(pairs)]
    for one, two in ((cohen_kappa(pairs), cohen_kappa(other)), (krippendorff_alpha(pairs), krippendorff_alpha(other))):
        assert one == pytest.approx(two) if one is not None else two is None


@given(PAIRS)
def test_alpha_corrects_kappa_for_few_things_only(pairs: list[tuple[str, str]]):
    # With two people and none missing, alpha is Scott's pi but for 1/(2n) of the disagreement (Krippendorff 2004, p. 250).
    alpha = krippendorff_alpha(pairs)
    if alpha is None:
        return
    both = [value for pair in pairs for value in pair]
    expected = sum((both.count(name) / len(both)) ** 2 for name in set(both))
    observed = sum(a == b for a, b in pairs) / len(pairs)
    pi = (observed - expected) / (1 - expected)
    assert alpha == pytest.approx(pi + (1 - pi) / len(both))


@given(COUNTS, st.floats(0.5, 20), st.integers(-1000, 1000))
def test_alpha_of_figures_does_not_depend_on_their_unit(counts: list[list[int | None]], times: float, more: int):
    one = krippendorff_alpha(counts, "interval")
    moved = [[None if value is None else value * times + more for value in unit] for unit in counts]
    two = krippendorff_alpha(moved, "interval")
    assert one == pytest.approx(two, rel=1e-6, abs=1e-9) if one is not None else two is None


@given(COUNTS)
def test_alpha_is_what_its_definition_says_pair_by_pair(counts: list[list[int | None]]):
    given_values = [[v for v in unit if v is not None] for unit in counts]
    given_values = [unit for unit in given_values if len(unit) > 1]
    every = [v for unit in given_values for v in unit]
    expected = sum((a - b) ** 2 for a in every for b in every)
    found = krippendorff_alpha(counts, "interval")
    if not expected:
        assert found is None
        return
    observed = sum(sum((a - b) ** 2 for a in unit for b in unit) / (len(unit) - 1) for unit in given_values)
    assert found == pytest.approx(1 - (len(every) - 1) * observed / expected)


@given(st.integers(0, 400), st.integers(1, 400))
def test_an_interval_holds_its_share_and_narrows_with_more(hits: int, n: int):
    hits = min(hits, n)
    low, high = wilson(hits, n) or (math.nan, math.nan)
    assert 0 <= low <= hits / n <= high <= 1
    more = wilson(hits * 10, n * 10)
    assert more is not None
    assert more[1] - more[0] < high - low


def test_other_packages_give_the_same():
    theirs = pytest.importorskip("krippendorff", reason="no krippendorff here (pip install krippendorff scikit-learn)")
    metrics = pytest.importorskip("sklearn.metrics", reason="no scikit-learn here")
    chance = random.Random(8)
    for _ in range(200):
        n = chance.randrange(3, 60)
        table = [[chance.choice((1.0, 2.0, 3.0, 8.0, None)) for _ in range(3)] for _ in range(n)]
        columns = [[math.nan if unit[k] is None else unit[k] for unit in table] for k in range(3)]
        for metric in ("nominal", "interval"):
            mine = krippendorff_alpha(table, metric)
            if mine is not None:
                assert mine == pytest.approx(theirs.alpha(reliability_data=columns, level_of_measurement=metric))
        pairs = [(chance.choice("abc"), chance.choice("abc")) for _ in range(n)]
        assert cohen_kappa(pairs) == pytest.approx(metrics.cohen_kappa_score(*zip(*pairs, strict=True)))
