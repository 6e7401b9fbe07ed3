"""Two deeds in one city on one day are two incidents where other targets were struck; invented reports, coded for real."""

from __future__ import annotations

import pytest

from reportedly import api
from reportedly.linking.linker import link
from reportedly.linking.targets import find_targets
from reportedly.record import Claim, CodedReport, Reading, Report, digest

STATION = (
    """A bomb exploded at a bus station in Mosul on Tuesday, killing 12 people, police said. The blast hit the bus station as
travellers were buying tickets for the morning coaches. A ticket seller said that the roof of the hall had come down.""",
    """At least 12 people were killed on Tuesday when a bomb ripped through the crowded bus station in Mosul, a police officer
said. Travellers with luggage lay between the coaches, said a ticket seller who was in the hall.""",
)
ACADEMY = (
    """A car bomb exploded outside the police academy in Mosul on Tuesday, killing eight recruits, police said. The attack on the
police academy came while young men were queuing to hand in their papers. Windows broke in the barracks next door.""",
    """Eight people were killed on Tuesday when a car bomb struck a police academy in Mosul, an officer said. The recruits were
queuing with their papers at the gate when a white lorry drove up, said a guard at the barracks.""",
)
COURT = (
    """Gunmen stormed the main court in Mosul on Tuesday and killed three judges, police said. The men stormed the courthouse
during a hearing and burned files before they drove away.""",
    """Three judges were killed on Tuesday when gunmen attacked a court in Mosul, police said. A clerk said that masked men broke
into the hearing and set fire to the files on the shelves.""",
)


@pytest.fixture(scope="module")
def coded() -> list[CodedReport]:
    told = {"station": STATION, "academy": ACADEMY, "court": COURT}
    readings = [
        Reading(report=Report(id=f"{name}-{n}", text=text, published="2014-05-14", publisher=f"Paper {n}", sha256=digest(text)))
        for name, texts in told.items()
        for n, text in enumerate(" ".join(text.split()) for text in texts)
    ]
    return list(api.code(readings))


@pytest.mark.parametrize("turn", [1, -1])
def test_other_targets_are_other_incidents(coded: list[CodedReport], turn: int) -> None:
    found = sorted(sorted({ref.report for ref in one.claims}) for one in link(coded[::turn]))
    assert found == [["academy-0", "academy-1"], ["court-0", "court-1"], ["station-0", "station-1"]]


@pytest.mark.parametrize(
    ("sentence", "trigger", "targets"),
    [
        ("Shells hit the crowded vegetable market before noon.", "hit", {"market"}),
        ("A bomb killed two people in a mosque.", "killed", {"place of worship"}),
        ("The market bombing killed nine people.", "bombing", {"market"}),
        ("The attack was close to the river. A school stood in the next street.", "attack", set()),
        ("Two of those wounded in the attack were taken to the hospital.", "attack", set()),
        ("A rocket struck the field hospital.", "struck", {"hospital"}),
        ("Shells hit a building in the area.", "hit", set()),
        ("SHELLS HIT THE MARKET, Mosque Struck", "HIT", {"market"}),
    ],
)
def test_targets_are_named_beside_the_deed(sentence: str, trigger: str, targets: set[str]) -> None:
    at = sentence.index(trigger)
    claim = Claim(id="c", act="attack", trigger=(at, at + len(trigger)), status="asserted", confidence=1.0)
    assert find_targets(sentence, claim) == targets
