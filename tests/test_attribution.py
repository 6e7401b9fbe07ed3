from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportedly.codebook.book import Codebook, load_codebook
from reportedly.coding.attribution.layer import AttributionModel, find_attributions, load_attribution_model
from reportedly.coding.attribution.merge import merge
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.rules import find_by_rules
from reportedly.coding.parse import Parsed, load_parser, parse
from reportedly.errors import UsageError
from reportedly.record import Actor, Attribution, Mark, Report, Spans, digest

CASES = tomllib.loads((Path(__file__).parent / "cases" / "attribution.toml").read_text(encoding="utf-8"))["case"]
SOURCES = tomllib.loads((Path(__file__).parent / "cases" / "attribution_sources.toml").read_text(encoding="utf-8"))["case"]


@cache
def nlp() -> Any:
    return load_parser()


@cache
def book() -> Codebook:
    return load_codebook()


def parsed(text: str, marks: tuple[Mark, ...] = ()) -> Parsed:
    return parse(nlp(), Report(id="r", text=text, sha256=digest(text)), marks)


def find(
    text: str, actors: tuple[Actor, ...] = (), marks: tuple[Mark, ...] = (), learned: bool = False
) -> tuple[Attribution, ...]:
    return find_attributions(parsed(text, marks), book(), actors, shipped() if learned else None)


@cache
def shipped() -> AttributionModel:
    model = load_attribution_model()
    assert model is not None
    return model


def rows(text: str, attributions: Iterable[Attribution]) -> list[dict[str, Any]]:
    return [
        {
            "source": words(text, a.source), "cue": words(text, a.cue), "content": words(text, a.content),
            "manner": a.manner, "stance": a.stance, "kind": a.source_kind,
        } | ({} if a.parent is None else {"parent": a.parent})
        for a in attributions
    ]  # fmt: skip


def without_cue(row: dict[str, Any], cues: Iterable[str]) -> dict[str, Any]:
    """Row of an attribution -> the same with its content as words, less those that one reader counts to the cue."""
    beside = set(re.findall(r"\w+", " ".join(cues)))
    content = [word for word in re.findall(r"\w+", " ".join(row["content"])) if word not in beside]
    return {**row, "content": content, "cue": None}


def words(text: str, spans: Spans) -> list[str]:
    return [text[start:end] for start, end in spans]


def span(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['phenomenon']}: {case['text'][:50]}")
def test_attributions_of_a_sentence(case: dict[str, Any]) -> None:
    assert rows(case["text"], find(case["text"])) == case["attributions"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['phenomenon']}: {case['text'][:50]}")
def test_attributions_of_a_sentence_as_shipped(case: dict[str, Any]) -> None:
    """Only the edges of the cue may differ from what the rules say: "said" or "said in a statement"."""
    wanted = case.get("learned", case["attributions"])
    found = rows(case["text"], find(case["text"], learned=True))
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        cues = [*one["cue"], *other["cue"]]
        assert without_cue(one, cues) == without_cue(other, cues)
        assert bool(one["cue"]) == bool(other["cue"])
        assert not one["cue"] or set(re.findall(r"\w+|[:—–-]", " ".join(one["cue"]))) & set(
            re.findall(r"\w+|[:—–-]", " ".join(other["cue"]))
        )


@pytest.mark.parametrize("case", SOURCES, ids=lambda case: case["text"][:60])
@pytest.mark.parametrize("learned", [False, True], ids=["rules", "shipped"])
def test_source_is_the_actor_at_its_first_full_mention(case: dict[str, Any], learned: bool) -> None:
    text = case["text"]
    actors: list[Actor] = []
    for row in case["actors"]:
        start = text.index(row["text"], actors[-1].end if actors else 0)
        actors.append(
            Actor(
                start=start, end=start + len(row["text"]), text=row["text"], kind=row["kind"],
                roles=tuple(row.get("roles", ())), same_as=row.get("same_as"),
            )
        )  # fmt: skip
    found = find(text, tuple(actors), learned=learned)
    assert [a.source_actor for a in found] == [None if i < 0 else i for i in case["source_actors"]]
    assert [a.source_kind for a in found] == case["kinds"]


