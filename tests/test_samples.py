"""The samples come out as a careful reader would have them: read, coded, linked and assessed for real."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reportedly import api
from reportedly.assessing.assessor import Examination, examine
from reportedly.codebook.book import load_codebook
from reportedly.record import AssessedIncident, CodedReport

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parents[1] / "samples" / "expected.toml").read_text())
INCIDENTS = [name for name in EXPECTED if name != "none"]
SPOKEN = (("poonch-ledger", "launched a sharp attack"), ("poonch-ledger", "hit back"), ("saraqib-followup", "discuss a truce"))


EXAMINED = [name for name in INCIDENTS if "disputes" in EXPECTED[name]]


@dataclass(frozen=True)
class Result:
    coded: Mapping[str, CodedReport]
    """Coded reports by the name that expected.toml gives them."""
    incidents: tuple[AssessedIncident, ...]

    def name(self, report: str) -> str:
        return next(name for name, coded in self.coded.items() if coded.report.id == report)

    def examined(self, expected: Mapping[str, Any]) -> Examination:
        return examine(self.main(expected).incident, {one.report.id: one for one in self.coded.values()}, load_codebook())

    def main(self, expected: Mapping[str, Any]) -> AssessedIncident:
        """The incident that holds most of the claims of the reports expected in it."""

        def share(one: AssessedIncident) -> int:
            return sum(self.name(ref.report) in expected["reports"] for ref in one.incident.claims)

        best = max(self.incidents, key=share)
        assert share(best), f"no incident of {expected['reports']}"
        return best


def read_named(folder: Path) -> Iterator[tuple[str, CodedReport]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".txt", ".html", ".jsonl", ".csv"):
            for coded in api.code(api.read(path)):
                yield (coded.report.id if path.name.startswith("reports.") else path.stem), coded


@pytest.fixture(scope="module")
def result() -> Result:
    coded = dict(read_named(Path(__file__).parents[1] / "samples"))
    incidents = api.link(coded.values())
    return Result(coded, tuple(api.assess(incidents, list(coded.values()))))


def test_every_report_is_read_once(result: Result) -> None:
    assert set(result.coded) == {name for one in EXPECTED.values() for name in one["reports"]}
    assert all(coded.report.published for coded in result.coded.values())


@pytest.mark.parametrize("name", INCIDENTS)
def test_reports_of_one_incident_come_together(result: Result, name: str) -> None:
    found = result.main(EXPECTED[name])
    assert {result.name(ref.report) for ref in found.incident.claims} == set(EXPECTED[name]["reports"])


@pytest.mark.parametrize("name", INCIDENTS)
def test_where_when_what(result: Result, name: str) -> None:
    found, expected = result.main(EXPECTED[name]).incident, EXPECTED[name]
    assert found.where is not None
    assert found.where.geonameid in expected["geonameid"]
    assert (found.from_, found.to) == (expected["day"], expected["day"])
    assert found.type in expected["act"]
    for slot in ("who", "whom"):
        words = expected[slot]
        labels = " ".join(getattr(found, slot)).casefold()
        assert not words or any(word.casefold() in labels for word in words), (slot, labels)


@pytest.mark.parametrize("name", INCIDENTS)
def test_copies(result: Result, name: str) -> None:
    found = result.main(EXPECTED[name]).incident
    assert {tuple(sorted(result.name(r) for r in group)) for group in found.copies} == {
        tuple(group) for group in EXPECTED[name]["copies"]
    }


@pytest.mark.parametrize("name", INCIDENTS)
def test_origins(result: Result, name: str) -> None:
    found, expected = result.main(EXPECTED[name]).assessment, EXPECTED[name]
    taken: set[str] = set()
    for wanted in expected["origins"]:
        named = [o for o in found.origins if any(word.casefold() in o.name.casefold() for word in wanted["name"])]
        (match,) = [origin for origin in named if origin.kind != "media"]
        assert match.why
        if "party" in wanted:
            assert match.party is wanted["party"], match
        taken.add(match.name)
    asserting = sum(wanted["asserts"] for wanted in expected["origins"])
    assert asserting <= found.independent <= asserting + len(expected.get("may", []))
    others = [o.name for o in found.origins if o.kind != "media" and o.name not in taken]
    assert all(any(may.casefold() in other.casefold() for may in expected.get("may", [])) for other in others), others


@pytest.mark.parametrize("name", INCIDENTS)
def test_disagreement(result: Result, name: str) -> None:
    found, expected = result.main(EXPECTED[name]).assessment, EXPECTED[name]
    assert len(found.denied_by) == len(expected["denied_by"])
    for words, denier in zip(sorted(expected["denied_by"]), sorted(found.denied_by), strict=True):
        assert any(word.casefold() in denier.casefold() for word in words.split("|"))
    assert found.disputed is expected["disputed"]
    assert found.standing == expected["standing"]


@pytest.mark.parametrize("name", INCIDENTS)
@pytest.mark.parametrize("harm", ["killed", "injured", "abducted"])
def test_tolls(result: Result, name: str, harm: str) -> None:
    if harm not in EXPECTED[name]:
        pytest.skip("not told")
    expected, found = EXPECTED[name][harm], result.main(EXPECTED[name]).assessment.tolls[harm]
    for key in ("low", "best", "high"):
        if key in expected:
            assert getattr(found, key) == expected[key], (key, found)
    for origin, best in expected["by"].items():
        assert [toll.best for toll in found.by_origin if origin.casefold() in toll.origin.casefold()] == [best]


def some(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether each name has one of the words in it, and each word stands in one name."""
    return len(words) == len(names) and all(any(word in name for name in names) for word in words)


