"""The rows of one version written: what is new, what is no longer seen, what counts differently. Publishes nothing.

All of it is done again when it is called again for the same version, with the same result.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from index.errors import IndexCorrupt, RagError
from index.milvus.database import ARTICLES, CHUNKS, LATEST, TEXTS, WORDS, MilvusDatabase
from index.milvus.facts import Facts, Garbage, forget_facts, values_at
from index.milvus.rows import FOREVER, key_of, pack, pieces_of, versions_of, with_value
from index.milvus.versions import text_row
from index.milvus.words import WordDays, packed_days, read, read_days
from index.milvus.writing.chunk_rows import Row, chunk_key, chunk_rows, day_of, text_key, text_rows, words_of
from index.milvus.writing.source import Card, Wanted, same_for_all
from index.store.opened import OpenGeneration
from index.store.words.fields import analyzer
from index.syncing.report import Progress

Live = dict[str, Card]
Staged = dict[str, Card | None]
Place = tuple[str, int, int]
"""Of a chunk: its article's key, the version that wrote it, its number in the article."""
_CHUNKS_AT_ONCE = 500
_WORDS_AT_ONCE = 5_000
_BEAT_SECONDS = 10.0
_CHUNK_FIELDS = ("article", "article_id", "outlet", "words", "ordinal", "start", "end", "tokens", "day", "length")


