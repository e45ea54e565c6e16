"""Question files, one room for each layout."""
