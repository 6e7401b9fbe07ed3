import shutil

import pytest

from reportedly.codebook.book import default_folder, load_codebook
from reportedly.codebook.names import find_words, fold, is_acronym
from reportedly.codebook.registry import plural_of
from reportedly.errors import UsageError


@pytest.fixture(scope="module")
def registry():
    return load_codebook().registry


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Da’esh", "daesh"), ("U.S.", "us"), ("Médecins", "medecins"), ("’s", "'s"), ("Shi'ite", "shiite")],
)
def test_fold(word, folded):
    assert fold(word) == folded


def test_words_keep_offsets():
    text = "The U.S.-led raid on Sana'a's port 🙂 Ḥomṣ"
    words = find_words(text)
    assert [w.raw for w in words] == ["The", "U.S.", "led", "raid", "on", "Sana'a", "'s", "port", "Ḥomṣ"]
    assert all(text[w.start : w.end] == w.raw for w in words)
    assert [w.raw for w in words if w.joined] == ["led"]


@pytest.mark.parametrize(
    ("one", "many"),
    [("militia", "militias"), ("army", "armies"), ("policeman", "policemen"), ("head of state", "heads of state"),
     ("German", "Germans"), ("coach", "coaches"), ("person", "people")],
)  # fmt: skip
def test_plural(one, many):
    assert plural_of(one) == many


def test_acronyms():
    assert is_acronym("IS") and is_acronym("U.S.") and not is_acronym("Fatah") and not is_acronym("AK Party")


def test_size_and_ids(registry):
    assert len(registry.countries) > 190
    groups = [a for a in registry.actors.values() if a.tenures[-1].kind != "person"]
    assert len(groups) >= 600
    assert len(registry.actors) >= 1200


@pytest.mark.parametrize(
    ("actor", "day", "roles"),
    [("taliban", "1999-01-01", ("GOV", "REB")), ("taliban", "2010-01-01", ("REB",)), ("taliban", None, ("GOV", "REB")),
     ("barack-obama", "2010-01-01", ("GOV",)), ("barack-obama", "2018-01-01", ("ELI",))],
)  # fmt: skip
def test_dates(registry, actor, day, roles):
    assert registry.actors[actor].on(day).roles == roles


@pytest.mark.parametrize(
    ("table", "line", "reason"),
    [("actors.local.csv", "Red Dawn,crew,LBN,REB,,,", "kind is 'crew'"),
     ("actors.local.csv", "Red Dawn,group,LEB,REB,,,", "country is 'LEB'"),
     ("actors.local.csv", "Red Dawn,group,LBN,REBEL,,,", "'REBEL' is no role code"),
     ("actors.local.csv", "Red Dawn,group,LBN,REB,,June 2014,", "from is 'June 2014'"),
     ("actors.local.csv", ",group,LBN,REB,,,", "name is empty")],
)  # fmt: skip
def test_errors_name_file_and_line(tmp_path, table, line, reason):
    folder = tmp_path / "mine"
    shutil.copytree(default_folder(), folder)
    (folder / table).write_text(f"# mine\nname,kind,country,roles,aliases,from,to\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        _ = load_codebook(folder).registry
    assert table in str(error.value) and "line 3" in str(error.value) and reason in str(error.value)


def test_overlay_adds_and_wins(tmp_path):
    from reportedly.coding.actors.phrases import resolve_phrase

    folder = tmp_path / "mine"
    shutil.copytree(default_folder(), folder)
    (folder / "actors.local.csv").write_text(
        "name,kind,country,roles,aliases,from,to,id\nOrchard Guard,group,LBN,PRM,OG|Guard of the Orchard,2031,,\n",
        encoding="utf-8",
    )
    actor = resolve_phrase("Orchard Guard fighters", load_codebook(folder))
    assert (actor.id, actor.country, actor.roles) == ("orchard-guard", "LBN", ("PRM",))
