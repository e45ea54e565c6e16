"""What counts as a mention of a phrase, case by case, and that its words can be looked up."""

from __future__ import annotations

import unicodedata

import pytest

from index.errors import QuestionError
from index.mentions.wording import Phrase, ends_word, folded_with_places, may_join
from index.types import Span


def found(phrase: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in Phrase(phrase).spans(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Lake Como", "At lake como, on LAKE COMO.", ["lake como", "LAKE COMO"]),
        ("Lake Como", "Lake\nComo; Lake-Como; Lake  Como; Lake -\n Como", ["Lake\nComo", "Lake-Como", "Lake  Como", "Lake -\n Como"]),
        ("Lake Como", "the lake\n\nComo lies far; lake, Como; LakeComo", []),
        ("ferry", "ferry ferries ferry's ferrys’ ferried preferry", ["ferry", "ferries", "ferry's", "ferrys’"]),
        ("box", "boxes boxs box's", ["boxes", "box's"]),
        ("floods", "flood floods", ["floods"]),
        ("electric car", "electric cars, electrics car", ["electric cars"]),
        ("Kazakhstan", "Kazakhstan's and Kazakhstan’s, (Kazakhstan), _Kazakhstan_", ["Kazakhstan's", "Kazakhstan’s", "Kazakhstan", "Kazakhstan"]),
        ("Kazakhstan", "Kazakhstani Kazakhstan2 éKazakhstan Kazakhstan\u0301 Ⓐkazakhstan", []),
        ("ab ab", "xab ab ab", ["ab ab"]),
        ("o'brien", "O’Brien and O'Brien's", ["O’Brien", "O'Brien's"]),
        ("C++", "C++ or C, c++.", ["C++", "c++"]),
        ("$5", "$5 and $50 and 5", ["$5"]),
        ("cease fire", "a cease-fire, a ceasefire", ["cease-fire"]),
        ("e-mail", "e-mail e mail email", ["e-mail", "e mail"]),
        ("St Petersburg", "St. Petersburg, St Petersburg, St.\nPetersburg", ["St. Petersburg", "St Petersburg", "St.\nPetersburg"]),
        ("Mr. Olsen", "Mr Olsen met Mr. Olsen", ["Mr Olsen", "Mr. Olsen"]),
        ("US", "the US and U.S. told us, Us, uS; USA", ["US", "U.S"]),
        ("U.S. Senate", "U.S. Senate, US Senate, us Senate, U.S Senate's", ["U.S. Senate", "US Senate", "U.S Senate's"]),
        ("us", "the US told us", ["US", "us"]),
        ("NATO", "NATO, Nato and nato", ["NATO", "Nato", "nato"]),
        ("FERRY", "the Ferry, ferries, F.E.R.R.Y", ["Ferry", "ferries", "F.E.R.R.Y"]),
        ("MP", "an MP, two MPs, an mp", ["MP", "MPs"]),
        ("STRASSE", "Straße, Strasse, strassen", ["Straße", "Strasse"]),
        ("Straße", "STRASSE und Straßes", ["STRASSE", "Straßes"]),
        ("finance", "ﬁnance and Finance", ["ﬁnance", "Finance"]),
        ("café", "café cafe\u0301 cafe CAFE\u0301S", ["café", "cafe\u0301", "CAFE\u0301S"]),
        ("cafe", "cafe\u0301 cafe", ["cafe"]),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8 한국", ["\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"]),
        ("北京", "他在北京工作", ["北京"]),
        ("Οδός", "ΟΔΌΣ οδός", ["ΟΔΌΣ", "οδός"]),
    ],
)  # fmt: skip
def test_where_a_phrase_stands(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


def test_marked_spans_hold_no_mention_and_break_one() -> None:
    text = "Photo: Oslo\nIn Oslo."
    assert list(Phrase("Oslo").spans(text, (Span(0, 11),))) == [Span(15, 19)]
    assert list(Phrase("Oslo In").spans(text, (Span(0, 11),))) == []


@pytest.mark.parametrize("phrase", ["", "...", "&", "“”", "-"])
def test_a_phrase_without_a_word_is_refused(phrase: str) -> None:
    with pytest.raises(QuestionError, match="has no word in it"):
        Phrase(phrase)


def test_the_words_that_can_be_looked_up() -> None:
    assert [set(forms) for forms in Phrase("ß café").lookups()] == [{"ss", "ſs", "sſ", "ſſ", "ß"}]
    assert [set(forms) for forms in Phrase("fin box").lookups()] == [{"fin", "ﬁn"}, {"box", "boxes", "boxeſ"}]
    assert [set(forms) for forms in Phrase("café party").lookups()] == [
        {"party", "parties", "partys", "partieſ", "partyſ"}
    ]
    assert [set(forms) for forms in Phrase("the U.K.").lookups()] == [{"the"}, {"u", "uk", "uks", "ukſ"}]
    assert Phrase("Öl").lookups() == []
    assert Phrase("ſſ" * 9).lookups() == []
    assert [set(forms) for forms in Phrase("x" * 60 + " b").lookups()] == [{"x" * 60}, {"b", "bs", "bſ"}]
    assert Phrase("x" * 61 + " é").lookups() == []


@pytest.mark.parametrize("word", ["x" * 500, "x" * 2000])
def test_a_word_of_any_length_is_found_though_not_looked_up(word: str) -> None:
    assert Phrase(word).lookups() == []
    assert found(word, f"An {word} stood there.") == [word]


def test_no_character_but_the_known_ones_folds_to_ascii_in_another_way_than_by_its_lower_case() -> None:
    """Else a text could hold a word that the word index has in a spelling that is not looked up."""
    unlike = {
        character
        for character in map(chr, range(0x80, 0x110000))
        if (folded := unicodedata.normalize("NFC", character).casefold()).isascii()
        and folded.isalnum()
        and folded != character.lower()
    }
    assert unlike == set("ſßẞﬀﬁﬂﬃﬄﬅﬆ")


def test_every_character_that_nfc_composes_with_one_before_it_is_known_to() -> None:
    composing = set()
    for character in map(chr, range(0x110000)):
        decomposed = unicodedata.decomposition(character)
        if decomposed and not decomposed.startswith("<"):
            composing |= {chr(int(part, 16)) for part in decomposed.split()[1:]}
    assert {"\u0301", "\u0308", "\u3099"} <= composing
    assert [character for character in composing if not may_join(character)] == []
    assert unicodedata.normalize("NFC", "가\u11a8") == "각"
    assert may_join("\u11a8")


def test_what_ends_a_word_here_ends_it_in_the_word_index() -> None:
    """Each character between two letters: where it is said to end a word, the word index has two words."""
    import tantivy

    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    enders = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and ends_word(chr(code))]
    for first in range(0, len(enders), 5000):
        some = enders[first : first + 5000]
        words = analyzer.analyze(" ".join(f"a{character}b" for character in some))
        assert words == ["a", "b"] * len(some)


def test_places_lead_back_to_the_text() -> None:
    text = "Cafe\u0301 ﬁve Straße"
    folded, places = folded_with_places(text)
    assert folded == "café five strasse"
    assert places is not None
    assert [text[span.start : span.end] for span in places] == [
        *"Caf",
        "e\u0301",
        *" ",
        "ﬁ",
        "ﬁ",
        *"ve Stra",
        "ß",
        "ß",
        "e",
    ]
