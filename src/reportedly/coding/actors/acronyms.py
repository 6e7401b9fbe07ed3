"""Decides which of the groups that share an acronym a report means: ADF is one in Congo, one in Cameroon, one in Australia."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportedly.codebook.registry import Registry
from reportedly.coding.actors.phrases import Found


def settle_acronyms(registry: Registry, found: Sequence[Found], countries: Iterable[str]) -> list[Found]:
    """Matches of a report and the countries of its places -> the same matches, each shared acronym with the one group it means.

    That is the group which the report names in full, anywhere; else the only one of a country that the report tells of. An
    acronym for which neither decides is no match any more: it names somebody, and nobody can say whom.
    """
    shared = {i: keys for i, match in enumerate(found) if len(keys := _sharing(match)) > 1}
    if not shared:
        return list(found)
    rest = [match for i, match in enumerate(found) if i not in shared]
    named = {term.key for match in rest for term in match.found if term.sort == "actor"}
    told = {*countries, *(term.country for match in rest for term in match.found if term.country and term.sort != "actor")}
    settled = []
    for i, match in enumerate(found):
        if i not in shared:
            settled.append(match)
            continue
        keys = shared[i]
        here = {key for key in keys if any(tenure.country in told for tenure in registry.actors[key].tenures)}
        meant = next((some for some in (keys & named, here) if len(some) == 1), None)
        if meant:
            settled.append(match._replace(found=tuple(term for term in match.found if term.key in meant)))
    return settled


def _sharing(match: Found) -> set[str]:
    """A match -> the groups and organizations that share it as their acronym; none for any other name."""
    terms = [term for term in match.found if term.sort == "actor" and term.kind != "person" and term.capitals]
    return {term.key for term in terms} if match.first == match.last and len(terms) == len(match.found) else set()
