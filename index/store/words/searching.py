"""BM25 search over the words of one generation: every question word counts by its rarity.

Scores are tantivy's own; where a filter names a day to search as of, `as_of` computes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.store.words.as_of import AsOfWords
from index.store.words.fields import all_of, analyzer, clauses_of, either, place_of
from index.store.words.files import lockable, readable
from index.types import Filter, WordStatistics

if TYPE_CHECKING:
    import tantivy


class WordIndex:
    """BM25 over one generation. Safe for many reading threads."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._folder = folder
        with readable(folder), lockable(folder) as place:
            self._index = tantivy.Index.open(str(place))
            # A generation never changes; without this tantivy watches for changes twice a second.
            self._index.config_reader(reload_policy="manual")
            self._analyzer = analyzer()
            self._searcher = self._index.searcher()
        self._as_of = AsOfWords(self._searcher, self._index.schema)

    @property
    def rows(self) -> int:
        return int(self._searcher.num_docs)

    def lengths(self) -> tuple[float, int]:
        """The words of a chunk, in average and at most; zeros when there is no chunk."""
        import tantivy

        with readable(self._folder):
            found = self._searcher.aggregate(tantivy.Query.all_query(), {"words": {"stats": {"field": "length"}}})[
                "words"
            ]
        return (found["sum"] / found["count"], int(found["max"])) if found["count"] else (0.0, 0)

    def terms(self, text: str) -> list[str]:
        """The stemmed words of `text` as they are indexed, each once, in order."""
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def document_frequency(self, term: str) -> int:
        """In how many chunks a stemmed word stands."""
        return int(self._searcher.doc_freq("words", term))

    def statistics(self, terms: Sequence[str], restriction: Filter | None = None) -> WordStatistics:
        """How many chunks there are and in how many each word stands: of all, or as of the day of `restriction`."""
        if restriction is None or restriction.as_of is None:
            return WordStatistics(self.rows, {term: self.document_frequency(term) for term in terms})
        with readable(self._folder):
            return self._as_of.statistics(terms, restriction.as_of, undated=restriction.undated)

    def best(
        self, text: str, limit: int, restriction: Filter | None = None, article_rows: Sequence[int] | None = None
    ) -> list[tuple[tuple[int, int], float]]:
        """Up to `limit` pairs of (article row, ordinal) and BM25 score, best first; equal scores by place.

        Of `restriction` the outlets and the interval count; its articles and stories are given as `article_rows`.
        As of a day, all those that share the last score come too, so that whoever asks may order them otherwise.
        """
        terms = self.terms(text)
        if not terms or limit <= 0:
            return []
        clauses = self._clauses(restriction, article_rows)
        with readable(self._folder):
            if restriction is not None and restriction.as_of is not None:
                day, undated = restriction.as_of, restriction.undated
                pairs = self._as_of.best(terms, limit, clauses, day=day, undated=undated)
            else:
                pairs = self._found(all_of([self._any_of(terms), *clauses]), limit)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _any_of(self, terms: Sequence[str]) -> tantivy.Query:
        import tantivy

        return either([tantivy.Query.term_query(self._index.schema, "words", term) for term in terms])

    def _clauses(self, restriction: Filter | None, article_rows: Sequence[int] | None) -> list[tantivy.Query]:
        import tantivy

        clauses = clauses_of(self._index.schema, restriction) if restriction is not None else []
        if article_rows is not None:
            one_of = tantivy.Query.term_set_query(self._index.schema, "article_row", [*article_rows])
            clauses.append(tantivy.Query.const_score_query(one_of, 0.0))
        return clauses

    def _found(self, query: tantivy.Query, limit: int) -> list[tuple[tuple[int, int], float]]:
        hits = self._searcher.search(query, limit, count=False).hits
        addresses = [address for _, address in hits]
        places = self._searcher.fast_field_values("place", addresses)
        return [(place_of(int(place or 0)), float(score)) for place, (score, _) in zip(places, hits, strict=True)]
