"""What a coder is stamped with, read from the cards of its models: nothing of the models themselves is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reportedly._version import __version__
from reportedly.codebook.book import load_codebook
from reportedly.coding.default_model import DEFAULT_MODEL
from reportedly.coding.places.gazetteer import load_gazetteer
from reportedly.errors import UsageError
from reportedly.record import Coder

RULES = "rules"
"""Stands for a model that was left out: rules do its work."""


def read_stamp(codebook: Path | None = None, language_model: str = DEFAULT_MODEL, gazetteer: Path | None = None) -> Coder:
    """Codebook folder, name of a spaCy pipeline, gazetteer index -> the stamp that coding with them would put on records.

    Raises :class:`UsageError` where one of them is not there; whether their files are whole is found out when they are loaded.
    """
    attribution, doers = read_card("attribution"), read_card("doers")
    index = load_gazetteer(gazetteer).version
    return make_stamp(
        load_codebook(codebook).version,
        _language_meta(language_model),
        index,
        attribution_version(attribution) if attribution else None,
        doers_version(doers) if attribution and doers else None,
    )


def make_stamp(codebook: str, language: Mapping[str, Any], gazetteer: str, attribution: str | None, doers: str | None) -> Coder:
    """Versions of all that coding uses, and the language model's own meta data -> the stamp."""
    models = {
        "language": f"{language['lang']}_{language['name']} {language['version']}",
        "gazetteer": gazetteer,
        "attribution": attribution or RULES,
        "doers": doers or RULES,
    }
    return Coder(version=__version__, codebook=codebook, models=models)


def read_card(name: str) -> dict[str, Any] | None:
    """Name of a shipped model -> its card, ``None`` where it was left out."""
    card = files("reportedly.models") / name / "card.json"
    return json.loads(card.read_text(encoding="utf-8")) if card.is_file() else None


def attribution_version(card: Mapping[str, Any]) -> str:
    """Card -> its version and the beginning of a digest over all files it names, so that two models never share one."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(card["sha256"].items()))
    return _version(card, lines)


def doers_version(card: Mapping[str, Any]) -> str:
    """Card -> its version and the beginning of a digest over all that decides: its files and its threshold."""
    return _version(card, json.dumps([card["sha256"], card["threshold"]], sort_keys=True))


def _version(card: Mapping[str, Any], decides: str) -> str:
    return f"{card['version']}-{hashlib.sha256(decides.encode()).hexdigest()[:12]}"


def _language_meta(name: str) -> dict[str, Any]:
    """Name or path of a spaCy pipeline -> its meta data, from where spaCy would load it."""
    try:
        spec = find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    place = Path(next(iter(spec.submodule_search_locations), "")) if spec and spec.submodule_search_locations else Path(name)
    try:
        found: dict[str, Any] = json.loads((place / "meta.json").read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        raise missing_model(name) from None


def missing_model(name: str) -> UsageError:
    """Name of a language model that is not there -> the error that says so."""
    return UsageError(f"the language model {name!r} is not installed; install it with pip, or name another with --model")
