"""Golden web pages: what each states of itself, which of its sentences may be cited, and which strings may not."""

from __future__ import annotations

import pytest

from tests.bench.metadata_quality import Page, misses, pages

KNOWN_MISSES: dict[str, set[str]] = {
    "drupal-regional": {"author", "published"},
    "next-js-data": {"author", "updated", "url"},
    "blogger-local-blog": {"published"},
    "wire-agency-static": {"author"},
    "spiegel-like-german": {
        "Das Verwaltungsgericht hat den Ausbau des Klärwerks in Aurental gestoppt.",
        "Geklagt hatten ein Naturschutzverband und zwei Landwirte.",
        "Der Newsletter mit dem Wichtigsten",
    },
    "asahi-like-japanese-sjis": {"author", "無断転載を禁じます"},
    "parsely-json-page": {"Croc warning issued"},
    "table-layout-2004": {"title", "outlet", "author"},
    "print-version": {"outlet"},
    "chinese-gb2312": {"outlet"},
    "korean-euckr": {"seoyeon@hanbit.example"},
    "paywalled-stub": {"author", "Try unlimited access", "Cancel anytime", "over a million readers pay"},
    "newsletter-on-web": {"outlet", "You are receiving this email", "Unsubscribe from this list"},
    "university-news-rdfa": {"title", "contact the press office"},
}
"""What is still read wrongly, by page: a fact, or a text that should be citable and is not, or the reverse."""


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.id)
def test_a_page_is_read_as_expected_but_for_its_known_misses(page: Page) -> None:
    """A miss that comes right must be taken off the list."""
    assert set(misses(page)) == KNOWN_MISSES.get(page.id, set())


def test_the_golden_pages_are_those_that_expectations_are_written_for() -> None:
    """57 pages in 18 languages; none without an expectation, no known miss of a page that is gone."""
    cases = pages()
    assert len(cases) == len({page.id for page in cases}) == 57
    assert {page.path.name for page in cases} == {path.name for path in cases[0].path.parent.glob("*.html")}
    assert len({page.facts["language"] for page in cases}) == 18
    assert KNOWN_MISSES.keys() <= {page.id for page in cases}
