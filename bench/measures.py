"""The measures: which gold file, which scorer, which figures, and what peers reach (test sets; dev figures lie close)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "bench"


@dataclass(frozen=True)
class Figure:
    """One figure of a scorer: where it stands in its JSON, what peers reach and what we aim at, all in per cent.

    ``path`` is a dotted path; a number in it is an index. ``scale`` turns shares into per cent; ``low`` marks a figure that
    should fall, not rise.
    """

    name: str
    path: str
    scale: float = 1.0
    floor_of_peers: str = ""
    target: float | None = None
    low: bool = False


@dataclass(frozen=True)
class Measure:
    """One gold file and the scorer that reads it; ``kind`` says what the scorer is given: coded reports, incidents or copies."""

    name: str
    gold: str
    scorer: str
    arguments: tuple[str, ...]
    figures: tuple[Figure, ...]
    kind: str = "coded"

    @property
    def gold_path(self) -> Path:
        """The gold file, which is also the input."""
        return DATA / self.gold

    @property
    def reports_path(self) -> Path:
        """The reports to code: the gold file, but for the record measure, whose reports stand apart."""
        return DATA / ("record/data/fakes.dev.jsonl" if self.name == "record" else self.gold)


def _f1(name: str, key: str, peers: str, target: float | None) -> Figure:
    return Figure(name, f"{key}.F1", 100, peers, target)


def _places(name: str, peers: str, target: float) -> Measure:
    return Measure(
        name, f"places/data/{name}.dev.jsonl", "places/score.py", ("--names", "--json"),
        (Figure("acc@161|c end to end", "end to end.acc@161|c", 100, peers, target),
         Figure("recognition F1 overlap", "overlap.F1", 100)),
    )  # fmt: skip


def _tolls(name: str, figures: tuple[Figure, ...]) -> Measure:
    return Measure(f"tolls {name}", f"tolls/data/{name}.dev.jsonl", "tolls/score.py", (), figures)


def _times(name: str, peers: str, strict: float, relaxed: float, value: float) -> Measure:
    figures = (
        Figure("strict F1", "strict.2", 1, peers.split("/")[0], strict),
        Figure("relaxed F1", "relaxed.2", 1, peers.split("/")[1], relaxed),
        Figure("value F1", "value_F1", 1, peers.split("/")[2], value),
    )
    return Measure(f"times {name}", f"times/data/{name}.dev.jsonl", "times/score.py", (), figures)


def _linking(name: str, b3_peer: str, pair_peer: str, b3: float, pair: float | None) -> Measure:
    figures = (Figure("B-cubed F1", "B3.2", 1, b3_peer, b3), Figure("pair F1", "pair.2", 1, pair_peer, pair))
    return Measure(f"linking {name}", f"linking/data/{name}.dev.jsonl", "linking/score.py", (), figures, kind="incidents")


MEASURES = (
    Measure(
        "attribution", "attribution/data/dev.jsonl", "attribution/score.py", ("--json",),
        (
            Figure("found F1", "scores.found all.f1", 100, "rules 45.6, BERT base 71.3, second human 75.4", 74),
            Figure("found P", "scores.found all.p", 100, "", 73),
            Figure("quote F1", "scores.found quote.f1", 100, "Citron 63.0, BERT base 78.6, human 97.4", 91),
            Figure("indirect F1", "scores.found indirect.f1", 100, "Citron 42.4, BERT base 67.0, human 69.4", 66),
            Figure("mixed F1", "scores.found mixed.f1", 100, "Citron 61.4, BERT base 82.4, human 87.8", 84),
            Figure("strict F1", "scores.strict all.f1", 100, "BERT base 55.1, human 63.9", 58),
        ),
    ),
    Measure(
        "gsr", "events/data/gsr_dev.jsonl", "events/score_gsr.py", ("--json",),
        (_f1("type F1", "type", "floor 55.9, PETRARCH2 41.5", 76), _f1("triple F1", "triple", "floor 17.7, PETRARCH2 22.9", 42)),
    ),
    Measure(
        "plv", "events/data/plv_dev.jsonl", "events/score_gsr.py", ("--json",),
        (_f1("type F1", "type", "floor 56.2, PETRARCH2 46.4", 74), _f1("triple F1", "triple", "floor 19.3, PETRARCH2 23.5", 38)),
    ),
    Measure(
        "ipe", "events/data/ipe_dev.jsonl", "events/score_ipe.py", ("--json",),
        (Figure("sentence macro F1", "sentence.macro_F1", 100, "floor 35.1, keywords 46.1", 60),
         _f1("KILL F1", "sentence.KILL", "keywords 51.4", 70), _f1("ARREST F1", "sentence.ARREST", "keywords 47.0", 75),
         _f1("FORCE F1", "sentence.FORCE", "keywords 60.5", 75), _f1("ANY F1", "sentence.ANY_ACTION", "keywords 68.0", 68)),
    ),
    Measure(
        "muc4", "events/data/muc4_dev.jsonl", "events/score_muc4.py", ("--json",),
        (_f1("type F1", "type", "floor 64.3, GTT 78.4", 74), _f1("perpetrator F1", "PERP head", "floor 22.5, GTT 63.8", 52),
         _f1("victim F1", "VICTIM head", "floor 24.0, GTT 39.5", 45)),
    ),
    Measure(
        "case2", "events/data/case2_dev.jsonl", "events/score_case2.py", ("--json",),
        (Figure("type+mode recall", "type+mode_recall", 100, "floor 48.9, PETRARCH2 19.3", 78),
         Figure("false alarms", "false_alarm", 100, "floor 55.6, PETRARCH2 2.2", 10, low=True)),
    ),
    Measure(
        "re3d", "mentions/data/re3d.dev.jsonl", "mentions/score.py", ("--json",),
        (Figure("actors F1", "actors F1", 1, "spaCy 37.0", 70), Figure("places F1", "places F1", 1, "spaCy 60.9", 75)),
    ),
    _places("lgl", "floor 38, best peer 46.9, probe 61.4", 66),
    _places("trnews", "floor 52, best peer 64.1, probe 73.7", 78),
    _places("gwn", "floor 51, best peer 58.7, probe 64.1", 67),
    _places("geovirus", "floor 65, best peer 78.0, probe 75.5", 80),
    _times("tbaq", "HeidelTime 82.5/90.7/78.1", 84, 91, 79),
    _times("meantime", "HeidelTime 83.1/88.6/78.1", 85, 91, 80),
    _tolls("gvdb", (Figure("both numbers", "both", 1, "regex 29.0, always one 37.0", 65),)),
    _tolls("gva", (Figure("both numbers", "both", 1, "regex 25.2", 60),)),
    _tolls("muc4", (Figure("numbers >= 2, F1", "tolls2.2", 1, "regex 30.9", 60),)),
    _tolls("ged", (Figure("deaths exact", "killed", 1, "regex 16.6"),)),
    _linking("gva", "TF-IDF + 7 days 95.6", "TF-IDF + 7 days 85.2", 97, 90),
    _linking("ecb", "TF-IDF 94.6", "TF-IDF 92.7", 93, None),
    Measure(
        "copies", "copies/data/copies.dev.jsonl", "copies/score.py", ("--ignore", str(DATA / "copies/data/ignore.dev.tsv")),
        (Figure("pair F1", "pairs.2", 1, "containment 96.5, MinHash 0.7 31.7", 98.5),), kind="copies",
    ),
    Measure(
        "record", "record/data/ged-syria.dev.jsonl", "record/score.py", ("--json",),
        (Figure("coverage x met x toll", "record"), Figure("coverage", "coverage"), Figure("met", "met"), Figure("toll", "toll")),
    ),
)  # fmt: skip
