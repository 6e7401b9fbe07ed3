"""What keeps the deeds of one war apart: quarters, sides, victims, the next day, sums; invented reports, coded for real."""

from __future__ import annotations

import pytest

from reportedly import api
from reportedly.linking.account import find_accounts
from reportedly.linking.acts import go_together, manners_of
from reportedly.linking.compare import compare_accounts
from reportedly.linking.days import compare_days
from reportedly.linking.passage import sentence_around
from reportedly.linking.quarters import find_quarters
from reportedly.linking.reason import Reason
from reportedly.linking.texts import weigh_texts
from reportedly.record import CodedReport, Reading, Report, digest


def code(name: str, text: str, published: str = "2014-05-14") -> CodedReport:
    report = Report(id=name, text=text, published=published, publisher=f"Paper {name}", sha256=digest(text))
    return next(iter(api.code([Reading(report=report)])))


def reason(name: str, a: CodedReport, b: CodedReport) -> Reason:
    one, other = (next(account for account in find_accounts(coded) if account.main) for coded in (a, b))
    return next(r for r in compare_accounts(one, other, weigh_texts((a, b)), {}).reasons if r.name == name)


@pytest.mark.parametrize(
    ("passage", "names"),
    [
        ("Shells fell on the al-Hamadaniyeh neighborhood.", {"mdn"}),
        ("Shells fell on the neighbourhood of Hamadaniya.", {"mdn"}),
        ("Rockets hit Seif al-Dawla and Jobar districts.", {"jbr"}),
        ("Shells fell on rebel-held Eastern districts of the city.", set()),
    ],
)
def test_quarters_are_found_however_they_are_spelled(passage: str, names: set[str]) -> None:
    assert set(find_quarters(passage)) >= names
    assert bool(find_quarters(passage)) == bool(names)


def test_other_quarters_of_a_city_speak_against() -> None:
    one = code("1", "Rebels shelled the Zahra neighbourhood of Aleppo on Tuesday, killing three people, police said.")
    two = code("2", "Rebels shelled the Midan neighbourhood of Aleppo on Tuesday, killing five people, a doctor said.")
    assert reason("quarter", one, two).value == -3.0
    assert reason("quarter", one, one).value == 0.0


def test_each_side_has_deeds_of_its_own_but_blame_for_one_deed_may_differ() -> None:
    rebels = code("1", "Rebels fired rockets at Aleppo on Tuesday, killing nine people, police said.")
    planes = code("2", "Army warplanes bombed Aleppo on Tuesday, killing nine people, a doctor said.")
    army = code("3", "The army fired rockets at Aleppo on Tuesday, killing nine people, a doctor said.")
    assert reason("who", rebels, planes).value == -3.0
    assert reason("who", rebels, army).value == 0.0


def test_fighters_alone_and_civilians_alone_are_seldom_one_deeds_victims() -> None:
    fighters = code("1", "The army shelled Aleppo on Tuesday, killing nine militants, state television said.")
    civilians = code("2", "The army shelled Aleppo on Tuesday, killing nine civilians, a doctor said.")
    assert reason("whom", fighters, civilians).value == -2.0


def test_the_next_day_is_another_day_but_for_a_night() -> None:
    tuesday = code("1", "Rebels shelled Aleppo on Tuesday, killing three people, police said.")
    wednesday = code("2", "Rebels shelled Aleppo on Wednesday, killing three people, police said.", "2014-05-15")
    night = code("3", "Rebels shelled Aleppo overnight on Wednesday, killing three people, police said.", "2014-05-15")
    died = code(
        "4",
        "Rebels shelled Aleppo on Tuesday, killing three people, police said.\nA rights group named another victim as Maria Tok, "
        "51, a street vendor, and said that she had died at home on Wednesday.",
        "2014-05-15",
    )
    assert reason("day", tuesday, wednesday).value == -2.5
    assert reason("day", tuesday, night).value == 0.0
    death = next(one for one in find_accounts(died) if "died" in {died.report.text[slice(*c.trigger)] for c in one.claims})
    assert compare_days(find_accounts(tuesday)[0], death).value == 0.0


def test_what_is_told_of_a_later_day_was_printed_later() -> None:
    told = code("1", "Rebels shelled Aleppo on 14 May 2014, killing three people, police said.", "2014-05-02")
    assert next(iter(find_accounts(told))).printed is not None
    assert str(next(iter(find_accounts(told))).printed) == "2014-05-14"


def test_the_sum_of_a_war_is_no_event() -> None:
    text = "Rebels shelled Aleppo on Tuesday, police said.\nThe war has killed more than 300,000 people and displaced millions."
    coded = code("1", text)
    held = {
        toll.best or toll.low
        for one in find_accounts(coded)
        for claim in one.claims
        for toll in map(coded.tolls.__getitem__, claim.tolls)
    }
    assert 300_000 in {toll.best or toll.low for toll in coded.tolls}
    assert 300_000 not in held


def test_generic_words_join_no_gas_to_a_car_bomb() -> None:
    assert not go_together(manners_of(("chemical-attack", "killing")), manners_of(("car-bombing", "killing")))
    assert go_together(manners_of(("killing",)), manners_of(("car-bombing",)))
    assert go_together(manners_of(("arrest",)), manners_of(("car-bombing",)))


def test_a_sentence_ends_at_its_stop() -> None:
    text = "He left. Shells hit the mill at noon. Nobody was hurt."
    start, end = sentence_around(text, text.index("hit"), text.index("hit") + 3)
    assert text[start:end] == "Shells hit the mill at noon"


def test_like_reports_do_not_join_what_their_sentences_tell_apart() -> None:
    frame = """Rebels shelled the town of Saraqib on Monday and killed five people, residents said. Shells fell on the bakery and
on two houses near the river. The shelling of Saraqib went on until noon, and the bakery burned down.\n"""
    one = code(
        "1", frame + "In Aleppo, gunmen shot dead a tailor who had refused to close his workshop, a cousin said.", "2014-05-13"
    )
    two = code(
        "2", frame + "In Aleppo, soldiers killed four smugglers with a lorry of cigarettes, customs officers said.", "2014-05-13"
    )
    first, second = (next(account for account in find_accounts(coded) if not account.main) for coded in (one, two))
    text = next(r for r in compare_accounts(first, second, weigh_texts((one, two)), {}).reasons if r.name == "text")
    assert text.value == 0.0
    assert "the sentences about it by 0.0" in text.why
    main = reason("text", one, two)
    assert main.value >= 6.0
