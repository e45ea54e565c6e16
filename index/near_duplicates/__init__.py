"""Articles that are copies of one another, and which of them came first. Pure: the store keeps what is found."""
