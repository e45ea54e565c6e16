"""Ends of sentences inside a block: in every script, beside abbreviations, and in time that grows with the text."""

from __future__ import annotations

import gc
import math
import time

import nupunkt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.sentence_ends import _WINDOW
from index.reading.sentences import split_sentences

PIECES = (
    "word",
    "went home.",
    "He",
    "The end!",
    "“Really?”",
    "she asked",
    "‘Yes.’",
    "(He left.)",
    "Mr.",
    "Smith",
    "U.S.",
    "Acme Inc.",
    "No. 10",
    "5 p.m.",
    "on Jan. 3.",
    "in 2019.",
    "$3.5 billion.",
    "mid-Jan.",
    "Google’s own.",
    "Wait...",
    "and … then",
    "etc.",
    "e.g. this",
    "Yahoo! in",
    "École.",
    "Привет мир.",
)


def split(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["मंत्री ने सोमवार को बात की।", "वे दिल्ली में थे।", "क्या वे लौटेंगे?", "हाँ।"],
        ["वह बोला।[1]", "सब चुप थे॥ १२ ॥", "फिर बारिश हुई।"],
        ["وصل الوزير إلى القاهرة.", "هل سيعود غدا؟", "قال إنه لا يعرف!"],
        ["وزیر نے پیر کو بات کی۔", "کیا وہ واپس آئیں گے؟", "ہاں۔"],
        ["Պատգամավորները եկան։", "Նրանք երեկոյան գնացին։"],
        ["ሚኒስትሩ ትናንት መጡ።", "ነገ ይመለሳሉ፧", "አዎ።"],
        ["ဝန်ကြီး ရောက်လာသည်။", "မိုးရွာသည်။"],
        ["រដ្ឋមន្ត្រី មកដល់។", "ភ្លៀង ធ្លាក់។"],
        ["Πότε θα έρθει;", "Κανείς δεν ξέρει.", "«Πού είναι;»", "Εδώ."],
        ["Ποιος ήρθε\u037e", "ο υπουργός."],
        ["¿Qué pasó ayer?", "El ministro habló en Lima.", "¡Qué sorpresa!", "¿Y ahora?"],
    ],
    ids=["Hindi", "verse", "Arabic", "Urdu", "Armenian", "Amharic", "Burmese", "Khmer", "Greek", "037E", "Spanish"],
)
def test_every_script_ends_its_sentences_with_its_own_marks(expected: list[str]) -> None:
    assert split(" ".join(expected)) == [("sentence", sentence) for sentence in expected]


@pytest.mark.parametrize(
    "expected",
    [
        ["部长周一到达北京。", "他说：“我们会谈。”", "会谈持续两小时！", "谁会参加？", "没有人知道。"],
        ["大臣は月曜日に東京に着いた。", "「明日行く。」と彼は言った。", "本当ですか？", "はい！"],
        ["「行こう。」", "「待って！？」", "雨が降った。"],
        ["値は３．５だ．", "次に進む．"],
        ["大臣が来た｡", "雨だ｡"],
    ],
    ids=["Chinese", "Japanese", "dialogue", "full-width stop", "half-width stop"],
)
def test_no_space_follows_a_mark_in_chinese_and_japanese(expected: list[str]) -> None:
    assert split("".join(expected)) == [("sentence", sentence) for sentence in expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "The angle α; it is small.",
        "He wrote “你好” on the wall and left.",
        "O γιατρός μίλησε με τον ασθενή; με την οικογένεια όμως όχι.",
    ],
    ids=["a semicolon after a Greek letter", "words of another script", "small letters follow"],
)
def test_what_merely_looks_like_an_end_of_another_script_is_none(sentence: str) -> None:
    assert split(f"{sentence}\n\nIt rained.") == [("sentence", sentence), ("sentence", "It rained.")]


