"""A real Milvus server killed, restarted, filled up and written by two at once: what readers see, and what is lost.

    unshare -n sh -c 'ip link set lo up && python -m tests.bench.milvus_server --server-python PYTHON [--articles 1500]'

PYTHON has the PyPI package `milvus` 2.3.5, a standalone server of 57 MB that is too old for BM25: dense search, articles,
texts and stories are compared. It listens on every address of its machine, so it is run in a network of its own, where there
is loopback alone. Needs root, for that and for a small file system that can be full. Ends with 1 when anything is not as it
should be. Times depend on what else runs.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index.errors import IndexCorrupt, IndexLocked, RagError
from index.milvus.database import CHUNKS, MilvusDatabase
from index.milvus.facts import read_facts
from index.milvus.search import MilvusIndex
from index.milvus.versions import Versions
from index.milvus.writing import publishing
from index.search import LocalIndex
from index.store.generations import current_generation, writing
from index.store.opened import open_generation
from index.sync import sync
from tests.bench import machine
from tests.bench.milvus_process import CONFIG, EMBEDDER, Server


def write_articles(folder: Path, numbers: range, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    words = "river bridge council dam bread water votes harbour strike ferry oil wheat minister village storm"
    for number in numbers:
        text = ". ".join(" ".join(chance.choices(words.split(), k=9)) for _ in range(12))
        day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        (folder / f"n{number}.txt").write_text(f"Published: {day}\n\nArticle {number} of {seed}. {text}.")


def publish(index_path: Path) -> publishing.Published:
    database = MilvusDatabase(CONFIG, dense_only=True)
    with writing(index_path):
        opened = open_generation(current_generation(index_path))
        base = Versions(database).current()
        return publishing.publish(database, opened, index_path, base=base, replace_sources=True)


def published_at_last(server: Server, index_path: Path) -> str:
    """Publish; where a server that was killed does not give back what was written, again, once it was started anew. What was
    said meanwhile."""
    said: list[str] = []
    for _ in range(4):
        try:
            publish(index_path)
            return "; ".join(said)
        except RagError as error:
            said.append(str(error)[:120])
            server.kill()
            server.start()
    raise AssertionError(said)


def seen(index: LocalIndex | MilvusIndex) -> object:
    """What readers see: cards, some texts and stories, and the nearest chunks of twenty questions."""
    cards = index.articles()
    some = [card.id for card in cards[:: max(1, len(cards) // 40)]]
    questions = [
        f"{one} of the {other}"
        for one in ("river", "bread", "ferry", "oil", "storm")
        for other in ("council", "dam", "strike", "village")
    ]
    nearest = [[(hit.chunk_id, hit.score) for hit in index.dense(EMBEDDER.embed_query(q), 50)] for q in questions]
    return cards, [(one, index.article(one).text, index.story(one)) for one in some], list(map(sorted, nearest))


def in_milvus() -> object:
    return seen(MilvusIndex(CONFIG, dense_only=True))


def killed_in_mid_sync(server: Server, index_path: Path, after: int) -> tuple[str, float]:
    """The error of a publication whose server is killed at its `after`th write, and the seconds until it was told."""
    put, calls, told = MilvusDatabase.put, iter(range(10**6)), 0.0

    def dying(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        nonlocal told
        if next(calls) == after:
            server.kill()
            told = time.perf_counter()
        put(self, collection, rows)

    MilvusDatabase.put = dying  # type: ignore[method-assign, assignment]
    try:
        publish(index_path)
    except RagError as error:
        return f"{type(error).__name__}: {error}", time.perf_counter() - told
    finally:
        MilvusDatabase.put = put  # type: ignore[method-assign]
    raise AssertionError("the publication did not notice that its server was killed")


def taken(name: str, mark: str, ready: float) -> bool:
    """True when this process got the name, of those that take it at the same moment."""
    database = MilvusDatabase(CONFIG, dense_only=True)
    time.sleep(max(0.0, ready - time.time()))
    return database.take(name, mark)


def raced(rounds: int) -> int:
    """Of so many races between four processes, how many had exactly one winner."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        one_winner = 0
        for number in range(rounds):
            ready = time.time() + (3.0 if not number else 0.3)
            name = f"race{number}"
            won = pool.starmap(taken, [(name, f"by_{racer}", ready) for racer in range(4)])
            one_winner += sum(won) == 1
    database = MilvusDatabase(CONFIG, dense_only=True)
    database.drop([name for name in database.names() if name.startswith("race")])
    return one_winner


def publishes(index_path: Path) -> str:
    """How a publication of its own process ended."""
    try:
        return f"version {publish(index_path).version}"
    except IndexLocked as error:
        return f"told to wait: {error}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server-python", required=True)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--disk-mb", type=int, default=900, help="Of the server's file system; its programs take 490.")
    options = parser.parse_args()
    print(machine.facts())
    faults: list[str] = []

    def check(what: str, holds: object, told: str = "") -> None:
        print(f"| {what} | {'yes' if holds else 'NO'} | {told} |", flush=True)
        if not holds:
            faults.append(what)

    with tempfile.TemporaryDirectory() as work:
        disk = Path(work) / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={options.disk_mb}m", "tmpfs", str(disk)], check=True)
        server = Server(options.server_python, disk / "milvus")
        try:
            run(server, Path(work), disk, options.articles, check)
        finally:
            server.kill()
            subprocess.run(["umount", "-l", str(disk)], check=False)
    sys.exit(1 if faults else 0)


