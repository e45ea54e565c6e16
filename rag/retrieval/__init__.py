"""Query -> passages: two searches fused, questions in parts, one place for a story, neighbours joined, reranked."""
