"""Commands about the program itself: its page, its settings, its completion."""
