"""PDF documents: `document` knows pdfium, `layout` how printed lines become paragraphs; neither knows news."""

from __future__ import annotations

from index.reading.formats.pdf.document import PDF_SUFFIXES, pdf_records

__all__ = ["PDF_SUFFIXES", "pdf_records"]
