"""The tables of a project, in words of SQLAlchemy Core; the same on SQLite and PostgreSQL. Those of people: ``schema_people``.

The steps from nothing to these tables are in ``migrations/``; a test holds the two together. Full-text search and the
triggers that keep judgements as they are differ between the two databases and live in the migrations alone.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

HEAD = "0007"
"""The newest step of ``migrations/versions``; steps are numbered in order, so that a newer file is told from an older one."""

metadata = MetaData()
# SQLite counts by itself only in a column that is called INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

settings = Table("settings", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Number, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

coders = Table(
    "coders",
    metadata,
    Column("no", Number, primary_key=True),
    Column("stamp", Text, nullable=False, unique=True),
)

reports = Table(
    "reports",
    metadata,
    Column("no", Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("url", Text),
    Column("publisher", Text),
    Column("title", Text),
    Column("published", Text),
    Column("language", Text),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("coded_version", Integer),
    Column("coder", Number, ForeignKey("coders.no")),
    Column("linked", Boolean, nullable=False),
    Column("added", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
Index("reports_url", reports.c.url)
Index("reports_published", reports.c.published, reports.c.no)
Index("reports_publisher", reports.c.publisher, reports.c.no)
Index("reports_state", reports.c.state, reports.c.no)
Index("reports_linked", reports.c.linked, reports.c.no)

versions = Table(
    "versions",
    metadata,
    Column("report", Number, ForeignKey("reports.no"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("reading", LargeBinary, nullable=False),
    Column("original", Text, ForeignKey("blobs.sha256")),
    Column("fetched", Text),
    Column("modified", Text),
    Column("added", Text, nullable=False),
)
Index("versions_sha256", versions.c.sha256)

texts = Table(
    "texts",
    metadata,
    Column("report", Number, ForeignKey("reports.no"), primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
)

coded = Table(
    "coded",
    metadata,
    Column("report", Number, ForeignKey("reports.no"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("coder", Number, ForeignKey("coders.no"), primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("no", Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("act", Text, nullable=False),
    Column("type", Text),
    Column("day", Text, nullable=False),
    Column("from", Text),
    Column("to", Text),
    Column("country", Text),
    Column("geonameid", Number),
    Column("place", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("precision", Integer),
    Column("standing", Text, nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("killed", Integer),
    Column("claims", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("added", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
Index("incidents_day", incidents.c.day, incidents.c.no)
Index("incidents_standing", incidents.c.standing, incidents.c.day, incidents.c.no)
Index("incidents_country", incidents.c.country, incidents.c.day, incidents.c.no)
# Holds all that the map and its filters ask for, so that the rows themselves, with their long records, are left alone.
Index(
    "incidents_map",
    incidents.c.lat, incidents.c.lon, incidents.c.precision, incidents.c.day, incidents.c["from"], incidents.c.to,
    incidents.c.act, incidents.c.country, incidents.c.standing, incidents.c.disputed, incidents.c.place, incidents.c.id,
)  # fmt: skip
# The same for the line of time, where nothing but a day is asked of most incidents.
Index("incidents_began", incidents.c.day, incidents.c.disputed, incidents.c.id)

incident_claims = Table(
    "incident_claims",
    metadata,
    Column("report", Text, primary_key=True),
    Column("claim", Text, primary_key=True),
    Column("incident", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("incident_claims_incident", incident_claims.c.incident)

redirects = Table(
    "redirects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("to", Text),
    Column("at", Text, nullable=False),
)
Index("redirects_to", redirects.c.to)

redirected_claims = Table(
    "redirected_claims",
    metadata,
    Column("redirect", Text, ForeignKey("redirects.id"), primary_key=True),
    Column("report", Text, primary_key=True),
    Column("claim", Text, primary_key=True),
)
Index("redirected_claims_claim", redirected_claims.c.report, redirected_claims.c.claim)

# What incremental linking keeps: all derived, see linking/shelf.py. A block's key is a number that is made of its words; the
# words themselves are in the rows of each report.
blocks = Table(
    "blocks",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("report", Number, primary_key=True, autoincrement=False),
    Column("claim", Text, primary_key=True),
    sqlite_with_rowid=False,
)

block_rows = Table(
    "block_rows",
    metadata,
    Column("report", Number, primary_key=True, autoincrement=False),
    Column("rows", LargeBinary, nullable=False),
)

# Records as they were when they were linked, of those reports that have another one by now and are not yet linked anew.
linked_records = Table(
    "linked_records",
    metadata,
    Column("report", Number, primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
)

edges = Table(
    "edges",
    metadata,
    Column("first_report", Number, primary_key=True, autoincrement=False),
    Column("first_claim", Text, primary_key=True),
    Column("second_report", Number, primary_key=True, autoincrement=False),
    Column("second_claim", Text, primary_key=True),
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)
Index("edges_second", edges.c.second_report, edges.c.second_claim)

copies = Table(
    "copies",
    metadata,
    Column("first", Number, primary_key=True, autoincrement=False),
    Column("second", Number, primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
)
Index("copies_second", copies.c.second)

# Claims of before that have only moved in their texts, and the claim of now that each is: one step, however often it moved.
moves = Table(
    "moves",
    metadata,
    Column("report", Text, primary_key=True),
    Column("old", Text, primary_key=True),
    Column("new", Text, nullable=False),
)
Index("moves_new", moves.c.report, moves.c.new)

claims = Table(
    "claims",
    metadata,
    Column("report", Number, ForeignKey("reports.no"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("place_in_report", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("type", Text),
    Column("status", Text, nullable=False),
    Column("from", Text),
    Column("to", Text),
    Column("country", Text),
    Column("geonameid", Number),
    Column("place", Text),
    Column("who", Text),
    Column("whom", Text),
    Column("source", Text),
    Column("source_kind", Text),
    Column("killed", Integer),
    Column("injured", Integer),
    Column("confidence", Float, nullable=False),
    Column("verdict", Text),
    Column("judged", Integer, nullable=False),
)
Index("claims_id", claims.c.id)
Index("claims_queue", claims.c.judged, claims.c.confidence, claims.c.report, claims.c.id)
Index("claims_confidence", claims.c.confidence, claims.c.report, claims.c.id)
Index("claims_act", claims.c.act, claims.c.confidence, claims.c.report, claims.c.id)
Index("claims_country", claims.c.country, claims.c.confidence, claims.c.report, claims.c.id)

judgements = Table(
    "judgements",
    metadata,
    Column("no", Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("undoes", Text),
    Column("record", LargeBinary, nullable=False),
)

# A judgement reads those on pairs of claims, of which there are few, and no others.
Index("judgements_verdict", judgements.c.verdict, judgements.c.no)

# Claims that two people code for themselves; a row for each of the two.
doubles = Table(
    "doubles",
    metadata,
    Column("report", Text, primary_key=True),
    Column("claim", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
)
Index("doubles_person", doubles.c.person, doubles.c.report)

judged_claims = Table(
    "judged_claims",
    metadata,
    Column("judgement", Number, ForeignKey("judgements.no"), primary_key=True),
    Column("report", Text, primary_key=True),
    Column("claim", Text, primary_key=True),
)
Index("judged_claims_claim", judged_claims.c.report, judged_claims.c.claim)

changes = Table(
    "changes",
    metadata,
    Column("no", Number, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("report", Text),
    Column("version", Integer),
    Column("claim", Text),
    Column("incident", Text),
    Column("judgement", Text),
    Column("field", Text),
    Column("before", Text),
    Column("after", Text),
)
Index("changes_at", changes.c.at, changes.c.no)
Index("changes_report", changes.c.report, changes.c.no)
Index("changes_incident", changes.c.incident, changes.c.no)
Index("changes_kind", changes.c.kind, changes.c.no)

fetches = Table(
    "fetches",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("checked_at", Text),
    Column("next_at", Text),
    Column("failures", Integer, nullable=False),
)
Index("fetches_next", fetches.c.next_at)

# What the queue filters and sorts by, beside how far an incident is reviewed: rows that are short, so that many are read at once.
# ``first`` and ``last`` are empty, ``killed`` is -1 where nothing is known; ``places`` and ``actors`` are case-folded.
reviews = Table(
    "reviews",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("left", Integer, nullable=False),
    Column("judged_at", Text),
    Column("reviewers", Text),
    Column("confidence", Float, nullable=False),
    Column("changed_since", Boolean, nullable=False),
    Column("rank", Float, nullable=False),
    Column("act", Text, nullable=False),
    Column("country", Text),
    Column("standing", Text, nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("killed", Integer, nullable=False),
    Column("places", Text, nullable=False),
    Column("actors", Text, nullable=False),
)
Index("reviews_rank", reviews.c.rank, reviews.c.incident)
Index("reviews_first", reviews.c.first, reviews.c.incident)
Index("reviews_reports", reviews.c.reports, reviews.c.incident)
Index("reviews_killed", reviews.c.killed, reviews.c.incident)
Index("reviews_act", reviews.c.act, reviews.c.rank, reviews.c.incident)
Index("reviews_country", reviews.c.country, reviews.c.rank, reviews.c.incident)
Index("reviews_left", reviews.c.left, reviews.c.rank, reviews.c.incident)
Index("reviews_changed_since", reviews.c.changed_since, reviews.c.rank, reviews.c.incident)
Index("reviews_reviewers", reviews.c.reviewers, reviews.c.rank, reviews.c.incident)
Index("reviews_standing", reviews.c.standing, reviews.c.rank, reviews.c.incident)
