"""Kill syncs at random moments and damage files at random places, and see what an index serves afterwards.

Used by the suite with few rounds and by `python -m tests.bench.crash` with many. A sync runs in a forked child with the
real store and the fake embedder, and is killed with SIGKILL: nothing of ours runs after that.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.config import IndexConfig
from index.doctor import examine
from index.errors import RagError
from index.search import LocalIndex
from index.store import manifest
from index.sync import sync
from index.syncing.building import builder
from tests.fakes import FakeEmbedder

View = dict[str, object]
"""What an index serves: every text, every sentence, and the answers of both searches to some questions."""

WORDS = ("apples", "harbour", "bridge", "minister", "said", "number", "seven", "river", "flood", "the", "of", "opened")
QUESTIONS = ("apples harbour", "number seven", "the minister said", "bridge")


def served(index_path: Path) -> View:
    """Everything that a reader can get. Raises RagError when the index refuses."""
    index = LocalIndex(index_path)
    embedder = FakeEmbedder()
    texts = {card.id: (index.article(card.id).text, index.sentences(card.id)) for card in index.articles()}
    dense = [[(h.chunk_id, round(h.score, 5)) for h in index.dense(embedder.embed_query(q), 20)] for q in QUESTIONS]
    lexical = [sorted(h.chunk_id for h in index.lexical(q, 100)) for q in QUESTIONS]
    chunks = {chunk.id: (chunk.start, chunk.end) for chunk in index.get([hit for hits in lexical for hit in hits])}
    facts = [(card.title, card.outlet, str(card.published), card.chunks, card.path) for card in index.articles()]
    return {
        "texts": texts,
        "dense": [sorted(d, key=lambda p: (-p[1], p[0])) for d in dense],
        "lexical": lexical,
        "chunks": chunks,
        "facts": facts,
    }


@dataclass(slots=True)
class Folder:
    """A folder of articles that changes at random, the same way for the same seed."""

    root: Path
    random: random.Random
    number: int = 0
    config: IndexConfig = field(default_factory=IndexConfig)

    def fill(self, files: int) -> None:
        """Begin with so many files and one table of records."""
        self.root.mkdir(parents=True)
        for _ in range(files):
            self._add()
        self._table(12)

    def change(self) -> str:
        """One kind of change; returns its name."""
        kind = self.random.choice(("add", "edit", "remove", "rename", "table", "break", "settings", "many", "nothing"))
        files = sorted(self.root.glob("*.txt"))
        match kind:
            case "add":
                self._add()
            case "edit":
                self.random.choice(files).write_text(self._text())
            case "remove" if len(files) > 3:
                self.random.choice(files).unlink()
            case "rename":
                self.number += 1
                self.random.choice(files).rename(self.root / f"renamed{self.number}.txt")
            case "table":
                self._table(self.random.randrange(1, 20))
            case "break":
                (self.root / "broken.txt").write_bytes(b"")
            case "settings":
                self.config = IndexConfig(overlap_sentences=self.random.randrange(3))
            case "many":
                for _ in range(15):
                    self._add()
                for file in files[:10]:
                    file.unlink()
        return kind

    def _add(self) -> None:
        self.number += 1
        (self.root / f"n{self.number}.txt").write_text(self._text())

    def _table(self, records: int) -> None:
        rows = [{"_id": f"r{row}", "title": f"Record {row}", "text": self._text()} for row in range(records)]
        (self.root / "table.jsonl").write_text("\n".join(map(json.dumps, rows)))

    def _text(self) -> str:
        sentences = [
            " ".join(self.random.choices(WORDS, k=9)).capitalize() + "." for _ in range(self.random.randrange(2, 30))
        ]
        return f"Story {self.number}.\n\n" + " ".join(sentences)


def killed_sync(folder: Folder, index_path: Path, after_seconds: float) -> bool:
    """Run a sync in a child and kill it after so long; True when it was killed before its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sync([folder.root], index_path, embedder=FakeEmbedder(), config=folder.config)
            code = 0
        finally:
            os._exit(code)
    end = time.monotonic() + after_seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status:
                raise AssertionError(f"a sync ended with status {status}")
            return False
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kill_syncs(workplace: Path, *, rounds: int, seed: int) -> Counter[str]:
    """Change a folder and kill the sync of it, `rounds` times. Returns what was found, by name.

    "lost" and "wrong" count what must never happen: an index that is neither the old nor the new one.
    """
    chance = random.Random(seed)
    folder, index_path = Folder(workplace / "articles", random.Random(seed)), workplace / "index"
    folder.fill(20)
    found: Counter[str] = Counter()
    block = builder._BLOCK_CHUNKS
    builder._BLOCK_CHUNKS = 16
    try:
        longest = _timed(folder, index_path)
        while found["killed"] < rounds:
            before = served(index_path)
            kind = folder.change()
            was_killed = killed_sync(folder, index_path, chance.uniform(0, 1.1 * longest))
            found["killed" if was_killed else "ended before the kill"] += 1
            found[f"killed: {kind}"] += was_killed
            after = _state_after(index_path)
            started = time.perf_counter()
            sync([folder.root], index_path, embedder=FakeEmbedder(), config=folder.config)
            longest = max(0.9 * longest, time.perf_counter() - started)
            new = served(index_path)
            found[_verdict(after, before, new)] += 1
            found["wrong after the next sync"] += new["texts"] != _fresh(folder, workplace / "fresh")["texts"]
            found["not sound after the next sync"] += not examine(index_path).sound
            found["left-over folders"] += len(list((index_path / "generations").glob(".*")))
    finally:
        builder._BLOCK_CHUNKS = block
    return found


