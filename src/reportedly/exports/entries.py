"""What becomes one row or feature of an export: an incident, or a claim that is of no incident, with all that is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from reportedly.assessing.assessor import Examination, assess, examine
from reportedly.assessing.disputes import Version
from reportedly.assessing.tolls import DEFAULT_RULE, RULES
from reportedly.codebook.book import Codebook
from reportedly.exports.holdings import Holdings
from reportedly.exports.parties import Party, Side, find_sides, same_side
from reportedly.exports.precision import date_precision
from reportedly.exports.visible import one_line
from reportedly.record import (
    Assessment,
    Claim,
    ClaimRef,
    CodedReport,
    Incident,
    IncidentPlace,
    Origin,
    Report,
    TollRange,
)

TOLD = ("asserted", "possible")


@dataclass(frozen=True)
class Entry:
    """An incident with its assessment and the claims that it rests on, judgements laid over.

    ``alone`` marks a claim of no incident: what is planned, told for background, said and not done, or summed up over months.
    ``missing`` counts claims of the incident whose reports are not at hand.
    """

    incident: Incident
    assessment: Assessment
    claims: tuple[tuple[CodedReport, Claim], ...]
    book: Codebook
    alone: bool = False
    missing: int = 0

    @property
    def id(self) -> str:
        """Id of the incident, or of the claim where it is alone."""
        return self.incident.id

    @property
    def country(self) -> str | None:
        """ISO alpha-3 code of the country it happened in."""
        return self.incident.where.country if self.incident.where else None

    @property
    def precision(self) -> int | None:
        """UCDP's date_prec of its days."""
        return date_precision(self.incident.from_, self.incident.to)

    @cached_property
    def told(self) -> bool:
        """Whether somebody says that it happened or may have: not where all only deny, negate, plan or recall it."""
        return any(asserts(coded, claim) for coded, claim in self.claims)

    @cached_property
    def said(self) -> bool:
        """Whether somebody says that it did happen."""
        return any(claim.status == "asserted" and asserts(coded, claim) for coded, claim in self.claims)

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of its claims, the commonest first."""
        votes = Counter(claim.status for _, claim in self.claims)
        return tuple(sorted(votes, key=lambda status: (-votes[status], status)))

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Its reports, each once, the earliest first."""
        found = {coded.report.id: coded.report for coded, _ in self.claims}
        return tuple(sorted(found.values(), key=lambda report: (report.published or "9999", report.id)))

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Who did it and to whom it was done, as those tell it who say that it happened."""
        return find_sides(self.claims, self.incident, self.origin_of, self.blamed)

    @cached_property
    def examined(self) -> Examination | None:
        """What is disputed and the tolls by side; ``None`` where a report is not at hand."""
        if self.missing or not self.claims:
            return None
        reports = {coded.report.id: coded for coded, _ in self.claims}
        return examine(self.incident, reports, self.book, find_rule(self.assessment))

    @cached_property
    def blamed(self) -> tuple[Version, ...]:
        """The versions of who did it, where origins dispute that."""
        if not self.assessment.disputed or self.examined is None:
            return ()
        return next((dispute.versions for dispute in self.examined.disputes if dispute.field == "who"), ())

    @cached_property
    def pair(self) -> tuple[Party | None, Party | None]:
        """The two parties of it, for tables whose two sides do not say who struck whom (ACLED's and UCDP's).

        Where two sides blame each other, they are the two.
        """
        who, whom = self.sides
        if who.main is None and whom.main is not None and any(same_side(rival, whom.main) for rival in who.rivals):
            return next((rival for rival in who.rivals if not same_side(rival, whom.main)), None), whom.main
        return who.main, whom.main

    @property
    def who(self) -> tuple[Party, ...]:
        """Everybody of whom somebody says that they did it."""
        return self.sides[0].all

    @property
    def whom(self) -> tuple[Party, ...]:
        """Everybody and everything to whom somebody says that it was done."""
        return self.sides[1].all

    @cached_property
    def origin_of(self) -> dict[str, Origin]:
        """Id of a claim -> the origin that it rests on."""
        return {claim: origin for origin in self.assessment.origins for claim in origin.claims}

    @property
    def killed(self) -> TollRange | None:
        """How many died, over all origins."""
        return self.assessment.tolls.get("killed")

    @cached_property
    def admin1(self) -> str | None:
        """First-order division of the place, as the reports' place has it."""
        where = self.incident.where
        if where is None or (where.precision or 0) > 4:
            return None
        for coded, claim in self.claims:
            for place in (coded.places[i] for i in claim.where):
                if place.admin1 and (place.geonameid, place.name) == (where.geonameid, where.name):
                    return place.admin1
        return None

    @property
    def say_origins(self) -> list[str]:
        """Who says so: ``Hassan Darwish``, ``Orontes Front (party)``, ``SANA (denies it)``."""
        return [say_origin(origin, self.assessment) for origin in self.assessment.origins]

    @cached_property
    def codebooks(self) -> tuple[str, ...]:
        """Versions of coder and codebook that its claims were made with."""
        return tuple(dict.fromkeys(f"{coded.coder.version} {coded.coder.codebook}" for coded, _ in self.claims))


