"""Exports, feeds, tables and folders as journalists have them: what a review of reading found wrong, kept right."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from index.reading.article import read_blob
from index.reading.boilerplate import boilerplate_lines
from index.reading.facts.datelines import read_dateline
from index.reading.folder import scan_folders, sources_of
from index.reading.formats.properties import stated_properties
from index.reading.formats.record import bytes_blob
from index.types import Article

PORT = "The port reopened on Tuesday after engineers cleared the channel. The first ferry sails at dawn."
HARVEST = "Farmers say the barley harvest is the poorest in two decades. Growers want lower taxes on diesel."


def articles(name: str, content: object) -> dict[str, Article]:
    """The articles of a file by suffix; `content` that is no text is written as JSON."""
    written = content if isinstance(content, bytes | str) else json.dumps(content)
    blob = bytes_blob(name, written.encode() if isinstance(written, str) else written)
    return {article.id: article for article, _ in read_blob(blob, "", path=name)}


def only(name: str, content: object) -> Article:
    [article] = articles(name, content).values()
    return article


def test_the_object_that_holds_a_record_in_elasticsearch_is_not_its_outlet() -> None:
    hit = {"_id": "a1", "_source": {"title": "Port", "body": PORT, "content": "Other words."}}
    article = only("a.json", {"hits": {"hits": [hit]}})
    assert (article.id, article.title, article.outlet) == ("#a1", "Port", None)


def test_an_article_in_an_object_in_an_object_is_read_with_its_facts() -> None:
    article = only("a.json", {"data": {"article": {"title": "Port", "body": PORT, "date": "2024-03-26"}}})
    assert (article.title, article.text, article.published) == ("Port", PORT, dt.date(2024, 3, 26))


def test_the_text_of_an_object_is_its_body_before_its_title() -> None:
    assert only("a.json", {"content": {"title": "Port", "body": PORT}}).text == PORT


@pytest.mark.parametrize("missing", ["NaN", "nan", "None", "NULL", "null", "\\N", "N/A", "<NA>", "NaT"])
def test_what_programs_write_for_nothing_is_nothing(missing: str) -> None:
    article = only("a.csv", f"title,text,author,url,source\n{missing},{PORT},{missing},{missing},{missing}\n")
    assert (article.author, article.url, article.outlet, article.title_from) == (None, None, None, "derived")


SHAPES: dict[str, object] = {
    "columns of lists": {"title": ["Port", "Harvest"], "text": [PORT, HARVEST]},
    "pandas by columns": {"title": {"0": "Port", "1": "Harvest"}, "text": {"0": PORT, "1": HARVEST}},
    "pandas split": {"columns": ["title", "text"], "index": [0, 1], "data": [["Port", PORT], ["Harvest", HARVEST]]},
    "objects by id": {"a": {"title": "Port", "text": PORT}, "b": {"title": "Harvest", "text": HARVEST}},
    "Hugging Face rows": {"rows": [{"row": {"title": "Port", "text": PORT}}, {"row": {"title": "Harvest", "text": HARVEST}}]},
    "Ghost": {"db": [{"data": {"posts": [{"title": "Port", "html": "", "text": PORT}, {"title": "Harvest", "text": HARVEST}]}}]},
    "schema.org graph": {"@graph": [{"headline": "Port", "articleBody": PORT}, {"headline": "Harvest", "articleBody": HARVEST}]},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_articles_are_found_in_every_shape_of_json(shape: str) -> None:
    found = [(article.title, article.text) for article in articles("a.json", SHAPES[shape]).values()]
    assert found == [("Port", PORT), ("Harvest", HARVEST)]


def test_objects_by_id_keep_their_ids() -> None:
    assert list(articles("a.json", SHAPES["objects by id"])) == ["#a", "#b"]


def test_one_article_with_a_list_of_paragraphs_stays_one() -> None:
    article = only("a.json", {"title": "Port", "text": [PORT, HARVEST], "tags": ["sea", "harbour"]})
    assert (article.title, article.text) == ("Port", f"{PORT}\n\n{HARVEST}")


def test_the_one_article_that_the_guardian_was_asked_for_is_read() -> None:
    item = {"id": "w/1", "webTitle": "Port", "fields": {"bodyText": PORT}}
    assert only("a.json", {"response": {"content": item}}).id == "#w/1"


def test_objects_over_many_lines_one_after_the_other_are_records() -> None:
    content = "\n".join(
        json.dumps({"id": name, "text": text}, indent=2) for name, text in [("a", PORT), ("b", HARVEST)]
    )
    assert list(articles("a.json", content)) == ["#a", "#b"]


def test_a_list_that_is_named_json_lines_is_read_whole() -> None:
    content = f"[\n{json.dumps({'text': PORT})},\n{json.dumps({'text': HARVEST})}\n]"
    assert [article.text for article in articles("a.jsonl", content).values()] == [PORT, HARVEST]


def test_bylines_and_markup_of_names_become_names() -> None:
    post = {
        "title": {"rendered": "Port &#8220;reopens&#8221; &amp; <em>sails</em>"},
        "text": PORT,
        "byline": "By Ann Lee",
    }
    article = only("a.json", [post])
    assert (article.title, article.author) == ("Port “reopens” & sails", "Ann Lee")


def test_a_name_that_ends_in_by_is_left_alone() -> None:
    assert only("a.json", [{"text": PORT, "author": "Ruby Rose"}]).author == "Ruby Rose"


def test_where_newsapi_cuts_a_text_is_marked() -> None:
    article = only("a.json", {"articles": [{"title": "Port", "content": f"{PORT} [+2345 chars]"}]})
    assert [article.text[span.start : span.end] for span in article.boilerplate] == ["[+2345 chars]"]


def test_a_list_of_one_date_is_a_date() -> None:
    assert only("a.json", [{"text": PORT, "date": ["2024-03-26T10:15:00Z"]}]).published == dt.date(2024, 3, 26)


@pytest.mark.parametrize(
    ("encoding", "header", "row", "title"),
    [
        ("cp1251", "Заголовок;Текст;Дата", "Порт открыт;Порт снова открылся во вторник после ремонта;26.03.2024", "Порт открыт"),
        ("cp932", "タイトル,本文,日付", "港が再開,港は火曜日に再開した。最初のフェリーは夜明けに出航する予定である。,2024年3月26日", "港が再開"),
        ("cp1252", "Titel;Text;Datum", "Müller gewinnt;Die Wähler stimmten am Sonntag für Müller.;26.03.2024", "Müller gewinnt"),
    ],
)  # fmt: skip
def test_columns_are_named_in_the_language_and_encoding_of_the_table(
    encoding: str, header: str, row: str, title: str
) -> None:
    article = only("a.csv", f"{header}\r\n{row}\r\n".encode(encoding))
    assert (article.title, article.published) == (title, dt.date(2024, 3, 26))


def test_of_two_columns_of_one_name_the_filled_one_counts() -> None:
    found = articles("a.csv", f"title,text,text\nPort,{PORT},\nHarvest,,{HARVEST}\n")
    assert [article.text for article in found.values()] == [PORT, HARVEST]


def test_a_space_after_each_comma_is_no_part_of_the_fields() -> None:
    article = only("a.csv", f'title, text\nPort, "Wheat, barley and rye cost more. {PORT}"\n')
    assert (article.title, article.text[:6]) == ("Port", "Wheat,")


def test_quotes_in_tab_separated_text_are_characters() -> None:
    found = articles("a.tsv", f'title\ttext\n"Yes" he said\t{PORT}\n"No\t{HARVEST}\n')
    assert [(article.title, article.text) for article in found.values()] == [('"Yes" he said', PORT), ('"No', HARVEST)]


def test_quoted_tab_separated_text_is_still_a_table() -> None:
    assert only("a.tsv", f'title\ttext\n"Port, ""again"""\t"{PORT}\n{HARVEST}"\n').title == 'Port, "again"'


