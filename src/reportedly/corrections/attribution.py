"""Who says so, corrected: the source, who passes it on, cue, content, stance and manner of the attribution of one claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from reportedly.codebook.cues import KIND_OF_ROLE
from reportedly.corrections.evidence import join_words, same_words, words_of
from reportedly.corrections.mentions import Page, inside, value_of
from reportedly.errors import UsageError
from reportedly.record import Actor, Attribution, Claim, CodedReport, SourceKind, Spans


def attribution_value(coded: CodedReport, claim: Claim, field: str) -> object:
    """Coded report, one of its claims and a field of its attribution -> the value, in the form that a correction takes."""
    if claim.attribution is None:
        return None
    own = coded.attributions[claim.attribution]
    if field == "source":
        return _said_by(coded, own)
    if field == "through":
        return None if own.parent is None else _said_by(coded, coded.attributions[own.parent])
    if field in ("cue", "content"):
        return _words(coded, getattr(own, field)) or None
    value: object = getattr(own, field)
    return value


def _said_by(coded: CodedReport, one: Attribution) -> dict[str, object]:
    actor = coded.actors[one.source_actor] if one.source_actor is not None else None
    known = value_of(actor, "who") if actor is not None else {}
    known.pop("span", None)
    return {**known, **_words(coded, one.source)}


def _words(coded: CodedReport, spans: Spans) -> dict[str, object]:
    if not spans:
        return {}
    return {"text": join_words(coded, spans), "spans": [[start, end] for start, end in spans]}


def attribute(page: Page, field: str, value: object) -> tuple[int | None, list[Attribution]]:
    """Set a field of the attribution of a claim -> the index of the attribution that it has now, and all there are.

    The machine's attribution stays as it is, since other claims rest on it too. Raises :class:`UsageError` for what needs a
    source first, and for words that the report does not have.
    """
    every = list(page.coded.attributions)
    claim = page.claim
    if value is None and (field == "source" or claim.attribution is None):
        return None, every
    if value is None and field not in ("cue", "through"):
        raise UsageError(f"{field} must be told where somebody says so; for what the report itself says, correct the source")
    if claim.attribution is not None:
        base = every[claim.attribution]
    elif field == "source":
        # That the source said this much, the correction itself says.
        base = Attribution(content=(claim.trigger,), manner="indirect", stance="asserts")
    else:
        what = "who passes it on" if field == "through" else f"its {field}"
        raise UsageError(f"the report itself says so, and nobody else: correct the source before {what}")
    changed: dict[str, Any]
    if field == "source":
        changed = _source(page, value)
    elif field == "through":
        changed = {"parent": None if value is None else _passing_on(page, base, value, every)}
    elif field in ("cue", "content"):
        changed = {field: () if value is None else _spans(page, field, value)}
    else:
        changed = {field: value}
    fixed = msgspec.structs.replace(base, **changed)
    if fixed not in every:
        every.append(fixed)
    return every.index(fixed), every


def _passing_on(page: Page, inner: Attribution, value: object, every: list[Attribution]) -> int:
    """An attribution, who passes on what it says -> the index of the attribution to them, added if they have none around it."""
    told = _source(page, value)
    spans = (*inner.source, *inner.cue, *inner.content)
    around = min(start for start, _ in spans), max(end for _, end in spans)

    def is_it(one: Attribution) -> bool:
        same = (one.source and one.source == told["source"]) or _is_one(page, one.source_actor, told["source_actor"])
        return bool(same) and any(start <= around[0] and around[1] <= end for start, end in one.content)

    known = next((n for n, one in enumerate(every) if is_it(one)), None)
    if known is not None:
        return known
    every.append(Attribution(content=(around,), manner="indirect", stance="asserts", **told))
    return len(every) - 1


def _is_one(page: Page, a: int | None, b: int | None) -> bool:
    """Whether two mentions name one actor, by id or else by name."""
    if a is None or b is None:
        return False
    one, other = page.actors[a], page.actors[b]
    if one.id or other.id:
        return one.id == other.id
    return bool(one.name) and (one.name or "").casefold() == (other.name or "").casefold()


def _source(page: Page, value: object) -> dict[str, Any]:
    """Who says so, by name or as an object -> the words of the source, the actor that it is, and its kind."""
    told: dict[str, Any] = {"name": value} if isinstance(value, str) else dict(cast("dict[str, Any]", value))
    spans = _own_spans(page, told) or ((page.span,) if page.span else ())
    known = any(told.get(key) for key in ("id", "name", "country", "roles", "kind"))
    if not known and told.get("text") and not spans:
        told["name"], known = told["text"], True
    if not known:
        return {"source": spans, "source_actor": None, "source_kind": _kind(page, None, spans)}
    page.span = spans[0] if spans else None
    mention: object = value if isinstance(value, str) else {k: v for k, v in told.items() if k not in ("text", "spans", "span")}
    if isinstance(mention, dict) and spans:
        mention["span"] = list(spans[0])
    index = page.actor(mention)
    return {"source": spans, "source_actor": index, "source_kind": _kind(page, page.actors[index], spans)}


def _own_spans(page: Page, told: Mapping[str, Any]) -> Spans:
    given = told.get("spans") or ([told["span"]] if told.get("span") else [])
    return tuple(span for one in given if (span := inside(page.coded, one)) is not None)


def _spans(page: Page, field: str, value: object) -> Spans:
    """Words of a report, by themselves or as an object -> where they stand."""
    told = {"text": value} if isinstance(value, str) else cast("dict[str, Any]", value)
    words = words_of(told)
    spans = _own_spans(page, told) or ((page.span,) if page.span else ())
    if spans and (words is None or same_words(words, join_words(page.coded, spans))):
        return spans
    return (page.find(field, words or ""),)


def _kind(page: Page, actor: Actor | None, spans: Spans) -> SourceKind:
    """The kind of a source that a person named: by the table of publishers, by its roles, or by the noun for it."""
    text = page.coded.report.text
    said = [text[start:end] for start, end in spans]
    names = [*([actor.name or "", actor.text] if actor is not None else []), *said]
    if any(page.book.publishers.find(name) for name in names if name):
        return "media"
    for role in actor.roles if actor is not None else ():
        if role in KIND_OF_ROLE:
            return KIND_OF_ROLE[role]
    for name in names:
        for word in reversed(name.casefold().split()):
            known = page.book.cues.sources.get(word) or page.book.cues.sources.get(word.removesuffix("s"))
            if known is not None:
                return known.kind
    return "other"
