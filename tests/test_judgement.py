"""What people decide: made, read back, undone, laid over the machine's record, and never written into it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import api
from reportedly.assessing.sources import Sources
from reportedly.codebook.book import Codebook
from reportedly.corrections import ATTRIBUTION_FIELDS, FIELDS, STANCES, STATUSES, check_evidence, field_value
from reportedly.errors import UsageError
from reportedly.judgement import in_force, lay_over, lay_over_fitting, make_judgement, pairs_judged, read_judgement, reopened
from reportedly.record import AssessedIncident, Attribution, ClaimRef, CodedReport, Judgement, check, to_json

A, B, C, D = (ClaimRef(report="r", claim=name) for name in "abcd")


def judge(verdict: str, *, at: str, **parts: Any) -> Judgement:
    return make_judgement(verdict, "Ana", at=at, **parts)


def minute(n: int) -> str:
    return f"2020-01-01T{n // 60:02}:{n % 60:02}:00Z"


def corrected(wire: CodedReport, book: Codebook, field: str, after: object, nth: int = 1, **parts: Any) -> CodedReport:
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[nth].id)
    row = make_judgement("correct", "Ana", claims=[ref], field=field, after=after, **parts)
    laid = check(lay_over(wire, [row], book))
    assert [c.id for c in laid.claims] == [c.id for c in wire.claims]
    assert wire == msgspec.convert(msgspec.to_builtins(wire), CodedReport)
    return laid


# -- making and reading


def test_a_judgement_survives_being_written_and_read() -> None:
    row = make_judgement(
        "correct",
        "Ana",
        claims=[A],
        field="who",
        before=[],
        after=[{"name": "The army", "span": (1, 4)}],
        span=(1, 4),
        why="p. 2",
    )
    assert read_judgement(to_json(row)) == row
    again = make_judgement("correct", "Ana", claims=[A], field="who", before=[], after=[{"span": [1, 4], "name": "The army"}],
                           span=(1, 4), why="p. 2", at=row.at)  # fmt: skip
    assert again.id == row.id  # the order of keys is no content


def test_the_time_is_kept_in_utc() -> None:
    assert judge("accept", claims=[A], at="2020-01-01T02:00:00+02:00").at == "2020-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("toll.killed", {"low": 9, "best": 5, "high": 12}, "low is no more than best"),
        ("toll.killed", {"low": 9, "high": 3}, "low is no more than best"),
        ("toll.killed", {"best": -1}, "from 0 to 1000000000"),
        ("toll.killed", 10**25, "a number up to 1,000,000,000"),
        ("toll.injured", [3, {"high": 10**25}], "from 0 to 1000000000"),
        ("where", [{"name": "Far", "lat": 1000.0, "lon": 5.0}], "where.lat must be from -90 to 90"),
        ("where", [{"name": "Far", "lat": 10.0, "lon": -181.0}], "where.lon must be from -180 to 180"),
        ("where", [{"name": "Far", "precision": 8}], "where.precision must be from 1 to 7"),
        ("where", [{"name": "Far", "geonameid": 10**30}], "where.geonameid must be from 1 to 2147483647"),
        ("when", {"from": "2020-01-05", "to": "2020-01-02"}, "from is not after to"),
        ("toll.killed", [None], "a number up to"),
        ("toll.killed", [None, 3, 3], "a number up to"),
        ("where", [{"name": "Far", "lat": 3}], "both a lat and a lon"),
        ("where", [{"name": "Far", "lon": 3}], "both a lat and a lon"),
        ("when", {"value": "2016-05-10", "precision": 6}, "when.precision must be from 1 to 5"),
        ("when", {"value": "rubbish", "type": "SET", "precision": 5}, "when.value must be TIMEX3"),
    ],
)
def test_a_value_that_cannot_be_is_refused(field: str, value: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        make_judgement("correct", "Ana", claims=[A], field=field, after=value)


def test_a_row_that_was_changed_is_refused() -> None:
    row = msgspec.structs.replace(make_judgement("reject", "Ana", claims=[A]), by="Bo")
    with pytest.raises(UsageError, match="changed after it was made"):
        read_judgement(to_json(row))


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"verdict": "maybe", "claims": [A]}, "no verdict"),
        ({"verdict": "accept"}, "needs a claim"),
        ({"verdict": "same", "claims": [A]}, "needs other claims"),
        ({"verdict": "same", "claims": [A], "others": [A, B]}, "on both sides"),
        ({"verdict": "reject", "claims": [A], "others": [B]}, "takes no other claims"),
        ({"verdict": "reject", "claims": [A], "field": "act"}, "sets no field"),
        ({"verdict": "undo"}, "needs the id"),
        ({"verdict": "note", "claims": [A], "undoes": "x"}, "takes nothing back"),
        ({"verdict": "correct", "claims": [A], "field": "colour", "after": 1}, "cannot be corrected"),
        ({"verdict": "correct", "claims": [A, B], "field": "act", "after": "arson"}, "one claim"),
        ({"verdict": "correct", "claims": [A], "field": "status", "after": "sure"}, "must be one of"),
        ({"verdict": "correct", "claims": [A], "field": "stance", "after": "shouts"}, "must be one of: asserts"),
        ({"verdict": "correct", "claims": [A], "field": "source", "after": ""}, "must be a name, an object or null"),
        ({"verdict": "correct", "claims": [A], "field": "source", "after": {"colour": "red"}}, "has no 'colour'"),
        ({"verdict": "correct", "claims": [A], "field": "content", "after": {"spans": [[1, 2, 3]]}}, "content"),
        ({"verdict": "correct", "claims": [A], "field": "cue", "after": {"text": ""}}, "must have one of text"),
        ({"verdict": "correct", "claims": [A], "field": "who", "after": [{"kind": "group"}]}, "must have one of id"),
        ({"verdict": "correct", "claims": [A], "field": "who", "after": [" "]}, "a list of names"),
        ({"verdict": "correct", "claims": [A], "field": "source", "after": {"name": " "}}, "source.name must be words"),
        ({"verdict": "correct", "claims": [A], "field": "from", "after": "10 May"}, "must be a day"),
        ({"verdict": "correct", "claims": [A], "field": "toll.killed", "after": -1}, "must be a number"),
        ({"verdict": "correct", "claims": [A], "field": "toll.killed", "after": {"best": "many"}}, "toll.killed"),
        ({"verdict": "correct", "claims": [A], "field": "who", "after": "the army"}, "must be a list"),
        ({"verdict": "correct", "claims": [A], "field": "who", "after": [{"colour": "red"}]}, "has no 'colour'"),
        ({"verdict": "correct", "claims": [A], "field": "where", "after": [{"kind": "town"}]}, "where"),
        ({"verdict": "correct", "claims": [A], "field": "when", "after": {"from": "soon"}}, "when.from"),
        ({"verdict": "correct", "claims": [A], "field": "act", "after": "arson", "span": (4, 4)}, "holds nothing"),
        ({"verdict": "accept", "claims": [A], "at": "yesterday"}, "no time"),
        ({"verdict": "accept", "claims": [A], "by": " "}, "needs the name"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        make_judgement(**{"by": "Ana", **parts})
    assert "\n" not in str(caught.value)


# -- undoing


def test_undo_and_undo_of_undo() -> None:
    first = judge("reject", claims=[A], at=minute(0))
    undo = judge("undo", undoes=first.id, at=minute(1))
    redo = judge("undo", undoes=undo.id, at=minute(2))
    assert in_force([first]) == (first,)
    assert in_force([first, undo]) == ()
    assert in_force([first, undo, redo]) == (first,)


@given(st.permutations(range(7)), st.integers(1, 7))
def test_undo_does_not_depend_on_the_order_of_rows(order: list[int], length: int) -> None:
    rows = [judge("reject", claims=[A], at=minute(0))]
    for n in range(1, length):
        rows.append(judge("undo", undoes=rows[-1].id, at=minute(n)))
    shuffled = [rows[n] for n in order if n < length]
    assert bool(in_force(shuffled + shuffled)) is (length % 2 == 1)


# -- pairs


def test_the_latest_word_on_a_pair_counts() -> None:
    same = judge("same", claims=[A], others=[B], at=minute(0))
    apart = judge("not-same", claims=[B], others=[A], at=minute(1))
    assert pairs_judged([apart, same]).apart == {(A, B)}
    assert not pairs_judged([apart, same]).same
    undone = judge("undo", undoes=apart.id, at=minute(2))
    assert pairs_judged([undone, apart, same]).same == {(A, B)}


def test_what_follows_from_a_later_word_counts_too() -> None:
    apart = judge("not-same", claims=[A], others=[C], at=minute(0))
    rows = [apart, judge("same", claims=[A], others=[B], at=minute(1)), judge("same", claims=[B], others=[C], at=minute(2))]
    assert pairs_judged(rows).apart == frozenset()
    later = judge("not-same", claims=[A], others=[C], at=minute(3))
    assert pairs_judged([*rows, later]).apart == {(A, C)}
    assert pairs_judged([*rows, later]).same == {(B, C)}


REFS = st.sampled_from([A, B, C, D])


@given(
    st.lists(st.tuples(st.sampled_from(["same", "not-same"]), REFS, REFS).filter(lambda t: t[1] != t[2]), max_size=9),
    st.randoms(),
)
def test_pairs_never_contradict_each_other(said: list[tuple[str, ClaimRef, ClaimRef]], random: Any) -> None:
    rows = [judge(verdict, claims=[a], others=[b], at=minute(n)) for n, (verdict, a, b) in enumerate(said)]
    pairs = pairs_judged(rows)
    group = {ref: {ref} for ref in (A, B, C, D)}
    for a, b in pairs.same:
        joined = group[a] | group[b]
        for ref in joined:
            group[ref] = joined
    assert not [pair for pair in pairs.apart if pair[1] in group[pair[0]]]
    if rows:
        last = (min(said[-1][1:], key=str), max(said[-1][1:], key=str))
        assert last in (pairs.same if said[-1][0] == "same" else pairs.apart)
    random.shuffle(rows)
    assert pairs_judged(rows) == pairs


# -- laying over


def test_a_rejected_claim_is_left_out_and_an_accepted_one_comes_back(wire: CodedReport, book: Codebook) -> None:
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[0].id)
    no = make_judgement("reject", "Ana", claims=[ref], at=minute(0))
    yes = make_judgement("accept", "Bo", claims=[ref], at=minute(1))
    assert ref.claim not in {c.id for c in check(lay_over(wire, [no], book)).claims}
    assert lay_over(wire, [no, yes], book) == wire
    assert lay_over(wire, [no, make_judgement("undo", "Ana", undoes=no.id)], book) == wire


def attribution_of(coded: CodedReport, nth: int) -> Attribution:
    index = coded.claims[nth].attribution
    assert index is not None
    return coded.attributions[index]


def test_a_source_is_corrected_where_it_stands_and_leaves_the_others_theirs(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    start = wire.report.text.index("market")
    laid = corrected(wire, book, "source", "Hezbollah", nth, span=(start, start + 6))
    now, before = attribution_of(laid, nth), attribution_of(wire, nth)
    assert now.source == ((start, start + 6),)
    assert (now.cue, now.content, now.stance, now.parent) == (before.cue, before.content, before.stance, before.parent)
    assert now.source_actor is not None
    actor = laid.actors[now.source_actor]
    assert (actor.id, actor.text, now.source_kind) == ("hezbollah", "market", "party")
    assert laid.attributions[: len(wire.attributions)] == wire.attributions
    others = [(a, b) for n, (a, b) in enumerate(zip(wire.claims, laid.claims, strict=True)) if n != nth]
    assert all(a == b for a, b in others)


def test_a_source_that_is_a_mention_already_is_that_mention(wire: CodedReport, book: Codebook) -> None:
    index = next(i for i, actor in enumerate(wire.actors) if actor.id)
    actor = wire.actors[index]
    laid = corrected(wire, book, "source", actor.text, span=(actor.start, actor.end))
    assert attribution_of(laid, 1).source_actor == index
    assert laid.actors == wire.actors


def test_the_report_itself_says_so_and_somebody_not_named_does(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    itself = corrected(wire, book, "source", None, nth)
    assert itself.claims[nth].attribution is None
    unnamed = corrected(wire, book, "source", {}, nth)
    assert (attribution_of(unnamed, nth).source, attribution_of(unnamed, nth).source_actor) == ((), None)
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[nth].id)
    gone = judge("correct", claims=[ref], field="source", after=None, at=minute(0))
    named = judge("correct", claims=[ref], field="source", after="A doctor", at=minute(1))
    laid = lay_over(wire, [gone, named], book)
    assert attribution_of(laid, nth).content == (wire.claims[nth].trigger,)
    with pytest.raises(UsageError, match="correct the source before its stance"):
        lay_over(wire, [gone, judge("correct", claims=[ref], field="stance", after="denies", at=minute(1))], book)


def test_what_no_longer_fits_is_passed_over_and_named(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[nth].id)
    gone = judge("correct", claims=[ref], field="source", after=None, at=minute(0))
    lost = judge("correct", claims=[ref], field="stance", after="denies", at=minute(1))
    kept = judge("correct", claims=[ref], field="status", after="denied", at=minute(2))
    laid, passed = lay_over_fitting(wire, [gone, lost, kept], book)
    assert passed == (lost,)
    assert (laid.claims[nth].attribution, laid.claims[nth].status) == (None, "denied")
    undo = judge("undo", undoes=gone.id, at=minute(3))
    again, passed = lay_over_fitting(wire, [gone, lost, kept, undo], book)
    assert (attribution_of(again, nth).stance, passed) == ("denies", ())


def test_cue_content_stance_and_manner_are_corrected(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    for field, after in (
        ("stance", "denies"), ("manner", "quote"), ("source_kind", "witness"), ("cue", None),
        ("content", {"spans": [[0, 4], [9, 12]]}), ("cue", "market"),
    ):  # fmt: skip
        laid = corrected(wire, book, field, after, nth)
        now, before = attribution_of(laid, nth), attribution_of(wire, nth)
        assert {name for name in now.__struct_fields__ if getattr(now, name) != getattr(before, name)} <= {field}
    there = wire.report.text[3:8]
    assert attribution_of(corrected(wire, book, "content", there, nth, span=(3, 8)), nth).content == ((3, 8),)
    with pytest.raises(UsageError, match="must be words of the report"):
        corrected(wire, book, "content", "as typed", nth, span=(3, 8))
    start = attribution_of(corrected(wire, book, "cue", "market", nth), nth).cue[0][0]
    assert wire.report.text[start : start + 6] == "market"
    with pytest.raises(UsageError, match="must be words of the report"):
        corrected(wire, book, "cue", "never told", nth)


def test_who_passes_it_on_is_corrected(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    before = attribution_of(wire, nth)
    start = wire.report.text.index("market")
    laid = corrected(wire, book, "through", {"name": "Reuters", "span": [start, start + 6]}, nth)
    now = attribution_of(laid, nth)
    assert {name for name in now.__struct_fields__ if getattr(now, name) != getattr(before, name)} == {"parent"}
    assert now.parent is not None
    outer = laid.attributions[now.parent]
    assert (outer.source, outer.source_kind, outer.manner) == (((start, start + 6),), "media", "indirect")
    ((first, last),) = outer.content
    assert all(first <= span[0] and span[1] <= last for span in (*now.source, *now.cue, *now.content))
    told = {"id": "reuters", "name": "Reuters", "kind": "organization", "roles": ["JRN"]}
    assert field_value(laid, laid.claims[nth], "through") == {**told, "text": "market", "spans": [[start, start + 6]]}
    assert corrected(laid, book, "through", None, nth).claims[nth].attribution == wire.claims[nth].attribution
    assert corrected(laid, book, "through", "Reuters", nth).attributions == laid.attributions
    alone = next(n for n, claim in enumerate(wire.claims) if claim.attribution is None)
    with pytest.raises(UsageError, match="correct the source before who passes it on"):
        corrected(wire, book, "through", "Reuters", alone)


def test_who_passes_it_on_is_told_beside_the_origin(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    laid = corrected(wire, book, "through", "Reuters", nth)
    was, now = (Sources(one, book).of(one.claims[nth]) for one in (wire, laid))
    assert (now.key, now.through) == (was.key, (*was.through, "Reuters"))


NAMES = st.sampled_from(["Hezbollah", "SYR-MIL", "Reuters", "A doctor", "the White Fields Front", "Ümit Çelik", "x"])


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_is_corrected_and_undone_the_record_holds_and_nothing_but_the_field_changes(
    data: st.DataObject, wire: CodedReport, book: Codebook
) -> None:
    size = len(wire.report.text)
    spans = st.one_of(st.none(), st.tuples(st.integers(0, size - 2), st.integers(1, 40)).map(lambda s: (s[0], min(sum(s), size))))
    values: dict[str, st.SearchStrategy[object]] = {
        "source": st.one_of(st.none(), NAMES, st.just({}), NAMES.map(lambda n: {"name": n})),
        "who": st.lists(NAMES, max_size=2), "where": st.lists(st.sampled_from(["Saraqib", "Nowhere"]), max_size=2),
        "when": st.sampled_from([None, "2016-05-09"]), "toll.killed": st.one_of(st.none(), st.integers(0, 99)),
        "through": st.one_of(st.none(), NAMES, st.just({}), NAMES.map(lambda n: {"name": n})),
        "stance": st.sampled_from(STANCES), "manner": st.sampled_from(["quote", "indirect", "mixed"]),
        "status": st.sampled_from(STATUSES), "act": st.sampled_from(sorted(book.acts.acts)),
    }  # fmt: skip
    rows: list[Judgement] = []
    for n in range(data.draw(st.integers(1, 5))):
        field = data.draw(st.sampled_from(sorted(values)))
        claim = wire.claims[data.draw(st.integers(0, len(wire.claims) - 1))]
        row = judge(
            "correct", claims=[ClaimRef(report=wire.report.id, claim=claim.id)], field=field, after=data.draw(values[field]),
            span=data.draw(spans), at=minute(n),
        )  # fmt: skip
        try:
            lay_over(wire, [*rows, row], book)
        except UsageError as error:
            assert "correct the source before" in str(error)
            continue
        rows.append(row)
    laid = check(lay_over(wire, rows, book))
    corrected_fields = {(row.claims[0].claim, row.field) for row in rows}
    for claim, now in zip(wire.claims, laid.claims, strict=True):
        for field in FIELDS:
            value = field_value(laid, now, field)
            same = (
                ATTRIBUTION_FIELDS
                if field in ATTRIBUTION_FIELDS
                else ("when", "from", "to")
                if field in ("from", "to")
                else (field,)
            )
            if not any((claim.id, one) in corrected_fields for one in same):
                assert value == field_value(wire, claim, field)
            # What stands can be put back as it stands.
            ref = ClaimRef(report=wire.report.id, claim=claim.id)
            assert lay_over(laid, [judge("correct", claims=[ref], field=field, after=value, at=minute(99))], book) == laid
    for row in rows:
        # What was picked is what stands as evidence; what was not picked has no words of the report.
        made = field_value(laid, next(c for c in laid.claims if c.id == row.claims[0].claim), row.field or "")
        last = [one for one in rows if (one.claims, one.field) == (row.claims, row.field)][-1]
        if last is row and row.field in ("who", "where") and isinstance(made, list):
            assert [one.get("span") for one in made] == [list(row.span) if row.span else None] * len(made)
    undos = [judge("undo", undoes=row.id, at=minute(200 + n)) for n, row in enumerate(rows)]
    assert lay_over(wire, [*rows, *undos], book) == wire


def test_another_act_brings_its_crosswalk(wire: CodedReport, book: Codebook) -> None:
    claim = corrected(wire, book, "act", "airstrike").claims[1]
    act = book.acts.acts["airstrike"]
    assert (claim.act, claim.type, claim.mode, claim.cameo, claim.acled) == (act.name, act.type, act.mode, act.cameo, act.acled)
    with pytest.raises(UsageError, match="'sneeze' is no act"):
        corrected(wire, book, "act", "sneeze")


def test_who_by_registry_id_by_name_and_by_the_words_in_the_text(wire: CodedReport, book: Codebook) -> None:
    start = wire.report.text.index("market")
    laid = corrected(wire, book, "who", ["SYR-MIL", "Hezbollah", "A new front", {"span": [start, start + 6]}], span=(3, 8))
    found = [laid.actors[i] for i in laid.claims[1].who]
    assert [one.id for one in found[:3]] == ["SYR-MIL", "hezbollah", None]
    assert found[0].country == "SYR" and found[0].roles == ("MIL",)
    assert found[2].name == "A new front"
    assert [one.text for one in found] == [wire.report.text[3:8]] * 3 + ["market"]


def test_a_mention_that_stands_there_already_is_used(wire: CodedReport, book: Codebook) -> None:
    actor = wire.actors[0]
    laid = corrected(wire, book, "whom", [{"span": [actor.start, actor.end]}])
    assert laid.claims[1].whom == (0,) and laid.actors == wire.actors


def test_a_place_without_an_id_says_why(wire: CodedReport, book: Codebook) -> None:
    laid = corrected(
        wire, book, "where", ["the old mill", {"geonameid": 164816, "name": "Saraqib", "kind": "city", "precision": 1}]
    )
    first, second = (laid.places[i] for i in laid.claims[1].where)
    assert (first.name, first.geonameid) == ("the old mill", None) and first.reason
    assert (second.geonameid, second.reason) == (164816, None)
    assert (first.start, first.end, first.text) == (wire.claims[1].trigger[0],) * 2 + ("",)


def test_when_sets_the_days_and_the_last_word_counts(wire: CodedReport, book: Codebook) -> None:
    claim = corrected(wire, book, "when", "2016-05-09").claims[1]
    assert (claim.from_, claim.to) == ("2016-05-09", "2016-05-09")
    claim = corrected(wire, book, "when", {"from": "2016-05-01", "to": "2016-05-07", "precision": 2}).claims[1]
    assert (claim.from_, claim.to) == ("2016-05-01", "2016-05-07")
    claim = corrected(wire, book, "when", None).claims[1]
    assert (claim.when, claim.from_, claim.to) == (None, None, None)
    claim = corrected(wire, book, "to", "2016-05-11").claims[1]
    assert (claim.from_, claim.to) == (wire.claims[1].from_, "2016-05-11")


def test_a_toll_takes_the_place_of_those_of_its_harm_alone(wire: CodedReport, book: Codebook) -> None:
    nth = next(i for i, c in enumerate(wire.claims) if {wire.tolls[t].harm for t in c.tolls} >= {"killed", "injured"})
    laid = corrected(wire, book, "toll.killed", 21, nth)
    tolls = [laid.tolls[i] for i in laid.claims[nth].tolls]
    assert [t.best for t in tolls if t.harm == "killed"] == [21]
    assert [t for t in tolls if t.harm == "injured"] == [
        wire.tolls[i] for i in wire.claims[nth].tolls if wire.tolls[i].harm == "injured"
    ]
    gone = corrected(wire, book, "toll.killed", None, nth)
    assert {gone.tolls[i].harm for i in gone.claims[nth].tolls} == {"injured"}


def test_a_weapon_stands_where_its_words_do(wire: CodedReport, book: Codebook) -> None:
    laid = corrected(wire, book, "weapon", "market")
    assert wire.report.text[slice(*(laid.claims[1].weapon or ()))] == "market"
    assert corrected(wire, book, "weapon", None).claims[1].weapon is None
    with pytest.raises(UsageError, match="must be words of the report"):
        corrected(wire, book, "weapon", "a thing not told")
    start = wire.report.text.index("market")
    with pytest.raises(UsageError, match="must be words of the report"):
        corrected(wire, book, "weapon", "nuclear bomb", span=(start, start + 6))


@pytest.mark.parametrize(
    ("field", "value"),
    [("weapon", "nuclear bomb"), ("weapon", "a"), ("cue", {"text": "doctor"}), ("content", {"text": "x", "spans": [[0, 4]]})],
)  # fmt: skip
def test_what_is_words_of_the_report_is_the_words_that_were_picked(wire: CodedReport, field: str, value: object) -> None:
    start = wire.report.text.index("market")
    with pytest.raises(UsageError, match="was given, and"):
        check_evidence(wire, field, value, (start, start + 6))
    check_evidence(wire, field, "Market", (start, start + 6))
    check_evidence(wire, "who", ["nuclear bomb"], (start, start + 6))


def test_a_kind_of_source_that_was_judged_outlives_another_source(wire: CodedReport, book: Codebook) -> None:
    nth = next(n for n, claim in enumerate(wire.claims) if claim.attribution is not None)
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[nth].id)
    kind = judge("correct", claims=[ref], field="source_kind", after="expert", at=minute(0))
    source = judge("correct", claims=[ref], field="source", after="Hezbollah", at=minute(1))
    assert attribution_of(lay_over(wire, [source], book), nth).source_kind == "party"
    assert attribution_of(lay_over(wire, [kind, source], book), nth).source_kind == "expert"
    later = judge("correct", claims=[ref], field="source_kind", after="witness", at=minute(2))
    assert attribution_of(lay_over(wire, [kind, source, later], book), nth).source_kind == "witness"
    itself = judge("correct", claims=[ref], field="source", after=None, at=minute(3))
    assert lay_over(wire, [kind, source, later, itself], book).claims[nth].attribution is None
    again = judge("correct", claims=[ref], field="source", after="Hezbollah", at=minute(4))
    assert attribution_of(lay_over(wire, [kind, itself, again], book), nth).source_kind == "party"


def test_a_span_that_the_text_no_longer_has_is_no_evidence(wire: CodedReport, book: Codebook) -> None:
    laid = corrected(wire, book, "who", ["Somebody"], span=(10**6, 10**6 + 4))
    actor = laid.actors[laid.claims[1].who[0]]
    assert (actor.start, actor.text, actor.name) == (wire.claims[1].trigger[0], "", "Somebody")


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ("who", [{"span": [99998, 99999]}, "Blue Army"]), ("where", [{"span": [99998, 99999]}]),
        ("when", {"span": [99998, 99999]}), ("toll.killed", {"span": [99998, 99999]}), ("toll.killed", {"span": [0, 4]}),
        ("source", {"kind": "group"}), ("source", {"country": "SYR", "span": [99998, 99999]}),
    ],
)  # fmt: skip
def test_a_mention_that_says_nothing_is_refused(wire: CodedReport, book: Codebook, field: str, after: object) -> None:
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[1].id)
    row = make_judgement("correct", "Ana", claims=[ref], field=field, after=after)
    with pytest.raises(UsageError):
        lay_over(wire, [row], book)
    assert lay_over_fitting(wire, [row], book) == (wire, (row,))


def test_putting_back_what_is_there_changes_nothing(wire: CodedReport, book: Codebook) -> None:
    for nth, claim in enumerate(wire.claims):
        for field in FIELDS:
            value = field_value(wire, claim, field)
            assert json.loads(msgspec.json.encode(value)) == value
            assert corrected(wire, book, field, value, nth) == wire, (field, value)


def test_what_the_machine_now_sees_differently_is_opened_again(wire: CodedReport) -> None:
    ref = ClaimRef(report=wire.report.id, claim=wire.claims[1].id)
    before = field_value(wire, wire.claims[1], "who")
    kept = make_judgement("correct", "Ana", claims=[ref], field="who", before=before, after=["SYR-MIL"])
    other = make_judgement("correct", "Ana", claims=[ref], field="status", before="denied", after="possible")
    lost = make_judgement("reject", "Ana", claims=[ClaimRef(report=wire.report.id, claim="gone")])
    assert set(reopened([kept, other, lost], wire)) == {other, lost}


# -- what follows of a corrected source

TOLD = (
    ("Adamawa Courier", "A bomb killed 12 people at a market in Mubi on Monday, police said."),
    ("Benue Post", "A bomb at a market in Mubi on Monday killed 19 people, a hospital official said."),
    ("Lake Chad Times", "A bomb at a market in Mubi on Monday killed 17 people, the Red Cross said."),
)


@pytest.fixture(scope="module")
def bombing() -> list[CodedReport]:
    return [api.code(text, publisher=publisher, published="2019-03-05", title=publisher) for publisher, text in TOLD]


def assessed(reports: list[CodedReport], book: Codebook, **source: Any) -> AssessedIncident:
    """Reports, and what the source of every claim of the second is corrected to -> the incident, linked and assessed anew."""
    (rows, laid) = ([], reports)
    if source:
        refs = [ClaimRef(report=reports[1].report.id, claim=claim.id) for claim in reports[1].claims]
        rows = [make_judgement("correct", "Ana", claims=[ref], field="source", **source) for ref in refs]
        laid = [check(lay_over(one, rows, book)) for one in reports]
    linked = max(api.link(laid), key=lambda one: len({ref.report for ref in one.claims}))
    (found,) = api.assess([linked], laid)
    assert {claim.id for one in laid for claim in one.claims} == {claim.id for one in reports for claim in one.claims}
    return found


def test_a_corrected_source_changes_how_many_are_independent(bombing: list[CodedReport], book: Codebook) -> None:
    before = assessed(bombing, book).assessment
    assert (before.independent, len(before.origins)) == (3, 3)
    text = bombing[1].report.text
    start = text.index("hospital")
    for told in (
        {"after": "police"},
        {"after": "police", "span": (start, start + 8)},
        {"after": {"name": "police"}, "span": (start, start + 8)},
    ):
        same = assessed(bombing, book, **told).assessment
        assert (same.independent, len(same.origins)) == (2, 2), told
    other = assessed(bombing, book, after="the Mubi Traders' Union").assessment
    assert other.independent == 3
    assert any("Traders' Union" in origin.name for origin in other.origins)
    none = assessed(bombing, book, after=None).assessment
    assert any(origin.name == "Benue Post" and origin.kind == "media" for origin in none.origins)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NGA-COP", "official"),
        ("boko-haram", "party"),
        ("Reuters", "media"),
        ("the Mubi Traders' Union", None),
        ("residents", "witness"),
    ],
)
@pytest.mark.parametrize("picked", [True, False])
def test_an_origin_bears_the_name_that_a_person_gave_it(
    bombing: list[CodedReport], book: Codebook, name: str, kind: str | None, picked: bool
) -> None:
    start = bombing[1].report.text.index("hospital")
    span = (start, start + 8) if picked else None
    before = {origin.name for origin in assessed(bombing, book).assessment.origins}
    after = assessed(bombing, book, after=name, span=span).assessment
    (own,) = [origin for origin in after.origins if set(origin.claims) & {claim.id for claim in bombing[1].claims}]
    assert kind is None or own.kind == kind
    assert "hospital" not in own.name.casefold()
    assert own.name not in before or name == "NGA-COP"
