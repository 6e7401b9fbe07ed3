"""The project on both databases: what goes in comes out, nothing is there twice, and judgements stay."""

import importlib.util
import json
import sqlite3
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from bench.projects import make_reports
from bench.projects import put as put_coded
from sqlalchemy import text

from reportedly.assessing.assessor import assess
from reportedly.errors import UsageError
from reportedly.judgement import make_judgement
from reportedly.linking.linker import link
from reportedly.reading.draft import Draft, finish
from reportedly.record import ClaimRef, Coder, to_json
from reportedly.store import Conflict, ProjectError, create_project, open_project, opening
from reportedly.store.database import Database
from reportedly.store.fetches import Fetch
from reportedly.store.schema import HEAD, metadata, settings
from reportedly.store.telling import say_change

PROJECTS = Path(__file__).parents[1] / "bench" / "projects.py"
FIVE = "Syrian government forces shelled the market in Saraqib on Tuesday, killing five people, a civil defence spokesman said."
SEVEN = FIVE.replace("five", "seven")
OTHER = "Gunmen abducted two aid workers near Kano in northern Nigeria on Monday, police said."


@pytest.fixture
def project(where):
    with create_project(where) as made:
        yield made


def by_hand(name, path):
    """Import a module of the tree that is in no package on the path."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = by_hand("bench_projects", PROJECTS)
put_made = bench.put


@pytest.fixture(scope="session")
def made():
    """Make coded reports by chance, without a language model: always the same for one seed."""
    return lambda count, **options: list(bench.make_reports(count, **options))


@pytest.fixture(scope="session")
def line(models):
    """Code a reading, each text once in all tests."""
    from reportedly.coding.coder import code_report

    lines = {}

    def one(reading):
        key = reading.report
        if key not in lines:
            lines[key] = to_json(code_report(reading, models))
        return lines[key]

    return one


@pytest.fixture
def put(project, models, line):
    """Add texts to the project as `add` would: read, code, store, link."""

    def one(body, publisher="The Example", published="2016-05-11", link=True, **fields):
        reading = finish(
            Draft(text=body, publisher=publisher, published=published, **fields), models.codebook.publishers, None, None
        )
        outcome = project.add([reading])[0]
        project.store([(each, line(each.reading)) for each in project.to_code()])
        if link:
            project.link()
        return outcome

    return one


def refs(project):
    return [ClaimRef(report=coded.report.id, claim=claim.id) for coded in project.reports() for claim in coded.claims]


def kinds(project, since=None):
    return [change.kind for change in project.changes(since)]


def test_what_goes_in_comes_out(project, put, models, where):
    assert put(FIVE, id="a", title="Market shelled") == "new"
    with open_project(where) as again:
        (coded,) = again.reports()
        assert coded.report.text == FIVE
        assert coded.coder == models.coder
        (one,) = [each for each in again.incidents() if "killed" in each.assessment.tolls]
        assert one.assessment.tolls["killed"].best == 5
        assert again.incident(one.incident.id) == one
        assert {ref.claim for ref in one.incident.claims} <= {claim.id for claim in coded.claims}


def test_the_same_report_is_not_added_twice(project, put):
    put(FIVE)
    before = (project.counts(), kinds(project), list(project.incidents()))
    assert put(FIVE) == "known"
    assert (project.counts(), kinds(project), list(project.incidents())) == before


def test_a_changed_text_of_one_id_is_a_version_and_its_story_is_told(project, put):
    put(FIVE, id="a")
    (old,) = list(project.incidents())
    assert put(f"Update: more died. {SEVEN} {OTHER}", id="a") == "version"
    told = [(change.kind, change.field, change.before, change.after) for change in project.changes()]
    assert ("toll raised", "toll.killed", 5, 7) in told
    assert next(change[:1] for change in told if change[0] == "claim added") == ("claim added",)
    assert "claim withdrawn" not in [change[0] for change in told], "the claim of the market has only moved"
    assert [version.report.text for version in project.report_versions("a")] == [FIVE, f"Update: more died. {SEVEN} {OTHER}"]
    now = project.incident(old.incident.id)
    assert now.assessment.tolls["killed"].best == 7
    assert put(f"Update: more died. {SEVEN}", id="a") == "version"
    assert "claim withdrawn" in kinds(project)
    # every earlier text is known: files of old days change nothing
    assert [put(FIVE, id="a"), put(f"Update: more died. {SEVEN} {OTHER}", id="a")] == ["known", "known"]


def test_what_was_judged_and_has_moved_in_its_text_is_in_no_sample_of_what_nobody_has_judged(project, put):
    put(FIVE, id="a")
    before = refs(project)
    for ref in before:
        project.judge(make_judgement("accept", "Ann", claims=[ref]))
    put(f"Shops were shut by noon. {FIVE}", id="a")
    put(OTHER, id="b")
    judged = {ref for row in project.doubles.judgements_in_effect() for ref in row.claims}
    assert judged <= set(refs(project)) - set(before), "the claims have moved, and what was said of them counts"
    drawn = project.doubles.draw(["Ann", "Ben"], 9, "Zoe")
    assert drawn
    assert not judged & {ref for one in project.incidents(drawn) for ref in one.incident.claims}


def test_the_log_says_when_another_origin_stands_behind_an_incident(project, put):
    put(FIVE, publisher="Orontes Times")
    assert "origins changed" not in kinds(project)
    put(FIVE.replace("a civil defence spokesman", "the Orontes Relief Committee"), publisher="Coast Wire")
    found = next(change for change in project.changes() if change.kind == "origins changed")
    assert (found.field, found.before, found.after) == ("independent", 1, 2)
    assert say_change(found) == "1 independent origin more: 1 -> 2"
    assert say_change(msgspec.structs.replace(found, before=4, after=2)) == "2 independent origins fewer: 4 -> 2"


def test_one_url_is_one_report_as_long_as_the_text_is_much_the_same(project, put):
    at = {"url": "https://example.org/news/1"}
    assert put(f"{FIVE} {OTHER}", **at) == "new"
    assert put(f"{SEVEN} {OTHER}", **at) == "version"
    assert put(f"{FIVE} {OTHER}", **at) == "known"
    assert put("Farmers in Ohio sold more maize than in the year before, the ministry said on Friday.", **at) == "new"
    assert project.counts().reports == 2


def test_reports_with_ids_of_their_own_are_never_one_by_their_url(project, put):
    assert [put(text, id=name, url="https://example.org/") for name, text in (("a", FIVE), ("b", SEVEN))] == ["new", "new"]


def test_two_publishers_of_one_text_are_two_reports(project, put):
    assert [put(FIVE, publisher=name) for name in ("The Example", "The Sample")] == ["new", "new"]


def test_what_is_not_english_is_kept_and_not_coded(project, models):
    import msgspec

    reading = finish(Draft(text="Les soldats ont bombardé le village.", language="fr"), models.codebook.publishers, None, None)
    project.add([msgspec.structs.replace(reading, skipped="not English (fr)")])
    assert list(project.to_code()) == []
    assert project.counts().states == {"not-english": 1}


def test_originals_are_kept_once_and_come_back(project, models):
    import msgspec

    page = b"<html>" + FIVE.encode() * 50
    for n in (1, 2):
        reading = finish(Draft(text=f"{FIVE} {n}", id=str(n)), models.codebook.publishers, None, None)
        project.add([msgspec.structs.replace(reading, original=page)])
    kept = {version.original for n in (1, 2) for version in project.report_versions(str(n))}
    assert len(kept) == 1
    assert project.original(kept.pop()) == page


def test_any_text_can_be_kept(project, put):
    body = f"A NUL \0, a bell \a, an emoji 🕊, Arabic سراقب. {FIVE}"
    put(body, id="odd\0id", title="A title\0", url="https://example.org/\0")
    (coded,) = project.reports()
    assert (coded.report.id, coded.report.text, coded.report.title) == ("odd\ufffdid", body, "A title\0")
    assert project.reports(["odd\0id"])
    assert project.report_versions("odd\0id")[0].report.text == body
    project.judge(make_judgement("reject", "Ann", claims=refs(project)[:1]))


def test_a_rejected_claim_goes_and_comes_back_with_an_undo(project, put):
    put(FIVE, id="a")
    (before,) = list(project.incidents())
    ref = next(ref for ref in before.incident.claims)
    judged = [project.judge(make_judgement("reject", "Ann", claims=[ref])) for ref in before.incident.claims]
    assert judged[-1].incidents == (before.incident.id,)
    assert ref.claim not in {claim.id for coded in project.reports() for claim in coded.claims}
    assert ref.claim in {claim.id for coded in project.reports(judged=False) for claim in coded.claims}
    assert project.incident(before.incident.id) is None
    for one in judged:
        project.judge(make_judgement("undo", "Ann", undoes=one.id))
    assert project.incident(before.incident.id) == before
    assert len(project.judgements()) == 2 * len(judged)


def test_a_correction_shows_in_the_incident_and_survives_coding_again(project, put, line):
    put(FIVE, id="a")
    (one,) = list(project.incidents())
    (coded,) = project.reports()
    ref = next(r for r in one.incident.claims for c in coded.claims if c.id == r.claim and c.tolls)
    project.judge(make_judgement("correct", "Ann", claims=[ref], field="toll.killed", after=9))
    assert project.incident(one.incident.id).assessment.tolls["killed"].best == 9
    project.store(
        [(each, line(each.reading)) for each in project.to_code("outdated", Coder(version="0", codebook="0", models={}))]
    )
    project.link()
    assert project.incident(one.incident.id).assessment.tolls["killed"].best == 9


def test_an_incident_keeps_its_id_when_another_coder_gives_its_claims_other_ids(project, made):
    import msgspec

    (one,) = made(1)
    put_made(project, [one])
    project.link()
    before = {each.incident.from_: each.incident.id for each in project.incidents()}
    coder = Coder(version="other", codebook="other", models={})
    claims = tuple(msgspec.structs.replace(claim, id=claim.id[::-1]) for claim in one.claims)
    again = msgspec.structs.replace(one, coder=coder, claims=claims)
    project.store([(each, to_json(again)) for each in project.to_code("outdated", coder)])
    project.link()
    assert {ref.claim for each in project.incidents() for ref in each.incident.claims} <= {claim.id for claim in claims}
    assert {each.incident.from_: each.incident.id for each in project.incidents()} == before


def test_a_correction_that_no_codebook_bears_out_is_not_accepted(project, put):
    put(FIVE, id="a")
    with pytest.raises(UsageError, match="no-such-act"):
        project.judge(make_judgement("correct", "Ann", claims=refs(project)[:1], field="act", after="no-such-act"))
    assert project.judgements() == []


def test_a_judgement_of_a_claim_or_judgement_that_is_not_there_is_not_accepted(project, put):
    put(FIVE, id="a")
    for wrong in (
        make_judgement("reject", "Ann", claims=[ClaimRef(report="a", claim="nowhere")]),
        make_judgement("undo", "Ann", undoes="nothing"),
    ):
        with pytest.raises(UsageError, match="there is no such"):
            project.judge(wrong)
    assert project.judgements() == []


def test_who_judges_later_must_have_seen_who_judged_before(project, put, where):
    put(FIVE, id="a")
    ref = refs(project)[0]
    first = project.judge(make_judgement("accept", "Ann", claims=[ref]), expected=None)
    with open_project(where) as other:
        with pytest.raises(Conflict, match="Ann judged this in between") as caught:
            other.judge(make_judgement("reject", "Bob", claims=[ref]), expected=None)
        assert caught.value.last == first.id
        assert other.last_judgement([ref]).by == "Ann"
        other.judge(make_judgement("reject", "Bob", claims=[ref]), expected=first.id)
    assert [row.by for row in project.judgements()] == ["Ann", "Bob"]


def test_what_is_read_in_one_state_fits_together(project, put, where):
    put(FIVE, id="a")
    (ref,) = refs(project)[:1]
    with open_project(where) as other, other.one_state():
        assert other.judgements() == []
        project.judge(make_judgement("accept", "Ann", claims=[ref]))
        assert other.judgements() == []
        assert other.counts().judgements == 0
        with other.one_state():
            assert other.judgements() == []
    with open_project(where) as other:
        assert len(other.judgements()) == 1
        with other.one_state():
            other.judge(make_judgement("note", "Bob", claims=[ref], why="what is written inside is kept"))
        assert len(other.judgements()) == 2


def test_a_judgement_given_twice_is_there_once(project, put):
    put(FIVE, id="a")
    one = make_judgement("accept", "Ann", claims=refs(project)[:1])
    project.judge(one)
    project.judge(one)
    assert project.judgements() == [one]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgements SET \"by\" = 'Eve'",
        "DELETE FROM judgements",
        "UPDATE judged_claims SET claim = 'x'",
        "DELETE FROM judged_claims",
    ],
)
def test_no_statement_changes_a_judgement(project, put, where, statement):
    put(FIVE, id="a")
    project.judge(make_judgement("accept", "Ann", claims=refs(project)[:1]))
    database = Database(where)
    with pytest.raises(Exception, match="judgements are never changed"), database.writing() as connection:
        connection.execute(text(statement))
    database.close()
    assert [row.by for row in project.judgements()] == ["Ann"]


def test_no_replacement_or_emptying_changes_a_judgement(project, put, where):
    put(FIVE, id="a")
    project.judge(make_judgement("accept", "Ann", claims=refs(project)[:1]))
    database = Database(where)
    if database.is_sqlite:
        statement = "INSERT OR REPLACE INTO judgements SELECT no, id, at, 'Eve', verdict, undoes, record FROM judgements"
    else:
        statement = "TRUNCATE judgements CASCADE"
    with pytest.raises(Exception, match="judgements are never changed"), database.writing() as connection:
        connection.execute(text(statement))
    database.close()
    assert [row.by for row in project.judgements()] == ["Ann"]


def test_a_judgement_whose_claim_is_gone_is_kept_and_listed(project, put, monkeypatch):
    monkeypatch.setattr("reportedly.store.judging.MANY", 1)
    put(f"{FIVE} {OTHER}", id="a")
    gone = next(ref for ref in refs(project) for coded in project.reports() for c in coded.claims
                if c.id == ref.claim and c.act == "abduction")  # fmt: skip
    judged = [project.judge(make_judgement("accept", name, claims=[gone])).id for name in ("Ann", "Ben", "Cem")]
    assert project.orphaned_judgements() == []
    put(FIVE, id="a")
    assert [row.id for row in project.orphaned_judgements()] == judged
    assert project.counts().orphaned == tuple(judged)


def test_incidents_merge_and_split_under_ids_that_stay(project, put):
    put(FIVE, id="a")
    put(OTHER, id="b")
    by_report = {one.incident.claims[0].report: one.incident for one in project.incidents()}
    assert set(by_report) == {"a", "b"}
    judged = project.judge(make_judgement("same", "Ann", claims=by_report["a"].claims, others=by_report["b"].claims))
    assert set(judged.incidents) == {by_report["a"].id, by_report["b"].id}
    (merged,) = list(project.incidents())
    assert {ref.report for ref in merged.incident.claims} == {"a", "b"}
    assert [project.incident(one.id).incident.id for one in by_report.values()] == [merged.incident.id] * 2
    assert "incident merged" in kinds(project)
    project.judge(make_judgement("undo", "Ann", undoes=judged.id))
    assert {one.incident.claims[0].report: one.incident for one in project.incidents()} == by_report
    assert "incident split" in kinds(project)


def test_changes_are_given_from_a_time_on(project, put):
    put(FIVE, id="a")
    last = list(project.changes())[-1]
    assert [change.no for change in project.changes(last.at)][-1] == last.no
    assert list(project.changes("2999-01-01")) == []
    assert json.loads(to_json(last))["kind"] == last.kind


def test_addresses_are_remembered(project):
    first = Fetch("https://example.org/feed", etag='"x"', next_at="2024-01-01T00:00:00Z")
    project.fetches.put(first)
    project.fetches.put(Fetch("https://example.org/later", next_at="2999-01-01T00:00:00Z"))
    assert project.fetches.get(first.url) == first
    assert project.fetches.get("https://example.org/other") is None
    assert project.fetches.due("2025-01-01T00:00:00Z") == [first]
    again = Fetch(first.url, failures=3, next_at="2999-01-01T00:00:00Z")
    project.fetches.put(again)
    assert project.fetches.get(first.url) == again


def test_the_steps_lead_to_the_tables(project, where):
    database = Database(where)
    with database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()
    # Full-text search is the steps' own: a virtual table on SQLite, a column of words on PostgreSQL.
    assert [one for one in found if "search" not in str(one) and "words" not in str(one)] == []


def test_a_project_is_made_once_and_must_be_there_to_be_opened(where, tmp_path):
    with pytest.raises(ProjectError, match="reportedly init"):
        open_project(where)
    create_project(where).close()
    with pytest.raises(ProjectError, match="is a project already"):
        create_project(where)
    open_project(where).close()


@pytest.mark.skipif(HEAD == "0001", reason="there is one step only")
def test_a_project_of_an_older_version_is_brought_up_to_date(where):
    database = Database(where)
    with database.writing() as connection:
        opening.upgrade(connection, "0001")
        connection.execute(settings.insert().values(name="created", value="2024-01-01T00:00:00.000Z"))
    database.close()
    said = []
    with open_project(where, say=said.append) as project:
        assert project.counts().schema == HEAD
        assert project.setting("created") == "2024-01-01T00:00:00.000Z"
    assert len(said) == 1
    assert f"schema 0001 to {HEAD}" in said[0]
    open_project(where, say=said.append).close()
    assert len(said) == 1


def test_a_project_of_a_newer_version_is_refused(project, where):
    database = Database(where)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(ProjectError, match=f"newer version .schema 9999, this one knows {HEAD}"):
        open_project(where)


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look like one" * 20])
def test_what_is_no_project_is_refused(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="is no project"):
        open_project(str(path))
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "else.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(ProjectError, match="something else"):
        create_project(str(path))


def test_a_damaged_file_is_told_in_one_line(tmp_path):
    where = tmp_path / "project.db"
    with create_project(str(where)) as made:
        put_coded(made, list(make_reports(20)))
    whole = where.read_bytes()
    where.write_bytes(whole[:8192] + bytes(len(whole) // 2) + whole[8192 + len(whole) // 2 :])
    with pytest.raises(ProjectError, match="is damaged; go on with a whole copy"), open_project(str(where)) as held:
        list(held.reports())
        held.link()


@pytest.mark.parametrize("where", ["mysql://x/y", "://", "no/such/folder/x.db", "."])
def test_a_place_where_no_project_can_be_is_refused(where):
    with pytest.raises(ProjectError):
        create_project(where)


def test_a_password_is_not_printed():
    with pytest.raises(Exception, match=r"ann:\*\*\*@") as caught:
        open_project("postgresql://ann:secret@127.0.0.1:1/war")
    assert "secret" not in str(caught.value)


def test_the_newest_step_is_the_head():
    assert sorted(path.name[:4] for path in (opening.MIGRATIONS / "versions").glob("0*.py"))[-1] == HEAD


def test_the_project_links_as_linking_all_at_once_does(where, made):
    """In batches, with judgements between, a changed report and one that was judged: the same incidents, whatever their ids."""
    judgements = []
    with create_project(where) as project:
        for start in range(0, 60, 20):
            put_made(project, made(start + 20)[start:])
            project.link()
            (one, other) = [each.incident for each in project.incidents()][:2]
            for row in (
                make_judgement("same", "Ann", claims=one.claims[:1], others=other.claims[:1]),
                make_judgement("reject", "Ann", claims=other.claims[-1:]),
            ):
                judgements.append(row)
                project.judge(row)
        put_made(project, made(60, seed=0, claims=2)[:10])
        project.link()
        whole = {frozenset(one.claims) for one in link(project.reports(), project.judgements())}
        assert {frozenset(one.incident.claims) for one in project.incidents()} == whole
        reports = {coded.report.id: coded for coded in project.reports()}
        for each in project.incidents():
            assert each.assessment == assess(each.incident, reports, project.book)
