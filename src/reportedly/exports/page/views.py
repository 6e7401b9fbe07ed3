"""What the page shows of reports and incidents, ready in words; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markupsafe import Markup

from reportedly.assessing.assessor import Examination
from reportedly.codebook.book import Codebook, load_codebook
from reportedly.exports import words
from reportedly.exports.closer import look_closer
from reportedly.exports.page.highlight import find_sentence, highlight, highlight_lines, is_hard_wrapped
from reportedly.exports.party_names import fold_parties
from reportedly.exports.spans import Layer, chain_attributions, find_evidence, find_layers
from reportedly.record import AssessedIncident, Claim, CodedReport, OriginToll, TollRange

Names = Mapping[str, str]
MOST_SAID = 16
"""Words of what a source says that stand in a list of fields."""


@dataclass(frozen=True)
class Field:
    """A part of a claim in words; ``differs``: another origin of the incident says otherwise.

    ``evidence`` names the spans of the text that made it; it is empty where none did.
    """

    name: str
    said: tuple[str, ...]
    differs: bool = False
    evidence: str = ""


@dataclass(frozen=True)
class ClaimView:
    """One claim: its anchor in the text, what lights up with it, who says so, what it says, its sentence."""

    report: int
    number: int
    id: str
    anchor: str
    evidence: str
    trigger: str
    act: str
    status: str
    confidence: str
    voices: tuple[words.Voice, ...]
    stance: str
    fields: tuple[Field, ...]
    sentence: Markup
    incidents: tuple[int, ...]
    told_by: tuple[Field, ...] = ()
    """The source, cue and content of its attribution."""


@dataclass(frozen=True)
class ReportView:
    """One report: its text as marked HTML and its claims."""

    number: int
    id: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    link: bool
    language: str | None
    text: Markup
    wrapped: bool
    claims: tuple[ClaimView, ...]
    copies: tuple[int, ...]
    sha256: str


@dataclass(frozen=True)
class Telling:
    """A claim as an origin tells it, and the copies of the report that tell it in the same words."""

    claim: ClaimView
    copies: tuple[ClaimView, ...]


@dataclass(frozen=True)
class OriginView:
    """An origin of an incident with what it tells; ``denies`` it, or is a ``party`` to it, where that is so."""

    name: str
    kind: str
    party: bool
    denies: bool
    why: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True)
class TollBar:
    """One figure drawn on a scale from nought: in per cent; ``open_end`` when there is no upper figure."""

    name: str
    figure: str
    start: str
    width: str
    best: str | None
    open_end: bool


@dataclass(frozen=True)
class TollView:
    """People harmed in one way: all origins together by the rule, and each for itself."""

    harm: str
    rule: str
    together: TollBar
    by_origin: tuple[TollBar, ...]
    beside: tuple[str, ...] = ()
    """Figures that are parts and not added, and people harmed by side, in words."""


@dataclass(frozen=True)
class IncidentView:
    """One incident in words."""

    number: int
    id: str
    act: str
    type: str | None
    acled: str | None
    where: str | None
    precision: str | None
    when: str | None
    who: tuple[str, ...]
    whom: tuple[str, ...]
    standing: str
    standing_text: str
    reports: int
    independent: int
    origins: tuple[OriginView, ...]
    without_origin: tuple[Telling, ...]
    copies: tuple[tuple[int, ...], ...]
    tolls: tuple[TollView, ...]
    denied_by: tuple[str, ...]
    disputed: bool
    missing: int
    words: str
    asserting: tuple[str, ...] = ()
    """The origins that are counted, a party with a word of it."""
    disputes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What is disputed, and each version with who says so and who denies it."""


