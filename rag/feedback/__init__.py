"""What people said of answers, kept in SQLite, and as questions with a known outcome for `rag eval`."""
