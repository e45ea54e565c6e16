"""What of a sentence can be compared exactly: numbers, dates, names, yes and no."""
