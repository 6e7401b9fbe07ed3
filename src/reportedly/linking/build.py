"""Makes an incident of the accounts that tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reportedly.linking.account import FOUNDING, Account, Party, party_of
from reportedly.linking.acts import GENERIC, is_event
from reportedly.linking.copies import Copy, copy_groups
from reportedly.linking.naming import name_incident
from reportedly.linking.where import Where, most_precise
from reportedly.record import Claim, ClaimRef, Incident, IncidentPlace

GRAVEST = ("killed", "abducted", "injured", "detained", "displaced")


def build_incident(accounts: Sequence[Account], copies: Iterable[Copy]) -> Incident:
    """Accounts of one event, by key, and the copies among (at least) their reports -> the incident."""
    told = [(account, claim) for account in accounts for claim in account.claims]
    # Where nothing is said to have happened, the reports tell of other news, of a plan as it may be.
    said = [(account, claim) for account, claim in told if claim.status in FOUNDING] or told
    # What is no event leads only where there is nothing else.
    sure = [claim for _, claim in said if is_event(claim)] or [claim for _, claim in said]
    lead = _lead(sure, {c.id: frozenset(a.coded.tolls[i].harm for i in c.tolls) for a, c in told})
    reports = {account.coded.report.id for account in accounts}
    days = _common_days(accounts)
    refs = sorted({(account.coded.report.id, claim.id) for account, claim in told})
    return Incident(
        id=_id(said),
        act=lead.act,
        type=lead.type,
        acled=lead.acled,
        where=_where(accounts),
        from_=days[0] if days else None,
        to=days[1] if days else None,
        who=_labels(party_of(a.coded.actors, i) for a, c in said for i in c.who),
        whom=_labels(party_of(a.coded.actors, i) for a, c in said for i in c.whom),
        claims=tuple(ClaimRef(report=report, claim=claim) for report, claim in refs),
        # Only pairs inside the incident: a round-up that copies two stories does not make these copies of each other.
        copies=copy_groups(copy for copy in copies if copy.first in reports and copy.second in reports),
    )


def _id(said: Iterable[tuple[Account, Claim]]) -> str:
    """Name the incident by its earliest claim, so that later reports do not rename it."""
    _, _, report, claim = min(
        (account.coded.report.published or "9999", claim.trigger, account.coded.report.id, claim.id) for account, claim in said
    )
    return name_incident(report, claim)


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