def _timed(folder: Folder, index_path: Path) -> float:
    started = time.perf_counter()
    sync([folder.root], index_path, embedder=FakeEmbedder(), config=folder.config)
    return time.perf_counter() - started


def _fresh(folder: Folder, index_path: Path) -> View:
    """What an index built from nothing serves."""
    shutil.rmtree(index_path, ignore_errors=True)
    sync([folder.root], index_path, embedder=FakeEmbedder(), config=folder.config)
    return served(index_path)


def _state_after(index_path: Path) -> View | str:
    try:
        return served(index_path)
    except RagError as error:
        return str(error)


def _verdict(after: View | str, before: View, new: View) -> str:
    if isinstance(after, str):
        return "lost"
    if after == before:
        return "old"
    same = all(after[key] == new[key] for key in ("texts", "facts", "chunks"))
    return "new" if same else "wrong"


FAULTS = ("flip", "zero", "cut", "grow")


def damage(path: Path, fault: str, chance: random.Random) -> None:
    """Change a file at a random place."""
    content = bytearray(path.read_bytes())
    place = chance.randrange(max(len(content), 1))
    if fault == "flip" and content:
        content[place] ^= 1 << chance.randrange(8)
    elif fault == "zero" and content:
        content[place : place + 512] = bytes(len(content[place : place + 512]))
    elif fault == "cut":
        del content[place:]
    else:
        content[place:place] = chance.randbytes(7)
    path.write_bytes(bytes(content))


def files_of(index_path: Path) -> list[Path]:
    """Every file of an index that a reader or a sync may open."""
    generation = index_path / "generations" / (index_path / "CURRENT").read_text().strip()
    inside = sorted(path for path in generation.rglob("*") if path.is_file())
    return [*inside, *sorted(path for path in index_path.iterdir() if path.is_file())]


def damage_files(workplace: Path, *, places: int, seed: int, large: bool = False) -> Iterator[tuple[str, Counter[str]]]:
    """Damage each file at random places; yields its name and what was found.

    "refused": a clear error, and the next sync mends it. "as before": what is served is the same. "wrong": it is not.
    With `large` the index is treated as one too big to be hashed when opened, and the time stamps are forged: only the
    checksums of texts are left.
    """
    chance = random.Random(seed)
    folder, index_path = Folder(workplace / "articles", random.Random(seed)), workplace / "index"
    folder.fill(20)
    for _ in range(2):
        folder._add()
        sync([folder.root], index_path, embedder=FakeEmbedder())
    right, saved = served(index_path), workplace / "saved"
    shutil.copytree(index_path, saved)
    small = manifest.SMALL_INDEX_BYTES
    for file in files_of(index_path):
        found: Counter[str] = Counter()
        for round_ in range(places):
            _restore(saved, index_path)
            stamp = file.stat()
            fault = FAULTS[round_ % len(FAULTS)] if not large else "flip"
            damage(file, fault, chance)
            if large:
                os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            manifest.SMALL_INDEX_BYTES = 0 if large else small
            try:
                found[_after_damage(index_path, right)] += 1
            finally:
                manifest.SMALL_INDEX_BYTES = small
            sync([folder.root], index_path, embedder=FakeEmbedder())
            found["not mended by a sync"] += served(index_path)["texts"] != right["texts"]
        yield file.relative_to(index_path).as_posix(), +found


def _restore(saved: Path, index_path: Path) -> None:
    # A reader of tantivy that met a damaged file may still put a lock file down.
    while index_path.exists():
        shutil.rmtree(index_path, ignore_errors=True)
    shutil.copytree(saved, index_path)


def _after_damage(index_path: Path, right: View) -> str:
    try:
        view = served(index_path)
    except RagError:
        return "refused"
    if view == right:
        return "as before"
    return "wrong text" if view["texts"] != right["texts"] else "wrong ranking"
