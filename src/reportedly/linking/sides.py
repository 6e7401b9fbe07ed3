"""Compares the parties of two accounts: who is said to have done it, and to whom it was done."""

from __future__ import annotations

from reportedly.linking.account import Account, Party
from reportedly.linking.acts import manners_of
from reportedly.linking.reason import Reason

STATE, ARMED = frozenset(("GOV", "MIL", "COP")), frozenset(("REB",))
FIGHTERS, CIVILIANS = frozenset(("MIL", "REB")), frozenset(("CVL", "EDU", "MED", "REF", "JRN"))
# In a battle each side is told of as the one that did it.
BATTLE = frozenset(("clash", "defeat", "battle-killing", "offensive", "advance"))
AIR = "from the air"
SAME_ID, SAME_NAME, SAME_ROLE, OTHER_VICTIMS = 1.0, 0.7, 0.4, -0.5
OTHER_DEED, OTHER_KIND = -3.0, -2.0


def compare_who(a: Account, b: Account) -> Reason:
    """Two accounts -> who did it. Blame may differ and the event be one; but not where each side did it in another way.

    "Rebels fired rockets into the west of the city" and "the air force struck the east" are two events of one day. Only an air
    force strikes from the air: what an armed group did is then something else.
    """
    one, other = _sides(a.who), _sides(b.who)
    if one and other and not one & other and (a.deeds | b.deeds).isdisjoint(BATTLE):
        ways, others = manners_of(a.deeds), manners_of(b.deeds)
        flown = (AIR in ways) != (AIR in others) and "state" in (one if AIR in ways else other)
        if flown or (ways and others and not ways & others):
            return Reason("who", OTHER_DEED, f"{a.who[0].name} and {b.who[0].name}, each in another way")
    return _compare("who", a.who, b.who, 0.0)


def compare_whom(a: Account, b: Account) -> Reason:
    """Two accounts -> to whom it was done: fighters alone and civilians alone are seldom the victims of one deed."""
    if {_harmed(a.whom), _harmed(b.whom)} == {"fighters", "civilians"}:
        return Reason("whom", OTHER_KIND, f"{a.whom[0].name} and {b.whom[0].name}: fighters and civilians")
    return _compare("whom", a.whom, b.whom, OTHER_VICTIMS)


def _sides(parties: tuple[Party, ...]) -> frozenset[str]:
    roles = {role for party in parties for role in party.roles}
    return frozenset(side for side, codes in (("state", STATE), ("armed group", ARMED)) if roles & codes)


def _harmed(parties: tuple[Party, ...]) -> str | None:
    roles = {role for party in parties for role in party.roles}
    fighters, civilians = bool(roles & FIGHTERS), bool(roles & CIVILIANS)
    return None if fighters == civilians else "fighters" if fighters else "civilians"


def _compare(name: str, a: tuple[Party, ...], b: tuple[Party, ...], conflict: float) -> Reason:
    if not a or not b:
        return Reason(name, 0.0, "not told by both")
    ids = {p.id for p in a if p.id} & {p.id for p in b if p.id}
    if ids:
        return Reason(name, SAME_ID, f"both {min(ids)}")
    names = {p.name.casefold(): p.name for p in a}
    shared = [names[p.name.casefold()] for p in b if p.name.casefold() in names]
    if shared:
        return Reason(name, SAME_NAME, f"both {min(shared)}")
    for one in a:
        for other in b:
            roles = set(one.roles) & set(other.roles)
            if roles and (one.country == other.country or None in (one.country, other.country)):
                return Reason(name, SAME_ROLE, f"{one.name} and {other.name} are both {min(roles)}")
    if any(p.id for p in a) and any(p.id for p in b):
        return Reason(name, conflict, f"{a[0].name} and {b[0].name}")
    return Reason(name, 0.0, f"{a[0].name} and {b[0].name}")
