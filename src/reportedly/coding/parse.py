"""The one place that loads the language model and gives a parse whose offsets are those of the report."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from reportedly.coding.default_model import DEFAULT_MODEL
from reportedly.coding.stamp import missing_model
from reportedly.coding.wrapping import is_wrap
from reportedly.errors import UsageError
from reportedly.record import Mark, Report


@dataclass(frozen=True)
class Parsed:
    """A report, its marks, and its parse: every later layer reads this and nothing else of the text."""

    report: Report
    marks: tuple[Mark, ...]
    doc: Doc

    @property
    def text(self) -> str:
        """The text of the report, unchanged."""
        return self.report.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Spans of the sentences, in order, without the white space around them."""
        spans = []
        for sent in self.doc.sents:
            text = sent.text
            start = sent.start_char + len(text) - len(text.lstrip())
            if text.strip():
                spans.append((start, start + len(text.strip())))
        return tuple(spans)

    @cached_property
    def boilerplate(self) -> frozenset[int]:
        """Indices of the tokens in which nothing is claimed: boilerplate, byline, credit and dateline."""
        silent = [m for m in self.marks if m.kind in ("boilerplate", "byline", "credit", "dateline")]
        return frozenset(t.i for m in silent for t in self.tokens(m.start, m.end))

    def tokens(self, start: int, end: int) -> Span:
        """Code-point span -> the tokens that touch it (empty where none does)."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span if span is not None else self.doc[0:0]


def _start_sentences(doc: Doc, text: str, marks: Sequence[Mark]) -> None:
    """Start a sentence after every mark and every line break that ends something: neither has a full stop of its own.

    "QUITO – Police fired" must not give a body named "QUITO – Police". A break that only wraps the text starts none.
    """
    edges = {edge for mark in marks for edge in (mark.start, mark.end)}
    fresh = True
    for token in doc:
        fresh = fresh or token.idx in edges
        if fresh and not token.is_space:
            token.is_sent_start = True
            fresh = False
            if token.like_num and token.i + 1 < len(doc) and token.nbor().is_alpha:
                token.nbor().is_sent_start = False  # "March 4 - Eight villagers": the parser would end a sentence after "Eight"
        if token.idx + len(token.text) in edges:
            fresh = True
        if token.is_space and "\n" in token.text:
            fresh = fresh or not is_wrap(text, token.idx, token.idx + len(token.text))


def load_parser(name: str = DEFAULT_MODEL) -> Language:
    """Name or path of a spaCy pipeline -> the pipeline.

    Raises :class:`UsageError` when it is not installed, lacks a parser, or (default model) its weights are not the
    published ones.
    """
    try:
        nlp = spacy.load(name)
    except OSError:
        raise missing_model(name) from None
    if name == DEFAULT_MODEL and (wrong := wrong_weights(nlp.path)):
        raise UsageError(f"the language model {name!r} is not the published one ({', '.join(wrong)}); install it anew")
    if "parser" not in nlp.pipe_names:
        raise UsageError(f"the language model {name!r} has no dependency parser; name another with --model")
    return nlp


def wrong_weights(folder: Path) -> list[str]:
    """Folder of the default model -> its files that are not identical to the published ones (missing ones included)."""
    published = tomllib.loads((files("reportedly.models") / "language.toml").read_text(encoding="utf-8"))["sha256"]
    return [part for part, want in published.items() if _sha256(folder / part) != want]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def parse(nlp: Language, report: Report, marks: Sequence[Mark] = ()) -> Parsed:
    """Report and its marks -> its parse. One report at a time, so that no neighbour in a batch can change a figure."""
    doc = nlp.make_doc(report.text)
    _start_sentences(doc, report.text, marks)
    return Parsed(report=report, marks=tuple(marks), doc=nlp(doc))