def test_nothing_is_attributed_in_boilerplate() -> None:
    text = "The army said its men had left.\nSubscribe, our editors said, and read more."
    start = text.index("Subscribe")
    marks = (Mark(start=start, end=len(text), kind="boilerplate"),)
    assert [words(text, a.content) for a in find(text, marks=marks)] == [["its men had left"]]


def test_offsets_are_code_points() -> None:
    text = "😀 قال الجيش. The army said “the dam é holds”."
    (found,) = find(text)
    assert words(text, found.source) == ["The army"]
    assert words(text, found.content) == ["“the dam é holds”"]


def test_learned_attributions_are_kept_and_levels_inside_them_added() -> None:
    text = "The agency quoted a commander as saying that residents had reported shelling near the dam."
    learned = RawAttribution(
        source=(span(text, "The agency"),), cue=(span(text, "quoted"),), confidence=0.9,
        content=((text.index("a commander"), len(text) - 1),),
    )  # fmt: skip
    report = parsed(text)
    raws = merge(report, [learned], find_by_rules(report, book().cues), book().cues)
    assert raws[0] == learned
    assert [words(text, raw.source) for raw in raws] == [["The agency"], ["a commander"], ["residents"]]


def test_rules_add_no_second_reading_of_a_learned_attribution() -> None:
    text = "Two men were shot dead, police said. The convoy was reportedly ambushed near Gao."
    learned = RawAttribution(
        source=(span(text, "police"),), cue=(span(text, "said"),), content=(span(text, "Two men were shot dead"),), confidence=0.9
    )
    report = parsed(text)
    raws = merge(report, [learned], find_by_rules(report, book().cues), book().cues)
    assert [words(text, raw.cue) for raw in raws] == [["said"], ["reportedly"]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("say,verb,states,speech,no,clause,", "stance is 'states'"),
        ("say,verb,asserts,speech,no,clauses,", "the frame 'clauses' is not known"),
        (",verb,asserts,speech,no,clause,", "the cue is empty"),
    ],
)
def test_a_wrong_line_of_the_table_of_cues_is_named(tmp_path: Path, line: str, reason: str) -> None:
    header = "cue,pos,stance,kind,factive,frames,weak\n"
    (tmp_path / "cues.csv").write_text(header + line + "\n", encoding="utf-8")
    (tmp_path / "source_kinds.csv").write_text("word,kind,speaks_for\n", encoding="utf-8")
    with pytest.raises(UsageError, match=reason) as error:
        _ = load_codebook(tmp_path).cues
    assert "line 2" in str(error.value)


def learned_content(text: str, source: str, cue: str, *content: str) -> list[list[str]]:
    raw = RawAttribution(
        source=(span(text, source),) if source else (), cue=(span(text, cue),), confidence=0.9,
        content=tuple(span(text, part) for part in content),
    )  # fmt: skip
    report = parsed(text)
    raws = merge(report, [raw], find_by_rules(report, book().cues), book().cues)
    return [words(text, raw.content) for raw in raws]


def test_a_lost_block_quotation_goes_to_the_cue_above_it() -> None:
    text = "The ministry released a statement on the siege,\n\n“Our units hold the eastern bank of the river and the bridge.”\n"
    found = learned_content(text, "The ministry", "released a statement", "the siege")
    assert found == [["“Our units hold the eastern bank of the river and the bridge.”"]]


def test_a_content_cut_in_the_middle_of_its_clause_is_made_whole() -> None:
    text = "Mali has confirmed the death of a colonel and two soldiers who died when a truck hit a mine."
    found = learned_content(text, "Mali", "has confirmed", "the death of a colonel and two soldiers who")
    assert found == [["the death of a colonel and two soldiers who died when a truck hit a mine"]]


