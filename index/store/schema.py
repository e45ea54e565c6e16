"""The tables of a generation's articles.sqlite. Knows their columns; reads and writes nothing.

Texts lie in a table of their own, so that lists and filters never read past them. `chunks.row` is the row of the
chunk's vector; `articles.row` stays the same for as long as an article is in the index.
"""

from __future__ import annotations

from index.reading.facts.metadata import FACTS

FACT_COLUMNS = tuple(column for fact in FACTS for column in (fact, f"{fact}_from"))

_FACTS = ", ".join(f"{column} TEXT" for column in FACT_COLUMNS)

TABLES = f"""
CREATE TABLE files (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source INTEGER NOT NULL, relative TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, file INTEGER NOT NULL REFERENCES files(row), sha256 TEXT NOT NULL,
    indexed TEXT NOT NULL, {_FACTS}
);
CREATE TABLE texts (
    article INTEGER PRIMARY KEY, text TEXT NOT NULL, boilerplate TEXT NOT NULL, sentences TEXT NOT NULL, checksum BLOB NOT NULL
);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, ordinal INTEGER NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, tokens INTEGER NOT NULL, text_hash BLOB NOT NULL
);
CREATE TABLE failures (file TEXT NOT NULL, suffix TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (file, suffix));
CREATE TABLE signatures (article INTEGER PRIMARY KEY, signature BLOB NOT NULL);
CREATE TABLE copies (article INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (article, other)) WITHOUT ROWID;
CREATE TABLE stories (article INTEGER PRIMARY KEY, original INTEGER NOT NULL);
"""

INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS articles_by_id ON articles(id);
CREATE INDEX IF NOT EXISTS articles_by_file ON articles(file);
CREATE INDEX IF NOT EXISTS articles_by_date ON articles(published);
CREATE INDEX IF NOT EXISTS articles_by_outlet ON articles(outlet);
CREATE UNIQUE INDEX IF NOT EXISTS chunks_by_article ON chunks(article, ordinal);
CREATE INDEX IF NOT EXISTS chunks_by_text ON chunks(text_hash);
CREATE INDEX IF NOT EXISTS stories_by_original ON stories(original);
"""
"""Made when a new database is full: to sort once costs a third of keeping an index sorted at every row."""
