"""The learned extractor: pieces, windows, the decoder on scores made by hand, and the shipped model on invented news."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportedly.coding.attribution.decode import CONTENT, CUE, SOURCE, Scores, best_path, cut_run, link_runs, read_runs
from reportedly.coding.attribution.encoder import Encoder, load_encoder
from reportedly.coding.attribution.pieces import BREAK, CLOSING, INSIDE, LINE_BREAK, OPENING, read_pieces
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.attribution.tagging import tag_attributions
from reportedly.coding.attribution.windows import cut_windows, split_sentences, starting_pieces
from reportedly.errors import UsageError

GOLD = Path(__file__).parents[2] / "shared" / "bench" / "attribution"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def tagged(text: str, encoder: Encoder) -> list[RawAttribution]:
    return tag_attributions(text, split_sentences(text), encoder)


def words(text: str, raw: RawAttribution) -> tuple[str, str, str]:
    source, cue, content = (" ".join(text[s:e] for s, e in spans) for spans in (raw.source, raw.cue, raw.content))
    return source, cue, content.strip(" .,“”\"'‘’")


def test_pieces_keep_offsets_marks_and_breaks(encoder: Encoder) -> None:
    text = "''Fire!'' he said.\n\nThe UN and McCoy left."
    pieces = read_pieces(text, encoder.tokenizer)
    seen = [(text[s:e], shape) for s, e, shape in zip(pieces.starts, pieces.ends, pieces.shapes, strict=True)]
    assert seen[:4] == [("''", OPENING), ("Fire", 1 + INSIDE), ("!", INSIDE), ("''", CLOSING)]
    assert ("\n\n", BREAK) in seen and pieces.ids[pieces.shapes.index(BREAK)] == LINE_BREAK
    assert ("UN", 2) in seen


def test_curly_and_straight_marks_read_alike(encoder: Encoder) -> None:
    curly = read_pieces("“Don’t go,” she said.", encoder.tokenizer)
    straight = read_pieces('"Don\'t go," she said.', encoder.tokenizer)
    assert (curly.ids, curly.shapes) == (straight.ids, straight.shapes)


def test_windows_cover_everything_once_and_begin_with_sentences(encoder: Encoder) -> None:
    paragraph = "Shells fell on village {} at dawn. Nobody was hurt, the mayor said. The road is shut."
    text = "\n\n".join(paragraph.format(number) for number in range(30))
    pieces = read_pieces(text, encoder.tokenizer)
    sentences, paragraphs = starting_pieces(pieces, split_sentences(text))
    windows = cut_windows(len(pieces), sentences, paragraphs, 64)
    assert [end for _, end in windows[:-1]] == [start for start, _ in windows[1:]]
    assert (windows[0][0], windows[-1][1]) == (0, len(pieces))
    assert all(end - start <= 64 and start in sentences for start, end in windows)


def test_sentences_do_not_end_at_titles() -> None:
    text = "Gen. A. Weir met Mr. Osman at 5 p.m. on Friday. They spoke."
    assert [text[s:e].strip() for s, e in split_sentences(text)] == [
        "Gen. A. Weir met Mr. Osman at 5 p.m. on Friday.", "They spoke.",
    ]  # fmt: skip


def scores(tags: list[int], links: dict[int, int], sources: dict[int, int]) -> Scores:
    count = len(tags)
    table = np.full((count, 7), -9.0)
    table[np.arange(count), tags] = -0.01
    pointers = []
    for targets in (links, sources):
        matrix = np.full((count, count + 1), 1e-4)
        for i in range(count):
            matrix[i, targets.get(i, -1) + 1] = 0.95
        pointers.append([matrix])
    return Scores(table, [(0, count)], pointers[0], pointers[1])


def test_path_never_goes_inside_without_a_beginning() -> None:
    table = np.full((2, 7), -5.0)
    table[:, CONTENT + 1] = -0.1
    assert best_path(table) == [CONTENT, CONTENT + 1]


def test_two_contents_of_one_cue_are_one_attribution() -> None:
    #      content content  cue  source  content
    made = scores([CONTENT, CONTENT + 1, CUE, SOURCE, CONTENT], {0: 2, 1: 2, 4: 2}, {2: 3})
    (one,) = link_runs(read_runs(made.tags), made)[0]
    assert [(run.start, run.end) for run in one.content] == [(0, 2), (4, 5)]
    assert [(run.start, run.end) for run in one.source] == [(3, 4)]


def test_one_source_serves_two_cues() -> None:
    made = scores([SOURCE, CUE, CONTENT, CUE, CONTENT], {2: 1, 4: 3}, {1: 0, 3: 0})
    first, second = link_runs(read_runs(made.tags), made)[0]
    assert first.source == second.source


def test_content_without_cue_is_an_orphan() -> None:
    linked, orphans = link_runs(read_runs((made := scores([CONTENT, 0, CUE], {}, {})).tags), made)
    assert not linked and len(orphans) == 1


def test_a_run_is_cut_at_the_seams_inside_it() -> None:
    (run,) = read_runs(scores([CONTENT, CONTENT + 1, CONTENT + 1, 0], {}, {}).tags)
    assert [(part.start, part.end) for part in cut_run(run, [0, 2, 3])] == [(0, 2), (2, 3)]


def test_a_part_of_a_content_goes_to_a_cue_of_its_own() -> None:
    made = scores([CUE, CONTENT, CONTENT + 1, CONTENT + 1, CUE], {1: 0, 2: 4, 3: 4}, {})
    first, second = link_runs(read_runs(made.tags), made, [2])[0]
    assert [(run.start, run.end) for run in (*first.content, *second.content)] == [(1, 2), (2, 4)]
    (one,) = link_runs(read_runs(made.tags), made)[0]
    assert [(run.start, run.end) for run in one.content] == [(1, 4)]


def test_empty_text_has_no_attribution(encoder: Encoder) -> None:
    assert tag_attributions("", [], encoder) == []
    assert tagged(" \n ", encoder) == []


def test_a_model_that_is_not_the_one_its_card_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.int8.onnx").write_bytes(b"other")
    (tmp_path / "tokenizer.json").write_text("{}")
    right = {"model.int8.onnx": sha256(b"other").hexdigest(), "tokenizer.json": sha256(b"{}").hexdigest()}
    for name in right:
        (tmp_path / "card.json").write_text(json.dumps({"sha256": right | {name: "0"}}))
        with pytest.raises(UsageError, match=f"card.*{name}"):
            load_encoder(tmp_path)


def test_two_models_never_share_a_version(encoder: Encoder) -> None:
    number, _, mark = encoder.version.partition("-")
    assert number == encoder.card["version"] and len(mark) == 12
    other = {**encoder.card, "sha256": {**encoder.card["sha256"], "tokenizer.json": "0"}}
    assert replace(encoder, card=other).version not in (encoder.version, encoder.card["version"])
    assert (
        replace(encoder, card={**encoder.card, "sha256": dict(reversed(encoder.card["sha256"].items()))}).version
        == encoder.version
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The army said on Monday that rebels shelled the market in Tarim, killing four people.",
            ("The army", "said", "rebels shelled the market in Tarim, killing four people"),
        ),
        (
            "At least nine villagers were killed in the raid, according to the Northern Observatory.",
            ("the Northern Observatory", "according to", "At least nine villagers were killed in the raid"),
        ),
        (
            "“Our men did not fire a single shot,” said Captain Idris Weir.",
            ("Captain Idris Weir", "said", "Our men did not fire a single shot"),
        ),
        (
            "The interior ministry denied that its forces had entered the camp.",
            ("The interior ministry", "denied", "its forces had entered the camp"),
        ),
    ],
)
def test_the_shipped_model_on_single_sentences(text: str, expected: tuple[str, str, str], encoder: Encoder) -> None:
    (raw,) = tagged(text, encoder)
    source, cue, content = words(text, raw)
    assert source == expected[0]
    assert cue.startswith(expected[1])
    assert content.removeprefix("that ") == expected[2]
    assert 0.5 < raw.confidence <= 1


def test_the_shipped_model_keeps_two_speakers_apart(encoder: Encoder) -> None:
    text = (
        "“They burned the mill and took the grain,” said Salma Osman, who fled the village on foot. “We walked all night.”\n\n"
        "A spokesman for the Eastern Front, Yusuf Adel, denied the accusation. “Our fighters were ten kilometres away,” he said."
    )
    sources = [words(text, raw)[0] for raw in tagged(text, encoder)]
    assert sources[0].startswith("Salma Osman") and sources[-1] == "he"
    first = tagged(text, encoder)[0]
    assert words(text, first)[2].endswith("We walked all night")


def test_a_report_that_attributes_nothing(encoder: Encoder) -> None:
    assert tagged("The bridge collapsed at noon. Two trucks fell into the river.", encoder) == []


def test_offsets_are_code_points(encoder: Encoder) -> None:
    text = "🔴 Déjà 12 blessés à Tarim.\n\nThe mayor said that 😀 shells hit the café."
    (raw,) = tagged(text, encoder)
    assert words(text, raw)[:2] == ("The mayor", "said")
    assert all(0 <= s < e <= len(text) for spans in (raw.source, raw.cue, raw.content) for s, e in spans)


@pytest.mark.parametrize(
    "text",
    [
        "😀" * 300,
        "a\x00b\u200b \u202e he said.\r\n\r\n“x",
        "x" * 5000,
        '"' * 999,
        "'" * 999 + "a",
        "“" * 200 + "a " * 400,
        "\n" * 99,
    ],
)
def test_odd_texts_give_spans_inside_the_text(text: str, encoder: Encoder) -> None:
    for raw in [*tagged(text, encoder), *tag_attributions(text, [], encoder)]:
        assert all(0 <= s < e <= len(text) for spans in (raw.source, raw.cue, raw.content) for s, e in spans)


def test_two_readings_are_equal(encoder: Encoder) -> None:
    text = "The army said it had left. “We saw them go,” a resident told us. According to the mayor, two men died."
    assert tagged(text, encoder) == tagged(text, encoder)


@pytest.mark.slow
def test_the_shipped_model_gives_the_recorded_figures(encoder: Encoder) -> None:
    if not GOLD.is_dir():
        pytest.skip("the bench data does not stand beside the project")
    evaluate: Any = _load(Path(__file__).parents[1] / "training" / "attribution" / "evaluate.py")
    predictions, _ = evaluate.predict(GOLD / "data" / "dev.jsonl", None)
    figures = evaluate.figures(GOLD / "data" / "dev.jsonl", predictions, evaluate.read_scorer(GOLD / "score.py"))
    for name, (precision, recall, f1) in encoder.card["dev"].items():
        assert figures[name] == pytest.approx((precision, recall, f1), abs=0.3), name


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
