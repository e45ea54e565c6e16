"""Texts to unit vectors. `protocol` says what the index needs; the rest knows one engine each."""
