"""Linking report by report gives what linking all of them at once gives, whatever came, went and came back in between."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import api
from reportedly.judgement import Pairs, make_judgement
from reportedly.linking import block, copies
from reportedly.linking.identity import in_order
from reportedly.linking.incremental import relink
from reportedly.linking.judged import lay_out
from reportedly.linking.known import KnownReports
from reportedly.linking.linker import link
from reportedly.linking.memory import MemoryShelf
from reportedly.linking.opened import Opened
from reportedly.linking.regroup import Regrouping
from reportedly.linking.shelf import Edge
from reportedly.record import (
    Acled,
    Claim,
    ClaimRef,
    CodedReport,
    Coder,
    Incident,
    Judgement,
    Place,
    Report,
    check,
    digest,
    to_json,
)

TOWNS = {
    "Saraqib": (164816, 35.864, 36.806, "Idlib"),
    "Binnish": (171451, 35.957, 36.714, "Idlib"),
    "Aleppo": (170063, 36.201, 37.161, "Aleppo"),
}
ACTS = ("shelling", "airstrike", "abduction")
TALES = (
    "Shells hit the old grain market of {town} before noon while farmers from the plain were unloading their carts in the rain",
    "Residents of {town} said that they had pulled a family of five from under the fallen roof of a bakery near the mill",
    "Gunmen took two teachers from a bus on the road to {town} and drove off towards the hills with both of them bound",
    "An orchard keeper in {town} counted eleven craters between his trees and said that he had never seen so many in one night",
    "The council of {town} closed all schools for a week and asked every household to keep water and lamps in the cellar",
)
EVENT = Acled(event_type="Explosions/Remote violence", sub_event_type="Shelling/artillery/missile attack")


def tell(name: str, sentences: Sequence[tuple[int, str, str, int | None]], published: int) -> CodedReport:
    """Sentences as (tale, town, act, day of May 2016) -> a coded report with a claim for each."""
    text, claims, places = "", [], []
    for n, (tale, town, act, day) in enumerate(sentences):
        start = len(text)
        text += TALES[tale].format(town=town) + ". "
        at = text.index(town, start)
        geonameid, lat, lon, admin1 = TOWNS[town]
        places.append(
            Place(start=at, end=at + len(town), text=town, geonameid=geonameid, name=town, lat=lat, lon=lon, country="SYR",
                  admin1=admin1, kind="city", precision=1)
        )  # fmt: skip
        when = None if day is None else f"2016-05-{day:02}"
        claims.append(
            Claim(id=f"{name}{n}", act=act, type="ASSAULT", acled=EVENT, trigger=(start, start + 5), where=(n,), from_=when,
                  to=when, status="asserted", confidence=1.0)
        )  # fmt: skip
    report = Report(id=name, text=text, published=f"2016-05-{published:02}", sha256=digest(text))
    return check(
        CodedReport(
            coder=Coder(version="0", codebook="test", models={}), report=report, places=tuple(places), claims=tuple(claims)
        )
    )


DAYS = st.sampled_from([1, 2, 5, None])
SENTENCES = st.lists(
    st.tuples(st.integers(0, len(TALES) - 1), st.sampled_from(sorted(TOWNS)), st.sampled_from(ACTS), DAYS),
    min_size=1,
    max_size=3,
)
COLLECTIONS = st.lists(st.tuples(SENTENCES, st.sampled_from([2, 6])), min_size=2, max_size=9).map(
    lambda told: [tell(f"r{n}", sentences, published) for n, (sentences, published) in enumerate(told)]
)


def lines(incidents: Sequence[Incident]) -> bytes:
    """Incidents without their ids (those are kept from before, on purpose) -> their bytes."""
    bare = sorted((msgspec.structs.replace(one, id="") for one in incidents), key=lambda one: to_json(one))
    return b"\n".join(map(to_json, bare))


def settle(shelf: MemoryShelf, reports: Sequence[CodedReport], judgements: Sequence[Judgement] = ()) -> None:
    """The shelf holds what linking all at once gives, and its ids are in order."""
    incidents = shelf.all_incidents()
    assert lines(incidents) == lines(link(reports, judgements))
    ids = [one.id for one in incidents]
    assert len(set(ids)) == len(ids)
    redirects = shelf.all_redirects()
    assert not {one.id for one in redirects} & set(ids)
    assert all(one.to in ids for one in redirects if one.to is not None)


@pytest.fixture(params=[(400, 60), (3, 3)], ids=["wide blocks", "narrow blocks"])
def caps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "CROWD", request.param[0])
    monkeypatch.setattr(copies, "COMMON", request.param[1])


MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@MANY
@given(COLLECTIONS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_adding_gives_the_same(caps: None, reports: list[CodedReport], order: random.Random, size: int) -> None:
    shelf = MemoryShelf()
    shuffled = reports[:]
    order.shuffle(shuffled)
    for n in range(0, len(shuffled), size):
        relink(shuffled[n : n + size], (), shelf)
        settle(shelf, shuffled[: n + size])


@MANY
@given(COLLECTIONS, st.lists(st.tuples(st.booleans(), st.integers(0, 8)), max_size=12))
def test_what_was_taken_away_leaves_nothing(caps: None, reports: list[CodedReport], steps: list[tuple[bool, int]]) -> None:
    shelf = MemoryShelf()
    held: dict[str, CodedReport] = {}
    relink(reports[::2], (), shelf)
    held.update((one.report.id, one) for one in reports[::2])
    for add, n in steps:
        one = reports[n % len(reports)]
        if add:
            relink([one], (), shelf)
            held[one.report.id] = one
        else:
            relink((), [one.report.id], shelf)
            held.pop(one.report.id, None)
        settle(shelf, list(held.values()))
    relink((), list(held), shelf)
    assert shelf.all_incidents() == ()
    assert not shelf._blocks and not shelf._edges and not shelf._copies and not shelf._rows


@MANY
@given(
    COLLECTIONS,
    st.lists(st.tuples(st.sampled_from(["same", "not-same", "undo"]), st.integers(0, 40), st.integers(0, 40)), max_size=6),
    st.booleans(),
)
def test_judgements_are_obeyed_one_by_one_as_all_at_once(
    caps: None, reports: list[CodedReport], said: list[tuple[str, int, int]], early: bool
) -> None:
    shelf = MemoryShelf()
    if not early:
        relink(reports, (), shelf)
    refs = [ClaimRef(report=one.report.id, claim=claim.id) for one in reports for claim in one.claims]
    rows: list[Judgement] = []
    for n, (verdict, a, b) in enumerate(said):
        at = f"2020-01-01T00:00:{n:02}Z"
        one, other = refs[a % len(refs)], refs[b % len(refs)]
        if verdict == "undo" and rows:
            rows.append(make_judgement("undo", "Ana", undoes=rows[a % len(rows)].id, at=at))
        elif verdict != "undo" and one != other:
            rows.append(make_judgement(verdict, "Ana", claims=[one], others=[other], at=at))
        if not early:
            relink((), (), shelf, rows)
            settle(shelf, reports, rows)
    for n in range(len(reports) if early else 0):
        relink([reports[n]], (), shelf, rows)
        settle(shelf, reports[: n + 1], rows)


STATUSES = st.sampled_from(["asserted", "denied", "historical", "planned", "possible"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reject", "act", "day", "status", "status", "back", "same", "not-same"]),
        st.integers(0, 40),
        st.integers(0, 40),
        STATUSES,
    ),
    max_size=8,
)


def change(one: CodedReport, verdict: str, n: int, status: str) -> CodedReport:
    """A report with one claim taken away, or told as something else: what a judgement leaves of it."""
    held = list(one.claims)
    at = n % len(held)
    if verdict == "reject":
        del held[at]
    elif verdict == "act":
        held[at] = msgspec.structs.replace(held[at], act=ACTS[n % len(ACTS)])
    elif verdict == "day":
        held[at] = msgspec.structs.replace(held[at], from_="2016-05-02", to="2016-05-02")
    else:
        held[at] = msgspec.structs.replace(held[at], status=status)
    return msgspec.structs.replace(one, claims=tuple(held))


@MANY
@given(COLLECTIONS, st.lists(STATUSES, min_size=9, max_size=9), STEPS)
def test_claims_rejected_and_corrected_one_by_one_give_what_linking_all_at_once_gives(
    caps: None, reports: list[CodedReport], statuses: list[str], steps: list[tuple[str, int, int, str]]
) -> None:
    told = {
        one.report.id: change(one, "status", n, status) for n, (one, status) in enumerate(zip(reports, statuses, strict=False))
    }
    now, rows = dict(told), list[Judgement]()
    shelf = MemoryShelf()
    relink(now.values(), (), shelf)
    settle(shelf, list(now.values()))
    for n, (verdict, a, b, status) in enumerate(steps):
        name = sorted(now)[a % len(now)]
        new = []
        if verdict in ("same", "not-same"):
            refs = [ClaimRef(report=one.report.id, claim=claim.id) for one in told.values() for claim in one.claims]
            one, other = refs[a % len(refs)], refs[b % len(refs)]
            if one != other:
                rows.append(make_judgement(verdict, "Ana", claims=[one], others=[other], at=f"2020-01-01T00:00:{n:02}Z"))
        elif verdict == "back" or not now[name].claims:
            new = [told[name]]
        else:
            new = [change(now[name], verdict, b, status)]
        now.update((one.report.id, one) for one in new)
        relink(new, (), shelf, rows)
        settle(shelf, list(now.values()), rows)


class CountingShelf(MemoryShelf):
    """A shelf that remembers which reports and edges it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()
        self.scored: list[Edge] = []

    def reports(self, ids: Collection[str]) -> Mapping[str, CodedReport]:
        self.read.update(ids)
        return super().reports(ids)

    def put_edges(self, edges: Sequence[Edge]) -> None:
        self.scored += edges
        super().put_edges(edges)