def test_thai_has_no_end_mark_so_that_a_paragraph_is_a_sentence() -> None:
    lines = ["รัฐมนตรีเดินทางถึงกรุงเทพฯ เมื่อวันจันทร์ และจะกลับ ในวันพุธ " * 3, "ฝนตกหนัก"]
    assert split("\n\n".join(lines)) == [("sentence", line.strip()) for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. The first. IV. The second.", ["1. The first.", "IV.", "The second."]),
        ("The third. 2. He left.", ["The third.", "2.", "He left."]),
        ("IV. The second one ended. It rained.", ["IV. The second one ended.", "It rained."]),
        ("He met Mr. Smith of Acme Inc. He left. No. 10 replied.", ["He met Mr. Smith of Acme Inc.", "He left.", "No. 10 replied."]),
        ("A mid-size boat. They don’t. ‘Yes.’ He left.", ["A mid-size boat.", "They don’t.", "‘Yes.’", "He left."]),
        ("They sold Yahoo! in May. “Why?” he asked. “Now!” It rained.", ["They sold Yahoo!", "in May.", "“Why?” he asked.", "“Now!”", "It rained."]),
    ],
)  # fmt: skip
def test_plain_ends_and_doubtful_ones_stand_side_by_side(text: str, expected: list[str]) -> None:
    assert split(text) == [("sentence", sentence) for sentence in expected]


def test_a_sentence_longer_than_a_window_is_decided_as_in_one() -> None:
    """Nothing changes where nupunkt is shown a part at a time: its spans over the whole text are the reference."""
    abbreviated = "Mr. Olaf Brandt met U.S. and E.U. envoys of Acme Inc. and Co. "
    text = abbreviated * 80 + "No. 10 replied. He left at 5 p.m. on Jan. 3. " * 80
    assert len(text) > 3 * _WINDOW
    whole = [text[start:end].strip() for start, end in nupunkt.load("default").span_tokenize(text)]
    assert len(whole) == 160
    assert [sentence for _, sentence in split(text)] == whole


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_plain_ends_are_where_nupunkt_ends_sentences_with_words(text: str) -> None:
    """The reference is nupunkt over the whole block, its parts without a letter or digit put to a neighbour."""
    block = f"Prose begins here, {text} and ends."
    ends = {end for _, end in nupunkt.load("default").span_tokenize(block)}
    assert {s.end for s in split_sentences(block)} == ends


ENDLESS = {
    "dots": ".",
    "spaces": " ",
    "newlines": "\n",
    "letters and spaces": "a ",
    "digits": "7",
    "brackets": "(",
    "emoji": "😀",
    "combining marks": "\u0301",
    "line separators": "\u2028",
    "paragraph separators": "\u2029",
    "marks without a space": "a.[1]",
    "spaced dots": ". ",
    "abbreviations": "Mr. ",
    "initials": "A.",
    "closed marks": "x.”",
    "wrapped lines": "He met Mr. Olaf Brandt of the U.S.\n",
    "one word a line": "word\n",
    "list items": "- a\n",
    "dandas": "।",
    "verse ends": "॥ 1",
    "closed ideographic stops": "。」",
    "prose": "He said so in the old town hall, in 2019. Nobody came at 5 p.m. on Monday. ",
}


@pytest.mark.parametrize("pattern", ENDLESS.values(), ids=ENDLESS)
def test_twice_the_text_takes_at_most_thrice_the_time(pattern: str) -> None:
    """Quadratic work would take four times as long; the fastest of several turns is compared, both in one process."""
    small, large = (f"A{pattern * (size // len(pattern))}" for size in (100_000, 200_000))
    assert _ratio(small, large) < 3


def _ratio(small: str, large: str) -> float:
    quick = slow = math.inf
    for _ in range(25):
        quick, slow = min(quick, _seconds(small)), min(slow, _seconds(large))
        if slow < 2.2 * quick:
            break
    # Work below a millisecond is measured too coarsely to be compared.
    return slow / max(quick, 0.001)


def _seconds(text: str) -> float:
    # The garbage collector walks through all that pytest holds, which grows with no text.
    gc.disable()
    try:
        before = time.process_time()
        split_sentences(text)
        return time.process_time() - before
    finally:
        gc.enable()


@pytest.mark.slow
def test_a_line_of_15_megabytes_and_a_file_of_100_000_lines_are_split() -> None:
    sentence = "He said so in the old town hall of Astana. "
    line = sentence * (15_000_000 // len(sentence))
    assert len(split_sentences(line)) == 15_000_000 // len(sentence)
    endless = "a.[1]" * 3_000_000
    [whole] = split_sentences(endless)
    assert (whole.start, whole.end) == (0, 15_000_000)
    lines = "\n".join(["Ended."] * 100_000)
    assert len(split_sentences(lines)) == 100_000
