"""Copies are found by their signatures, and told from other kin by their texts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near_duplicates.resemblance import Resemblance, Wording, are_copies, compare
from index.near_duplicates.signatures import (
    FEWEST_WORDS,
    MOST_COMPARED,
    SIGNATURE_BYTES,
    band_keys,
    likeliest,
    scheme,
    signature,
)
from index.near_duplicates.words import words_of

WIRE = """The port of Selmouth will close its grain terminal in June after 94 years, its owner said on Tuesday, and \
310 dockers will lose their jobs. Harland Freight bought the terminal in 1998 for 41 million pounds and has lost \
money on it since the Orrin canal was dredged in 2011.

"We looked at every other way," said Marta Quill, who runs the company. "Ships have grown and our berths have not." \
She said that workers would be offered places in Kelby, 60 miles to the north, or a year's pay.

The union called the decision a betrayal. Its secretary, Owen Darrow, said that the terminal had handled 2.3 million \
tonnes last year, more than in any year since 2007, and that members would vote on a strike before Easter.

Farmers who ship wheat through Selmouth fear higher costs. The regional growers' board put the price of carting grain \
to Kelby at nine pounds a tonne, and asked the ministry of transport for help with the road. A spokesman for the \
ministry said that it had received the request and would answer it within the month."""

LEAD = """Selmouth is bracing itself for a hard summer. On the quays there was little talk of anything else this \
morning, and shopkeepers along Bridge Street said that they had seen it coming.

"""

FOLLOW_UP = """Dockers in Selmouth voted by four to one on Friday to stop work for three days over the closing of \
their terminal, the first strike in the harbour for a generation. Ships bound for the town were told to wait off the \
coast, and two had already turned for ports in the south by nightfall. Pickets stood at both gates, cheered by \
drivers on the ring road, while managers kept the cranes still for safety. Talks with a mediator begin on Sunday in \
a hotel by the station, and both sides said they would listen.

Harland Freight bought the terminal in 1998 for 41 million pounds and has lost money on it since the Orrin canal was \
dredged in 2011. She said that workers would be offered places in Kelby, 60 miles to the north, or a year's pay."""

SAME_EVENT = """Hundreds of workers face the sack in Selmouth. The Harland group confirmed on Tuesday what the town \
had feared for months: the last grain silo on the east quay shuts this June. Ms Quill, its chief executive, told a \
crowded room that modern bulk carriers cannot turn in the old basin. Mr Darrow of the dockers' union walked out \
before she had finished. He wants a ballot. Some 310 posts go, though there may be work further up the coast."""

REPLACED = {
    "will": "is to", "close": "shut", "after": "following", "lose": "forfeit", "jobs": "posts", "bought": "acquired",
    "money": "cash", "every": "each", "runs": "heads", "workers": "staff", "offered": "given", "called": "termed",
    "decision": "move", "handled": "moved", "vote": "ballot", "fear": "expect", "higher": "steeper", "put": "set",
    "asked": "begged", "help": "aid", "received": "had", "answer": "settle", "carting": "hauling", "grown": "swollen",
}  # fmt: skip
"""Wherever they stand, an eighth of the text."""


def weather(day: str, degrees: tuple[int, int], wind: int, rain: int, sky: str) -> str:
    """One day's filling of a form."""
    return (
        f"The weather in Selmouth on {day} will be mostly {sky} in the morning, with temperatures of around {degrees[0]} "
        f"degrees at dawn. The highest temperature of the day, {degrees[1]} degrees, is expected by early afternoon. Winds "
        f"will come from the sea at {wind} kilometres an hour and will ease towards the evening. The chance of rain "
        f"is {rain} per cent on lower ground. Drivers are advised to take care on rural roads."
    )


def rewritten(text: str) -> str:
    return " ".join(REPLACED.get(word, word) for word in text.split(" "))


def alike(one: str, other: str) -> Resemblance:
    return compare(Wording.of(one), Wording.of(other))


def keys(text: str) -> set[int]:
    made = signature(text)
    assert made is not None
    return set(band_keys(made))


