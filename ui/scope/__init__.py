"""What a person sets beside a question: read from the page's fields, drawn as its scope row, changed chip by chip."""