@pytest.fixture
def chain() -> tuple[CountingShelf, list[CodedReport]]:
    """Four weeks of look-alike reports on one town: all hang together, and every few days are an incident."""
    shelf = CountingShelf()
    reports = [
        tell(f"r{day:02}{n}", [((day + k) % 5, "Saraqib", "shelling", day + 1) for k in (0, 1)], day + 1)
        for day in range(28)
        for n in range(2)
    ]
    relink(reports, (), shelf)
    settle(shelf, reports)
    assert len(shelf.all_incidents()) > 12
    shelf.read.clear()
    shelf.scored.clear()
    return shelf, reports


def test_a_claim_that_is_rejected_is_compared_anew_and_not_the_chain_that_hangs_on_it(
    chain: tuple[CountingShelf, list[CodedReport]],
) -> None:
    shelf, reports = chain
    reports[20] = change(reports[20], "reject", 1, "")
    assert len(relink([reports[20]], (), shelf).made) == 1
    assert len(shelf.scored) < 10
    assert all("r100" in (edge.first[0], edge.second[0]) for edge in shelf.scored)
    settle(shelf, reports)


def test_a_judgement_on_a_pair_compares_nothing_again(chain: tuple[CountingShelf, list[CodedReport]]) -> None:
    shelf, reports = chain
    one, other = (ClaimRef(report=report.report.id, claim=report.claims[0].id) for report in (reports[20], reports[21]))
    rows = [make_judgement("not-same", "Ana", claims=[one], others=[other])]
    relink((), (), shelf, rows)
    assert not shelf.scored and len(shelf.read) < 20
    settle(shelf, reports, rows)
    relink((), (), shelf, [*rows, make_judgement("undo", "Ana", undoes=rows[0].id)])
    assert not shelf.scored
    settle(shelf, reports)


