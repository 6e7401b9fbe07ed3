"""Reads the words of a source: a person's name, whom he speaks for, what unnamed people are called."""

from __future__ import annotations

import re
from functools import lru_cache

# What an agency's name stands in: "Source: Andes Press Service", "Levant Wire contributed to this report."
CREDITING = re.compile(r"^\W*(?:sources?|via|by|with|reporting by)\b[\s:]*|\s+contributed to this (?:report|story)\.?$", re.I)
PRONOUNS = frozenset(("he", "she", "it", "they", "who", "which", "we", "i", "this", "that", "those", "these", "one", "each"))
OUTLET = re.compile(r"\b(?:agency|news|television|TV|radio|newspaper|daily|broadcaster|channel)\b", re.I)
# "Initial reports say" names nobody: the outlet says so.
NOBODY = re.compile(
    r"(?:no|none|nobody|neither|correction)\b|.*\bversion of this (?:report|story|article)"
    r"|(?:(?:the|an?|some|initial|early|first|latest|other|more|media|news|press|unconfirmed|several|preliminary|that|this|\w+ed)\s+)*"
    r"(?:reports?|information|accounts?|tolls?|figures?|rumou?rs?|latest|footage|videos?|images?)$",
    re.I,
)
# "An AFP correspondent" is AFP; "the state television" is its government.
CORRESPONDENT = re.compile(
    r"\b(?:correspondents?|journalists?|reporters?|photographers?|cameram[ae]n|witness|teams?|stringers?)\b", re.I
)
STATE_MEDIA = re.compile(
    r"\b(?:state|government|official)(?:[- ](?:run|owned|controlled|affiliated))?\s+(?:\w+\s+){0,2}?"
    r"(?:media|television|tv|radio|news(?: agency)?|newspapers?|broadcaster|agency)\b",
    re.I,
)
# "a security source told AFP": whoever it was spoke to the agency, and every outlet that prints it has it from there.
_TO = r"(?:the )?(?P<to>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3})"
TOLD_TO = re.compile(rf"\s*(?:told|tells|spoke to|speaking to|said to) {_TO}")
STATED_TO = re.compile(rf"\b(?:statement|interview|remarks?|comments?) (?:to|with) {_TO}\W*$")
OF_STATE = re.compile(
    r"\b(?:sources?|officials?|police|army|military|command(?:er)?|ministry|government|governorate|province|security)\b", re.I
)
PAPERS = frozenset(("statement", "communique", "communiqué", "announcement", "press release", "release"))
CAPITALS = r"(?:[A-Z][\w'’-]*|of|the|for|and|al|de|del|la)"
ANY_BODY = re.compile(
    r"(?:(?:rebel|armed|militant|insurgent|jihadist) )?(?:group|movement|militia|faction|rebels|militants|insurgents)"
)
BODIES = ("organization", "group")
STATE_ID = re.compile(r"[A-Z]{3}-(?:GOV|MIL|DEF|SEC)")
POSSESSIVES = frozenset(("its", "his", "her", "their", "it", "a", "an", "the"))
# Nouns of people and papers through which a body speaks: what they say is the body's word.
VOICE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|statement|communiqu[eé]|press release|press service|media wing|press office"
    r"|information office|media office|public relations|mouthpiece|lawyer|attorney"
    r"|(?<=['’]s )(?:director|head|chief|chairman|chairwoman|president|leader|coordinator)"
    r"|(?<=\b[Ii]ts )(?:director|head|chief|chairman|chairwoman|president|leader|coordinator))s?\b",
    re.I,
)
TITLE = re.compile(
    r"^(?:(?:dr|mr|mrs|ms|miss|prof|gen|general|maj|major|lt|lieutenant|col|colonel|capt|captain|sgt|sergeant|brig|brigadier|sir"
    r"|sheikh|president|professor|doctor|naik|sepoy|governor|judge)\.?\s+)+"
    r"|^(?:[\w-]+\s+){0,2}(?:minister|spokesman|spokeswoman|spokesperson|secretary|commander)\s+(?=\w+\s+\w)",
    re.I,
)
CHIEF = re.compile(r"(?P<body>[A-Z][\w-]+) (?:director|head|chief|president|chairman|chairwoman) (?=[A-Z])")
# "Interior Minister Gonzalo Tamayo" speaks for the Interior Ministry.
MINISTER = re.compile(r"\b(?P<of>[\w-]+) (?:minister|secretary)\b", re.I)
COUNTED = re.compile(
    r"^(?:the|a|an|some|several|many|most|other|two|three|four|five|six|seven|eight|nine|ten|dozens? of|one of the|\d+)\s+", re.I
)
TAIL = re.compile(r"\s+(?:in|from|at|near|of|on|for|who|that|with|to)\s.*$", re.I | re.S)
_NAME = r"(?:[A-Z][a-z]{0,3}\.\s+)*[A-Z][\w'’-]+(?:\s+(?:al-|el-|bin|ibn|de|del|van|von|da|dos)?\s*[A-Z][\w.'’-]*){1,4}"
_PART = re.compile(rf"(?:the\s+)?(?P<before>(?:[a-z][\w'’-]*\s+)*?)(?P<name>{_NAME})")
BODY_WORDS = re.compile(
    r"\b(?:army|ministry|office|forces?|police|group|union|centre|center|council|front|party|agency|court|hospital|clinic"
    r"|command|committee|department|network|observatory|university|institute|association|organi[sz]ation)\b",
    re.I,
)
_IS_BODY = re.compile(
    r"(?:an?|the) (?:[\w-]+ ){0,4}?(?:group|organi[sz]ation|watchdog|monitor|network|agency|charity|union|centre|center|body"
    r"|alliance|movement|party|coalition|institute|think tank|militia|front)\b",
    re.I,
)
_FOR = re.compile(r"\b(?:spokes\w+|statement|lawyer|attorney)\s+(?:for|of|from|by)\s+(?:the\s+)?(?P<body>[^,]+)", re.I)
_WHOSE = re.compile(
    r"^(?:(?:the|a|an)\s+)?(?P<body>.+?)(?:['’]s?)?\s+(?:spokes\w+|statement|lawyer|attorney|media wing|press \w+"
    r"|director|head|chief|chairman|chairwoman|president|leader|coordinator)\b",
    re.I,
)

