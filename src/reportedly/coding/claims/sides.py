"""Reads "the two sides", "both countries", "the warring parties": the two parties that the report has named before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportedly.coding.claims.retelling import Draft
from reportedly.coding.claims.slots import MUTUAL
from reportedly.record import Actor

_SIDES = re.compile(
    r"(?:the )?(?:two|both|warring|opposing|rival)(?: (?:warring|opposing|rival|neighbouring|neighboring))? "
    r"(?:sides|parties|countries|nations|states|governments|armies|groups|factions|neighbours|neighbors|militias|clans|forces)",
    re.IGNORECASE,
)
_REACH = 8
"""So many tellings back the two may have been named."""


def name_sides(drafts: Sequence[Draft], actors: Sequence[Actor]) -> list[Draft]:
    """Drafts in text order -> the same, where "the two sides" are the who and whom of the last event between two parties.

    Without such an event before it, "the two sides" stays a party by itself.
    """
    named: list[Draft] = []
    for draft in drafts:
        if (pair := _pair(draft, named, actors)) is not None:
            one, two = pair
            if any(_is_sides(i, actors) for i in draft.whom):
                draft = replace(draft, whom=(one, two))
            elif draft.act.name in MUTUAL and not draft.whom:
                draft = replace(draft, who=(one,), whom=(two,))
            else:
                draft = replace(draft, who=(one, two))
        named.append(draft)
    return named


def _pair(draft: Draft, before: Sequence[Draft], actors: Sequence[Actor]) -> tuple[int, int] | None:
    if not any(_is_sides(i, actors) for i in (*draft.who, *draft.whom)):
        return None
    for other in before[: -_REACH - 1 : -1]:
        pair = (*other.who, *other.whom)
        if len(pair) == 2 and not any(_is_sides(i, actors) or actors[i].kind == "object" for i in pair):
            return pair[0], pair[1]
    return None


def _is_sides(index: int, actors: Sequence[Actor]) -> bool:
    return _SIDES.fullmatch(actors[index].text) is not None
