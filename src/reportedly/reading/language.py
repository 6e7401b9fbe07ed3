"""Which language a text is in: a count of English function words first, a model (py3langid) only where that does not say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportedly.record import Reading

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# A lead paragraph says it; the rest of a long report would only cost time.
LOOKED_AT = 4_000
FEWEST_LETTERS = 80
SURE = 0.5
# Of another script a few words are enough: no English report is written in Cyrillic.
FEWEST_FOREIGN_LETTERS = 20
LATIN_SHARE = 0.2

# Running English has about 40 % of these; names, tables and lists of the dead have few. Other languages share some ("a", "in"),
# which is why the two together ask for both a share and several different words.
_FUNCTION_WORDS = frozenset((
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "by", "at", "from", "were", "had", "has",
    "have", "been", "as", "an", "it", "its", "his", "her", "their", "they", "he", "she", "who", "which", "not", "but", "or", "be",
    "are", "this", "said", "after", "before", "when", "near", "no", "one", "two", "more", "than", "into", "over", "about",
    "between", "against", "would", "will", "while", "also", "there", "where", "what", "all", "some",
))  # fmt: skip
ENGLISH_SHARE = 0.2
DIFFERENT_WORDS = 4

# Captions and headlines of English reports, full of names, come out as these.
_TAKEN_FOR_ENGLISH = frozenset({"pcm", "sco", "la"})

_NAMES = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "ku": "Kurdish", "my": "Burmese",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ru": "Russian", "so": "Somali", "sw": "Swahili", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese", "am": "Amharic", "ha": "Hausa", "nl": "Dutch", "vi": "Vietnamese",
}  # fmt: skip


def language_of(text: str, stated: str | None) -> str | None:
    """Text and the language tag that its input states -> the tag that the text bears out, ``None`` if nobody knows.

    Pages state wrong languages (a template's ``lang="en"`` around Arabic), so the text decides where it is long and clear
    enough; else the stated tag stands. ``und``: in no script of ours, and in no language that the model knows.
    """
    letters = sum(map(str.isalpha, sample := text[:LOOKED_AT]))
    if looks_english(sample):
        return _agree(stated, "en")
    foreign = letters >= FEWEST_FOREIGN_LETTERS and _latin(sample) < LATIN_SHARE * letters
    if letters < FEWEST_LETTERS and not foreign:
        return stated
    guess, probability = _model().classify(sample)
    if guess in _TAKEN_FOR_ENGLISH:
        return stated
    if foreign and (guess == "en" or probability < SURE / 2):
        return stated if stated and not is_english(stated) else "und"
    if foreign or probability >= SURE:
        return _agree(stated, guess)
    return stated


def looks_english(text: str) -> bool:
    """Whether the words of a text are so often English function words that no model has to be asked."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    known = [word for word in words if word in _FUNCTION_WORDS]
    return (
        len(words) >= 5 and len(known) >= ENGLISH_SHARE * len(words) and len(set(known)) >= min(DIFFERENT_WORDS, len(words) // 4)
    )


def is_english(tag: str | None) -> bool:
    """Whether a language tag (BCP 47) may stand for English; ``None`` (nobody knows) may."""
    return tag is None or re.split("[-_]", tag.strip().lower())[0] in ("en", "eng", "english", "")


def language_name(tag: str) -> str:
    """``ar`` -> ``Arabic``; a tag without a name here stays as it is."""
    return _NAMES.get(re.split("[-_]", tag.lower())[0], tag)


def skip_reason(language: str | None) -> str | None:
    """Language tag -> why a report in it is not coded, ``None`` if it is."""
    return None if is_english(language) else f"is in {language_name(language or '')}, not in English"


def codable(readings: Iterable[Reading], on_skipped: Callable[[Reading], None]) -> Iterator[Reading]:
    """Readings -> those that can be coded, in order; the others go to ``on_skipped``."""
    for reading in readings:
        if reading.skipped is None:
            yield reading
        else:
            on_skipped(reading)


def _agree(stated: str | None, found: str) -> str:
    """``en-GB`` says more than ``en``; a stated language that the text denies says nothing."""
    return stated if stated and re.split("[-_]", stated.lower())[0] == found else found


def _latin(text: str) -> int:
    return sum(1 for char in text if char.isalpha() and (char.isascii() or unicodedata.name(char, "").startswith("LATIN")))


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    # A second to load and some 100 MB, which a run over English reports never pays.
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
