"""What two accounts can reach at most is never below what they reach, so that leaving pairs out changes no incident."""

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np
import pytest

from reportedly.codebook.acts import OTHER_NEWS
from reportedly.linking.account import Account, find_accounts
from reportedly.linking.bound import SLACK, can_be_one, upper_bounds
from reportedly.linking.compare import SAME, compare_accounts
from reportedly.linking.copies import find_copies
from reportedly.linking.texts import weigh_texts
from reportedly.record import CodedReport


def retold(coded: CodedReport, **fields: str | None) -> CodedReport:
    """Give the same report under another name, printed elsewhere or at another time."""
    name = "|".join((coded.report.id, *map(str, fields.values())))
    return msgspec.structs.replace(coded, report=msgspec.structs.replace(coded.report, id=name, **fields))


def set_aside(coded: CodedReport) -> CodedReport:
    """Give the same report as if it told of no act."""
    claims = [msgspec.structs.replace(one, act=OTHER_NEWS, type=None, mode=None, acled=None) for one in coded.claims[:1]]
    return msgspec.structs.replace(retold(coded, url="https://example.org/aside"), claims=tuple(claims))


@pytest.fixture(scope="module")
def reports(made_reports: list[CodedReport]) -> list[CodedReport]:
    later = [retold(one, published="2017-03-04") for one in made_reports[:8]]
    unknown = [retold(one, published=None, publisher=None) for one in made_reports[8:16]]
    undated = [retold(one, published=None) for one in made_reports[16:32]]
    return [*made_reports, *later, *unknown, *undated, *map(set_aside, (*made_reports[32:40], *undated[:8]))]


def test_no_pair_reaches_more_than_its_bound(reports: list[CodedReport]) -> None:
    texts = weigh_texts(reports)
    copies = {copy.reports: copy for copy in find_copies(reports, least=0.0)}
    accounts: list[Account] = sorted((a for one in reports for a in find_accounts(one)), key=lambda a: a.key)
    apart = [(i, j) for i, j in combinations(range(len(accounts)), 2) if accounts[i].coded != accounts[j].coded]
    pairs = np.array(apart, np.int64)
    scores = np.array([compare_accounts(accounts[i], accounts[j], texts, copies).score for i, j in apart])
    bounds = upper_bounds(accounts, pairs, texts, copies)
    assert len(pairs) > 1000 and (scores >= SAME).any()
    assert (bounds >= scores - SLACK).all()
    kept = {(i, j) for i, j in can_be_one(accounts, pairs, texts, copies).tolist()}
    assert {pair for pair, score in zip(apart, scores, strict=True) if score >= SAME} <= kept
    assert len(kept) < len(pairs) / 2