RSS = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Echo</title>{}</channel></rss>'


def test_the_one_date_of_an_rss_entry_is_its_publication() -> None:
    entry = f"<item><title>Port</title><description>{PORT}</description><dc:date>2024-03-26T10:15:00Z</dc:date></item>"
    article = only("a.rss", RSS.format(entry))
    assert (article.published, article.updated) == (dt.date(2024, 3, 26), None)


def test_an_id_that_is_no_address_is_no_link_and_a_byline_no_name() -> None:
    entry = f"<guid>7</guid><title>Port</title><description>{PORT}</description><dc:creator>By Ann Lee</dc:creator>"
    article = only("a.rss", RSS.format(f"<item>{entry}</item>"))
    assert (article.id, article.url, article.author) == ("#7", None, "Ann Lee")


@pytest.mark.parametrize(
    "line", ["The post Port reopens appeared first on Echo.", "[Read more](https://echo.example/1)"]
)
def test_feed_and_markdown_furniture_is_marked(line: str) -> None:
    text = f"{PORT}\n\n{line}\n"
    assert [text[span.start : span.end] for span in boilerplate_lines(text)] == [line]


def test_a_post_that_appeared_first_is_a_sentence() -> None:
    assert boilerplate_lines("The post office appeared first on maps of 1840. It is gone.") == []


def test_front_matter_of_a_web_clipper_states_authors_and_address() -> None:
    block = 'title: Port\nsource: "https://echo.example/1"\nauthor:\n  - "[[Ann Lee]]"\n  - Bob Ray\npublished_at: 2024-03-26'
    article = only("a.md", f"---\n{block}\n---\n\n{PORT}\n")
    found = (article.author, article.outlet, article.url, article.published)
    assert found == ("Ann Lee, Bob Ray", None, "https://echo.example/1", dt.date(2024, 3, 26))


@pytest.mark.parametrize("filled_in", ["(anonymous)", "anonymous", "(unspecified)", "untitled"])
def test_what_reportlab_fills_in_states_no_title_and_no_author(filled_in: str) -> None:
    found = stated_properties(filled_in, "(anonymous)", "a.pdf")
    assert (found.title, found.author) == (None, None)


@pytest.mark.parametrize(
    ("opening", "outlet"),
    [("NEW DELHI, Mar 26 (PTI) ", "PTI"), ("Lanmouth, England (CNN) ", "CNN"), ("World Bank (WB) ", None)],
)
def test_agencies_that_put_nothing_before_the_story_are_known(opening: str, outlet: str | None) -> None:
    line = read_dateline(opening + PORT)
    assert (line.outlet if line else None) == outlet
    assert line is None or line.end == len(opening)


def test_the_folder_of_a_saved_page_is_left_out_and_named(tmp_path: Path) -> None:
    for name in ("port.html", "port_files/ad.html", "case_files/story.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<html><body>words</body></html>")
    scan = scan_folders(sources_of([tmp_path]), skip=tmp_path / "index")
    assert [file.id for file in scan.files] == ["case_files/story.html", "port.html"]
    assert scan.skipped == ("port_files/",)
