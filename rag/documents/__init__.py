"""Answers, searches and articles as JSON documents, and read back from them."""
