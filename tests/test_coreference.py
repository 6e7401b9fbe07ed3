import tomllib
from pathlib import Path

import pytest

from reportedly.codebook.book import load_codebook
from reportedly.coding.actors.layer import find_actors
from reportedly.coding.coreference.layer import resolve_coreference
from reportedly.coding.parse import load_parser, parse
from reportedly.coding.places.gazetteer import load_gazetteer
from reportedly.coding.places.layer import find_places
from reportedly.record import Report, digest

CASES = tomllib.loads((Path(__file__).parent / "cases" / "coreference.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def find():
    book, nlp, gazetteer = load_codebook(), load_parser(), load_gazetteer()

    def run(text):
        parsed = parse(nlp, Report(id="t", text=text, sha256=digest(text)))
        return resolve_coreference(parsed, book, find_actors(parsed, book, find_places(parsed, book, gazetteer)))

    return run


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_links(find, case):
    actors = find(case["text"])
    shown = [(a.text, None if a.same_as is None else actors[a.same_as].text) for a in actors]
    for text, first in case.get("links", ()):
        assert (text, first) in shown, shown
    for text in case.get("free", ()):
        assert all(link is None for mention, link in shown if mention == text), shown
    for actor in actors:
        assert case["text"][actor.start : actor.end] == actor.text
        assert actor.same_as is None or actors[actor.same_as].same_as is None
