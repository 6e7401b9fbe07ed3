"""Marked spans as W3C Web Annotations (JSON-LD): what is marked, what it was read as, and where in the text it stands.

Every annotation has a TextQuoteSelector (exact, prefix, suffix) and a TextPositionSelector (code points, end exclusive) for the
text of its report. The context is the standard's own, which annotation software asks for by name; :func:`load_context` gives the
terms that are used here, so that a JSON-LD processor needs no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import IO, Any
from urllib.parse import quote

import msgspec

from reportedly._version import __version__
from reportedly.corrections import stands_nowhere
from reportedly.exports import words
from reportedly.exports.holdings import Holdings
from reportedly.exports.output import Written
from reportedly.record import Actor, Attribution, Claim, CodedReport, Judgement, Mention, Place, Span, Time

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
ABOUT = 32
"""Characters of prefix and suffix."""
GENERATOR = {"id": "urn:reportedly:software", "type": "Software", "name": f"reportedly {__version__}"}


def load_context() -> dict[str, Any]:
    """Give the terms of the Web Annotation context that are used here, as a JSON-LD context document."""
    path = files("reportedly.exports") / "tables" / "anno.json"
    found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    return found


def write_webanno(holdings: Holdings, stream: IO[bytes]) -> Written:
    """Holdings -> one annotation page: for each report its mentions, attributions and claims, then what people judged."""
    written = Written()
    head = msgspec.json.encode({"@context": CONTEXT, "id": "urn:reportedly:annotations", "type": "AnnotationPage"})
    stream.write(head[:-1] + b',"items":[')
    for annotation in _annotations(holdings):
        stream.write((b",\n" if written.rows else b"\n") + msgspec.json.encode(annotation))
        written.rows += 1
    stream.write(b"\n]}\n")
    return written


def _annotations(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for coded in holdings.reports():
        layers: tuple[tuple[str, Sequence[Mention]], ...] = (
            ("actor", coded.actors), ("place", coded.places), ("time", coded.times), ("toll", coded.tolls),
        )  # fmt: skip
        for layer, mentions in layers:
            for n, mention in enumerate(mentions):
                if not mention.text:  # a person's, of which their judgement is the only evidence
                    continue
                yield _annotate(coded, f"{layer}:{n}", "identifying", [(mention.start, mention.end)], _read_as(layer, mention))
        for n, attribution in enumerate(coded.attributions):
            yield from _attribution(coded, n, attribution)
        for claim in coded.claims:
            yield _annotate(coded, f"claim:{claim.id}", "classifying", [claim.trigger], _claim(coded, claim))
    for judgement in holdings.judged:
        yield _judgement(judgement, holdings.report(judgement.claims[0].report) if judgement.span else None)


def name_part(report: str, part: str) -> str:
    """Report id and part -> its URN."""
    return f"urn:reportedly:{quote(report, safe='')}:{quote(part, safe=':')}"


def select(coded: CodedReport, span: Span) -> dict[str, Any]:
    """Span of a report -> the target that selects it, by its words and by its offsets."""
    text, (start, end) = coded.report.text, span
    return {
        "type": "SpecificResource",
        "source": coded.report.url if coded.report.url else name_part(coded.report.id, "text"),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - ABOUT) : start],
                "suffix": text[end : end + ABOUT],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def _annotate(coded: CodedReport, part: str, motive: str, spans: list[Span], bodies: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": name_part(coded.report.id, part),
        "type": "Annotation",
        "motivation": motive,
        "generator": GENERATOR,
        "body": bodies,
        "target": [select(coded, span) for span in spans],
    }


def _say(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _read_as(layer: str, mention: Mention) -> list[dict[str, Any]]:
    """Mention -> what it was read as."""
    bodies = [_say(layer, "tagging")]
    if isinstance(mention, Actor):
        known = [mention.name, mention.id, mention.country, *mention.roles]
        bodies += [_say(", ".join(part for part in known if part), "identifying")] if any(known) else []
    elif isinstance(mention, Place):
        if mention.geonameid is not None:
            bodies.append({
                "type": "SpecificResource", "source": f"https://sws.geonames.org/{mention.geonameid}/", "purpose": "identifying",
            })  # fmt: skip
        said = f"{mention.name} (precision {mention.precision})" if mention.name else mention.reason or "not resolved"
        bodies.append(_say(said, "describing"))
    elif isinstance(mention, Time):
        days = words.say_days(mention.from_, mention.to, iso=True)
        bodies.append(_say(days or mention.value or "not resolved", "identifying"))
    else:
        bodies.append(_say(words.say_toll(mention), "identifying"))
    return bodies


def _attribution(coded: CodedReport, n: int, attribution: Attribution) -> Iterator[dict[str, Any]]:
    """Attribution -> annotations of its source, cue and content; that of the content says who says so."""
    text = coded.report.text
    source = words.join_spans(text, attribution.source) or "a source not named"
    for role, spans in (("source", attribution.source), ("cue", attribution.cue)):
        if spans:
            yield _annotate(coded, f"{role}:{n}", "tagging", list(spans), [_say(role, "tagging")])
    said = f"{source} ({attribution.source_kind}): {words.say_stance(attribution.stance)}, {attribution.manner}"
    yield _annotate(
        coded, f"content:{n}", "describing", list(attribution.content), [_say("content", "tagging"), _say(said, "describing")]
    )


def _claim(coded: CodedReport, claim: Claim) -> list[dict[str, Any]]:
    bodies = [_say(claim.act, "tagging"), _say(claim.status, "tagging")]
    bodies.append(_say(f"Said by {words.say_voices(words.find_voices(coded, claim))}", "describing"))
    for name, said in (
        ("who", words.say_actors(coded, claim.who)),
        ("whom", words.say_actors(coded, claim.whom)),
        ("where", words.say_places(coded, claim)),
        ("toll", words.say_tolls(coded, claim)),
    ):
        if said:
            bodies.append(_say(f"{name}: {'; '.join(said)}", "describing"))
    if days := words.say_days(claim.from_, claim.to, iso=True):
        bodies.append(_say(f"when: {days}", "describing"))
    return bodies


def _judgement(row: Judgement, coded: CodedReport | None) -> dict[str, Any]:
    """Judgement, and the report that its span is of -> an annotation of the claims that it is about, by who made it.

    The words that were picked for a correction are a target too; where there are none, it says that.
    """
    said = f"{row.verdict} {row.field}: {msgspec.json.encode(row.after).decode()}" if row.field else row.verdict
    bodies = [_say(said, "assessing"), *([_say(row.why, "commenting")] if row.why else [])]
    if row.field and stands_nowhere(row.field, row.after, row.span):
        bodies.append(_say("without words of the report: the judgement is the evidence", "describing"))
    picked = [select(coded, row.span)] if coded and row.span and row.span[1] <= len(coded.report.text) else []
    return {
        "id": f"urn:reportedly:judgement:{row.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"type": "Person", "name": row.by},
        "created": row.at,
        "body": bodies,
        "target": [*(name_part(ref.report, f"claim:{ref.claim}") for ref in (*row.claims, *row.others)), *picked],
    }