class VersionWriter:
    """Writes the rows of the version that `draft` is of."""

    def __init__(
        self,
        database: MilvusDatabase,
        opened: OpenGeneration,
        draft: Facts,
        beat: Callable[[], None],
        report: Callable[[Progress], None],
    ) -> None:
        self._database, self._opened, self._draft = database, opened, draft
        self._beat, self._report = beat, report
        self._version = draft.version
        self._base = draft.history[-2][0] if len(draft.history) > 1 else 0
        self._kept_from = draft.kept_from()
        self._counts, self._analyzer = WordDays(), analyzer()
        self._garbage: list[Garbage] = []
        self._seen: set[str] = set()
        """Keys of the chunks that begin with this version."""
        self._ended: set[str] = set()
        """Keys of the chunks that end with it."""
        self._anew = False
        self._words = draft.words
        self._last_beat = time.time()

    def undo(self, version: int, *, kept: frozenset[str] = frozenset(), ended: frozenset[str] = frozenset()) -> None:
        """Remove what was written for a version that was not published, all but what is `kept` or was to be `ended`."""
        begun = [row["pk"] for row in self._database.each(CHUNKS, f"since == {version}", [])]
        self._database.remove(CHUNKS, [key for key in begun if key not in kept])
        closed = [row["pk"] for row in self._database.each(CHUNKS, f"until == {version}", [])]
        self._end([key for key in closed if key not in ended], until=FOREVER)
        self._live()

    def write(
        self, wanted: dict[str, Wanted], live: Live, staged: Staged | None, anew: Mapping[str, Place] | None = None
    ) -> None:
        """Write articles that are new or changed, end those that are gone, and note the words of both.

        `staged` are cards that a stopped writer of the same version has written; None: nobody began with it. `anew` are the
        chunks that are seen now, of a version that Milvus has lost some of: they all end, and every article is written.
        """
        self._anew = anew is not None
        unlike = {key for key, one in wanted.items() if key in live and live[key]["content"] != one.content}
        new = [key for key in wanted if self._anew or key not in live or key in unlike]
        old = [key for key in live if self._anew or key not in wanted or key in unlike]
        ready = self._ready({key: wanted[key] for key in new}, staged) if staged else set()
        self._seen = {key for one in new for key in _chunk_keys(one, self._version, wanted[one].card["chunks"])}
        told = {key for one in old for key in _chunk_keys(one, live[one]["since"], live[one]["chunks"])}
        self._ended = set(told if anew is None else anew)
        begun: set[str] = set()
        if self._anew:
            begun = {row["pk"] for row in self._database.each(WORDS, "since >= 0", [])}
            self._words = len(begun)
        elif staged is not None:
            begun = {row["pk"] for row in self._database.each(WORDS, f"since == {self._version}", [])}
        if staged is not None:
            whole = {key for one in ready for key in _chunk_keys(one, self._version, wanted[one].card["chunks"])}
            self.undo(self._version, kept=frozenset(whole), ended=frozenset(self._ended))
        for done, keys in self._groups(new, wanted):
            self._write_articles(keys, wanted, ready)
            self._report(Progress("publishing", done, len(new), done))
        self._end_articles(old, live, wanted, (anew or {}).values())
        moved = self._moved(wanted, live, frozenset(new))
        gone = {key: None for key in (*old, *(staged or ())) if key not in wanted}
        if self._anew:
            held = self._database.each(ARTICLES, "since >= 0", ["body"])
            known = {row["pk"] for row in held if versions_of(row["body"])[0][1] is not None}
            gone |= dict.fromkeys(known - wanted.keys())
        as_before = {key: pack(live[key]) for key in staged or () if key in live and key not in (*new, *moved, *gone)}
        self._put_values(ARTICLES, moved | gone | as_before)
        self._write_words(begun)

    def finish(self, base: Facts | None) -> Facts:
        """Read back what was written, clear what no reader needs, and write the facts. Raises RagError."""
        self._verify()
        garbage = [*(base.garbage if base else ()), *self._garbage]
        kept = [one for one in garbage if one.version > self._kept_from]
        self._clear([one for one in garbage if one.version <= self._kept_from])
        earlier = tuple(one for one in self._draft.history[:-1] if one[0] >= self._kept_from)
        history = (*earlier, (self._version, time.time()))
        days, words = self._days(), self._words
        facts = replace(self._draft, days=days, garbage=tuple(kept), history=history, words=words)
        forget_facts(self._database, [one[0] for one in self._draft.history if one[0] < self._kept_from])
        facts.write(self._database)
        return facts

    def _ready(self, new: Mapping[str, Wanted], staged: Staged) -> set[str]:
        """Of the articles that are to be written those whose chunks a stopped writer of the same version has all written."""
        written = {row["pk"] for row in self._database.each(CHUNKS, f"since == {self._version}", [])}
        ready = set()
        for key, one in new.items():
            card = staged.get(key)
            if card and card["content"] == one.content and card["since"] == self._version:
                ready |= {key} if written.issuperset(_chunk_keys(key, self._version, card["chunks"])) else set()
        return ready

    def _groups(self, keys: list[str], wanted: dict[str, Wanted]) -> Iterator[tuple[int, list[str]]]:
        """Articles of some hundred chunks at a time, and how many will be done with them."""
        group: list[str] = []
        for done, key in enumerate(keys, start=1):
            group.append(key)
            if sum(max(1, wanted[one].card["chunks"]) for one in group) >= _CHUNKS_AT_ONCE or done == len(keys):
                yield done, group
                group = []

    def _write_articles(self, keys: list[str], wanted: dict[str, Wanted], ready: set[str]) -> None:
        """Texts and chunks before the cards: an article that has its card is whole."""
        chunks: list[Row] = []
        texts: list[Row] = []
        cards: dict[str, Card] = {}
        for key in keys:
            card = wanted[key].card
            article = self._opened.articles.article(card["id"])
            assert article is not None
            rows = np.array(wanted[key].chunk_rows, np.int64)
            held = self._opened.articles.chunks(rows.tolist())
            words = words_of(article, held, self._analyzer.analyze)
            for one in words:
                self._counts.add(one.frequencies, day_of(article), one.length, change=1)
            pieces = text_rows(article, self._opened.articles.sentences(article.id), since=self._version)
            cards[key] = card | {"since": self._version, "pieces": len(pieces)}
            if key not in ready:
                average = None if self._database.dense_only else self._draft.average
                vectors = self._opened.vectors.rows_at(rows)
                chunks += chunk_rows(article, held, vectors, words, since=self._version, average=average)
            texts += pieces
        self._live()
        self._database.put(TEXTS, texts)
        self._database.put(CHUNKS, chunks)
        self._put_values(ARTICLES, {key: pack(card) for key, card in cards.items()})

    def _end_articles(self, keys: list[str], live: Live, wanted: dict[str, Wanted], seen: Iterable[Place]) -> None:
        """End articles, and the chunks that are `seen` besides."""
        chunks = {(key, live[key]["since"]): live[key]["chunks"] for key in keys}
        for key, since, ordinal in seen:
            chunks[key, since] = max(chunks.get((key, since), 0), ordinal + 1)
        for (key, since), count in chunks.items():
            card = live.get(key)
            pieces = card["pieces"] if card and card["since"] == since else 0
            self._garbage.append(Garbage(self._version, key, since, count, pieces, key not in wanted))
        self._end(sorted(self._ended), until=self._version, count=not self._anew)

    def _end(self, keys: list[str], *, until: int, count: bool = False) -> None:
        """Write anew until when these chunks are seen; with `count` their words no longer count."""
        fields = [*_CHUNK_FIELDS, "since", "until", "dense", *(() if self._database.dense_only else ("sparse",))]
        for first in range(0, len(keys), _CHUNKS_AT_ONCE):
            some = keys[first : first + _CHUNKS_AT_ONCE]
            rows = self._database.get(CHUNKS, some, fields, guarantee=LATEST)
            if count and len(rows) != len(some):
                raise IndexCorrupt(
                    f"{self._database.config.shown} lacks {len(some) - len(rows)} chunks of version {self._base}; "
                    "choose another milvus.name, and sync to publish everything anew"
                )
            for row in rows.values() if count else ():
                self._counts.add(read(row["words"]), int(row["day"]), int(row["length"]), change=-1)
            self._live()
            self._database.put(CHUNKS, [dict(row) | {"until": until} for row in rows.values() if row["until"] != until])

    def _moved(self, wanted: dict[str, Wanted], live: Live, new: frozenset[str]) -> dict[str, str | None]:
        """Cards of articles whose texts are as they were, but not what is known of them: their file, their story."""
        moved: dict[str, str | None] = {}
        for key, one in wanted.items():
            if key not in new and same_for_all(live[key]) != same_for_all(one.card):
                moved[key] = pack(one.card | {name: live[key][name] for name in ("since", "pieces", "indexed")})
        return moved

    def _write_words(self, begun: set[str]) -> None:
        """Write the new counts of words; of those that were `begun` by a stopped writer and do not change now, the old ones."""
        waiting: dict[str, tuple[str, dict[int, int]]] = {}
        for term, days in self._counts.changes():
            waiting[key_of(term)] = term, days
            if len(waiting) >= _WORDS_AT_ONCE:
                self._count_words(waiting)
                begun -= waiting.keys()
                waiting = {}
        self._count_words({key: ("", {}) for key in begun - waiting.keys()} | waiting)

    def _count_words(self, changes: dict[str, tuple[str, dict[int, int]]]) -> None:
        held = self._database.get(WORDS, list(changes), ["body"], guarantee=LATEST) if self._base else {}
        last = held if not self._anew else {}
        before = values_at(self._database, last, self._base, self._draft.dead, guarantee=LATEST)
        values = {}
        self._words += sum(1 for key in changes if key not in held or not (self._anew or self._is_older(held[key])))
        for key, (term, days) in changes.items():
            counted = Counter(read_days(before.get(key, [])))
            counted.update(days)
            if any(count < 0 for count in counted.values()):
                raise IndexCorrupt(
                    f"{self._database.config.shown} counts the word {term!r} wrongly; choose another milvus.name, and "
                    "sync to publish everything anew"
                )
            values[key] = packed_days(counted)
        self._put_values(WORDS, values, held)

    def _is_older(self, row: Mapping[str, Any]) -> bool:
        """True for a row that an earlier version, which was published, has written to."""
        dead = self._draft.dead
        return any(number < self._version and number not in dead for number, _ in versions_of(row["body"]))

    def _put_values(self, collection: str, values: dict[str, Any], held: dict[str, Any] | None = None) -> None:
        """Write new values into rows that keep the earlier ones for their readers."""
        if held is None:
            held = self._database.get(collection, list(values), ["body"], guarantee=LATEST) if self._base else {}
        rows, pieces, outdated = [], [], []
        for key, value in values.items():
            earlier = versions_of(held[key]["body"]) if key in held else []
            dead = self._draft.dead
            change = with_value(key, earlier, self._version, value, kept_from=self._kept_from, dead=dead)
            rows.append(text_row(key, self._version, change.body))
            pieces += [text_row(piece, self._version, told) for piece, told in change.pieces.items()]
            outdated += change.outdated
        self._live()
        self._database.put(TEXTS, pieces)
        self._database.put(collection, rows)
        self._database.remove(TEXTS, outdated)

    def _days(self) -> tuple[tuple[int, int, int], ...]:
        chunks, lengths = Counter(self._counts.chunks), Counter(self._counts.lengths)
        for day, count, words in self._draft.days:
            chunks[day] += count
            lengths[day] += words
        return tuple((day, chunks[day], lengths[day]) for day in sorted(chunks) if chunks[day])

    def _verify(self) -> None:
        """Raise RagError unless what was written is there, all of it and nothing else."""
        begun = {row["pk"] for row in self._database.each(CHUNKS, f"since == {self._version}", [])}
        ended = {row["pk"] for row in self._database.each(CHUNKS, f"until == {self._version}", [])}
        counted = sum(count for _, count, _ in self._days())
        found = (begun == self._seen, ended == self._ended, counted)
        if found != (True, True, self._draft.chunks):
            raise RagError(
                f"{self._database.config.shown} did not give back what was written: {len(begun):,} of {len(self._seen):,} new "
                f"chunks, {len(ended):,} of {len(self._ended):,} removed ones, {counted:,} of {self._draft.chunks:,} in all; "
                "nothing of it is seen. Sync again"
            )

    def _clear(self, garbage: list[Garbage]) -> None:
        chunks = [key for one in garbage for key in _chunk_keys(one.article, one.since, one.chunks)]
        texts = [text_key(one.article, one.since, number) for one in garbage for number in range(one.pieces)]
        gone = [one.article for one in garbage if one.gone]
        held = self._database.get(ARTICLES, gone, ["body"], guarantee=LATEST)
        self._database.remove(CHUNKS, chunks)
        cards = {key: versions_of(row["body"]) for key, row in held.items()}
        unseen = [key for key, [(n, card), *_] in cards.items() if n <= self._kept_from and card is None]
        pieces = [piece for key in unseen for _, card in cards[key] for piece in pieces_of(card)]
        self._database.remove(ARTICLES, unseen)
        self._database.remove(TEXTS, texts + pieces)

    def _live(self) -> None:
        """Say now and then that we live. By the clock on the wall: a machine that slept must notice that it did."""
        if time.time() - self._last_beat >= _BEAT_SECONDS:
            self._last_beat = time.time()
            self._beat()


def _chunk_keys(article: str, since: int, chunks: int) -> list[str]:
    return [chunk_key(article, since, ordinal) for ordinal in range(chunks)]
