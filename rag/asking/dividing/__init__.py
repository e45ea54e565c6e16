"""Where a question is divided into several: two that are joined by "and", and one that is asked of two dates."""
