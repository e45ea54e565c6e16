"""Commands that put questions, and tell how well they are answered."""
