"""One article among many in a file: its lines, its name, its columns and what they state."""
