"""Puts what people said of pairs of claims between the coder's claims and the accounts that linking compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from reportedly.judgement import Pairs
from reportedly.linking.account import Account, find_accounts, find_setting, make_account
from reportedly.record import Claim, CodedReport

Key: TypeAlias = tuple[str, str]
"""Report id and claim id."""


@dataclass(frozen=True)
class Verdicts:
    """Pairs of claims, laid out for linking: claims that must come together form a class, named by its first claim.

    Only claims of which somebody said something are in ``class_of``; ``apart`` gives for a class those that it must not meet.
    """

    class_of: Mapping[Key, Key] = field(default_factory=dict)
    classes: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    apart: Mapping[Key, frozenset[Key]] = field(default_factory=dict)

    def classes_in(self, account: Account) -> frozenset[Key]:
        """The classes that claims of an account belong to."""
        if not self.class_of:
            return frozenset()
        report = account.coded.report.id
        return frozenset(self.class_of[key] for claim in account.claims if (key := (report, claim.id)) in self.class_of)

    def forbid(self, a: frozenset[Key], b: frozenset[Key]) -> bool:
        """Whether two accounts, or groups of them, hold classes that must not meet."""
        return any(not b.isdisjoint(self.apart.get(one, frozenset())) for one in a)

    def judged(self) -> Mapping[Key, tuple[frozenset[Key], frozenset[frozenset[Key]]]]:
        """Each claim of which something was said -> its class, and the classes apart from it."""
        return {
            key: (self.classes[name], frozenset(self.classes[other] for other in self.apart.get(name, ())))
            for key, name in self.class_of.items()
        }


def lay_out(pairs: Pairs) -> Verdicts:
    """What was said of pairs -> classes of claims that must, and that must not, come together."""
    group: dict[Key, set[Key]] = {}
    for pair in (*pairs.same, *pairs.apart):
        for ref in pair:
            group.setdefault((ref.report, ref.claim), {(ref.report, ref.claim)})
    for a, b in pairs.same:
        one, other = group[a.report, a.claim], group[b.report, b.claim]
        if one is not other:
            one |= other
            for key in other:
                group[key] = one
    class_of = {key: min(members) for key, members in group.items()}
    apart: dict[Key, set[Key]] = defaultdict(set)
    for a, b in pairs.apart:
        one_class, other_class = class_of[a.report, a.claim], class_of[b.report, b.claim]
        apart[one_class].add(other_class)
        apart[other_class].add(one_class)
    return Verdicts(
        class_of,
        {class_of[key]: frozenset(members) for key, members in group.items()},
        {name: frozenset(others) for name, others in apart.items()},
    )


def changed_claims(before: Verdicts, now: Verdicts) -> frozenset[Key]:
    """What was said before and what is said now -> the claims whose accounts or their company may change."""
    old, new = before.judged(), now.judged()
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def judged_accounts(coded: CodedReport, verdicts: Verdicts) -> tuple[Account, ...]:
    """Coded report -> its accounts as people judged them: see :func:`judge_accounts`."""
    return judge_accounts(coded, find_accounts(coded), verdicts)


def judge_accounts(coded: CodedReport, accounts: tuple[Account, ...], verdicts: Verdicts) -> tuple[Account, ...]:
    """Coded report, its accounts -> these, split and added to where somebody said so, in the order of their first claims.

    A claim that would make no account (a plan, a speech) makes one of its own where it was said to be of one event with
    another. An account whose claims must not all come together is split; what nobody spoke of stays with its first claim.
    """
    report = coded.report.id
    if not verdicts.class_of:
        return accounts
    held = {claim.id for account in accounts for claim in account.claims}
    added = [
        claim
        for claim in coded.claims
        if claim.id not in held
        and (name := verdicts.class_of.get((report, claim.id))) is not None
        and len(verdicts.classes[name]) > 1
    ]
    setting = find_setting(coded) if added else None
    split = [part for account in accounts for part in _split(account, verdicts)]
    split += [replace(make_account(coded, (claim,)), setting=setting) for claim in added]
    return tuple(sorted(split, key=lambda account: (account.claims[0].trigger, account.claims[0].id)))


def _split(account: Account, verdicts: Verdicts) -> Iterable[Account]:
    held = verdicts.classes_in(account)
    if len(held) < 2 or not any(verdicts.apart.get(name) for name in held):
        return (account,)
    report = account.coded.report.id
    parts: dict[Key | None, list[Claim]] = {}
    first: Key | None = None
    for claim in account.claims:
        name = verdicts.class_of.get((report, claim.id))
        if name is not None:
            # Classes that nothing must be kept from share a part; each other class has its own.
            part = name if verdicts.apart.get(name) else None
            parts.setdefault(part, [])
            first = part if len(parts) == 1 else first
    for claim in account.claims:
        name = verdicts.class_of.get((report, claim.id))
        parts[first if name is None else name if verdicts.apart.get(name) else None].append(claim)
    return [
        replace(make_account(account.coded, tuple(claims)), setting=account.setting, latest=account.latest)
        for claims in parts.values()
    ]
