"""What our records are called in the tables of others: ACLED's disorder types and actor types, UCDP's types of violence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportedly.codebook.table import read_table
from reportedly.exports.page.world import load_world
from reportedly.exports.parties import ARMED, FOREIGN, PEOPLE, REBEL, STATE, Party
from reportedly.record import Acled

QUADS: Mapping[str, str] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "VERBAL COOPERATION"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "MATERIAL COOPERATION"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "VERBAL CONFLICT"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "MATERIAL CONFLICT"),
}
"""PLOVER's four groups of types (PLOVER manual, draft 2.0)."""

DISORDER: Mapping[str, str] = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
DISORDER_OF_SUB: Mapping[str, str] = {
    "Excessive force against protesters": "Political violence; Demonstrations",
    "Mob violence": "Political violence",
}
"""ACLED's disorder_type by event type, and by sub-event type where that differs (ACLED codebook 2023)."""

INTER = ("State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians",
         "External/Other forces")  # fmt: skip
"""ACLED's types of actors, 1 to 8, in words as its export has had them since 2024."""


@dataclass(frozen=True)
class Country:
    """One line of ``tables/countries.csv``."""

    code: str
    numeric: int
    gwno: int | None
    acled: str
    ucdp: str


@cache
def load_countries() -> Mapping[str, Country]:
    """ISO alpha-3 code -> numbers and regions of the country."""
    path = Path(str(files("reportedly.exports"))) / "tables" / "countries.csv"
    return {
        row["code"]: Country(
            row["code"], int(row["numeric"]), int(row["gwno"]) if row["gwno"] else None, row["acled"], row["ucdp"]
        )
        for row in read_table(path, ("code", "numeric", "gwno", "acled", "ucdp"))
    }


def name_country(code: str | None) -> str:
    """ISO alpha-3 code -> English name, the code itself where none is known, empty for ``None``."""
    return load_world().names.get(code, code) if code else ""


def find_disorder(acled: Acled) -> str:
    """ACLED's event and sub-event type -> its disorder type."""
    return DISORDER_OF_SUB.get(acled.sub_event_type, DISORDER[acled.event_type])


def fit_acled(acled: Acled, hit: Party | None) -> Acled:
    """Class of an act and the party it was done to -> the class: an attack on the armed is a battle, on the unarmed is none.

    Our acts say "shooting" and "ambush" whoever is struck; ACLED's battles are between armed groups, its violence against
    civilians is against the unarmed.
    """
    attack = Acled(event_type="Violence against civilians", sub_event_type="Attack")
    clash = Acled(event_type="Battles", sub_event_type="Armed clash")
    if acled == attack and hit is not None and armed(hit):
        return clash
    if acled == clash and hit is not None and hit.roles and set(hit.roles) <= PEOPLE:
        return attack
    return acled


def find_inter(party: Party | None, country: str | None, acled: Acled | None) -> str:
    """Party, country of the incident and its class -> ACLED's type of actor, empty where no role is told.

    The forces of a state abroad are external forces (ACLED codebook: state forces are those at home).
    """
    if party is None:
        return ""
    roles = set(party.roles)
    if roles & FOREIGN:
        return INTER[7]
    if roles & STATE:
        return INTER[7] if party.country and country and party.country != country else INTER[0]
    if roles & REBEL:
        return INTER[1]
    if roles & ARMED:
        return INTER[2]
    if acled and acled.event_type == "Protests":
        return INTER[5]
    if acled and acled.event_type == "Riots" and not roles & PEOPLE - {"CVL"}:
        return INTER[4]
    return INTER[6] if roles & PEOPLE else ""


def join_inter(one: str, other: str) -> str:
    """Two types of actors -> ACLED's interaction, whichever is which: ``State forces-Civilians``, ``Protesters only``.

    The lower type goes first, but civilians after external forces (ACLED codebook, table 3: 17, 60, 78).
    """
    order = (*INTER[:6], INTER[7], INTER[6])
    found = sorted((name for name in (one, other) if name), key=order.index)
    if not found:
        return ""
    return "-".join(found) if len(found) == 2 else f"{found[0]} only"


def find_violence(kinds: Sequence[int], who: Sequence[Party], main: Party | None, whom: Sequence[Party]) -> int | None:
    """Types of violence that an act can be, and the parties -> UCDP's type: 1 state-based, 2 non-state, 3 one-sided.

    ``None`` where the parties leave it open. ``main`` is the main party struck, ``whom`` are all of them. What is done to an
    armed party is a matter of two sides, even where the act is mostly one-sided ("shooting"); what is done to people without
    arms is one-sided.
    """
    if not kinds:
        return None
    struck = main is not None and armed(main)
    state = any(_state(party) for party in (*who, *whom))
    armed_who = any(armed(party) for party in who)
    hit = [party for party in whom if party.acts and party.roles]
    if struck:
        return 1 if state else 2 if armed_who else None
    if (main is not None and main.roles) or sum(armed(party) for party in hit) * 2 < len(hit):
        return 3
    if len(kinds) == 1:
        return kinds[0]
    return 1 if tuple(kinds) == (1, 2) and state else None


def _state(party: Party) -> bool:
    return bool(set(party.roles) & STATE) and party.kind != "object"


def armed(party: Party) -> bool:
    """Whether a party bears arms by its role."""
    return bool(set(party.roles) & ARMED) or (_state(party) and "GOV" in party.roles)
