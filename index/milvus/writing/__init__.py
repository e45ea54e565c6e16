"""Bringing a Milvus database to what a local generation holds."""
