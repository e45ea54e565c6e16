"""RSS, Atom, RDF and JSON Feed: an entry an article; nothing in a feed is followed or expanded."""

from __future__ import annotations

import datetime as dt
import json
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from tests.index.formats.reading import STORY, drafts, outcome, records

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily</title><link>https://example.org/</link><language>en-gb</language>
<item><title>A bridge &amp;amp; a road</title><link>https://example.org/a</link><guid>tag:a</guid>
<dc:creator>Jane Doe</dc:creator><pubDate>Tue, 26 Mar 2024 23:30:00 -0500</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>{STORY}</p><p>Lorries &amp; cars cross it.</p><script>x()</script>]]></content:encoded></item>
<item><title>Plain</title><link>https://example.org/b</link><description>Only a summary, as it is.</description></item>
<item><title>Nothing</title><guid>tag:c</guid></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Jour</title>
<entry><id>urn:1</id><title>Un pont</title><author><name>A. B.</name></author><author><name>C. D.</name></author>
<published>2024-03-26T01:00:00+02:00</published><updated>2024-03-27T10:00:00Z</updated>
<link href="https://example.org/1"/><content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""

RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>The Old Daily</title></channel>
<item rdf:about="https://example.org/r"><title>R</title><link>https://example.org/r</link><dc:date>2024-03-26</dc:date>
<description>{STORY}</description></item></rdf:RDF>"""


def test_an_entry_of_rss_is_an_article_with_its_facts() -> None:
    found = outcome("a.rss", RSS)
    assert found.texts == {
        "#tag:a": f"{STORY}\n\nLorries & cars cross it.",
        "#https://example.org/b": "Only a summary, as it is.",
    }
    assert found.errors["#tag:c"].startswith("a.rss: entry 3: the entry has no text")
    facts = records("a.rss", RSS)[0].read().found
    assert (facts.title, facts.title_from, facts.author) == ("A bridge & a road", "feed", "Jane Doe")
    assert (facts.outlet, facts.outlet_from, facts.language) == ("The Daily", "feed", "en")
    assert (facts.published, facts.published_from) == (dt.date(2024, 3, 26), "feed")
    assert (facts.url, facts.updated) == ("https://example.org/a", None)


def test_an_entry_of_atom_is_an_article_with_its_facts() -> None:
    draft = drafts("a.atom", ATOM)["#urn:1"]
    facts = draft.found
    assert (draft.text, facts.title, facts.author) == (STORY, "Un pont", "A. B., C. D.")
    assert (facts.outlet, facts.language, facts.url) == ("Le Jour", "fr", "https://example.org/1")
    assert (facts.published, facts.updated) == (dt.date(2024, 3, 26), dt.date(2024, 3, 27))


def test_an_item_of_rdf_is_an_article() -> None:
    draft = drafts("a.rdf", RDF)["#https://example.org/r"]
    assert (draft.text, draft.found.outlet) == (STORY, "The Old Daily")


def test_a_json_feed_says_outlet_and_language_for_all() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Daily",
        "language": "en-US",
        "items": [{"id": "1", "content_html": f"<p>{STORY}</p>", "date_published": "2024-03-26T10:00:00Z"}],
    }
    draft = drafts("a.json", json.dumps(feed))["#1"]
    assert (draft.text, draft.found.outlet, draft.found.outlet_from) == (STORY, "The Daily", "feed")
    assert (draft.found.published_from, draft.found.language) == ("feed", "en")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251"])
def test_feeds_in_other_encodings(encoding: str) -> None:
    text = "Министр заявил во вторник, что переговоры продолжатся."
    feed = RSS.replace("utf-8", encoding.removesuffix("-sig"), 1).replace("Only a summary, as it is.", text)
    assert (
        drafts("a.xml", feed.replace("<guid>tag:c</guid>", "<description>C.</description>").encode(encoding))[
            "#https://example.org/b"
        ].text
        == text
    )


def test_the_same_guid_twice_keeps_both() -> None:
    feed = RSS.replace("<guid>tag:c</guid>", "<guid>tag:a</guid><description>Other.</description>")
    found = records("a.rss", feed)
    assert [record.suffix for record in found] == ["#tag:a", "#https://example.org/b", "#tag:a~2"]
    assert found[2].note == "entry 3 has the id of entry 1 and other content; it is kept as '#tag:a~2'"


def test_a_cut_feed_gives_its_entries_and_says_that_the_last_may_be_cut() -> None:
    found = records("a.rss", RSS[: RSS.index("as it is.")])
    assert [record.suffix for record in found] == ["#tag:a", "#https://example.org/b"]
    assert found[0].note is None
    assert found[1].note is not None
    assert found[1].note.endswith("its last entry may be cut")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<?xml version='1.0'?><nitf><body>x</body></nitf>", "its root element is <nitf>"),
        ("<?xml version='1.0'?><!-- c --><!DOCTYPE newsML><newsML/>", "its root element is <newsML>"),
        ("no markup at all", "it has no root element"),
        ("<rss version='2.0'><channel><title>T</title></channel></rss>", "the feed has no entries"),
    ],
)
def test_xml_that_is_no_feed_is_refused_with_its_root(content: str, fault: str) -> None:
    with pytest.raises(ArticleError, match=f"a.xml: .*{fault}"):
        records("a.xml", content)


def test_entities_that_hold_entities_do_not_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>' + RSS[RSS.index("<rss") :]
    bomb = bomb.replace("Only a summary, as it is.", "Here: &l11; and no more of it.")
    started = time.perf_counter()
    found = outcome("a.rss", bomb)
    assert time.perf_counter() - started < 5
    assert max(map(len, found.texts.values())) < 200


def test_entities_outside_the_feed_are_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    for target in (f"file://{secret}", str(secret), "http://127.0.0.1:9/x.dtd"):
        feed = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>' + RSS[RSS.index("<rss") :]
        found = outcome("a.rss", feed.replace("Only a summary", "Only &x; a summary"))
        assert "secret" not in "".join([*found.texts.values(), *found.errors.values()])
        outcome("a.rss", f'<!DOCTYPE rss SYSTEM "{target}">' + RSS[RSS.index("<rss") :])


def test_content_that_is_the_name_of_a_file_or_an_address_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "real.rss"
    path.write_text(RSS, encoding="utf-8")
    for content in (str(path), "http://127.0.0.1:9/a.rss"):
        assert list(outcome("a.rss", content).errors) == ["file"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([RSS, ATOM, RDF]), st.integers(0, 2000), st.integers(0, 60), st.binary(max_size=40))
def test_any_damage_gives_entries_or_a_refusal(feed: str, place: int, length: int, noise: bytes) -> None:
    content = feed.encode()
    outcome("a.xml", content[:place] + noise + content[place + length :])
    outcome("a.rss", content[:place])
    outcome("a.rss", noise)
