"""Acts: what tells of each, what must not be taken for it, and a table that users can edit without breaking it."""

from __future__ import annotations

import shutil
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportedly.codebook.acts import MODES, OTHER_NEWS, SUB_EVENTS, Act, load_acts
from reportedly.codebook.book import default_folder
from reportedly.coding.claims.arguments import is_passive
from reportedly.coding.claims.carriers import carried_by, host
from reportedly.coding.coder import Models
from reportedly.coding.parse import parse
from reportedly.errors import UsageError
from reportedly.record import Claim, CodedReport, Report

Code = Callable[..., CodedReport]
CASES: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "events.toml").read_text(encoding="utf-8"))
VOICES = ("active", "passive")
TELLS = [(act, voice, text) for act, case in CASES.items() for voice in VOICES for text in case[voice]]
OTHERS = [(act, text) for act, case in CASES.items() for text in case["other"]]
LIGHT = load_acts(default_folder()).classes["light"]


def voice_of(models: Models, text: str, claim: Claim) -> str:
    """Active: told by an active verb, or by a noun that one carries ("carried out a raid"); else passive, nouns included."""
    doc = parse(models.nlp, Report(id="t", text=text, sha256="")).doc
    words = [token for token in doc if claim.trigger[0] <= token.idx < claim.trigger[1]]
    verb = next((token for token in words if token.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        carriers = [(token, host(token)) for token in words if token.dep_ not in ("nsubj", "nsubjpass")]
        verb = next((carrier for _, carrier in carriers if carrier is not None and carried_by(carrier, LIGHT)), None)
    return "passive" if verb is None or is_passive(verb) else "active"


@pytest.mark.parametrize(("act", "voice", "text"), TELLS, ids=[f"{act}: {text[:50]}" for act, _, text in TELLS])
def test_find_claims_finds_the_act(code: Code, models: Models, act: str, voice: str, text: str) -> None:
    told = [claim for claim in code(text).claims if claim.act == act and claim.status in ("asserted", "planned", "possible")]
    assert told
    assert voice_of(models, text, told[0]) == voice


@pytest.mark.parametrize(("act", "text"), OTHERS, ids=[f"{act}: {text[:50]}" for act, text in OTHERS])
def test_find_claims_leaves_out_what_is_not_told(code: Code, act: str, text: str) -> None:
    assert act not in [claim.act for claim in code(text).claims if claim.status == "asserted"]


def test_every_act_has_its_sentences() -> None:
    # Other news is what no sentence tells by itself (test_other_news.py).
    assert set(load_acts(default_folder()).acts) - {OTHER_NEWS} == set(CASES)
    assert [act for act, case in CASES.items() if not (case["active"] or case["passive"]) or not case["other"]] == []


def groups_of(act: Act) -> list[tuple[str, ...]]:
    """What a sentence about an act is counted for: its ACLED sub-event, its PLOVER type, its type and mode."""
    groups: list[tuple[str, ...]] = [("ACLED", act.acled.sub_event_type)] if act.acled else []
    if act.type:
        groups.append(("PLOVER", act.type))
    if act.type and act.mode:
        groups.append(("PLOVER", act.type, act.mode))
    return groups


def test_every_sub_event_and_every_type_and_mode_has_an_active_a_passive_and_a_counter_example() -> None:
    acts = load_acts(default_folder()).acts
    told: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for act, case in CASES.items():
        for group in groups_of(acts[act]):
            told[group] |= {voice for voice in (*VOICES, "other") if case[voice]}
    wanted: set[tuple[str, ...]] = {("ACLED", name) for names in SUB_EVENTS.values() for name in names}
    wanted |= {("PLOVER", kind) for kind in MODES}
    wanted |= {("PLOVER", kind, mode) for kind, modes in MODES.items() for mode in modes}
    assert len([group for group in wanted if group[0] == "ACLED"]) == 25
    assert {group: sorted({*VOICES, "other"} - told[group]) for group in sorted(wanted) if len(told[group]) < 3} == {}


def test_acts_reach_every_acled_sub_event_and_every_plover_type_and_mode() -> None:
    acts = load_acts(default_folder()).acts.values()
    assert {act.acled.sub_event_type for act in acts if act.acled} == {name for names in SUB_EVENTS.values() for name in names}
    reached = {(act.type, act.mode) for act in acts}
    assert {(kind, mode) for kind, modes in MODES.items() for mode in modes} <= reached
    assert set(MODES) <= {kind for kind, _ in reached if kind}


def test_headline_and_lead_are_one_claim(code: Code) -> None:
    found = code("Bomb kills four in Kano\n\nA bomb killed four people in Kano on Monday, a hospital official told reporters.")
    by_source: dict[object, int] = {}
    for claim in found.claims:
        by_source[claim.attribution] = by_source.get(claim.attribution, 0) + 1
    assert set(by_source.values()) == {1}


def test_the_blast_is_the_one_already_told(code: Code) -> None:
    found = code("A bomb exploded outside a bank in Kano on Monday. The blast wounded three people.")
    assert len(found.claims) == 1
    assert [found.tolls[i].best for i in found.claims[0].tolls] == [3]


def test_ids_are_those_of_the_content(code: Code) -> None:
    text = "Rebels seized the town of Bunagana on Monday."
    one, two = code(text), code(text)
    assert [c.id for c in one.claims] == [c.id for c in two.claims]
    assert all(len(c.id) == 16 for c in one.claims)


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("acts.csv", 'attack,"An armed', 'clash,"An armed', "stands in line"),
        ("acts.csv", ",ASSAULT,aerial,", ",ASSAULT,flying,", "mode is 'flying'"),
        (
            "acts.csv",
            ",Battles,Armed clash,1|2,force|generic",
            ",Battles,Armed fight,1|2,force|generic",
            "sub_event_type is 'Armed fight'",
        ),
        ("triggers.csv", ",verb,ambush,", ",verb,ambusch,", "act 'ambusch' is not in acts.csv"),
        ("triggers.csv", "@armed", "@armd", "class '@armd'"),
        ("triggers.csv", "territory,+nonstate", "territory,+rebel", "test '\\+rebel'"),
        ("weapons.csv", ",bombing", ",bombng", "act 'bombng'"),
        ("speech.csv", "promise,AID", "promise,HELP", "of is 'HELP'"),
    ],
)
def test_load_acts_names_file_and_line(tmp_path: Path, table: str, old: str, new: str, says: str) -> None:
    folder = tmp_path / "codebook"
    shutil.copytree(default_folder(), folder)
    path = folder / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{table}, line \d+: .*{says}"):
        load_acts(folder)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The police did not respond to their calls.", "did not respond"),
        ("The army took no action while houses burned.", "took no action"),
        ("The police were unable to stop the mob.", "unable"),
    ],
)
def test_the_trigger_of_inaction_says_what_was_not_done(code: Code, text: str, trigger: str) -> None:
    (claim,) = [c for c in code(text).claims if c.act == "inaction"]
    assert (text[slice(*claim.trigger)], claim.status) == (trigger, "asserted")


def test_inaction_that_is_denied_is_not_asserted(code: Code) -> None:
    (claim,) = [c for c in code("The police denied that they had failed to act.").claims if c.act == "inaction"]
    assert claim.status == "denied"


@pytest.mark.parametrize(
    "text",
    [
        "Police fired 45 rounds at a crowd. Later the police fired ten rounds at the crowd.",
        "Police resorted to firing in Saleera on Friday. That day police opened fire in Kolmara.",
    ],
)
def test_other_shots_and_other_places_are_another_event(code: Code, text: str) -> None:
    assert [c.type for c in code(text, "2002-03-30").claims] == ["ASSAULT", "ASSAULT"]
