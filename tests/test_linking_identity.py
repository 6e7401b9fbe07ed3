"""Incidents keep their ids; merges and splits leave redirects, and undoing them leaves nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import api
from reportedly.judgement import make_judgement
from reportedly.linking.identity import Redirect, keep_ids
from reportedly.linking.incremental import relink
from reportedly.linking.linker import link
from reportedly.linking.memory import MemoryShelf
from reportedly.record import ClaimRef, CodedReport, Incident, to_json


def incident(name: str, claims: str, day: str = "2020-01-01") -> Incident:
    refs = tuple(ClaimRef(report="r", claim=letter) for letter in sorted(claims))
    return Incident(id=name, act="shelling", from_=day, to=day, claims=refs)


def ids(incidents: Sequence[Incident]) -> dict[str, str]:
    return {one.id: "".join(ref.claim for ref in one.claims) for one in incidents}


def led(redirects: Sequence[Redirect]) -> dict[str, str | None]:
    return {one.id: one.to for one in redirects}


def test_an_id_goes_with_most_of_its_claims() -> None:
    kept, redirects = keep_ids([incident("X", "abc")], [incident("P", "ab"), incident("Q", "c")])
    assert ids(kept) == {"X": "ab", "Q": "c"} and not redirects


def test_an_incident_that_grows_keeps_its_id() -> None:
    kept, redirects = keep_ids([incident("X", "ab")], [incident("P", "abcdefgh")])
    assert ids(kept) == {"X": "abcdefgh"} and not redirects


def test_what_is_merged_away_redirects_and_comes_back() -> None:
    before = [incident("X", "abc"), incident("Y", "de")]
    merged, redirects = keep_ids(before, [incident("P", "abcde")])
    assert ids(merged) == {"X": "abcde"} and led(redirects) == {"Y": "X"}
    again, left = keep_ids(merged, [incident("P", "abc"), incident("Q", "de")], redirects)
    assert ids(again) == {"X": "abc", "Y": "de"} and not left
    assert list(again) == before


def test_an_id_whose_claims_are_gone_says_so_and_comes_back_with_them() -> None:
    kept, redirects = keep_ids([incident("X", "abc"), incident("Y", "de")], [incident("P", "abc")])
    assert led(redirects) == {"Y": None}
    kept, redirects = keep_ids(kept, [incident("P", "abc"), incident("Q", "de")], redirects)
    assert ids(kept) == {"X": "abc", "Y": "de"} and not redirects


def test_redirects_follow_where_their_claims_go() -> None:
    kept, redirects = keep_ids(
        [incident("X", "abc"), incident("Y", "de"), incident("Z", "fghijk")], [incident("P", "abcdefghijk")]
    )
    assert led(redirects) == {"X": "Z", "Y": "Z"}
    kept, redirects = keep_ids(kept, [incident("P", "abcde"), incident("Q", "fghijk")], redirects)
    assert ids(kept) == {"X": "abcde", "Z": "fghijk"} and led(redirects) == {"Y": "X"}


def test_no_two_incidents_have_one_id() -> None:
    # The larger half keeps X; the smaller one begins with the claim that named X.
    kept, _ = keep_ids([incident("X", "abcde")], [incident("X", "ab"), incident("Q", "cde")])
    assert ids(kept)["X"] == "cde" and len(ids(kept)) == 2
    (other,) = set(ids(kept)) - {"X"}
    again, _ = keep_ids([incident("X", "cde")], [incident("Q", "cde"), incident("X", "ab")])
    assert set(ids(again)) == {"X", other}


PARTITIONS = st.lists(st.integers(0, 4), min_size=10, max_size=10)


def partition(groups: Sequence[int]) -> list[Incident]:
    """A number for each of ten claims, 4 for none -> incidents, each named by its first claim, as linking names them."""
    held: dict[int, str] = {}
    for letter, group in zip("abcdefghij", groups, strict=True):
        if group < 4:
            held[group] = held.get(group, "") + letter
    return [incident(f"{claims[0]}-{claims[0]}", claims) for claims in held.values()]


@given(st.lists(PARTITIONS, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_every_id_that_was_ever_given_leads_somewhere(history: list[list[int]], order: random.Random) -> None:
    incidents: tuple[Incident, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    given_out: set[str] = set()
    for groups in history:
        now = partition(groups)
        shuffled = now[:]
        order.shuffle(shuffled)
        kept, left = keep_ids(incidents, now, redirects)
        assert (kept, left) == keep_ids(incidents[::-1], shuffled, redirects[::-1])
        assert {one.claims for one in kept} == {one.claims for one in now}
        live = [one.id for one in kept]
        assert len(live) == len(set(live)) and not set(live) & {one.id for one in left}
        assert all(one.to is None or one.to in live for one in left)
        given_out |= set(live)
        assert given_out == set(live) | {one.id for one in left}
        incidents, redirects = kept, left
    # What does not change keeps everything.
    assert keep_ids(incidents, partition(history[-1]), redirects) == (incidents, redirects)


@given(PARTITIONS, st.integers(0, 3), st.integers(0, 3))
def test_a_merge_that_is_undone_leaves_every_id_as_it_was(groups: list[int], one: int, other: int) -> None:
    before, _ = keep_ids((), partition(groups))
    merged, redirects = keep_ids(before, partition([one if group == other else group for group in groups]))
    assert keep_ids(merged, partition(groups), redirects) == (before, ())


@pytest.fixture(scope="module")
def coded() -> list[CodedReport]:
    return list(api.code(api.read(Path(__file__).parents[1] / "samples")))


def bytes_of(shelf: MemoryShelf) -> tuple[bytes, bytes]:
    incidents = sorted(shelf.all_incidents(), key=lambda one: one.id)
    redirects = sorted(shelf.all_redirects(), key=lambda one: one.id)
    return b"\n".join(map(to_json, incidents)), b"\n".join(map(to_json, redirects))


def test_merge_split_and_their_undoing_give_the_same_bytes(coded: list[CodedReport]) -> None:
    shelf = MemoryShelf()
    relink(coded, (), shelf)
    clean = bytes_of(shelf)
    first, second = sorted(shelf.all_incidents(), key=lambda one: (-len(one.claims), one.id))[:2]
    merge = make_judgement("same", "Ana", claims=first.claims, others=second.claims, at="2020-01-01T00:00:00Z")
    reports = sorted({ref.report for ref in first.claims})
    away = [ref for ref in first.claims if ref.report == reports[0]]
    split = make_judgement(
        "not-same", "Ana", claims=away, others=[ref for ref in first.claims if ref not in away], at="2020-01-01T00:00:01Z"
    )
    inside = [ref for ref in first.claims if ref.report == reports[1]]
    apart = make_judgement("not-same", "Bo", claims=inside[:1], others=inside[1:], at="2020-01-01T00:00:02Z")
    for row in (merge, split, apart):
        done = relink((), (), shelf, [row])
        assert done.made and bytes_of(shelf) != clean
        for pair in itertools.product(row.claims, row.others):
            holders = [next((one.id for one in shelf.all_incidents() if ref in one.claims), None) for ref in pair]
            assert holders[0] is None or (holders[0] == holders[1]) is (row.verdict == "same")
        undo = make_judgement("undo", "Ana", undoes=row.id, at="2020-01-01T00:00:09Z")
        relink((), (), shelf, [row, undo])
        # The ids of the parts of a split were given out once, so they go on to lead to the whole.
        assert bytes_of(shelf)[0] == clean[0]
        assert all(one.to in {first.id, None} for one in shelf.all_redirects())
        assert row is not merge or bytes_of(shelf) == clean
    merged = link(coded, [merge])
    assert next(one for one in merged if first.claims[0] in one.claims).claims == tuple(
        sorted({*first.claims, *second.claims}, key=lambda ref: (ref.report, ref.claim))
    )
    undone = make_judgement("undo", "Ana", undoes=merge.id, at="2020-01-01T00:00:09Z")
    assert link(coded, [merge, undone]) == link(coded)


def test_a_later_report_that_was_printed_earlier_does_not_rename_an_incident(coded: list[CodedReport]) -> None:
    shelf = MemoryShelf()
    wire = next(one for one in coded if "saraqib" in one.report.id or "Saraqib" in one.report.text)
    relink([wire], (), shelf)
    main = max(shelf.all_incidents(), key=lambda one: len(one.claims))
    early = msgspec.structs.replace(wire, report=msgspec.structs.replace(wire.report, id="0-early", published="2016-05-01"))
    done = relink([early], (), shelf)
    assert main.id in {one.id for one in done.made} and not done.redirects
    assert max(link([wire, early]), key=lambda one: len(one.claims)).id != main.id
