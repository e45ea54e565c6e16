"""CSV and TSV: a row an article, whatever the dialect and the encoding."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.containers.records import values
from index.reading.formats.containers.records.days import settled_order
from tests.index.formats.reading import drafts, outcome, records

MARCH_26 = dt.date(2024, 3, 26)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_row_is_an_article_whatever_the_delimiter(delimiter: str) -> None:
    content = (
        delimiter.join(["id", "Title", "Text"]) + "\r\n" + delimiter.join(["7", "A bridge", '"Two,\r\nlines; a |\t."'])
    )
    found = drafts("a.csv", content)
    assert found["#7"].text == "Two,\nlines; a |\t."
    assert (found["#7"].found.title, found["#7"].found.title_from) == ("A bridge", "column")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_tables_in_other_encodings(encoding: str) -> None:
    texts = {"cp1251": "Министр заявил во вторник, что переговоры продолжатся на следующей неделе в столице."}
    text = texts.get(encoding, "Le ministre a déclaré que la réunion était très utile pour l'économie européenne.")
    content = f'id;text\n1;"{text}"\n2;"{text}"\n'.encode(encoding)
    assert {suffix: draft.text for suffix, draft in drafts("a.csv", content).items()} == {"#1": text, "#2": text}


def test_a_line_that_names_the_delimiter_is_no_row() -> None:
    assert drafts("a.csv", "sep=;\nid;text\n1;One, two.\n")["#1"].text == "One, two."


def test_old_macintosh_newlines_end_rows() -> None:
    assert list(drafts("a.csv", "id,text\ra,One.\rb,Two.\r")) == ["#a", "#b"]


def test_broken_rows_cost_themselves_only() -> None:
    found = outcome("a.csv", 'id,text\na,One.\nb,two, three\n"c"x,Three.\nd,Four.\n')
    assert found.texts == {"#a": "One.", "#d": "Four."}
    assert found.errors["#2"].startswith("a.csv: line 3: the row has 3 fields, the first row names 2")
    assert found.errors["#3"].startswith("a.csv: the row from line 4 to 4 cannot be read")


def test_an_open_quote_is_told_with_the_line_where_it_opens() -> None:
    found = outcome("a.csv", 'id,text\na,One.\nb,"two\nc,Three.\n')
    assert found.texts == {"#a": "One."}
    assert "the row from line 3 to 4 cannot be read (unexpected end of data)" in found.errors["#2"]


def test_a_table_without_texts_is_refused_with_its_columns() -> None:
    with pytest.raises(ArticleError, match="no column holds texts; the columns are 'query', 'score'"):
        records("a.tsv", "query\tscore\nq1\t1\n")


def test_other_rows_settle_the_order_of_day_and_month() -> None:
    found = drafts("a.csv", "id,date,text\n1,03/04/2024,One.\n2,26/03/2024,Two.\n")
    assert (found["#1"].found.published, found["#2"].found.published) == (dt.date(2024, 4, 3), MARCH_26)
    assert drafts("a.csv", "id,date,text\n1,03/04/2024,One.\n")["#1"].found.published is None
    assert settled_order(["26/03/2024", "03/26/2024"]) is None


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1).filter(
    lambda text: bool(text.strip()) and "<" not in text and text.strip() not in values._MISSING
)


@given(
    st.lists(TEXT, min_size=1, max_size=5),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_tables_come_back_exactly(texts: list[str], delimiter: str, quoting: int) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([["title", "text"], *(["A bridge", text] for text in texts)])
    found = drafts("a.csv", file.getvalue().encode())
    assert [draft.text for draft in found.values()] == texts
