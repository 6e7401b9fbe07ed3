"""Words that say what sort of place a name is, and words that put something near, in or towards a place."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.record import PlaceKind


def words(text: str) -> frozenset[str]:
    """Words parted by spaces -> the set of them."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Sort:
    """What a class word says: the kind of the place, its precision (UCDP where_prec), and which entries it fits.

    ``codes`` are GeoNames feature codes (beginnings of them) that the word asks for; an entry of another code is not meant.
    """

    kind: PlaceKind
    precision: int
    codes: tuple[str, ...]


CITY = Sort("city", 1, ("PPL", "ADM"))
PART = Sort("city", 1, ("PPL",))  # a quarter lies in its town: as exact as the town itself
DIVISION = Sort("admin", 4, ("ADM", "RGN"))
SECOND = Sort("admin", 3, ("ADM2", "ADM"))
FACILITY = Sort("facility", 1, ("S", "FAC"))
ROAD = Sort("facility", 2, ("R",))
WATER = Sort("region", 5, ("H",))
RELIEF = Sort("region", 5, ("T", "RGN", "ISL"))
AREA = Sort("region", 5, ("RGN", "L", "ADM1", "ADM2"))


def _table(**words: str) -> dict[str, Sort]:
    return {word.replace("_", " "): globals()[sort] for sort, group in words.items() for word in group.split("|")}


# After a name ("Idlib province", "Yarmouk camp", "Tabqa Dam") or before "of" ("the village of ...").
CLASS_WORDS = _table(
    CITY="city|town|village|hamlet|municipality|township|settlement|commune|villages|towns",
    PART="neighbourhood|neighborhood|suburb|quarter|suburbs|neighbourhoods|neighborhoods|borough",
    DIVISION="province|governorate|state|oblast|prefecture|department|canton|emirate|wilaya|region|territory|republic|provinces",
    SECOND="district|county|parish|subdistrict|sub-district|raion|counties|districts",
    FACILITY=(
        "airport|airbase|air base|base|barracks|hospital|clinic|school|mosque|church|cathedral|monastery|prison|jail|"
        "bridge|dam|"
        "barrage|checkpoint|crossing|border crossing|market|square|stadium|station|port|refinery|plant|power plant|mine|"
        "oilfield|"
        "oil field|gas field|camp|refugee camp|palace|hotel|museum|cemetery|tunnel|roundabout|junction|airfield|airstrip|"
        "military airport|military base|military airbase|international airport|detention centre|detention center|compound|"
        "international airport|naval base|high school|elementary school|shopping centre|shopping center|mall|park|"
        "garrison|citadel|"
        "university hospital|general hospital|police station|fire station|train station|railway station|bus station|"
        "border post|"
        "power station|industrial zone|training camp|army base|displacement camp|idp camp|air force base"
    ),
    ROAD="street|st.|st|road|rd|rd.|avenue|ave|ave.|highway|boulevard|blvd|blvd.|lane|motorway|expressway|freeway",
    WATER="river|lake|sea|gulf|strait|straits|canal|bay|ocean|creek|reservoir|waterway",
    RELIEF="mountains|mountain|hills|hill|valley|desert|plain|plains|plateau|peninsula|island|islands|forest|ridge|range|basin|delta",
    AREA="area|countryside|front|frontline|pocket|enclave|corridor|coast|borderlands|belt|triangle",
)  # fmt: skip
# Class words before which any name is a place's.
SETTLED = words("town village hamlet neighbourhood neighborhood suburb district province governorate camp")
# Named for where they are, seldom for who holds them, as bases and checkpoints are: "Mirdash dam".
FIELD = words("airport airbase airfield airstrip dam barrage crossing bridge oilfield roundabout")
# Small words before the class word of a facility, which belong to it and not to the name.
FIELD_BETWEEN = words("air military international border refugee displacement training oil gas power army naval")
# Before a name, without "of" ("Camp Bucca", "Lake Chad", "Mount Sinjar").
FORE_WORDS = _table(FACILITY="camp|fort|port|hospital|checkpoint", WATER="lake|river", RELIEF="mount|jabal|jebel|wadi|cape|isle")
# Words that may stand between a name and its class word ("Deir ez-Zor's military airport", "Bagram main air base").
BETWEEN = words("military main central international air civil civilian old northern southern eastern western general")

