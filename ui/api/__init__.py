"""`ask()` for programs, over HTTP: questions, searches, articles, and how the server is."""
