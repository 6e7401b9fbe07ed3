"""What was struck: a market, a court, a police academy. Two deeds in one city on one day are most often told apart by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.record import Claim

# Kinds of places and things that are struck, and the words for each. What one event is told as with several of them ("a
# building", "an area", "a street", "a house", "a shop") is left out: it tells no two events apart.
KINDS: dict[str, str] = {
    "market": r"(?:super)?markets?|bazaar|souk",
    "place of worship": r"mosques?|church(?:es)?|cathedral|temple|synagogue|shrine|places? of worship|worshippers",
    "court": r"court(?:house|room)?s?|tribunal",
    "police academy": r"(?:police|military|army|training) (?:academy|college)|academy|recruiting (?:centre|center)|recruits",
    "police post": r"police (?:station|post|headquarters)",
    "bus station": r"bus (?:station|stop|terminal|depot)",
    "railway": r"(?:train|railway|metro|subway) station",
    "school": r"schools?|university|campus|kindergarten",
    "hospital": r"hospitals?|clinics?|medical (?:centre|center|facility|point)|field hospital",
    "convoy": r"(?:aid |military |army )?convoys?|aid trucks",
    "airport": r"airports?|air ?base",
    "hotel": r"hotels?",
    "embassy": r"embassy|consulate",
    "prison": r"prisons?|jail",
    "bakery": r"baker(?:y|ies)",
    "checkpoint": r"checkpoints?|roadblock",
    "camp": r"(?:refugee|displacement|displaced people's) camps?",
    "funeral": r"funeral|mourners|wake",
    "wedding": r"wedding",
    "stadium": r"stadium",
    "cinema": r"cinema|theat(?:re|er)",
    "works": r"refinery|power (?:station|plant)|oil ?field",
    "parliament": r"parliament|ministry building",
}
NAMES = tuple(KINDS)
NOUN = "|".join(f"(?P<k{n}>{words})" for n, words in enumerate(KINDS.values()))
DEED = (
    r"hit|hits|hitting|struck|strikes?|striking|target(?:s|ed|ing)|storm(?:s|ed|ing)|attack(?:s|ed|ing)?|bomb(?:s|ed|ing)"
    r"|shell(?:s|ed|ing)|destroy(?:s|ed|ing)|raid(?:s|ed|ing)?|rip(?:s|ped)? through|tore through"
)
AT = r"on|at|in|into|inside|near|outside|against|through|of"
# "hit the vegetable market", "an explosion outside the main court"; words between are its description.
STRUCK = re.compile(rf"\b(?:{DEED}|{AT})(?: [\w'-]+)?? (?:an?|the|its|their|one) (?:[\w'-]+ ){{0,2}}?(?:{NOUN})\b")
# "the market bombing", "a court attack".
NAMED = re.compile(
    rf"\b(?:{NOUN}) (?:attacks?|bombings?|bomb|blasts?|explosions?|strikes?|shelling|shootings?|siege|massacre|raids?)\b"
)
# Most sentences name none of the kinds, and this alone is quick to see.
ANY = re.compile(rf"\b(?:{'|'.join(KINDS.values())})\b")
# The wounded are taken to hospitals, suspects to courts and prisons: there only a word for the deed makes a target of them.
AFTERWARDS = re.compile(r"\b(?:taken|brought|rushed|treated|died|dies|admitted|appeared|charged|told|said|say|says|held)\b")
BEFORE, AFTER = 90, 110
SENTENCE = re.compile(r"[.!?][\"'”’)]*\s|\n")


def find_targets(text: str, claim: Claim) -> frozenset[str]:
    """Text of a report and a claim of it -> the kinds of targets that its sentence names near the trigger."""
    start, end = claim.trigger
    ends = [match.end() for match in SENTENCE.finditer(text, max(0, start - BEFORE), start)]
    begin = ends[-1] if ends else max(0, start - BEFORE)
    close = SENTENCE.search(text, end, min(len(text), end + AFTER))
    return frozenset(_kinds(text[begin : close.start() if close else end + AFTER]))


def _kinds(sentence: str) -> Iterator[str]:
    # In lower case: patterns that do not care for case take three times as long.
    sentence = sentence.lower()
    if not ANY.search(sentence):
        return
    for pattern in (STRUCK, NAMED):
        for match in pattern.finditer(sentence):
            kind = next(NAMES[n] for n in range(len(NAMES)) if match[f"k{n}"])
            if kind in ("hospital", "court", "prison", "police post") and AFTERWARDS.search(sentence[: match.end()]):
                continue
            yield kind
