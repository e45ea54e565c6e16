"""The top floor: the chat page and the command line. Knows how answers are shown, not how they are found."""
