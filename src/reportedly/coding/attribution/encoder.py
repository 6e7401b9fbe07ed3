"""The learned extractor: a small encoder that tags source, cue and content and ties them together.

A MiniLM with six layers, fine-tuned on PolNeAR (Newell et al., "An Attribution Relations Corpus for Political News",
LREC 2018); the model card beside the weights says how. Runs on one thread with onnxruntime, from files in the package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reportedly.coding.attribution.decode import Floats, Scores
from reportedly.coding.attribution.pieces import CLASSIFY, SEPARATE, Pieces, read_pieces
from reportedly.coding.attribution.windows import cut_windows, starting_pieces
from reportedly.coding.stamp import attribution_version
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WINDOW = 126
"""Most pieces in one pass, [CLS] and [SEP] not counted."""


@dataclass(frozen=True)
class Encoder:
    """The loaded model: an inference session, its tokenizer and its card."""

    session: InferenceSession
    tokenizer: Tokenizer
    card: dict[str, Any]

    @property
    def version(self) -> str:
        """See :func:`~reportedly.coding.stamp.attribution_version`."""
        return attribution_version(self.card)


@lru_cache(maxsize=2)
def load_encoder(folder: Path | None = None) -> Encoder:
    """Return the encoder of `folder` (model.int8.onnx, tokenizer.json, card.json), by default the shipped one.

    It is loaded once and kept. Raises UsageError if a file is missing or is not the one that the card names.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    place = folder or Path(str(files("reportedly.models") / "attribution"))
    try:
        weights = (place / "model.int8.onnx").read_bytes()
        words = (place / "tokenizer.json").read_bytes()
        card = json.loads((place / "card.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the attribution model is not complete: {error}") from error
    for name, content in (("model.int8.onnx", weights), ("tokenizer.json", words)):
        if hashlib.sha256(content).hexdigest() != card["sha256"][name]:
            raise UsageError(f"the attribution model is not the one its card names: {place / name}; install the package anew")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str(words.decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Encoder(session, tokenizer, card)


def score_pieces(pieces: Pieces, sentences: Sequence[tuple[int, int]], encoder: Encoder, window: int = WINDOW) -> Scores:
    """Return the encoder's scores for all pieces of a text whose sentences are `sentences` (code-point spans)."""
    begin, paragraphs = starting_pieces(pieces, sentences)
    windows = cut_windows(len(pieces), begin, paragraphs, window)
    tags, links, sources, states = [], [], [], []
    for first, end in windows:
        ids = np.array([[CLASSIFY, *pieces.ids[first:end], SEPARATE]], dtype=np.int64)
        shapes = np.array([[0, *pieces.shapes[first:end], 0]], dtype=np.int64)
        named = ["tags", "links", "sources", "hidden"]
        tag, link, source, hidden = encoder.session.run(named, {"ids": ids, "shapes": shapes})
        tags.append(_log_softmax(tag[0, 1:-1]))
        links.append(_softmax(link[0, 1:-1, :-1]))
        sources.append(_softmax(source[0, 1:-1, :-1]))
        states.append(hidden[0, 1:-1])
    all_tags = np.concatenate(tags) if tags else np.zeros((0, 7))
    return Scores(all_tags, windows, links, sources, np.concatenate(states) if states else np.zeros((0, 0)))


def read_text(text: str, encoder: Encoder) -> Pieces:
    """Return the word pieces of `text` as the encoder reads them."""
    return read_pieces(text, encoder.tokenizer)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
