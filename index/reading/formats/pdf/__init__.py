"""PDF documents: `document` knows pdfium, `columns` in which order the lines of columns are read, `layout` how lines
become paragraphs; none knows news."""

from __future__ import annotations

from index.reading.formats.pdf.document import PDF_SUFFIXES, pdf_records

__all__ = ["PDF_SUFFIXES", "pdf_records"]