def asserts(coded: CodedReport, claim: Claim) -> bool:
    """Whether a claim says that it happened or may have happened."""
    if claim.status not in TOLD:
        return False
    return claim.attribution is None or coded.attributions[claim.attribution].stance not in ("denies", "doubts", "withholds")


def say_origin(origin: Origin, assessment: Assessment) -> str:
    """Origin -> its name, with what the reader must know of it: that it is a party, or denies it."""
    marks = [mark for mark, holds in (("party", origin.party), ("denies it", origin.name in assessment.denied_by)) if holds]
    return one_line(origin.name) + (f" ({', '.join(marks)})" if marks else "")


def find_rule(assessment: Assessment) -> str:
    """Assessment -> the rule by which its tolls were brought together, the usual one where it has none or one of before."""
    named = next((toll.rule for toll in assessment.tolls.values()), DEFAULT_RULE)
    return named if named in RULES else DEFAULT_RULE


def find_entries(holdings: Holdings) -> Iterator[Entry]:
    """Holdings -> all incidents, then the claims of no incident; what a person rejected is left out.

    An incident all of whose claims were rejected is left out with them. One of which some were rejected or corrected is
    assessed anew.
    """
    linked: set[tuple[str, str]] = set()
    for one in holdings.incidents():
        linked |= {(ref.report, ref.claim) for ref in one.incident.claims}
        entry = _entry(holdings, one.incident, one.assessment)
        if entry is not None:
            yield entry
    for coded in holdings.reports():
        for claim in coded.claims:
            if (coded.report.id, claim.id) not in linked:
                yield make_lone(holdings, coded, claim)


def _entry(holdings: Holdings, incident: Incident, assessment: Assessment) -> Entry | None:
    kept: list[ClaimRef] = []
    claims: list[tuple[CodedReport, Claim]] = []
    missing = 0
    for ref in incident.claims:
        coded = holdings.report(ref.report)
        claim = None if coded is None else next((one for one in coded.claims if one.id == ref.claim), None)
        if coded is not None and claim is not None:
            claims.append((coded, claim))
            kept.append(ref)
        elif (ref.report, ref.claim) not in holdings.rejected:
            missing += 1
    if not claims and not missing:
        return None
    if not missing and any((ref.report, ref.claim) in holdings.touched for ref in incident.claims):
        incident = msgspec.structs.replace(incident, claims=tuple(kept))
        reports = {coded.report.id: coded for coded, _ in claims}
        assessment = assess(incident, reports, holdings.book, find_rule(assessment))
    return Entry(incident, assessment, tuple(claims), holdings.book, missing=missing)


def make_lone(holdings: Holdings, coded: CodedReport, claim: Claim) -> Entry:
    """A claim of no incident -> the entry that it is by itself, with its own assessment."""
    spot = min((coded.places[i] for i in claim.where), key=lambda place: place.precision or 9, default=None)
    where = None
    if spot is not None and (spot.geonameid is not None or spot.lat is not None):
        where = IncidentPlace(
            geonameid=spot.geonameid, name=spot.name, lat=spot.lat, lon=spot.lon, country=spot.country, precision=spot.precision
        )
    sides = find_sides(((coded, claim),), None, {})
    incident = Incident(
        id=claim.id, act=claim.act, type=claim.type, acled=claim.acled, where=where, from_=claim.from_, to=claim.to,
        who=tuple(party.label for party in sides[0].all), whom=tuple(party.label for party in sides[1].all),
        claims=(ClaimRef(report=coded.report.id, claim=claim.id),),
    )  # fmt: skip
    assessment = assess(incident, {coded.report.id: coded}, holdings.book)
    return Entry(incident, assessment, ((coded, claim),), holdings.book, alone=True)


def join_lined(words: Iterable[str | None]) -> str:
    """Words -> one cell like :func:`join`, but what is not known or there twice keeps its place: the n-th stays the n-th."""
    return "; ".join(one_line(word or "").replace(";", ",") for word in words)


def join(words: Iterable[str]) -> str:
    """Words -> one cell, separated by semicolons as the tables of ACLED and UCDP have it; each on one line and once."""
    return "; ".join(dict.fromkeys(one for word in words if (one := one_line(word).replace(";", ","))))
