"""What news asks of an answer: dates and outlets, disagreement, age, the shape of a question. Pure; no model, no index."""
