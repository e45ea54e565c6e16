"""`rag articles` and `rag show`: which articles an index holds, and the text of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from rag import Article, OpenedIndex, Wanted, open_index
from rag.printing import one_line
from ui.commands.options import IndexOption, JsonOption, OutletOption, SinceOption, UntilOption
from ui.exits import NOT_IN_ARTICLES
from ui.terminal import article_lines, card_lines, show, show_json, text_lines
from ui.terminal.lines import Line
from ui.words import counted

_NAMED = 5


def articles(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Only those with all of these words in headline, outlet or id."),
    ] = None,
    *,
    index: IndexOption = None,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="No more than so many.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the articles of an index, newest first: id, date, outlet, headline, language.

    \b
    rag articles
    rag articles harbour strike --since 2024-03-01
    rag articles --outlet "The Gazette" --json
    """
    wanted = Wanted(tuple(words or ()), tuple(outlet or ()), since, until)
    found = open_index(index).find_articles(wanted, limit=limit)
    if as_json:
        show_json(json.dumps([asdict(card) for card in found.cards], indent=2, ensure_ascii=False, default=str))
    else:
        show(card_lines(found.cards))
        if len(found.cards) < found.total:
            typer.echo(f"… and {found.total - len(found.cards):,} more", err=True)
    raise typer.Exit(0 if found.total else NOT_IN_ARTICLES)


def show_article(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id, or words of its id or headline that no other has.")
    ],
    *,
    index: IndexOption = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="Also what is known of it, and where each fact was read.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the text of an article. Lines that are no part of the story are marked with "│".

    \b
    rag show 2024/treaty.txt
    rag show treaty --facts
    """
    opened = open_index(index)
    found = opened.article(article_id(opened, article))
    if as_json:
        show_json(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=str))
        return
    others = [opened.article(other) for other in opened.story(found.id) if other != found.id]
    show(_shown(found, others, facts=facts))


def _shown(article: Article, others: Iterable[Article], *, facts: bool) -> Iterator[Line]:
    if facts:
        yield from article_lines(article, tuple(others))
    yield from text_lines(article)


def article_id(opened: OpenedIndex, words: str) -> str:
    """The id that is meant: the id itself, else the only article whose id or headline holds the words."""
    if opened.holds(words):
        return words
    folded = words.casefold()
    near = [card for card in opened.articles() if folded in card.id.casefold() or folded in card.title.casefold()]
    if len(near) == 1:
        return near[0].id
    if not near:
        raise typer.BadParameter(f"no article is called {words!r}; `rag articles` lists what there is")
    named = ", ".join(one_line(card.id) for card in near[:_NAMED])
    more = f" and {len(near) - _NAMED:,} more" if len(near) > _NAMED else ""
    raise typer.BadParameter(f"{words!r} stands in {counted(len(near), 'article')}: {named}{more}; say more of the id")
