"""Web pages: HTML to an article's text, and what the page says of itself.

`page` knows bytes and markup, `blocks` which parts of a page are text, `story` which text is the article, `facts`
and `linked_data` what the page's metadata states, `shown` what stands under its headline, `site` and `days` how names
and stamps are written; none knows how a page came to be a file.
"""

from __future__ import annotations

from index.reading.formats.html.story import HTML_SUFFIXES, html_draft, html_records

__all__ = ["HTML_SUFFIXES", "html_draft", "html_records"]
