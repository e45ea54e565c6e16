"""The embedder and the evidence model that the settings name, and their loading ahead of time.

Knows which class runs a model; knows nothing of what is asked of it. Light to import: the models' libraries are imported
when a model loads, and what answers a question need not be there yet.
"""

from __future__ import annotations

import contextlib
import importlib.util
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.config import PACKAGED_MODEL, IndexConfig
from index.errors import ConfigError

if TYPE_CHECKING:
    from index.embedding.protocol import Embedder
    from rag.evidence.protocol import EvidenceModel


@lru_cache(maxsize=2)
def embedder_for(config: IndexConfig) -> Embedder:
    """The embedder that the settings name, one for equal settings. It loads its model at first use."""
    has_openvino = importlib.util.find_spec("openvino") is not None
    exportable = config.embedder == PACKAGED_MODEL
    if config.engine == "openvino" and not (has_openvino and exportable):
        raise ConfigError(
            f"engine is 'openvino' with the embedder {config.embedder!r}; it runs only {PACKAGED_MODEL!r} and needs the "
            "package openvino; choose engine='reference'"
        )
    if config.engine == "reference" or not (has_openvino and exportable):
        from index.embedding.reference import ReferenceEmbedder

        return ReferenceEmbedder(config.embedder)
    from index.embedding.openvino import OpenVinoEmbedder

    return OpenVinoEmbedder(_cache_folder(config))


@lru_cache(maxsize=2)
def evidence_model_for(config: IndexConfig) -> EvidenceModel:
    """The evidence model, one for equal settings, on the engine that they name. It loads at first use."""
    if config.engine == "reference" or importlib.util.find_spec("openvino") is None:
        from rag.evidence.reference import ReferenceEvidenceModel

        return ReferenceEvidenceModel()
    from rag.evidence.model import OpenVinoEvidenceModel

    return OpenVinoEvidenceModel(_cache_folder(config))


def begin_loading(config: IndexConfig) -> None:
    """Load both models in the background while the rest of a question's modules is imported.

    A program that ends before waits for it, unless it ends by `os._exit`. What goes wrong is not told here: who uses the model
    meets it again. Without OpenVINO nothing is begun: torch imports too much to share a core.
    """
    # Their modules are imported by now: two threads that import what imports each other could meet half a module.
    for load in _loads(config):
        threading.Thread(target=_quietly, args=(load,), name="loading").start()


def load_models(config: IndexConfig) -> None:
    """Load both models now, which exports them where they were not. Raises ModelUnavailable where they cannot be written."""
    for load in _loads(config):
        load()


def _loads(config: IndexConfig) -> list[Callable[[], None]]:
    """What loads each model; nothing without OpenVINO."""
    if config.engine == "reference" or importlib.util.find_spec("openvino") is None:
        return []
    from index.embedding.openvino import OpenVinoEmbedder
    from rag.evidence.model import OpenVinoEvidenceModel

    models = (embedder_for(config), evidence_model_for(config))
    return [model.load for model in models if isinstance(model, OpenVinoEmbedder | OpenVinoEvidenceModel)]


def _quietly(load: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):
        load()


def _cache_folder(config: IndexConfig) -> Path:
    if config.cache_folder:
        return Path(config.cache_folder)
    from platformdirs import user_cache_path

    return user_cache_path("article-rag", appauthor=False)
