"""The layers of coding in their fixed order over one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from spacy.language import Language

from reportedly.codebook.book import Codebook, load_codebook
from reportedly.coding.actors.layer import find_actors
from reportedly.coding.attribution.layer import AttributionModel, find_attributions, find_states, load_attribution_model
from reportedly.coding.claims.doers import DoerModel, load_doer_model
from reportedly.coding.claims.layer import find_claims
from reportedly.coding.coreference.layer import resolve_coreference
from reportedly.coding.default_model import DEFAULT_MODEL
from reportedly.coding.parse import Parsed, load_parser, parse
from reportedly.coding.places.gazetteer import Gazetteer, load_gazetteer
from reportedly.coding.places.layer import find_places
from reportedly.coding.stamp import make_stamp
from reportedly.coding.times.layer import find_times
from reportedly.coding.tolls.layer import find_tolls
from reportedly.record import Actor, CodedReport, Coder, Place, Reading, Time, Toll

Mention = TypeVar("Mention", Actor, Place, Time, Toll)


@dataclass(frozen=True)
class Models:
    """What coding loads once: the codebook, the language model, the gazetteer and the models of attribution and of doers."""

    codebook: Codebook
    nlp: Language
    gazetteer: Gazetteer
    attribution: AttributionModel | None
    coder: Coder
    doers: DoerModel | None = None


def load_models(codebook: Path | None = None, language_model: str = DEFAULT_MODEL, gazetteer: Path | None = None) -> Models:
    """Codebook folder, name of a spaCy pipeline, gazetteer index -> everything that coding needs. Raises ``UsageError``."""
    book = load_codebook(codebook)
    book.load()
    nlp = load_parser(language_model)
    index = load_gazetteer(gazetteer)
    attribution = load_attribution_model()
    doers = load_doer_model() if attribution else None
    versions = (attribution.version if attribution else None, doers.version if doers else None)
    return Models(book, nlp, index, attribution, make_stamp(book.version, nlp.meta, index.version, *versions), doers)


def code_report(reading: Reading, models: Models) -> CodedReport:
    """A report as read -> the report with all its layers. A pure function: the same report and models, the same record."""
    book = models.codebook
    parsed = parse(models.nlp, reading.report, reading.marks)
    times = _outside_boilerplate(parsed, find_times(parsed))
    places = _outside_boilerplate(parsed, find_places(parsed, book, models.gazetteer))
    actors = _outside_boilerplate(parsed, find_actors(parsed, book, places))
    actors = resolve_coreference(parsed, book, actors)
    tolls, actors = find_tolls(parsed, book, actors)
    tolls = _outside_boilerplate(parsed, tolls)
    encoded = find_states(parsed, models.attribution)
    attributions = find_attributions(parsed, book, actors, models.attribution, encoded)
    states = encoded.states if encoded else None
    claims, actors = find_claims(parsed, book, actors, places, times, tolls, attributions, states, models.doers)
    return CodedReport(
        coder=models.coder,
        report=reading.report,
        marks=parsed.marks,
        actors=actors,
        places=places,
        times=times,
        tolls=tolls,
        attributions=attributions,
        claims=claims,
    )


def _outside_boilerplate(parsed: Parsed, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Leave out what a footer mentions: "appeared first on The Example" names no place and no party."""
    footers = [(mark.start, mark.end) for mark in parsed.marks if mark.kind == "boilerplate"]
    return tuple(m for m in mentions if not any(start <= m.start < end for start, end in footers))
