"""Assesses an incident: on how many independent origins it stands, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping

from reportedly.assessing.origins import find_told, group_origins
from reportedly.assessing.standing import count_independent, find_deniers, find_standing, is_disputed
from reportedly.assessing.tolls import DEFAULT_RULE, combine_tolls
from reportedly.codebook.book import Codebook
from reportedly.record import Assessment, CodedReport, Incident


def assess(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook, toll_rule: str = DEFAULT_RULE) -> Assessment:
    """Incident, the coded reports by id, and the codebook -> its assessment.

    Which reports share text is read from ``incident.copies``. Raises ``KeyError`` for a report or claim that is not there.
    """
    groups = group_origins(incident, find_told(incident, coded, book))
    return Assessment(
        origins=tuple(group.origin() for group in groups),
        independent=count_independent(groups),
        tolls=combine_tolls(groups, toll_rule),
        denied_by=find_deniers(groups),
        disputed=is_disputed(groups),
        standing=find_standing(groups),
    )
