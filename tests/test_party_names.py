"""A summary names each party once; the claims keep all words for it."""

import pytest

from reportedly.exports.party_names import fold_parties

NAMES = {"SYR-ARMY": "Syrian Armed Forces", "ORF": "Orontes Front"}


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (["at least 14 people", "16 people", "people"], ["people"]),
        (["Nine civilians", "dozens of civilians"], ["civilians"]),
        (["market", "crowded market", "crowded vegetable market"], ["crowded vegetable market"]),
        (["ORF", "terrorists of the so-called Orontes Front"], ["Orontes Front"]),
        (["fighters of the Front", "the Front"], ["Front"]),
        (["SYR-ARMY", "soldiers"], ["Syrian Armed Forces", "soldiers"]),
        # A name is not told by another that ends like it, nor people by those they belong to.
        (["Blue Army", "Red Army"], ["Blue Army", "Red Army"]),
        (["Army", "Red Army"], ["Army", "Red Army"]),
        (["relatives of detainees", "detainees"], ["relatives of detainees", "detainees"]),
        (["no fighter", "its troops", "their own village"], ["troops", "village"]),
        (["a 22-year-old man", "twenty-two women"], ["22-year-old man", "women"]),
        (["14 Palestinians", "Palestinians", "Twenty Kurds"], ["Palestinians", "Kurds"]),
        (["3 Israeli soldiers", "Israeli soldiers", "two of the soldiers"], ["Israeli soldiers"]),
        (["", "rebels"], ["rebels"]),
        (["two", "19"], ["two", "19"]),
        (["14 February Coalition"], ["14 February Coalition"]),
        ([], []),
    ],
)
def test_a_party_is_named_once_and_without_its_number(labels: list[str], shown: list[str]) -> None:
    assert [said for _, said in fold_parties(labels, NAMES)] == shown


def test_the_label_that_is_shown_is_one_of_those_given() -> None:
    labels = ["at least 14 people", "ORF", "terrorists of the so-called Orontes Front"]
    assert [label for label, _ in fold_parties(labels, NAMES)] == ["at least 14 people", "ORF"]
