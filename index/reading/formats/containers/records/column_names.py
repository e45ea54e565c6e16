"""How the columns of news data are called.

Knows names only, as `plain` leaves them: lower case, without separators. Collected from the exports of Elasticsearch,
MongoDB and WordPress, schema.org, NewsAPI, the Guardian, the New York Times, GDELT, news-please, newspaper3k, BEIR and
the tables of news on Kaggle and Hugging Face.
"""

from __future__ import annotations

import re
from functools import lru_cache

NAMES: dict[str, tuple[str, ...]] = {
    fact: tuple(names.split())
    for fact, names in {
        "text": "text body content article articletext articlebody maintext fulltext story storytext bodytext plaintext "
        "cleantext contenttext newstext rawtext textcontent articlecontent newscontent bodyhtml contenthtml "
        "texte texto testo tekst текст мәтін metin inhalt contenido contenu contenuto conteúdo treść 正文 内容 本文 본문 النص",
        "title": "title headline webtitle articletitle newstitle heading headlinetext "
        "titel titre título titulo titolo tytuł заголовок тақырып başlık überschrift schlagzeile 标题 タイトル 見出し 제목 العنوان",
        "published": "published publishedat publisheddate publishedon pubdate publicationdate date datepublished "
        "datepublish publishdate publishedtime publishtime firstpublished webpublicationdate articledate newsdate "
        "releasedate posted postedat dateposted seendate timestamp datetime dategmt createdat created datecreated "
        "datum fecha data дата күні tarih veröffentlicht 日期 发布时间 日付 날짜 التاريخ",
        "updated": "updated updatedat updateddate modified modifiedat datemodified datemodify lastmodified lastupdated "
        "moddate modifiedgmt dateupdated",
        "author": "author authors byline creator writer writers journalist authorname "
        "autor auteur autore автор yazar verfasser 作者 著者 기자 الكاتب",
        "outlet": "source outlet publisher publication sitename site newspaper sourcename medium media newssource "
        "sourcedomain domain hostname "
        "quelle fuente fonte источник źródło kaynak bron 来源 媒体 출처 المصدر",
        "url": "url link canonicalurl weburl permalink canonical articleurl sourceurl newsurl requestedurl href uri",
        "language": "language lang languagecode locale",
        "id": "id guid articleid uuid docid documentid newsid storyid uid",
    }.items()
}
"""The names of each fact, the most telling first."""

SUMMARIES = ("description", "summary", "abstract", "leadparagraph", "excerpt", "lead", "snippet")
"""Taken for the text of a record that has a title and no other: all that some tables and news services give."""

NESTS = frozenset({"metadata", "meta", "_source", "attributes", "fields", "properties", "data", "row", "article"})
"""Objects inside a record that hold its facts ("_source" is Elasticsearch's, "row" Hugging Face's; "source" is
NewsAPI's outlet)."""

_SEPARATORS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)
def plain(column: str) -> str:
    """A column's name without case and separators: "Date Published", "date_published" and "datePublished" are one."""
    return _SEPARATORS.sub("", column).lower()


def is_known(column: str) -> bool:
    """True for a usual name of a fact or of a summary."""
    return plain(column) in SUMMARIES or any(plain(column) in names for names in NAMES.values())


def is_text_column(column: str) -> bool:
    """True for a usual name of the text or of a summary."""
    return plain(column) in NAMES["text"] + SUMMARIES
