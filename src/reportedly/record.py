"""The contract: what every stage takes and gives, as frozen records, and their JSON form.

Offsets are code points into the text of the report, end exclusive; ``text[start:end]`` is exactly the mention.
Indices point into the lists of the same :class:`CodedReport`. What is not known is ``None``, never a default.
A mention without words (``start`` is ``end``) is a person's: their judgement is its evidence, and not the report.
Countries are ISO 3166-1 alpha-3 codes; days are ISO 8601 (``YYYY-MM-DD``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

import msgspec

SCHEMA: Literal["reportedly/1"] = "reportedly/1"

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]

MarkKind = Literal["dateline", "byline", "credit", "boilerplate", "headline"]
ActorKind = Literal["person", "organization", "group", "nationality", "role", "object"]
PlaceKind = Literal["city", "admin", "country", "region", "facility", "other"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Harm = Literal["killed", "injured", "detained", "abducted", "displaced", "missing"]
Manner = Literal["quote", "indirect", "mixed"]
SourceKind = Literal["official", "party", "organization", "witness", "media", "expert", "unnamed", "other"]
Status = Literal["asserted", "denied", "possible", "planned", "negated", "historical"]
Standing = Literal["corroborated", "single-origin", "parties-only", "disputed", "unattributed"]
DateKind = Literal["published", "modified", "made"]
Verdict = Literal["same", "not-same", "accept", "reject", "correct", "note", "undo"]


class Record(msgspec.Struct, frozen=True):
    """A frozen record whose JSON keys are its field names."""


class Report(Record, frozen=True, kw_only=True):
    """One publisher's text, in one version. ``sha256`` is that of the UTF-8 bytes of ``text``."""

    id: str
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    fetched: str | None = None
    language: str | None = None
    text: str
    sha256: str


class Mark(Record, frozen=True, kw_only=True):
    """A span of a report that is no part of what it tells: dateline, byline, credit, boilerplate, headline."""

    start: int
    end: int
    kind: MarkKind


class DateCandidate(Record, frozen=True, kw_only=True):
    """A date that an input gives its report: where it stood, as written, in ISO 8601 if readable, and why it was refused."""

    kind: DateKind
    where: str
    written: str
    value: str | None = None
    refused: str | None = None


class Reading(Record, frozen=True, kw_only=True):
    """What ``read`` gives: a report, the marks laid on it, and the bytes that it was taken from (``None`` for plain text).

    ``where`` names the place that it was read from (file, line, member of an archive), ``dates`` are all that were found, best
    first. ``summary`` says that the text is a summary of what the publisher printed, ``skipped`` why it is not to be coded.
    """

    report: Report
    marks: tuple[Mark, ...] = ()
    original: bytes | None = None
    where: str | None = None
    author: str | None = None
    dates: tuple[DateCandidate, ...] = ()
    summary: bool = False
    skipped: str | None = None


class Actor(Record, frozen=True, kw_only=True):
    """A mention of a person, organization, group, nationality, role or thing struck."""

    start: int
    end: int
    text: str
    kind: ActorKind
    id: str | None = None
    name: str | None = None
    country: str | None = None
    roles: tuple[str, ...] = ()
    same_as: int | None = None


class Place(Record, frozen=True, kw_only=True):
    """A toponym and the place it names; ``precision`` is UCDP's where_prec, ``reason`` says why it is unresolved."""

    start: int
    end: int
    text: str
    geonameid: int | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    kind: PlaceKind
    precision: int | None = None
    reason: str | None = None


