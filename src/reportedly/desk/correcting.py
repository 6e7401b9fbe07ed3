"""What the form of a correction shows of each field: its letter, and whether words of the report have to be picked for it."""

from __future__ import annotations

from collections.abc import Mapping

from reportedly.corrections import ACTORS, CHOICES, FIELDS, LISTS, TOLL_FIELDS, stands_nowhere
from reportedly.record import Judgement

# The letter that names a field when a claim is corrected by keys.
LETTERS: Mapping[str, str] = {
    "act": "a", "status": "s", "source": "o", "source_kind": "y", "through": "v", "cue": "c", "content": "q",
    "stance": "e", "manner": "h",
    "who": "w", "whom": "m", "where": "p", "when": "t", "from": "f", "to": "u", "weapon": "g",
    "toll.killed": "k", "toll.injured": "i", "toll.detained": "d", "toll.abducted": "b", "toll.displaced": "r",
    "toll.missing": "x",
}  # fmt: skip
PICKED: Mapping[str, str] = {
    **dict.fromkeys((*ACTORS, "where", "when", *TOLL_FIELDS), "asked"), **dict.fromkeys(("weapon", "cue", "content"), "needed"),
}  # fmt: skip
"""Fields for which words are to be picked: ``needed`` where they are the value, ``asked`` for where they may be missing."""
OFFERED = ("act", "where", *ACTORS, *CHOICES)
"""Fields of which values are offered as somebody types."""
FORM_FIELDS = tuple((field, LETTERS[field], PICKED.get(field, ""), field in OFFERED, field in LISTS) for field in FIELDS)
"""The fields of the form: name, letter, picked, offered, and whether it takes a list."""


def without_words(row: Judgement) -> bool:
    """Whether a correction rests on the judgement alone, since no words of the report were picked for it."""
    return row.field is not None and stands_nowhere(row.field, row.after, row.span)