@pytest.mark.parametrize("name", EXAMINED)
def test_what_is_disputed_and_by_whom(result: Result, name: str) -> None:
    expected = EXPECTED[name]["disputes"]
    found = {one.field: one.versions for one in result.examined(EXPECTED[name]).disputes}
    assert set(found) == set(expected)
    for field, versions in expected.items():
        assert len(found[field]) == len(versions)
        for words, said in versions.items():
            (version,) = [one for one in found[field] if words in one.value]
            assert some(said["by"], version.by), version
            assert some(said.get("denied_by", []), version.denied_by), version


@pytest.mark.parametrize("name", EXAMINED)
def test_parts_are_kept_and_not_added(result: Result, name: str) -> None:
    parts = [(one.origin, one.harm, one.figure[1]) for one in result.examined(EXPECTED[name]).parts]
    assert len(parts) == len(EXPECTED[name]["parts"]), parts
    for origin, harm, figure in EXPECTED[name]["parts"]:
        assert [one for one in parts if origin in one[0] and one[1:] == (harm, figure)], parts


@pytest.mark.parametrize("name", [name for name in EXAMINED if "sides" in EXPECTED[name]])
def test_tolls_by_side(result: Result, name: str) -> None:
    for harm, sides in EXPECTED[name]["sides"].items():
        assert {one.side.id: one.toll.best for one in result.examined(EXPECTED[name]).sides if one.harm == harm} == sides


@pytest.mark.parametrize("name", INCIDENTS)
def test_what_happened_another_time_is_apart(result: Result, name: str) -> None:
    refs = {(result.name(ref.report), ref.claim) for ref in result.main(EXPECTED[name]).incident.claims}
    for report, words in EXPECTED[name].get("apart", []):
        coded = result.coded[report]
        start = coded.report.text.index(words)
        inside = {c.id for c in coded.claims if start <= c.trigger[0] < start + len(words)}
        assert not {(report, claim) for claim in inside} & refs


def test_sport_is_no_incident(result: Result) -> None:
    assert not [i for i in result.incidents if any(result.name(ref.report) == "latacunga-sport" for ref in i.incident.claims)]


def test_speech_is_no_incident(result: Result) -> None:
    """A parliamentary "attack on the government" and a truce talked about are claims at most, and no incidents."""
    told = [(i, result.name(ref.report), ref.claim) for i in result.incidents for ref in i.incident.claims]
    for report, words in SPOKEN:
        coded = result.coded[report]
        start = coded.report.text.index(words)
        inside = {c.id for c in coded.claims if start <= c.trigger[0] < start + len(words)}
        assert not [one for one in told if one[1] == report and one[2] in inside]
