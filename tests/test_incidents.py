"""Claims become incidents, and an incident is said to stand on its origins. Small coded reports, built by hand."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from reportedly.assessing.assessor import assess
from reportedly.codebook.book import Codebook
from reportedly.linking.linker import explain, link
from reportedly.record import (
    Acled,
    Actor,
    Assessment,
    Attribution,
    Claim,
    CodedReport,
    Coder,
    Incident,
    Mark,
    Place,
    Report,
    Time,
    Toll,
    check,
    digest,
)

CODER = Coder(version="0", codebook="test", models={})
PLACES = {
    "Saraqib": (164816, 35.864, 36.806, "SYR", "Idlib", "city"),
    "Binnish": (171451, 35.957, 36.714, "SYR", "Idlib", "city"),
    "Aleppo": (170063, 36.201, 37.161, "SYR", "Aleppo", "city"),
    "Idlib province": (169387, 35.8, 36.7, "SYR", "Idlib", "admin"),
}
ACLED = {
    "shelling": Acled(event_type="Explosions/Remote violence", sub_event_type="Shelling/artillery/missile attack"),
    "abduction": Acled(event_type="Violence against civilians", sub_event_type="Abduction/forced disappearance"),
}
IDS = {
    "The army": ("SYR-MIL", "Armed forces of Syria", "SYR", ("MIL",), "organization"),
    "the army": ("SYR-MIL", "Armed forces of Syria", "SYR", ("MIL",), "organization"),
    "Defence Ministry": ("SYR-DEF", "Defence ministry of Syria", "SYR", ("GOV", "MIL"), "organization"),
    "the ministry": ("SYR-DEF", "Defence ministry of Syria", "SYR", ("GOV", "MIL"), "organization"),
    "SANA": (None, None, None, (), "organization"),
    "rebels": (None, None, "SYR", ("REB",), "group"),
    "Anwar Hallak": (None, None, None, (), "person"),
    "Hallak": (None, None, None, (), "person"),
    "Nizar Sahloul": (None, None, None, (), "person"),
    "market": (None, None, None, (), "object"),
}


def told(**slots: Any) -> dict[str, Any]:
    """One claim: its slots as the words of the text."""
    return slots


def report(
    name: str, text: str, *claimed: dict[str, Any], published: str | None = "2016-05-11", publisher: str | None = None
) -> CodedReport:
    """Text and what is told in it, each slot as the words of the text -> a coded report."""
    actors: list[Actor] = []
    places: list[Place] = []
    times: list[Time] = []
    tolls: list[Toll] = []
    attributions: list[Attribution] = []
    claims: list[Claim] = []

    def at(words: str) -> tuple[int, int]:
        start = text.index(words)
        return start, start + len(words)

    def actor(words: str) -> int:
        known, full, country, roles, kind = IDS.get(words, (None, None, None, (), "role"))
        start, end = at(words)
        actors.append(
            Actor(start=start, end=end, text=words, kind=kind, id=known, name=full, country=country, roles=roles)  # type: ignore[arg-type]
        )
        return len(actors) - 1

    for one in claimed:
        for words in one.get("mentions", ()):
            actor(words)
        attribution = None
        for words in reversed(one.get("source", ())):
            attributions.append(
                Attribution(
                    source=(at(words),), content=((0, len(text)),), manner="indirect", stance=one.get("stance", "asserts"),
                    source_actor=actor(one.get("actor", words)) if one.get("actor", words) in IDS else None,
                    source_kind=one.get("kind", "other"), parent=attribution,
                )
            )  # fmt: skip
            attribution = len(attributions) - 1
        if words := one.get("where"):
            geonameid, lat, lon, country, admin1, kind = PLACES[words]
            start, end = at(words)
            places.append(
                Place(start=start, end=end, text=words, geonameid=geonameid, name=words, lat=lat, lon=lon, country=country,
                      admin1=admin1, kind=kind, precision=1)  # type: ignore[arg-type]
            )  # fmt: skip
        for words, harm, best in one.get("tolls", ()):
            start, end = at(words)
            tolls.append(Toll(start=start, end=end, text=words, harm=harm, low=best, best=best, high=best))
        act = one.get("act", "shelling")
        claims.append(
            Claim(
                id=f"{name}-{len(claims)}", act=act, type="ASSAULT", acled=ACLED.get(act), trigger=at(one["trigger"]),
                who=tuple(actor(w) for w in one.get("who", ())), whom=tuple(actor(w) for w in one.get("whom", ())),
                where=(len(places) - 1,) if one.get("where") else (), from_=one.get("day"), to=one.get("day"),
                tolls=tuple(range(len(tolls) - len(one.get("tolls", ())), len(tolls))), attribution=attribution,
                status=one.get("status", "asserted"), confidence=1.0,
            )
        )  # fmt: skip
    return check(
        CodedReport(
            coder=CODER, report=Report(id=name, text=text, published=published, publisher=publisher, sha256=digest(text)),
            actors=tuple(actors), places=tuple(places), times=tuple(times), tolls=tuple(tolls),
            attributions=tuple(attributions), claims=tuple(claims),
        )
    )  # fmt: skip


CLINIC = report(
    "clinic",
    "Shells struck the market in Saraqib, killing 14 people, said Dr. Anwar Hallak, the director of the clinic. "
    "Residents said "
    "that the army had shelled the town. A monitor put the dead at 16.",
    told(trigger="struck", where="Saraqib", day="2016-05-10", whom=["market"], tolls=[("14 people", "killed", 14)],
         source=["Anwar Hallak"]),
    told(trigger="shelled", who=["the army"], source=["Residents"], kind="witness"),
    publisher="Levant Wire",
    published="2016-05-10",
)  # fmt: skip
UPDATE = report(
    "update",
    "The toll of the shelling in Saraqib has risen to 19, Hallak said, and four children were among the dead. "
    "Residents said that "
    "they had heard the shelling start at noon.",
    told(trigger="shelling", where="Saraqib", day="2016-05-10", tolls=[("19", "killed", 19), ("four", "killed", 4)],
         source=["Hallak"]),
    told(trigger="the shelling start", source=["Residents"], kind="witness"),
    publisher="The Meridian Record",
    published="2016-05-12",
)  # fmt: skip
DENIAL = report(
    "denial",
    "The army did not shell Saraqib on Tuesday, the Defence Ministry told SANA. A spokesman for the ministry, "
    "Nizar Sahloul, said that "
    "rebels had shelled the town and killed nine people.",
    told(trigger="shell", who=["The army"], where="Saraqib", day="2016-05-10", source=["Defence Ministry"],
         stance="denies", status="denied"),
    told(trigger="shelled", who=["rebels"], source=["A spokesman for the ministry, Nizar Sahloul"], actor="Nizar Sahloul",
         mentions=["the ministry"],         tolls=[("nine people", "killed", 9)]),
    publisher="Barada Gazette",
)  # fmt: skip
ELSEWHERE = report(
    "elsewhere",
    "Shells hit Aleppo, killing 14 people, a doctor said.",
    told(
        trigger="hit", where="Aleppo", day="2016-05-10", tolls=[("14 people", "killed", 14)], source=["a doctor"], kind="witness"
    ),
    publisher="Barada Gazette",
)
LATER = report(
    "later",
    "Shells hit Saraqib again, residents said.",
    told(trigger="hit", where="Saraqib", day="2016-05-20", source=["residents"], kind="witness"),
    published="2016-05-21",
)  # fmt: skip
ALL = [CLINIC, UPDATE, DENIAL, ELSEWHERE, LATER]


def of(incidents: list[Incident], name: str) -> Incident:
    (found,) = [one for one in incidents if any(ref.report == name for ref in one.claims)]
    return found


def assessed(book: Codebook, *reports: CodedReport) -> Assessment:
    (incident,) = link(reports)
    return assess(incident, {one.report.id: one for one in reports}, book)


def test_one_event_comes_together_and_others_stay_apart() -> None:
    incidents = link(ALL)
    assert len(incidents) == 3
    one = of(incidents, "clinic")
    assert {ref.report for ref in one.claims} == {"clinic", "update", "denial"}
    assert len(one.claims) == 6  # those without a place or day of their own as well
    assert one.where is not None and one.where.geonameid == 164816
    assert (one.from_, one.to, one.act) == ("2016-05-10", "2016-05-10", "shelling")
    assert one.who == ("SYR-MIL", "rebels")


def test_linking_is_order_independent_and_stable() -> None:
    expected = link(ALL)
    for seed in range(5):
        shuffled = ALL[:]
        random.Random(seed).shuffle(shuffled)
        assert link(shuffled) == expected
    # A later report does not rename an incident.
    assert of(link([CLINIC, ELSEWHERE]), "clinic").id == of(expected, "clinic").id


def test_comparison_names_its_reasons() -> None:
    comparison = explain(CLINIC, UPDATE, "clinic-0", "update-0")
    assert comparison is not None
    assert {r.name: r.why for r in comparison.reasons}["place"] == "both in Saraqib"
    apart = explain(CLINIC, ELSEWHERE, "clinic-0", "elsewhere-0")
    assert apart is not None and apart.score < 0


@pytest.mark.parametrize("status", ["planned", "negated", "historical"])
def test_what_did_not_happen_founds_no_incident(status: str) -> None:
    one = report("plan", "The army will shell Saraqib.", told(trigger="shell", where="Saraqib", day="2016-05-10", status=status))
    assert link([one]) == []


def test_history_joins_what_others_tell_but_not_the_news() -> None:
    news = report(
        "news",
        "Shells hit Saraqib. Last year, the army shelled Saraqib and killed 30 people.",
        told(trigger="hit", where="Saraqib", day="2016-05-10"),
        told(trigger="shelled", where="Saraqib", day="2015-03-01", status="historical"),
    )
    then = report("then", "Shells hit Saraqib.", told(trigger="hit", where="Saraqib", day="2015-03-01"), published="2015-03-02")
    assert [len(one.claims) for one in link([news])] == [1]
    assert [len(one.claims) for one in link([news, then])] == [2, 1]


def test_a_province_does_not_match_every_town_in_it() -> None:
    town = report("town", "Shells hit Binnish.", told(trigger="hit", where="Binnish", day="2016-05-10"))
    taken = told(trigger="abducted", where="Idlib province", day="2016-05-10", act="abduction")
    area = report("area", "Gunmen abducted two men in Idlib province.", taken)
    assert len(link([town, area])) == 2


def test_origins(book: Codebook) -> None:
    result = assessed(book, CLINIC, UPDATE, DENIAL)
    names = {origin.name: origin for origin in result.origins}
    assert set(names) == {
        "Anwar Hallak", "Defence ministry of Syria", "Residents (Levant Wire)", "Residents (The Meridian Record)",
    }  # fmt: skip
    # The ministry, and its spokesman whom the report names once, are one; a clinic's director is one in two reports.
    assert set(names["Defence ministry of Syria"].claims) == {"denial-0", "denial-1"}
    assert set(names["Anwar Hallak"].claims) == {"clinic-0", "update-0"}
    assert names["Defence ministry of Syria"].party and not names["Anwar Hallak"].party
    assert all(origin.why for origin in result.origins)
    assert result.independent == 4
    assert result.denied_by == ("Defence ministry of Syria",)
    assert result.disputed and result.standing == "corroborated"


def test_tolls(book: Codebook) -> None:
    killed = assessed(book, CLINIC, UPDATE, DENIAL).tolls["killed"]
    # 19 supersedes the director's own 14; the four children are among the 19.
    assert {toll.origin: toll.best for toll in killed.by_origin} == {"Anwar Hallak": 19, "Defence ministry of Syria": 9}
    assert (killed.low, killed.best, killed.high, killed.rule) == (9, 19, 19, "most-origins-then-latest")


def test_state_agency_and_army_are_one_voice(book: Codebook) -> None:
    agency = report(
        "agency",
        "Rebels shelled Saraqib, SANA said.",
        told(trigger="shelled", where="Saraqib", day="2016-05-10", source=["SANA"]),
        publisher="Barada Gazette",
    )
    army = report(
        "army",
        "The army said that rebels shelled Saraqib.",
        told(trigger="shelled", who=["rebels"], where="Saraqib", day="2016-05-10", source=["The army"]),
        publisher="Daily Courier",
    )
    (origin,) = assessed(book, agency, army).origins
    assert "SANA" in origin.why


def test_unnamed_source_of_a_copy_is_one(book: Codebook) -> None:
    text = (
        "A senior official who would not be named said that shells struck the bakery quarter of Saraqib before "
        "dawn and that the "
        "ovens had been destroyed, so that there would be no bread in the town until lorries came from the north."
    )
    source = "A senior official who would not be named"
    claim = told(trigger="struck", where="Saraqib", day="2016-05-10", source=[source], kind="unnamed")
    one, other = (report(name, text, claim, publisher=name.upper()) for name in ("daily", "post"))
    result = assessed(book, one, other)
    assert [origin.name for origin in result.origins if origin.kind != "media"] == ["senior official who would not be named"]
    assert result.independent == 1 and result.standing == "single-origin"
    (incident,) = link([one, other])
    assert incident.copies == (("daily", "post"),)


def test_outlet_that_names_its_sources_is_no_further_witness(book: Codebook) -> None:
    one = report(
        "one",
        "Shells struck Saraqib. The shells struck at noon, residents said.",
        told(trigger="Shells struck", where="Saraqib", day="2016-05-10"),
        told(trigger="The shells struck", where="Saraqib", day="2016-05-10", source=["residents"], kind="witness"),
        publisher="Daily Courier",
    )
    result = assessed(book, one)
    assert result.independent == 1
    assert "Not counted" in next(origin.why for origin in result.origins if origin.kind == "media")


def test_nobody_named(book: Codebook) -> None:
    bare = report("bare", "Shells struck Saraqib.", told(trigger="struck", where="Saraqib", day="2016-05-10"), publisher="Post")
    result = assessed(book, bare)
    assert (result.standing, result.independent, result.disputed) == ("unattributed", 1, False)


def test_agency_text_in_two_papers_is_one_origin(book: Codebook) -> None:
    text = "(Reuters) Shells struck the old market quarter of Saraqib on Tuesday while the stalls were being set up for the day."
    claim = told(trigger="struck", where="Saraqib", day="2016-05-10")
    one, other = report("x", text, claim, publisher="Post"), report("y", text, claim, publisher="Daily")
    mark = Mark(start=0, end=9, kind="credit")
    papers = [msgspec.structs.replace(paper, marks=(mark,)) for paper in (one, other)]
    (origin,) = assessed(book, *papers).origins
    assert (origin.name, origin.kind) == ("Reuters", "media")


def test_parties_only(book: Codebook) -> None:
    one = report(
        "one",
        "The army said that it had shelled rebels in Saraqib.",
        told(trigger="shelled", who=["The army"], whom=["rebels"], where="Saraqib", day="2016-05-10", source=["The army"]),
    )
    assert assessed(book, one).standing == "parties-only"


def test_unnamed_source_of_a_passage_taken_over_is_one(book: Codebook) -> None:
    passage = "An official said that shells struck the bakery quarter of Saraqib before dawn and burned all its ovens."
    claim = told(trigger="struck", where="Saraqib", day="2016-05-10", source=["An official"], kind="unnamed")
    longer = "Wheat has become dear in the north, and many families eat once a day. " * 6
    one = report("daily", f"{passage} {longer}", claim, publisher="Daily")
    other = report("post", passage, claim, publisher="Post")
    echo = "An official said that Saraqib was struck by shells at five."
    apart = report("echo", echo, claim, publisher="Echo")
    assert assessed(book, one, other).independent == 1
    assert assessed(book, one, apart).independent == 2


def test_its_spokesman_speaks_for_the_source_before(book: Codebook) -> None:
    text = (
        "The Northern Front said that shells struck Saraqib. Its spokesman, Nizar Sahloul, said that the shells struck at noon. "
        "The mayor, Anwar Hallak, said that nobody was warned when they struck."
    )
    one = report(
        "one",
        text,
        told(trigger="shells struck Saraqib", where="Saraqib", day="2016-05-10", source=["The Northern Front"]),
        told(trigger="the shells struck", source=["Its spokesman, Nizar Sahloul"], actor="Nizar Sahloul"),
        told(trigger="they struck", source=["The mayor, Anwar Hallak"], actor="Anwar Hallak"),
    )
    result = assessed(book, one)
    assert [(origin.name, len(origin.claims)) for origin in result.origins] == [("Anwar Hallak", 1), ("Northern Front", 2)]
