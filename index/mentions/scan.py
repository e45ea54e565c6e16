"""Which articles mention phrases, or are about them: every article that may be is looked at, its text read.

The word index only says where there is nothing to look for, and only where that is certain: a word of the phrase,
written in ASCII, stands in no chunk of the article. Articles with a word cut by a chunk's end are always looked at.
Knows nothing of files or databases; what it reads comes from whoever calls.

An article is about a phrase when all words of it, in any inflection, stand in its headline, together in one of its
first three sentences, or together in two of its sentences. News says at the top what it is about; a name that
falls once far below is a mention. Decided by sentences, not paragraphs: many articles come without line breaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.errors import QuestionError
from index.mentions.wording import Phrase, only_in_capitals
from index.reading.boilerplate import kept_text
from index.types import Article, ArticleCard, Chunk, Filter, Hit, Mention, Mentions, Sentence, Span

_OPENING_SENTENCES = 3
_WORTH_NARROWING, _ALWAYS_NARROWED = 0.25, 1000
"""Share and number of the chunks that a word may stand in: naming those of a more frequent one takes as long as
reading all articles."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Where articles are read from. `terms` gives the stemmed words of a text, each once."""

    article: Callable[[str], Article]
    sentences: Callable[[str], Sequence[Sentence]]
    terms: Callable[[str], Sequence[str]]


class WordSearch(Protocol):
    """What narrowing asks of an index; see `rag.retrieval.search_index.SearchIndex`."""

    @property
    def chunk_count(self) -> int: ...
    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]: ...
    def terms(self, text: str) -> list[str]: ...
    def document_frequency(self, term: str) -> int: ...


def passing(
    cards: Iterable[ArticleCard], restriction: Filter | None, story: Callable[[str], Sequence[str]]
) -> list[ArticleCard]:
    """The articles that a filter lets through, in their order; `story` gives the reports of an article's story."""
    if restriction is None or restriction.empty:
        return list(cards)
    ids = None if restriction.article_ids is None else set(restriction.article_ids)
    if restriction.stories is not None:
        reports = {report for article_id in restriction.stories for report in story(article_id)}
        ids = reports if ids is None else ids & reports
    return [card for card in cards if (ids is None or card.id in ids) and _passes(card, restriction)]


def scan(
    texts: Texts,
    cards: Sequence[ArticleCard],
    phrases: Sequence[str],
    *,
    about: bool = False,
    every: bool = True,
    candidates: frozenset[str] | None = None,
) -> Mentions:
    """What `SearchIndex.mentions` gives, of the articles of `cards`, reading only `candidates` (None: all).

    Raises QuestionError for a phrase without a word.
    """
    if not phrases:
        return Mentions(len(cards), tuple(Mention(card.id, 0, None, in_headline=False) for card in cards))
    read = _topic_reader(texts, phrases) if about else _phrase_reader(texts, phrases)
    found = []
    for card in cards:
        if candidates is None or card.id in candidates:
            mentions = read(card.id)
            held = [mention for mention in mentions if mention is not None]
            if held and (len(held) == len(phrases) or not every):
                found.append(_together(held))
    return Mentions(len(cards), tuple(found))


def narrowed(
    search: WordSearch,
    phrases: Sequence[str],
    restriction: Filter | None,
    *,
    about: bool = False,
    every: bool = True,
    always: Callable[[], frozenset[str]],
) -> frozenset[str] | None:
    """Ids of all articles that can hold the phrases, and perhaps of others; None when that cannot be told.

    `always` gives those that the word index cannot speak for.
    """
    limit = max(search.chunk_count * _WORTH_NARROWING, _ALWAYS_NARROWED)
    rarest = [
        _rarest(search, _topic_words(search, phrase) if about else Phrase(phrase).lookups()) for phrase in phrases
    ]
    usable = [(frequency, spellings) for frequency, spellings in rarest if spellings and frequency <= limit]
    if not usable or (len(usable) < len(rarest) and not every):
        return None
    wanted = [min(usable)] if every else usable
    total = sum(frequency for frequency, _ in wanted)
    spellings = " ".join(spelling for _, spellings in wanted for spelling in spellings)
    hits = search.lexical(spellings, total, restriction) if total else []
    return always() | {hit.chunk_id.rpartition("#")[0] for hit in hits}


def cut_articles(chunks: Iterable[Chunk]) -> frozenset[str]:
    """Ids of the articles of which a chunk ends where the next begins, perhaps within a word, in any order of chunks."""
    open_ends: dict[tuple[str, int], int] = {}
    open_starts: dict[tuple[str, int], int] = {}
    cut = set()
    for chunk in chunks:
        neighbours = (
            (open_starts.pop((chunk.article_id, chunk.ordinal + 1), None), chunk.end),
            (open_ends.pop((chunk.article_id, chunk.ordinal - 1), None), chunk.start),
        )
        if any(theirs == ours for theirs, ours in neighbours):
            cut.add(chunk.article_id)
        if neighbours[0][0] is None:
            open_ends[chunk.article_id, chunk.ordinal] = chunk.end
        if neighbours[1][0] is None:
            open_starts[chunk.article_id, chunk.ordinal] = chunk.start
    return frozenset(cut)


