"""Commands about an index and the articles in it."""
