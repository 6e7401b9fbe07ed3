"""Reading the words of a source: who is named, for whom he speaks, and which figures are parts of others."""

from __future__ import annotations

import pytest

from reportedly.assessing.figures import is_subset
from reportedly.assessing.names import body_in, fold, head, person_in, role_of, spoken_for
from reportedly.assessing.sameness import Joiner
from reportedly.codebook.book import load_codebook
from reportedly.codebook.table import read_table
from reportedly.linking.acts import GENERIC, MANNER, TOGETHER
from reportedly.record import Toll


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("the deputy commissioner, Rahul Mengi", "Rahul Mengi"),
        ("Dr. Anwar Hallak, the director of the clinic", "Dr. Anwar Hallak"),
        ("police spokesman Mustapha Danlami", "Mustapha Danlami"),
        ("A defence spokesman in Jammu, Lt. Col. Arvind Saklani", "Lt. Col. Arvind Saklani"),
        ("the human rights group Voces del Paramo", None),
        ("The Ranao Watch, a rights group", None),
        ("the Defence Ministry", None),
        ("residents", None),
    ],
)
def test_person_in(words: str, person: str | None) -> None:
    assert person_in(words) == person


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("a spokesman for the ministry, Brigadier Nizar Sahloul", "ministry"),
        ("an Indian Army statement", "Indian Army"),
        ("the group's lawyer, Daniela Proano", "group"),
        ("Its spokesman, Khaled Barmada", "Its"),
        ("the military’s media wing", "military"),
        ("the mayor", None),
    ],
)
def test_spoken_for(words: str, body: str | None) -> None:
    assert spoken_for(words) == body


def test_body_in() -> None:
    assert body_in("the human rights group Voces del Paramo") == "Voces del Paramo"
    assert body_in("police spokesman Mustapha Danlami") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("three residents of the town", "residents"),
        ("the residents", "Residents, who asked not to be named"),
        ("a hospital director", "hospital directors"),
    ],
)
def test_descriptions_of_the_same_people(one: str, other: str) -> None:
    assert head(one) == head(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Anwar Hallak", "Anwar Hallak"),
        ("Interior Minister Gonzalo Tamayo", "Gonzalo Tamayo"),
        ("Police spokesman Mustapha Danlami", "Mustapha Danlami"),
        ("The Saraqib Documentation Centre", "Saraqib Documentation Centre"),
        ("Rami Abdel Rahman", "Rami Abdulrahman"),
        ("Rami Abdurrahman", "Rami Abdelrahman"),
        ("Muhammad al-Sahloul Darwish", "Mohamed Sahloul Darwish"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("words", "role"),
    [("the Army", "MIL"), ("defence spokesman", "MIL"), ("state police", "COP"), ("ministry", "GOV"), ("union", None)],
)
def test_role_of(words: str, role: str | None) -> None:
    assert role_of(words) == role


@pytest.mark.parametrize(
    ("text", "figure", "subset"),
    [
        ("Four children were among the 19 dead.", "Four", True),
        ("Two of my nurses are among the dead.", "Two", True),
        ("He said that 19 people had died, among them four children.", "four", True),
        ("Thirty were hurt, including nine officers.", "nine", True),
        ("Seventeen people were treated, three of them for bullet wounds.", "three", True),
        ("They abducted 34 people, most of them women.", "34", False),
        ("Police detained 78 people, among them four journalists.", "78", False),
        ("Police detained 78 people, among them four journalists.", "four", True),
        ("Police detained 78 people among them four journalists.", "78", False),
        ("A raid killed 22 people, six civilians among them.", "22", False),
        ("A raid killed 22 people, six civilians among them.", "six", True),
        ("At least 14 people were killed.", "14", False),
    ],
)
def test_parts_of_a_figure(text: str, figure: str, subset: bool) -> None:
    start = text.index(figure)
    toll = Toll(start=start, end=start + len(figure), text=figure, harm="killed", best=1)
    assert is_subset(text, toll) is subset


def test_joining_keeps_states_apart_and_order_makes_no_difference() -> None:
    keys = [("name", "army"), ("state", "IND"), ("unnamed", "x", "statement")]
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        joiner = Joiner()
        for i in order:
            joiner.join(keys[i], keys[(i + 1) % 3])
        assert {joiner.find(key) for key in keys} == {("state", "IND")}
        assert not joiner.join(("state", "IND"), ("state", "PAK"))


def test_acts_are_those_of_the_codebook() -> None:
    known = {row["act"] for row in read_table(load_codebook().folder / "acts.csv", ("act",))}
    assert set(MANNER) | GENERIC <= known
    assert not set(MANNER) & GENERIC
    assert {manner for pair in TOGETHER for manner in pair} <= set(MANNER.values())
