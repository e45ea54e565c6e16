"""What stands beneath an answer: what can be done with it, how it came about, and its evidence in time."""
