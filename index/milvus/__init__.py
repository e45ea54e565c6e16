"""Milvus as a search index: the same articles, chunks and searches as a local one, asked over the network."""
