"""The first tables of a project, full-text search over its reports, and judgements that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# FTS5 keeps only its index: the words are read from the table of texts, and triggers keep the two together.
SEARCH_SQLITE = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, content='texts', content_rowid='report', tokenize='porter unicode61')",
    "CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN"
    " INSERT INTO search(rowid, title, body) VALUES (new.report, new.title, new.body); END",
    "CREATE TRIGGER texts_removed AFTER DELETE ON texts BEGIN"
    " INSERT INTO search(search, rowid, title, body) VALUES ('delete', old.report, old.title, old.body); END",
    "CREATE TRIGGER texts_changed AFTER UPDATE ON texts BEGIN"
    " INSERT INTO search(search, rowid, title, body) VALUES ('delete', old.report, old.title, old.body);"
    " INSERT INTO search(rowid, title, body) VALUES (new.report, new.title, new.body); END",
)

# A tsvector holds at most a megabyte; the words of a longer text are searched in its first 200,000 characters.
SEARCH_POSTGRES = (
    "ALTER TABLE texts ADD COLUMN words tsvector GENERATED ALWAYS AS"
    " (to_tsvector('english', title || ' ' || left(body, 200000))) STORED",
    "CREATE INDEX texts_words ON texts USING gin (words)",
)

KEEP_SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN"
    f" SELECT RAISE(ABORT, 'judgements are never changed: undo them by another judgement'); END"
    for table in ("judgements", "judged_claims")
    for verb in ("UPDATE", "DELETE")
)
# INSERT OR REPLACE deletes without firing the trigger above.
KEEP_SQLITE += (
    "CREATE TRIGGER judgements_no_replace BEFORE INSERT ON judgements"
    " WHEN EXISTS (SELECT 1 FROM judgements WHERE id = new.id OR no = new.no) BEGIN"
    " SELECT RAISE(ABORT, 'judgements are never changed: undo them by another judgement'); END",
)

KEEP_POSTGRES = (
    "CREATE FUNCTION keep_judgements() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'judgements are never changed: undo them by another judgement'; END $$",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_judgements()"
        for table in ("judgements", "judged_claims")
    ),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "block_rows",
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report"),
    )
    op.create_table(
        "blocks",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "report", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "changes",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report", sa.Text()),
        sa.Column("version", sa.Integer()),
        sa.Column("claim", sa.Text()),
        sa.Column("incident", sa.Text()),
        sa.Column("judgement", sa.Text()),
        sa.Column("field", sa.Text()),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index("changes_at", "changes", ["at", "no"])
    op.create_index("changes_incident", "changes", ["incident", "no"])
    op.create_index("changes_report", "changes", ["report", "no"])
    op.create_table(
        "coders",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("stamp"),
    )
    op.create_table(
        "copies",
        sa.Column("first", NUMBER, autoincrement=False, nullable=False),
        sa.Column("second", NUMBER, autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second"),
    )
    op.create_index("copies_second", "copies", ["second"])
    op.create_table(
        "edges",
        sa.Column("first_report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("first_claim", sa.Text(), nullable=False),
        sa.Column("second_report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("second_claim", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("first_report", "first_claim", "second_report", "second_claim"),
        sqlite_with_rowid=False,
    )
    op.create_index("edges_second", "edges", ["second_report", "second_claim"])
    op.create_table(
        "fetches",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("checked_at", sa.Text()),
        sa.Column("next_at", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index("fetches_next", "fetches", ["next_at"])
    op.create_table(
        "incident_claims",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report", "claim"),
        sqlite_with_rowid=False,
    )
    op.create_index("incident_claims_incident", "incident_claims", ["incident"])
    op.create_table(
        "incidents",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("type", sa.Text()),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("from", sa.Text()),
        sa.Column("to", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("geonameid", NUMBER),
        sa.Column("place", sa.Text()),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("precision", sa.Integer()),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("independent", sa.Integer(), nullable=False),
        sa.Column("killed", sa.Integer()),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("incidents_country", "incidents", ["country", "day", "no"])
    op.create_index("incidents_day", "incidents", ["day", "no"])
    op.create_index("incidents_standing", "incidents", ["standing", "day", "no"])
    op.create_table(
        "judgements",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "linked_records",
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report"),
    )
    op.create_table(
        "moves",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report", "old"),
    )
    op.create_index("moves_new", "moves", ["report", "new"])
    op.create_table(
        "redirects",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("to", sa.Text()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("redirects_to", "redirects", ["to"])
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "judged_claims",
        sa.Column("judgement", NUMBER, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.no"]),
        sa.PrimaryKeyConstraint("judgement", "report", "claim"),
    )
    op.create_index("judged_claims_claim", "judged_claims", ["report", "claim"])
    op.create_table(
        "redirected_claims",
        sa.Column("redirect", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["redirect"], ["redirects.id"]),
        sa.PrimaryKeyConstraint("redirect", "report", "claim"),
    )
    op.create_index("redirected_claims_claim", "redirected_claims", ["report", "claim"])
    op.create_table(
        "reports",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("publisher", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("coded_version", sa.Integer()),
        sa.Column("coder", NUMBER),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.no"]),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("reports_linked", "reports", ["linked", "no"])
    op.create_index("reports_published", "reports", ["published", "no"])
    op.create_index("reports_publisher", "reports", ["publisher", "no"])
    op.create_index("reports_state", "reports", ["state", "no"])
    op.create_index("reports_url", "reports", ["url"])
    op.create_table(
        "claims",
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place_in_report", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("type", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("from", sa.Text()),
        sa.Column("to", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("geonameid", NUMBER),
        sa.Column("place", sa.Text()),
        sa.Column("who", sa.Text()),
        sa.Column("whom", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("source_kind", sa.Text()),
        sa.Column("killed", sa.Integer()),
        sa.Column("injured", sa.Integer()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text()),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.no"]),
        sa.PrimaryKeyConstraint("report", "id"),
    )
    op.create_index("claims_act", "claims", ["act", "confidence", "report", "id"])
    op.create_index("claims_confidence", "claims", ["confidence", "report", "id"])
    op.create_index("claims_country", "claims", ["country", "confidence", "report", "id"])
    op.create_index("claims_id", "claims", ["id"])
    op.create_index("claims_queue", "claims", ["judged", "confidence", "report", "id"])
    op.create_table(
        "coded",
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("coder", NUMBER, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.no"]),
        sa.ForeignKeyConstraint(["report"], ["reports.no"]),
        sa.PrimaryKeyConstraint("report", "version", "coder"),
    )
    op.create_table(
        "texts",
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.no"]),
        sa.PrimaryKeyConstraint("report"),
    )
    op.create_table(
        "versions",
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.Column("original", sa.Text()),
        sa.Column("fetched", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["original"], ["blobs.sha256"]),
        sa.ForeignKeyConstraint(["report"], ["reports.no"]),
        sa.PrimaryKeyConstraint("report", "version"),
    )
    op.create_index("versions_sha256", "versions", ["sha256"])

    sqlite = op.get_bind().dialect.name == "sqlite"
    for step in (*SEARCH_SQLITE, *KEEP_SQLITE) if sqlite else (*SEARCH_POSTGRES, *KEEP_POSTGRES):
        op.execute(sa.text(step.replace(":", "\\:")))