def view_reports(coded: Sequence[CodedReport], incidents: Sequence[AssessedIncident], countries: Names) -> tuple[ReportView, ...]:
    """Coded reports and the incidents of their claims -> what the page shows of each report."""
    number_of = {one.report.id: n for n, one in enumerate(coded)}
    used: dict[tuple[str, str], list[int]] = {}
    copies: dict[str, dict[int, None]] = {}
    for n, assessed in enumerate(incidents):
        for ref in assessed.incident.claims:
            used.setdefault((ref.report, ref.claim), []).append(n)
        for group in assessed.incident.copies:
            for copy in group:
                others = (number_of[other] for other in group if other != copy and other in number_of)
                copies.setdefault(copy, {}).update(dict.fromkeys(others))
    views = []
    for n, one in enumerate(coded):
        report = one.report
        layers = find_layers(one)
        claims = tuple(
            view_claim(one, n, k, layers, tuple(used.get((report.id, claim.id), ())), countries)
            for k, claim in enumerate(one.claims)
        )
        views.append(
            ReportView(
                number=n, id=report.id, title=words.name_report(report), publisher=report.publisher,
                published=words.say_day(report.published[:10]) if report.published else None, url=report.url,
                link=is_web_address(report.url), language=report.language,
                text=highlight_lines(report.text, layers, n), wrapped=is_hard_wrapped(report.text), claims=claims,
                copies=tuple(copies.get(report.id, ())), sha256=report.sha256,
            )
        )  # fmt: skip
    return tuple(views)


def is_web_address(url: str | None) -> bool:
    """Say whether an address may become a link: nothing but http and https may, since a report can name any scheme."""
    try:
        return bool(url) and urlsplit(url or "").scheme in ("http", "https")
    except ValueError:
        return False


def view_claim(
    coded: CodedReport, report: int, number: int, layers: Sequence[Layer], incidents: tuple[int, ...], countries: Names
) -> ClaimView:
    """Claim ``number`` of a report -> what the page shows of it."""
    claim = coded.claims[number]
    text = coded.report.text
    evidence = find_evidence(coded, number)
    start, end = find_sentence(text, *claim.trigger)
    near = [layer for layer in layers if layer.start < end and start < layer.end and layer.kind != "content"]
    voices = tuple(words.find_voices(coded, claim))
    trigger = text[slice(*claim.trigger)]
    act = words.say_act(claim.act)
    return ClaimView(
        report=report, number=number, id=claim.id, anchor=f"r{report}-c{number}", evidence=" ".join(sorted(evidence)),
        trigger=trigger,
        act="" if act.casefold() == trigger.casefold() else act, status=claim.status,
        confidence=f"{claim.confidence:.2f}", voices=voices,
        stance=words.say_stance(voices[0].stance) if voices else "", fields=tuple(claim_fields(coded, claim, countries)),
        sentence=highlight(text, near, start, end, only=evidence), incidents=incidents,
        told_by=tuple(attribution_fields(coded, claim)),
    )  # fmt: skip


def claim_fields(coded: CodedReport, claim: Claim, countries: Names) -> Iterable[Field]:
    """Claim -> who, to whom, where, when, and how many by harm; what it does not say is left out."""
    when = words.say_days(claim.from_, claim.to)
    if claim.when is not None:
        time = coded.times[claim.when]
        words_of = f"“{' '.join(time.text.split())}”" if time.text else time.value or ""
        when = f"{when} ({words_of})" if when and time.text else when or words_of
    weapon = [coded.report.text[slice(*claim.weapon)]] if claim.weapon else []
    number = coded.claims.index(claim)
    for name, said, keys in (
        ("who", words.say_actors(coded, claim.who), _actor_keys(coded, claim.who)),
        ("to whom", words.say_actors(coded, claim.whom), _actor_keys(coded, claim.whom)),
        ("where", words.say_places(coded, claim, countries), [f"p{i}" for i in claim.where]),
        ("when", [when] if when else [], [] if claim.when is None else [f"t{claim.when}"]),
        ("with", weapon, [f"w{number}"]),
    ):
        if said:
            yield Field(name, tuple(said), evidence=" ".join(keys))
    tolls: dict[str, list[str]] = {}
    for toll in (coded.tolls[i] for i in claim.tolls):
        count = words.say_range(toll.low, toll.best, toll.high)
        tolls.setdefault(toll.harm, []).append(count or f"“{' '.join(toll.text.split())}”")
    for harm, counts in tolls.items():
        own = (f"n{i}" for i in claim.tolls if coded.tolls[i].harm == harm)
        yield Field(harm, tuple(dict.fromkeys(counts)), evidence=" ".join(own))


