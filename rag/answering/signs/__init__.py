"""Cheap signs, in words alone, that a sentence cannot answer a question, however alike the two are."""
