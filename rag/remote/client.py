"""`connect()`: answers of a server, each quote of them compared with the article that the server gives.

Knows the routes and documents of the interface for programs; how requests travel, `rag.remote.connection` knows. Articles are
kept by the index that they came from: a newer one is never compared with the texts of an older.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

from index.errors import IndexMismatch, QuestionError, ServerUnavailable
from index.types import Article, ArticleCard
from rag.answer import Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent, TokenEvent
from rag.asking.checks import check_types
from rag.config import Strictness
from rag.documents.answers import read_citation, read_claim
from rag.documents.articles import ArticleOf, ToldArticles, read_article
from rag.documents.passages import read_passage, read_search
from rag.documents.values import read_as
from rag.remote.connection import Connection
from rag.types import Query, Retrieved, Scope, Turn

T = TypeVar("T")
_ARTICLES_KEPT = 256
_LISTED_AT_ONCE = 1_000


def connect(url: str, *, token: str | None = None, timeout_seconds: float = 130.0) -> Remote:
    """The server at `url`, as in "http://127.0.0.1:7861". Nothing is sent yet.

    `timeout_seconds` is how long an answer is waited for. Raises ConfigError for an address or a token that can be none.
    """
    return Remote(Connection(url, token, timeout_seconds))


class Remote:
    """A server, asked as an index of one's own. Safe for many threads; `close` it, or use it in a `with`.

    Everything raises what it raises here (QuestionError, IndexMissing, ReaderUnavailable, ...), and ServerUnavailable where the
    server cannot be reached, does not let one in, or has too much to do.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[tuple[str, str], Article] = OrderedDict()
        self._lock = Lock()

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._connection.close()

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
        mode: Strictness | None = None,
    ) -> Answer:
        """As `rag.ask`; `mode` is how sure an answer must be, by default as the server is set.

        Every quote was compared with its article. Raises IndexMismatch where the articles do not say it.
        """
        asked = _asked(question, turns, as_of, scope) | ({"mode": mode} if mode else {})
        return self._again_if_exchanged(lambda: self._answer(self._connection.post("/v1/ask", asked)))

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
        mode: Strictness | None = None,
    ) -> Iterator[Event]:
        """As `Pipeline.stream`. Closing it ends the work of the server."""
        asked = _asked(question, turns, as_of, scope) | ({"mode": mode} if mode else {})
        # Until the answer tells which index it is of, articles are kept for this one question alone.
        article_of = lru_cache(maxsize=_ARTICLES_KEPT)(self.article)
        articles = ToldArticles(article_of)
        for name, told in self._connection.events("/v1/ask/stream", asked):
            with self._reading():
                event = _event(name, told, articles, article_of)
            if event:
                yield event
            if isinstance(event, DoneEvent):
                return
        raise ServerUnavailable(f"{self._connection.url} ended in the middle of an answer; ask again")

    def search(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
        limit: int = 10,
    ) -> tuple[Query, Retrieved]:
        """As `Pipeline.search`."""
        asked = _asked(question, turns, as_of, scope) | {"limit": limit}

        def searched() -> tuple[Query, Retrieved]:
            text = self._connection.post("/v1/search", asked)
            with self._reading():
                return read_search(text, self._articles_of(str(json.loads(text)["index_fingerprint"])))

        return self._again_if_exchanged(searched)

    def articles(
        self,
        *words: str,
        outlets: Sequence[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Iterator[ArticleCard]:
        """The articles whose headline, outlet or id hold all `words`, newest first, without their texts; fetched as they are read."""
        days = {name: day.isoformat() for name, day in (("since", since), ("until", until)) if day}
        first = 0
        while True:
            query = {"contains": words, "outlet": outlets, "first": first, "limit": _LISTED_AT_ONCE, **days}
            text = self._connection.get("/v1/articles", query)
            with self._reading():
                told = json.loads(text)
                cards, total = [read_as(ArticleCard, card, "article") for card in told["articles"]], int(told["total"])
            yield from cards
            first += len(cards)
            if not cards or first >= total:
                return

    def article(self, article_id: str) -> Article:
        """One article with its text, as it is now. Raises RagError for one that is not there."""
        text = self._connection.get(f"/v1/articles/{quote(article_id, safe='/')}")
        with self._reading():
            article = read_article(json.loads(text))
        if article.id != article_id:
            raise ServerUnavailable(f"{self._connection.url} gave the article {article.id!r} for {article_id!r}")
        return article

    def _answer(self, document: str) -> Answer:
        with self._reading():
            return Answer.from_json(document, self._articles_of(str(json.loads(document)["index_fingerprint"])))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What is no document of ours is the server's fault."""
        try:
            yield
        except (QuestionError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ServerUnavailable(f"{self._connection.url} sent what is no answer ({error!r:.200})") from error

    def _articles_of(self, fingerprint: str) -> ArticleOf:
        """Articles of the index of that fingerprint, kept for the next answer of it."""

        def article_of(article_id: str) -> Article:
            key = fingerprint, article_id
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            article = self.article(article_id)
            with self._lock:
                self._kept[key] = article
                while len(self._kept) > _ARTICLES_KEPT:
                    self._kept.popitem(last=False)
            return article

        return article_of

    def _again_if_exchanged(self, ask: Callable[[], T]) -> T:
        """Once more where the index was exchanged between an answer and its articles."""
        try:
            return ask()
        except IndexMismatch:
            with self._lock:
                self._kept.clear()
            return ask()


def _asked(question: str, turns: Sequence[Turn], as_of: dt.date | None, scope: Scope | None) -> dict[str, Any]:
    check_types(question, turns, as_of, scope or Scope())
    told: dict[str, Any] = {"question": question, "turns": [asdict(turn) for turn in turns]}
    if as_of:
        told["as_of"] = as_of.isoformat()
    if scope:
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(scope, name))}
        told["scope"] = {name: value for name, value in (asdict(scope) | days).items() if value is not None}
    return told


def _event(name: str, told: Mapping[str, Any], articles: ToldArticles, article_of: ArticleOf) -> Event | None:
    match name:
        case "stage":
            return StageEvent(read_as(str, told["message"], "message"))
        case "token":
            return TokenEvent(read_as(str, told["text"], "text"), read_as(bool, told["anew"], "anew"))
        case "passages":
            passages = tuple(read_passage(one, articles) for one in told["passages"])
            return PassagesEvent(read_as(Query, told["query"], "query"), passages)
        case "claim":
            return ClaimEvent(read_claim(told, dict(read_citation(one, articles) for one in told["cites"])))
        case "done":
            return DoneEvent(Answer.from_json(json.dumps(told), article_of))
    return None  # of a newer server
