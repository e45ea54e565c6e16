"""How the facts of an index and of its articles read in a terminal. Knows nothing of where they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag import Article, ArticleCard, Coverage, Failure, IndexInfo
from rag.answer import article_facts, source_line
from rag.printing import one_line
from ui.terminal.lines import FAINT, TITLE, WARNING, Line
from ui.words import counted

_FACTS = ("title", "outlet", "author", "published", "updated", "language", "url")


def info_lines(info: IndexInfo, coverage: Coverage) -> Iterator[Line]:
    """The facts of an index, one a line."""
    yield from _fact_lines(
        {
            "Index": info.path,
            "Generation": f"{info.generation}, built {info.created}",
            "Articles": f"{info.articles:,}{_stories(info.stories)}",
            "Dates": _dates(info.articles, coverage),
            "Languages": ", ".join(f"{code or 'unknown'} {count:,}" for code, count in coverage.languages) or "none",
            "Outlets": _outlets(coverage),
            "Chunks": f"{info.chunks:,}, of at most {info.chunk_tokens} tokens",
            **({"Size": f"{info.size_bytes / 1e6:,.1f} MB on disk"} if info.size_bytes else {}),
            "Search": "approximate, as the index is large" if info.approximate else "exact",
            "Embedder": f"{info.embedder}, computed by {info.engine}",
            "Weights": f"sha256 {info.weights_sha256}",
            "Fingerprint": info.fingerprint,
            "Folders": ", ".join(info.sources),
        }
    )
    if info.columns:
        yield from _fact_lines({"Columns": ", ".join(f"{fact}={column}" for fact, column in info.columns)})


def failure_lines(failures: Sequence[Failure], *, limit: int | None = None) -> Iterator[Line]:
    """Every failure with its reason; no more than `limit`, and how to see the others. Nothing for none."""
    if not failures:
        return
    what = "file or record" if len(failures) == 1 else "files or records"
    yield Line(((f"{len(failures):,} {what} could not be read:", WARNING),))
    for failure in failures[:limit]:
        named = failure.path in failure.reason  # most reasons begin with the whole path
        yield Line(((one_line(failure.reason if named else f"{failure.path}: {failure.reason}"), ""),), indent=4)
    if limit is not None and len(failures) > limit:
        yield Line(((f"… and {len(failures) - limit:,} more: rag info --failures", FAINT),), indent=4)


def card_lines(cards: Iterable[ArticleCard]) -> Iterator[Line]:
    """Each article in a line: id, date, outlet, headline, language."""
    for card in cards:
        guessed = " (guessed)" if card.published_is_guessed else ""
        date = f"{card.published}{guessed}" if card.published else "undated"
        facts = [date, card.outlet or "no outlet", card.title, card.language or "language unknown"]
        yield Line(((f"{one_line(card.id)}  ", TITLE), (" · ".join(map(one_line, facts)), "")))


def article_lines(article: Article, reports: Sequence[Article]) -> Iterator[Line]:
    """What is known of one article and where each fact was read; `reports` are the other reports of its story."""
    yield from _fact_lines({"Article": article.id, "File": article.path})
    for name in _FACTS:
        value = getattr(article, name)
        known = value is not None
        came = (
            f"  ({getattr(article, f'{name}_from')}{', guessed' if article.is_guessed(name) else ''})" if known else ""
        )
        told = one_line(str(value)) if known else "unknown"
        yield Line(((f"{name.capitalize() if name != 'url' else 'URL':<12}", TITLE), (told, ""), (came, FAINT)))
    marked = sum(span.end - span.start for span in article.boilerplate)
    boilerplate = (
        f"{counted(len(article.boilerplate), 'passage')}, {counted(marked, 'character')}: neither found nor cited"
    )
    yield from _fact_lines(
        {
            "Text": counted(len(article.text), "character"),
            "Boilerplate": boilerplate if article.boilerplate else "none",
            "Indexed": article.indexed.isoformat(sep=" ") if article.indexed else "unknown",
            "Story": f"{counted(len(reports), 'other report')}" if reports else "no other report",
        }
    )
    for report in reports:
        yield Line(((source_line(report), ""),), indent=4)


def text_lines(article: Article) -> Iterator[Line]:
    """The headline and the whole text, line by line; a line that is boilerplate throughout is marked with "│"."""
    yield Line(((one_line(article.title), TITLE),))
    yield Line((("  ".join([*article_facts(article), one_line(article.id)]), FAINT),))
    yield Line()
    at = 0
    for line in article.text.split("\n"):
        marked = line.strip() and all(
            any(span.start <= place < span.end for span in article.boilerplate)
            for place, character in enumerate(line, at)
            if not character.isspace()
        )
        yield Line((("│ ", FAINT), (line, FAINT))) if marked else Line(((line, ""),))
        at += len(line) + 1


def _fact_lines(facts: dict[str, str]) -> Iterator[Line]:
    for name, fact in facts.items():
        yield Line(((f"{name:<12}", TITLE), (one_line(fact), "")))


def _stories(stories: int) -> str:
    if not stories:
        return ""
    return f"; {counted(stories, 'story')} {'has' if stories == 1 else 'have'} more than one report"


def _dates(articles: int, coverage: Coverage) -> str:
    if coverage.first is None:
        return "none" if articles else "no articles"
    notes = [f"{coverage.guessed:,} guessed"] if coverage.guessed else []
    notes += [f"{coverage.undated:,} undated"] if coverage.undated else []
    return f"{coverage.first} to {coverage.last}" + "".join(f", {note}" for note in notes)


def _outlets(coverage: Coverage) -> str:
    without = coverage.without_outlet
    named = f"{coverage.outlets:,}"
    return f"{named}; {counted(without, 'article')} {'names' if without == 1 else 'name'} none" if without else named
