"""`rag info`: what an index holds, what could not be read, which articles there are, and what is known of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from rag import Article, Failure, OpenedIndex, open_index
from ui.commands.options import IndexOption, JsonOption
from ui.terminal import article_lines, card_lines, failure_lines, info_lines, show, show_json
from ui.terminal.lines import Line
from ui.terminal.syncs import FAILURES_SHOWN


def info(
    *,
    index: IndexOption = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="List everything that could not be read, and why.")
    ] = False,
    articles: Annotated[bool, typer.Option("--articles", help="List every article, newest first.")] = False,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="ID", help="What is known of one article, and where each fact was read."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the facts of an index: articles, dates, languages, model, and what could not be read.

    \b
    rag info
    rag info --failures
    rag info --articles --json
    rag info --article 2024/treaty.txt
    """
    if failures + articles + (article is not None) > 1:
        raise typer.BadParameter("--failures, --articles and --article exclude each other; give one of them")
    opened = open_index(index)
    if failures:
        _show_failures(opened.info().failures, as_json=as_json)
    elif articles:
        cards = opened.articles()
        if as_json:
            _show_json([asdict(card) for card in cards])
        else:
            show(card_lines(cards))
    elif article is not None:
        _show_article(opened, article, as_json=as_json)
    else:
        _show_facts(opened, as_json=as_json)


def _show_facts(opened: OpenedIndex, *, as_json: bool) -> None:
    facts, coverage = opened.info(), opened.coverage()
    if as_json:
        _show_json(asdict(facts) | {"coverage": asdict(coverage)})
    else:
        show([*info_lines(facts, coverage), *failure_lines(facts.failures, limit=FAILURES_SHOWN)])


def _show_failures(failures: Sequence[Failure], *, as_json: bool) -> None:
    if as_json:
        _show_json([asdict(failure) for failure in failures])
    else:
        show([*failure_lines(failures)] or [Line((("none", ""),))])


def _show_article(opened: OpenedIndex, article_id: str, *, as_json: bool) -> None:
    if not opened.holds(article_id):
        raise typer.BadParameter(f"--article {article_id!r} is not in the index; `rag info --articles` lists what is")
    article = opened.article(article_id)
    others = [other for other in opened.story(article_id) if other != article_id]
    if as_json:
        _show_json(_facts_of(article) | {"other_reports": others})
    else:
        show(article_lines(article, [opened.article(other) for other in others]))


def _facts_of(article: Article) -> dict[str, Any]:
    """Everything but the text, which has its length instead."""
    facts = asdict(article)
    return facts | {"text": len(article.text), "published_is_guessed": article.published_is_guessed}


def _show_json(content: object) -> None:
    show_json(json.dumps(content, indent=2, ensure_ascii=False, default=str))
