"""Which reports are taken to be in English, and what becomes of the others."""

# ruff: noqa: E501 - one case a line

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from reportedly.cli.main import main
from reportedly.codebook.book import load_codebook
from reportedly.reading import language
from reportedly.reading.reader import read_paths

ENGLISH = "Soldiers shelled the invented village on Monday, killing two people, an army spokesman said. It was the second attack."
FOREIGN = {
    "ar": "قصفت مدفعية الجيش قرية الخيال صباح يوم الاثنين، وقال متحدث باسم الجيش إن شخصين قتلا وأصيب ثلاثة آخرون بجروح.",
    "de": "Soldaten haben am Montag das erfundene Dorf beschossen und dabei zwei Menschen getötet, sagte ein Sprecher der Armee.",
    "es": "Los soldados bombardearon el lunes la aldea inventada y mataron a dos personas, dijo un portavoz del ejército del país.",
    "fr": "Des soldats ont bombardé le village inventé lundi, tuant deux personnes et en blessant trois autres, a déclaré l'armée.",
    "id": "Tentara menembaki desa rekaan itu pada hari Senin dan menewaskan dua orang, kata seorang juru bicara militer setempat.",
    "pt": "Soldados bombardearam a aldeia inventada na segunda-feira, matando duas pessoas, disse um porta-voz do exército do país.",
    "ru": "Солдаты обстреляли вымышленную деревню в понедельник, погибли два человека, сообщил представитель армии.",
    "sw": "Wanajeshi walishambulia kijiji cha kubuni siku ya Jumatatu na kuua watu wawili, msemaji wa jeshi alisema jana jioni.",
    "tr": "Askerler pazartesi günü hayali köyü bombaladı, iki kişi öldü, ordu sözcüsü bunun haftanın ikinci saldırısı olduğunu söyledi.",
    "uk": "Солдати обстріляли вигадане село в понеділок, загинули двоє людей, повідомив речник армії.",
    "zh": "一名军方发言人说，士兵星期一炮击了这个虚构的村庄，造成两人死亡，另有三人受伤，救援人员正在搜寻失踪者。",
}


@pytest.mark.parametrize(("tag", "text"), FOREIGN.items())
@pytest.mark.parametrize("stated", [None, "en"])
def test_other_languages_are_told_whatever_the_page_states(tag, text, stated):
    assert language.language_of(text, stated) == tag
    assert language.skip_reason(tag).startswith("is in ")


@pytest.mark.parametrize("stated", [None, "en", "en-GB", "ar", "fr"])
def test_english_is_told_whatever_the_page_states(stated):
    assert language.language_of(ENGLISH, stated) == (stated if stated and stated.startswith("en") else "en")


@pytest.mark.parametrize(
    "text",
    [
        "Two killed.",
        "Raqqa, Homs, Deir ez-Zor, Hama, Idlib",
        "12 dead; 30 hurt",
        "Abdullah Hussein Ali Mohammed Ahmed Hassan Omar",
    ],
)
def test_what_is_too_short_to_tell_is_not_refused(text):
    assert language.language_of(text, None) is None
    assert language.language_of(text, "fr") == "fr"


def test_a_few_words_of_another_script_are_enough():
    assert not language.is_english(language.language_of("Двое убиты в деревне в понедельник", None))


def test_english_reports_never_load_the_model():
    """It takes a second and 100 MB."""
    program = (
        "import sys; from reportedly.reading.language import language_of; "
        f"assert language_of({ENGLISH!r}, None) == 'en'; assert 'py3langid' not in sys.modules; "
        f"assert language_of({FOREIGN['fr']!r}, None) == 'fr'; assert 'py3langid.langid' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("tag", "english"),
    [("en", True), ("en-GB", True), ("EN_us", True), ("eng", True), (None, True), ("enm", False), ("fr", False), ("und", False)],
)
def test_language_tags(tag, english):
    assert language.is_english(tag) is english


def test_a_report_in_another_language_is_kept_marked_and_left_out_of_coding(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in (FOREIGN["ar"], ENGLISH)))
    failures = []
    foreign, english = read_paths([str(path)], load_codebook().publishers, failures.append)
    assert (foreign.report.language, foreign.skipped) == ("ar", "is in Arabic, not in English")
    assert (english.report.language, english.skipped) == ("en", None)
    skipped = []
    assert list(language.codable([foreign, english], skipped.append)) == [english]
    assert skipped == [foreign]
    assert failures == []


def test_code_says_how_many_were_left_out_and_codes_them_if_asked(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({"id": tag, "text": text}) + "\n" for tag, text in [("fr", FOREIGN["fr"]), ("en", ENGLISH)])
    )
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(main, ["code", str(path), "-o", str(out)])
    assert (result.exit_code, [json.loads(line)["report"]["id"] for line in out.read_text().splitlines()]) == (0, ["en"])
    assert "1 report is not in English and not coded (--any-language codes them)" in result.stderr
    result = CliRunner().invoke(main, ["code", str(path), "-o", str(out), "--any-language"])
    assert [json.loads(line)["report"]["language"] for line in out.read_text().splitlines()] == ["fr", "en"]
    assert (result.exit_code, result.stderr) == (0, "")
