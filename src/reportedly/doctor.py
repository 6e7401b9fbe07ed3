"""Looks at what is installed and whether every model and table loads."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from reportedly._version import __version__
from reportedly.codebook.book import load_codebook
from reportedly.coding.coder import Models, code_report, load_models
from reportedly.coding.places.gazetteer import chosen_index, load_gazetteer
from reportedly.errors import ReportedlyError
from reportedly.reading.draft import Draft, finish
from reportedly.record import check

PACKAGES = ("spacy", "numpy", "onnxruntime", "tokenizers", "trafilatura", "msgspec")
TRIAL = "Soldiers shelled the village on Monday, killing two people, a spokesman said."


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is as it should be, and what was found."""

    name: str
    fine: bool
    found: str


def examine(codebook: Path | None, language_model: str, gazetteer: Path | None = None) -> Iterator[Check]:
    """Codebook folder, language model, gazetteer -> one check after another; what fails says why and does not end the rest."""
    yield Check(
        "reportedly", True, f"{__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    for package in PACKAGES:
        yield _try(package, lambda package=package: metadata.version(package))  # type: ignore[misc]
    book = load_codebook(codebook)
    yield _try("codebook", lambda: f"{book.version} in {book.folder}")
    for table in ("acts", "cues", "registry", "quantities", "publishers"):
        yield _try(f"  {table}", lambda table=table: getattr(book, table) and "loads")  # type: ignore[misc]
    yield _try("gazetteer", lambda: f"{load_gazetteer(gazetteer).version} in {chosen_index(gazetteer)}")

    def load() -> Models:
        return load_models(codebook, language_model, gazetteer)

    models = _try("models", lambda: ", ".join(f"{k}: {v}" for k, v in load().coder.models.items()))
    yield models
    if models.fine:
        loaded = load()
        reading = finish(Draft(text=TRIAL), book.publishers, None, "2020-01-01")
        yield _try("coding", lambda: f"a trial sentence gives {len(check(code_report(reading, loaded)).claims)} claims")


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except ReportedlyError as error:
        return Check(name, False, str(error))  # it is put in words for a person
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}")
