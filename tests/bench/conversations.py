"""What a kept conversation costs: memory while it is open, bytes in the file, time to keep, to open, to list and to search.

    python -m tests.bench.conversations [--turns 500] [--conversations 200]

The page's own desk over the real pipeline and an index of seeds/, without a browser: a conversation of `--turns` questions
(those of tests/golden/seeds.jsonl in turn), its memory as tracemalloc counts it after every event was taken in. Then as many
conversations of one browser as are kept, of eight exchanges each, listed, searched and opened.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from rag import open_pipeline, sync
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.evaluation import read_questions
from rag.feedback.store import FeedbackStore
from tests.bench import machine
from ui.asks import Asks
from ui.scope.asked import Asked
from ui.talk.answering import converse
from ui.talk.kept.actions import list_of, record_of, shown_past
from ui.talk.kept.desk import Desk, Desks

ROOT = Path(__file__).resolve().parents[2]
KEY = "a1" * 32
SHORT = 8
REPEATS = 20


def sent(conversation: int, search: str = "") -> str:
    """What a page sends."""
    return json.dumps({"key": KEY, "conversation": f"{conversation:032x}", "search": search})


def ask(desks: Desks, desk: Desk, pipeline: Asks, question: str) -> Desk:
    """One question, to its end."""
    *_, last = desks.asking(desk, lambda talk: converse(pipeline, talk, Asked(question)))
    return last


def milliseconds(call: Callable[[], object]) -> float:
    """The median of some calls."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1_000)
    return median(times)


def memory(desks: Desks, pipeline: Asks, questions: list[str], turns: int) -> None:
    """Print what an open conversation holds after so many turns."""
    for question in questions:  # whatever the pipeline keeps is not the conversation's
        ask(Desks(), Desk(), pipeline, question)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    desk = desks.of(Desk(), sent(0))
    print("| turns | MB held | exchanges held |\n|---|---|---|")
    for turn in range(1, turns + 1):
        desk = ask(desks, desk, pipeline, questions[turn % len(questions)])
        if turn in (1, 10, 50, 100, 250, turns):
            gc.collect()
            held = (tracemalloc.get_traced_memory()[0] - before) / 1e6
            print(f"| {turn} | {held:.2f} | {len(desk.talk.exchanges)} |", flush=True)
    tracemalloc.stop()
    assert desks.store
    print(f"\nfile: {desks.store.path.stat().st_size / turns / 1e3:.1f} kB an exchange")


def times(desks: Desks, conversations: int, folder: Path) -> None:
    """Print how long keeping, opening, listing and searching take."""
    store = desks.store
    assert store
    feedback = FeedbackStore(folder / "feedback.sqlite")
    opened = desks.of(Desk(), sent(0))
    owned = opened.owned
    assert owned
    held = store.load(owned)
    assert held
    rows = held.rows
    for number in range(1, conversations):
        there = desks.of(Desk(), sent(number)).owned
        assert there
        taken = [rows[(number + at) % len(rows)] for at in range(SHORT)]
        again = [
            replace(row, key=f"{number}.{at}", number=at, searched="words of an answer " * 20)
            for at, row in enumerate(taken, 1)
        ]
        store.begin(there, again)
    past = shown_past(opened, feedback)
    print(
        f"\n{conversations} conversations, the longest of {len(rows)} exchanges; medians of {REPEATS}, ms\n\n| | ms |\n|---|---|"
    )
    for name, call in (
        (f"open the newest {len(opened.talk.exchanges)} of {len(rows)}", lambda: desks.of(Desk(), sent(0))),
        ("draw its past", lambda: shown_past(opened, feedback)),
        ("list", lambda: list_of(desks, sent(0))),
        ("search two words", lambda: list_of(desks, sent(0, "tokayev answer"))),
        ("save as a record, all exchanges", lambda: record_of(desks, opened)),
        ("see whether another page wrote", lambda: store.revision(owned)),
    ):
        print(f"| {name} | {milliseconds(call):.1f} |")
    begun = itertools.count(1)

    def keep() -> None:
        number = next(begun)
        row = replace(rows[0], key=f"new{number}", number=len(rows) + number, finished=False)
        store.begin(owned, [row])
        store.finish(owned, replace(row, finished=True))

    print(f"| keep a question and its answer | {milliseconds(keep):.1f} |")
    print(f"\nopening sends {len(past) / 1e3:.0f} kB of HTML, in one event")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--conversations", type=int, default=200)
    options = parser.parse_args()
    print(machine.facts())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sync(ROOT / "seeds", folder / "index")
        pipeline = open_pipeline(folder / "index")
        config = ConversationsConfig(str(folder / "talks.sqlite"), per_browser=options.conversations)
        questions = [one.question for one in read_questions(ROOT / "tests" / "golden" / "seeds.jsonl")]
        desks = Desks(ConversationStore(config))
        memory(desks, pipeline, questions, options.turns)
        times(desks, options.conversations, folder)


if __name__ == "__main__":
    main()
