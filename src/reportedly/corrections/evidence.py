"""The words of the report that a correction brings as its evidence: they must stand in it, and be words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from reportedly.errors import UsageError
from reportedly.record import CodedReport, Span

# Fields whose own spans may be signs alone: a colon is what some reports say "said" with.
SIGNS = ("cue", "content")


def check_evidence(coded: CodedReport, field: str, value: object, span: Span | None) -> None:
    """Report, a field, the value that a correction gives it, and the words picked for it -> nothing.

    ``value`` has passed :func:`check_value`. Raises :class:`UsageError` for a span that the report does not have, and for one of
    punctuation alone.
    """
    length = len(coded.report.text)
    for (start, end), own in [*([(span, False)] if span is not None else []), *((one, True) for one in _spans(value))]:
        if not 0 <= start < end <= length:
            raise UsageError(
                f"the span {start}:{end} goes beyond the report, which has {length:,} characters"
                if end > length and start < end
                else f"the span {start}:{end} holds nothing"
            )
        picked = coded.report.text[start:end]
        if not has_words(picked) and not (own and field in SIGNS):
            raise UsageError(f"characters {start} to {end} are {picked[:60]!r}: that is no word")


def has_words(written: str) -> bool:
    """Whether there is a letter, a digit or a pictogram in it, and not punctuation and blanks alone."""
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in written)


def _spans(value: object) -> Iterator[Span]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from ((start, end) for start, end in [*([one["span"]] if one.get("span") else []), *(one.get("spans") or ())])
