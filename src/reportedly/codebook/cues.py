"""Words that hand a part of a report over to a source, and words that say what kind of source it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from reportedly.codebook.table import Row, read_table
from reportedly.record import SourceKind

PartOfSpeech = Literal["verb", "noun", "adverb", "preposition", "phrase"]
CueKind = Literal["speech", "writing", "report", "belief", "intention", "attitude", "perception", "deed"]
"""What the source does. Deeds ("attacked", "launched") are cues only where they bring in a quotation or a clause."""
Stance = Literal[
    "asserts", "confirms", "denies", "doubts", "accuses", "warns", "threatens", "orders", "asks", "promises", "hopes",
    "fears", "estimates", "plans", "believes", "supports", "opposes",
]  # fmt: skip
Frame = Literal[
    "clause", "quote", "object", "to", "person", "person-to", "gerund", "whether", "doubt",
    "of", "about", "on", "for", "against", "over", "as", "impersonal",
]  # fmt: skip
KIND_OF_ROLE: Mapping[str, SourceKind] = {
    "MIL": "party", "REB": "party", "UAF": "party", "SEP": "party", "INS": "party", "PRM": "party", "IMG": "party",
    "GOV": "official", "COP": "official", "JUD": "official", "LEG": "official", "SPY": "official", "ELI": "other",
    "OPP": "organization", "PTY": "organization", "IGO": "organization", "NGO": "organization", "INT": "organization",
    "MNC": "organization", "BUS": "organization", "LAB": "organization", "MED": "media", "JRN": "media",
    "EDU": "expert", "CVL": "witness", "REF": "witness", "HLH": "organization", "REL": "organization",
}  # fmt: skip
"""What kind of source somebody of a role is."""


@dataclass(frozen=True)
class Cue:
    """One cue: its lemmas, part of speech, and what it says of the content.

    ``frames`` maps the kinds of complement that hold the content (a clause, an infinitive, an object, "of ...") to the
    stance that the cue has with them: "called for talks" asks where "called it a crime" asserts. Those in ``weak``
    are too often something else to be the sign of an attribution ("found a job"); they only tell the stance.
    """

    words: tuple[str, ...]
    pos: PartOfSpeech
    stance: Stance
    kind: CueKind
    factive: bool
    frames: Mapping[str, Stance]
    weak: frozenset[str] = frozenset()

    @property
    def signs(self) -> frozenset[str]:
        """Frames that make an attribution by themselves."""
        return frozenset(self.frames) - self.weak


@dataclass(frozen=True)
class SourceWord:
    """A head noun of sources: the kind of source it makes, and whether it speaks for the body that it is of."""

    word: str
    kind: SourceKind
    speaks_for: bool


@dataclass(frozen=True)
class CueTable:
    """Cues by their first lemma (``phrases``: by their noun), longest first; source words by lemma."""

    verbs: Mapping[str, Cue]
    light: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, Cue]
    adverbs: Mapping[str, Cue]
    prepositions: Mapping[str, tuple[Cue, ...]]
    phrases: Mapping[str, tuple[Cue, ...]]
    sources: Mapping[str, SourceWord]


def load_cues(folder: Path) -> CueTable:
    """Folder of a codebook -> its ``cues.csv`` and ``source_kinds.csv``. Raises :class:`UsageError` with file and line."""
    columns = ("cue", "pos", "stance", "kind", "factive", "frames", "weak")
    cues = [_cue(row) for row in read_table(folder / "cues.csv", columns)]
    words = [_source_word(row) for row in read_table(folder / "source_kinds.csv", ("word", "kind", "speaks_for"))]
    return CueTable(
        verbs={cue.words[0]: cue for cue in cues if cue.pos == "verb" and len(cue.words) == 1},
        light=_by_first(cue for cue in cues if cue.pos == "verb" and len(cue.words) > 1),
        nouns={" ".join(cue.words): cue for cue in cues if cue.pos == "noun"},
        adverbs={" ".join(cue.words): cue for cue in cues if cue.pos == "adverb"},
        prepositions=_by_first(cue for cue in cues if cue.pos == "preposition"),
        phrases=_by_first(cue for cue in cues if cue.pos == "phrase"),
        sources={word.word: word for word in words},
    )


def _cue(row: Row) -> Cue:
    words = tuple(row["cue"].lower().split())
    if not words:
        raise row.wrong("the cue is empty")
    stance = cast(Stance, row.one_of("stance", get_args(Stance)))
    frames: dict[str, Stance] = {}
    for cell in row.many("frames"):
        frame, _, own = cell.partition("=")
        if frame not in get_args(Frame):
            raise row.wrong(f"the frame {frame!r} is not known; it must be one of: {', '.join(get_args(Frame))}")
        if own and own not in get_args(Stance):
            raise row.wrong(f"the stance {own!r} of the frame {frame!r} is not known")
        frames[frame] = cast(Stance, own or stance)
    return Cue(
        words=words,
        pos=cast(PartOfSpeech, row.one_of("pos", get_args(PartOfSpeech))),
        stance=stance,
        kind=cast(CueKind, row.one_of("kind", get_args(CueKind))),
        factive=row.one_of("factive", ("yes", "no")) == "yes",
        frames=frames,
        weak=frozenset(row.many("weak")),
    )


def _source_word(row: Row) -> SourceWord:
    return SourceWord(
        word=row["word"].lower(),
        kind=cast(SourceKind, row.one_of("kind", get_args(SourceKind))),
        speaks_for=row.one_of("speaks_for", ("yes", "no")) == "yes",
    )


def _by_first(cues: object) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for cue in cast("list[Cue]", list(cast("list[Cue]", cues))):
        found.setdefault(cue.words[0], []).append(cue)
    return {first: tuple(sorted(some, key=lambda cue: -len(cue.words))) for first, some in found.items()}
