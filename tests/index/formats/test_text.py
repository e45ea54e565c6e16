"""Bytes of text files: encodings told, damage named, nothing decoded to junk."""

from __future__ import annotations

import random
import time
from io import BytesIO
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.raw.encodings import UnreadableText, text_of
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, bytes_blob
from index.reading.formats.text import decode, text_records
from tests.articles import read as article_of

NEWS = {
    "en": "The minister said on Tuesday that the talks were “useful” – and that they’d continue. Prices rose to £600m.",
    "fr": "Le président a déclaré mardi que la réunion était « très utile » pour l’économie européenne. Les élèves reçus.",
    "de": "Der Minister erklärte am Dienstag, die Gespräche über größere Lieferungen seien nützlich. Für die Bürger gilt es.",
    "pl": "Prezydent spotkał się we wtorek z ministrem. Według ministra negocjacje będą kontynuowane w marcu. Żółć i gęś.",
    "tr": "Cumhurbaşkanı salı günü dışişleri bakanıyla görüştü. Taraflar ticaret ve ulaşım konularını ele aldı.",
    "ru": "Президент встретился во вторник с министром иностранных дел. Стороны обсудили торговлю и транспорт.",
    "uk": "Президент зустрівся у вівторок з міністром закордонних справ. Сторони обговорили торгівлю і транспорт.",
    "el": "Ο πρόεδρος συναντήθηκε την Τρίτη με τον υπουργό Εξωτερικών. Οι δύο πλευρές συζήτησαν για το εμπόριο.",
    "he": "הנשיא נפגש ביום שלישי עם שר החוץ. הצדדים דנו בסחר ובתחבורה. לדברי השר השיחות יימשכו במרץ.",
    "ar": "التقى الرئيس يوم الثلاثاء وزير الخارجية. وبحث الجانبان التجارة والنقل. وقال الوزير إن المحادثات ستستمر.",
    "ja": "首相は火曜日、経済政策について記者会見を開いた。政府は来年度の予算案をまとめ、国会に提出する方針だ。専門家は物価の上昇が続くと見ている。",
    "zh": "总统星期二在北京会见了外交部长。双方讨论了贸易和运输问题。部长说，谈判将在三月份的选举之后继续进行。专家认为价格还会上涨。",
    "tw": "總統星期二在台北會見了外交部長。雙方討論了貿易和運輸問題。部長說，談判將在三月份的選舉之後繼續進行。專家認為價格還會上漲。",
    "ko": "대통령은 화요일 서울에서 외교부 장관을 만났다. 양측은 무역과 교통 문제를 논의했다. 장관은 회담이 3월에 계속될 것이라고 말했다.",
}
OLD = [
    *[("en", "cp1252"), ("fr", "cp1252"), ("de", "cp1252"), ("de", "latin-1"), ("pl", "cp1250"), ("pl", "iso-8859-2")],
    *[
        ("tr", "cp1254"),
        ("tr", "iso-8859-9"),
        ("ru", "koi8-r"),
        ("ru", "cp1251"),
        ("ru", "iso-8859-5"),
        ("ru", "cp866"),
    ],
    *[("uk", "cp1251"), ("uk", "koi8-u"), ("el", "cp1253"), ("el", "iso-8859-7"), ("he", "cp1255"), ("ar", "cp1256")],
    *[("ja", "shift_jis"), ("ja", "euc-jp"), ("zh", "gb18030"), ("zh", "gb2312"), ("tw", "big5"), ("ko", "euc-kr")],
]


@pytest.mark.parametrize(("language", "encoding"), OLD)
@pytest.mark.parametrize("copies", [1, 300])
def test_old_encodings_come_out_as_they_were_written(language: str, encoding: str, copies: int) -> None:
    text = (NEWS[language] + "\n") * copies
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_unicode_comes_out_with_and_without_a_mark(language: str, encoding: str) -> None:
    assert decode(NEWS[language].encode(encoding), "a.txt") == NEWS[language]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", r"byte 0 \(b'\\x89'\) is not UTF-8"),
        ("caf\xe9 news".encode("latin-1"), r"byte 3 \(b'\\xe9'\) is not UTF-8"),
        ((NEWS["ru"] * 3).encode()[:-2], r"byte 549 \(b'\\xd1'\) is not UTF-8"),
        (NEWS["ru"].encode() + NEWS["ru"].encode("cp1251"), r"byte 184 \(b'\\xcf'\) is not UTF-8"),
        (NEWS["fr"].encode() + b" \xe9t\xe9", r"byte 126 \(b'\\xe9'\) is not UTF-8"),
        (b"\xff\xfea\x00\x00\xd8b\x00", r"byte 4 \(b'\\x00'\) is not UTF-16-LE"),
        (b"\xe9" * 1000, r"byte 0 .* is not UTF-8"),
        (random.Random(7).randbytes(5000), r"byte \d+ .* is not UTF-8"),
    ],
    ids=["png", "one word", "cut", "two encodings", "broken UTF-8", "broken UTF-16", "one byte", "random"],
)
def test_what_cannot_be_told_is_refused_with_its_place(content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError, match=rf"a\.txt: {fault}"):
        decode(content, "a.txt")


