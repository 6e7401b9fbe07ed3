"""Reads who is accused outside of any claim of the deed: "the mayor blamed the Front", "the attackers were men of the Front".

Such words are no claim of their own, for they tell of no act; they say whose deed the one told of beside them was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportedly.assessing.told import Told
from reportedly.record import Actor, Attribution, CodedReport

DETERMINER = re.compile(r"\W*(?:that )?(?:the |an? )?\W*", re.I)
WERE = re.compile(
    r"\W*(?:that )?(?:the )?(?:attackers?|assailants?|raiders?|gunm[ae]n|bombers?|perpetrators?|killers?|kidnappers?)"
    r" (?:were|was|are|is|came from|belonged to|had come from) (?:the |an? |all )?",
    re.I,
)
# The one accused may be told of as its men: "fighters of the Front".
MEN = re.compile(r"(?:fighters?|members?|militants?|rebels?|men|gunm[ae]n|soldiers) (?:of|from) (?:the )?(?=[A-Z])", re.I)


def find_accused(told: Sequence[Told]) -> Iterator[tuple[Told, Actor, str]]:
    """Claims of one origin -> those whom it accuses in the same reports: a claim of it there, the mention, and the name.

    Only whole contents count: "blamed the Front", and not "blamed the Front for raids last year". A report that tells of the
    deed in the words of the same source is the report of this incident.
    """
    seen: set[tuple[str, int]] = set()
    for one in told:
        index = one.claim.attribution
        if index is None or not one.asserts:
            continue
        root = _speaker(one.coded, one.coded.attributions[index]) or ""
        for n, attribution in enumerate(one.coded.attributions):
            if (one.coded.report.id, n) in seen or not (
                _speaker(one.coded, attribution) == root or one.voices[n] in (one.source.key, *one.source.also)
            ):
                continue
            seen.add((one.coded.report.id, n))
            actor = _accused(one.coded, attribution)
            if actor is not None:
                yield one, actor, MEN.sub("", " ".join((actor.name or actor.text).split()))


def _accused(coded: CodedReport, attribution: Attribution) -> Actor | None:
    if len(attribution.content) != 1:
        return None
    start, end = attribution.content[0]
    content = coded.report.text[start:end]
    were = WERE.match(content)
    if attribution.stance not in (("asserts", "confirms", "accuses") if were else ("accuses",)):
        return None
    found = were or DETERMINER.match(content)
    at = start + (found.end() if found else 0)
    rest = end - len(content) + len(content.rstrip(" .,\"”'"))
    for actor in coded.actors:
        if actor.kind not in ("group", "organization", "role") or not (at <= actor.start <= at + 1 and actor.end >= rest):
            continue
        if actor.id or actor.kind != "role" or MEN.match(actor.text):
            return actor
    return None


def _speaker(coded: CodedReport, attribution: Attribution) -> str | None:
    """Whose words they are, within one report: the first mention of the source, or the words for it without their article."""
    index = attribution.source_actor
    if index is None:
        return None
    seen = {index}
    while (above := coded.actors[index].same_as) is not None and above not in seen:
        seen.add(above)
        index = above
    words = coded.actors[index].text.casefold().replace(".", "").replace("united nations", "un")
    return " ".join(words.split()).removeprefix("the ")
