"""The reader that always works: sentences weighed by the evidence model, chosen, and quoted."""
