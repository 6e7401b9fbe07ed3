import pytest

from reportedly.coding.parse import load_parser, parse, wrong_weights
from reportedly.errors import UsageError
from reportedly.record import Mark, Report, digest

WRAPPED = (
    "Officials of the invented province said on Tuesday that at least\n"
    "eleven people had been killed when a bus struck a mine near the\n"
    "northern town of Exampleville, the second such blast this week.\n"
)


def sentences(models, text):
    report = Report(id="r", text=text, sha256=digest(text))
    return [text[s:e] for s, e in parse(models.nlp, report).sentences]


def test_a_headline_is_a_sentence_of_its_own(models):
    text = "Army takes Exampleville\nThe army took the invented town of Exampleville on Monday, its spokesman said."
    assert sentences(models, text)[0] == "Army takes Exampleville"


def test_a_long_headline_before_a_long_paragraph_is_a_sentence_of_its_own(models):
    headline = "Army says it has taken the invented town of Exampleville in the north"
    body = (
        "The army took the invented town of Exampleville on Monday after a week of shelling, its spokesman said in the capital."
    )
    assert sentences(models, f"{headline}\n{body}")[0] == headline


def test_a_sentence_goes_on_over_the_breaks_of_wrapped_text(models):
    assert sentences(models, WRAPPED) == [WRAPPED.strip()]


def test_a_sentence_starts_after_a_dateline(models):
    text = "QUITO – Police fired at a crowd in the invented town of Exampleville on Monday."
    marks = (Mark(start=0, end=7, kind="dateline"),)
    report = Report(id="r", text=text, sha256=digest(text))
    assert [text[s:e] for s, e in parse(models.nlp, report, marks).sentences] == ["QUITO –", text[8:]]


def test_the_default_model_must_be_the_published_one(models, tmp_path):
    assert wrong_weights(models.nlp.path) == []
    assert "tagger/model" in wrong_weights(tmp_path)


@pytest.mark.parametrize("name", ["no_such_model", "/nowhere"])
def test_a_missing_model_is_a_clear_error(name):
    with pytest.raises(UsageError, match="is not installed"):
        load_parser(name)
