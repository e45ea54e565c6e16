"""A `rag chat` that runs, asked by `rag ask`: its note, what it answers to, and who asks it."""
