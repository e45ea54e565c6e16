"""Which articles mention words, or are about them: read from the texts themselves, every article, exactly."""