def test_a_clause_that_belongs_to_the_content_is_not_cut_off() -> None:
    text = "The mayor said the town would fall if no help came."
    assert learned_content(text, "The mayor", "said", "the town would fall") == [["the town would fall if no help came"]]


def test_one_verb_of_quoting_makes_two_levels() -> None:
    text = "The general was quoted as saying by the state news agency that rebels had shelled the airport."
    agency, general = find(text, learned=True)
    assert (words(text, agency.source), words(text, general.source)) == (["the state news agency"], ["The general"])
    assert (agency.parent, general.parent) == (None, 0)
    assert words(text, general.content) == ["that rebels had shelled the airport"]


def test_who_is_cited_is_no_part_of_the_content() -> None:
    text = "Twelve miners are missing, the Daily Lantern reported, citing two security officials."
    found = learned_content(text, "the Daily Lantern", "reported", "Twelve miners are missing", "two security officials")
    assert found == [["Twelve miners are missing"], ["Twelve miners are missing"]]


def test_what_only_seems_so_to_the_reporter_is_no_attribution() -> None:
    text = "It seemed as though the town might fall."
    assert learned_content(text, "", "seemed", "as though the town might fall") == []


def test_the_learned_extractor_lets_stand_what_the_reporter_saw() -> None:
    text = "We saw three burnt lorries. Our correspondent said the road was empty."
    assert learned_content(text, "We", "saw", "three burnt lorries") == []


def test_a_deed_with_a_thing_for_its_object_is_no_attribution() -> None:
    text = "The rebels regularly attack the eastern suburbs."
    assert learned_content(text, "The rebels", "regularly attack", "the eastern suburbs") == []
    text = "The rebels attacked the governor as “a thief and a coward”."
    assert learned_content(text, "The rebels", "attacked", "the governor as “a thief and a coward”") != []


def test_a_dateline_is_no_part_of_a_content() -> None:
    text = "DAKAR, March 3 (Baraka News) - Two men were shot dead, police said."
    dateline = Mark(start=0, end=text.index(" - "), kind="dateline")
    (found,) = find(text, marks=(dateline,))
    assert words(text, found.content) == ["Two men were shot dead"]


def test_who_is_told_is_not_the_source() -> None:
    text = "The gunmen came from the hills, three residents told the Dispatch."
    raw = RawAttribution(
        source=(span(text, "the Dispatch"),), cue=(span(text, "told"),), confidence=0.9,
        content=(span(text, "The gunmen came from the hills"),),
    )  # fmt: skip
    report = parsed(text)
    (found,) = merge(report, [raw], find_by_rules(report, book().cues), book().cues)
    assert words(text, found.source) == ["three residents"]


EXAMPLE = Path(__file__).parents[2] / "shared" / "reports" / "000_e03c194c6745552e.txt"


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the running example does not stand beside the project")
@pytest.mark.parametrize("learned", [False, True])
def test_the_running_example_says_who_says_so(learned: bool) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    report = parsed(text, (Mark(start=text.index("The post "), end=len(text), kind="boilerplate"),))
    found = find_attributions(report, book(), (), load_attribution_model() if learned else None)
    assert [(*words(text, a.source), a.manner, a.stance, a.source_kind) for a in found] == [
        ("Russia", "indirect", "confirms", "official"),
        ("indirect", "asserts", "unnamed"),
        ("The Russian Defence Ministry", "quote", "asserts", "official"),
        ("it", "indirect", "denies", "other"),
        ("indirect", "asserts", "unnamed"),
        ("Retired US Air Force Lieutenant Karen Kwiatkowski", "quote", "asserts", "expert"),
        ("Barack Obama’s Secretary of Defence, Ash Carter", "indirect", "denies", "official"),
        ("who", "mixed", "asserts", "official"),
    ]
    statement, officer = found[2], found[5]
    assert len(statement.content) == len(officer.content) == 1
    assert text[slice(*statement.content[0])].count("\n") == 1, "one quotation over two paragraphs"
