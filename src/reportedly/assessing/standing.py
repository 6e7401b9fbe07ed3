"""Says on what an incident stands: who denies it, whether it is disputed, and its standing in one word."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.assessing.group import Group
from reportedly.assessing.told import Told
from reportedly.record import Standing

# Acts that two sides do to each other: that each names the other is no contradiction.
MUTUAL = ("clash", "armed-attack")


def find_deniers(groups: Sequence[Group]) -> tuple[str, ...]:
    """Origins -> names of those of whom a claim of the incident is a denial."""
    return tuple(group.name for group in groups if any(one.denies for one in group.told))


def find_standing(groups: Sequence[Group], disputed: bool) -> Standing:
    """Origins, and whether it is disputed that it happened or who did it to whom -> standing.

    - ``corroborated``: two or more origins assert it that are no party and no copies of each other, one at least a source
      (``disputed`` may be true as well: the shelling is beyond doubt and the blame is not);
    - ``disputed``: it is disputed, and fewer than two origins that are no party stand behind it;
    - ``single-origin``: one origin asserts it that is no party, whatever the parties say;
    - ``parties-only``: only parties assert it;
    - ``unattributed``: nobody is named for it but the outlets themselves.
    """
    asserting = find_asserting(groups)
    apart = [group for group in asserting if not group.party]
    sourced = [group for group in apart if group.key[0] != "media"]
    if len(apart) >= 2 and sourced:
        return "corroborated"
    if disputed:
        return "disputed"
    if not sourced and not [group for group in asserting if group.party]:
        return "unattributed"
    return "single-origin" if apart else "parties-only"


def count_independent(groups: Sequence[Group]) -> int:
    """Origins -> how many assert it; outlets that name their sources in the same report are not counted."""
    return len(find_asserting(groups))


def find_asserting(groups: Sequence[Group]) -> list[Group]:
    """Origins -> those that assert it, without outlets that name their sources in the same report.

    A party that denies it and tells of it only as the deed of others tells another version; who tells only of dead attackers
    tells of what was done to them.
    """
    return [group for group in groups if group.counted and not _counters(group) and any(_tells(one) for one in group.told)]


def _tells(one: Told) -> bool:
    return one.asserts and not one.struck_back


def _counters(group: Group) -> bool:
    """Whether it denies the deed and tells of it only as that of others; "our strike killed militants" asserts a strike."""
    told = [one for one in group.told if _tells(one)]
    return group.party and any(one.denies for one in group.told) and all(_of_others(one) for one in told)


def _of_others(one: Told) -> bool:
    doers = [one.coded.actors[i] for i in one.claim.who]
    return bool(doers) and not any(
        (a.id and a.id == one.source.id) or (a.country and a.country == one.source.country) for a in doers
    )
