"""Noun phrases of a parse, mended by what the registry knows, and whether a country's name stands for its government."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from reportedly.codebook.names import word_set
from reportedly.coding.parse import Parsed

# Heads of phrases that are an actor only if they take up one named before; coreference drops those that do not.
TAKEN_UP = word_set("group movement organization organisation network")
_LOCATIVE = word_set(
    "in at near across inside outside throughout around into onto over toward towards within via through off along"
)
_MOTION = word_set(
    "go travel flee return send fly move come visit tour enter leave reach arrive cross drive head fall escape deport extradite "
    "trip visit journey flight border road exile emigrate migrate move march smuggle import export withdrawal withdraw "
    "pull ship transfer sail live stay retreat evacuate trip include comprise cover"
)
_SAYING = word_set(
    "say deny accuse insist reject agree announce want warn claim confirm condemn demand declare call urge vow pledge refuse "
    "offer threaten blame back support seek suspect believe consider expect hope recognize recognise welcome sign ask tell "
    "propose impose lift cut sever close expel recall retaliate respond accept argue acknowledge admit fear face plan order "
    "decide hold withdraw stop supply arm fund view see regard describe dismiss criticise criticize protest summon repeat "
    "stress note add maintain suspend resume try push press stand oppose favour favor have"
)
# "visit Iran", "a trip to Iran", "sent arms to Iran": its government is host or recipient.
_HOSTED = word_set("visit tour trip travel send dispatch supply ship mission export")
_TAKEN = word_set("shell bomb bombard enter reach retake recapture besiege liberate overrun")
_AIMED = word_set("on against at of in inside outside into")
_VIOLENT = word_set(
    "attack attempt assault raid strike airstrike bombing bomb bombardment shelling explosion explode detonate blast fire "
    "shoot shooting throw hurl plant burning destruction seizure takeover siege demolition sabotage launch damage looting "
    "storming bombard place arson burst crash hit targeting destroy burn torch target storm seize loot blow demolish occupy "
    "capture level flatten search close besiege shell strafe ransack vandalize vandalise dynamite overrun rob set ambush wreck "
    "ruin raze engulf ravage gut pound pepper ram intercept hijack steal take retake surround evacuate abandon block cut shut "
    "down sink disable render kill collapse clear defend guard protect lose"
)
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today")
_BEFORE = word_set("only just even especially where when while why including also then both either neither not perhaps maybe")
_MONTHS = word_set("jan feb mar apr may jun jul aug sep oct nov dec")
_TELLING = word_set(
    "say tell add deny accuse insist announce warn claim confirm argue acknowledge admit note stress explain reply"
)
_AGAINST = word_set("sanction measure accusation embargo allegation retaliation step action complaint case charge threat")
_PARTNER = word_set("with between by against from")


@dataclass(frozen=True)
class Chunk:
    """A base noun phrase without article: its span, the span of its head, its head token, and the names the model sees in it."""

    start: int
    end: int
    head_start: int
    head_end: int
    root: Token
    names: tuple[tuple[int, int, str], ...]


def find_chunks(parsed: Parsed, known: Sequence[tuple[int, int]]) -> list[Chunk]:
    """Parse and the spans of known names -> its noun phrases in text order, none overlapping.

    A phrase is stretched over a known name that it cuts, and a known name outside all phrases is one by itself: the parser
    is not at home among transliterated names.
    """
    doc = parsed.doc
    spans = [[c.start, c.end] for c in doc.noun_chunks if c.root.pos_ != "PRON"]
    merged: list[list[int]] = []
    at = 0
    for start, end in known:
        tokens = parsed.tokens(start, end)
        if not len(tokens):
            continue
        while at < len(spans) and spans[at][1] <= tokens.start:
            merged.append(spans[at])
            at += 1
        if merged and tokens.start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], tokens.end)
        elif at < len(spans) and spans[at][0] < tokens.end:
            spans[at][0] = min(spans[at][0], tokens.start)
            spans[at][1] = max(spans[at][1], tokens.end)
        else:
            merged.append([tokens.start, tokens.end])
    merged = _rejoined(parsed, [*merged, *spans[at:]])
    named = {start for start, _ in known}
    chunks = []
    reached = 0
    names = _names(parsed)
    cursor = 0
    for a, b in merged:
        a = max(a, reached)
        if a >= b:
            continue
        reached = b
        while cursor < len(names) and names[cursor][1] <= doc[a].idx:
            cursor += 1
        end = doc[b - 1].idx + len(doc[b - 1])
        inside = tuple(n for n in names[cursor : cursor + 12] if n[0] < end and n[1] > doc[a].idx)
        chunk = _trim(doc[a:b], inside, named)
        if chunk:
            chunks.append(chunk)
    return chunks


def _rejoined(parsed: Parsed, spans: list[list[int]]) -> list[list[int]]:
    """Put together again what the parser cuts: "Khalid al|-|Obaidan", "Foreign Minister|Jorge Diaz", "US|Secretary of State"."""
    doc = parsed.doc
    whole: list[list[int]] = []
    for start, end in spans:
        if whole:
            before = whole[-1][1]
            hyphen = start - before == 1 and doc[before].text == "-" and doc[before + 1].pos_ == "PROPN"
            named = doc[start].ent_type_ == "PERSON" and doc[start - 1].text.istitle()
            stated = doc[start].pos_ == "PROPN" and doc[start - 1].ent_type_ in ("GPE", "NORP")
            titled = start == before and (named or stated)
            if (hyphen or titled) and not doc[start].is_sent_start:
                whole[-1][1] = end
                continue
        whole.append([start, end])
    return whole


def _names(parsed: Parsed) -> list[tuple[int, int, str]]:
    """Named entities without article, possessive and line break."""
    names = []
    for entity in parsed.doc.ents:
        if entity.label_ not in ("PERSON", "ORG", "NORP"):
            continue
        start, end = entity.start, entity.end
        while start < end and (parsed.doc[start].pos_ in ("DET", "ADP") or not _is_word(parsed.doc[start])):
            start += 1
        while end > start and (parsed.doc[end - 1].tag_ == "POS" or not _is_word(parsed.doc[end - 1])):
            end -= 1
        if start < end:
            last = parsed.doc[end - 1]
            span = (parsed.doc[start].idx, last.idx + len(last))
            if "\n" not in parsed.text[span[0] : span[1]]:
                names.append((*span, entity.label_))
    return names


def _trim(span: Span, names: tuple[tuple[int, int, str], ...], known: set[int]) -> Chunk | None:
    doc = span.doc
    start, end = span.start, span.end
    while start < end - 1 and doc[start].idx not in known and (_is_article(doc[start]) or not _is_word(doc[start])):
        start += 1
    while end > start and (doc[end - 1].tag_ == "POS" or not _is_word(doc[end - 1])):
        end -= 1
    opened = [i for i in range(start, end) if doc[i].text in "(["]
    if opened and not any(doc[i].text in ")]" for i in range(opened[-1], end)):
        start = opened[-1] + 1
    closed = [i for i in range(start, end) if doc[i].text in ")]"]
    if closed and not opened:
        start = closed[-1] + 1
    root = doc[end - 1]
    if start >= end or _is_bare(root) or not _is_word(root):
        return None
    return Chunk(doc[start].idx, root.idx + len(root), root.idx, root.idx + len(root), root, names)


def _is_article(token: Token) -> bool:
    """Articles, and days and verbs that the parser drew into the phrase ("By August Daesh had", "denied supporting rebels")."""
    if token.ent_type_ == "DATE" and (token.lower_ in _DAYS or token.is_digit or token.lower_[:3] in _MONTHS):
        return True
    if token.is_digit and token.nbor().text in ("-", "/"):
        return True
    if len(token.text) == 4 and token.text[:2] in ("19", "20") and token.is_digit:
        return not token.nbor().is_lower
    verb = token.pos_ == "VERB" and (token.tag_ == "VBG" or token.dep_ not in ("amod", "compound", "nmod", "advmod"))
    return _is_bare(token) or verb or token.ent_type_ == "TIME" or token.lower_ in _BEFORE or token.pos_ == "SCONJ"


def speaks(token: Token) -> bool:
    """Head of a name -> whether it says or decides something: then it is somebody, though no list and no model knows whom."""
    return token.dep_ == "nsubj" and token.head.lemma_.lower() in _TELLING


def is_struck(token: Token) -> bool:
    """Head of a noun phrase for a thing -> whether something is done to it: an object, or what an attack is on."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    if token.dep_ in ("dobj", "nsubjpass"):
        return token.head.lemma_.lower() in _VIOLENT
    if token.dep_ != "pobj":
        return False
    governor = token.head.head
    if governor.dep_ == "pobj" and governor.lower_ == "front":  # "exploded in front of the bank"
        governor = governor.head.head
    return governor.lemma_.lower() in _VIOLENT and token.head.lower_ in _AIMED


