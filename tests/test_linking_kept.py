"""What comparing looks at of an account is all looked at when a report comes again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import api
from reportedly.linking.account import Account, find_accounts
from reportedly.linking.block import block_keys
from reportedly.linking.compare import compare_accounts
from reportedly.linking.copies import find_copies
from reportedly.linking.incremental import relink
from reportedly.linking.kept import COMPARED, compared
from reportedly.linking.linker import link
from reportedly.linking.memory import MemoryShelf
from reportedly.linking.texts import weigh_texts
from reportedly.record import Acled, Actor, Claim, CodedReport, Coder, Incident, Place, Report, check, digest, to_json

# Each with its triggers; what comparing reads of their words: deaths, nights, targets, quarters, victims. Where two stand in one
# sentence, rejecting one leaves the words of the account as they were.
TALES = (
    ("A farmer died in {town}, killed by gunmen beside the mill", ("died", "killed")),
    ("A farmer was killed in {town}, where two others died", ("killed", "died")),
    ("Gunmen killed a farmer beside the mill of {town}", ("killed",)),
    ("Overnight gunmen killed two farmers in {town}", ("killed",)),
    ("Rockets hit the crowded market of {town} and killed two farmers", ("hit", "killed")),
    ("Rockets hit the old mosque of {town}", ("hit",)),
    ("Rockets hit the Zahra neighbourhood of {town}", ("hit",)),
    ("Rockets hit the Midan neighbourhood of {town}", ("hit",)),
)
TOWNS = {"Saraqib": (164816, 35.864, 36.806), "Aleppo": (170063, 36.201, 37.161)}
CLASHES = Acled(event_type="Battles", sub_event_type="Armed clash")


def tell(name: str, sentences: Sequence[tuple[int, str | None, int | None, str]], published: int) -> CodedReport:
    """Sentences as (tale, town, day of May 2016, role of the victims) -> a coded report with a claim for each trigger."""
    text, claims, places, actors = "", [], [], []
    for tale, town, day, role in sentences:
        start, (told, triggers) = len(text), TALES[tale]
        text += told.format(town=town or "the valley") + ". "
        if town is not None:
            at = text.index(town, start)
            geonameid, lat, lon = TOWNS[town]
            places.append(
                Place(start=at, end=at + len(town), text=town, geonameid=geonameid, name=town, lat=lat, lon=lon, country="SYR",
                      admin1=town, kind="city", precision=1)
            )  # fmt: skip
        when = None if day is None else f"2016-05-{day:02}"
        for trigger in triggers:
            at = text.index(trigger, start)
            actors.append(Actor(start=at, end=at + len(trigger), text=trigger, name=role, kind="group", roles=(role,)))
            claims.append(
                Claim(id=f"{name}{len(claims)}", act="killing", type="ASSAULT", acled=CLASHES, trigger=(at, at + len(trigger)),
                      whom=(len(actors) - 1,), where=() if town is None else (len(places) - 1,), from_=when, to=when,
                      status="asserted", confidence=1.0)
            )  # fmt: skip
    report = Report(id=name, text=text, published=f"2016-05-{published:02}", sha256=digest(text))
    coder = Coder(version="0", codebook="test", models={})
    return check(CodedReport(coder=coder, report=report, places=tuple(places), actors=tuple(actors), claims=tuple(claims)))


DERIVED = frozenset(("told_as", "deeds", "acts", "place", "town", "founding", "published", "printed"))
"""What follows from these, from the report itself, or counts only for a group as a whole."""
ROLES = st.sampled_from(["CVL", "MIL"])
SENTENCES = st.lists(
    st.tuples(st.sampled_from([0, *range(len(TALES))]), st.sampled_from([*TOWNS, None]), st.sampled_from([4, 5, None]), ROLES),
    min_size=1,
    max_size=2,
)
COLLECTIONS = st.lists(SENTENCES, min_size=2, max_size=6).map(
    lambda told: [tell(f"r{n}", sentences, 5 + n % 2) for n, sentences in enumerate(told)]
)


def without(coded: CodedReport, claim: Claim) -> CodedReport:
    """A report of which a claim was rejected."""
    return msgspec.structs.replace(coded, claims=tuple(one for one in coded.claims if one.id != claim.id))


def lines(incidents: Sequence[Incident]) -> list[bytes]:
    """Incidents without their ids (those are kept from before, on purpose) -> their bytes."""
    return sorted(to_json(msgspec.structs.replace(one, id="")) for one in incidents)


def of_several(reports: Sequence[CodedReport]) -> Iterator[tuple[int, Claim]]:
    """Reports -> the claims of accounts that have several, with the position of their report."""
    for n, one in enumerate(reports):
        yield from ((n, claim) for account in find_accounts(one) if len(account.claims) > 1 for claim in account.claims)


def hold(reports: Sequence[CodedReport], picked: Sequence[tuple[int, Claim]]) -> None:
    """Each of the claims rejected and given back gives what linking all at once gives, and what is kept compares as before."""
    shelf = MemoryShelf()
    relink(reports, (), shelf)
    at_once = lines(link(reports))
    texts, copies = weigh_texts(reports), {copy.reports: copy for copy in find_copies(reports, least=0.0)}
    for n, claim in picked:
        one = without(reports[n], claim)
        relink([one], (), shelf)
        assert lines(shelf.all_incidents()) == lines(link([*reports[:n], one, *reports[n + 1 :]]))
        relink([reports[n]], (), shelf)
        assert lines(shelf.all_incidents()) == at_once
        now = {account.key: account for account in find_accounts(one)}
        copied = any(one.report.id in pair for pair in copies)
        rare = texts.rare[one.report.id]
        others = [account for other in reports if other.report.id != one.report.id for account in find_accounts(other)]
        for old in find_accounts(reports[n]):
            new = now.get(old.key)
            if new is not None and compared(old, copied) == compared(new, copied):
                assert block_keys(old, rare) == block_keys(new, rare)
                for other in others:
                    assert compare_accounts(old, other, texts, copies) == compare_accounts(new, other, texts, copies)


def test_every_part_of_an_account_is_compared_or_follows_from_what_is() -> None:
    parts = {field.name for field in fields(Account)} | {
        name for name, value in vars(Account).items() if isinstance(value, property | cached_property)
    }
    assert parts - {"coded", "claims"} == {*COMPARED} | DERIVED
    assert not {*COMPARED} & DERIVED


@pytest.mark.parametrize(("tale", "town", "role"), [(0, None, "MIL"), (6, "Saraqib", "CVL")])
def test_a_death_that_is_left_alone_goes_with_the_day_before(tale: int, town: str | None, role: str) -> None:
    """Beside "killed" it is told of a day, and alone of what was done the day before: days count otherwise, of the same words."""
    one, other = tell("a", [(0, "Saraqib", 5, "CVL")], 5), tell("b", [(tale, town, 4, role)], 5)
    died, killed = one.claims
    assert one.report.text[slice(*died.trigger)] == "died"
    assert [len(link([first, other])) for first in (one, without(one, killed))] == [2, 1]
    hold([one, other], [(0, killed)])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COLLECTIONS)
def test_a_claim_that_is_rejected_leaves_what_linking_all_at_once_gives(reports: list[CodedReport]) -> None:
    hold(reports, list(of_several(reports)))


def test_claims_of_the_samples_that_are_rejected_leave_what_linking_all_at_once_gives(samples: Path) -> None:
    reports = list(api.code(api.read(samples)))
    found = list(of_several(reports))
    assert len(found) > 20
    hold(reports, found[::6])


def test_claims_of_made_reports_that_are_rejected_leave_what_linking_all_at_once_gives(made_reports: list[CodedReport]) -> None:
    found = list(of_several(made_reports))
    assert len(found) > 20
    hold(made_reports, found[::20])
