"""Places that are no settlement and no division: which of GeoNames' feature codes count, and the keys that find them.

Such a place is asked for only where the text says what it is ("the Khabur river", "Kuweires airport") or where nothing
else has the name: there is a stream or hill for nearly every surname, and a word alone must not become one.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportedly.coding.places.names import fold
from reportedly.coding.places.words import AREA, ARTICLES, CLASS_WORDS, FACILITY, FORE_WORDS, RELIEF, ROAD, WATER, Sort, words
from reportedly.record import PlaceKind

MARK = "+ "  # before the key of a feature; no name of a settlement folds to one

# GeoNames' feature codes by class (geonames.org/export/codes.html). Shops, hotels, farms, schools, wells, streets and whatever
# lies under the sea are left out: they are many, named alike, and hardly ever where an event is said to be.
_CODES = {
    "S": (
        "AIRB AIRF AIRP AIRQ BDG CMP CMPLA CMPO CMPRF CSTM CSTP DAM FT HSP INSM MN MNQ MNAU MNC MSQE MSTY NUC OILR OILT PAL "
        "PRN PS PSH PSN PSTB PSTC PSTP RSTN"
    ),
    "L": "AREA CST FLD GASF INDS LCTY MILB MNA MVA NVB OAS OILF PRT RES RGN RGNE RGNH RGNL RNGA TRB",
    "H": "BAY CHN CNL GULF HBR LGN LK LKS OCN RSV SEA STM STMI STMS STRT WAD",
    "T": "CAPE DLTA DSRT GRGE HLL HLLS ISL ISLS ISTH MT MTS PASS PEN PK PLAT PLN PLNS RDGE VAL VLC",
}  # fmt: skip
CODES = frozenset(f"{sort}.{code}" for sort, codes in _CODES.items() for code in codes.split())
_BUILT = frozenset({"L.MILB", "L.NVB", "L.PRT", "L.OILF", "L.GASF", "L.INDS", "L.MNA", "L.MVA", "L.RNGA"})

# Ways of saying one sort of building, of which a report and the gazetteer seldom use the same.
_ONE = {
    phrase: one
    for one, group in {
        "airport": (
            "military airport|international airport|air base|airbase|military airbase|military air base|airfield|airstrip|"
            "air force base|domestic airport|regional airport"
        ),
        "camp": "refugee camp|refugees camp|idp camp|displacement camp|idps camp",
        "dam": "barrage",
        "crossing": "border crossing|crossing point|border post|border checkpoint|border gate|border crossing point",
        "prison": "jail|central prison|military prison",
        "hospital": "general hospital|university hospital|national hospital|military hospital",
        "base": "military base|army base|naval base",
        "power plant": "power station|thermal power plant|thermal power station",
        "railway station": "train station",
    }.items()
    for phrase in (*group.split("|"), one)
}
# The same before a name: "Camp Bucca", "Mukhayyam al Yarmuk", "Aéroport de ...".
_BEFORE = {
    "camp": "camp", "mukhayyam": "camp", "matar": "airport", "aeroport": "airport", "aeropuerto": "airport", "sadd": "dam",
    "jisr": "bridge", "sijn": "prison", "mustashfa": "hospital", "barrage": "dam", "mina": "port",
}  # fmt: skip
_LONGEST = max(len(phrase.split()) for phrase in _ONE)
# What stands for "river", "mountain", "island" in names that GeoNames gives in their own language.
_FOREIGN = words(
    "nahr wadi jabal jabel jebel djebel gebel jibal jazirat buhayrat bahr khawr ras kuh kuhe rud rude darya daryache dagi nehri "
    "golu rio lago lac mont monts monte cerro sierra isla ile reka ozero gora ostrov"
)
_WORDS = (*CLASS_WORDS.items(), *FORE_WORDS.items())
_NATURE = _FOREIGN | {word for word, sort in _WORDS if sort in (WATER, RELIEF, AREA)} | {"mt"}


def feature_kind(code: str) -> PlaceKind | None:
    """An entry's code -> the kind of the place, ``None`` for settlements, divisions and countries."""
    if code[1:2] != ".":
        return None
    return "facility" if code[0] == "S" or code in _BUILT else "region"


def feature_key(name: str, kind: PlaceKind) -> str:
    """A feature's name as written -> its key (empty if nothing is left): "Khabur River", "Nahr al Khabur" -> "+ khabur".

    What is built keeps one word for its sort, because a town's airport and its prison share the town's name.
    """
    parts = fold(name).split()
    if kind == "facility":
        for size in range(min(_LONGEST, len(parts) - 1), 0, -1):
            one = _ONE.get(" ".join(parts[-size:]))
            if one is not None:
                parts[-size:] = one.split()
                break
        if len(parts) > 1 and (one := _BEFORE.get(parts[0])) is not None:
            parts = [*_name_from(parts[1:]), one]
        return MARK + " ".join(parts) if len(parts) > 1 else ""
    while len(parts) > 1 and parts[-1] in _NATURE:
        parts.pop()
    if parts[:1] and parts[0] in _NATURE and len(parts) > 1:
        parts = _name_from(parts[1:])
    return MARK + " ".join(parts) if len("".join(parts)) > 2 else ""


def _name_from(parts: list[str]) -> list[str]:
    """The words after one for the sort, without what ties them to it: "al Khabur", "de Gao"."""
    while len(parts) > 1 and (parts[0] in ARTICLES or parts[0] in ("of", "de", "e")):
        parts = parts[1:]
    return parts


def asked_keys(mention: str, sort: Sort | None) -> Iterator[str]:
    """A toponym as printed, with its class word, and what that says -> the keys under which features are asked for."""
    kinds: tuple[PlaceKind, ...]
    if sort is None:
        kinds = ("facility", "region")
    elif sort is FACILITY:
        kinds = ("facility",)
    else:
        kinds = ("region",) if sort in (WATER, RELIEF, AREA) else ()
    for kind in kinds:
        if key := feature_key(mention, kind):
            yield key


def suits(code: str, sort: Sort | None) -> bool:
    """Whether an entry of this code may be what the class word says: "the Khabur river" is no mountain."""
    if sort is None:
        return True
    if sort is FACILITY:
        return feature_kind(code) == "facility"
    if sort is ROAD:
        return False
    return code[0] in {WATER: "H", RELIEF: "TL", AREA: "L"}.get(sort, "")
