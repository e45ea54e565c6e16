"""Where the index is when nobody says so. Knows folders and settings; opens nothing."""

from __future__ import annotations

from pathlib import Path

from rag.settings.found import Settings, read_settings

INDEX_FOLDER = ".rag-index"
"""Name of the default index folder, looked for in the current folder and its parents."""


def default_index_path() -> Path:
    """RAG_INDEX; else `index.path` of rag.toml; else the nearest `.rag-index` here or in a folder above; else one here."""
    return index_path_of(read_settings())


def index_path_of(settings: Settings) -> Path:
    """The same, of settings that were read."""
    if named := settings.index_path:
        return named
    here = Path.cwd()
    found = (folder / INDEX_FOLDER for folder in (here, *here.parents) if (folder / INDEX_FOLDER / "CURRENT").is_file())
    return next(found, here / INDEX_FOLDER)
