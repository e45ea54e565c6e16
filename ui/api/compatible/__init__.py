"""The form in which OpenAI's clients ask and are answered, so that any of them can chat with the articles."""