# The same few sources speak all through a corpus: what was read of their words is kept, for so many.
SEEN = 20_000

ROLE_WORDS = (
    (re.compile(r"\b(?:army|military|defence|defense|troops|armed forces|air force|navy)\b", re.I), "MIL"),
    (re.compile(r"\bpolice\b", re.I), "COP"),
    (re.compile(r"\b(?:government|ministry|foreign office|cabinet|presidency|state)\b", re.I), "GOV"),
)


@lru_cache(maxsize=SEEN)
def clean(words: str) -> str:
    """Words of a source -> without the article and quotation marks around them."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(words.split()).strip(' ,.;:"“”'), flags=re.I)


@lru_cache(maxsize=SEEN)
def fold(name: str) -> str:
    """Name -> what two spellings of it share: no title, article or case."""
    name = TITLE.sub("", clean(name))
    words = re.sub(r"[^\w\s]", "", name.casefold().replace("-", " ")).split()
    if len(words) > 2:
        words = [word for word in words if word not in ("al", "el")]
    # Arabic names are spelled as each desk hears them: Abdel Rahman, Abdulrahman, Abdurrahman; Mohamed, Muhammad.
    joined = re.sub(r"\babd(?:[aeu][lr])? ?(?=\w{4})", "abd", " ".join(words))
    return re.sub(r"\bm[ou]ham+[ae]d\b", "mohammed", joined)


@lru_cache(maxsize=SEEN)
def head(label: str) -> str:
    """Description of unnamed people -> its core: "three residents of the town" and "residents" are one in one report."""
    label = TAIL.sub("", COUNTED.sub("", clean(label).split(",")[0]))
    return re.sub(r"(?<=\w\w)s$", "", label.casefold())


def short(words: str, most: int = 60) -> str:
    """Words -> at most so many characters of them."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


@lru_cache(maxsize=SEEN)
def person_in(words: str) -> str | None:
    """Words of a source -> the person named in them: "the deputy commissioner, Rahul Mengi" -> "Rahul Mengi"."""
    parts = [part.strip() for part in " ".join(words.split()).split(",")]
    if any(_IS_BODY.match(part) for part in parts[1:]):
        # "The Ranao Watch, a rights group"
        return None
    for part in parts:
        found = _PART.fullmatch(part)
        # "the human rights group Voces" is no person; "police spokesman Danlami" is.
        kind = found["before"].split()[-1:] if found else []
        if found and not BODY_WORDS.search(" ".join((found["name"], *kind))) and (len(parts) > 1 or found["before"]):
            return str(found["name"])
    return None


def body_in(words: str) -> str | None:
    """Words of a source -> the body named in them: "the human rights group Voces del Paramo" -> "Voces del Paramo"."""
    found = _PART.fullmatch(" ".join(words.split()).split(",")[0].strip())
    return str(found["name"]) if found and BODY_WORDS.fullmatch((found["before"].split() or [""])[-1]) else None


@lru_cache(maxsize=SEEN)
def spoken_for(words: str) -> str | None:
    """Words with a voice in them -> the body: "a spokesman for the ministry, ..." -> "ministry"."""
    found = _FOR.search(words) or _WHOSE.search(words)
    return clean(found["body"]) if found and clean(found["body"]) else None


@lru_cache(maxsize=SEEN)
def role_of(words: str) -> str | None:
    """Words of a body -> the role code that they tell: "defence spokesman" is of the military."""
    return next((role for pattern, role in ROLE_WORDS if pattern.search(words)), None)