def _actor_keys(coded: CodedReport, indices: Iterable[int]) -> list[str]:
    """Actors of a claim -> the keys of their mentions, and of those that name them."""
    return [f"a{i}" for i in dict.fromkeys(one for index in indices for one in (index, words.first_mention(coded, index)))]


def attribution_fields(coded: CodedReport, claim: Claim) -> Iterable[Field]:
    """Claim -> who says so, the words that hand over to them, and what they are said to have said."""
    chain = chain_attributions(coded, claim.attribution)
    if not chain:
        yield Field("source", (words.THE_REPORT,))
        return
    yield Field("source", (words.say_voices(words.find_voices(coded, claim)),), evidence=" ".join(f"s{i}" for i in chain))
    own = coded.attributions[chain[0]]
    for name, spans, key in (("cue", own.cue, f"u{chain[0]}"), ("says", own.content, f"q{chain[0]}")):
        said = words.join_spans(coded.report.text, spans).split()
        if said:
            yield Field(name, (" ".join(said[:MOST_SAID]) + (" …" if len(said) > MOST_SAID else ""),), evidence=key)


def view_incidents(
    incidents: Sequence[AssessedIncident],
    coded: Sequence[CodedReport],
    reports: Sequence[ReportView],
    countries: Names,
    book: Codebook | None = None,
) -> tuple[IncidentView, ...]:
    """Incidents with the reports they rest on -> what the page shows of each; a claim that is not among them is counted."""
    index = {(one.report.id, claim.id): (n, k) for n, one in enumerate(coded) for k, claim in enumerate(one.claims)}
    number_of = {one.report.id: n for n, one in enumerate(coded)}
    names = {a.id: a.name for one in coded for a in one.actors if a.id and a.name}
    book, by_id = book or load_codebook(), {one.report.id: one for one in coded}
    return tuple(
        _view_incident(n, one, coded, reports, index, number_of, names, countries, look_closer(one, by_id, book))
        for n, one in enumerate(incidents)
    )


def _view_incident(
    number: int, one: AssessedIncident, coded: Sequence[CodedReport], reports: Sequence[ReportView],
    index: Mapping[tuple[str, str], tuple[int, int]], number_of: Mapping[str, int], names: Names, countries: Names,
    closer: Examination | None,
) -> IncidentView:  # fmt: skip
    incident, assessment = one.incident, one.assessment
    refs = [(ref, index[ref.report, ref.claim]) for ref in incident.claims if (ref.report, ref.claim) in index]
    differing = find_differences([coded[r].claims[k] for _, (r, k) in refs], [coded[r] for _, (r, k) in refs])
    group_of = {report: n for n, group in enumerate(incident.copies) for report in group}

    def tell(places: Iterable[tuple[int, int]]) -> tuple[Telling, ...]:
        tellings: dict[object, list[ClaimView]] = {}
        for report, claim in places:
            view = reports[report].claims[claim]
            group = group_of.get(coded[report].report.id)
            same = (group, view.trigger, view.act, view.status) if group is not None else (report, claim)
            tellings.setdefault(same, []).append(mark_differences(view, differing))
        return tuple(Telling(first, tuple(rest)) for first, *rest in tellings.values())

    denied = set(assessment.denied_by)
    origins, placed = [], set()
    for origin in assessment.origins:
        own = [place for ref, place in refs if ref.claim in origin.claims]
        placed.update(own)
        kind = words.SOURCE_KINDS[origin.kind] if origin.kind != "other" else ""
        why = origin.why
        for report in dict.fromkeys(reports[r] for r, _ in own if reports[r].publisher is None):
            why = why.replace(report.id, f"“{report.title}”")
        origins.append(OriginView(origin.name, kind, origin.party, origin.name in denied, why, tell(own)))
    place = incident.where
    where = words.say_place(place, countries)
    when = words.say_days(incident.from_, incident.to)
    who = tuple(said for _, said in fold_parties(incident.who, names))
    whom = tuple(said for _, said in fold_parties(incident.whom, names))
    act = words.say_act(incident.act)
    tolls = sorted(assessment.tolls.items(), key=lambda named: words.rank_harm(named[0]))
    return IncidentView(
        number=number, id=incident.id, act=act[:1].upper() + act[1:], type=incident.type,
        acled=f"{incident.acled.event_type}: {incident.acled.sub_event_type}" if incident.acled else None,
        where=where, precision=words.WHERE_PRECISION.get(place.precision or 0) if place else None, when=when,
        who=who, whom=whom, standing=assessment.standing, standing_text=words.STANDINGS[assessment.standing],
        reports=len({ref.report for ref in incident.claims}), independent=assessment.independent, origins=tuple(origins),
        without_origin=tell(place for _, place in refs if place not in placed),
        copies=tuple(tuple(number_of[r] for r in group if r in number_of) for group in incident.copies),
        tolls=tuple(view_toll(harm, toll, closer) for harm, toll in tolls),
        denied_by=assessment.denied_by, disputed=assessment.disputed, missing=len(incident.claims) - len(refs),
        words=" ".join([act, where or "", when or "", *who, *whom, *(o.name for o in assessment.origins)]).casefold(),
        asserting=tuple(
            name + (" (a party)" if any(o.name == name and o.party for o in assessment.origins) else "")
            for name in (closer.asserting if closer else ())
        ),
        disputes=tuple((words.DISPUTED[d.field], tuple(words.say_versions(d))) for d in (closer.disputes if closer else ())),
    )  # fmt: skip


