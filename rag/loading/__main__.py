"""Exports the packaged models to the cache, so that a server finds them there: `python -m rag.loading`.

For whoever builds an image, or a machine whose server may not write to its cache. Knows no model itself.
"""

from __future__ import annotations

from index.config import IndexConfig
from rag.loading.models import load_models

if __name__ == "__main__":
    load_models(IndexConfig())
