"""Answers in an LLM's words, each sentence checked against the articles before it counts."""
