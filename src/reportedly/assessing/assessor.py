"""Assesses an incident: on how many independent origins it stands, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportedly.assessing.disputes import Dispute, is_disputed, list_disputes
from reportedly.assessing.figures import Part
from reportedly.assessing.origins import find_told, group_origins
from reportedly.assessing.side import find_sides
from reportedly.assessing.standing import count_independent, find_asserting, find_deniers, find_standing
from reportedly.assessing.tolls import DEFAULT_RULE, SideToll, combine_tolls, count_by_origin, find_parts, split_tolls
from reportedly.codebook.book import Codebook
from reportedly.record import Assessment, CodedReport, Incident


@dataclass(frozen=True)
class Examination:
    """An assessment with what the contract has no room for: what is disputed and by whom, parts of tolls, tolls by side."""

    assessment: Assessment
    asserting: tuple[str, ...]
    """Names of the origins that ``independent`` counts."""
    disputes: tuple[Dispute, ...]
    parts: tuple[Part, ...]
    sides: tuple[SideToll, ...]


def examine(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook, toll_rule: str = DEFAULT_RULE) -> Examination:
    """Incident, the coded reports by id, and the codebook -> its assessment and what stands beside it.

    Which reports share text is read from ``incident.copies``. Raises ``KeyError`` for a report, claim or rule that is not there.
    """
    told = find_told(incident, coded, book)
    groups = group_origins(incident, told)
    counts = count_by_origin(groups, find_sides(told, book))
    disputes = list_disputes(incident, groups)
    return Examination(
        assessment=Assessment(
            origins=tuple(group.origin() for group in groups),
            independent=count_independent(groups),
            tolls=combine_tolls(counts, toll_rule),
            denied_by=find_deniers(groups),
            disputed=is_disputed(disputes),
            standing=find_standing(groups, is_disputed(disputes, "status", "who", "whom")),
        ),
        asserting=tuple(group.name for group in find_asserting(groups)),
        disputes=disputes,
        parts=find_parts(counts, groups),
        sides=split_tolls(counts, toll_rule),
    )


def assess(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook, toll_rule: str = DEFAULT_RULE) -> Assessment:
    """Incident, the coded reports by id, and the codebook -> its assessment; see :func:`examine`."""
    return examine(incident, coded, book, toll_rule).assessment


def tolls_by_side(
    incident: Incident, coded: Mapping[str, CodedReport], book: Codebook, toll_rule: str = DEFAULT_RULE
) -> tuple[SideToll, ...]:
    """Incident, the coded reports by id, and the codebook -> people harmed by side, by harm and then by side.

    For UCDP's deaths_a, deaths_b, deaths_civilians and deaths_unknown: the ``killed`` ones; a side's ``id`` is a registry id
    (army and police are of the side of their government: ``SYR-GOV``), ``civilians``, ``combatants`` or ``unknown``.
    """
    return examine(incident, coded, book, toll_rule).sides
