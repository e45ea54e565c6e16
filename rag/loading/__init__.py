"""Which models answer, and how they are loaded before they are needed."""
