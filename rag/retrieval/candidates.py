"""One search of an index: a question's vector and words, fused, and what each chunk repeats of the question.

Knows the searches only through `SearchIndex`. Knows nothing of parts, places or rerankers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from index.types import Article, Filter, Hit, Vector
from rag.config import RagConfig
from rag.retrieval.fusion import Fused, fused
from rag.retrieval.matching import Matches, Wanted, run_of
from rag.retrieval.search_index import SearchIndex
from rag.types import Aspect, Query

_MATCHED = 24
"""Of each search's best, how many are read for phrases, names and numbers: the order below decides nothing."""

_READ_KEPT = 4096
"""Some 8 MB. People ask on about the same articles: a question whose best were read before takes a third less."""

_OUTLET_PREFERRED, _TITLE_NAMED = 0.1, 0.3
"""Added to the score of an outlet that the question names in passing, and of an article whose headline it quotes. On
MultiHop-RAG 0.1 and 0.2 for outlets came out alike."""


class Asked:
    """A text that is searched for, with its share in the score of a part.

    Its vector is computed when it is first needed. `hits` keeps what both searches found for it, by restriction: most
    parts of a question share one.
    """

    def __init__(self, text: str, embed: Callable[[], Vector]) -> None:
        self.text = text
        self.wanted = Wanted.of(text)
        self.hits: dict[Filter | None, tuple[list[Hit], list[Hit]]] = {}
        self._embed = embed

    @cached_property
    def vector(self) -> Vector:
        """Of unit length."""
        return self._embed()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk, its score, and how it came to it."""

    chunk_id: str
    score: float
    found: Fused
    matches: Matches | None = None
    preferred: tuple[Aspect, ...] = ()
    part: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What is looked at of a chunk: its words with those of its headline, outlet and date."""

    run: bytes
    outlet: str | None
    title: str


class CandidateSearch:
    """Finds and scores chunks. What it says depends on its arguments and the index alone."""

    def __init__(self, search_index: SearchIndex, config: RagConfig) -> None:
        self._index = search_index
        self._config = config
        self._read = lru_cache(maxsize=_READ_KEPT)(partial(_read, search_index))

    def best(
        self,
        query: Query,
        asked: Sequence[Asked],
        restriction: Filter | None,
        *,
        shares: Sequence[float] = (1.0,),
        part: int | None = None,
    ) -> list[Candidate]:
        """The chunks that any of `asked` finds, best first, each with the sum of its scores by their `shares`."""
        found = self._found(asked, restriction)
        scores = dict.fromkeys(found[0], 0.0)
        for share, ranking in zip(shares, found, strict=True):
            for chunk_id, told in ranking.items():
                scores[chunk_id] += share * told.score
        order = sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))
        plain = [Candidate(chunk_id, scores[chunk_id], found[0][chunk_id], part=part) for chunk_id in order]
        titles = frozenset(_folded(title) for title in query.titles)
        candidates = [
            self._matched(candidate, asked[-1].wanted, outlets=query.preferred_outlets, titles=titles)
            for candidate in plain[:_MATCHED]
        ]
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.chunk_id))
        return candidates + plain[_MATCHED:]

    def _found(self, asked: Sequence[Asked], restriction: Filter | None) -> list[dict[str, Fused]]:
        """The fused ranking of each text, over the same chunks: those that any of them finds."""
        listed = {hit.chunk_id for one in asked for hits in self._hits(one, restriction) for hit in hits}
        rankings = []
        for one in asked:
            by_vector, by_words = self._hits(one, restriction)
            missing = sorted(listed - {hit.chunk_id for hit in by_vector})
            similarities = self._index.similarities(one.vector, missing) if missing else []
            ranking = fused(
                by_vector,
                by_words,
                dict(zip(missing, similarities, strict=True)),
                dense_weight=self._config.dense_weight,
                lexical_weight=self._config.lexical_weight,
            )
            rankings.append({one.chunk_id: one for one in ranking})
        return rankings

    def _hits(self, one: Asked, restriction: Filter | None) -> tuple[list[Hit], list[Hit]]:
        """What the dense and the lexical search find. Searching words on a thread of its own meanwhile won nothing."""
        if restriction not in one.hits:
            limit = self._config.candidates
            one.hits[restriction] = (
                self._index.dense(one.vector, limit, restriction),
                self._index.lexical(one.text, limit, restriction),
            )
        return one.hits[restriction]

    def _matched(
        self, plain: Candidate, wanted: Wanted, *, outlets: Sequence[str], titles: frozenset[str]
    ) -> Candidate:
        """The candidate with what its text repeats of the question, and what of it the question prefers."""
        read, config = self._read(plain.chunk_id), self._config
        matches = wanted.in_run(read.run)
        score = (
            plain.score
            + config.phrase_weight * matches.phrases
            + config.name_weight * matches.names
            + config.number_weight * matches.numbers
        )
        preferred: list[Aspect] = []
        if read.outlet in outlets:
            preferred.append("outlets")
            score += _OUTLET_PREFERRED
        if read.title in titles:
            preferred.append("titles")
            score += _TITLE_NAMED
        return Candidate(plain.chunk_id, score, plain.found, matches, tuple(preferred), plain.part)


def _read(search_index: SearchIndex, chunk_id: str) -> _Read:
    [chunk] = search_index.get([chunk_id])
    article = search_index.article(chunk.article_id)
    text = f"{_header(article)}\n{article.text[chunk.start : chunk.end]}"
    return _Read(run_of(text), article.outlet, _folded(article.title))


def _header(article: Article) -> str:
    date = article.published.strftime("%Y-%m-%d %d %B %Y") if article.published else ""
    return " ".join(filter(None, [article.title, article.outlet, date]))


def _folded(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .,!?…\"'“”‘’")
