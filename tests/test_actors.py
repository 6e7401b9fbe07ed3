import csv
import tomllib
from pathlib import Path

import pytest

from reportedly.coding.actors.layer import find_actors
from reportedly.coding.actors.phrases import resolve_phrase
from reportedly.coding.actors.unknown import find_unknown
from reportedly.coding.coreference.layer import resolve_coreference
from reportedly.coding.parse import load_parser, parse
from reportedly.coding.places.gazetteer import load_gazetteer
from reportedly.coding.places.layer import find_places
from reportedly.record import Actor, CodedReport, Coder, Report, digest

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def find(book):
    nlp, gazetteer = load_parser(), load_gazetteer()

    def run(text, published="2017-09-09"):
        parsed = parse(nlp, Report(id="t", text=text, sha256=digest(text), published=published))
        actors = find_actors(parsed, book, find_places(parsed, book, gazetteer))
        return resolve_coreference(parsed, book, actors)

    return run


def phrases():
    with (CASES / "actor_phrases.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(line for line in file if line.strip() and not line.startswith("#"))


@pytest.mark.parametrize("row", [pytest.param(r, id=r["phrase"]) for r in phrases()])
def test_phrase(book, row):
    actor = resolve_phrase(row["phrase"], book, row["on"] or None)
    wanted = tuple(r for r in row["roles"].split("|") if r)
    assert (actor.country or "") == row["country"]
    assert set(wanted) <= set(actor.roles)
    assert not wanted or actor.roles[0] == wanted[0]


@pytest.mark.parametrize("phrase", ["", "  ", "?!", "the", "of", "🙂", "'s", "the of in"])
def test_phrase_of_nothing(book, phrase):
    actor = resolve_phrase(phrase, book)
    assert (actor.id, actor.country, actor.roles) == (None, None, ())


def cases(name):
    return [pytest.param(c, id=c["name"]) for c in tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]]


@pytest.mark.parametrize("case", cases("actor_mentions.toml"))
def test_mentions(find, case):
    actors = find(case["text"])
    assert all(case["text"][a.start : a.end] == a.text for a in actors)
    for text, kind, actor_id, country, roles in case.get("mentions", ()):
        found = [a for a in actors if a.text == text]
        assert found, f"{text!r} is not among {[a.text for a in actors]}"
        assert (found[0].kind, found[0].id or "", found[0].country or "") == (kind, actor_id, country)
        assert found[0].roles[: len(roles)] == tuple(roles)
    assert not {a.text for a in actors} & set(case.get("not", ()))
    assert not {a.id for a in actors} & set(case.get("no_ids", ()))
    for text, count in case.get("count", {}).items():
        assert sum(a.text == text for a in actors) == count


def test_unknown_names_are_ranked():
    def report(n, names):
        actors = tuple(
            Actor(start=0, end=1, text="x", kind="person", name=name, id="known" if name == "Known" else None) for name in names
        )
        return CodedReport(
            coder=Coder(version="0", codebook="c", models={}), report=Report(id=str(n), text="x", sha256=""), actors=actors
        )

    ranked = find_unknown([report(1, ["Abu Salim", "Known", "Rana Aziz"]), report(2, ["Abu Salim", "Abu Sálim"])])
    assert [(u.name, u.mentions, u.reports) for u in ranked] == [("Abu Salim", 3, 2), ("Rana Aziz", 1, 1)]