def test_random_bytes_are_never_taken_for_a_language() -> None:
    draw = random.Random(1)
    taken = 0
    for _ in range(200):
        content = bytes(draw.choice(range(32, 256)) for _ in range(200))
        try:
            text_of(content)
        except UnreadableText:
            continue
        taken += 1
    assert taken == 0


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode(content, "a.txt")
    except ArticleError:
        return
    assert text.strip()
    assert "\r" not in text


@given(st.text(min_size=1))
def test_utf8_comes_back_exactly(text: str) -> None:
    try:
        assert text_of(text.encode()) == text.removeprefix("\ufeff")
    except UnreadableText:
        # NULs beside blanks on one side only are UTF-16's mark, and no one's text.
        assert "\0" in text


def test_a_file_of_200_mb_is_refused_by_its_size_without_being_opened() -> None:
    def opened() -> BinaryIO:
        raise AssertionError("the file was opened")

    with pytest.raises(ArticleError, match="200,000,000 bytes, the limit for one article is 20,000,000"):
        next(text_records(Blob("a.txt", 200_000_000, opened)))


def test_a_file_that_grew_over_the_limit_is_refused() -> None:
    blob = Blob("a.txt", 5, lambda: BytesIO(b"x" * (LARGEST_ARTICLE_BYTES + 1)))
    with pytest.raises(ArticleError, match="more than 20,000,000 bytes"):
        blob.content()


def test_a_line_of_15_mb_is_read_in_bounded_time() -> None:
    started = time.perf_counter()
    [record] = text_records(bytes_blob("a.txt", b"word " * 3_000_000))
    assert len(record.read().text) == 15_000_000
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "text",
    [
        "Мост через гавань будет перестроен до зимы, сообщили городские власти во вторник.",
        "Мостът над залива ще бъде преустроен до зимата, съобщиха градските власти във вторник.",
        "Мост преко луке биће обновљен до зиме, саопштиле су у уторак градске власти.",
    ],
    ids=["Russian", "Bulgarian", "Serbian"],
)
def test_cyrillic_is_not_taken_for_greek_or_hebrew(text: str) -> None:
    assert text_of(text.encode("cp1251")) == text


def test_front_matter_tells_when_an_article_was_updated() -> None:
    article = article_of(
        "a.md", "---\ntitle: Talks\ndate: 2024-03-26\nlastmod: 2024-03-28T10:00:00Z\n---\nThe talks began."
    )[0]
    assert (str(article.published), str(article.updated), article.updated_from) == (
        "2024-03-26",
        "2024-03-28",
        "front matter",
    )


TOML = """+++
title = "Talks: a start"
date = 2024-03-26T09:00:00Z
lastmod = 2024-03-28
authors = ["Ann Lee", "Jo Fox"]
source = "The Daily"
[menu]
weight = 3
+++
"""


def test_front_matter_in_toml_states_what_it_does_in_yaml() -> None:
    article = article_of("a.md", f"{TOML}The talks began.")[0]
    assert (article.title, article.author, article.outlet) == ("Talks: a start", "Ann Lee, Jo Fox", "The Daily")
    assert (str(article.published), str(article.updated)) == ("2024-03-26", "2024-03-28")
    assert {article.title_from, article.author_from, article.outlet_from, article.published_from} == {"front matter"}
    assert [article.text[span.start : span.end] for span in article.boilerplate] == [TOML]


@pytest.mark.parametrize(
    "toml",
    ['title = "unclosed', "date = 2024-13-45", "# note\ntitle = Talks", "title = " + "[" * 5000, "[menu\ntitle = 1"],
    ids=["quote", "day", "bare word", "deep", "table"],
)
def test_broken_toml_is_named(toml: str) -> None:
    with pytest.raises(ArticleError, match=r"a\.md: the front matter is not valid TOML"):
        article_of("a.md", f"+++\n{toml}\n+++\nText is here.")


@pytest.mark.parametrize("prose", ["The president visited Astana.", "mood = 'good'", ""])
def test_text_between_lines_of_pluses_is_no_front_matter(prose: str) -> None:
    article = article_of("a.md", f"+++\n{prose}\n+++\nThe talks began.")[0]
    assert (article.title_from, article.text) == ("derived", f"+++\n{prose}\n+++\nThe talks began.")
