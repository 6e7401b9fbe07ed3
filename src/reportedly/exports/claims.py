"""One row a claim: what ``csv`` and ``parquet`` hold. The columns, their types and meanings are :data:`COLUMNS`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Literal, TypeAlias

from reportedly.codebook.book import Codebook
from reportedly.corrections import stands_nowhere
from reportedly.exports import words
from reportedly.exports.entries import Entry, join
from reportedly.exports.holdings import Holdings
from reportedly.exports.output import Cell, Written, write_table
from reportedly.exports.precision import date_precision
from reportedly.exports.visible import one_line
from reportedly.record import Actor, Claim, CodedReport, Origin

Sort = Literal["text", "list", "whole", "number", "flag"]
Value: TypeAlias = str | int | float | bool | list[str] | None


@dataclass(frozen=True)
class Column:
    """A column: its name, what its cells are, and what it means."""

    name: str
    sort: Sort
    meaning: str


def _harm_columns() -> Iterator[Column]:
    for harm in words.HARMS:
        for part in ("low", "best", "high"):
            yield Column(f"{harm}_{part}", "whole", f"people {harm}, {part} figure of this claim")


COLUMNS = (
    Column("incident", "text", "id of the incident that the claim is of; empty where it is of none"),
    Column("report", "text", "id of the report"),
    Column("claim", "text", "id of the claim, unique together with that of the report"),
    Column("publisher", "text", "who printed the report"),
    Column("url", "text", "where it stands"),
    Column("title", "text", "its headline"),
    Column("published", "text", "when it was printed (ISO 8601)"),
    Column("act", "text", "class of the event in the codebook"),
    Column("type", "text", "PLOVER type"),
    Column("mode", "text", "PLOVER mode"),
    Column("cameo", "text", "CAMEO code"),
    Column("acled_event_type", "text", "ACLED event type"),
    Column("acled_sub_event_type", "text", "ACLED sub-event type"),
    Column("ucdp_types", "list", "UCDP types of violence that the act can be"),
    Column("trigger", "text", "the words that tell of the event"),
    Column("status", "text", "asserted, denied, possible, planned, negated or historical"),
    Column(
        "said_by",
        "text",
        "who says so, by the chain of attributions; a party is marked; 'the report itself' where nobody is named",
    ),
    Column("source", "text", "the words for the source"),
    Column("source_id", "text", "registry id of the source"),
    Column("source_kind", "text", "official, party, organization, witness, media, expert, unnamed or other"),
    Column("cue", "text", "the words that hand over to the source"),
    Column("stance", "text", "what the source does: asserts, denies, doubts, ..."),
    Column("manner", "text", "quote, indirect or mixed"),
    Column("content", "text", "the words that are the source's"),
    Column("origin", "text", "what the claim ultimately rests on; claims of one origin are one witness"),
    Column("origin_kind", "text", "kind of the origin"),
    Column("origin_party", "flag", "whether the origin is a party to the incident"),
    Column("origin_why", "text", "what makes its claims one origin"),
    Column("who", "list", "who did it"),
    Column("who_ids", "list", "their registry ids"),
    Column("who_countries", "list", "their countries (ISO 3166-1 alpha-3)"),
    Column("who_roles", "list", "their role codes (PLOVER)"),
    Column("whom", "list", "to whom it was done"),
    Column("whom_ids", "list", "their registry ids"),
    Column("whom_countries", "list", "their countries"),
    Column("whom_roles", "list", "their role codes"),
    Column("where", "list", "the places, as gazetteer and report name them"),
    Column("geonameid", "whole", "GeoNames id of the most precise place"),
    Column("latitude", "number", "its latitude; for an area (where_prec 3 and more) that of a point of it, and no pin"),
    Column("longitude", "number", "its longitude"),
    Column("country", "text", "its country"),
    Column("admin1", "text", "its first-order division"),
    Column("where_prec", "whole", "its precision, UCDP 1 to 7"),
    Column("where_reason", "text", "why it could not be resolved"),
    Column("when", "text", "the words for the time"),
    Column("from", "text", "first day"),
    Column("to", "text", "last day"),
    Column("date_prec", "whole", "precision of the days, UCDP 1 to 5"),
    Column("weapon", "text", "the words for the weapon"),
    *_harm_columns(),
    Column("toll_words", "list", "the words of the figures"),
    Column("standing", "text", "standing of the incident"),
    Column("independent", "whole", "independent origins that assert the incident"),
    Column("disputed", "flag", "whether origins contradict each other on it"),
    Column("denied_by", "list", "origins that deny it"),
    Column("judged", "list", "what people decided on the claim: verdict, field, by whom, when; and whether on their word alone"),
    Column("confidence", "number", "the coder's confidence, 0 to 1"),
    Column("coder", "text", "version of the coder"),
    Column("codebook", "text", "version of the codebook"),
)
NAMES = tuple(column.name for column in COLUMNS)


def find_rows(entries: Iterable[Entry], holdings: Holdings) -> Iterator[dict[str, Value]]:
    """Entries -> a row for each claim, in their order."""
    judged = _judged(holdings)
    for entry in entries:
        for coded, claim in entry.claims:
            yield make_row(entry, coded, claim, holdings.book, judged.get((coded.report.id, claim.id), []))


def write_csv(entries: Iterable[Entry], holdings: Holdings, stream: IO[bytes]) -> Written:
    """Entries -> one line a claim; a list is one cell, its parts separated by semicolons."""
    rows = ({name: _cell(value) for name, value in row.items()} for row in find_rows(entries, holdings))
    return Written(write_table(rows, NAMES, stream))


def _cell(value: Value) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return join(value) if isinstance(value, list) else value


def _judged(holdings: Holdings) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in holdings.judged:
        for ref in (*row.claims, *row.others):
            what = f"{row.verdict} {row.field}" if row.field else row.verdict
            alone = ", without words of the report" if row.field and stands_nowhere(row.field, row.after, row.span) else ""
            found.setdefault((ref.report, ref.claim), []).append(f"{what} by {row.by}, {row.at[:10]}{alone}")
    return found


def make_row(entry: Entry, coded: CodedReport, claim: Claim, book: Codebook, judged: list[str]) -> dict[str, Value]:
    """One claim of an entry -> its row."""
    report, text, act = coded.report, coded.report.text, book.acts.acts.get(claim.act)
    attribution = coded.attributions[claim.attribution] if claim.attribution is not None else None
    source = coded.actors[attribution.source_actor] if attribution and attribution.source_actor is not None else None
    origin = entry.origin_of.get(claim.id)
    place = min((coded.places[i] for i in claim.where), key=lambda p: p.precision or 9, default=None)
    time = coded.times[claim.when] if claim.when is not None else None
    row: dict[str, Value] = {
        "incident": None if entry.alone else entry.id,
        "report": report.id,
        "claim": claim.id,
        "publisher": report.publisher,
        "url": report.url,
        "title": report.title,
        "published": report.published,
        "act": claim.act,
        "type": claim.type,
        "mode": claim.mode,
        "cameo": claim.cameo,
        "acled_event_type": claim.acled.event_type if claim.acled else None,
        "acled_sub_event_type": claim.acled.sub_event_type if claim.acled else None,
        "ucdp_types": [str(kind) for kind in act.ucdp] if act else [],
        "trigger": text[claim.trigger[0] : claim.trigger[1]],
        "status": claim.status,
        "said_by": say_source(coded, claim, origin),
        "source": words.join_spans(text, attribution.source) if attribution else None,
        "source_id": source.id if source else None,
        "source_kind": attribution.source_kind if attribution else None,
        "cue": words.join_spans(text, attribution.cue) if attribution else None,
        "stance": attribution.stance if attribution else None,
        "manner": attribution.manner if attribution else None,
        "content": words.join_spans(text, attribution.content) if attribution else None,
        "origin": origin.name if origin else None,
        "origin_kind": origin.kind if origin else None,
        "origin_party": origin.party if origin else None,
        "origin_why": origin.why if origin else None,
        **_side(coded, claim.who, "who"),
        **_side(coded, claim.whom, "whom"),
        "where": words.say_places(coded, claim),
        "geonameid": place.geonameid if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "where_prec": place.precision if place else None,
        "where_reason": place.reason if place else None,
        "when": " ".join(time.text.split()) or None if time else None,
        "from": claim.from_,
        "to": claim.to,
        "date_prec": (time.precision if time else None) or date_precision(claim.from_, claim.to),
        "weapon": text[claim.weapon[0] : claim.weapon[1]] if claim.weapon else None,
        **dict.fromkeys(column.name for column in _harm_columns()),
        "toll_words": [" ".join(coded.tolls[i].text.split()) for i in claim.tolls if coded.tolls[i].text],
        "standing": entry.assessment.standing,
        "independent": entry.assessment.independent,
        "disputed": entry.assessment.disputed,
        "denied_by": list(entry.assessment.denied_by),
        "judged": judged,
        "confidence": claim.confidence,
        "coder": coded.coder.version,
        "codebook": coded.coder.codebook,
    }
    for toll in sorted((coded.tolls[i] for i in claim.tolls), key=lambda t: t.best or t.low or t.high or -1):
        # Of two figures of one harm in one claim the larger is the whole; the words of all stand in toll_words.
        row |= {f"{toll.harm}_low": toll.low, f"{toll.harm}_best": toll.best, f"{toll.harm}_high": toll.high}
    return row


def say_source(coded: CodedReport, claim: Claim, origin: Origin | None) -> str:
    """Claim and the origin that it rests on -> who says so, a party marked."""
    said = one_line(words.say_voices(words.find_voices(coded, claim)))
    return f"{said} (party)" if origin is not None and origin.party else said


def _side(coded: CodedReport, indices: tuple[int, ...], name: str) -> dict[str, Value]:
    actors: list[Actor] = [coded.actors[words.first_mention(coded, i)] for i in indices]
    found = {
        name: words.say_actors(coded, indices),
        f"{name}_ids": [actor.id for actor in actors if actor.id],
        f"{name}_countries": [actor.country for actor in actors if actor.country],
        f"{name}_roles": [role for actor in actors for role in actor.roles],
    }
    return {key: list(dict.fromkeys(value)) for key, value in found.items()}