DIRECTIONS = words(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern "
    "southeastern southwestern north-east north-west south-east south-west north-eastern north-western south-eastern "
    "south-western central upper lower mid greater downtown mainland rural upstate inner outer"
)
# Before a name: what happened there happened in its surroundings (UCDP where_prec 2).
NEAR = words("near outside around nearby beyond close adjacent")
OUTSKIRTS = words(
    "outskirts suburbs suburb edge edges vicinity surroundings north south east west northeast northwest southeast "
    "southwest northern southern eastern western miles km kilometers kilometres kms"
)
LOCATIVE = words(
    "in near at from to into around outside across toward towards inside through throughout via leaving entering reach reached "
    "within onto between over above off along downtown"
)
SURE_LOCATIVE = words("in near at outside inside around")  # before no person's name
STRONG_LOCATIVE = words("in near off between at outside inside around into towards toward from")
# What armies do to places: "fired on Qamishli", "the siege of Madaya", "retook Manbij".
TAKING = words(
    "capture captured captures capturing seize seized seizes seizing retake retook retaken retaking recapture recaptured "
    "recapturing "
    "besiege besieged besieging shell shelled shelling bombard bombarded bombarding bomb bombed bombing storm stormed "
    "storming pound "
    "pounded pounding flee fled fleeing liberate liberated liberating encircle encircled encircling enter entered "
    "entering raid raided "
    "control controls controlled overran overrun invade invaded invading reach reached reaching took taken take taking hit "
    "hitting struck strike striking"
)
TAKEN_ON = words(
    "fire fired fires firing attack attacks attacked assault assaults strike strikes airstrike airstrikes raid raids "
    "march marched "
    "advance advances advanced offensive shelling bombing bombardment siege capture recapture fall liberation battle "
    "fight fighting "
    "control grip push rocket rockets shells bombs"
)
# Between two names: the first lies in the second.
ARTICLES = words("al el ez az as ash ad adh ar an at et es en er ed")
INNER = words(
    "of the de del la las le les du do da dos di von am an upon sur and en los 's ’s al el ez az as ash ad adh ar at et "
    "es er ed - – ' ’ ‘ &"
)
# Capitalised words that name no place although some place is named so.
NO_PLACES = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october "
    "november december president general police union central of most best man date mission media church congress liberty "
    "independence opposition republic army mr mrs dr god bible islam muslim christian internet twitter facebook reuters "
    "university college north south east west northern southern eastern western centre center home house street park "
    "lake river "
    "english french german chinese spanish state states county city town village province district region hill police "
    "parliament "
    "region lot coast supreme superior ward metro day strip act department section unit area zone egg earth "
    "islamic federal national first second third capital secretary olympic olympics commonwealth royal international "
    "grand hall games "
    "junior senior sunday maria christian central old new great little big upper lower inner outer main fort mount saint "
    "un nato isis isil eu mobile nice reading orange police split bath of battle male enterprise normal hope "
    "ramadan easter christmas senate government council court ministry king queen prince pope allah"
)
# Titles: the capitalised word after one is a person ("Mr Jackson").
TITLES = words(
    "mr mrs ms miss dr prof sir lady lord gen general col colonel maj major capt captain lt lieutenant sgt sergeant cpl "
    "rep sen gov "
    "president minister judge justice sheriff detective officer mayor rev reverend pastor bishop archbishop pope king "
    "queen prince "
    "princess sheikh imam ayatollah mullah commander spokesman spokeswoman ambassador senator governor chairman coach"
)
# Newspapers: "the Los Angeles Times" names no place.
PAPERS = words("times post herald tribune journal news daily observer guardian telegraph gazette chronicle globe mail")
# Bodies named for the place that they serve: "Torrington Police Department", "Daraa Local Council".
BODIES = words(
    "police city county council court superior district municipal fire sheriff school schools high local media "
    "provincial military "
    "governorate chamber mayor township town village department public community regional airport hospital"
)
# A name that ends so is a group's or a body's: "Fateh al-Sham Front".
GROUPS = words(
    "front army brigade brigades battalion movement party group forces force state council union organization "
    "organisation militia "
    "coalition alliance regiment division corps command ministry agency times post war"
)
# After a name: a sickness, called after the place where it was first seen.
DISEASES = words("virus flu fever disease strain syndrome ebolavirus encephalitis")
# Before a name: the two together name something else ("New London", "United Russia", "Real Madrid").
SPOILERS = words("New United Club Real Fort Port San Santa St. Saint Mount Air FC Team")
# Countries whose towns are called like English surnames.
NAMED_LIKE_PEOPLE = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL"})
# Bands that are called after a place: "the Orontes Front" is none.
FIGHTERS = words("front brigade brigades battalion movement regiment militia forces corps command alliance army division shield")
