"""Articles of one version read from Milvus: cards, texts, stories, lists. Knows nothing of searching."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from index.errors import IndexCorrupt, RagError
from index.milvus.database import ARTICLES, TEXTS, MilvusDatabase
from index.milvus.facts import Facts, each_value
from index.milvus.rows import joined, key_of, piece_count
from index.near_duplicates.as_of import StoriesAsOf
from index.store.articles import text_checksum
from index.store.listing import Wanted, holds_words
from index.store.schema import FACT_COLUMNS
from index.types import Article, ArticleCard, Sentence, Span

Card = dict[str, Any]
_ARTICLES_IN_MEMORY = 256
_STORIES_IN_MEMORY = 4096
_CARDS_KEPT = 20_000


class MilvusArticles:
    """The articles of one version. Safe for many threads."""

    def __init__(self, database: MilvusDatabase, facts: Facts) -> None:
        self._database, self._facts = database, facts
        self._lock = threading.Lock()
        self._known: dict[str, Card | None] = {}
        self._all: tuple[ArticleCard, ...] | None = None
        self._cut: frozenset[str] = frozenset()
        self._whole = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._read)
        self.story_as_of = lru_cache(maxsize=_STORIES_IN_MEMORY)(self._story_as_of)

    def cards_of(self, article_ids: Iterable[str]) -> dict[str, Card]:
        """Cards by id; an unknown id is left out."""
        wanted, known = list(dict.fromkeys(article_ids)), self._known
        found = {one: known[one] for one in wanted if one in known}
        if missing := {key_of(one): one for one in wanted if one not in found}:
            rows = self._database.get(ARTICLES, list(missing), ["body"], guarantee=self._facts.published_at)
            seen = self._facts.values(self._database, rows)
            found |= {one: seen.get(key) for key, one in missing.items()}
            self._known = (known if len(known) < _CARDS_KEPT else {}) | found
        return {one: card for one in wanted if (card := found[one]) is not None}

    def article(self, article_id: str) -> Article:
        """One article with its text. Raises RagError when it is not there, IndexCorrupt when its text is damaged."""
        return self._whole(article_id)[0]

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Sentences of one article, in order; none for an unknown one."""
        return self._whole(article_id)[1] if self.cards_of([article_id]) else ()

    def story(self, article_id: str) -> tuple[str, ...]:
        """Ids of all reports of an article's story, the original first; only its own id when it stands alone."""
        card = self.cards_of([article_id]).get(article_id)
        if card is None or card["reports"] < 2:
            return (article_id,)
        return tuple(self.cards_of([card["original"]])[card["original"]]["story"])

    def cards(self) -> tuple[ArticleCard, ...]:
        """All articles, newest first, undated last; read once."""
        with self._lock:
            if self._all is None:
                facts = self._facts
                rows = self._database.each(ARTICLES, "since >= 0", ["body"])
                cards = each_value(self._database, rows, facts.version, facts.dead, guarantee=facts.published_at)
                found = [card for _, card in cards]
                self._cut = frozenset(card["id"] for card in found if card["cut"])
                shown = sorted(map(_shown, found), key=lambda card: card.id)
                shown.sort(key=lambda card: card.published or dt.date.min, reverse=True)
                if len(shown) != facts.articles:
                    raise IndexCorrupt(
                        f"{self._database.config.shown} holds {len(shown):,} of {facts.articles:,} articles of version "
                        f"{facts.version}; ask again, or publish the index anew with `rag sync`"
                    )
                self._all = tuple(shown)
            return self._all

    def cut(self) -> frozenset[str]:
        """Ids of the articles of which the words may be held in two pieces."""
        self.cards()
        return self._cut

    def wanted(self, wanted: Wanted) -> list[ArticleCard]:
        """The articles that pass, in the order of `cards`."""
        outlets = {name.casefold() for name in wanted.outlets}
        words = json.dumps([word.casefold() for word in wanted.words])

        def passes(card: ArticleCard) -> bool:
            if (wanted.since or wanted.until) and card.published is None:
                return False
            return (
                (wanted.since is None or card.published is None or card.published >= wanted.since)
                and (wanted.until is None or card.published is None or card.published <= wanted.until)
                and (not outlets or (card.outlet is not None and card.outlet.casefold() in outlets))
                and (not wanted.words or holds_words(f"{card.id} {card.title} {card.outlet or ''}", words))
            )

        return [card for card in self.cards() if passes(card)]

    def _story_as_of(self, article_id: str, day: dt.date, undated: bool) -> tuple[str, ...]:  # noqa: FBT001 - a cache's key
        """As `StoriesAsOf.story`, which is given the articles that are copies of each other over any number of others."""
        pairs, waiting, seen = [], [article_id], {article_id}
        while waiting:
            cards = self.cards_of(waiting)
            waiting = []
            for one, card in cards.items():
                pairs += [(one, other) for other in card["copies"]]
                waiting += [other for other in card["copies"] if other not in seen]
                seen.update(card["copies"])
        return StoriesAsOf(lambda: pairs, self.article).story(article_id, day, undated)

    def _read(self, article_id: str) -> tuple[Article, tuple[Sentence, ...]]:
        card = self.cards_of([article_id]).get(article_id)
        if card is None:
            raise RagError(f"there is no article {article_id!r} in {self._database.config.shown}")
        text, boilerplate, sentences, checksum = self._text(card)
        if text_checksum(text, boilerplate, sentences).hex() != checksum:
            raise self._damaged(article_id)
        facts = dict(zip(FACT_COLUMNS, card["facts"], strict=True))
        days: dict[str, Any] = {name: _day(facts.pop(name)) for name in ("published", "updated")}
        article = Article(
            id=article_id,
            path=card["path"],
            text=text,
            sha256=card["sha256"],
            indexed=dt.datetime.fromisoformat(card["indexed"]),
            boilerplate=tuple(Span(*span) for span in json.loads(boilerplate)),
            **days,
            **facts,
        )
        spans = json.loads(sentences)
        return article, tuple(Sentence(start, end, "heading" if head else "sentence") for start, end, head in spans)

    def _text(self, card: Card) -> tuple[str, str, str, str]:
        keys = [f"{key_of(card['id'])}-{card['since']}-{number}" for number in range(card["pieces"])]
        rows = self._database.get(TEXTS, keys, ["body"], guarantee=self._facts.published_at)
        pieces = [rows[key]["body"] for key in keys if key in rows]
        if len(pieces) < len(keys) or piece_count(pieces[0]) != len(keys):
            raise self._damaged(card["id"])
        try:
            text, boilerplate, sentences, checksum = json.loads(joined(pieces))
        except ValueError as error:
            raise self._damaged(card["id"]) from error
        return text, boilerplate, sentences, checksum

    def _damaged(self, article_id: str) -> IndexCorrupt:
        return IndexCorrupt(
            f"{self._database.config.shown}: the text of the article {article_id!r} is damaged or was removed; ask again, or "
            "choose another milvus.name and sync to publish everything anew"
        )


def _shown(card: Card) -> ArticleCard:
    facts = dict(zip(FACT_COLUMNS, card["facts"], strict=True))
    return ArticleCard(
        id=card["id"],
        path=card["path"],
        title=facts["title"],
        title_from=facts["title_from"],
        outlet=facts["outlet"],
        published=_day(facts["published"]),
        published_from=facts["published_from"],
        chunks=card["chunks"],
        updated=_day(facts["updated"]),
        language=facts["language"],
        reports=card["reports"],
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
