"""A field of a claim as it is, and the claim with another value in it."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.corrections.attribution import attribute, attribution_value
from reportedly.corrections.mentions import Page, value_of
from reportedly.corrections.values import ATTRIBUTION_FIELDS, TOLL_FIELDS, check_field
from reportedly.errors import UsageError
from reportedly.record import Claim, CodedReport, Span


def field_value(coded: CodedReport, claim: Claim, field: str) -> object:
    """Coded report, one of its claims and a field -> its value, in the form that a correction takes.

    Raises :class:`UsageError` for a field that cannot be corrected.
    """
    check_field(field)
    if field in ATTRIBUTION_FIELDS:
        return attribution_value(coded, claim, field)
    if field in ("who", "whom"):
        return [value_of(coded.actors[i], field) for i in getattr(claim, field)]
    if field == "where":
        return [value_of(coded.places[i], field) for i in claim.where]
    if field == "when":
        return None if claim.when is None else value_of(coded.times[claim.when], field)
    if field == "weapon":
        return None if claim.weapon is None else coded.report.text[claim.weapon[0] : claim.weapon[1]]
    if field in TOLL_FIELDS:
        tolls = [value_of(coded.tolls[i], field) for i in _tolls_of(coded, claim, field)]
        return tolls if len(tolls) > 1 else tolls[0] if tolls else None
    value: object = msgspec.to_builtins(claim)[field]
    return value


def correct(coded: CodedReport, claim: Claim, field: str, value: object, span: Span | None, book: Codebook) -> CodedReport:
    """Set a field of a claim -> the coded report with the corrected claim, and with the new mentions behind the old ones.

    ``value`` has passed :func:`check_value`; a ``span`` outside of the text does not count. A value that is one of the report's
    mentions as it stands is that mention. Raises :class:`UsageError` for what the codebook or the report does not bear out.
    """
    if span is None and value == field_value(coded, claim, field):
        return coded
    page = Page(coded, claim, span, book)
    attributions = list(coded.attributions)
    changed: dict[str, Any]
    if field == "act":
        act = book.acts.acts.get(str(value))
        if act is None:
            raise UsageError(f"{str(value)!r} is no act of the codebook {book.version}; undo the correction or add the act")
        changed = {k: getattr(act, k) for k in ("type", "mode", "cameo", "acled")} | {"act": act.name}
    elif field in ATTRIBUTION_FIELDS:
        index, attributions = attribute(page, field, value)
        changed = {"attribution": index}
    elif field in ("who", "whom"):
        changed = {field: tuple(page.actor(one) for one in _list(value))}
    elif field == "where":
        changed = {"where": tuple(page.place(one) for one in _list(value))}
    elif field == "when":
        changed = page.when(value)
    elif field == "weapon":
        changed = {"weapon": None if value is None else page.find(field, str(value))}
    elif field in TOLL_FIELDS:
        old = _tolls_of(coded, claim, field)
        new = tuple(
            page.toll(one, field, old) for one in ([] if value is None else value if isinstance(value, list) else [value])
        )
        changed = {"tolls": tuple(sorted({i for i in claim.tolls if i not in old} | set(new)))}
    else:
        changed = {{"from": "from_"}.get(field, field): value}
    fixed = msgspec.structs.replace(claim, **changed)
    return msgspec.structs.replace(
        coded,
        actors=tuple(page.actors), places=tuple(page.places), times=tuple(page.times), tolls=tuple(page.tolls),
        attributions=tuple(attributions), claims=tuple(fixed if one.id == claim.id else one for one in coded.claims),
    )  # fmt: skip


def _tolls_of(coded: CodedReport, claim: Claim, field: str) -> tuple[int, ...]:
    return tuple(i for i in claim.tolls if coded.tolls[i].harm == field.removeprefix("toll."))


def _list(value: object) -> list[object]:
    return cast("list[object]", value)
