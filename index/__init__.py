"""Lowest floor: a folder of articles becomes a searchable index. Imports nothing of ours above it."""
