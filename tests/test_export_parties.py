"""Who is whose ally, rival or victim in a row: from versions of who did it, and from real claims with judgements laid over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly import api
from reportedly.assessing.disputes import Version
from reportedly.cli.main import main
from reportedly.codebook.book import load_codebook
from reportedly.exports.acled import leave_out, make_notes, name_party
from reportedly.exports.crosswalk import find_inter, join_inter
from reportedly.exports.deaths import find_deaths
from reportedly.exports.entries import Entry, find_entries, say_origin
from reportedly.exports.geojson import make_feature
from reportedly.exports.holdings import Files, Holdings, InProject
from reportedly.exports.parties import Party, Side, _accused, same_side
from reportedly.exports.ucdp import make_row
from reportedly.judgement import make_judgement
from reportedly.record import Acled, Assessment, ClaimRef, CodedReport, Incident, IncidentPlace, Origin, TollRange

ARMY = Party("SYR-MIL", id="SYR-MIL", name="Syrian Armed Forces", country="SYR", roles=("MIL",), kind="organization")
STATE = Party("SYR-GOV", id="SYR-GOV", name="Government of Syria", country="SYR", roles=("GOV",), kind="organization")
FRONT = Party("Orontes Front", name="Orontes Front", kind="group")
GANGS = Party("Armed gangs", name="Armed gangs", roles=("UAF",), kind="group")
MARKET = Party("market", name="market", kind="object")


def test_who_more_origins_blame_that_are_no_party_is_the_main_party():
    versions = (Version("Orontes Front", ("ministry",)), Version("Syrian Armed Forces", ("doctor", "residents")))
    side = _accused((FRONT, ARMY, STATE, MARKET), versions, {"doctor", "residents"})
    assert (side.main, side.along, side.rivals) == (ARMY, (STATE,), (FRONT,))


def test_of_two_versions_that_as_many_tell_none_is_the_main_party():
    versions = (Version("Orontes Front", ("ministry",)), Version("Syrian Armed Forces", ("Orontes Front",)))
    side = _accused((FRONT, ARMY), versions, {"doctor"})
    assert side.main is None and side.along == () and set(side.rivals) == {FRONT, ARMY}


def test_one_version_that_is_denied_is_no_choice_between_two():
    side = _accused((ARMY,), (Version("Syrian Armed Forces", ("doctor",), ("ministry",)),), {"doctor"})
    assert (side.main, side.rivals) == (ARMY, ())


def test_a_thing_struck_is_no_party_that_acts():
    assert _accused((MARKET,), (), set()) == Side((MARKET,))


@pytest.mark.parametrize(
    ("name", "kind", "named"),
    [("Orontes Front", "group", True), ("Armed gangs", "group", False), ("FNL", "group", True), ("soldiers", "role", False),
     ("Sani Maigoro", "person", False)],
)  # fmt: skip
def test_a_capital_at_the_head_of_a_sentence_is_no_name(name, kind, named):
    assert Party(name, name=name, kind=kind).named is named


def test_institutions_of_one_state_are_one_side():
    assert same_side(ARMY, STATE) and not same_side(ARMY, FRONT) and not same_side(ARMY, None)


@pytest.mark.parametrize(
    ("party", "country", "event", "inter", "name"),
    [
        (ARMY, "SYR", "Battles", "State forces", "Syrian Armed Forces"),
        (ARMY, "LBN", "Battles", "External/Other forces", "Syrian Armed Forces"),
        (GANGS, "NGA", "Battles", "Political militia", "Unidentified Armed Group (Nigeria)"),
        (Party("x", name="farmers", roles=("AGR",)), "MLI", "Violence against civilians", "Civilians", "Civilians (Mali)"),
        (Party("x", name="students", roles=("EDU",)), "MLI", "Protests", "Protesters", "Protesters (Mali)"),
        (Party("x", name="crowd"), "MLI", "Riots", "Rioters", "Rioters (Mali)"),
        (Party("x", name="somebody"), "MLI", "Battles", "", "somebody"),
        (Party("x", name="gunmen", roles=("UAF",)), None, "Battles", "Political militia", "Unidentified Armed Group"),
        (None, "MLI", "Battles", "", ""),
    ],
)
def test_types_of_actors_and_their_names(party, country, event, inter, name):
    found = find_inter(party, country, Acled(event_type=event, sub_event_type="Other"))
    assert (found, name_party(party, found, country)) == (inter, name)


def test_interactions_name_the_lower_type_first():
    assert join_inter("Civilians", "State forces") == "State forces-Civilians"
    assert join_inter("", "Protesters") == "Protesters only"
    assert join_inter("Civilians", "External/Other forces") == "External/Other forces-Civilians"
    assert join_inter("", "") == ""


def test_an_origin_is_marked_as_a_party_and_as_one_who_denies():
    origin = Origin(name="Ministry", kind="official", party=True, claims=("a",), why="")
    quiet = Assessment(origins=(origin,), independent=0, tolls={}, disputed=False, standing="parties-only")
    denied = Assessment(origins=(origin,), independent=0, tolls={}, denied_by=("Ministry",), disputed=True, standing="disputed")
    assert say_origin(origin, quiet) == "Ministry (party)"
    assert say_origin(origin, denied) == "Ministry (party, denies it)"


# Entries of real reports


@pytest.fixture(scope="module")
def entries(record_files) -> dict[str, Entry]:
    """The first entry of each report, judgements laid over; incidents go before claims of none."""
    held = Holdings(Files((record_files.coded,), record_files.incidents, record_files.judgements), load_codebook())
    found: dict[str, Entry] = {}
    for entry in find_entries(held):
        for coded, _ in entry.claims:
            found.setdefault(coded.report.id, entry)
    return found


def test_each_side_of_an_exchange_that_blames_the_other_is_one_of_the_two(entries):
    one, other = entries["poonch-ledger"].pair
    assert one is not None and other is not None and {one.country, other.country} == {"IND", "PAK"}


def test_what_is_planned_is_alone_and_no_event(entries):
    plan = entries["plan é/1"]
    assert plan.alone and not plan.told
    assert leave_out(plan) == "claims of no incident"


def test_deaths_of_a_side_are_those_that_the_text_tells(entries):
    entry = entries["province"]
    deaths = find_deaths(entry, None, None)
    assert (deaths.civilians, deaths.unknown) == (5, 0)


def test_notes_say_what_is_not_known(entries):
    notes = make_notes(entries["nowhere"])
    assert "place not known" in notes and "day not known" in notes and "Said by" in notes
    assert "Killed: 3" in notes


def test_an_incident_whose_reports_are_not_at_hand_is_kept_and_counted(record_files, tmp_path):
    lines = record_files.coded.read_bytes().splitlines()
    only = tmp_path / "coded.jsonl"
    only.write_bytes(b"\n".join(line for line in lines if b'"id":"nowhere"' in line))
    held = Holdings(Files((only,), record_files.incidents), load_codebook())
    found = list(find_entries(held))
    assert sum(entry.missing > 0 for entry in found) == len(found) - 1
    assert all(make_notes(entry) for entry in found)


# A project gives what its files give


def test_a_project_exports_what_its_record_exports(samples, tmp_path):
    store = pytest.importorskip("reportedly.store")
    where, run = str(tmp_path / "war.db"), CliRunner()

    def call(*words: str) -> None:
        done = run.invoke(main, list(words))
        assert done.exit_code == 0, done.output

    call("init", "--project", where)
    call("add", "--project", where, str(samples / "talata-mafara-first.txt"), str(samples / "reports.jsonl"))
    with store.open_project(where) as project:
        coded: list[CodedReport] = list(project.reports(None, False))
        claim = next(c for one in coded for c in one.claims if one.report.id == "talata-mafara-council")
        ref = ClaimRef(report="talata-mafara-council", claim=claim.id)
        project.judge(make_judgement("reject", "Ana", claims=[ref], at="2024-01-01T00:00:00Z"))
        held = Holdings(InProject(project), project.book)
        assert (ref.report, ref.claim) in held.rejected
        assert all(c.id != ref.claim for entry in find_entries(held) for one, c in entry.claims if one.report.id == ref.report)
    whole = str(tmp_path / "all.jsonl")
    call("export", "jsonl", "--project", where, "-o", whole)
    for name in ("csv", "acled", "ucdp-ged", "geojson", "ftm", "webanno", "claimreview"):
        by_project, by_files = tmp_path / f"{name}.1", tmp_path / f"{name}.2"
        call("export", name, "--project", where, "-o", str(by_project))
        call("export", name, whole, whole, "--judgements", whole, "-o", str(by_files))
        assert by_project.read_bytes() == by_files.read_bytes(), name
        assert by_project.stat().st_size > 0
    done = run.invoke(main, ["export", "csv", "--project", where, "--judgements", whole, "-o", whole])
    assert done.exit_code == 2 and "a project has its own" in done.output
    done = run.invoke(main, ["export", "csv", "--project", str(tmp_path / "none.db"), "-o", whole])
    assert done.exit_code == 2 and Path(whole).exists()


def test_a_place_without_coordinates_is_no_place_on_a_map():
    where = IncidentPlace(name="somewhere", precision=1)
    incident = Incident(id="a" * 16, act="shelling", where=where, claims=(ClaimRef(report="r", claim="c"),))
    assessment = Assessment(
        origins=(), independent=0, tolls={"killed": TollRange(best=1, rule="none now")}, disputed=False, standing="unattributed"
    )
    feature = make_feature(Entry(incident, assessment, (), load_codebook(), missing=1))
    assert feature["geometry"] is None and feature["properties"]["place"] == "somewhere"


def test_who_killed_attackers_is_not_charged_with_what_they_did():
    coded = api.code(
        "13 civilians were killed in an attack on Beni on Wednesday, the rights group Kivu Watch said. "
        "The army said it had killed four of the attackers.",
        publisher="Butembo Post", published="2021-03-04", title="Attack on Beni",
    )  # fmt: skip
    (one,) = [one for one in api.assess(api.link([coded]), [coded]) if "killed" in one.assessment.tolls]
    reports = {coded.report.id: coded}
    claims = [(reports[ref.report], c) for ref in one.incident.claims for c in coded.claims if c.id == ref.claim]
    entry = Entry(one.incident, one.assessment, tuple(claims), load_codebook())
    assert len(claims) == 2
    assert [party and party.name for party in entry.pair] == [None, "13 civilians"]
    row = make_row(entry, load_codebook())
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == (None, "Civilians", 3)
    assert (row["low"], row["best"], row["high"], row["deaths_civilians"], row["number_of_sources"]) == (13, 13, 13, 13, 1)
    assert "of the attackers, not added to those whom they harmed: four of the attackers (army)" in make_notes(entry)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Militants killed 11 civilians in an attack on Beni on Wednesday, Kivu Watch said. The Congolese army said it killed "
         "four militants.", ("Militants", "11 civilians")),
        ("Gunmen killed five soldiers in an attack on a base near Beni on Wednesday, Kivu Watch said. The army said it killed "
         "four of the attackers.", ("Gunmen", "five soldiers")),
        ("The Congolese army killed 13 civilians in Beni on Wednesday, residents said. The army said it killed four attackers "
         "in Beni.", ("Congolese Armed Forces", "13 civilians")),
    ],
)  # fmt: skip
def test_each_doer_goes_with_its_own_victims(text, pair):
    coded = api.code(text, publisher="Butembo Post", published="2021-03-04", title="Attack")
    one = max(api.assess(api.link([coded]), [coded]), key=lambda one: len(one.incident.claims))
    claims = tuple((coded, c) for ref in one.incident.claims for c in coded.claims if c.id == ref.claim)
    assert len(claims) == 2
    found = Entry(one.incident, one.assessment, claims, load_codebook()).pair
    assert tuple(party.name if party else None for party in found) == pair
