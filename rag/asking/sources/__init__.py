"""Outlets as sources: what each may be called, and the words around a name that make a source of it."""
