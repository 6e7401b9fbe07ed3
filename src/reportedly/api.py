"""The public verbs: read, code, link, assess. Each takes an iterable and gives one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

from reportedly.assessing.assessor import assess as assess_incident
from reportedly.assessing.tolls import DEFAULT_RULE
from reportedly.codebook.book import Codebook, load_codebook
from reportedly.coding.actors.phrases import resolve_phrase
from reportedly.coding.coder import Models, code_report, load_models
from reportedly.coding.default_model import DEFAULT_MODEL
from reportedly.coding.places.gazetteer import chosen_index
from reportedly.errors import ReadingError
from reportedly.linking.linker import link as link_claims
from reportedly.reading.draft import Draft, finish
from reportedly.reading.reader import Failure, read_paths
from reportedly.record import Actor, AssessedIncident, CodedReport, Incident, Judgement, Reading, check


@lru_cache(maxsize=4)
def models_for(codebook: Path | None, language_model: str, gazetteer: Path) -> Models:
    """Codebook folder, language model and gazetteer index -> the models, loaded once a process."""
    return load_models(codebook, language_model, gazetteer)


def _raise(failure: Failure) -> None:
    if failure.lost:
        raise ReadingError(str(failure))


def read(
    paths: Iterable[str | Path] | str | Path,
    *,
    publisher: str | None = None,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    codebook: str | Path | None = None,
    on_failure: Callable[[Failure], None] = _raise,
) -> Iterator[Reading]:
    """Paths (files, folders, globs, ``-``) -> the reports in them, each with its marks.

    ``publisher`` and ``published`` (ISO 8601) stand in where the input does not say; ``columns`` says which column of a table is
    which field (``{"text": "body"}``). A report that is not in English says so in ``skipped``. One that cannot be read goes to
    ``on_failure``; by default it raises ``ReadingError``. Raises ``UsageError`` for a path that is not there.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    book = load_codebook(Path(codebook) if codebook else None)
    return read_paths([str(path) for path in given], book.publishers, on_failure, publisher, published, columns)


@overload
def code(  # type: ignore[overload-overlap]  # a str is an iterable of str, and is meant as one text
    reports: str, *, title: str | None = ..., publisher: str | None = ..., published: str | None = ...,
    codebook: str | Path | None = ..., language_model: str = ..., gazetteer: str | Path | None = ...,
) -> CodedReport: ...  # fmt: skip
@overload
def code(
    reports: Iterable[str | Reading], *, title: str | None = ..., publisher: str | None = ..., published: str | None = ...,
    codebook: str | Path | None = ..., language_model: str = ..., gazetteer: str | Path | None = ...,
) -> Iterator[CodedReport]: ...  # fmt: skip
def code(
    reports: str | Iterable[str | Reading],
    *,
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    codebook: str | Path | None = None,
    language_model: str = DEFAULT_MODEL,
    gazetteer: str | Path | None = None,
) -> CodedReport | Iterator[CodedReport]:
    """One text -> its coded report; an iterable of texts or readings -> an iterator of coded reports, in order.

    ``title``, ``publisher`` and ``published`` (ISO 8601) belong to plain texts; a reading brings its own. Raises
    ``ReadingError`` for a text with nothing in it and ``UsageError`` for a codebook, language model or ``gazetteer`` (a file
    made with ``reportedly gazetteer build``; else that of the variable REPORTEDLY_GAZETTEER) that does not load.
    """
    index = chosen_index(Path(gazetteer) if gazetteer else None)
    models = models_for(Path(codebook) if codebook else None, language_model, index)

    def one(report: str | Reading) -> CodedReport:
        if isinstance(report, str):
            report = finish(Draft(text=report, title=title), models.codebook.publishers, publisher, published)
        return check(code_report(report, models))

    return one(reports) if isinstance(reports, str) else map(one, reports)


def link(coded: Iterable[CodedReport], judgements: Iterable[Judgement] = ()) -> list[Incident]:
    """Coded reports, in any order -> incidents: claims taken to be about one event in the world, by date and id.

    What people said to be the same event, or not the same, is obeyed. Rejected claims and corrected fields are laid over the
    reports before (:func:`reportedly.judgement.lay_over`).
    """
    return link_claims(coded, judgements)


def assess(
    incidents: Iterable[Incident],
    coded: Iterable[CodedReport],
    codebook: str | Path | None = None,
    toll_rule: str = DEFAULT_RULE,
) -> Iterator[AssessedIncident]:
    """Incidents and the coded reports that they came from -> the same, each with its assessment.

    ``toll_rule`` names how the best figure of each harm is chosen: ``most-origins-then-latest``, ``acled`` or ``ucdp``.
    """
    reports = {record.report.id: record for record in coded}
    book = load_codebook(Path(codebook) if codebook else None)
    for incident in incidents:
        yield AssessedIncident(incident=incident, assessment=assess_incident(incident, reports, book, toll_rule))


def resolve_actors(phrases: Sequence[str], *, on: datetime.date | None = None, codebook: str | Path | None = None) -> list[Actor]:
    """Names or phrases -> actors, in order: registry id, name, country and role codes as of the day ``on``."""
    book: Codebook = load_codebook(Path(codebook) if codebook else None)
    return [resolve_phrase(phrase, book, on) for phrase in phrases]
