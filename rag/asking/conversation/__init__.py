"""What a follow-up takes from the conversation: mentions, what pronouns mean, the question that a fragment repeats."""