COPIES = {
    "another headline and outlet": f"Grain port to shut, 310 jobs go\nThe Kelby Courier\n\nSELMOUTH (Reuters) - {WIRE}",
    "the first half": WIRE[: WIRE.index("The union called")],
    "an added lead": LEAD + WIRE,
    "paragraphs in another order": "\n\n".join(reversed(WIRE.split("\n\n"))),
    "an eighth of the words replaced": rewritten(WIRE),
    "other quotation marks, dashes and line breaks": WIRE.replace('"', "”").replace(" - ", "—").replace(" ", "\n"),
    "capitals": WIRE.upper(),
}
KIN = {
    "a follow-up that repeats the background": (WIRE, FOLLOW_UP),
    "the same event in other words": (WIRE, SAME_EVENT),
    "one form filled in on two days": (
        weather("Monday", (4, 17), 12, 80, "cloudy"),
        weather("Friday", (9, 23), 30, 5, "sunny"),
    ),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_meets_its_original_under_a_key_and_is_confirmed(copy: str) -> None:
    assert keys(WIRE) & keys(copy)
    assert alike(WIRE, copy).copies


@pytest.mark.parametrize(("one", "other"), KIN.values(), ids=KIN.keys())
def test_kin_that_are_no_copies_are_told_apart(one: str, other: str) -> None:
    assert not alike(one, other).copies


def test_the_rewrite_of_the_samples_changes_an_eighth_of_the_words() -> None:
    """Else the case above would show nothing."""
    changed = sum(old != new for old, new in zip(WIRE.split(" "), (rewritten(w) for w in WIRE.split(" ")), strict=True))
    assert (changed, len(WIRE.split(" "))) == (24, 183)


def test_a_template_is_covered_whole_and_betrayed_by_its_facts() -> None:
    """Of Selmouth, the day, four numbers, "Winds" and "Drivers" the two days have three in common."""
    found = alike(*KIN["one form filled in on two days"])
    assert (found.coverage, found.facts) == (1.0, 3 / 8)


@pytest.mark.parametrize(("coverage", "facts", "copies"), [(0.82, 0.85, True), (0.81, 1.0, False), (1.0, 0.84, False)])
def test_copies_are_covered_and_keep_their_facts(*, coverage: float, facts: float, copies: bool) -> None:
    assert Resemblance(jaccard=0.5, containment=0.5, coverage=coverage, facts=facts).copies is copies


def test_the_shares_of_a_resemblance_are_those_counted_by_hand() -> None:
    """Nine words in seven runs against five in three, which are among them; no name, no number."""
    assert alike("one two three four five six seven eight nine", "three four five six seven") == Resemblance(
        jaccard=3 / 7, containment=1.0, coverage=1.0, facts=1.0
    )


def test_a_gap_of_six_words_is_bridged_and_one_of_seven_is_not() -> None:
    plain = "a b c {} x y z"
    gap = " ".join(f"w{number}" for number in range(6))
    assert alike(plain.format(gap), "a b c. x y z").coverage == 1.0
    assert alike(plain.format(f"{gap} w6") + " q", "a b c k l m n o p r x y z").coverage == 6 / 13


TEXTS = st.text() | st.lists(st.sampled_from(["a", "b", "C", "d.", "7", "é", "港", "—"]), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_resemblance_is_symmetrical_and_every_share_is_one(one: str, other: str) -> None:
    found = alike(one, other)
    assert found == alike(other, one)
    assert found.copies == are_copies(Wording.of(one), Wording.of(other))
    assert all(0 <= share <= 1 for share in (found.jaccard, found.containment, found.coverage, found.facts))


@given(TEXTS)
def test_identical_texts_are_copies_with_one_signature(text: str) -> None:
    """Of a text long enough to have a run of three words."""
    assert signature(text) == signature(text)
    if len(words_of(text)) >= 3:
        assert alike(text, text) == Resemblance(1.0, 1.0, 1.0, 1.0)
        assert alike(text, text).copies


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_text_is_too_odd_for_words_and_signatures(text: str) -> None:
    """Lone surrogates and control characters too: a long enough text has a signature of the known size."""
    made = signature(f"{text} {WIRE}")
    assert made is not None
    assert len(made) == SIGNATURE_BYTES == 384


def test_words_ignore_marks_and_accents_made_of_two_characters() -> None:
    assert words_of("Don’t — “Cafe\u0301”, 3.5% x_y") == ["Don", "t", "Café", "3", "5", "x", "y"]


def test_scripts_without_spaces_have_one_word_a_character() -> None:
    assert words_of("北京AP电") == ["北", "京", "AP", "电"]


def test_copies_in_chinese_are_found_and_other_reports_are_not() -> None:
    news = "塞尔茅斯港将于六月关闭运营九十四年的粮食码头,三百一十名码头工人将失去工作,公司周二宣布了这一决定,工会表示反对并将举行投票。"
    other = "研究人员在北部山区发现了一种新的蜥蜴,它的体长不到四厘米,生活在海拔两千米以上的岩石缝隙里,数量可能不足五百只,急需保护。"
    assert keys(news) & keys("路透社电:" + news)
    assert alike(news, "路透社电:" + news).copies
    assert not alike(news, other).copies


def test_a_text_under_forty_words_has_no_signature() -> None:
    words = WIRE.split()[:FEWEST_WORDS]
    assert signature(" ".join(words)) is not None
    assert signature(" ".join(words[1:])) is None


def test_a_text_has_forty_eight_keys_that_a_database_can_hold() -> None:
    made = band_keys(signature(WIRE) or b"")
    assert len(made) == len(set(made)) == 48
    assert all(-(2**63) <= key < 2**63 for key in made)


def test_the_signature_and_keys_of_a_known_text_stay_what_they_are() -> None:
    """In a process of another hash seed: an index outlives processes, machines and releases of the library."""
    program = (
        "from index.near_duplicates.signatures import *; import hashlib; text = ' '.join(f'word{n}' for n in range(200));"
        "made = signature(text); print(scheme(), hashlib.sha256(made).hexdigest()[:16], band_keys(made)[0], band_keys(made)[-1])"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == [scheme(), "10e3ab20e03e20ea", "4780862310819074006", "1331562532264370875"]
    assert scheme() == "rensa-2/runs-3/64+32x100"


def test_unrelated_texts_share_no_key() -> None:
    assert not keys(WIRE) & keys(weather("Monday", (4, 17), 12, 80, "cloudy"))


def test_the_likeliest_candidates_come_first_and_no_more_than_are_worth_reading() -> None:
    own = signature(WIRE) or b""
    half, other = signature(COPIES["the first half"]) or b"", signature(weather("Monday", (1, 2), 3, 4, "wet")) or b""
    assert likeliest(own, {3: other, 2: half, 9: own, 8: own}) == [8, 9, 2]
    assert likeliest(own, dict.fromkeys(range(90, 0, -1), own)) == list(range(1, MOST_COMPARED + 1))
