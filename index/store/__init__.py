"""One generation on disk: articles in SQLite, vectors in FAISS, words in tantivy, and their manifest."""
