"""How much of what an article says of itself is read, from its text alone and from its page, as Markdown tables.

    python -m tests.bench.metadata_quality [DATA_FOLDER]

Without a folder: the share right per fact on `tests/golden/openings.jsonl`; then the same on `tests/golden/pages/`, with
how much of the stories may be cited, how much furniture may not, and the pages read in a second. With one (multihop-rag): the same, and the
dates, outlets and authors found in the texts of its `corpus.jsonl`, its own columns kept from the reader, against
those columns. A date is right within a day, since a stamp counts UTC and a dateline local days. Measures only.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.reading.article import read_blob
from index.reading.boilerplate import boilerplate_lines, merge
from index.reading.facts.metadata import Metadata
from index.reading.facts.opening import headline, read_metadata
from index.reading.formats.record import file_blob
from index.reading.sentences import split_sentences
from index.types import GUESSED
from tests.bench.corpora import read_lines

GOLDEN = Path(__file__).parent.parent / "golden"
OPENINGS = GOLDEN / "openings.jsonl"
PAGES = GOLDEN / "pages"
FIELDS = ("title", "outlet", "author", "published", "updated")
PAGE_FIELDS = (*FIELDS, "url", "language")
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """An opening, and what may be said of it: value and provenance per fact, None where nothing may be said."""

    id: str
    text: str
    file: str
    url: str | None
    today: dt.date | None
    expected: dict[str, tuple[str, str] | None]


def openings(path: Path = OPENINGS) -> list[Case]:
    """The golden openings."""
    return [_case(record) for record in read_lines(path)]


def _case(record: dict[str, Any]) -> Case:
    today = dt.date.fromisoformat(record["today"]) if "today" in record else None
    expected = {name: tuple(record[name]) if record.get(name) else None for name in FIELDS}
    return Case(record["id"], record["text"], record.get("file", "a.txt"), record.get("url"), today, expected)


def said(case: Case) -> dict[str, tuple[str, str] | None]:
    """What is read from an opening, in the shape of what is expected; a derived headline says nothing."""
    found = read_metadata(case.text, case.file, url=case.url, today=case.today)
    facts = {name: _fact(found, name) for name in FIELDS}
    if facts["title"] is None:
        boilerplate = merge([*found.labels, *boilerplate_lines(case.text)])
        title, source = headline(case.text, split_sentences(case.text, boilerplate))
        facts["title"] = None if source == "derived" else (title, source)
    return facts


def _fact(found: Metadata, name: str) -> tuple[str, str] | None:
    value = getattr(found, name)
    return None if value is None else (str(value), getattr(found, f"{name}_from"))


@dataclass(frozen=True, slots=True)
class Page:
    """A golden page: its facts (None where it states none), sentences of its story, strings of its furniture."""

    id: str
    path: Path
    facts: dict[str, str | None]
    citable: tuple[str, ...]
    not_citable: tuple[str, ...]


def pages(folder: Path = PAGES) -> list[Page]:
    """The golden pages."""
    return [
        Page(
            record["id"],
            folder / f"{record['id']}.html",
            {name: record[name] for name in PAGE_FIELDS},
            tuple(record["citable"]),
            tuple(record["not_citable"]),
        )
        for record in read_lines(folder / "expected.jsonl")
    ]


def misses(page: Page) -> dict[str, str]:
    """What is read wrongly of a page, and what was read: by field, or by the text that may or may not be cited."""
    try:
        ((article, sentences),) = read_blob(file_blob(page.path), page.id, path=page.path.name)
    except ArticleError as error:
        return dict.fromkeys([*PAGE_FIELDS, *page.citable], str(error))
    read = {name: getattr(article, name) for name in PAGE_FIELDS}
    cited = [article.text[one.start : one.end] for one in sentences if one.kind == "sentence"]
    wrong = {name: str(read[name]) for name in PAGE_FIELDS if _plain(read[name]) != _plain(page.facts[name])}
    lost = {text: "not citable" for text in page.citable if not any(text in sentence for sentence in cited)}
    kept = {text: sentence for text in page.not_citable for sentence in cited if text in sentence}
    return wrong | lost | kept


def _plain(value: object) -> str | None:
    """As text, with typewriter quotes: a page's headline and its metadata often differ in these."""
    return None if value is None else str(value).translate(str.maketrans("‘’“”", "''\"\""))


def _pages_table() -> list[str]:
    cases = pages()
    began = time.perf_counter()
    wrong = [(case, misses(case)) for case in cases]
    seconds = time.perf_counter() - began
    lines = ["| pages | of | right | share |", "|---|---|---|---|"]
    for name in PAGE_FIELDS:
        right = sum(name not in missed for _, missed in wrong)
        lines.append(f"| {name} | {len(cases)} | {right} | {right / len(cases):.3f} |")
    for name, kind in (("story sentences citable", "citable"), ("furniture not citable", "not_citable")):
        texts = [(text, missed) for case, missed in wrong for text in getattr(case, kind)]
        right = sum(text not in missed for text, missed in texts)
        lines.append(f"| {name} | {len(texts)} | {right} | {right / len(texts):.3f} |")
    clean = sum(not missed for _, missed in wrong)
    lines.append(f"| pages without a fault | {len(cases)} | {clean} | {clean / len(cases):.3f} |")
    return [*lines, "", f"{len(cases) / seconds:.0f} pages read in a second."]


def _openings_table() -> list[str]:
    cases = openings()
    answers = [(case, said(case)) for case in cases]
    lines = ["| fact | openings | right | share |", "|---|---|---|---|"]
    for name in FIELDS:
        right = sum(answer[name] == case.expected[name] for case, answer in answers)
        lines.append(f"| {name} | {len(cases)} | {right} | {right / len(cases):.3f} |")
    return lines


def _corpus_table(corpus: Path) -> list[str]:
    """Precision and recall of what is found in texts alone, stated and guessed apart."""
    records = read_lines(corpus)
    counts: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        found = read_metadata(record["text"], "a.txt")
        truth, published = record["metadata"], dt.date.fromisoformat(record["metadata"]["published_at"][:10])
        if found.published:
            kind = "guessed" if found.published_from in GUESSED else "stated"
            counts["published", kind, "right" if abs(found.published - published) <= _A_DAY else "wrong"] += 1
        for name, known in (("outlet", truth["source"]), ("author", truth["author"])):
            if value := getattr(found, name):
                counts[name, "stated", "right" if _same(value, known) else "wrong"] += 1
    lines = ["| fact | | found | right | precision | recall |", "|---|---|---|---|---|---|"]
    for name, kind in (("published", "stated"), ("published", "guessed"), ("outlet", "stated"), ("author", "stated")):
        right, wrong = counts[name, kind, "right"], counts[name, kind, "wrong"]
        precision = f"{right / (right + wrong):.3f}" if right + wrong else "-"
        lines.append(
            f"| {name} | {kind} | {right + wrong} | {right} | {precision} | {right / len(records):.3f} ({len(records)} texts) |"
        )
    return lines


def _same(value: str, known: str | None) -> bool:
    return known is not None and (value.casefold() in known.casefold() or known.casefold() in value.casefold())


def main(arguments: list[str]) -> None:
    """Print the tables."""
    print(*_openings_table(), "", *_pages_table(), sep="\n")
    if arguments:
        print("", *_corpus_table(Path(arguments[0]) / "corpus.jsonl"), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
