"""Says on what an incident stands: who denies it, whether it is disputed, and its standing in one word."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.assessing.origins import Group
from reportedly.record import Standing

# Acts that two sides do to each other: that each names the other is no contradiction.
MUTUAL = ("clash", "armed-attack")


def find_deniers(groups: Sequence[Group]) -> tuple[str, ...]:
    """Origins -> names of those of whom a claim of the incident is a denial."""
    return tuple(group.name for group in groups if any(one.denies for one in group.told))


def blames(group: Group) -> frozenset[str]:
    """Origin -> registry ids of those who did it as the origin tells it (mutual acts blame nobody)."""
    return frozenset(
        named
        for one in group.told
        if one.asserts and one.claim.act not in MUTUAL
        for i in one.claim.who
        if (named := one.coded.actors[i].id or _first_id(one.coded.actors, i))
    )


def _first_id(actors: Sequence[object], index: int) -> str | None:
    seen: set[int] = set()
    at: int | None = index
    while at is not None and at not in seen:
        seen.add(at)
        actor = actors[at]
        if found := getattr(actor, "id", None):
            return str(found)
        at = getattr(actor, "same_as", None)
    return None


def is_disputed(groups: Sequence[Group]) -> bool:
    """Whether an origin denies it, or two origins blame different actors for it. Differing tolls are a range, no dispute."""
    if find_deniers(groups):
        return True
    blamed = [found for group in groups if (found := blames(group))]
    return any(not a & b and not _same_side(a, b) for i, a in enumerate(blamed) for b in blamed[i + 1 :])


def _same_side(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two sets of actors name bodies of one state ("SYR-MIL", "SYR-GOV")."""
    one, other = ({name.split("-")[0] for name in side if name[:3].isupper()} for side in (a, b))
    return bool(one & other)


def find_standing(groups: Sequence[Group]) -> Standing:
    """Origins -> standing.

    - ``corroborated``: two or more origins assert it that are no party and no copies of each other, one at least a source
      (``disputed`` may be true as well: the shelling is beyond doubt and the blame is not);
    - ``disputed``: it is disputed, and fewer than two origins that are no party stand behind it;
    - ``single-origin``: one origin asserts it that is no party, whatever the parties say;
    - ``parties-only``: only parties assert it;
    - ``unattributed``: nobody is named for it but the outlets themselves.
    """
    asserting = [group for group in groups if group.counted and any(one.asserts for one in group.told)]
    apart = [group for group in asserting if not group.party]
    sourced = [group for group in apart if group.key[0] != "media"]
    if len(apart) >= 2 and sourced:
        return "corroborated"
    if is_disputed(groups):
        return "disputed"
    if not sourced and not [group for group in asserting if group.party]:
        return "unattributed"
    return "single-origin" if apart else "parties-only"


def count_independent(groups: Sequence[Group]) -> int:
    """Origins -> how many assert it; outlets that name their sources in the same report are not counted."""
    return sum(1 for group in groups if group.counted and any(one.asserts for one in group.told))