_Reader = Callable[[str], list[Mention | None]]
"""Article id -> for each phrase its mentions; None: none."""


def _phrase_reader(texts: Texts, phrases: Sequence[str]) -> _Reader:
    wanted = [Phrase(phrase) for phrase in phrases]

    def read(article_id: str) -> list[Mention | None]:
        article = texts.article(article_id)
        return [_phrase_mention(article, phrase) for phrase in wanted]

    return read


def _phrase_mention(article: Article, phrase: Phrase) -> Mention | None:
    spans = list(phrase.spans(article.text, article.boilerplate))
    in_headline = any(phrase.spans(article.title))
    if not spans and not in_headline:
        return None
    return Mention(article.id, len(spans), spans[0] if spans else None, in_headline=in_headline)


@dataclass(frozen=True, slots=True)
class _Topic:
    """The stemmed words of a topic, and those that are found in capitals only: no stem tells "US" from "us"."""

    terms: frozenset[str]
    capitals: tuple[Phrase, ...]

    def stands_in(self, text: str, terms: frozenset[str]) -> bool:
        return self.terms <= terms and all(any(phrase.spans(text)) for phrase in self.capitals)


def _topic_reader(texts: Texts, phrases: Sequence[str]) -> _Reader:
    wanted = [_topic(texts.terms, phrase) for phrase in phrases]

    def read(article_id: str) -> list[Mention | None]:
        article, sentences = texts.article(article_id), texts.sentences(article_id)
        bodies = [kept_text(article.text, s.start, s.end, article.boilerplate) for s in sentences]
        held = [(text, frozenset(texts.terms(_composed(text)))) for text in [article.title, *bodies]]
        return [_topic_mention(article_id, [topic.stands_in(*each) for each in held], sentences) for topic in wanted]

    return read


def _topic_mention(article_id: str, standing: Sequence[bool], sentences: Sequence[Sentence]) -> Mention | None:
    """`standing` says of the headline, and then of each sentence, whether the topic stands there."""
    in_headline, *in_sentences = standing
    holding = [sentence for sentence, holds in zip(sentences, in_sentences, strict=True) if holds]
    opening = [sentence for sentence in sentences if sentence.kind == "sentence"][:_OPENING_SENTENCES]
    if not (in_headline or len(holding) > 1 or any(sentence in opening for sentence in holding)):
        return None
    best = next((sentence for sentence in holding if sentence.kind == "sentence"), holding[0] if holding else None)
    return Mention(article_id, len(holding), Span(best.start, best.end) if best else None, in_headline=in_headline)


def _together(mentions: Sequence[Mention]) -> Mention:
    """The mentions of several phrases in one article, as of one."""
    firsts = [mention.first for mention in mentions if mention.first is not None]
    return Mention(
        mentions[0].article_id,
        sum(mention.count for mention in mentions),
        min(firsts, key=lambda span: (span.start, span.end), default=None),
        in_headline=any(mention.in_headline for mention in mentions),
    )


def _topic(terms: Callable[[str], Sequence[str]], phrase: str) -> _Topic:
    words = _composed(phrase).split()
    capitals = tuple(Phrase(word) for word in words if only_in_capitals(word))
    found = frozenset(terms(" ".join(word for word in words if not only_in_capitals(word))))
    if not found and not capitals:
        raise QuestionError(f"{phrase!r} has no word in it that an article could be about; name one")
    return _Topic(found, capitals)


def _topic_words(search: WordSearch, phrase: str) -> list[tuple[str, ...]]:
    """The words of a topic that can be looked up, each in every spelling it must stand in."""
    topic = _topic(search.terms, phrase)
    words = [word for word in re.findall(r"\w+", _composed(phrase)) if word.isascii()]
    spelled = [(word,) for word in words if len(terms := search.terms(word)) == 1 and terms[0] in topic.terms]
    return [*spelled, *(spellings for capitals in topic.capitals for spellings in capitals.lookups())]


def _rarest(search: WordSearch, lookups: Sequence[tuple[str, ...]]) -> tuple[int, tuple[str, ...]]:
    """The word that stands in the fewest chunks, in any of its spellings, and a bound of their number."""
    counted = []
    for spellings in lookups:
        terms = [search.terms(spelling) for spelling in spellings]
        if all(terms):  # the word index leaves very long words out
            known = {term for found in terms for term in found}
            counted.append((sum(search.document_frequency(term) for term in known), spellings))
    return min(counted, default=(search.chunk_count + 1, ()))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _passes(card: ArticleCard, restriction: Filter) -> bool:
    """Whether outlets and interval let an article through."""
    if restriction.outlets is not None and card.outlet not in restriction.outlets:
        return False
    if restriction.since is None and restriction.until is None:
        return True
    if card.published is None:
        return restriction.undated
    return (restriction.since or card.published) <= card.published <= (restriction.until or card.published)
