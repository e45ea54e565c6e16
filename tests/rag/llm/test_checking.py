"""A sentence against the passages it cites: supported with whole sentences as quotes, or refused with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.answering.llm.checking import Checker, Source
from rag.answering.llm.judge import EvidenceJudge
from tests.articles import read
from tests.fakes_evidence import FakeEvidenceModel

TEXT = """Time Warner profit jumps

Quarterly profits at US media giant TimeWarner jumped 76% to $1.13bn for the three months to December, from $639m a year \
earlier.

The firm is one of the biggest investors in Google. TimeWarner said fourth quarter sales rose 2% to $11.1bn from $10.9bn. \
Its chief executive Richard Parsons did not sell any shares on Friday. He said 12 analysts were surprised by the figures. \
"We have met our promises to the shareholders," he added. The Securities and Exchange Commission opened a probe in March.
"""
OTHER = "Nokia shares fell\n\nShares of Nokia fell 5% on Monday in Helsinki. The company said it will cut 300 jobs."
CHECKER = Checker(EvidenceJudge(FakeEvidenceModel()))


def source(text: str = TEXT, outlet: str = "BBC") -> Source:
    article, sentences = read(f"{outlet}.txt", text)
    article = replace(article, outlet=outlet, published=dt.date(2005, 2, 4))  # a Friday
    return Source(article, tuple((one.start, one.end) for one in sentences if one.kind == "sentence"))


@pytest.mark.parametrize(
    ("statement", "quotes"),
    [
        ("TimeWarner's quarterly profits jumped 76 per cent to $1.13 billion.", [0]),
        (
            "According to BBC, quarterly profits at giant Time Warner jumped 76% to about $1.1bn for the three months.",
            [0],
        ),
        ("Profits jumped 76% to $1.13bn, and fourth quarter sales rose 2% to $11.1bn.", [2, 0]),
        ("Parsons did not sell any shares on 4 February 2005.", [3]),
        ("Richard Parsons said twelve analysts were surprised by the figures.", [4]),
        ("The SEC opened a probe in March.", [6]),
        ('"We have met our promises to the shareholders," Parsons added.', [5]),
    ],
)
def test_what_the_passage_says_is_supported_by_its_sentences(statement: str, quotes: list[int]) -> None:
    verdict = CHECKER.check(statement, [source()])
    assert (verdict.why, [one.place for one in verdict.quotes]) == ("", quotes)
    assert verdict.chance >= 0.5


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("Quarterly profits at TimeWarner jumped 12% to $1.13bn.", "the number “12%”"),
        ("Fourth quarter sales rose 76% to $11.1bn.", "the number “76%”"),
        ("TimeWarner said fourth quarter sales rose 2% to £11.1bn.", "the number “£11.1bn”"),
        ("Parsons did not sell any shares on Monday.", "the time “Monday”"),
        ("The Securities and Exchange Commission opened a probe in April.", "the time “April”"),
        ("Quarterly profits at media giant Viacom jumped 76% to $1.13bn.", "the name “Viacom”"),
        ("Google said 12 analysts were surprised by the figures.", "the name “Google”"),
        ("John Parsons did not sell any shares on Friday.", "the name “John Parsons”"),
        ("Richard Parsons sold shares on Friday.", "the opposite"),
        ("Quarterly profits at TimeWarner fell 76% to $1.13bn.", "the opposite"),
        ('"We have broken all promises to the shareholders," Parsons added.', "are quoted, and do not stand there"),
        ("The weather in Lisbon was pleasant.", "no sentence of the cited passages"),
    ],
)
def test_what_it_does_not_say_is_refused_with_the_reason(statement: str, why: str) -> None:
    verdict = CHECKER.check(statement, [source()])
    assert verdict.quotes == ()
    assert why in verdict.why


def test_the_judge_has_the_last_word() -> None:
    """Every word that is a fact stands there, and little else does."""
    verdict = CHECKER.check(
        "Chief analysts quietly wondered how long shares would keep surprising everybody.", [source()]
    )
    assert verdict.quotes == ()
    assert "evidence model" in verdict.why or "no sentence" in verdict.why


def test_only_what_is_cited_counts() -> None:
    statement = "Shares of Nokia fell 5% on Monday in Helsinki."
    assert CHECKER.check(statement, [source(), source(OTHER, "Yle")]).quotes
    assert CHECKER.check(statement, [source()]).quotes == ()


def test_facts_of_two_articles_are_not_mixed() -> None:
    mixed = "Shares of Nokia fell 76% on Monday in Helsinki."
    assert "“76%”" in CHECKER.check(mixed, [source(), source(OTHER, "Yle")]).why


def test_quotes_are_whole_sentences_of_the_article() -> None:
    [quote] = CHECKER.check("TimeWarner said sales rose 2% to $11.1bn.", [source()]).quotes
    assert quote.text == "TimeWarner said fourth quarter sales rose 2% to $11.1bn from $10.9bn."
    start, end = quote.span
    assert quote.source.article.text[start:end] == quote.text