def find_differences(claims: Sequence[Claim], coded: Sequence[CodedReport]) -> frozenset[str]:
    """Claims of an incident and the report of each -> the fields that two of them fill with what cannot both be so."""
    where, when, who, toll = set(), set(), set(), set()
    for claim, one in zip(claims, coded, strict=True):
        where |= {p.geonameid for i in claim.where if (p := one.places[i]).geonameid is not None}
        if claim.from_ or claim.to:
            when.add((claim.from_, claim.to))
        if ids := frozenset(a.id for i in claim.who if (a := one.actors[i]).id is not None):
            who.add(ids)
        for harmed in (one.tolls[i] for i in claim.tolls):
            toll.add((harmed.harm, harmed.low, harmed.best, harmed.high))
    harms = [harm for harm, *_ in toll]
    found = {"where": len(where) > 1, "when": len(when) > 1, "who": len(who) > 1}
    return frozenset([*(name for name, differs in found.items() if differs), *(h for h in harms if harms.count(h) > 1)])


def mark_differences(view: ClaimView, differing: frozenset[str]) -> ClaimView:
    """Claim -> the same with the fields marked in which the claims of its incident differ."""
    return replace(view, fields=tuple(replace(field, differs=field.name in differing) for field in view.fields))


def view_toll(harm: str, toll: TollRange, closer: Examination | None = None) -> TollView:
    """Toll of an incident -> its bars on one scale."""
    figures: list[TollRange | OriginToll] = [toll, *toll.by_origin]
    most = max((n for one in figures for n in (one.low, one.best, one.high) if n is not None), default=0)

    def bar(name: str, one: TollRange | OriginToll) -> TollBar:
        low = one.low if one.low is not None else one.best if one.best is not None else one.high or 0
        high = one.high if one.high is not None else max(one.best or 0, low)
        scale = 92 / most if most else 0
        return TollBar(
            name, words.say_range(one.low, one.best, one.high) or words.NOT_COUNTED, f"{low * scale + 1:.2f}%",
            f"{(high - low) * scale:.2f}%", f"{one.best * scale + 1:.2f}%" if one.best is not None else None,
            one.high is None and one.low is not None,
        )  # fmt: skip

    beside = [words.say_part(part) for part in closer.parts if part.harm == harm] if closer else []
    if closer and (by_side := words.say_sides(closer.sides, harm)):
        beside.append(f"by side: {by_side}")
    own = tuple(bar(one.origin, one) for one in toll.by_origin)
    return TollView(harm, words.say_rule(toll.rule), bar("together", toll), own, tuple(beside))
