"""What comparing looks at of an account is all looked at when a report comes again."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property

from reportedly.linking.account import Account
from reportedly.linking.kept import COMPARED, DERIVED


def test_every_part_of_an_account_is_compared_or_follows_from_what_is() -> None:
    parts = {field.name for field in fields(Account)} | {
        name for name, value in vars(Account).items() if isinstance(value, property | cached_property)
    }
    assert parts - {"coded", "acts"} == COMPARED | DERIVED
    assert not COMPARED & DERIVED
