"""Features -> chances: does a sentence answer, and do the articles answer at all? Fitted, calibrated, measured."""
