"""The articles tab as HTML."""
