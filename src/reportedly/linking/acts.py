"""How near two acts are: whether one event could be told as both."""

from __future__ import annotations

from collections.abc import Iterable

from reportedly.codebook.acts import OTHER_NEWS
from reportedly.record import Claim

# PLOVER types of words and papers. They are claims, but no events that others could witness on the ground.
SPOKEN = ("ACCUSE", "AGREE", "CONSULT", "COOPERATE", "REJECT", "REQUEST", "SUPPORT", "THREATEN")

# One event is told with many words; acts of one manner are words for the same thing ("the strike", "the air raid").
MANNERS: dict[str, tuple[str, ...]] = {
    "from the air": ("airstrike", "drone-strike"),
    "from afar": ("shelling", "missile-attack"),
    "explosive": ("bombing", "car-bombing", "roadside-bombing", "suicide-bombing", "grenade-attack"),
    "gas": ("chemical-attack",),
    "arms": (
        "shooting", "assassination", "execution", "massacre", "ethnic-cleansing", "ambush", "stabbing", "beating", "torture",
        "sexual-violence",
    ),
    "taken": ("abduction", "hijacking", "disappearance", "fighters-captured"),
    "ground": (
        "territory-captured", "government-regains-territory", "rebels-overtake-territory", "advance", "siege-broken",
        "offensive", "siege-lifted",
    ),
    "burnt": ("destruction", "arson", "looting"),
    "crowd": (
        "force-against-protesters", "crowd-control", "crackdown", "mob-attack", "demonstration", "riot", "vandalism",
        "obstruction", "strike", "hunger-strike", "boycott",
    ),
    "arrested": ("arrest", "raid", "weapons-seizure"),
}  # fmt: skip
MANNER = {act: manner for manner, acts in MANNERS.items() for act in acts}

# Words that leave open how it was done: they go with every manner of force.
GENERIC = frozenset((
    "attack", "armed-attack", "clash", "defeat", "killing", "battle-killing", "wounding", "ceasefire-violation",
    "attack-medical", "attack-school", "attack-aid-workers", "attack-press",
))  # fmt: skip

# Manners that belong to one raid or one battle, or that reporters take for each other; everything else is apart.
TOGETHER = {
    frozenset(pair)
    for pair in (
        ("arms", "taken"), ("arms", "burnt"), ("taken", "burnt"), ("arms", "ground"), ("from afar", "from the air"),
        ("from afar", "explosive"), ("from afar", "arms"), ("explosive", "arms"), ("arms", "crowd"), ("explosive", "crowd"),
        ("from the air", "ground"), ("from afar", "ground"), ("from afar", "gas"), ("from the air", "gas"),
        ("from afar", "burnt"), ("from the air", "burnt"), ("explosive", "burnt"), ("crowd", "burnt"),
        ("explosive", "from the air"), ("arrested", "crowd"), ("arrested", "arms"), ("arrested", "ground"),
    )
}  # fmt: skip
# Acts in which a crowd or an arrest stands for itself: a bare "attack" says little for them.
APART = ("crowd", "arrested", "ground")
# OTHER is for what one event cannot be: a kidnapping is no shelling.
SAME_ACT, SAME_MANNER, GENERIC_ACT, SAME_EVENT, OTHER = 2.0, 1.5, 1.0, 0.3, -1.0


def is_event(claim: Claim) -> bool:
    """Whether a claim tells of something on the ground, and not only of words: an ACLED event, or an unspoken PLOVER type."""
    if claim.type in SPOKEN:
        return claim.acled is not None and claim.type not in ("ACCUSE", "REJECT", "THREATEN", "REQUEST")
    return claim.acled is not None or claim.type is not None


def is_other_news(claim: Claim) -> bool:
    """Whether a claim only says what a report is about that tells of no act."""
    return claim.act == OTHER_NEWS


def family(claim: Claim) -> str:
    """The kind of act that claims of one event must share: force, or their PLOVER type.

    A protest, the shots fired at it and the arrests made in it are one event to ACLED and to a reader.
    """
    return "force" if claim.type in ("ASSAULT", "PROTEST") or claim.act in MANNERS["arrested"] else claim.type or claim.act


def manners_of(acts: Iterable[str]) -> frozenset[str]:
    """Acts -> the manners that they tell; words that leave it open tell none."""
    return frozenset(MANNER[act] for act in acts if act in MANNER)


def go_together(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one event could be told with manners of both; where either tells none, or of arrests or a crowd too, it could."""
    if not one or not other or not (one | other).isdisjoint(APART):
        return True
    return any(x == y or frozenset((x, y)) in TOGETHER for x in one for y in other)


def act_score(a: Claim, b: Claim) -> float:
    """Two claims of one family -> how well they go together, below zero when they tell of different things."""
    if a.act == b.act:
        return SAME_ACT
    if family(a) != family(b):
        return OTHER
    if family(a) != "force":
        return GENERIC_ACT if a.mode == b.mode else SAME_EVENT if None in (a.mode, b.mode) else OTHER
    one, other = MANNER.get(a.act), MANNER.get(b.act)
    if one is None or other is None:
        return SAME_EVENT if one in APART or other in APART else GENERIC_ACT
    if one == other:
        return SAME_MANNER
    return SAME_EVENT if frozenset((one, other)) in TOGETHER else OTHER
