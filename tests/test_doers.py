"""The model that names doers: what it may fill and what it may not, on invented reports; that it is the one its card names."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from reportedly.coding.claims.doers import DoerModel, load_doer_model
from reportedly.coding.coder import Models, code_report
from reportedly.coding.states import States
from reportedly.errors import UsageError
from reportedly.reading.draft import Draft, finish
from reportedly.record import CodedReport, to_json

SHIPPED = Path(str(files("reportedly.models") / "doers"))

REPORTS = (
    "MAROVA, March 3 - The president blamed the guerrillas for the death of the minister. Nobody was arrested.",
    "Government troops used rocket launchers and small arms fire to ambush the convoy. Two drivers were hurt.",
    "The authorities charge the self-defence groups with the mass murders of peasants in the region, the bishop said.",
    "Five villagers died in an explosion in Tessara. The governor visited the families and said nobody would be forgotten.",
    "The peasants were killed in the hills. Government troops had passed through the village of Suma a day earlier.",
)


def coded(text: str, models: Models) -> CodedReport:
    return code_report(finish(Draft(text=text, published="2019-03-05"), models.codebook.publishers, None, None), models)


@pytest.fixture(scope="module")
def plain(models: Models) -> Models:
    return replace(models, doers=None)


def model_in(folder: Path) -> Path:
    shutil.copytree(SHIPPED, folder)
    return folder


def test_a_word_has_the_mean_state_of_its_pieces() -> None:
    states = States([0, 3, 8], [3, 7, 12], np.array([[1.0, 0.0], [3.0, 2.0], [9.0, 9.0]]))
    assert states.word(0, 7).tolist() == [2.0, 1.0]
    assert states.word(8, 9).tolist() == [9.0, 9.0]
    assert states.word(7, 8).tolist() == [0.0, 0.0]


def test_only_empty_places_are_filled_and_from_their_own_sentence(models: Models, plain: Models) -> None:
    filled = 0
    for text in REPORTS:
        before, after = coded(text, plain), coded(text, models)
        known = {claim.trigger: claim for claim in before.claims}
        ends = [0, *(n + 1 for n, c in enumerate(text) if c == "."), len(text)]
        for claim in after.claims:
            old = known.get(claim.trigger)
            if old is not None and old.who:
                assert claim.who == old.who
            elif claim.who:
                filled += 1
                first = max(e for e in ends if e <= claim.trigger[0])
                last = min(e for e in ends if e > claim.trigger[0])
                assert all(first <= after.actors[i].start < last for i in claim.who)
        assert [a.text for a in after.actors] == [a.text for a in before.actors]
    assert filled


@pytest.mark.parametrize(
    ("number", "act", "doer"),
    [(0, "killing", "guerrillas"), (1, "ambush", "Government troops"), (2, "massacre", "self-defence groups")],
)
def test_who_is_blamed_who_used_the_arms_and_who_is_charged_did_it(number: int, act: str, doer: str, models: Models) -> None:
    report = coded(REPORTS[number], models)
    assert [doer] in [[report.actors[i].text for i in c.who] for c in report.claims if c.act == act]


def test_whom_the_police_only_hold_may_have_done_it_and_who_denies_it_is_not_named(models: Models, plain: Models) -> None:
    held = "The authorities charge the self-defence groups with the mass murders of peasants in the region."
    assert {c.status for c in coded(held, models).claims if c.act == "massacre" and c.who} <= {"possible"}
    denied = "The guerrillas denied any responsibility for the murders of four mayors in the region."
    assert [c.who for c in coded(denied, models).claims] == [c.who for c in coded(denied, plain).claims]


def test_whoever_holds_the_place_did_not_strike_it(models: Models) -> None:
    report = coded("An air raid has hit a village controlled by the rebels near Idlib, killing two women.", models)
    assert report.claims and not any(claim.who for claim in report.claims)


def test_the_dead_and_those_who_speak_or_stand_in_another_sentence_did_not_do_it(models: Models) -> None:
    for text in REPORTS[3:]:
        assert not any(claim.who for claim in coded(text, models).claims if claim.type == "ASSAULT")


def test_a_report_reads_the_same_after_others(models: Models) -> None:
    alone = to_json(coded(REPORTS[0], models))
    for text in REPORTS[1:]:
        coded(text, models)
    assert to_json(coded(REPORTS[0], models)) == alone


def test_a_score_is_a_probability_and_unknown_features_change_nothing() -> None:
    model = load_doer_model()
    assert isinstance(model, DoerModel)
    zero = np.zeros(384, dtype=np.float32)
    bare = model.score(zero, zero, [])
    assert 0 < bare < 1
    assert model.score(zero, zero, ["no such feature"]) == bare


def test_a_model_that_was_left_out_is_none_and_one_that_was_changed_is_refused(tmp_path: Path) -> None:
    assert load_doer_model(tmp_path) is None
    folder = model_in(tmp_path / "doers")
    (folder / "features.json").write_text("[]\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"features\.json"):
        load_doer_model(folder)


def test_the_card_names_what_it_learned_from_and_its_files_are_small() -> None:
    card = json.loads((SHIPPED / "card.json").read_text(encoding="utf-8"))
    assert "MUC-4 train" in card["trained_on"]
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) < 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "Three marchers were shot dead in Surat on Monday in the presence of police guarding the march.",
        "Two people were killed and shops were looted in Surat, where police were guarding the march.",
        "A student was shot dead in Meerut on Monday near policemen who escorted a convoy.",
    ],
)
def test_police_who_only_guard_did_not_do_it(text: str, models: Models) -> None:
    assert [claim.who for claim in coded(text, models).claims if claim.act == "killing"] == [()]
