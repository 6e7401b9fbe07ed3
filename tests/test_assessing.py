"""Tolls by rule, by side and in parts, and what origins contradict each other in: invented reports, coded and linked for real."""

from __future__ import annotations

import pytest

from reportedly import api
from reportedly.assessing.assessor import Examination, examine
from reportedly.assessing.disputes import Dispute
from reportedly.assessing.figures import OF_ATTACKERS
from reportedly.assessing.tolls import DEFAULT_RULE, RULES
from reportedly.cli.linking import TOLL_RULES
from reportedly.codebook.book import load_codebook


def examined(*texts: tuple[str, str, str], rule: str = DEFAULT_RULE) -> Examination:
    """Publisher, day and text of each report -> the examination of the incident that most of their claims are in."""
    coded = [api.code(text, publisher=publisher, published=day, title=publisher) for publisher, day, text in texts]
    incident = max(api.link(coded), key=lambda one: (len({ref.report for ref in one.claims}), len(one.claims)))
    return examine(incident, {one.report.id: one for one in coded}, load_codebook(), rule)


def killed(found: Examination) -> dict[str, int | None]:
    return {own.origin: own.best for own in found.assessment.tolls["killed"].by_origin}


def sides(found: Examination) -> dict[str, int | None]:
    return {one.side.id: one.toll.best for one in found.sides if one.harm == "killed"}


def dispute(found: Examination, field: str) -> Dispute:
    (one,) = [one for one in found.disputes if one.field == field]
    return one


POLICE = "A bomb killed 12 people at a market in Mubi on Monday, police said."
DOCTORS = "A bomb at a market in Mubi on Monday killed 19 people, a hospital official said."
AGENCY = "A bomb at a market in Mubi on Monday killed 17 people, the Red Cross said."
REPORTS = (
    ("Adamawa Courier", "2019-03-05", POLICE),
    ("Benue Post", "2019-03-06", DOCTORS),
    ("Lake Chad Times", "2019-03-05", AGENCY),
)


@pytest.mark.parametrize(("rule", "best"), [("most-origins-then-latest", 19), ("acled", 12), ("ucdp", 17)])
def test_how_a_total_moves_between_rules(rule: str, best: int) -> None:
    toll = examined(*REPORTS, rule=rule).assessment.tolls["killed"]
    assert (toll.low, toll.best, toll.high, toll.rule) == (12, best, 19, rule)
    assert sorted(own.best or 0 for own in toll.by_origin) == [12, 17, 19]


def test_rules_of_the_command_line_are_those_there_are() -> None:
    assert set(TOLL_RULES) == set(RULES)
    assert TOLL_RULES[0] == DEFAULT_RULE


def test_an_update_of_the_same_origin_supersedes_and_another_does_not() -> None:
    later = "The death toll of Monday's bombing in Mubi has risen to 15, police said on Wednesday."
    found = examined(*REPORTS, ("Yola Mail", "2019-03-07", later))
    assert 15 in killed(found).values()
    assert 12 not in killed(found).values()
    assert found.assessment.tolls["killed"].low == 15


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("An airstrike on Saraqib on Tuesday killed 22 people, among them two nurses, a doctor said.", 22, 2),
        ("An airstrike on Saraqib on Tuesday killed 22 people, six of them civilians, a doctor said.", 22, 6),
        ("An airstrike on Saraqib on Tuesday killed 22 people, including four children, a doctor said.", 22, 4),
    ],
)
def test_a_part_is_neither_added_nor_lost(text: str, whole: int, part: int) -> None:
    found = examined(("Orontes Times", "2016-05-11", text))
    assert list(killed(found).values()) == [whole]
    assert [one.figure[1] for one in found.parts] == [part]
    start, end = found.parts[0].span
    assert text[start:end].split()[0] == found.parts[0].words.split()[0]
    assert sides(found) == {"civilians": part, "unknown": whole - part}


def test_combatants_and_civilians_are_kept_apart() -> None:
    text = "Shells hit Saraqib on Tuesday, killing nine civilians and three Syrian soldiers, a doctor said."
    found = examined(("Orontes Times", "2016-05-11", text))
    assert list(killed(found).values()) == [12]
    assert sides(found) == {"SYR-GOV": 3, "civilians": 9}


def test_places_and_dates_in_conflict_are_disputed_with_who_says_which() -> None:
    found = examined(
        ("Orontes Times", "2016-05-12", "Shells killed 14 people at a market in Saraqib on Tuesday, residents said."),
        ("Idlib Herald", "2016-05-12", "Shells killed 14 people at a market in Saraqib on Wednesday, a doctor said."),
    )
    when = dispute(found, "when")
    assert [(one.value, len(one.by)) for one in when.versions] == [("2016-05-10", 1), ("2016-05-11", 1)]
    assert found.assessment.disputed
    assert found.assessment.standing == "corroborated"  # that it happened, and not on which day


def test_a_denial_says_who_clears_whom_and_who_is_blamed_instead() -> None:
    found = examined(
        ("Orontes Times", "2016-05-11", "The Syrian army shelled a market in Saraqib on Tuesday, residents said."),
        (
            "Barada Gazette",
            "2016-05-12",
            "The Syrian army did not shell the market in Saraqib on Tuesday, the Defence Ministry said. "
            "It said that rebels had shelled the market.",
        ),
    )
    who = dispute(found, "who")
    by_value = {one.value: one for one in who.versions}
    army = next(one for name, one in by_value.items() if "Syria" in name)
    assert army.by == ("residents",)
    assert army.denied_by == found.assessment.denied_by
    assert by_value["rebels"].by == found.assessment.denied_by


def test_who_tells_of_nothing_else_is_not_disputed() -> None:
    found = examined(*REPORTS)
    assert not found.disputes
    assert not found.assessment.disputed


