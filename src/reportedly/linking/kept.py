"""What of a report that comes again stays as it was: a judgement on one claim leaves most of its report as it was linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportedly.linking.account import Account
from reportedly.linking.judged import Key
from reportedly.linking.shelf import Member
from reportedly.linking.texts import read_text
from reportedly.record import CodedReport

OF_CLAIMS = ("act", "type", "mode", "status")
"""What counts of the claims of an account, whichever of them says it; that of the first counts by itself, too."""
COMPARED = (
    "key", "where", "days", "who", "whom", "tolls", "weapons", "targets", "words", "quarters", "dying", "setting", "latest",
    "main", "spoken", "passing",
)  # fmt: skip
"""What counts of an account as a whole: names of its fields and cached properties."""


@dataclass(frozen=True)
class Kept:
    """The accounts of a report that was linked before and whose text is what it was.

    ``left`` are those of before that are gone or compare otherwise now, ``own`` those that are new or compare otherwise,
    ``retold`` the names of those that compare as before and may yet make another incident.
    """

    left: tuple[Account, ...]
    own: tuple[Account, ...]
    retold: tuple[Member, ...]


def same_text(old: CodedReport, new: CodedReport) -> bool:
    """A report as it was and as it is -> whether all that is compared of it as a whole is the same."""
    if old.report != new.report or old.marks != new.marks:
        return False
    return (old.actors == new.actors and old.attributions == new.attributions) or read_text(old) == read_text(new)


def keep_accounts(old: Iterable[Account], new: Iterable[Account], spoken: frozenset[Key], copied: bool) -> Kept:
    """Accounts of a report as it was and as it is -> what stays.

    ``spoken`` are claims of which people say something else than before; ``copied`` tells whether the report shares text.
    """
    before: Mapping[Member, Account] = {account.key: account for account in old}
    now: Mapping[Member, Account] = {account.key: account for account in new}
    stay = {key for key in before.keys() & now.keys() if compared(before[key], copied) == compared(now[key], copied)}
    return Kept(
        tuple(account for key, account in before.items() if key not in stay),
        tuple(account for key, account in now.items() if key not in stay),
        tuple(
            key
            for key, account in now.items()
            if key in stay and (not _equal(before[key], account) or any((key[0], claim.id) in spoken for claim in account.claims))
        ),
    )


def compared(account: Account, copied: bool) -> tuple[object, ...]:
    """Account -> all that its blocks and comparing it depend on; where its claims stand counts only in text that is shared."""
    told = [tuple(getattr(claim, name) for name in OF_CLAIMS) for claim in account.claims]
    triggers = [claim.trigger for claim in account.claims] if copied else None
    return (told[0], frozenset(told), triggers, *(getattr(account, name) for name in COMPARED))


def _equal(old: Account, new: Account) -> bool:
    """Whether an incident that is made of the one is what it would be of the other."""
    a, b = old.coded, new.coded
    grown = all(
        len(x) <= len(y) and y[: len(x)] == x for x, y in ((a.actors, b.actors), (a.places, b.places), (a.tolls, b.tolls))
    )
    return grown and replace(old, coded=b) == new
