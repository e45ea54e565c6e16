"""From passages to an answer: evidence is weighed, quotes are chosen, citations are made."""
