"""The tables of those who work on a project, in the same words as :mod:`reportedly.store.schema`, whose tables they join."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from reportedly.store.schema import Number, metadata

# Who works on the project together (``reportedly desk --team``). Of every secret only a hash is here; times are ISO 8601 in UTC.
people = Table(
    "people",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("added", Text, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("until", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.key"), nullable=False),
    Column("at", Text, nullable=False),
    Column("seen", Text, nullable=False),
)
Index("sessions_person", sessions.c.person)

tokens = Table(
    "tokens",
    metadata,
    Column("no", Number, primary_key=True),
    Column("secret", Text, nullable=False, unique=True),
    Column("person", Text, ForeignKey("people.key"), nullable=False),
    Column("label", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("used", Text),
)
Index("tokens_person", tokens.c.person)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("next_at", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("no", Number, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text),
    Column("address", Text),
)
Index("audit_at", audit.c.at, audit.c.no)