def test_a_correction_that_compares_as_before_keeps_its_edges_and_shows_in_the_incident(
    chain: tuple[CountingShelf, list[CodedReport]],
) -> None:
    shelf, reports = chain
    one = reports[20]
    reports[20] = msgspec.structs.replace(one, claims=tuple(msgspec.structs.replace(c, confidence=0.5) for c in one.claims))
    assert relink([reports[20]], (), shelf).made == ()
    assert not shelf.scored
    settle(shelf, reports)


def test_what_somebody_joined_outlives_the_report_that_it_was_joined_to() -> None:
    one = tell("a", [(0, "Saraqib", "shelling", 1)], 2)
    other = tell("b", [(2, "Aleppo", "abduction", 5)], 6)
    same = make_judgement("same", "Ana", claims=[ClaimRef(report="a", claim="a0")], others=[ClaimRef(report="b", claim="b0")])
    shelf = MemoryShelf()
    relink([one, other], (), shelf, [same])
    assert len(shelf.all_incidents()) == 1
    relink((), ["b"], shelf, [same])
    settle(shelf, [one], [same])
    relink([other], (), shelf, [same])
    settle(shelf, [one, other], [same])


def test_the_samples_one_by_one_in_any_order(samples: Path) -> None:
    reports = list(api.code(api.read(samples)))
    for seed in range(4):
        shelf = MemoryShelf()
        shuffled = reports[:]
        random.Random(seed).shuffle(shuffled)
        for one in shuffled:
            relink([one], (), shelf)
        settle(shelf, reports)
        for one in shuffled[::3]:
            relink((), [one.report.id], shelf)
        for one in shuffled[::3]:
            relink([one], (), shelf)
        settle(shelf, reports)
    by_day = MemoryShelf()
    for one in sorted(reports, key=lambda one: (one.report.published or "", one.report.id)):
        relink([one], (), by_day)
    assert lines(by_day.all_incidents()) == lines(link(reports))


def test_adding_the_same_again_changes_nothing(samples: Path) -> None:
    reports = list(api.code(api.read(samples)))
    shelf = MemoryShelf()
    first = relink(reports, (), shelf)
    assert in_order(first.made) == tuple(link(reports)) and not first.gone
    again = relink(reports, ["not there"], shelf)
    assert (again.gone, again.made, again.redirects, again.returned) == ((), (), (), ())


def test_a_unit_that_holds_an_incident_is_kept_whole_or_not_at_all() -> None:
    """Whichever of its members come first: some may be in no incident, beside those that somebody joined them to."""
    reports = [tell(f"r{n}", [(0, "Saraqib", "shelling", 1)], 2) for n in range(8)]
    shelf = MemoryShelf()
    relink(reports, (), shelf)
    held = tuple(shelf.all_incidents())
    assert len(held) == 1
    members = [(one.report.id, one.claims[0].id) for one in reports]
    unit = frozenset(members)
    for home in members:
        regrouping = Regrouping(shelf, Opened(shelf, {}, lay_out(Pairs()), KnownReports()))
        regrouping._homes = {member: held if member == home else () for member in members}
        assert regrouping._is_kept(unit, {unit})
        assert not regrouping._is_kept(unit, {unit - {home}, frozenset((home,))})
