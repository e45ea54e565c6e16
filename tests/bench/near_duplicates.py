"""How well copies of news articles are found, and at what cost: tables in Markdown.

    python -m tests.bench.near_duplicates FOLDER... [--articles 400] [--bulk 10000] [--list 40] [--seed 7]

A FOLDER holds `corpus.jsonl`. Copies and kin that are no copies are made of its articles. Knows the four steps (signature, keys, comparison,
stories) and keeps keys in SQLite as an index would; knows nothing of the index itself.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

from index.near_duplicates.resemblance import Resemblance, Wording, are_copies, compare
from index.near_duplicates.signatures import SIGNATURE_BYTES, band_keys, likeliest, signature
from index.near_duplicates.stories import Report, stories
from tests.bench.corpora import read_lines
from tests.bench.machine import facts, middle
from tests.bench.near_duplicate_samples import FORMS, Change, News, Newsroom, filled, sentences


def judged(one: str, other: str) -> tuple[bool, Resemblance] | None:
    """Whether the keys of two texts bring them together, and how alike they are; None when either has no signature."""
    made = signature(one), signature(other)
    if made[0] is None or made[1] is None:
        return None
    meet = set(band_keys(made[0])) & set(band_keys(made[1])) and likeliest(made[0], {1: made[1]})
    return bool(meet), compare(Wording.of(one), Wording.of(other))


def table(head: str, rows: Iterable[Sequence[object]]) -> None:
    columns = head.split("|")
    print(f"\n|{'|'.join(columns)}|\n|{'---|' * len(columns)}")
    for row in rows:
        print(f"|{'|'.join(str(cell).replace('|', ' ') for cell in row)}|")


def outcome(pairs: Iterable[tuple[str, str]]) -> list[object]:
    """Count, share that meet under a key, that are confirmed, that are both; lowest shares of all."""
    found = [one for pair in pairs if (one := judged(*pair)) is not None]
    keyed, confirmed, both = (
        statistics.mean(map(float, column))
        for column in zip(*((key, alike.copies, key and alike.copies) for key, alike in found), strict=True)
    )
    spread = (sorted(getattr(alike, name) for _, alike in found) for name in ("coverage", "facts"))
    ranges = [f"{values[0]:.2f} {middle(values):.2f} {values[-1]:.2f}" for values in spread]
    return [len(found), f"{keyed:.3f}", f"{confirmed:.3f}", f"{both:.3f}", *ranges]


def changed_pairs(
    news: Sequence[News], sample: Sequence[News], change: Change, chance: random.Random
) -> Iterator[tuple[str, str]]:
    kinds = defaultdict(list)
    for one in news:
        kinds[one.kind].append(one)
    for one in sample:
        other = chance.choice(kinds[one.kind])
        if other is not one:
            yield one.text, change(one.text, other.text)


def natural(news: Sequence[News], listed: int) -> None:
    """What is found inside the corpus itself, for a person to judge."""
    made = {row: found for row, one in enumerate(news) if (found := signature(one.text)) is not None}
    meeting = defaultdict(list)
    for row, found in made.items():
        for key in band_keys(found):
            meeting[key].append(row)
    candidates = sorted({pair for rows in meeting.values() for pair in combinations(rows, 2)})
    wordings = {row: Wording.of(news[row].text) for row in {row for pair in candidates for row in pair}}
    alike = {pair: compare(wordings[pair[0]], wordings[pair[1]]) for pair in candidates}
    copies = {pair: found for pair, found in alike.items() if found.copies}
    millions = len(made) * (len(made) - 1) / 2e6
    same = sum(news[one].text == news[other].text for one, other in copies)
    print(
        f"\n{len(made)} articles, {millions:.2f} million pairs: {len(candidates)} meet under a key "
        f"({len(candidates) / millions:.0f} per million), {len(copies)} are copies ({len(copies) / millions:.1f} per "
        f"million), {same} of them to the letter. Least alike first, then those that just fail:"
    )
    passed = sorted(copies, key=lambda pair: (alike[pair].containment, pair))[:listed]
    failed = [pair for pair in candidates if pair not in copies and alike[pair].coverage > 0.6]
    failed = sorted(failed, key=lambda pair: (-alike[pair].coverage, pair))[:listed]
    head = "copies|containment|coverage|facts|one|other|headline|headline"
    table(
        head,
        (
            [pair in copies, *(f"{getattr(alike[pair], name):.2f}" for name in head.split("|")[1:4])]
            + [news[row].id for row in pair]
            + [news[row].title[:48] for row in pair]
            for pair in (*passed, *failed)
        ),
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def cost(news: Sequence[News]) -> None:
    """Median of five rounds over all articles, one after another; processor time, which other work does not add to."""
    texts = [one.text for one in news]
    size = statistics.mean(map(len, texts))
    made = [found for text in texts if (found := signature(text)) is not None]
    wordings = [Wording.of(text) for text in texts]
    steps: dict[str, Callable[[], object]] = {
        "signature": lambda: [signature(text) for text in texts],
        "keys": lambda: [band_keys(one) for one in made],
        "wording (of candidates only)": lambda: [Wording.of(text) for text in texts],
        "comparison of two wordings": lambda: [are_copies(*pair) for pair in pairwise(wordings)],
    }
    rows = [
        (name, f"{middle([seconds(work) for _ in range(5)]) / len(texts) * 1e6:.0f}") for name, work in steps.items()
    ]
    print(f"\nMean article {size:,.0f} characters; a signature is {SIGNATURE_BYTES} bytes.")
    table("step|processor microseconds an article", rows)


def bulk(news: Sequence[News], room: Newsroom, count: int) -> None:
    """Articles of random sentences, one in ten a copy of an earlier one, put in one by one as a sync would."""
    told = [sentence for one in news for sentence in sentences(one.text)]
    texts: list[str] = []
    while len(texts) < count:
        fresh = "".join(room.chance.choices(told, k=18))
        texts.append(room.rewritten(room.chance.choice(texts), 0.15) if len(texts) % 10 == 9 else fresh)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE bands (key INTEGER, row INTEGER, PRIMARY KEY (key, row)) WITHOUT ROWID")
    made: list[bytes] = []
    spent: dict[str, float] = defaultdict(float)
    pairs: list[tuple[int, int]] = []
    met = read = 0
    for row, text in enumerate(texts):
        clock = [time.process_time()]
        made.append(signature(text) or b"")
        keys = band_keys(made[row])
        clock.append(time.process_time())
        marks = ",".join("?" * len(keys))
        rows = {found for (found,) in database.execute(f"SELECT row FROM bands WHERE key IN ({marks})", keys)}
        database.executemany("INSERT INTO bands VALUES (?, ?)", [(key, row) for key in keys])
        clock.append(time.process_time())
        candidates = likeliest(made[row], {found: made[found] for found in rows})
        own = Wording.of(text) if candidates else None
        pairs += [(row, found) for found in candidates if own and are_copies(own, Wording.of(texts[found]))]
        clock.append(time.process_time())
        met += len(rows)
        read += len(candidates)
        for name, before, after in zip(("signature and keys", "SQLite", "comparing"), clock, clock[1:], strict=False):
            spent[name] += after - before
    reports = {
        row: Report(row=row, id=str(row), published=None, guessed=False, outlet=None, words=1, credits="")
        for row in range(count)
    }
    spent["stories"] = seconds(lambda: stories(pairs, reports))
    size = statistics.mean(len(text) for text in texts)
    print(
        f"\n{count:,} articles of {size:,.0f} characters, {met / count:.1f} others under its keys each, "
        f"{read / count:.1f} of them compared, {len(pairs):,} pairs:"
    )
    rows_out = [
        (name, f"{took:.1f}", f"{took / count * 1e3:.3f}", f"{took / count * 6e4:.0f}") for name, took in spent.items()
    ]
    table("step|processor s|ms an article|s for 60,000", rows_out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    for name, default in (("articles", 400), ("bulk", 10_000), ("list", 40), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    news = [
        News(line["_id"], line["title"], line["text"], str(line["_id"]).rstrip("0123456789"))
        for folder in given.folders
        for line in read_lines(folder / "corpus.jsonl")
    ]
    room = Newsroom(news, given.seed)
    sample = room.chance.sample(news, min(given.articles, len(news)))
    print(f"{facts()}\nseed {given.seed}, {len(news)} articles, {len(sample)} of them changed")
    head = "|pairs|meet|confirmed|both|coverage: lowest, median, highest|facts"
    table(
        f"a copy{head}",
        ([name, *outcome(changed_pairs(news, sample, how, room.chance))] for name, how in room.copies().items()),
    )
    table(
        f"no copy{head}",
        [[name, *outcome(changed_pairs(news, sample, how, room.chance))] for name, how in room.kin().items()]
        + [
            [f"form: {name}", *outcome((filled(form, room.chance), filled(form, room.chance)) for _ in sample)]
            for name, form in FORMS.items()
        ],
    )
    natural(news, given.list)
    cost(news)
    bulk(news, room, given.bulk)


if __name__ == "__main__":
    main()
