"""What reports are about: whole texts, people, streets and ages, on invented reports that are coded for real."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from reportedly import api
from reportedly.linking.account import find_accounts
from reportedly.linking.cluster import cluster
from reportedly.linking.compare import compare_accounts
from reportedly.linking.details import find_ages, find_blocks, find_streets
from reportedly.linking.linker import link
from reportedly.linking.people import find_aged, find_people
from reportedly.linking.texts import rarity, read_text, weigh_texts
from reportedly.record import CodedReport, Incident, Reading, Report, digest

FIRST = """A gunman shot and killed a 19-year-old man Tuesday night outside a laundry in the 1200 block of South Elm
Street in Dayton, police said. Officers found Kalle Bergholm lying beside his bicycle shortly before 10 p.m. He was
taken to Miami Valley Hospital, where he died. Neighbors heard an argument about a debt and then three shots. A grey
van left toward the river."""
ARREST = """A Kettering man was arrested Friday over the shooting of Kalle Bergholm, the 19-year-old who was killed
outside a laundry on Elm Street in Dayton last week. Police stopped a grey van on Friday and arrested Jonas Tveit, 24,
who is accused of shooting Bergholm in an argument about a debt."""
OTHER = """A gunman shot and killed a 34-year-old woman Wednesday night in her kitchen in the 400 block of Linden
Avenue in Dayton, police said. Marit Solheim was hit by a bullet that came through the window. Officers were called
shortly after 11 p.m. and found casings in the alley. No one has been arrested. Her sister said that she had been
cooking for a wedding."""
TALKS = """Norvale's chairman Knut Berge met Sigrun Aas of Perlan Micro in Oslo on Monday. They discussed graphics
chips and a common factory in Trondheim."""
TALKS_AGAIN = """Knut Berge, the chairman of Norvale, visited Oslo and held talks with Sigrun Aas. Perlan Micro and
Norvale discussed a factory for graphics chips in Trondheim."""


STORM = """Rebels shelled the town of Idlib on Monday and killed five people, residents said. Shells fell on the bakery and on
two houses near the river. The shelling went on until noon.
Brazil signed an economic agreement with Portugal."""


def coded(name: str, text: str, published: str, title: str) -> CodedReport:
    report = Report(id=name, text=text, title=title, published=published, publisher=f"{name} Post", sha256=digest(text))
    return next(iter(api.code([Reading(report=report)])))


@pytest.fixture(scope="module")
def shootings() -> list[CodedReport]:
    return [
        coded("first", FIRST, "2016-03-02", "Man shot dead outside Dayton laundry"),
        coded("arrest", ARREST, "2016-03-12", "Man arrested over shooting at Dayton laundry"),
        coded("other", OTHER, "2016-03-03", "Woman shot dead in Dayton kitchen"),
    ]


def groups(incidents: Sequence[Incident]) -> list[set[str]]:
    return [{ref.report for ref in one.claims} for one in incidents]


def test_an_arrest_joins_what_it_is_for_and_another_shooting_stays_apart(shootings: list[CodedReport]) -> None:
    for order in (shootings, shootings[::-1]):
        found = groups(link(order))
        assert {"first", "arrest"} in found
        assert {"other"} in found
        assert not [one for one in found if "other" in one and len(one) > 1]


def test_two_reports_of_talks_make_an_incident_and_one_makes_none() -> None:
    first = coded("talks", TALKS, "2016-03-01", "Norvale and Perlan talk")
    again = coded("again", TALKS_AGAIN, "2016-03-02", "Chip makers meet")
    assert first.claims and link([first]) == []
    assert groups(link([first, again])) == [{"talks", "again"}]


@pytest.mark.parametrize(("between", "found"), [(5.5, [[0, 1, 2], [3, 4, 5]]), (6.5, [[0, 1, 2, 3, 4, 5]])])
def test_groups_that_hold_far_better_by_themselves_stay_apart(between: float, found: list[list[int]]) -> None:
    pairs = {(i, j): 9.0 if (i < 3) == (j < 3) else between for j in range(6) for i in range(j)}
    assert cluster(6, pairs, pairs.__getitem__) == found


def test_a_pair_and_a_single_account_need_no_more_than_the_mean() -> None:
    pairs = {(0, 1): 9.0, (0, 2): 3.5, (1, 2): 3.5}
    assert cluster(3, pairs, pairs.__getitem__) == [[0, 1, 2]]


def test_what_is_told_in_passing_without_day_and_place_makes_no_incident_alone() -> None:
    report = coded("storm", STORM, "2016-03-02", "Storm over Norvale")
    told = {account.claims[0].act: account for account in find_accounts(report)}
    assert [act for act, account in told.items() if account.passing]
    assert all(not one.passing for act, one in told.items() if one.main)
    incidents = link([report])
    held = {ref.claim for one in incidents for ref in one.claims}
    assert not [a for a in told.values() if a.passing and a.claims[0].id in held]


def test_what_is_compared_of_a_text_depends_on_no_other(shootings: list[CodedReport]) -> None:
    alone, together = weigh_texts(shootings[:2]), weigh_texts(shootings)
    assert alone.cosine("first", "arrest") == together.cosine("first", "arrest") == together.cosine("arrest", "first")
    assert together.cosine("first", "first") == pytest.approx(1.0)
    assert together.cosine("first", "arrest") > 2 * together.cosine("first", "other")


def test_streets_blocks_ages_and_people() -> None:
    assert find_streets(FIRST) == {"elm"} and find_blocks(FIRST) == {"1200"} and find_ages(FIRST) == {19}
    assert find_streets("the Criminal Court on N. 5th St. and the East") >= {"5th"}
    text = read_text(coded("x", FIRST, "2016-03-02", "Man shot"))
    assert text.streets == {"elm"} and "kalle bergholm" in text.people
    assert read_text(coded("y", "He appeared in Criminal Court on Main Street.", "2016-03-02", "Trial")).streets <= {"main"}


def test_who_only_speaks_is_nobody_it_is_about() -> None:
    one = coded(
        "z", "Two men were shot in Dayton on Tuesday, Sgt. Harald Moen said. Arne Lunde was wounded.", "2016-03-02", "Two shot"
    )
    people = find_people(one)
    assert "harald moen" not in people and "arne lunde" in people


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("Kalle Bergholm, 19, of Dayton, was wounded.", {"kalle bergholm"}),
        ("The dead were Kalle A. Bergholm Jr., 19, and Arne “Bo” Lunde, age 23.", {"kalle bergholm", "arne lunde"}),
        ("Police arrested 31-year-old Pedro de la Vegas.", {"pedro vegas"}),
        ("A coroner identified the man as 40-year-old Arne Lunde.", {"arne lunde"}),
        ("The 3-month-old was shot on Elm Drive, 5 miles from Dayton, on May 14, 2016.", set()),
        ("Sheriff Arne Lunde, 19 deputies and a dog searched the house.", set()),
        ("Chief Lunde, 56, said so.", set()),
    ],
)
def test_who_is_named_beside_an_age(told: str, names: set[str]) -> None:
    assert find_aged(told) == names


def test_names_beside_ages_are_found_in_time_that_grows_with_the_text() -> None:
    began = time.process_time()
    assert not find_aged("A'" * 20_000) | find_aged("Ab " * 20_000) | find_aged("identified " * 20_000)
    assert time.process_time() - began < 5


def test_another_street_or_age_is_nothing_against_one_named_by_both() -> None:
    frame = "A man was shot dead in Dayton on Tuesday. Kalle Bergholm, 19, died at the scene. "
    one = coded("one", frame + "It happened on Elm Street.", "2016-03-02", "Man shot")
    other = coded("other", frame.replace(", 19,", "") + "A man of Oakwood Street, aged 31, was held.", "2016-03-02", "Man held")
    (a, b), texts = ([x for x in (*find_accounts(one), *find_accounts(other)) if x.main], weigh_texts([one, other]))
    reasons = {reason.name: reason for reason in compare_accounts(a, b, texts, {}).reasons}
    assert reasons["people"].value == 0.6
    assert reasons["street"].value == reasons["age"].value == 0.0 and "of the same people" in reasons["street"].why


def test_a_word_of_the_trade_is_common_and_an_unknown_word_is_rare() -> None:
    assert rarity("the") < rarity("shooting") < 2.0 < rarity("laundry") <= rarity("zzyzx") == 8.0
