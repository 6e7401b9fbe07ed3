"""The words of the report that a correction brings as its evidence: they must stand in it, and be words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from reportedly.errors import UsageError
from reportedly.record import CodedReport, Span

# Fields whose own spans may be signs alone: a colon is what some reports say "said" with.
SIGNS = ("cue", "content")
WORDS = ("weapon", *SIGNS)
"""Fields whose value is words of the report."""


def check_evidence(coded: CodedReport, field: str, value: object, span: Span | None) -> None:
    """Report, a field, the value that a correction gives it, and the words picked for it -> nothing.

    ``value`` has passed :func:`check_value`. Raises :class:`UsageError` for a span that the report does not have, and for one of
    punctuation alone; for a field that is words of the report, also for other words than the value gives.
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
    check_words(coded, field, value, span)


def check_words(coded: CodedReport, field: str, value: object, span: Span | None) -> None:
    """Raise :class:`UsageError` where the words picked for a weapon, a cue or a content are not those that the value gives."""
    words = words_of(value) if field in WORDS else None
    picked = _spans(value) if isinstance(value, dict) and (value.get("span") or value.get("spans")) else [span] if span else []
    there = join_words(coded, picked)
    if words is not None and there and not same_words(words, there):
        raise UsageError(
            f"{field} must be words of the report: {words[:60]!r} was given, and {there[:60]!r} was picked; give one or the other"
        )


def words_of(value: object) -> str | None:
    """A value whose sense is words of the report -> these words, ``None`` where it has spans alone."""
    told = value.get("text") if isinstance(value, dict) else value
    return told if isinstance(told, str) and told.strip() else None


def join_words(coded: CodedReport, spans: Iterable[Span]) -> str:
    """Report and spans of it -> their words in one line."""
    return " … ".join(" ".join(coded.report.text[start:end].split()) for start, end in spans)


def same_words(one: str, other: str) -> bool:
    """Whether two are the same but for blanks and the case of letters."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def has_words(written: str) -> bool:
    """Whether there is a letter, a digit or a pictogram in it, and not punctuation and blanks alone."""
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in written)


def _spans(value: object) -> Iterator[Span]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from ((start, end) for start, end in [*([one["span"]] if one.get("span") else []), *(one.get("spans") or ())])
