"""Reports taken from a shelf for one call of linking; each is read, weighed and cut into accounts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from reportedly.linking.account import Account
from reportedly.linking.alignment import Wording, read_wording
from reportedly.linking.block import block_keys
from reportedly.linking.bound import can_be_one
from reportedly.linking.compare import compare_accounts
from reportedly.linking.copies import Copy
from reportedly.linking.judged import Verdicts, judge_accounts
from reportedly.linking.known import Known, KnownReports
from reportedly.linking.shelf import Member, ReportPair, Shelf
from reportedly.linking.texts import Text, Texts, join_texts
from reportedly.record import CodedReport

TEXT = "text|"
"""Begins the key of a block of reports that share a sampled 5-gram."""
# Laying accounts out for the bound costs as much as comparing so many pairs for each of them.
FEW_FOR_BOUND = 0.5


class Opened:
    """The reports at hand. What is not among ``arriving`` is fetched from the shelf; :meth:`load` fetches many at once."""

    def __init__(self, shelf: Shelf, arriving: Mapping[str, CodedReport], verdicts: Verdicts, known: KnownReports) -> None:
        self._shelf, self.verdicts, self._known = shelf, verdicts, known
        self._coded = dict(arriving)
        self._found: dict[str, Known | None] = {}
        self._accounts: dict[str, tuple[Account, ...]] = {}
        self._by_key: dict[Member, Account] = {}
        self._wordings: dict[str, Wording] = {}
        self._read: dict[str, Text] = {}
        self._texts: Texts = join_texts(self._read)
        self._keys: dict[Member, tuple[str, ...]] = {}
        self._scores: dict[tuple[Member, Member], float] = {}
        self._copied: set[str] = set()
        self._copies_of: dict[str, dict[ReportPair, Copy]] = defaultdict(dict)
        self.copies: dict[ReportPair, Copy] = {}

    def load(self, reports: Iterable[str]) -> None:
        """Fetch reports that will be asked for."""
        missing = {name for name in reports if name not in self._coded}
        if missing:
            self._coded.update(self._shelf.reports(missing))

    def _find(self, report: str) -> Known | None:
        if report not in self._found:
            self.load((report,))
            coded = self._coded.get(report)
            self._found[report] = self._known.read(coded) if coded else None
        return self._found[report]

    def holds(self, report: str) -> bool:
        """Whether a report is there (it was loaded before)."""
        return report in self._coded

    def accounts(self, report: str) -> tuple[Account, ...]:
        """Report id -> its accounts, none for a report that is not there."""
        if report not in self._accounts:
            known = self._find(report)
            self._accounts[report] = judge_accounts(known.coded, known.accounts, self.verdicts) if known else ()
            self._by_key.update((account.key, account) for account in self._accounts[report])
        return self._accounts[report]

    def account(self, member: Member) -> Account:
        """Name of an account -> the account."""
        self.accounts(member[0])
        return self._by_key[member]

    def text(self, report: str) -> Text:
        """Report id -> what is compared of its text."""
        if report not in self._read:
            known = self._find(report)
            assert known is not None
            self._read[report] = known.text
        return self._read[report]

    def wording(self, report: str) -> Wording:
        """Report id -> its words, for finding copies."""
        if report not in self._wordings:
            self.load((report,))
            coded = self._coded[report]
            self._wordings[report] = read_wording(coded.report, coded.marks)
        return self._wordings[report]

    def text_keys(self, report: str) -> tuple[str, ...]:
        """Report id -> the keys of the blocks of its 5-grams."""
        return tuple(f"{TEXT}{gram:x}" for gram in self.wording(report).sampled.tolist())

    def block_keys(self, member: Member) -> tuple[str, ...]:
        """Name of an account -> the keys of its blocks."""
        if member not in self._keys:
            self._keys[member] = block_keys(self.account(member), self.text(member[0]).rare)
        return self._keys[member]

    def add_copies(self, copies: Iterable[Copy]) -> None:
        """Take up copies that were found or fetched."""
        for copy in copies:
            self.copies[copy.reports] = copy
            for report in copy.reports:
                self._copies_of[report][copy.reports] = copy

    def know_copies(self, reports: Iterable[str]) -> None:
        """Fetch the copies that reports share with others, once those that arrive were looked for."""
        unknown = set(reports) - self._copied
        if unknown:
            self.add_copies(self._shelf.copies(unknown))
            self._copied |= unknown

    def copies_with(self, report: str) -> list[Copy]:
        """A report whose copies are known -> these."""
        return list(self._copies_of.get(report, {}).values())

    def copies_of(self, reports: Collection[str]) -> list[Copy]:
        """Reports -> the copies that they share with each other or with others, none where there is but one report."""
        if len(reports) < 2:
            return []
        self.know_copies(reports)
        return [copy for report in reports for copy in self.copies_with(report) if copy.first == report]

    def score(self, one: Member, other: Member) -> float:
        """Names of two accounts, the first in order -> the sum of the reasons for their being one event; each is added up once.

        The copies of one of their reports must be known before.
        """
        known = self._scores.get((one, other))
        if known is None:
            a, b = self.account(one), self.account(other)
            self.text(one[0])
            self.text(other[0])
            known = self._scores[one, other] = compare_accounts(a, b, self._texts, self.copies).score
        return known

    def worth(self, pairs: Collection[tuple[Member, Member]]) -> list[tuple[Member, Member]]:
        """Pairs of accounts of different reports -> those that can be one event at all, in order."""
        ordered = sorted(pairs)
        members = sorted({member for pair in ordered for member in pair})
        if len(ordered) < FEW_FOR_BOUND * len(members):
            return ordered
        at = {member: i for i, member in enumerate(members)}
        for report, _ in members:
            self.text(report)
        rows = np.array([(at[one], at[other]) for one, other in ordered], np.int64)
        found = can_be_one([self.account(member) for member in members], rows, self._texts, self.copies)
        return [(members[i], members[j]) for i, j in found.tolist()]

    def mates(self, members: Collection[Member]) -> Mapping[Member, frozenset[Member]]:
        """Accounts -> for each that people spoke of the accounts that they said tell of its event, itself among them."""
        if not self.verdicts.class_of:
            return {}
        found = {}
        for member in members:
            keys = [key for name in self.verdicts.classes_in(self.account(member)) for key in self.verdicts.classes[name]]
            self.load({report for report, _ in keys})
            together = frozenset(name for key in keys if (name := self.holder(*key)) is not None)
            if len(together) > 1:
                found[member] = together
        return found

    def holder(self, report: str, claim: str) -> Member | None:
        """A claim -> the account that it is in, ``None`` where it is in none or its report is not there."""
        return next((a.key for a in self.accounts(report) if any(c.id == claim for c in a.claims)), None)
