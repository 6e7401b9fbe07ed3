"""Finds attributions: source, cue and content spans, their manner and stance, who the source is, what stands in what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from reportedly.codebook.book import Codebook
from reportedly.coding.attribution.encoder import Encoder, load_encoder
from reportedly.coding.attribution.manner import quoted_spans, read_manner
from reportedly.coding.attribution.merge import merge
from reportedly.coding.attribution.nesting import find_parents
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.resolve import SourceResolver
from reportedly.coding.attribution.rules import find_by_rules
from reportedly.coding.attribution.stance import read_stance
from reportedly.coding.attribution.tagging import Encoded, encode, tag_encoded
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Attribution


@dataclass(frozen=True)
class AttributionModel:
    """The learned extractor, loaded, and its version."""

    encoder: Encoder
    version: str

    def encode(self, parsed: Parsed) -> Encoded:
        """Parsed report -> its word pieces and the encoder's scores and states, for all layers that read them."""
        return encode(parsed.text, parsed.sentences, self.encoder)

    def find(self, parsed: Parsed, encoded: Encoded | None = None) -> list[RawAttribution]:
        """Parsed report and, where it was made before, its encoding -> the attributions found, in order of content."""
        return tag_encoded(parsed.text, parsed.sentences, encoded or self.encode(parsed), self.encoder)


def load_attribution_model() -> AttributionModel | None:
    """-> the attribution model that comes with the package, or ``None`` where its file was left out.

    Raises :class:`UsageError` when a file is not the one that its card names.
    """
    if not (files("reportedly.models") / "attribution" / "card.json").is_file():
        return None
    encoder = load_encoder()
    return AttributionModel(encoder, encoder.version)


def find_states(parsed: Parsed, model: AttributionModel | None) -> Encoded | None:
    """Parsed report -> what the encoder makes of it, once for all layers that read it; ``None`` without a model."""
    return model.encode(parsed) if model is not None else None


def find_attributions(
    parsed: Parsed, codebook: Codebook, actors: Sequence[Actor], model: AttributionModel | None, encoded: Encoded | None = None
) -> tuple[Attribution, ...]:
    """A parsed report and its actors -> its attributions, in the order of their content; nested ones name their parent.

    Without a model the rules alone find them. The reporter's own observation ("our correspondent saw") is the report
    itself and no attribution.
    """
    cues = codebook.cues
    learned = model.find(parsed, encoded) if model is not None else None
    raws = merge(parsed, learned, find_by_rules(parsed, cues), cues, codebook.acts.deeds)
    quoted = quoted_spans(parsed.text)
    resolver = SourceResolver(parsed, actors, cues.sources)
    in_order = sorted(range(len(raws)), key=lambda n: (raws[n].source or raws[n].cue or raws[n].content)[0])
    sources = {n: resolver.resolve(raws[n].source) for n in in_order}
    found = []
    for n, (raw, parent) in enumerate(zip(raws, find_parents(parsed.text, raws), strict=True)):
        found.append(
            Attribution(
                source=raw.source,
                cue=raw.cue,
                content=raw.content,
                manner=read_manner(parsed.text, raw.content, quoted),
                stance=read_stance(parsed, raw.cue, raw.content, cues).stance,
                source_actor=sources[n].actor,
                source_kind=sources[n].kind,
                parent=parent,
            )
        )
    return tuple(found)
