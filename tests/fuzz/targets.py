"""Bytes to calls: what each fuzzer runs, and what it may raise. Knows our readers; knows nothing of the fuzzer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.errors import ArticleError
from index.reading.article import finished, read_blob
from index.reading.formats.kinds import SUFFIXES
from index.reading.formats.record import Draft, bytes_blob
from index.types import Article, Sentence
from tests.fuzz.invariants import check_article, check_facts, check_text
from tests.fuzz.seeds import TEXTS, files, wrapped

KINDS = tuple(sorted(SUFFIXES))

PIECES = (
    *(
        "word ",
        "He ",
        "said",
        ".",
        "!",
        "?",
        "…",
        "...",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\0",
    ),
    *(
        "U.S. ",
        "Mr. ",
        "No. 10 ",
        "5 p.m. ",
        "2019. ",
        "$3.5",
        "1. ",
        "IV. ",
        "(a) ",
        "[1]",
        "- ",
        "# ",
        "---",
        "* ",
        "**",
    ),
    *(
        "“",
        "”",
        "‘",
        "’",
        '"',
        "'",
        "(",
        ")",
        "«",
        "»",
        "「",
        "」",
        "—",
        ":",
        ";",
        ",",
        "_",
        "😀",
        "\u0301",
        "\u200d",
        "é",
    ),
    *("।", "॥", "。", "．", "！", "？", "؟", "۔", "։", "።", "။", "\u037e", "と", "好", "α", "Β", "۱", "¹", "²"),
    *("26 March 2024", "2024-03-26", "26/03/2024", "March 2024", "T10:00", "10:15 GMT", "Monday, ", "By ", "Source: "),
    *(
        "Published: ",
        "(Reuters) - ",
        "ASTANA, ",
        "Also read: ",
        "Photo: ",
        "Subscribe",
        "Jane Doe",
        "long" * 20,
        "x " * 40,
    ),
)
"""What texts are put together from, so that a mutated byte is a word or a mark rather than a broken character."""


@dataclass(frozen=True, slots=True)
class Target:
    """What runs on each input, and the inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def text_of(data: bytes) -> str:
    """An odd first byte: each byte that follows is a piece; an even one: they are UTF-8, or nearly."""
    if data[:1] and data[0] % 2:
        return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])
    return data[1:].decode("utf-8", "replace")


def run_sentences(data: bytes) -> None:
    check_text(text_of(data))


def run_facts(data: bytes) -> None:
    """Facts of a text alone, then the whole article of it."""
    text = text_of(data)
    check_facts(text, "2024-03-26-story.txt" if len(data) % 2 else "story.txt")
    try:
        article, sentences = finished(Draft(text), article_id="fuzzed", path="story.txt", name="story.txt", sha256="0")
    except ArticleError:
        return
    check_article(article, sentences)


def run_files(data: bytes) -> None:
    """The first byte chooses the kind; the second says whether the rest is the file or lies in a well-formed one."""
    for article, sentences in articles_of(data):
        check_article(article, sentences)


def articles_of(data: bytes) -> list[tuple[Article, tuple[Sentence, ...]]]:
    """The articles of an input of `run_files`; none when it is refused."""
    if len(data) < 2:
        return []
    suffix, content = KINDS[data[0] % len(KINDS)], data[2:]
    if data[1] % 2:
        content = wrapped(suffix, content)
    name = "fuzzed.txt.gz" if suffix == ".gz" else f"fuzzed{suffix}"
    try:
        return read_blob(bytes_blob(name, content), "fuzzed", path=name)
    except ArticleError as error:
        refusal = str(error)
    assert refusal.startswith(name), refusal
    return []


_TEXT_SEEDS = tuple(b"\0" + text.encode() for text in TEXTS) + tuple(
    bytes([1, *range(first, len(PIECES), 7)]) for first in range(7)
)
_FILE_SEEDS = tuple(
    bytes([number, 1]) + content for number, suffix in enumerate(KINDS) for content in files(suffix)
) + tuple(
    bytes([number, 0]) + wrapped(suffix, content)
    for number, suffix in enumerate(KINDS)
    for content in files(suffix)[:1]
    if wrapped(suffix, content) != content
)

TARGETS = {
    "sentences": Target(run_sentences, _TEXT_SEEDS),
    "facts": Target(run_facts, _TEXT_SEEDS),
    "files": Target(run_files, _FILE_SEEDS),
}
