"""Links coded reports: claims -> incidents, whatever the order of the reports."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportedly.linking.account import FOUNDING, Account, Party, find_accounts, party_of
from reportedly.linking.acts import GENERIC, is_event
from reportedly.linking.block import candidate_pairs
from reportedly.linking.cluster import cluster
from reportedly.linking.compare import Comparison, compare_accounts
from reportedly.linking.copies import Copy, copy_groups, find_copies
from reportedly.linking.texts import weigh_texts
from reportedly.linking.where import Where, most_precise
from reportedly.record import Claim, ClaimRef, CodedReport, Incident, IncidentPlace

GRAVEST = ("killed", "abducted", "injured", "detained", "displaced")


@dataclass(frozen=True)
class Links:
    """What linking finds: the incidents, and the text that reports took over from each other."""

    incidents: tuple[Incident, ...]
    copies: tuple[Copy, ...]


def link(coded: Iterable[CodedReport]) -> list[Incident]:
    """Coded reports, in any order -> incidents in order of day and id. Of two reports with one id the last counts."""
    return list(find_links(coded).incidents)


def find_links(coded: Iterable[CodedReport]) -> Links:
    """Coded reports, in any order -> incidents and copies."""
    reports = sorted({one.report.id: one for one in coded}.values(), key=lambda one: one.report.id)
    copies = find_copies(reports, least=0.0)
    by_pair = {copy.reports: copy for copy in copies}
    accounts = sorted((account for report in reports for account in find_accounts(report)), key=lambda a: a.key)
    texts = weigh_texts(reports)
    pairs = candidate_pairs(accounts, texts, set(by_pair))
    known: dict[tuple[int, int], float] = {}

    def score(pair: tuple[int, int]) -> float:
        if pair not in known:
            known[pair] = compare_accounts(accounts[pair[0]], accounts[pair[1]], texts, by_pair).score
        return known[pair]

    groups = [[accounts[i] for i in members] for members in cluster(len(accounts), pairs, score)]
    incidents = [_incident(group, copies) for group in groups if any(account.founding for account in group)]
    return Links(tuple(sorted(incidents, key=lambda one: (one.from_ or "9999", one.id))), copies)


def explain(a: CodedReport, b: CodedReport, claim_a: str, claim_b: str) -> Comparison | None:
    """Two coded reports and a claim of each -> the comparison of their accounts, ``None`` if a claim is in no account."""
    found = [
        next((x for x in find_accounts(coded) if any(c.id == claim for c in x.claims)), None)
        for coded, claim in ((a, claim_a), (b, claim_b))
    ]
    if found[0] is None or found[1] is None:
        return None
    copies = {copy.reports: copy for copy in find_copies((a, b), least=0.0)}
    return compare_accounts(found[0], found[1], weigh_texts((a, b)), copies)


def _incident(accounts: Sequence[Account], copies: Sequence[Copy]) -> Incident:
    told = [(account, claim) for account in accounts for claim in account.claims]
    sure = [claim for _, claim in told if claim.status in FOUNDING and is_event(claim)]
    lead = _lead(sure, {c.id: frozenset(a.coded.tolls[i].harm for i in c.tolls) for a, c in told})
    reports = {account.coded.report.id for account in accounts}
    days = _common_days(accounts)
    refs = sorted({(account.coded.report.id, claim.id) for account, claim in told})
    return Incident(
        id=_id(accounts),
        act=lead.act,
        type=lead.type,
        acled=lead.acled,
        where=_where(accounts),
        from_=days[0] if days else None,
        to=days[1] if days else None,
        who=_labels(party_of(a.coded.actors, i) for a, c in told if c.status in FOUNDING for i in c.who),
        whom=_labels(party_of(a.coded.actors, i) for a, c in told if c.status in FOUNDING for i in c.whom),
        claims=tuple(ClaimRef(report=report, claim=claim) for report, claim in refs),
        # Only pairs inside the incident: a round-up that copies two stories does not make these copies of each other.
        copies=copy_groups(copy for copy in copies if copy.first in reports and copy.second in reports),
    )


def _id(accounts: Sequence[Account]) -> str:
    """Name the incident by its earliest claim, so that later reports do not rename it."""
    _, _, report, claim = min(
        (account.coded.report.published or "9999", claim.trigger, account.coded.report.id, claim.id)
        for account in accounts
        for claim in account.claims
        if claim.status in FOUNDING
    )
    return hashlib.sha256(f"incident\0{report}\0{claim}".encode()).hexdigest()[:16]


def _lead(claims: Sequence[Claim], harms: Mapping[str, frozenset[str]]) -> Claim:
    """The claim whose act most claims share; those that tell of the gravest harm go first.

    A word that says how it was done goes before one that leaves it open.
    """
    for harm in GRAVEST:
        if harming := [claim for claim in claims if harm in harms[claim.id]]:
            claims = harming
            break
    votes = Counter(claim.act for claim in claims)
    act = min(votes, key=lambda name: (name in GENERIC, -votes[name], name))
    return min((claim for claim in claims if claim.act == act), key=lambda claim: claim.id)


def _common_days(accounts: Sequence[Account]) -> tuple[str, str] | None:
    """The days that most accounts tell; of two that as many tell, the narrower, then the earlier."""
    votes = Counter(account.days for account in accounts if account.days)
    if not votes:
        return None
    first, last = min(votes, key=lambda days: (-votes[days], days[1] - days[0], days))
    return first.isoformat(), last.isoformat()


def _where(accounts: Sequence[Account]) -> IncidentPlace | None:
    places = [where for account in accounts if (where := account.place) is not None]
    if not places:
        return None
    votes: Counter[Where] = Counter(places)
    best = most_precise(sorted(votes, key=lambda where: (-votes[where], where.name)))
    assert best is not None
    return IncidentPlace(
        geonameid=best.geonameid, name=best.name, lat=best.lat, lon=best.lon, country=best.country, precision=best.precision
    )


def _labels(parties: Iterable[Party]) -> tuple[str, ...]:
    """Parties of the claims -> registry ids and names, those that most claims tell first; "Police" and "police" are one."""
    votes: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for party in parties:
        folded = party.label if party.id else party.label.casefold()
        votes[folded] += 1
        spellings.setdefault(folded, Counter())[party.label] += 1
    usual = {folded: min(found, key=lambda label: (-found[label], label)) for folded, found in spellings.items()}
    return tuple(usual[folded] for folded in sorted(votes, key=lambda folded: (-votes[folded], folded)))
