"""Kinds of files to drafts of articles: one module a kind, `kinds` chooses among them."""