class Time(Record, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A TIMEX3 expression; ``from``/``to`` are days, ``precision`` is UCDP's date_prec."""

    start: int
    end: int
    text: str
    type: TimeType
    value: str | None = None
    from_: str | None = None
    to: str | None = None
    precision: int | None = None


class Toll(Record, frozen=True, kw_only=True):
    """A count of people harmed; ``whom`` is the index of an actor."""

    start: int
    end: int
    text: str
    harm: Harm
    low: int | None = None
    best: int | None = None
    high: int | None = None
    whom: int | None = None


Mention: TypeAlias = Actor | Place | Time | Toll


class Attribution(Record, frozen=True, kw_only=True):
    """The part of a report that some source is said to have said, thought or written."""

    source: Spans = ()
    cue: Spans = ()
    content: Spans
    manner: Manner
    stance: str
    source_actor: int | None = None
    source_kind: SourceKind = "other"
    parent: int | None = None


class Acled(Record, frozen=True, kw_only=True):
    """ACLED's event type and sub-event type."""

    event_type: str
    sub_event_type: str


class Claim(Record, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One event as one source tells it in one report; ``attribution`` is ``None`` where the report itself says so."""

    id: str
    act: str
    type: str | None = None
    mode: str | None = None
    cameo: str | None = None
    acled: Acled | None = None
    trigger: Span
    who: tuple[int, ...] = ()
    whom: tuple[int, ...] = ()
    where: tuple[int, ...] = ()
    when: int | None = None
    from_: str | None = None
    to: str | None = None
    weapon: Span | None = None
    tolls: tuple[int, ...] = ()
    attribution: int | None = None
    status: Status
    confidence: float


class Coder(Record, frozen=True, kw_only=True):
    """What coded a report: no time of day is in it, so that two runs are equal."""

    version: str
    codebook: str
    models: dict[str, str]


class CodedReport(Record, frozen=True, kw_only=True):
    """One report with all its layers: one line of ``reportedly code``."""

    schema: Literal["reportedly/1"] = SCHEMA
    coder: Coder
    report: Report
    marks: tuple[Mark, ...] = ()
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    tolls: tuple[Toll, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()


class ClaimRef(Record, frozen=True, kw_only=True):
    """Names one claim of one report."""

    report: str
    claim: str


class IncidentPlace(Record, frozen=True, kw_only=True):
    """Where an incident happened; ``precision`` is UCDP's where_prec."""

    geonameid: int | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    precision: int | None = None


class Incident(Record, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Claims taken to be about one event in the world; ``copies`` are groups of report ids that share taken-over text."""

    id: str
    act: str
    type: str | None = None
    acled: Acled | None = None
    where: IncidentPlace | None = None
    from_: str | None = None
    to: str | None = None
    who: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    claims: tuple[ClaimRef, ...]
    copies: tuple[tuple[str, ...], ...] = ()


class Origin(Record, frozen=True, kw_only=True):
    """What claims ultimately rest on; ``claims`` are claim ids, ``why`` says what makes them one origin."""

    name: str
    kind: SourceKind
    party: bool
    claims: tuple[str, ...]
    why: str


class OriginToll(Record, frozen=True, kw_only=True):
    """One origin's own figure for one harm."""

    origin: str
    low: int | None = None
    best: int | None = None
    high: int | None = None


class TollRange(Record, frozen=True, kw_only=True):
    """What the origins together say for one harm, by the named rule."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    rule: str
    by_origin: tuple[OriginToll, ...] = ()


class Assessment(Record, frozen=True, kw_only=True):
    """On how many feet an incident stands. ``independent`` counts origins that assert it and are no copies of each other."""

    origins: tuple[Origin, ...]
    independent: int
    tolls: dict[str, TollRange]
    denied_by: tuple[str, ...] = ()
    disputed: bool
    standing: Standing


class AssessedIncident(Record, frozen=True, kw_only=True):
    """One line of ``reportedly link``: an incident and its assessment, side by side in memory, merged in JSON."""

    incident: Incident
    assessment: Assessment


class Judgement(Record, frozen=True, kw_only=True):
    """A person's decision: a row of its own, laid over the machine's output and never written into it.

    ``same`` and ``not-same`` say of every claim of ``claims`` that it tells, or does not tell, of the event of every claim of
    ``others``; the other verdicts are about ``claims`` alone. ``correct`` sets ``field`` of a claim from ``before`` to ``after``
    (JSON values), on the evidence of ``span`` in its report. ``undo`` takes back the judgement ``undoes``, which may be an
    ``undo``. ``at`` is an ISO 8601 time in UTC; ``id`` is a hash of all the rest.
    """

    id: str
    at: str
    by: str
    verdict: Verdict
    claims: tuple[ClaimRef, ...] = ()
    others: tuple[ClaimRef, ...] = ()
    field: str | None = None
    before: object = None
    after: object = None
    span: Span | None = None
    undoes: str | None = None
    why: str | None = None


class SpanError(ValueError):
    """A record says something of a span or an index that its text or lists do not bear out."""


def digest(text: str) -> str:
    """Text -> hex SHA-256 of its UTF-8 bytes (lone surrogates are kept as they are, so that no text is refused)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(record: Record) -> bytes:
    """Record -> one line of JSON, without the line break. The same record gives the same bytes."""
    if isinstance(record, AssessedIncident):
        merged = msgspec.to_builtins(record.incident) | msgspec.to_builtins(record.assessment)
        return msgspec.json.encode(merged)
    return msgspec.json.encode(record)


def read_coded(line: bytes | str) -> CodedReport:
    """A line of ``reportedly code`` -> the coded report. Raises ``msgspec.ValidationError`` naming the field that is wrong."""
    return msgspec.json.decode(line, type=CodedReport)


def read_incident(line: bytes | str) -> AssessedIncident:
    """A line of ``reportedly link`` -> the incident with its assessment. Raises ``msgspec.ValidationError``."""
    return AssessedIncident(
        incident=msgspec.json.decode(line, type=Incident), assessment=msgspec.json.decode(line, type=Assessment)
    )


def check(coded: CodedReport) -> CodedReport:
    """Give the coded report back if every span equals its text and every index its list; raise :class:`SpanError` if not."""
    for problem in problems(coded):
        raise SpanError(f"report {coded.report.id}: {problem}")
    return coded


def problems(coded: CodedReport) -> Iterator[str]:
    """Coded report -> one line for every span or index that does not fit."""
    text = coded.report.text
    if digest(text) != coded.report.sha256:
        yield "sha256 is not that of the text"
    layers: tuple[tuple[str, Sequence[Mention]], ...] = (
        ("actors", coded.actors), ("places", coded.places), ("times", coded.times), ("tolls", coded.tolls),
    )  # fmt: skip
    for name, mentions in layers:
        for i, mention in enumerate(mentions):
            if text[mention.start : mention.end] != mention.text or not (mention.text or _says_something(mention)):
                yield f"{name}[{i}] [{mention.start}:{mention.end}] is not {mention.text!r}"
    for name, owner, spans in _bare_spans(coded):
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                yield f"{name}[{owner}] [{start}:{end}] is not inside the text"
    for name, owner, target, index in _indices(coded):
        if not 0 <= index < len(getattr(coded, target)):
            yield f"{name}[{owner}] points to {target}[{index}], which is not there"


def _says_something(mention: Mention) -> bool:
    """Whether a mention without words says something all the same: then a person gave it, and no words of the report."""
    told = ("name", "id", "geonameid", "value", "from_", "to", "low", "best", "high")
    return any(getattr(mention, name, None) is not None for name in told)


def _bare_spans(coded: CodedReport) -> Iterator[tuple[str, int, Spans]]:
    for i, mark in enumerate(coded.marks):
        yield "marks", i, ((mark.start, mark.end),)
    for i, attribution in enumerate(coded.attributions):
        yield "attributions", i, (*attribution.source, *attribution.cue, *attribution.content)
    for i, claim in enumerate(coded.claims):
        yield "claims", i, (claim.trigger, *([claim.weapon] if claim.weapon else []))


def _indices(coded: CodedReport) -> Iterator[tuple[str, int, str, int]]:
    def some(*indices: int | None) -> Iterator[int]:
        return (i for i in indices if i is not None)

    for n, actor in enumerate(coded.actors):
        yield from (("actors", n, "actors", i) for i in some(actor.same_as))
    for n, toll in enumerate(coded.tolls):
        yield from (("tolls", n, "actors", i) for i in some(toll.whom))
    for n, attribution in enumerate(coded.attributions):
        yield from (("attributions", n, "actors", i) for i in some(attribution.source_actor))
        yield from (("attributions", n, "attributions", i) for i in some(attribution.parent))
    for n, claim in enumerate(coded.claims):
        yield from (("claims", n, "actors", i) for i in (*claim.who, *claim.whom))
        yield from (("claims", n, "places", i) for i in claim.where)
        yield from (("claims", n, "times", i) for i in some(claim.when))
        yield from (("claims", n, "tolls", i) for i in claim.tolls)
        yield from (("claims", n, "attributions", i) for i in some(claim.attribution))