def is_location(token: Token) -> bool:
    """Head of a name -> whether its place in the sentence makes it a place ("towards Jabal al-Nur", "shelled Tal Rif")."""
    taken = token.dep_ == "dobj" and token.head.lemma_.lower() in _TAKEN
    return taken or (token.dep_ == "pobj" and token.head.lower_ in _LOCATIVE)


def _is_listed(token: Token) -> bool:
    """Whether a name ends a list that a word of place begins: "in Iraq and Syria", whatever the parse hangs "Syria" on."""
    doc, i = token.doc, token.i - 1
    while i > 0 and (doc[i].pos_ in ("PROPN", "CCONJ", "DET") or doc[i].text == ","):
        i -= 1
    return i < token.i - 1 and doc[i].lower_ in _LOCATIVE


def _is_word(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def _is_bare(token: Token) -> bool:
    # the "A" of "SPLM/A" is no article
    return token.lower_ in ("the", "a", "an") and token.tag_ == "DT"


def stands_for_government(token: Token, *, capital: bool) -> bool:
    """Head token of a country's or capital's name -> whether it acts, or is acted on, instead of being where something is.

    "Moscow said", "talks with Iran", "sanctions against Iraq", but not "in Syria" nor "left Syria". For a capital only a
    verb of saying or deciding, or a partner of one, will do: a capital is mostly a place.
    """
    if _is_listed(token):
        return False
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    dep, head = token.dep_, token.head
    if dep == "nsubj":
        return head.lemma_.lower() in _SAYING or (not capital and head.pos_ in ("VERB", "AUX"))
    if dep == "nsubjpass":
        return not capital
    if dep == "pobj":
        word = head.lower_
        if word in _LOCATIVE or capital:
            lemma = head.head.lemma_.lower()
            partner = word in ("with", "between", "by") and lemma not in _MOTION
            return capital and (partner or (word == "against" and lemma in _AGAINST))
        if word in ("to", "from", "for", "of"):
            lemma = head.head.lemma_.lower()
            return word in ("to", "for") and (lemma not in _MOTION or (word == "to" and lemma in _HOSTED))
        return word in _PARTNER or word in ("on", "among", "including", "like", "behind")
    if capital:
        return False
    if dep in ("dobj", "dative", "iobj"):
        return head.lemma_.lower() not in _MOTION - _HOSTED
    return dep in ("agent", "appos") and head.pos_ == "VERB"