def origins(found: Examination) -> dict[str, str]:
    return {origin.name: origin.why for origin in found.assessment.origins if origin.name in found.asserting}


def test_officials_of_a_headline_are_the_source_of_the_body() -> None:
    text = "Two people died when a bomb exploded in Mubi on Monday, the mayor, Ibrahim Bello, said."
    coded = api.code(f"Two killed by bomb in Mubi, officials say\n\n{text}", publisher="Benue Post", published="2019-03-06")
    (incident,) = api.link([coded])
    found = examine(incident, {coded.report.id: coded}, load_codebook())
    assert found.asserting == ("Ibrahim Bello",)


def test_a_watchdog_in_the_lead_is_the_group_named_below() -> None:
    text = (
        "Shells killed 14 people at a market in Saraqib on Tuesday, a rights group said. "
        "The Orontes Observatory said that the shells had hit the market in Saraqib at noon. "
        "Residents said that shells had hit the market again an hour later."
    )
    found = examined(("Orontes Times", "2016-05-11", text))
    assert found.asserting == ("Orontes Observatory", "Residents")
    assert "“rights group”" in origins(found)["Orontes Observatory"]


def test_who_told_it_to_one_agency_is_one_in_every_outlet() -> None:
    one = "A bomb at a market in Mubi on Monday killed 12 people, a nurse told Reuters."
    other = "Twelve people died on Monday when a bomb hidden in a cart blew up in Mubi, a nurse told Reuters. Stalls burned."
    apart = "Twelve people died on Monday when a bomb hidden in a cart blew up in Mubi, a nurse said. Stalls burned."
    days = ("2019-03-05", "2019-03-05", "2019-03-05")
    told = [*zip(("Adamawa Courier", "Benue Post", "Yola Mail"), days, (one, other, apart), strict=True)]
    assert len([name for name in examined(*told[:2]).asserting if "nurse" in name]) == 1
    assert len([name for name in examined(told[0], told[2]).asserting if "nurse" in name]) == 2


def test_police_of_two_cities_are_two() -> None:
    kano = "Nine people were killed by gunmen in Zaria on Monday, police in Kano said."
    kaduna = "Gunmen killed nine people in Zaria on Monday, police in Kaduna said. Shops stayed closed until the evening."
    found = examined(("Kano Post", "2019-03-05", kano), ("Kaduna Mail", "2019-03-05", kaduna))
    assert len([name for name in found.asserting if "olice" in name]) == 2
    same = examined(
        ("Kano Post", "2019-03-05", kano), ("Kaduna Mail", "2019-03-05", kaduna.replace("police in Kaduna", "police"))
    )
    assert len([name for name in same.asserting if "olice" in name]) == 1


def test_state_television_and_the_ministry_are_one() -> None:
    found = examined(
        ("Orontes Times", "2016-05-11", "Rebels shelled a market in Saraqib on Tuesday, Syrian state television said."),
        ("Idlib Herald", "2016-05-11", "Rebels shelled a market in Saraqib on Tuesday, the Syrian Defence Ministry said."),
    )
    assert len(found.asserting) == 1
    assert "one government" in origins(found)[found.asserting[0]]


MASSACRE = (
    "Butembo Post",
    "2021-03-04",
    "13 civilians were killed in an attack on Beni on Wednesday, the rights group Kivu Watch said. ",
)


def test_killed_attackers_are_no_other_toll_of_their_victims() -> None:
    outlet, day, text = MASSACRE
    found = examined((outlet, day, text + "The army said it had killed four of the attackers."))
    toll = found.assessment.tolls["killed"]
    assert (toll.low, toll.best, toll.high) == (13, 13, 13)
    assert [(one.words, one.origin, one.why) for one in found.parts] == [("four of the attackers", "army", OF_ATTACKERS)]
    assert found.disputes == () and not found.assessment.disputed
    assert found.asserting == ("Kivu Watch",)
    assert sides(found) == {"civilians": 13}


def test_an_army_that_calls_its_victims_attackers_contradicts_who_calls_them_civilians() -> None:
    found = examined(
        ("Butembo Post", "2021-03-04", "The army killed 13 civilians in an attack on Beni on Wednesday, residents said. "
         "The army said it had killed four of the attackers."),
    )  # fmt: skip
    assert killed(found) == {"residents": 13, "army": 4}
    assert found.assessment.disputed


DENIED = (
    ("Niger Mail", "2022-06-15", "Gunmen killed 12 people at a market in Ansongo, Mali, on Tuesday, the nurse Awa Keita said. "
     "Keita blamed the Azawad Dawn Brigade."),
    ("Gao Telegraph", "2022-06-15", "The Azawad Dawn Brigade denied on Wednesday that its fighters had attacked the market in "
     'Ansongo on Tuesday. "We did not kill civilians in Ansongo," the group\'s spokesman, Moussa Ag Rhissa, said. '
     "He accused the Malian army of carrying out the attack."),
)  # fmt: skip


def test_who_denies_it_and_accuses_others_does_not_assert_it() -> None:
    found = examined(*DENIED)
    assert found.assessment.denied_by == ("Azawad Dawn Brigade",)  # and its spokesman is no second origin
    assert found.asserting == ("Awa Keita",)


def test_the_version_that_is_denied_names_who_said_so() -> None:
    by_value = {one.value: one for one in dispute(examined(*DENIED), "who").versions}
    assert by_value["Azawad Dawn Brigade"].by == ("Awa Keita",)
    assert by_value["Azawad Dawn Brigade"].denied_by == ("Azawad Dawn Brigade",)
    assert by_value["Armed forces of Mali"].by == ("Azawad Dawn Brigade",)
