"""Decides which group a report means by an acronym: ADF is one in Congo, one in Cameroon, one in Australia.

A report that spells an acronym out says itself whom it means: in "the Northern Delta Front, or NDF" no NDF of the registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reportedly.codebook.names import Word, word_set
from reportedly.codebook.registry import Registry
from reportedly.coding.actors.phrases import Found

_OPENING = re.compile(r"\s*[(\[]\s*[\"“']?|,? or (?:the )?[\"“']?")
_SMALL = word_set("of the for and in on to al el 's")
_LONGEST = 10
"""So many words has the name of a group at most."""


def leave_out_namesakes(registry: Registry, found: Sequence[Found], words: Sequence[Word], text: str) -> list[Found]:
    """Matches of a report -> the same without acronyms that the report spells out as the name of somebody else."""
    others = {
        words[match.first].raw
        for match in found
        if _sharing(match) and _is_spelled_otherwise(registry, match, found, words, text)
    }
    return [match for match in found if not (_sharing(match) and words[match.first].raw in others)]


def _is_spelled_otherwise(registry: Registry, match: Found, found: Sequence[Found], words: Sequence[Word], text: str) -> bool:
    """Whether the words before an acronym are the name that it stands for, and no name of whom the registry has for it."""
    at, short = match.first, words[match.first]
    while at and words[at - 1].key in ("or", "the"):
        at -= 1
    if at == 0 or not _OPENING.fullmatch(text, words[at - 1].end, short.start):
        return False
    first = next((i for i in _back(words, at, text) if abbreviates(short.raw, [w.key for w in words[i:at]])), None)
    if first is None:
        return False
    keys = {term.key for term in match.found}
    if any(one.last >= first and one.first < at and keys & {term.key for term in one.found} for one in found):
        return False
    name = {word.key for word in words[first:at]} - _SMALL
    known = ({*re.findall(r"\w+", registry.actors[key].name.casefold())} for key in keys)
    return all(2 * len(name & one) <= len(name) for one in known)


def _back(words: Sequence[Word], at: int, text: str) -> Iterator[int]:
    """Position after a name -> where it may begin, from near to far, while its words are those of a name."""
    for i in range(at - 1, max(at - 1 - _LONGEST, -1), -1):
        if i < at - 1 and not re.fullmatch(r"[\s-]*", text[words[i].end : words[i + 1].start]):
            return
        if words[i].raw[0].isupper():
            yield i
        elif words[i].key not in _SMALL:
            return


def abbreviates(short: str, name: Sequence[str]) -> bool:
    """Whether the capitals of a short form are initials of the words of a name, in their order."""
    initials = [word[0] for word in name if word[0].isalpha()]
    at = 0
    for letter in (c.lower() for c in short if c.isupper()):
        if letter not in initials[at:]:
            return False
        at = initials.index(letter, at) + 1
    return len(initials) > 1


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
