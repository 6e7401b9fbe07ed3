"""Private people whom a report names: whom it happened to, and who is said to have done it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.record import CodedReport

# "Kalle", "Kalle A.", "Robert 'Bo'", "Juan de la", and then the last name, with or without "Jr.".
PART = r"[A-Z](?=[\w'’-]*[a-z])[\w'’-]+"
BETWEEN = rf"(?: [A-Z]\.?(?= )| [\"“‘'(][A-Z][\w .]{{0,14}}[\"”’')]| (?:de|del|la|van|von|al|el|bin)(?= )| {PART})"
NAME = rf"({PART}{BETWEEN}{{0,3}} {PART})(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
TITLED = r"(?:[a-z]+ ){0,2}"
# "Kalle Berg, 19," "Kalle Berg, age 19," "Kalle Berg (19)"; "19-year-old Kalle Berg"; "identified as Kalle Berg".
BEFORE_AGE = re.compile(
    rf"(?<![\w'’-]){NAME}(?:, (?:age |aged )?\d{{1,2}}(?=[,.;:)]| of | who | from | was | is | and )| \(\d{{1,2}}\))"
)
AFTER_AGE = re.compile(rf"[- ](?:year|month)s?[- ]old {TITLED}{NAME}")
IDENTIFIED = re.compile(rf"\b(?:identified|named|known) (?:\w+ ){{0,6}}as {TITLED}{NAME}")
SUFFIXES = ("Jr", "Sr", "II", "III")
# Names of what is no person, and of whom a report names by office and surname: "Taylor Hospital", "Mayor Berg".
NO_SURNAMES = frozenset((
    "hospital", "center", "centre", "clinic", "school", "college", "university", "park", "club", "bar", "church", "jail",
    "prison", "street", "avenue", "drive", "road", "lane", "boulevard", "parkway", "place", "court", "sts", "ave", "rd", "ln",
    "apartments", "county", "city", "police", "department", "news", "tribune", "times",
))  # fmt: skip
TITLES = frozenset((
    "officer", "chief", "sheriff", "deputy", "detective", "captain", "sergeant", "lieutenant", "corporal", "investigator",
    "judge", "prosecutor", "mayor", "governor", "senator", "coroner", "commander", "major", "colonel", "general", "spokesman",
    "spokeswoman", "det", "sgt", "lt", "capt", "cpl", "courtesy", "photo", "news",
))  # fmt: skip


def find_aged(text: str) -> frozenset[str]:
    """Text -> first and last names of people beside an age or as whom somebody is identified, whoever else knows them.

    "Kalle Berg, 19,", "19-year-old Kalle Berg"; neither officials nor reporters are told of like that.
    """
    flat = " ".join(text.split())
    found = (match[1] for pattern in (BEFORE_AGE, AFTER_AGE, IDENTIFIED) for match in pattern.finditer(flat))
    return frozenset(name for words in found for name in _name(words))


def find_people(coded: CodedReport) -> frozenset[str]:
    """Report -> first and last names of people whom no registry knows and who are no source in it, in lower case.

    They are those it happened to, or who are said to have done it; officials and spokesmen stand in reports of many events.
    """
    sources = {a.source_actor for a in coded.attributions if a.source_actor is not None}
    known = {name for i, actor in enumerate(coded.actors) if actor.id or i in sources for name in _name(actor.text)}
    people = {name for actor in coded.actors if actor.kind == "person" for name in _name(actor.text)}
    return frozenset(people - known)


def _name(text: str) -> Iterator[str]:
    """Words of a mention -> its first and last name, if it has both: "kalle berg" of "Sgt. Kalle A. Berg's"."""
    words = [word.strip(",\"“”‘’'()") for word in text.replace("’", "'").removesuffix("'s").split() if word[:1].isupper()]
    words = [word for word in words if word and word not in SUFFIXES and not word.lower().endswith((".", "-old"))]
    if len(words) > 1 and words[-1].lower() not in NO_SURNAMES and words[0].lower() not in TITLES:
        yield f"{words[0]} {words[-1]}".lower()
