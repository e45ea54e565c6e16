"""Articles in documents: the facts that stand beside a quote, told ones compared with what the index holds, and the whole of one.

Knows the keys; knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

from index.errors import IndexMismatch, QuestionError, RagError
from index.types import Article
from rag.documents.values import read_as

ArticleOf: TypeAlias = Callable[[str], Article]
"""An article by its id; raises RagError for an id that is not there."""

_TIMES = ("published", "updated", "indexed")


class ToldArticles:
    """Articles as documents tell of them, each looked up once."""

    def __init__(self, article_of: ArticleOf) -> None:
        self._article_of = article_of
        self._known: dict[str, Article] = {}

    def told(self, facts: Mapping[str, Any]) -> Article:
        """The article of which these are the facts. Raises IndexMismatch."""
        id_ = read_as(str, facts["id"], "article.id")
        if id_ not in self._known:
            try:
                self._known[id_] = self._article_of(id_)
            except RagError as error:
                raise IndexMismatch(
                    f"the document names the article {id_!r}, and {error}; open the index that answered"
                ) from error
        article = self._known[id_]
        if facts != article_facts(article):
            differing = [name for name, value in article_facts(article).items() if facts.get(name) != value]
            raise IndexMismatch(
                f"the document tells of the article {id_!r} otherwise than the index ({', '.join(differing) or 'more'}); "
                "open the index that answered, or ask anew"
            )
        return article


def article_facts(article: Article) -> dict[str, Any]:
    """What documents tell of an article that they quote."""
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "title_from": article.title_from,
        "outlet": article.outlet,
        "author": article.author,
        "url": article.url,
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
    }


def article_document(article: Article) -> dict[str, Any]:
    """Everything of an article, its text as well, as JSON types."""
    days = {name: day.isoformat() for name in _TIMES if (day := getattr(article, name))}
    return asdict(article) | days


def read_article(document: Mapping[str, Any]) -> Article:
    """The article whose `article_document` is `document`. Raises QuestionError for a mapping that is none's."""
    try:
        return read_as(Article, document, "article")
    except (ValueError, TypeError) as error:
        raise QuestionError(f"this is no article ({error!r:.200}); give what `article_document` made") from error
