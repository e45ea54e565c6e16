"""The commands of `rag`, one room each; `ui.cli` puts them together."""
