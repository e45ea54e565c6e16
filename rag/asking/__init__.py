"""From a question and its conversation to a `Query`: pure functions over words and dates."""