def run(server: Server, work: Path, disk: Path, articles: int, check: Callable[..., None]) -> None:
    folder, index_path = work / "articles", work / "index"
    print(f"\nstarted in {server.start():.1f} s: Milvus {MilvusDatabase(CONFIG, dense_only=True).version}")
    print("\n| | holds | |\n|---|---|---|")
    write_articles(folder, range(articles), 1)
    sync([folder], index_path, embedder=EMBEDDER)
    started = time.perf_counter()
    publish(index_path)
    seconds, chunks = time.perf_counter() - started, LocalIndex(index_path).chunk_count
    first = seen(LocalIndex(index_path))
    check(
        "what is published is what the local index holds", in_milvus() == first, f"{chunks:,} chunks in {seconds:.1f} s"
    )

    check("of four processes that take a name at once one gets it", raced(20) == 20, "20 races")

    write_articles(folder, range(articles // 2, articles + articles // 2), 2)
    sync([folder], index_path, embedder=EMBEDDER)
    reader = MilvusIndex(CONFIG, dense_only=True)
    for after in (3, 9):
        error, told = killed_in_mid_sync(server, index_path, after)
        check(
            f"killed at write {after} of a sync: an error",
            "ServerUnavailable" in error,
            f"after {told:.1f} s: {error[:150]}",
        )
        started = time.perf_counter()
        try:
            reader.dense(EMBEDDER.embed_query("river"), 3)
            answered = "answered"
        except RagError as mistake:
            answered = type(mistake).__name__
        check(
            "a question meanwhile: an error",
            answered == "ServerUnavailable",
            f"after {time.perf_counter() - started:.1f} s",
        )
        up = server.start()
        check("restarted: the version before, whole", in_milvus() == first, f"{up:.1f} s until a question was answered")
    tries = published_at_last(server, index_path)
    second = seen(LocalIndex(index_path))
    check("the next sync goes on, and all of it is there", in_milvus() == second, tries)

    write_articles(folder, range(articles // 2, articles), 3)
    sync([folder], index_path, embedder=EMBEDDER)
    filler = disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 1_000_000)
        except OSError:
            pass
    started = time.perf_counter()
    try:
        told_of = f"version {publish(index_path).version}"
    except RagError as error:
        told_of = f"{type(error).__name__}: {error}"
    full = time.perf_counter() - started
    filler.unlink()
    went_through = told_of.startswith("version")
    check(
        "its disk full: an error, or all of it",
        went_through or "Unavailable" in told_of,
        f"{full:.1f} s: {told_of[:150]}",
    )
    server.kill()
    server.start()
    third = seen(LocalIndex(index_path))
    check("room again, restarted: one version, whole", in_milvus() == (third if went_through else second))
    tries = published_at_last(server, index_path)
    check("the next sync goes on, and all of it is there", in_milvus() == third, tries)

    at_once, asked = [], []
    for number in range(10):
        write_articles(folder, range(number, number + 1), 100 + number)
        sync([folder], index_path, embedder=EMBEDDER)
        publish(index_path)
        reader = MilvusIndex(CONFIG, dense_only=True)
        started = time.perf_counter()
        reader.dense(EMBEDDER.embed_query("river"), 60)
        asked.append(1000 * (time.perf_counter() - started))
        at_once.append(seen(reader) == seen(LocalIndex(index_path)))
    third = seen(LocalIndex(index_path))
    check(
        "of ten small syncs each is seen whole by who opens it at once",
        all(at_once),
        f"its first search takes {machine.middle(asked):.0f} ms",
    )

    database = MilvusDatabase(CONFIG, dense_only=True)
    known = read_facts(database, Versions(database).current())
    database.remove(CHUNKS, [row["pk"] for row in itertools.islice(database.each(CHUNKS, known.seen, []), 100)])
    time.sleep(5)  # what was removed since a version was published is seen by its readers when it is known everywhere
    try:
        told_of = f"answered: {bool(in_milvus())}"
    except IndexCorrupt as error:
        told_of = str(error)
    check("a hundred chunks lost: who opens it is told", "chunks are there" in told_of, told_of[:150])
    publish(index_path)
    check("the next sync writes all of it anew", in_milvus() == third)

    others = []
    for number in range(2):
        (work / f"machine{number}").mkdir()
        others.append(work / f"machine{number}" / "index")
        write_articles(folder, range(articles, articles + 100), 10 + number)
        sync([folder], others[-1], embedder=EMBEDDER)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        ends = pool.map(publishes, others, chunksize=1)
    now = in_milvus()
    check(
        "two machines at once: what one of them holds",
        now in [seen(LocalIndex(one)) for one in others],
        "; ".join(ends)[:200],
    )


if __name__ == "__main__":
    main()
